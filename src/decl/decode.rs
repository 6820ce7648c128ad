//! serde over the marked tree: typed nouns out of YAML, places kept, no number ever a float.
//!
//! Says nothing about what is wrong: the schema stage has said it, at the exact place. What cannot be read becomes a hole.

use std::fmt;
use std::slice;

use foldhash::HashMap;
use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::spanned::{SPANNED, pack};
use crate::source::Span;
use crate::syntax::{Document, Kind, NodeId, ScalarType};

/// Misspelt keys that have their finding: where each is written, and the name that was suggested for it.
///
/// They are read as what was meant, so that what they hold is not missed a second time elsewhere.
pub type Misspelt = HashMap<Span, String>;

/// How many entries of an object are searched for another spelling of the same key, so that no input is slow.
const SEARCHED_ENTRIES: usize = 64;

/// Reads the value at the root of a document; what is broken in it becomes a hole.
pub(super) fn decode<'a, T: de::Deserialize<'a> + Default>(document: &'a Document<'_>, misspelt: &'a Misspelt) -> T {
    T::deserialize(Decoder { document, misspelt, at: document.root() }).unwrap_or_default()
}

/// Why a value could not be read. It carries nothing, because nobody is told: see the module's head.
#[derive(Debug)]
pub(super) struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unreadable")
    }
}

impl std::error::Error for Unreadable {}

impl de::Error for Unreadable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

#[derive(Clone, Copy)]
struct Decoder<'a, 's> {
    document: &'a Document<'s>,
    misspelt: &'a Misspelt,
    at: NodeId,
}

impl<'a, 's> Decoder<'a, 's> {
    fn to(self, at: NodeId) -> Self {
        Self { at, ..self }
    }

    fn text(self) -> Result<&'a str, Unreadable> {
        match self.document.kind(self.at) {
            Kind::Plain | Kind::Quoted => Ok(self.document.text(self.at)),
            Kind::Empty | Kind::List | Kind::Map | Kind::Broken => Err(Unreadable),
        }
    }

    fn map(self, skip: Option<&'static str>) -> Result<Entries<'a, 's>, Unreadable> {
        match self.document.kind(self.at) {
            Kind::Map => {
                let rest = self.document.items(self.at).as_chunks::<2>().0.iter();
                Ok(Entries { decoder: self, rest, value: None, skip })
            }
            Kind::Empty | Kind::Plain | Kind::Quoted | Kind::List | Kind::Broken => Err(Unreadable),
        }
    }
}

macro_rules! integers {
    ($($method:ident $visit:ident)*) => {
        $(fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            let is_number = self.document.scalar_type(self.at) == Some(ScalarType::Int);
            match self.text()?.parse() {
                Ok(number) if is_number => visitor.$visit(number),
                _ => Err(Unreadable),
            }
        })*
    };
}

impl<'a> Deserializer<'a> for Decoder<'a, '_> {
    type Error = Unreadable;

    integers! {
        deserialize_u8 visit_u8 deserialize_u16 visit_u16 deserialize_u32 visit_u32 deserialize_u64 visit_u64
        deserialize_i8 visit_i8 deserialize_i16 visit_i16 deserialize_i32 visit_i32 deserialize_i64 visit_i64
    }

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.document.kind(self.at) {
            Kind::Map => visitor.visit_map(self.map(None)?),
            Kind::List => visitor.visit_seq(Items { decoder: self, rest: self.document.items(self.at).iter() }),
            Kind::Plain | Kind::Quoted => visitor.visit_borrowed_str(self.text()?),
            Kind::Empty | Kind::Broken => Err(Unreadable),
        }
    }

    fn deserialize_bool<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.document.scalar_type(self.at) {
            Some(ScalarType::Bool(value)) => visitor.visit_bool(value),
            _ => Err(Unreadable),
        }
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        if name == SPANNED {
            visitor.visit_seq(Place { decoder: self, part: 0 })
        } else {
            visitor.visit_newtype_struct(self)
        }
    }

    fn deserialize_enum<V: Visitor<'a>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        // An enum called `Noun@tag` is told apart by its field `tag`. serde's own internal tagging would buffer the
        // content, and so lose places and make floats of amounts.
        let Some((_, tag)) = name.split_once('@') else {
            return visitor.visit_enum(Variant { decoder: self, name: self.text()?, tag: None });
        };
        let (_, value) = self.document.get(self.at, tag).ok_or(Unreadable)?;
        visitor.visit_enum(Variant { decoder: self, name: self.to(value).text()?, tag: Some(tag) })
    }

    fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        <V: Visitor<'a>>
        i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier
    }
}

struct Items<'a, 's> {
    decoder: Decoder<'a, 's>,
    rest: slice::Iter<'a, NodeId>,
}

impl<'a> SeqAccess<'a> for Items<'a, '_> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<Option<T::Value>, Unreadable> {
        let Some(item) = self.rest.next() else { return Ok(None) };
        seed.deserialize(self.decoder.to(*item)).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

struct Entries<'a, 's> {
    decoder: Decoder<'a, 's>,
    /// The keys and values that are still to come.
    rest: slice::Iter<'a, [NodeId; 2]>,
    value: Option<NodeId>,
    skip: Option<&'static str>,
}

impl<'a> Entries<'a, '_> {
    /// Returns the name that a misspelt key was meant to be, unless another key of this mapping has it.
    fn meant(&self, key: NodeId) -> Option<&'a str> {
        let Decoder { document, misspelt, at } = self.decoder;
        if document.entries(at).len() > SEARCHED_ENTRIES {
            return None;
        }
        let name = |key: NodeId| misspelt.get(&document.span(key)).map(String::as_str);
        let meant = name(key)?;
        let mut others = document.entries(at).map(|(other, _)| other).filter(|other| *other != key);
        let is_taken = others.any(|other| name(other).unwrap_or_else(|| document.text(other)) == meant);
        (!is_taken).then_some(meant)
    }
}

impl<'a> MapAccess<'a> for Entries<'a, '_> {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        let document = self.decoder.document;
        for [key, value] in self.rest.by_ref() {
            if self.skip.is_none_or(|tag| document.text(*key) != tag) {
                self.value = Some(*value);
                if !self.decoder.misspelt.is_empty()
                    && let Some(meant) = self.meant(*key)
                {
                    return seed.deserialize(BorrowedStrDeserializer::<Unreadable>::new(meant)).map(Some);
                }
                return seed.deserialize(self.decoder.to(*key)).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, Unreadable> {
        seed.deserialize(self.decoder.to(self.value.take().ok_or(Unreadable)?))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// Hands out the place of a value, then the value.
struct Place<'a, 's> {
    decoder: Decoder<'a, 's>,
    part: u8,
}

impl<'a> SeqAccess<'a> for Place<'a, '_> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<Option<T::Value>, Unreadable> {
        self.part += 1;
        if self.part == 1 {
            let span = self.decoder.document.span(self.decoder.at);
            return seed.deserialize(pack(span).into_deserializer()).map(Some);
        }
        seed.deserialize(self.decoder).map(Some)
    }
}

struct Variant<'a, 's> {
    decoder: Decoder<'a, 's>,
    name: &'a str,
    tag: Option<&'static str>,
}

impl<'a> EnumAccess<'a> for Variant<'a, '_> {
    type Error = Unreadable;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'a>>(self, seed: V) -> Result<(V::Value, Self), Unreadable> {
        Ok((seed.deserialize(BorrowedStrDeserializer::<Unreadable>::new(self.name))?, self))
    }
}

impl<'a> VariantAccess<'a> for Variant<'a, '_> {
    type Error = Unreadable;

    fn unit_variant(self) -> Result<(), Unreadable> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'a>>(self, seed: T) -> Result<T::Value, Unreadable> {
        seed.deserialize(self.decoder)
    }

    fn tuple_variant<V: Visitor<'a>>(self, _: usize, _: V) -> Result<V::Value, Unreadable> {
        Err(Unreadable)
    }

    fn struct_variant<V: Visitor<'a>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_map(self.decoder.map(self.tag)?)
    }
}
