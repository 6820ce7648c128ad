//! Scalars with a grammar of their own: amounts, percentages, dates, time zones, periods, codes, currencies.
//!
//! Each is a type, a JSON Schema for editors, and a keyword `x-grammar` by which the schema stage finds the grammar again
//! to say exactly what is wrong.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use smol_str::SmolStr;

use crate::calendar::{Date, Lasting, Moment, Period, Zone};
use crate::diag::is_unprintable;
use crate::money::{self, Currency, Decimal, Portion};

/// What a code looks like, as a regular expression for editors.
pub const CODE_PATTERN: &str = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$";

/// Tells whether a text is a code: letters, digits, `-`, `_` and `.`, at most 64, beginning with a letter or digit.
#[must_use]
pub fn is_code(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
}

/// Reads a text by one grammar.
struct Scalar<T, F>(F, PhantomData<T>);

impl<T, F: FnOnce(&str) -> Option<T>> Visitor<'_> for Scalar<T, F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scalar")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.0)(text).ok_or_else(|| E::custom("no such value"))
    }
}

macro_rules! scalars {
    ($($(#[$doc:meta])* $name:ident($inner:ty) $parse:expr, $schema:tt;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Eq)]
            pub struct $name(pub $inner);

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let parse: fn(&str) -> Option<$inner> = $parse;
                    deserializer.deserialize_str(Scalar(parse, PhantomData)).map(Self)
                }
            }

            impl JsonSchema for $name {
                fn inline_schema() -> bool {
                    true
                }

                fn schema_name() -> Cow<'static, str> {
                    stringify!($name).into()
                }

                fn json_schema(_: &mut SchemaGenerator) -> Schema {
                    json_schema!($schema)
                }
            }
        )*
    };
}

scalars! {
    /// An exact amount of zero or more, as written.
    Amount(Decimal) |t| money::parse_amount(t).ok(), {
        "type": ["number", "string"], "minimum": 0, "pattern": "^[0-9]+(\\.[0-9]+)?$", "x-grammar": "amount"
    };
    /// An exact number above zero.
    PositiveAmount(Decimal) positive, {
        "type": ["number", "string"], "exclusiveMinimum": 0, "pattern": "^[0-9]+(\\.[0-9]+)?$", "x-grammar": "positive-amount"
    };
    /// An exact amount that may be below zero, as refunds are.
    SignedAmount(Decimal) signed, {
        "type": ["number", "string"], "pattern": "^-?[0-9]+(\\.[0-9]+)?$", "x-grammar": "signed-amount"
    };
    /// A percentage as an exact fraction.
    Percent(Decimal) |t| money::parse_percent(t).ok(), {
        "type": "string", "pattern": "^[0-9]+(\\.[0-9]+)? ?%$", "x-grammar": "percent"
    };
    /// A percentage or an amount.
    PortionText(Portion) Portion::parse, {
        "type": ["number", "string"], "minimum": 0, "pattern": "^[0-9]+(\\.[0-9]+)? ?%?$", "x-grammar": "portion"
    };
    /// A civil date.
    Day(Date) |t| Date::parse(t).ok(), {
        "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "x-grammar": "date"
    };
    /// A date, a local time or an instant.
    When(Moment) |t| Moment::parse(t).ok(), {
        "type": "string",
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?)?$",
        "x-grammar": "moment"
    };
    /// A time zone of the IANA database.
    TimeZone(Zone) |t| Zone::parse(t), {
        "type": "string", "pattern": "^[A-Za-z0-9_+/-]+$", "x-grammar": "time-zone"
    };
    /// A number of units with the unit's code.
    Allowance((Decimal, SmolStr)) parse_allowance, {
        "type": "string", "pattern": "^[0-9]+(\\.[0-9]+)? +[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$", "x-grammar": "allowance"
    };
    /// A number of billing periods, or no end of them.
    PeriodCount(Option<u32>) parse_period_count, {
        "type": "string", "pattern": "^([0-9]+ +periods?|unlimited)$", "x-grammar": "period-count"
    };
    /// A number of billing periods that are paid in advance.
    PeriodsAhead(u16) parse_periods_ahead, {
        "type": "string", "pattern": "^[0-9]+ +periods?$", "x-grammar": "periods-ahead"
    };
    /// A positive number of days, weeks, half-months, months or years.
    Length(Period) |t| Period::parse(t).ok(), {
        "type": "string", "pattern": "^[0-9]+ +(days?|weeks?|half-months?|months?|years?)$", "x-grammar": "period"
    };
    /// For how long something holds.
    LastingText(Lasting) |t| Lasting::parse(t).ok(), {
        "type": "string", "pattern": "^(once|[0-9]+ +(periods?|days?|weeks?|months?|years?))$", "x-grammar": "lasting"
    };
    /// When something takes effect.
    Effective(TakesEffect) TakesEffect::parse, {
        "type": "string", "pattern": "^(at_once|period_end|term_end|[0-9]{4}-[0-9]{2}-[0-9]{2})$", "x-grammar": "effective"
    };
    /// A currency of ISO 4217.
    CurrencyCode(Currency) |t| Currency::parse(t), {
        "type": "string", "pattern": "^[A-Z]{3}$", "x-grammar": "currency"
    };
    /// A code: the name of an object, or a reference to one.
    Code(SmolStr) |t| is_code(t).then(|| t.into()), {
        "type": ["string", "number", "boolean"], "pattern": CODE_PATTERN, "x-grammar": "code"
    };
    /// A free label.
    Tag(SmolStr) |t| is_code(t).then(|| t.into()), {
        "type": ["string", "number", "boolean"], "pattern": CODE_PATTERN, "x-grammar": "code"
    };
    /// A line of text.
    Text(SmolStr) |t| (!is_blank(t) && unprintable_in_line(t).is_none()).then(|| t.into()), {
        "type": ["string", "number", "boolean"], "minLength": 1, "x-grammar": "text"
    };
    /// A text that may have several lines.
    Prose(SmolStr) |t| (!is_blank(t) && unprintable_in_prose(t).is_none()).then(|| t.into()), {
        "type": ["string", "number", "boolean"], "minLength": 1, "x-grammar": "prose"
    };
    /// A number above zero to multiply with.
    Factor(Decimal) factor, {
        "type": ["number", "string"], "exclusiveMinimum": 0, "pattern": "^[0-9]+(\\.[0-9]+)?$", "x-grammar": "factor"
    };
}

/// When something takes effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakesEffect {
    /// On the day of the event.
    AtOnce,
    /// When the running period ends.
    PeriodEnd,
    /// When the running term ends, or the one it renews into, as their notice allows.
    TermEnd,
    /// On a day.
    On(Date),
}

impl TakesEffect {
    /// Reads `at_once`, `period_end`, `term_end` or a date.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "at_once" => Some(Self::AtOnce),
            "period_end" => Some(Self::PeriodEnd),
            "term_end" => Some(Self::TermEnd),
            _ => Date::parse(text).ok().map(Self::On),
        }
    }
}

/// Reads `8 GB`: a number above zero and the code of a unit.
#[must_use]
pub fn parse_allowance(text: &str) -> Option<(Decimal, SmolStr)> {
    let (number, unit) = text.split_once(' ')?;
    let unit = unit.trim_start();
    Some((positive(number)?, is_code(unit).then(|| unit.into())?))
}

/// Reads `3 periods`, a number above zero, or `unlimited`, which is no number.
#[must_use]
pub fn parse_period_count(text: &str) -> Option<Option<u32>> {
    if text == "unlimited" { Some(None) } else { periods(text, MOST_PERIODS).map(Some) }
}

/// Reads `2 periods`, a number above zero.
#[must_use]
pub fn parse_periods_ahead(text: &str) -> Option<u16> {
    periods(text, MOST_PERIODS_AHEAD).and_then(|number| u16::try_from(number).ok())
}

/// How many periods a text may count.
const MOST_PERIODS: u32 = 10_000;

/// How many periods may be paid in advance.
const MOST_PERIODS_AHEAD: u32 = 120;

fn periods(text: &str, most: u32) -> Option<u32> {
    let (number, word) = text.split_once(' ')?;
    let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    let periods = matches!(word.trim_start(), "period" | "periods");
    number.parse().ok().filter(|number| digits && periods && (1..=most).contains(number))
}

/// Reads a number above zero, with no more decimals than a percentage.
#[must_use]
pub fn factor(text: &str) -> Option<Decimal> {
    positive(text).filter(|factor| factor.scale() <= money::MOST_DECIMALS)
}

/// Tells whether a text has nothing to see.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// Returns the first character of a line, and its place, that acts instead of being seen.
#[must_use]
pub fn unprintable_in_line(text: &str) -> Option<(usize, char)> {
    text.chars().enumerate().find(|(_, c)| is_unprintable(*c))
}

/// Returns the same of a text that may have several lines.
#[must_use]
pub fn unprintable_in_prose(text: &str) -> Option<(usize, char)> {
    text.chars().enumerate().find(|(_, c)| is_unprintable(*c) && !matches!(c, '\n' | '\t'))
}

fn positive(text: &str) -> Option<Decimal> {
    money::parse_amount(text).ok().filter(|amount| !amount.is_zero())
}

fn signed(text: &str) -> Option<Decimal> {
    match text.strip_prefix('-') {
        Some(rest) => money::parse_amount(rest).ok().map(|amount| -amount),
        None => money::parse_amount(text).ok(),
    }
}

/// A field for people only: checked by the schema, not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unread<T>(PhantomData<fn() -> T>);

impl<T> Default for Unread<T> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T> Deserialize<'de> for Unread<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_ignored_any(serde::de::IgnoredAny).map(|_| Self(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for Unread<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
