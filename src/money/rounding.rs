//! How an exact amount becomes one with the currency's digits.

use std::cmp::Ordering;

use rust_decimal::{Decimal, RoundingStrategy};

use super::narrow;

/// What happens to the part of an amount that the currency has no digit for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RoundingMode {
    /// To the nearest; a half goes away from zero: 0.125 to 0.13.
    #[default]
    HalfUp,
    /// To the nearest; a half goes to the even digit: 0.125 to 0.12.
    HalfEven,
    /// Away from zero: 0.121 to 0.13.
    Up,
    /// Towards zero: 0.129 to 0.12.
    Down,
    /// Cut, then the last digit to 0, 5 or the next 10: 0.127 to 0.10, 0.13 to 0.15, 0.18 to 0.20 (`P-17`).
    Malaysian,
}

impl RoundingMode {
    /// Returns `value` with at most `digits` decimal digits, padded to exactly that many.
    ///
    /// ```
    /// use ratebook::money::{RoundingMode, parse_amount};
    /// let exact = parse_amount("27.3645").unwrap();
    /// assert_eq!(RoundingMode::HalfUp.round(exact, 2).to_string(), "27.36");
    /// assert_eq!(RoundingMode::Up.round(exact, 2).to_string(), "27.37");
    /// ```
    #[must_use]
    pub fn round(self, value: Decimal, digits: u32) -> Decimal {
        narrow::round(value, digits, self).unwrap_or_else(|| self.round_wide(value, digits))
    }

    /// Returns the same for a value of any number of digits.
    pub(super) fn round_wide(self, value: Decimal, digits: u32) -> Decimal {
        let strategy = match self {
            Self::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            Self::HalfEven => RoundingStrategy::MidpointNearestEven,
            Self::Up => RoundingStrategy::AwayFromZero,
            Self::Down | Self::Malaysian => RoundingStrategy::ToZero,
        };
        let mut rounded = value.round_dp_with_strategy(digits, strategy);
        rounded.rescale(digits);
        if self == Self::Malaysian {
            let coins = to_fives(rounded.mantissa()).and_then(|m| Decimal::try_from_i128_with_scale(m, digits).ok());
            rounded = coins.unwrap_or(rounded);
        }
        if rounded.is_zero() { rounded.abs() } else { rounded }
    }

    /// Tells whether a quotient goes away from zero: `twice` compares the double of what is left over with the divisor.
    pub(super) fn goes_away(self, twice: Ordering, is_odd: bool) -> bool {
        match self {
            Self::HalfUp => twice.is_ge(),
            Self::HalfEven => twice.is_gt() || (twice.is_eq() && is_odd),
            Self::Up => true,
            Self::Down | Self::Malaysian => false,
        }
    }

    /// Returns the name used in catalogs and on invoices.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::HalfUp => "half up",
            Self::HalfEven => "half even",
            Self::Up => "up",
            Self::Down => "down",
            Self::Malaysian => "to fives",
        }
    }
}

/// Returns a whole number with its last digit 0 to 2 as 0, 3 to 7 as 5, 8 and 9 as the next 10; nothing on overflow.
#[must_use]
pub fn to_fives(whole: i128) -> Option<i128> {
    let last = whole % 10;
    let fives = match last.unsigned_abs() {
        0..=2 => 0,
        3..=7 => 5,
        _ => 10,
    };
    (whole - last).checked_add(fives * last.signum())
}

/// Returns the shortest text of a decimal: no exponent, no trailing zeros.
#[must_use]
pub fn plain(value: Decimal) -> String {
    value.normalize().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mode_is_symmetric_around_zero() {
        let d = |t: &str| t.parse::<Decimal>().unwrap();
        let cases = [
            ("2.345", RoundingMode::HalfUp, "2.35"),
            ("2.345", RoundingMode::HalfEven, "2.34"),
            ("2.355", RoundingMode::HalfEven, "2.36"),
            ("2.341", RoundingMode::Up, "2.35"),
            ("2.349", RoundingMode::Down, "2.34"),
            ("2", RoundingMode::Down, "2.00"),
            ("1.204", RoundingMode::Malaysian, "1.20"),
            ("1.215", RoundingMode::Malaysian, "1.20"),
            ("1.226", RoundingMode::Malaysian, "1.20"),
            ("1.23", RoundingMode::Malaysian, "1.25"),
            ("1.279", RoundingMode::Malaysian, "1.25"),
            ("1.28", RoundingMode::Malaysian, "1.30"),
            ("9.99", RoundingMode::Malaysian, "10.00"),
        ];
        for (exact, mode, rounded) in cases {
            assert_eq!(mode.round(d(exact), 2).to_string(), rounded);
            assert_eq!(mode.round(-d(exact), 2).to_string(), format!("-{rounded}"));
        }
        assert_eq!(RoundingMode::Down.round(d("-0.001"), 2).to_string(), "0.00");
    }
}
