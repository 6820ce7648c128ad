//! A price for each package of units.

use super::price::Amounts;
use crate::money::{Currency, Decimal, exact_add, exact_mul, whole_parts};

/// A price for each package of units, some of which may be free before the first.
#[derive(Debug, Clone)]
pub struct Package {
    /// How many units a package holds; above zero.
    pub size: Decimal,
    /// What a package costs.
    pub price: Amounts,
    /// Whether a package that is only begun is paid; if not, it is free.
    pub round_up: bool,
    /// How many units are free before the first package.
    pub free: Decimal,
}

/// How a quantity goes into packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parcel {
    /// The units that are not free.
    pub units: Decimal,
    /// The packages that are paid.
    pub packages: Decimal,
    /// Whether the last package is not full.
    pub partial: bool,
}

impl Package {
    /// Returns how a quantity goes into packages; nothing if a decimal cannot hold it.
    #[must_use]
    pub fn parcel(&self, quantity: Decimal) -> Option<Parcel> {
        let units = if quantity > self.free { exact_add(quantity, -self.free)? } else { Decimal::ZERO };
        let (whole, partial) = whole_parts(units, self.size)?;
        let packages = if partial && self.round_up { exact_add(whole, Decimal::ONE)? } else { whole };
        Some(Parcel { units, packages, partial })
    }

    pub(super) fn amount(&self, currency: Currency, quantity: Decimal) -> Option<Decimal> {
        exact_mul(self.price.get(currency)?.0, self.parcel(quantity)?.packages)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    #[test]
    fn a_package_begun_is_paid_or_free() {
        let d = |text: &str| text.parse::<Decimal>().unwrap();
        let usd = Currency::parse("USD").unwrap();
        let price = Amounts(Box::new([(usd, d("2.95"), Span::NONE)]));
        let up = Package { size: d("100"), price, round_up: true, free: d("0") };
        let down = Package { round_up: false, ..up.clone() };
        let free = Package { free: d("50"), ..up.clone() };
        for (package, quantity, amount) in [
            (&up, "0", "0"),
            (&up, "0.1", "2.95"),
            (&up, "100", "2.95"),
            (&up, "100.1", "5.90"),
            (&down, "99.9", "0"),
            (&down, "199", "2.95"),
            (&free, "50", "0"),
            (&free, "50.5", "2.95"),
            (&free, "150", "2.95"),
            (&free, "151", "5.90"),
        ] {
            assert_eq!(package.amount(usd, d(quantity)), Some(d(amount)), "{quantity}");
        }
    }
}
