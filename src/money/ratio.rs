//! A fraction of whole numbers: exact sums of thirds of a month, and what is worked out from them.

use rust_decimal::Decimal;

use super::exact::{divide, power_of_ten};
use super::rounding::RoundingMode;

/// How many digits a fraction without end keeps where it becomes a decimal before it is rounded to the currency's.
const KEPT_DIGITS: u32 = 12;

/// The largest denominator that is not rounded.
const SHORT: i128 = 1_000_000_000;

/// A fraction in lowest terms; its denominator is above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    numerator: i128,
    denominator: i128,
}

impl Default for Ratio {
    fn default() -> Self {
        Self::ZERO
    }
}

impl Ratio {
    /// Nothing.
    pub const ZERO: Self = Self { numerator: 0, denominator: 1 };

    /// Returns a fraction; the denominator must be above zero.
    pub(crate) fn new(numerator: i128, denominator: i128) -> Self {
        if let (Ok(short), Ok(below)) = (i64::try_from(numerator), i64::try_from(denominator))
            && let Ok(common) = i64::try_from(short_common_divisor(short.unsigned_abs(), below.unsigned_abs()))
            && common > 0
        {
            return Self { numerator: i128::from(short / common), denominator: i128::from(below / common) };
        }
        let common = greatest_common_divisor(numerator.unsigned_abs(), denominator.unsigned_abs());
        let common = i128::try_from(common).unwrap_or(1).max(1);
        Self { numerator: numerator / common, denominator: denominator / common }
    }

    /// Returns a decimal as a fraction; nothing if its digits are too many.
    #[must_use]
    pub fn of(decimal: Decimal) -> Option<Self> {
        Some(Self::new(decimal.mantissa(), power_of_ten(decimal.scale())?))
    }

    /// Returns a sum: exact, or of twelve digits of each where thirds of months and percentages have met too often for
    /// that; nothing if it has too many digits even so.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        self.plus_exact(other).or_else(|| self.limited().plus_exact(other.limited()))
    }

    fn plus_exact(self, other: Self) -> Option<Self> {
        if self.numerator == 0 {
            return Some(other);
        }
        if self.denominator == other.denominator {
            return Some(Self::new(self.numerator.checked_add(other.numerator)?, self.denominator));
        }
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        Some(Self::new(left.checked_add(right)?, self.denominator.checked_mul(other.denominator)?))
    }

    /// Returns a product: exact, or of twelve digits of each where that has too many; nothing if these are, too.
    #[must_use]
    pub fn times(self, other: Self) -> Option<Self> {
        self.times_exact(other).or_else(|| self.limited().times_exact(other.limited()))
    }

    fn times_exact(self, other: Self) -> Option<Self> {
        // Common factors are taken out first, so that only true digits count against the width.
        let (a, b) = (Self::new(self.numerator, other.denominator), Self::new(other.numerator, self.denominator));
        Some(Self {
            numerator: a.numerator.checked_mul(b.numerator)?,
            denominator: a.denominator.checked_mul(b.denominator)?,
        })
    }

    /// Returns a quotient; nothing if the divisor is zero, or it has too many digits.
    #[must_use]
    pub fn divided_by(self, other: Self) -> Option<Self> {
        let sign = other.numerator.signum();
        let inverse = Self { numerator: sign * other.denominator, denominator: other.numerator.checked_abs()? };
        (sign != 0).then_some(inverse).and_then(|inverse| self.times(inverse))
    }

    /// Returns it with the other sign.
    #[must_use]
    pub fn negated(self) -> Self {
        Self { numerator: -self.numerator, ..self }
    }

    /// Returns its numerator and its denominator, if they are short.
    pub(crate) fn short(self) -> Option<(i64, i64)> {
        Some((i64::try_from(self.numerator).ok()?, i64::try_from(self.denominator).ok()?))
    }

    /// Tells whether it is nothing.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.numerator == 0
    }

    /// Tells whether it is more than another; nothing if that cannot be worked out.
    #[must_use]
    pub fn exceeds(self, other: Self) -> Option<bool> {
        Some(self.plus(other.negated())?.numerator > 0)
    }

    /// Returns it with a denominator that leaves room for sums of many: exact if it is short, else rounded to so many
    /// digits that no cent depends on them.
    #[must_use]
    pub fn limited(self) -> Self {
        if self.denominator <= SHORT {
            return self;
        }
        let limited = || {
            let kept = power_of_ten(KEPT_DIGITS)?;
            let whole = self.numerator.div_euclid(self.denominator).checked_mul(kept)?;
            let (mut rest, mut denominator) = (self.numerator.rem_euclid(self.denominator), self.denominator);
            while rest.checked_mul(kept).is_none() {
                (rest, denominator) = (rest / 10, denominator / 10);
            }
            Some(Self::new(whole.checked_add(divide(rest * kept, denominator, RoundingMode::HalfUp)?)?, kept))
        };
        limited().unwrap_or(self)
    }

    /// Returns so many of a currency's smallest part.
    #[must_use]
    pub fn minors(minor: i128, digits: u32) -> Option<Self> {
        Some(Self::new(minor, power_of_ten(digits)?))
    }

    /// Returns it rounded, as a number of a currency's smallest part.
    #[must_use]
    pub fn minor(self, mode: RoundingMode, digits: u32) -> Option<i128> {
        divide(self.numerator.checked_mul(power_of_ten(digits)?)?, self.denominator, mode)
    }

    /// Returns this share of an amount that is rounded already, rounded.
    #[must_use]
    pub fn of_minor(self, amount: i128, mode: RoundingMode) -> Option<i128> {
        let product = match (i64::try_from(amount), i64::try_from(self.numerator)) {
            // Twice as many bits hold the product of two that are short.
            (Ok(amount), Ok(numerator)) => i128::from(amount) * i128::from(numerator),
            (Ok(_) | Err(_), Ok(_) | Err(_)) => amount.checked_mul(self.numerator)?,
        };
        divide(product, self.denominator, mode)
    }

    /// Tells whether it is below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.numerator < 0
    }

    /// Returns it with so many digits; nothing if a decimal cannot hold it.
    #[must_use]
    pub fn round(self, mode: RoundingMode, digits: u32) -> Option<Decimal> {
        Decimal::try_from_i128_with_scale(self.minor(mode, digits)?, digits).ok()
    }

    /// Returns it as a decimal: all its digits if they end, else twelve of them.
    #[must_use]
    pub fn to_decimal(self) -> Option<Decimal> {
        self.round(RoundingMode::HalfUp, KEPT_DIGITS).map(|kept| kept.normalize())
    }
}

/// The same of numbers of 64 bits, which divide several times as fast.
fn short_common_divisor(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirds_add_up_to_the_whole() {
        let third = Ratio::new(10, 3);
        let sum = third.plus(third).unwrap().plus(third).unwrap();
        assert_eq!(sum, Ratio::of(10.into()).unwrap());
        assert_eq!(third.round(RoundingMode::HalfUp, 2).unwrap().to_string(), "3.33");
        assert_eq!(third.to_decimal().unwrap().to_string(), "3.333333333333");
        assert_eq!(sum.to_decimal().unwrap().to_string(), "10");
        // 11 / 1.1 = 10
        let rate = Ratio::of("1.1".parse().unwrap()).unwrap();
        assert_eq!(Ratio::of(11.into()).unwrap().divided_by(rate), Ratio::of(10.into()));
        assert_eq!(rate.divided_by(Ratio::ZERO), None);
        assert!(Ratio::new(-1, 3).is_negative());
    }

    #[test]
    fn sums_of_fractions_without_a_common_denominator_end_in_twelve_digits() {
        // The sum of 1/2 to 1/400, whose exact denominator has 170 digits, is the 400th harmonic number less 1.
        let parts = (2..=400).map(|part| Ratio::new(1, part));
        let sum = parts.clone().try_fold(Ratio::ZERO, Ratio::plus).unwrap();
        assert_eq!(sum.round(RoundingMode::HalfUp, 8).unwrap().to_string(), "5.56992969");
        let negative = parts.map(Ratio::negated).try_fold(Ratio::ZERO, Ratio::plus).unwrap();
        assert_eq!(negative.round(RoundingMode::HalfUp, 8).unwrap().to_string(), "-5.56992969");
        let large = Ratio::new(1_000_000_000_000_000_000_000_000_000_001, 1_000_000_014_000_000_049);
        let share = Ratio::new(1_000_000_006, 1_000_000_007);
        assert!(large.times(share).is_some());
    }
}
