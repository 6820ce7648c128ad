//! A fraction of whole numbers: exact sums of thirds of a month, and the tax on them.

use super::describe::money;
use crate::money::{Decimal, RoundingMode};
use crate::sim::{Exact, divide, power_of_ten};

/// A fraction in lowest terms; its denominator is above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ratio {
    numerator: i128,
    denominator: i128,
}

impl Default for Ratio {
    fn default() -> Self {
        Self::ZERO
    }
}

/// How many digits after the currency's an exact amount shows before it is cut.
const MOST_DIGITS: u32 = 10;
/// How many of them one without end shows.
const CUT_DIGITS: u32 = 4;

impl Ratio {
    pub const ZERO: Self = Self { numerator: 0, denominator: 1 };

    fn new(numerator: i128, denominator: i128) -> Self {
        let common = greatest_common_divisor(numerator.unsigned_abs(), denominator.unsigned_abs());
        let common = i128::try_from(common).unwrap_or(1).max(1);
        Self { numerator: numerator / common, denominator: denominator / common }
    }

    pub fn of(decimal: Decimal) -> Option<Self> {
        Some(Self::new(decimal.mantissa(), power_of_ten(decimal.scale())?))
    }

    pub fn of_exact(exact: Exact) -> Option<Self> {
        let denominator = power_of_ten(exact.numerator.scale())?.checked_mul(i128::from(exact.divisor))?;
        (denominator > 0).then(|| Self::new(exact.numerator.mantissa(), denominator))
    }

    pub fn plus(self, other: Self) -> Option<Self> {
        if self.numerator == 0 {
            return Some(other);
        }
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        Some(Self::new(left.checked_add(right)?, self.denominator.checked_mul(other.denominator)?))
    }

    pub fn times(self, other: Self) -> Option<Self> {
        // Common factors are taken out first, so that only true digits count against the width.
        let (a, b) = (Self::new(self.numerator, other.denominator), Self::new(other.numerator, self.denominator));
        Some(Self {
            numerator: a.numerator.checked_mul(b.numerator)?,
            denominator: a.denominator.checked_mul(b.denominator)?,
        })
    }

    pub fn divided_by(self, other: Self) -> Option<Self> {
        (other.numerator > 0)
            .then_some(Self { numerator: other.denominator, denominator: other.numerator })
            .and_then(|inverse| self.times(inverse))
    }

    pub fn round(self, mode: RoundingMode, digits: u32) -> Option<Decimal> {
        let numerator = self.numerator.checked_mul(power_of_ten(digits)?)?;
        Decimal::try_from_i128_with_scale(divide(numerator, self.denominator, mode)?, digits).ok()
    }

    /// Returns all digits, at least the currency's; one without end is cut four digits after them.
    pub fn text(self, digits: u32) -> String {
        let down = |more: u32| self.round(RoundingMode::Down, digits + more);
        match down(MOST_DIGITS) {
            Some(exact) if Self::of(exact) == Some(self) => money(exact, digits),
            Some(_) | None => down(CUT_DIGITS).map_or_else(String::new, |cut| format!("{cut}...")),
        }
    }
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
        let ten = "10.00".parse::<Decimal>().unwrap();
        let third = Ratio::of_exact(Exact::part(ten, 1, 3).unwrap()).unwrap();
        let sum = third.plus(third).unwrap().plus(third).unwrap();
        assert_eq!(sum, Ratio::of(ten).unwrap());
        assert_eq!(third.round(RoundingMode::HalfUp, 2).unwrap().to_string(), "3.33");
        // 11 / 1.1 = 10
        let rate = Ratio::of("1.1".parse().unwrap()).unwrap();
        assert_eq!(Ratio::of(11.into()).unwrap().divided_by(rate), Ratio::of(10.into()));
        assert_eq!(rate.divided_by(Ratio::default()), None);
    }
}
