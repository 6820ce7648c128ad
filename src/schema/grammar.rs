//! The keyword `x-grammar`: scalars are checked by the same functions that read them.

use jsonschema::{Keyword, ValidationError};
use serde_json::Value;

use super::instance::{Instance, Yaml};
use crate::calendar::{Date, Lasting, Moment, Period, Zone};
use crate::decl::{
    TakesEffect, factor, is_blank, is_code, parse_allowance, parse_period_count, parse_periods_ahead,
    unprintable_in_line, unprintable_in_prose,
};
use crate::money::{Currency, Portion, parse_amount, parse_percent};
use crate::syntax::{Document, Kind, NodeId, ScalarType};

/// A grammar of a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grammar {
    Amount,
    PositiveAmount,
    SignedAmount,
    Percent,
    Portion,
    Allowance,
    Date,
    Moment,
    TimeZone,
    Period,
    PeriodCount,
    PeriodsAhead,
    Lasting,
    Effective,
    Currency,
    Code,
    Text,
    Prose,
    Factor,
}

impl Grammar {
    pub(super) fn by_name(name: &str) -> Option<Self> {
        Some(match name {
            "amount" => Self::Amount,
            "positive-amount" => Self::PositiveAmount,
            "signed-amount" => Self::SignedAmount,
            "allowance" => Self::Allowance,
            "percent" => Self::Percent,
            "portion" => Self::Portion,
            "date" => Self::Date,
            "moment" => Self::Moment,
            "time-zone" => Self::TimeZone,
            "period" => Self::Period,
            "period-count" => Self::PeriodCount,
            "periods-ahead" => Self::PeriodsAhead,
            "lasting" => Self::Lasting,
            "effective" => Self::Effective,
            "currency" => Self::Currency,
            "code" => Self::Code,
            "text" => Self::Text,
            "prose" => Self::Prose,
            "factor" => Self::Factor,
            _ => return None,
        })
    }

    pub(super) fn accepts(self, text: &str) -> bool {
        match self {
            Self::Amount => parse_amount(text).is_ok(),
            Self::PositiveAmount => parse_amount(text).is_ok_and(|amount| !amount.is_zero()),
            Self::SignedAmount => parse_amount(text.strip_prefix('-').unwrap_or(text)).is_ok(),
            Self::Allowance => parse_allowance(text).is_some(),
            Self::Percent => parse_percent(text).is_ok(),
            Self::Portion => Portion::parse(text).is_some(),
            Self::Date => Date::parse(text).is_ok(),
            Self::Moment => Moment::parse(text).is_ok(),
            Self::TimeZone => Zone::parse(text).is_some(),
            Self::Period => Period::parse(text).is_ok(),
            Self::PeriodCount => parse_period_count(text).is_some(),
            Self::PeriodsAhead => parse_periods_ahead(text).is_some(),
            Self::Lasting => Lasting::parse(text).is_ok(),
            Self::Effective => TakesEffect::parse(text).is_some(),
            Self::Currency => Currency::parse(text).is_some(),
            Self::Code => is_code(text),
            Self::Text => !is_blank(text) && unprintable_in_line(text).is_none(),
            Self::Prose => !is_blank(text) && unprintable_in_prose(text).is_none(),
            Self::Factor => factor(text).is_some(),
        }
    }
}

impl Grammar {
    /// Tells whether a node is such a scalar.
    pub(super) fn fits(self, document: &Document<'_>, node: NodeId) -> bool {
        match document.kind(node) {
            Kind::Plain | Kind::Quoted => {
                let is_null =
                    matches!(self, Self::Text | Self::Prose) && document.scalar_type(node) == Some(ScalarType::Null);
                !is_null && self.accepts(document.text(node))
            }
            Kind::Empty | Kind::List | Kind::Map => false,
            // Has its finding already.
            Kind::Broken => true,
        }
    }
}

impl<'i> Keyword<'i, Yaml> for Grammar {
    fn validate(&self, instance: Instance<'i>) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom("")) }
    }

    fn is_valid(&self, instance: Instance<'i>) -> bool {
        match instance {
            Instance::Key(text) => self.accepts(text),
            Instance::Node(document, id) => self.fits(document, id),
        }
    }
}

/// Makes the keyword out of its value in a schema.
pub(super) fn keyword<'a>(value: &'a Value) -> Result<Box<dyn for<'i> Keyword<'i, Yaml>>, ValidationError<'a>> {
    match value.as_str().and_then(Grammar::by_name) {
        Some(grammar) => Ok(Box::new(grammar)),
        None => Err(ValidationError::custom("bug: no such grammar")),
    }
}
