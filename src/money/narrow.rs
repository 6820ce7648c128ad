//! The same arithmetic for amounts whose digits fit 64 bits, which nearly all do: several times as fast.
//!
//! Each function returns exactly what the wide arithmetic does, or nothing, and then that has to be asked.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::rounding::{RoundingMode, to_fives};

/// The powers of ten that 64 bits hold.
const POWERS: [i64; 19] = {
    let mut powers = [1; 19];
    let mut rest: &mut [i64] = &mut powers;
    let mut power = 1;
    while let [first, behind @ ..] = rest {
        *first = power;
        if behind.is_empty() {
            break;
        }
        power *= 10;
        rest = behind;
    }
    powers
};

#[inline]
fn power(exponent: u32) -> Option<i64> {
    POWERS.get(exponent as usize).copied()
}

#[inline]
fn digits_of(value: Decimal) -> Option<i64> {
    let parts = value.unpack();
    let digits = i64::try_from(u64::from(parts.mid) << 32 | u64::from(parts.lo)).ok().filter(|_| parts.hi == 0)?;
    Some(if parts.negative { -digits } else { digits })
}

/// Returns two numbers as whole numbers of as many digits after the dot, and how many those are.
#[inline]
fn aligned(a: Decimal, b: Decimal) -> Option<(i64, i64, u32)> {
    let (x, y, left, right) = (digits_of(a)?, digits_of(b)?, a.scale(), b.scale());
    Some(if left == right {
        (x, y, left)
    } else if left < right {
        (x.checked_mul(power(right - left)?)?, y, right)
    } else {
        (x, y.checked_mul(power(left - right)?)?, left)
    })
}

/// Returns a sum with the digits of the longer of two numbers.
#[inline]
pub(super) fn add(a: Decimal, b: Decimal) -> Option<Decimal> {
    let (x, y, scale) = aligned(a, b)?;
    Some(Decimal::new(x.checked_add(y)?, scale))
}

/// Returns which of two numbers is greater.
#[inline]
pub(super) fn compare(a: Decimal, b: Decimal) -> Option<Ordering> {
    let (x, y, _) = aligned(a, b)?;
    Some(x.cmp(&y))
}

/// Returns a product with all its digits.
#[inline]
pub(super) fn mul(a: Decimal, b: Decimal) -> Option<Decimal> {
    let scale = a.scale() + b.scale();
    let product = digits_of(a)?.checked_mul(digits_of(b)?)?;
    (scale <= Decimal::MAX_SCALE).then(|| Decimal::new(product, scale))
}

/// Returns a number with so many digits.
#[inline]
pub(super) fn round(value: Decimal, digits: u32, mode: RoundingMode) -> Option<Decimal> {
    let (whole, scale) = (digits_of(value)?, value.scale());
    let rounded = if scale > digits {
        divide(whole, power(scale - digits)?, mode)?
    } else {
        let padded = whole.checked_mul(power(digits - scale)?)?;
        if mode == RoundingMode::Malaysian { i64::try_from(to_fives(i128::from(padded))?).ok()? } else { padded }
    };
    (digits <= Decimal::MAX_SCALE).then(|| Decimal::new(rounded, digits))
}

/// Returns `amount / divisor` as a whole number of so many digits after the dot.
#[inline]
pub(super) fn minor(amount: Decimal, divisor: u32, mode: RoundingMode, digits: u32) -> Option<i64> {
    let (whole, scale, divisor) = (digits_of(amount)?, amount.scale(), i64::from(divisor));
    if scale >= digits {
        let below = divisor.checked_mul(power(scale - digits)?)?;
        return if below == 1 && mode != RoundingMode::Malaysian { Some(whole) } else { divide(whole, below, mode) };
    }
    divide(whole.checked_mul(power(digits - scale)?)?, divisor, mode)
}

/// Returns the nearest whole number to a quotient, as the mode says.
#[inline]
pub(crate) fn divide(numerator: i64, denominator: i64, mode: RoundingMode) -> Option<i64> {
    let quotient = numerator.checked_div(denominator)?;
    if mode == RoundingMode::Malaysian {
        return i64::try_from(to_fives(i128::from(quotient))?).ok();
    }
    let rest = numerator - quotient * denominator;
    if rest == 0 {
        return Some(quotient);
    }
    let away = if (numerator < 0) == (denominator < 0) { 1 } else { -1 };
    let twice = rest.unsigned_abs().checked_mul(2)?.cmp(&denominator.unsigned_abs());
    if mode.goes_away(twice, quotient % 2 != 0) { quotient.checked_add(away) } else { Some(quotient) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::exact::divide_wide;
    use super::*;

    const MODES: [RoundingMode; 5] =
        [RoundingMode::HalfUp, RoundingMode::HalfEven, RoundingMode::Up, RoundingMode::Down, RoundingMode::Malaysian];

    fn decimal() -> impl Strategy<Value = Decimal> {
        let digits = prop_oneof![Just(0), -1_000..1_000_i64, any::<i32>().prop_map(i64::from), any::<i64>()];
        (digits, 0..=12_u32).prop_map(|(digits, scale)| Decimal::new(digits, scale))
    }

    proptest! {
        #[test]
        fn sums_and_products_are_those_of_the_wide_arithmetic(a in decimal(), b in decimal()) {
            let same = |narrow: Decimal, wide: Option<Decimal>| wide.map(|w| (w, w.scale())) == Some((narrow, narrow.scale()));
            if let Some(sum) = add(a, b) {
                prop_assert!(same(sum, a.checked_add(b)) || a.is_zero() || b.is_zero(), "{} + {}", a, b);
            }
            if let Some(product) = mul(a, b) {
                prop_assert!(same(product, a.checked_mul(b)) || product.is_zero(), "{} x {}", a, b);
            }
            prop_assert!(compare(a, b).is_none_or(|order| order == a.cmp(&b)), "{} and {}", a, b);
        }

        #[test]
        fn quotients_are_those_of_the_wide_arithmetic(
            numerator in prop_oneof![-1_000..1_000_i64, any::<i64>()],
            denominator in prop_oneof![-20..20_i64, any::<i64>()],
        ) {
            for mode in MODES {
                if let Some(quotient) = divide(numerator, denominator, mode) {
                    let wide = divide_wide(numerator.into(), denominator.into(), mode);
                    prop_assert_eq!(Some(i128::from(quotient)), wide, "{:?}", mode);
                }
            }
        }

        #[test]
        fn shares_are_those_of_the_wide_arithmetic(value in decimal(), divisor in 1..=400_u32, digits in 0..=6_u32) {
            let ten = |exponent: u32| 10_i128.pow(exponent);
            let (missing, more) = (digits.saturating_sub(value.scale()), value.scale().saturating_sub(digits));
            for mode in MODES {
                if let Some(minor) = minor(value, divisor, mode, digits) {
                    let wide = divide_wide(value.mantissa() * ten(missing), i128::from(divisor) * ten(more), mode);
                    prop_assert_eq!(Some(i128::from(minor)), wide, "{} / {} {:?}", value, divisor, mode);
                }
            }
        }

        #[test]
        fn what_is_rounded_is_what_the_wide_arithmetic_rounds(value in decimal(), digits in 0..=10_u32) {
            for mode in MODES {
                if let Some(rounded) = round(value, digits, mode) {
                    let wide = mode.round_wide(value, digits);
                    prop_assert_eq!((rounded, rounded.to_string()), (wide, wide.to_string()), "{:?}", mode);
                }
            }
        }
    }

    #[test]
    fn powers_are_those_of_ten() {
        assert_eq!(
            (power(0), power(1), power(18), power(19)),
            (Some(1), Some(10), Some(1_000_000_000_000_000_000), None)
        );
    }
}
