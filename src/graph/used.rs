//! What was used in a period, where a price needs to know more than how much; and units priced by their share of it.

use super::catalog::Unit;
use super::price::{PriceModel, UnitPrice};
use super::table::Id;
use super::tiers::{Tier, Tiers};
use crate::money::{Currency, Decimal, Ratio, exact_add, exact_mul};

/// What was used in a period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Used {
    /// What each event added or took away, in order.
    pub events: Vec<UsedUnits>,
    /// The highest reading of each unit, in the order of their numbers; none if there was no event.
    pub readings: Vec<(Id<Unit>, Decimal)>,
    /// Whether units are priced by their share of the period.
    pub prorated: bool,
}

/// Units that an event added, or took away if they are below zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsedUnits {
    /// How many.
    pub full: Decimal,
    /// How many of them are priced: their share of the period.
    pub priced: Ratio,
    /// For how many days of how many, if that is how they are priced.
    pub days: Option<(u32, u32)>,
}

/// Two counts of all units: what lies above one and up to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Nothing lies below it; none where the first unit counts.
    pub above: Option<Decimal>,
    /// Nothing lies above it; none where there is no end.
    pub up_to: Option<Decimal>,
}

impl Counts {
    /// Returns the counts above what is included.
    #[must_use]
    pub fn above(included: Decimal) -> Self {
        Self { above: (!included.is_zero()).then_some(included), up_to: None }
    }
}

/// What of an event lies between two counts of all units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crossing<'a> {
    /// The event.
    pub event: &'a UsedUnits,
    /// How many of its units, above zero also where they are taken away.
    pub units: Decimal,
    /// How many of them are priced.
    pub priced: Ratio,
}

impl Used {
    /// Returns how many units there were after the last event, and at most after any.
    #[must_use]
    pub fn last_and_most(&self) -> Option<(Decimal, Decimal)> {
        let (mut at, mut most) = (Decimal::ZERO, Decimal::ZERO);
        for event in &self.events {
            at = exact_add(at, event.full)?;
            most = most.max(at);
        }
        Some((at, most))
    }

    /// Returns how many of the priced units lie between two counts of all units.
    #[must_use]
    pub fn within(&self, counts: Counts) -> Option<Ratio> {
        self.crossing(counts).try_fold(Ratio::ZERO, |sum, crossing| sum.plus(crossing?.priced))
    }

    /// Returns the events that add to the units between two counts of all units, or take away from them; nothing for one
    /// that a decimal cannot hold.
    ///
    /// An event that takes the count over a bound is shared out on both sides, and one that takes it back as well.
    pub fn crossing(&self, counts: Counts) -> impl Iterator<Item = Option<Crossing<'_>>> {
        let clamp = move |count: Decimal| {
            let count = counts.above.map_or(count, |above| count.max(above));
            counts.up_to.map_or(count, |up_to| count.min(up_to))
        };
        let mut at = Decimal::ZERO;
        let mut cross = move |event: &UsedUnits| {
            let next = exact_add(at, event.full)?;
            let units = exact_add(clamp(next), -clamp(at))?.abs();
            at = next;
            let priced = if units == event.full.abs() {
                event.priced
            } else {
                event.priced.times(Ratio::of(units)?.divided_by(Ratio::of(event.full.abs())?)?)?
            };
            Some((units, priced))
        };
        let crossings = self.events.iter().map(move |event| {
            let (units, priced) = cross(event)?;
            Some(Crossing { event, units, priced })
        });
        crossings.filter(|crossing| crossing.is_none_or(|crossing| !crossing.units.is_zero()))
    }

    /// Returns each tier that is reached and the counts of all units that it holds; `included` units are below the first.
    #[must_use]
    pub fn by_tier<'t>(&self, tiers: &'t [Tier], included: Decimal) -> Option<Vec<(&'t Tier, Counts)>> {
        let (_, most) = self.last_and_most()?;
        let last = Tiers::holding(tiers, (most - included).max(Decimal::ZERO));
        let mut reached = Vec::new();
        for (at, tier) in tiers.iter().take(last + 1).enumerate() {
            let above = if at == 0 && included.is_zero() { None } else { Some(exact_add(tier.above, included)?) };
            let up_to = match tier.up_to {
                Some(up_to) => Some(exact_add(up_to, included)?),
                None => None,
            };
            reached.push((tier, Counts { above, up_to }));
        }
        Some(reached)
    }

    /// Returns the prorated units above what is included.
    #[must_use]
    pub fn priced(&self, included: Decimal) -> Option<Decimal> {
        self.within(Counts::above(included))?.to_decimal()
    }

    /// Returns what prorated units cost. The count of all units chooses the tier, their share of the period is priced,
    /// and the flat fee of a tier is due in full. If more were taken away than there were, nothing is due.
    pub(super) fn prorated_amount(&self, model: &PriceModel, currency: Currency, included: Decimal) -> Option<Decimal> {
        let (last, _) = self.last_and_most()?;
        if last.is_sign_negative() && !last.is_zero() {
            return Some(Decimal::ZERO);
        }
        match model.of_units()? {
            UnitPrice::Each(amounts) => {
                let each = Ratio::of(amounts.get(currency)?.0)?;
                at_least_zero(self.within(Counts::above(included))?.times(each)?)
            }
            UnitPrice::Graduated(tiers) => self.graduated(tiers.get(currency)?, included),
            UnitPrice::Volume(tiers) => {
                let tiers = tiers.get(currency)?;
                let tier = tiers.get(Tiers::holding(tiers, (last - included).max(Decimal::ZERO)))?;
                tier.cost(self.priced(included)?.max(Decimal::ZERO))
            }
        }
    }

    fn graduated(&self, tiers: &[Tier], included: Decimal) -> Option<Decimal> {
        let (mut sum, mut flat) = (Ratio::ZERO, Decimal::ZERO);
        for (tier, counts) in self.by_tier(tiers, included)? {
            let units = self.within(counts)?;
            let cost = match tier.size {
                None => units.times(Ratio::of(tier.each)?)?,
                Some(_) => Ratio::of(exact_mul(tier.each, tier.count(units.to_decimal()?.max(Decimal::ZERO))?)?)?,
            };
            sum = sum.plus(cost)?;
            flat = exact_add(flat, tier.flat)?;
        }
        exact_add(at_least_zero(sum)?, flat)
    }
}

fn at_least_zero(amount: Ratio) -> Option<Decimal> {
    if amount.is_negative() { Some(Decimal::ZERO) } else { amount.to_decimal() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Amounts;
    use crate::source::Span;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn usd() -> Currency {
        Currency::parse("USD").unwrap()
    }

    /// Events as `"5 3.5; -6 -2.2"`: full units and how many of them are priced.
    fn used(events: &str) -> Used {
        let event = |text: &str| {
            let (full, priced) = text.trim().split_once(' ').unwrap();
            UsedUnits { full: d(full), priced: Ratio::of(d(priced)).unwrap(), days: None }
        };
        let events = events.split(';').filter(|text| !text.is_empty()).map(event).collect();
        Used { events, readings: Vec::new(), prorated: true }
    }

    fn tiers(rows: &[(Option<&str>, &str, &str)]) -> Tiers {
        let tier = |(up_to, each, flat): &(Option<&str>, &str, &str)| {
            Tier::new((up_to.map(d), None), d(each), d(flat), Span::NONE)
        };
        Tiers::new(Span::NONE, vec![(usd(), rows.iter().map(tier).collect())])
    }

    #[test]
    fn the_count_chooses_the_tier_and_the_share_is_priced() {
        let two = PriceModel::Graduated(tiers(&[(Some("5"), "10", "100"), (None, "5", "50")]));
        let three =
            PriceModel::Graduated(tiers(&[(Some("5"), "10", "100"), (Some("15"), "5", "50"), (None, "2", "0")]));
        let narrow = PriceModel::Graduated(tiers(&[(Some("1"), "10", "100"), (None, "5", "50")]));
        for (price, events, amount) in [
            (&two, "", "100"),
            (&two, "5 3.5; 5 2.66667; 10 2; -6 -2.2", "197.33335"),
            (&two, "4 2.8; 2 1; -3 -0.6", "180.5"),
            (&two, "5 3.5; -2 -1", "125"),
            (&two, "5 3.5; 2 1; -4 -1.6; 10 2", "190"),
            (&two, "1 0.7097; 4 1.54839; 1 0.2258; -5 -0.80645; -1 -0.0645", "165.80685"),
            (&two, "5 2; -100 -33.33", "0"),
            (&two, "1 0.7", "107"),
            (&narrow, "1 0.7", "107"),
            (&three, "2 1.4; 5 2.5; 10 2; -6 -2.2; 4 0.667; 60 2", "191.335"),
            (&three, "75 75", "370"),
        ] {
            assert_eq!(used(events).prorated_amount(price, usd(), d("0")), Some(d(amount)), "{events}");
        }
    }

    #[test]
    fn a_volume_price_is_that_of_the_last_count() {
        let price =
            PriceModel::Volume(tiers(&[(Some("100"), "2", "10"), (Some("200"), "1", "0"), (None, "0.5", "50")]));
        assert_eq!(used("300 198.6").prorated_amount(&price, usd(), d("0")), Some(d("149.3")));
        assert_eq!(used("300 150; -250 -25").prorated_amount(&price, usd(), d("0")), Some(d("260")));
    }

    #[test]
    fn what_is_included_is_the_first_of_the_units() {
        let each = PriceModel::Each(Amounts(Box::new([(usd(), d("3"), Span::NONE)])));
        // Of ten units for half a period, four are included: six halves.
        assert_eq!(used("10 5").prorated_amount(&each, usd(), d("4")), Some(d("9")));
        assert_eq!(used("4 4; 2 1").prorated_amount(&each, usd(), d("4")), Some(d("3")));
        let graduated = PriceModel::Graduated(tiers(&[(Some("5"), "10", "0"), (None, "5", "0")]));
        // 4 included, then five of the first tier, then one.
        assert_eq!(used("10 5").prorated_amount(&graduated, usd(), d("4")), Some(d("27.5")));
    }
}
