//! Fractions on invoices: from the simulator's amounts, and in words.

use super::describe::money;
use crate::money::{RoundingMode, power_of_ten};
use crate::sim::Exact;

pub(super) use crate::money::Ratio;

/// How many digits after the currency's an exact amount shows before it is cut.
const MOST_DIGITS: u32 = 10;
/// How many of them one without end shows.
const CUT_DIGITS: u32 = 4;

/// How many digits are the same of amounts that are said to be.
const SEEN_DIGITS: u32 = 9;

impl Ratio {
    pub(super) fn of_exact(exact: Exact) -> Option<Self> {
        let denominator = power_of_ten(exact.numerator.scale())?.checked_mul(i128::from(exact.divisor))?;
        (denominator > 0).then(|| Self::new(exact.numerator.mantissa(), denominator))
    }

    /// Returns all digits, at least the currency's; one without end is cut four digits after them.
    pub(super) fn text(self, digits: u32) -> String {
        let down = |more: u32| self.round(RoundingMode::Down, digits + more);
        match down(MOST_DIGITS) {
            Some(exact) if Self::of(exact) == Some(self) => money(exact, digits),
            Some(_) | None => down(CUT_DIGITS).map_or_else(String::new, |cut| format!("{cut}...")),
        }
    }

    /// Tells whether it has the digits of another, but for those behind the ninth, which nobody sees: where thirds have met
    /// too often, what the others leave may differ there.
    pub(super) fn is_close(self, other: Self) -> Option<bool> {
        let apart = self.plus(other.negated())?;
        let apart = if apart.is_negative() { apart.negated() } else { apart };
        Some(!apart.exceeds(Self::minors(1, SEEN_DIGITS)?)?)
    }
}
