//! A value with its place, which may be absent or broken without losing its neighbours.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};

use crate::source::Span;

/// The name by which [`Spanned`] asks the decoder for the place of a value.
pub(super) const SPANNED: &str = "$spanned";

/// A value and where it is written.
///
/// Absent: no span and no value. Broken: a span and no value, and a finding says why. So one bad field never hides what
/// is wrong with the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// Where the value is written; [`Span::NONE`] if it is absent.
    pub span: Span,
    /// The value, if it could be read.
    pub value: Option<T>,
}

impl<T> Default for Spanned<T> {
    fn default() -> Self {
        Self { span: Span::NONE, value: None }
    }
}

impl<T> Spanned<T> {
    /// Returns the value, if it is there and could be read.
    #[must_use]
    pub fn get(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// Tells whether something is written, broken or not.
    #[must_use]
    pub fn is_written(&self) -> bool {
        self.span.is_written()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Spanned<T> {
    /// Asks for an option first: serde answers an absent field with "none", so absence is no error here.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(Presence(PhantomData))
    }
}

struct Presence<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Presence<T> {
    type Value = Spanned<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_none<E>(self) -> Result<Spanned<T>, E> {
        Ok(Spanned::default())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Spanned<T>, D::Error> {
        deserializer.deserialize_newtype_struct(SPANNED, Place(PhantomData))
    }
}

/// Receives the place as one number and then the value, whose failure stays here.
struct Place<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Place<T> {
    type Value = Spanned<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value with its place")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Spanned<T>, A::Error> {
        let packed: u64 = parts.next_element()?.unwrap_or(u64::MAX);
        Ok(Spanned { span: unpack(packed), value: parts.next_element().ok().flatten() })
    }
}

pub(super) fn pack(span: Span) -> u64 {
    (u64::from(span.start) << 32) | u64::from(span.end)
}

fn unpack(packed: u64) -> Span {
    let low = u32::try_from(packed & u64::from(u32::MAX)).unwrap_or(u32::MAX);
    Span::new(u32::try_from(packed >> 32).unwrap_or(u32::MAX), low)
}

impl<T: JsonSchema> JsonSchema for Spanned<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
