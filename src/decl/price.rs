//! Prices and amounts in one or several currencies.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use smol_str::SmolStr;

use super::{
    Amount, CapacityTierDecl, PackageDecl, PercentageDecl, PhaseDecl, RateTierDecl, Spanned, Text, TierDecl,
    VersionDecl,
};
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

/// A price inside a phase: it changes with time no more.
#[derive(Debug, Clone)]
pub struct PlainPriceDecl(pub PriceDecl);

/// A price inside a version: it may have phases.
#[derive(Debug, Clone)]
pub struct PhasedPriceDecl(pub PriceDecl);

/// A price that is a mapping: of these fields and those of the other models, one is right.
#[derive(Debug, Clone, Default)]
pub struct PriceMapDecl {
    /// Fixed amounts by currency.
    pub currencies: Vec<(Spanned<SmolStr>, Spanned<Amount>)>,
    /// So much for each unit.
    pub each: Spanned<AmountsDecl>,
    /// The other models, if one of them is written: most prices have none, and room for all is eight times that of the rest.
    pub models: Option<Box<PriceModelsDecl>>,
}

/// The price models that few prices have: of these fields, one is right.
#[derive(Debug, Clone, Default)]
pub struct PriceModelsDecl {
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
    /// One price after the other.
    pub phases: Spanned<Vec<Spanned<PhaseDecl>>>,
    /// As it was published on several days.
    pub versions: Spanned<Vec<Spanned<VersionDecl>>>,
    /// Words instead of a number.
    pub text: Spanned<Text>,
}

impl PriceMapDecl {
    /// Returns the other models, to write one.
    fn models(&mut self) -> &mut PriceModelsDecl {
        self.models.get_or_insert_default()
    }
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
        let mut amounts = Vec::with_capacity(map.size_hint().unwrap_or(0));
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
                Some("graduated") => price.models().graduated = map.next_value()?,
                Some("volume") => price.models().volume = map.next_value()?,
                Some("package") => price.models().package = map.next_value()?,
                Some("percentage") => price.models().percentage = map.next_value()?,
                Some("graduated_percentage") => price.models().graduated_percentage = map.next_value()?,
                Some("capacity") => price.models().capacity = map.next_value()?,
                Some("phases") => price.models().phases = map.next_value()?,
                Some("versions") => price.models().versions = map.next_value()?,
                Some("text") => price.models().text = map.next_value()?,
                Some(code) if is_currency_key(code) => {
                    let amount = map.next_value()?;
                    if price.currencies.is_empty() {
                        price.currencies.reserve_exact(1 + map.size_hint().unwrap_or(0));
                    }
                    price.currencies.push((key, amount));
                }
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

impl<'de> Deserialize<'de> for PlainPriceDecl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        PriceDecl::deserialize(deserializer).map(Self)
    }
}

impl<'de> Deserialize<'de> for PhasedPriceDecl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        PriceDecl::deserialize(deserializer).map(Self)
    }
}
