//! The grammar of an amount: digits, and at most one dot between digits.

use rust_decimal::Decimal;

/// Why a text is not an amount, with the likely meaning where one is clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AmountProblem {
    /// A comma where a dot belongs; holds the likely meaning.
    Comma(String),
    /// A comma or underscore between groups of thousands; holds the likely meaning.
    Grouped(String),
    /// Scientific notation; holds the likely meaning if it is short.
    Exponent(Option<String>),
    /// A dot without a digit on both sides; holds the likely meaning.
    BareDot(String),
    /// A currency sign or code inside the text; holds the amount beside it.
    CurrencySign(String),
    /// A sign in front of the digits; holds the amount without it.
    Signed(String),
    /// More digits than an exact decimal holds (28).
    TooLong,
    /// Not a number at all.
    NotANumber,
}

impl AmountProblem {
    /// Returns what is wrong, as a phrase that follows the quoted value.
    #[must_use]
    pub fn message(&self) -> &'static str {
        match self {
            Self::Comma(_) => "has a comma where an amount has a dot",
            Self::Grouped(_) => "groups its thousands; an amount is digits and at most one dot",
            Self::Exponent(_) => "has an exponent; an amount is written out in digits",
            Self::BareDot(_) => "needs a digit on both sides of the dot",
            Self::CurrencySign(_) => "has a currency in it; an amount is digits and at most one dot",
            Self::Signed(_) => "has a sign; an amount is digits and at most one dot",
            Self::TooLong => "has more than 28 digits, which no exact amount holds",
            Self::NotANumber => "is not an amount",
        }
    }

    /// Returns the text that was probably meant.
    #[must_use]
    pub fn likely(&self) -> Option<&str> {
        match self {
            Self::Comma(text)
            | Self::Grouped(text)
            | Self::BareDot(text)
            | Self::CurrencySign(text)
            | Self::Signed(text) => Some(text),
            Self::Exponent(text) => text.as_deref(),
            Self::TooLong | Self::NotANumber => None,
        }
    }
}

/// Reads an amount exactly as written: `9.90` keeps its two digits.
///
/// # Errors
/// Returns what is wrong: no exponent, grouping, sign, bare dot or currency is accepted, and nothing is rounded.
///
/// ```
/// use ratebook::money::{AmountProblem, parse_amount};
/// assert_eq!(parse_amount("9.90").unwrap().to_string(), "9.90");
/// assert_eq!(parse_amount("9,90"), Err(AmountProblem::Comma("9.90".into())));
/// assert!(parse_amount("1e3").is_err());
/// ```
pub fn parse_amount(text: &str) -> Result<Decimal, AmountProblem> {
    if let Some(amount) = short(text) {
        return Ok(amount);
    }
    if is_plain(text) {
        return Decimal::from_str_exact(text).map_err(|_| AmountProblem::TooLong);
    }
    Err(diagnose(text))
}

/// Reads an amount of few digits, which is nearly every one.
fn short(text: &str) -> Option<Decimal> {
    // So many digits fit into 64 bits, whatever they are.
    const MOST: usize = 18;
    if text.len() > MOST || !text.ends_with(|last: char| last.is_ascii_digit()) {
        return None;
    }
    let (mut digits, mut scale) = (0_i64, None);
    for (at, byte) in text.bytes().enumerate() {
        match (byte, scale) {
            (b'0'..=b'9', _) => digits = digits * 10 + i64::from(byte - b'0'),
            (b'.', None) if at > 0 => scale = u32::try_from(text.len() - at - 1).ok(),
            _ => return None,
        }
    }
    Some(Decimal::new(digits, scale.unwrap_or(0)))
}

fn is_plain(text: &str) -> bool {
    let (whole, part) = match text.split_once('.') {
        Some((whole, part)) => (whole, Some(part)),
        None => (text, None),
    };
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    digits(whole) && part.is_none_or(digits)
}

fn diagnose(text: &str) -> AmountProblem {
    if let Some(rest) = text.strip_prefix(['-', '+'])
        && is_plain(rest)
    {
        return AmountProblem::Signed(rest.to_owned());
    }
    let all = |allowed: &[char]| {
        text.starts_with(|c: char| c.is_ascii_digit() || c == '.')
            && text.chars().all(|c| c.is_ascii_digit() || allowed.contains(&c))
    };
    if all(&['.']) && text.matches('.').count() == 1 {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let pad = |t: &str| if t.is_empty() { "0".to_owned() } else { t.to_owned() };
        if whole.is_empty() && part.is_empty() {
            return AmountProblem::NotANumber;
        }
        return AmountProblem::BareDot(format!("{}.{}", pad(whole), pad(part)));
    }
    if all(&[',']) && text.matches(',').count() == 1 {
        let (whole, part) = text.split_once(',').unwrap_or((text, ""));
        if part.len() == 3 && !whole.is_empty() {
            return AmountProblem::Grouped(format!("{whole}{part}"));
        }
        let meant = format!("{whole}.{part}");
        return if is_plain(&meant) { AmountProblem::Comma(meant) } else { AmountProblem::NotANumber };
    }
    if all(&['.', ','])
        && let Some((whole, part)) = text.split_once(',')
        && whole.contains('.')
        && !part.contains(['.', ','])
    {
        // `1.079,00`: the dot groups, the comma is the decimal sign.
        let meant = format!("{}.{part}", whole.replace('.', ""));
        return if is_plain(&meant) { AmountProblem::Grouped(meant) } else { AmountProblem::NotANumber };
    }
    if all(&['_', ',', '.', '\'', ' ']) {
        let meant: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
        return if is_plain(&meant) { AmountProblem::Grouped(meant) } else { AmountProblem::NotANumber };
    }
    if let Some((mantissa, exponent)) = text.split_once(['e', 'E'])
        && is_plain(mantissa)
        && exponent.trim_start_matches(['+', '-']).bytes().all(|b| b.is_ascii_digit())
    {
        let meant = Decimal::from_scientific(text).ok().filter(|d| *d < Decimal::from(1_000_000_000));
        return AmountProblem::Exponent(meant.map(|d| d.normalize().to_string()));
    }
    let bare = text.trim_matches(|c: char| !c.is_ascii_digit() && c != '.').trim();
    let around = text.replacen(bare, "", 1);
    let around = around.trim();
    let is_currency = matches!(around, "$" | "€" | "£" | "¥")
        || (around.len() == 3 && around.bytes().all(|b| b.is_ascii_alphabetic()));
    if is_plain(bare) && is_currency {
        return AmountProblem::CurrencySign(bare.to_owned());
    }
    AmountProblem::NotANumber
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_keeps_its_digits() {
        for text in ["0", "9.9", "9.90", "12", "0.00001", "0.00", "123456789012345678", "12345678901234.5678"] {
            assert_eq!(parse_amount(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_amount_says_what_was_meant() {
        let likely = |text: &str| parse_amount(text).unwrap_err().likely().map(str::to_owned);
        assert_eq!(likely("9,90").as_deref(), Some("9.90"));
        assert_eq!(likely("1_000").as_deref(), Some("1000"));
        assert_eq!(likely("1,000").as_deref(), Some("1000"));
        assert_eq!(likely("1,000.50").as_deref(), Some("1000.50"));
        assert_eq!(likely("1.079,00").as_deref(), Some("1079.00"));
        assert_eq!(likely("1.234.079,5").as_deref(), Some("1234079.5"));
        assert_eq!(likely("1e3").as_deref(), Some("1000"));
        assert_eq!(likely(".5").as_deref(), Some("0.5"));
        assert_eq!(likely("5.").as_deref(), Some("5.0"));
        assert_eq!(likely("-5").as_deref(), Some("5"));
        assert_eq!(likely("9.90 USD").as_deref(), Some("9.90"));
        assert_eq!(likely("$9.90").as_deref(), Some("9.90"));
        for text in ["NaN", "", ".", "..", "free", "1.2.3", "0x1F", ".inf"] {
            assert_eq!(likely(text), None, "{text}");
        }
        assert_eq!(parse_amount(&"9".repeat(40)), Err(AmountProblem::TooLong));
        assert_eq!(parse_amount(&format!("0.{}1", "0".repeat(28))), Err(AmountProblem::TooLong));
    }
}
