//! Arithmetic that is exact or says that it cannot be: the only division happens together with the one rounding.

use crate::money::{Decimal, RoundingMode, divide, minor_of, of_minor, power_of_ten};
pub(crate) use crate::money::{exact_add, exact_mul};

/// An amount before rounding: a decimal over a whole number, so that thirds of a month stay exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exact {
    /// What is divided.
    pub numerator: Decimal,
    /// By what; never zero.
    pub divisor: u32,
}

impl Exact {
    /// Returns an amount that needs no division.
    #[must_use]
    pub fn whole(amount: Decimal) -> Self {
        Self { numerator: amount, divisor: 1 }
    }

    /// Returns `amount x part / of`; nothing if a decimal cannot hold the product or `of` is zero.
    ///
    /// ```
    /// use ratebook::money::{RoundingMode, parse_amount};
    /// use ratebook::sim::Exact;
    /// // 49.90 x 17/31 = 27.3645...
    /// let part = Exact::part(parse_amount("49.90").unwrap(), 17, 31).unwrap();
    /// assert_eq!(part.round(RoundingMode::HalfUp, 2).unwrap().to_string(), "27.36");
    /// ```
    #[must_use]
    pub fn part(amount: Decimal, part: u32, of: u32) -> Option<Self> {
        match (part == of, of) {
            (_, 0) => None,
            (true, _) => Some(Self::whole(amount)),
            (false, _) => Some(Self { numerator: exact_mul(amount, Decimal::from(part))?, divisor: of }),
        }
    }

    /// Returns `amount x part / of` with the fraction first rounded half up to so many digits, if so many are given.
    ///
    /// ```
    /// use ratebook::money::parse_amount;
    /// use ratebook::sim::Exact;
    /// let share = Exact::share(parse_amount("30.00").unwrap(), 1, 31, Some(9)).unwrap();
    /// assert_eq!(share.numerator.normalize().to_string(), "0.96774195");
    /// ```
    #[must_use]
    pub fn share(amount: Decimal, part: u32, of: u32, ratio_digits: Option<u32>) -> Option<Self> {
        match ratio_digits {
            Some(digits) if part != of && of > 0 => {
                Some(Self::whole(exact_mul(amount, rounded_ratio(part, of, digits)?)?))
            }
            Some(_) | None => Self::part(amount, part, of),
        }
    }

    /// Returns the amount with the currency's digits; nothing if a decimal cannot hold it.
    #[must_use]
    pub fn round(self, mode: RoundingMode, digits: u32) -> Option<Decimal> {
        of_minor(self.minor(mode, digits)?, digits)
    }

    /// Returns the same as a whole number of the currency's smallest part.
    #[inline]
    pub(crate) fn minor(self, mode: RoundingMode, digits: u32) -> Option<i128> {
        if let Some(minor) = minor_of(self.numerator, self.divisor, mode, digits) {
            return Some(minor);
        }
        let (mantissa, scale) = (self.numerator.mantissa(), self.numerator.scale());
        let divisor = i128::from(self.divisor);
        if scale == digits && divisor == 1 && mode != RoundingMode::Malaysian {
            return Some(mantissa);
        }
        let (numerator, denominator) = if scale >= digits {
            (mantissa, divisor.checked_mul(power_of_ten(scale - digits)?)?)
        } else {
            (mantissa.checked_mul(power_of_ten(digits - scale)?)?, divisor)
        };
        divide(numerator, denominator, mode)
    }
}

/// Returns `part / of` rounded half up to so many digits.
pub(crate) fn rounded_ratio(part: u32, of: u32, digits: u32) -> Option<Decimal> {
    let numerator = i128::from(part).checked_mul(power_of_ten(digits)?)?;
    let ratio = divide(numerator, i128::from(of), RoundingMode::HalfUp)?;
    Decimal::try_from_i128_with_scale(ratio, digits).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn the_one_division_rounds_as_the_mode_says() {
        // 30.00 x 16/30 = 16 exactly; 0.99 x 15/30 = 0.495, a tie at two digits.
        let cases = [
            ("30.00", 16, 30, RoundingMode::Up, "16.00"),
            ("0.99", 15, 30, RoundingMode::HalfUp, "0.50"),
            ("0.99", 15, 30, RoundingMode::HalfEven, "0.50"),
            ("0.97", 15, 30, RoundingMode::HalfEven, "0.48"),
            ("0.99", 15, 30, RoundingMode::Down, "0.49"),
            ("10.00", 1, 3, RoundingMode::Up, "3.34"),
        ];
        for (amount, part, of, mode, rounded) in cases {
            assert_eq!(Exact::part(d(amount), part, of).unwrap().round(mode, 2).unwrap().to_string(), rounded);
            let negative = Exact::part(-d(amount), part, of).unwrap().round(mode, 2).unwrap();
            assert_eq!(negative.to_string(), format!("-{rounded}"));
        }
        assert_eq!(Exact::part(d("1000"), 1, 3).unwrap().round(RoundingMode::HalfUp, 0).unwrap().to_string(), "333");
        assert_eq!(Exact::part(d("1"), 0, 30).unwrap().round(RoundingMode::Up, 2).unwrap().to_string(), "0.00");
    }

    #[test]
    fn what_a_decimal_cannot_hold_is_no_amount() {
        let large = Decimal::MAX;
        assert_eq!(exact_mul(large, d("2")), None);
        assert_eq!(exact_mul(d("0.0000000000000000001"), d("0.0000000000000000001")), None);
        assert_eq!(exact_add(large, d("0.1")), None);
        assert_eq!(Exact::whole(large).round(RoundingMode::HalfUp, 2), None);
        assert_eq!(Exact::part(d("1"), 1, 0), None);
        // Trailing zeros are no digits.
        assert_eq!(exact_mul(d("1.00000000000000"), d("3.000000000000000")), Some(d("3")));
    }
}
