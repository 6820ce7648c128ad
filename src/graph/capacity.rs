//! A price for what was in use at most: one tier's, chosen by the highest reading of each unit.

use super::catalog::Unit;
use super::price::Amounts;
use super::table::Id;
use crate::money::{Currency, Decimal};
use crate::source::Span;

/// A price by capacity.
#[derive(Debug, Clone)]
pub struct Capacity {
    /// Where it is written.
    pub span: Span,
    /// The units it reads, in the order of their numbers.
    pub units: Box<[Id<Unit>]>,
    /// The tiers, from the smallest to the one that holds everything.
    pub tiers: Box<[CapacityTier]>,
}

/// A tier of capacity.
#[derive(Debug, Clone)]
pub struct CapacityTier {
    /// Where it is written.
    pub span: Span,
    /// The highest reading of each unit in it; a unit that is not listed may have any.
    pub limits: Box<[(Id<Unit>, Decimal)]>,
    /// What a period costs.
    pub price: Amounts,
}

impl CapacityTier {
    /// Returns the limit of a unit, if it has one.
    #[must_use]
    pub fn limit(&self, unit: Id<Unit>) -> Option<Decimal> {
        self.limits.iter().find(|(of, _)| *of == unit).map(|(_, limit)| *limit)
    }

    /// Tells whether all readings lie within the limits.
    #[must_use]
    pub fn holds(&self, readings: &[(Id<Unit>, Decimal)]) -> bool {
        readings.iter().all(|(unit, reading)| self.limit(*unit).is_none_or(|limit| *reading <= limit))
    }
}

impl Capacity {
    /// Returns where the price in a currency is written; nothing if a tier has none.
    #[must_use]
    pub fn place(&self, currency: Currency) -> Option<Span> {
        self.tiers.iter().all(|tier| tier.price.get(currency).is_some()).then_some(self.span)
    }

    /// Returns the index of the first tier that holds all readings.
    #[must_use]
    pub fn holding(&self, readings: &[(Id<Unit>, Decimal)]) -> Option<usize> {
        self.tiers.iter().position(|tier| tier.holds(readings))
    }

    /// Returns the price of the tier that the readings lie in. A period without any costs nothing.
    pub(super) fn amount(&self, currency: Currency, readings: &[(Id<Unit>, Decimal)]) -> Option<Decimal> {
        if readings.is_empty() {
            return Some(Decimal::ZERO);
        }
        let tier = self.tiers.get(self.holding(readings)?)?;
        tier.price.get(currency).map(|(amount, _)| amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_reading_of_any_unit_decides() {
        let usd = Currency::parse("USD").unwrap();
        let (foo, bar) = (Id::new(0), Id::new(1));
        let tier = |limits: &[(Id<Unit>, u32)], price: u32| CapacityTier {
            span: Span::NONE,
            limits: limits.iter().map(|(unit, limit)| (*unit, Decimal::from(*limit))).collect(),
            price: Amounts(Box::new([(usd, price.into(), Span::NONE)])),
        };
        let tiers = [tier(&[(foo, 10), (bar, 100)], 1), tier(&[(foo, 50), (bar, 500)], 10), tier(&[], 100)];
        let capacity = Capacity { span: Span::NONE, units: [foo, bar].into(), tiers: tiers.into() };
        let cost = |readings: &[(Id<Unit>, u32)]| {
            let readings: Vec<_> = readings.iter().map(|(unit, reading)| (*unit, Decimal::from(*reading))).collect();
            capacity.amount(usd, &readings)
        };
        assert_eq!(cost(&[]), Some(0.into()));
        assert_eq!(cost(&[(foo, 0)]), Some(1.into()));
        assert_eq!(cost(&[(foo, 10), (bar, 100)]), Some(1.into()));
        assert_eq!(cost(&[(foo, 5), (bar, 101)]), Some(10.into()));
        assert_eq!(cost(&[(foo, 75), (bar, 101)]), Some(100.into()));
    }
}
