//! How an exact amount becomes one with the currency's digits.

use rust_decimal::{Decimal, RoundingStrategy};

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
        let strategy = match self {
            Self::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            Self::HalfEven => RoundingStrategy::MidpointNearestEven,
            Self::Up => RoundingStrategy::AwayFromZero,
            Self::Down => RoundingStrategy::ToZero,
        };
        let mut rounded = value.round_dp_with_strategy(digits, strategy);
        rounded.rescale(digits);
        if rounded.is_zero() { rounded.abs() } else { rounded }
    }

    /// Returns the name used in catalogs and on invoices.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::HalfUp => "half up",
            Self::HalfEven => "half even",
            Self::Up => "up",
            Self::Down => "down",
        }
    }
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
        ];
        for (exact, mode, rounded) in cases {
            assert_eq!(mode.round(d(exact), 2).to_string(), rounded);
            assert_eq!(mode.round(-d(exact), 2).to_string(), format!("-{rounded}"));
        }
        assert_eq!(RoundingMode::Down.round(d("-0.001"), 2).to_string(), "0.00");
    }
}
