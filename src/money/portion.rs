//! A part of an amount: a share or so much.

use super::{Decimal, parse_amount, parse_percent};

/// A part of an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Portion {
    /// A share as a fraction: 0.20 is 20 %.
    Share(Decimal),
    /// So much.
    Amount(Decimal),
}

impl Portion {
    /// Reads `15%` or `12.00`.
    ///
    /// ```
    /// use ratebook::money::{Portion, parse_amount};
    /// assert_eq!(Portion::parse("15%"), parse_amount("0.15").ok().map(Portion::Share));
    /// assert_eq!(Portion::parse("12.00"), parse_amount("12.00").ok().map(Portion::Amount));
    /// assert_eq!(Portion::parse("-1"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match parse_percent(text) {
            Ok(share) => Some(Self::Share(share)),
            Err(_) => parse_amount(text).ok().map(Self::Amount),
        }
    }
}
