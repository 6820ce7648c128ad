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
}

/// Reads `20%` or `12.5 %` as the fraction 0.20 or 0.125.
///
/// # Errors
/// Returns what is wrong; a bare number never means a percentage.
///
/// ```
/// use ratebook::money::{PercentProblem, parse_percent};
/// assert_eq!(parse_percent("20%").unwrap().to_string(), "0.20");
/// assert_eq!(parse_percent("20"), Err(PercentProblem::NoSign("20%".into())));
/// ```
pub fn parse_percent(text: &str) -> Result<Decimal, PercentProblem> {
    let Some(number) = text.strip_suffix('%') else {
        return Err(match parse_amount(text) {
            Ok(_) => PercentProblem::NoSign(format!("{text}%")),
            Err(_) => PercentProblem::NotANumber,
        });
    };
    let number = parse_amount(number.trim_end()).map_err(|_| PercentProblem::NotANumber)?;
    let scale = number.scale().checked_add(2).filter(|s| *s <= 28).ok_or(PercentProblem::NotANumber)?;
    let mut fraction = number;
    fraction.set_scale(scale).map_err(|_| PercentProblem::NotANumber)?;
    Ok(fraction)
}
