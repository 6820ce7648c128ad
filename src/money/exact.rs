//! Sums, products and counts without loss: nothing where a decimal cannot hold all digits.

use rust_decimal::Decimal;

use super::narrow;
use super::rounding::{RoundingMode, to_fives};

/// Returns ten to a power that an `i128` holds.
pub(crate) fn power_of_ten(exponent: u32) -> Option<i128> {
    match exponent {
        // Most amounts have so many digits, and a number that stands here takes no time.
        0 => Some(1),
        1 => Some(10),
        2 => Some(100),
        3 => Some(1_000),
        4 => Some(10_000),
        _ => 10_i128.checked_pow(exponent),
    }
}

/// Returns an amount of so many of a currency's smallest part; nothing if a decimal cannot hold it.
#[inline]
pub(crate) fn of_minor(minor: i128, digits: u32) -> Option<Decimal> {
    match i64::try_from(minor) {
        Ok(minor) if digits <= Decimal::MAX_SCALE => Some(Decimal::new(minor, digits)),
        Ok(_) | Err(_) => Decimal::try_from_i128_with_scale(minor, digits).ok(),
    }
}

/// Returns `amount / divisor` as a whole number of a currency's smallest part, if its digits are few; else it has to be
/// worked out in more of them.
#[inline]
pub(crate) fn minor_of(amount: Decimal, divisor: u32, mode: RoundingMode, digits: u32) -> Option<i128> {
    narrow::minor(amount, divisor, mode, digits).map(i128::from)
}

/// Returns a product without loss; nothing if a decimal cannot hold all its digits.
#[inline]
pub(crate) fn exact_mul(a: Decimal, b: Decimal) -> Option<Decimal> {
    if a.is_zero() || b.is_zero() {
        return Some(Decimal::ZERO);
    }
    if let Some(product) = narrow::mul(a, b) {
        return Some(product);
    }
    let product = a.checked_mul(b)?;
    // A product with too many digits is rounded by the decimal type, which shows in its scale.
    if product.scale() == a.scale() + b.scale() {
        return Some(product);
    }
    let (a, b) = (a.normalize(), b.normalize());
    let product = a.checked_mul(b)?;
    (product.scale() == a.scale() + b.scale()).then_some(product)
}

/// Returns a sum without loss; nothing if a decimal cannot hold all its digits.
pub(crate) fn exact_add(a: Decimal, b: Decimal) -> Option<Decimal> {
    if a.is_zero() {
        return Some(b);
    }
    if b.is_zero() {
        return Some(a);
    }
    if let Some(sum) = narrow::add(a, b) {
        return Some(sum);
    }
    let sum = a.checked_add(b)?;
    (sum.scale() == a.scale().max(b.scale())).then_some(sum)
}

/// Returns an amount, or the most that it may be.
pub(crate) fn at_most(amount: Decimal, most: Decimal) -> Decimal {
    let exceeds = narrow::compare(amount, most).unwrap_or_else(|| amount.cmp(&most)).is_gt();
    if exceeds { most } else { amount }
}

/// Returns how many whole parts of `size` a quantity of zero or more has, and whether something is left over.
///
/// Nothing if `size` is not above zero or the digits of the two are too far apart.
pub(crate) fn whole_parts(quantity: Decimal, size: Decimal) -> Option<(Decimal, bool)> {
    let scale = quantity.scale().max(size.scale());
    let units = |value: Decimal| value.mantissa().checked_mul(power_of_ten(scale - value.scale())?);
    let (quantity, size) = (units(quantity)?, units(size)?);
    if size <= 0 {
        return None;
    }
    let parts = Decimal::try_from_i128_with_scale(quantity.checked_div(size)?, 0).ok()?;
    Some((parts, quantity.checked_rem(size)? != 0))
}

/// Returns the nearest whole number to a quotient, as the mode says; nothing on overflow or division by zero.
#[inline]
pub(crate) fn divide(numerator: i128, denominator: i128, mode: RoundingMode) -> Option<i128> {
    if let (Ok(numerator), Ok(denominator)) = (i64::try_from(numerator), i64::try_from(denominator))
        && let Some(quotient) = narrow::divide(numerator, denominator, mode)
    {
        return Some(i128::from(quotient));
    }
    divide_wide(numerator, denominator, mode)
}

/// Returns the same for numbers of any size.
pub(super) fn divide_wide(numerator: i128, denominator: i128, mode: RoundingMode) -> Option<i128> {
    let quotient = numerator.checked_div(denominator)?;
    let rest = numerator.checked_rem(denominator)?;
    if mode == RoundingMode::Malaysian {
        return to_fives(quotient);
    }
    if rest == 0 {
        return Some(quotient);
    }
    let away = if (numerator < 0) == (denominator < 0) { 1 } else { -1 };
    let twice = rest.unsigned_abs().checked_mul(2)?.cmp(&denominator.unsigned_abs());
    if mode.goes_away(twice, quotient % 2 != 0) { quotient.checked_add(away) } else { Some(quotient) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_counted_exactly() {
        let d = |text: &str| text.parse::<Decimal>().unwrap();
        let cases = [("199", "100", "1", true), ("200", "100", "2", false), ("0", "100", "0", false)];
        for (quantity, size, parts, rest) in cases {
            assert_eq!(whole_parts(d(quantity), d(size)), Some((d(parts), rest)));
        }
        assert_eq!(whole_parts(d("200.001"), d("100")), Some((d("2"), true)));
        assert_eq!(whole_parts(d("0.3"), d("0.1")), Some((d("3"), false)));
        assert_eq!(whole_parts(d("1"), d("0")), None);
        assert_eq!(whole_parts(Decimal::MAX, d("0.0000000000000000000000000001")), None);
    }
}
