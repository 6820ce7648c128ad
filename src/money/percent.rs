//! A percentage: always written with its sign, kept as an exact fraction.

use rust_decimal::Decimal;

use super::amount::parse_amount;

/// Why a text is not a percentage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PercentProblem {
    /// A number without `%`; holds the two likely meanings, as percent and as fraction.
    NoSign(String),
    /// Not a number before the sign.
    NotANumber,
    /// More than [`MOST_DECIMALS`]; holds what is left if the rest is cut off.
    TooFine(String),
    /// More than [`MOST_PERCENT`].
    TooLarge,
}

/// How many decimals a percentage may have: shares of shares are to stay within the digits of an exact amount.
pub const MOST_DECIMALS: u32 = 10;

/// The highest percentage.
pub const MOST_PERCENT: u32 = 1_000_000;

/// Reads `20%` or `12.5 %` as the fraction 0.20 or 0.125.
///
/// # Errors
/// Returns what is wrong; a bare number never means a percentage.
///
/// ```
/// use ratebook::money::{PercentProblem, parse_percent};
/// assert_eq!(parse_percent("20%").unwrap().to_string(), "0.20");
/// assert_eq!(parse_percent("20"), Err(PercentProblem::NoSign("20%".into())));
/// assert_eq!(parse_percent("0.33333333333%"), Err(PercentProblem::TooFine("0.3333333333%".into())));
/// ```
pub fn parse_percent(text: &str) -> Result<Decimal, PercentProblem> {
    let Some(number) = text.strip_suffix('%') else {
        return Err(match parse_amount(text) {
            Ok(_) => PercentProblem::NoSign(format!("{text}%")),
            Err(_) => PercentProblem::NotANumber,
        });
    };
    let number = parse_amount(number.trim_end()).map_err(|_| PercentProblem::NotANumber)?;
    if number.scale() > MOST_DECIMALS {
        let cut = number.trunc_with_scale(MOST_DECIMALS).normalize();
        return Err(PercentProblem::TooFine(format!("{cut}%")));
    }
    if number > Decimal::from(MOST_PERCENT) {
        return Err(PercentProblem::TooLarge);
    }
    let mut fraction = number;
    fraction.set_scale(number.scale() + 2).map_err(|_| PercentProblem::NotANumber)?;
    Ok(fraction)
}
