//! Prices and amounts in one or several currencies.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Value, json};
use smol_str::SmolStr;

use super::{Amount, CapacityTierDecl, PackageDecl, PercentageDecl, RateTierDecl, Spanned, Text, TierDecl};
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
    Map(Box<PriceMapDecl>),
}

/// A price that is a mapping: of these fields, one is right.
#[derive(Debug, Clone, Default)]
pub struct PriceMapDecl {
    /// Fixed amounts by currency.
    pub currencies: Vec<(Spanned<SmolStr>, Spanned<Amount>)>,
    /// So much for each unit.
    pub each: Spanned<AmountsDecl>,
    /// The units in each tier at its price.
    pub graduated: Spanned<Vec<Spanned<TierDecl>>>,
    /// All units at the price of one tier.
    pub volume: Spanned<Vec<Spanned<TierDecl>>>,
    /// So much for each package of units.
    pub package: Spanned<PackageDecl>,
    /// A share of the quantity of each event.
    pub percentage: Spanned<PercentageDecl>,
    /// The quantity in each tier at its rate.
    pub graduated_percentage: Spanned<Vec<Spanned<RateTierDecl>>>,
    /// The price of the tier that holds the highest readings.
    pub capacity: Spanned<Vec<Spanned<CapacityTierDecl>>>,
    /// Words instead of a number.
    pub text: Spanned<Text>,
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
        let mut price = PriceMapDecl::default();
        while let Some(key) = map.next_key::<Spanned<SmolStr>>()? {
            match key.get().map(SmolStr::as_str) {
                Some("each") => price.each = map.next_value()?,
                Some("graduated") => price.graduated = map.next_value()?,
                Some("volume") => price.volume = map.next_value()?,
                Some("package") => price.package = map.next_value()?,
                Some("percentage") => price.percentage = map.next_value()?,
                Some("graduated_percentage") => price.graduated_percentage = map.next_value()?,
                Some("capacity") => price.capacity = map.next_value()?,
                Some("text") => price.text = map.next_value()?,
                Some(code) if is_currency_key(code) => price.currencies.push((key, map.next_value()?)),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(PriceDecl::Map(Box::new(price)))
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
        let mut tiers = |description: &str, examples: Value| {
            let mut tiers = generator.subschema_for::<Vec<TierDecl>>();
            tiers.insert("minItems".into(), 1.into());
            tiers.insert("description".into(), description.into());
            tiers.insert("examples".into(), examples);
            tiers.insert("x-default".into(), "the price has no such tiers".into());
            tiers
        };
        let graduated = tiers(
            "Tiers that are filled one after the other: the units in each cost its price. Bounds belong to the tier below.",
            json!([[{ "up_to": 100, "each": 0.10, "flat": 5.00 }, { "each": 0.05 }]]),
        );
        let volume = tiers(
            "Tiers of which one counts: all units cost the price of the tier that the quantity lies in.",
            json!([[{ "up_to": 100, "each": 2.00, "flat": 10.00 }, { "each": 1.50 }]]),
        );
        let mut package = generator.subschema_for::<PackageDecl>();
        package.insert("description".into(), "So much for each package of units.".into());
        package.insert("examples".into(), json!([{ "size": 100, "price": 2.95, "partial": "round_up" }]));
        package.insert("x-default".into(), "units are not sold by the package".into());
        let mut percentage = generator.subschema_for::<PercentageDecl>();
        percentage.insert("description".into(), "A share of the quantity of each event.".into());
        percentage.insert("examples".into(), json!([{ "rate": "1.3%", "fixed": 2.00, "free_events": 3 }]));
        percentage.insert("x-default".into(), "no share of the quantity".into());
        let mut rates = generator.subschema_for::<Vec<RateTierDecl>>();
        rates.insert("minItems".into(), 1.into());
        rates.insert("description".into(), "Tiers that are filled one after the other, each at its rate.".into());
        rates.insert("examples".into(), json!([[{ "up_to": 100, "rate": "1%", "flat": 2.00 }, { "rate": "0.5%" }]]));
        rates.insert("x-default".into(), "the price has no such tiers".into());
        let mut capacity = generator.subschema_for::<Vec<CapacityTierDecl>>();
        capacity.insert("minItems".into(), 1.into());
        let words =
            "Tiers of which one counts: the first whose limits hold the highest reading of every unit in the period.";
        capacity.insert("description".into(), words.into());
        capacity.insert("examples".into(), json!([[{ "up_to": { "seat": 10 }, "price": 1.00 }, { "price": 10.00 }]]));
        capacity.insert("x-default".into(), "the price has no such tiers".into());
        json_schema!({
            "description": "A flat amount, an amount that depends on the quantity, or words where there is no number.",
            "examples": [
                12.00, { "each": 8.75 }, { "text": "contact sales" }, { "USD": 9.90, "EUR": 8.90 },
                { "graduated": [{ "up_to": 100, "each": 0.10 }, { "each": 0.05 }] },
                { "package": { "size": 100, "price": 2.95 } }
            ],
            "if": { "type": "object" },
            "then": {
                "type": "object",
                "properties": {
                    "each": amounts,
                    "graduated": graduated,
                    "volume": volume,
                    "package": package,
                    "percentage": percentage,
                    "graduated_percentage": rates,
                    "capacity": capacity,
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
