//! What a charge costs: the price models, each from a quantity to an exact amount.

use smol_str::SmolStr;

use super::package::Package;
use super::tiers::Tiers;
use crate::money::{Currency, Decimal, exact_mul};
use crate::source::Span;

/// An amount in each currency it is given in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amounts(pub Box<[(Currency, Decimal, Span)]>);

impl Amounts {
    /// Returns the amount in a currency and where it is written.
    #[must_use]
    pub fn get(&self, currency: Currency) -> Option<(Decimal, Span)> {
        self.0.iter().find(|(c, ..)| *c == currency).map(|(_, amount, span)| (*amount, *span))
    }
}

/// What a charge costs.
#[derive(Debug, Clone)]
pub struct Price {
    /// Where it is written.
    pub span: Span,
    /// The model.
    pub model: PriceModel,
}

/// How a quantity becomes an amount.
#[derive(Debug, Clone)]
pub enum PriceModel {
    /// The same for any quantity.
    Flat(Amounts),
    /// So much for each unit.
    Each(Amounts),
    /// The units in each tier at the tier's price.
    Graduated(Tiers),
    /// All units at the price of the tier that the quantity lies in.
    Volume(Tiers),
    /// So much for each package.
    Package(Package),
    /// Words instead of a number, as in "contact sales": cannot be billed.
    Text(SmolStr),
    /// Could not be read.
    Broken,
}

impl PriceModel {
    /// Tells whether the quantity decides the amount.
    #[must_use]
    pub fn counts_units(&self) -> bool {
        match self {
            Self::Each(_) | Self::Graduated(_) | Self::Volume(_) | Self::Package(_) => true,
            Self::Flat(_) | Self::Text(_) | Self::Broken => false,
        }
    }

    /// Returns where the price in a currency is written; nothing if there is none.
    #[must_use]
    pub fn place(&self, currency: Currency) -> Option<Span> {
        match self {
            Self::Flat(amounts) | Self::Each(amounts) => amounts.get(currency).map(|(_, span)| span),
            Self::Graduated(tiers) | Self::Volume(tiers) => tiers.get(currency).map(|_| tiers.span),
            Self::Package(package) => package.price.get(currency).map(|(_, span)| span),
            Self::Text(_) | Self::Broken => None,
        }
    }

    /// Returns the one price that is multiplied by the quantity, or that holds for any; nothing if there are several or
    /// none.
    #[must_use]
    pub fn unit_price(&self, currency: Currency) -> Option<Decimal> {
        match self {
            Self::Flat(amounts) | Self::Each(amounts) => amounts.get(currency).map(|(amount, _)| amount),
            Self::Graduated(_) | Self::Volume(_) | Self::Package(_) | Self::Text(_) | Self::Broken => None,
        }
    }

    /// Returns what a quantity of zero or more costs, exactly; nothing if there is no price in the currency or a decimal
    /// cannot hold the amount.
    #[must_use]
    pub fn amount(&self, currency: Currency, quantity: Decimal) -> Option<Decimal> {
        match self {
            Self::Flat(amounts) => amounts.get(currency).map(|(amount, _)| amount),
            Self::Each(amounts) => exact_mul(amounts.get(currency)?.0, quantity),
            Self::Graduated(tiers) => Tiers::graduated(tiers.get(currency)?, quantity),
            Self::Volume(tiers) => Tiers::volume(tiers.get(currency)?, quantity),
            Self::Package(package) => package.amount(currency, quantity),
            Self::Text(_) | Self::Broken => None,
        }
    }
}
