//! Prices for another time than a period: several periods paid at once, or a share of a longer time.

use super::price::Amounts;
use crate::calendar::Period;
use crate::money::Decimal;
use crate::source::Span;

/// Periods that are paid at once (`P-19`).
#[derive(Debug, Clone)]
pub struct Prepaid {
    /// Where it is written.
    pub span: Span,
    /// How many; two at least.
    pub periods: u16,
    /// How much less they cost together, as a fraction.
    pub discount: Option<Decimal>,
    /// What they cost together, if that is said.
    pub fee: Option<Amounts>,
}

/// A price for a longer time than the period (`P-27`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    /// For so many periods: each costs its share.
    Periods(u32),
    /// For a time of the calendar, made of months: a period costs its days of it.
    Calendar(Period),
}

impl Per {
    /// Returns how a price for one time is shared out over periods of another; nothing if it cannot be.
    ///
    /// ```
    /// use ratebook::calendar::Period;
    /// use ratebook::graph::Per;
    /// let period = |text| Period::parse(text).unwrap();
    /// let month = Period::MONTH;
    /// assert_eq!(Per::new(month, period("1 half-month")), Some(Per::Periods(2)));
    /// assert_eq!(Per::new(month, period("1 week")), Some(Per::Calendar(month)));
    /// assert_eq!(Per::new(period("1 year"), month), Some(Per::Periods(12)));
    /// assert_eq!(Per::new(month, period("3 months")), None);
    /// ```
    #[must_use]
    pub fn new(per: Period, every: Period) -> Option<Self> {
        // In halves of months, as far as it is made of them.
        let halves = |period: Period| period.months().map(|months| months * 2).or_else(|| period.half_months());
        let (long, short) = match (per.days(), every.days()) {
            (None, Some(_)) => return per.months().map(|_| Self::Calendar(per)),
            (Some(long), Some(short)) => (long, short),
            (Some(_), None) => return None,
            (None, None) => (i64::from(halves(per)?), i64::from(halves(every)?)),
        };
        let divides = long > short && long % short == 0;
        divides.then(|| u32::try_from(long / short).ok().map(Self::Periods)).flatten()
    }
}
