//! Prices and amounts in one or several currencies.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::json;
use smol_str::SmolStr;

use super::{Amount, Spanned, Text};
use crate::money::parse_amount;

/// An amount: one number in the catalog's only currency, or one for each currency.
#[derive(Debug, Clone)]
pub enum AmountsDecl {
    /// A bare number.
    One(Amount),
    /// One number for each currency code.
    PerCurrency(Vec<(Spanned<SmolStr>, Spanned<Amount>)>),
}

/// A price as written.
#[derive(Debug, Clone)]
pub enum PriceDecl {
    /// A bare number.
    One(Amount),
    /// A mapping: currencies, or one of the price models.
    Map {
        /// Fixed amounts by currency.
        currencies: Vec<(Spanned<SmolStr>, Spanned<Amount>)>,
        /// So much for each unit.
        each: Spanned<AmountsDecl>,
        /// Words instead of a number.
        text: Spanned<Text>,
    },
}

struct AmountsVisitor;

impl<'de> Visitor<'de> for AmountsVisitor {
    type Value = AmountsDecl;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an amount")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<AmountsDecl, E> {
        parse_amount(text).map(|a| AmountsDecl::One(Amount(a))).map_err(|_| E::custom("no amount"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<AmountsDecl, A::Error> {
        let mut amounts = Vec::new();
        while let Some(entry) = map.next_entry()? {
            amounts.push(entry);
        }
        Ok(AmountsDecl::PerCurrency(amounts))
    }
}

impl<'de> Deserialize<'de> for AmountsDecl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AmountsVisitor)
    }
}

struct PriceVisitor;

impl<'de> Visitor<'de> for PriceVisitor {
    type Value = PriceDecl;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a price")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<PriceDecl, E> {
        parse_amount(text).map(|a| PriceDecl::One(Amount(a))).map_err(|_| E::custom("no amount"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<PriceDecl, A::Error> {
        let (mut currencies, mut each, mut text) = (Vec::new(), Spanned::default(), Spanned::default());
        while let Some(key) = map.next_key::<Spanned<SmolStr>>()? {
            match key.get().map(SmolStr::as_str) {
                Some("each") => each = map.next_value()?,
                Some("text") => text = map.next_value()?,
                Some(code) if is_currency_key(code) => currencies.push((key, map.next_value()?)),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(PriceDecl::Map { currencies, each, text })
    }
}

fn is_currency_key(key: &str) -> bool {
    key.len() == 3 && key.bytes().all(|b| b.is_ascii_uppercase())
}

impl<'de> Deserialize<'de> for PriceDecl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PriceVisitor)
    }
}

impl JsonSchema for AmountsDecl {
    fn schema_name() -> Cow<'static, str> {
        "Amounts".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let amount = generator.subschema_for::<Amount>();
        json_schema!({
            "description": "An amount in the catalog's currency, or one for each of its currencies.",
            "examples": [9.90, { "USD": 9.90, "EUR": 8.90 }],
            "if": { "type": "object" },
            "then": {
                "type": "object",
                "patternProperties": { "^[A-Z]{3}$": amount },
                "additionalProperties": false,
                "minProperties": 1
            },
            "else": amount
        })
    }
}

impl JsonSchema for PriceDecl {
    fn schema_name() -> Cow<'static, str> {
        "Price".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let amount = generator.subschema_for::<Amount>();
        let mut amounts = generator.subschema_for::<AmountsDecl>();
        amounts.insert("description".into(), "What each unit of the quantity costs.".into());
        amounts.insert("examples".into(), json!([8.75, { "USD": 8.75, "EUR": 7.95 }]));
        amounts.insert("x-default".into(), "the price is flat".into());
        let mut text = generator.subschema_for::<Text>();
        text.insert("description".into(), "Words in place of a number: it cannot be bought without asking.".into());
        text.insert("examples".into(), json!(["contact sales"]));
        text.insert("x-default".into(), "the price is a number".into());
        json_schema!({
            "description": "A flat amount, an amount for each unit of the quantity, or words where there is no number.",
            "examples": [12.00, { "each": 8.75 }, { "text": "contact sales" }, { "USD": 9.90, "EUR": 8.90 }],
            "if": { "type": "object" },
            "then": {
                "type": "object",
                "properties": {
                    "each": amounts,
                    "text": text
                },
                "patternProperties": { "^[A-Z]{3}$": amount },
                "additionalProperties": false,
                "minProperties": 1
            },
            "else": amount
        })
    }
}
