//! The cadence of a plan, and how the days of a charge are counted that has another.

use super::catalog::{Catalog, Plan, Timing};
use super::convention::OtherCadence;
use crate::calendar::{DayCount, Period};

impl Catalog {
    /// Returns how the days of a charge with a period are counted in a plan.
    #[must_use]
    pub fn count_in(&self, plan: &Plan, every: Period) -> DayCount {
        let conventions = &self.billing.conventions;
        match conventions.other_cadence.value {
            OtherCadence::Nominal if is_other(every, self.cadence(plan)) => DayCount::Nominal,
            OtherCadence::Nominal | OtherCadence::Basis => conventions.count.value,
        }
    }

    /// Returns the shortest period of what a plan always sells; a month if none of it has periods.
    fn cadence(&self, plan: &Plan) -> Period {
        let bundles = plan.bundles.iter().filter_map(|link| link.target).map(|id| self.bundles.get(id));
        let required = bundles.flat_map(|bundle| &bundle.products).filter(|item| item.required);
        let products = required.filter_map(|item| item.link.target).map(|id| self.products.get(id));
        let periods = products.flat_map(|product| &product.charges).filter_map(|charge| match charge.timing {
            Timing::Recurring { every, .. } | Timing::Usage { every, .. } => Some(every),
            Timing::OneTime => None,
        });
        periods.min_by_key(|period| period.nominal_days()).unwrap_or(Period::MONTH)
    }
}

/// Tells whether a period is another than a plan's: the plan's is longer or shorter by more than a quarter of it.
fn is_other(every: Period, of_plan: Period) -> bool {
    let days = every.nominal_days();
    4 * (of_plan.nominal_days() - days).abs() > days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_no_other_period_than_four_weeks_or_38_days() {
        let other = |every, of_plan| is_other(Period::parse(every).unwrap(), Period::parse(of_plan).unwrap());
        // 30 x 1.25 = 37.5 and 30 x 0.75 = 22.5.
        for of_plan in ["1 month", "30 days", "4 weeks", "37 days", "23 days"] {
            assert!(!other("1 month", of_plan), "{of_plan}");
        }
        for of_plan in ["38 days", "22 days", "1 half-month", "1 week", "3 months"] {
            assert!(other("1 month", of_plan), "{of_plan}");
        }
        assert!(other("1 year", "1 month") && other("6 months", "3 months") && !other("1 year", "12 months"));
    }
}
