//! What a charge costs: the price models, each from a quantity to an exact amount.

use smol_str::SmolStr;

use super::capacity::Capacity;
use super::package::Package;
use super::percentage::Percentage;
use super::price_time::Timeline;
use super::tiers::Tiers;
use super::used::Used;
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
    /// The model; that of the first phase if it changes with time.
    pub model: PriceModel,
    /// How it changes with time, if it does.
    pub timeline: Option<Box<Timeline>>,
}

impl Price {
    /// Returns one of its prices by number.
    #[must_use]
    pub fn variant(&self, number: u16) -> &PriceModel {
        let later = usize::from(number).checked_sub(1).zip(self.timeline.as_ref());
        later.and_then(|(at, timeline)| timeline.models.get(at)).unwrap_or(&self.model)
    }

    /// Returns the prices of all times.
    pub fn models(&self) -> impl Iterator<Item = &PriceModel> {
        let later = self.timeline.as_ref().map_or(&[][..], |timeline| &timeline.models);
        std::iter::once(&self.model).chain(later)
    }
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
    /// A share of what each event moves.
    Percentage(Percentage),
    /// The units in each tier at the tier's rate, which stands as what each costs; nothing used costs nothing.
    GraduatedPercentage(Tiers),
    /// The price of the tier that holds the highest reading of each unit.
    Capacity(Capacity),
    /// Words instead of a number, as in "contact sales": cannot be billed.
    Text(SmolStr),
    /// Could not be read.
    Broken,
}

/// A price that each unit has: of units that stay for a part of a period, their share of it can be priced.
#[derive(Debug, Clone, Copy)]
pub enum UnitPrice<'p> {
    /// The same for each.
    Each(&'p Amounts),
    /// That of the tier that the unit lies in.
    Graduated(&'p Tiers),
    /// That of the tier that all units lie in.
    Volume(&'p Tiers),
}

impl PriceModel {
    /// Returns the price that each unit has; nothing if units have none.
    #[must_use]
    pub fn of_units(&self) -> Option<UnitPrice<'_>> {
        match self {
            Self::Each(amounts) => Some(UnitPrice::Each(amounts)),
            Self::Graduated(tiers) => Some(UnitPrice::Graduated(tiers)),
            Self::Volume(tiers) => Some(UnitPrice::Volume(tiers)),
            Self::Flat(_)
            | Self::Package(_)
            | Self::Percentage(_)
            | Self::GraduatedPercentage(_)
            | Self::Capacity(_)
            | Self::Text(_)
            | Self::Broken => None,
        }
    }

    /// Tells whether the quantity decides the amount.
    #[must_use]
    pub fn counts_units(&self) -> bool {
        match self {
            Self::Each(_)
            | Self::Graduated(_)
            | Self::Volume(_)
            | Self::Package(_)
            | Self::Percentage(_)
            | Self::GraduatedPercentage(_)
            | Self::Capacity(_) => true,
            Self::Flat(_) | Self::Text(_) | Self::Broken => false,
        }
    }

    /// Tells whether only usage can have such a price.
    #[must_use]
    pub fn needs_usage(&self) -> bool {
        match self {
            Self::Percentage(_) | Self::GraduatedPercentage(_) | Self::Capacity(_) => true,
            Self::Flat(_)
            | Self::Each(_)
            | Self::Graduated(_)
            | Self::Volume(_)
            | Self::Package(_)
            | Self::Text(_)
            | Self::Broken => false,
        }
    }

    /// Returns where the price in a currency is written; nothing if there is none.
    #[must_use]
    pub fn place(&self, currency: Currency) -> Option<Span> {
        match self {
            Self::Flat(amounts) | Self::Each(amounts) => amounts.get(currency).map(|(_, span)| span),
            Self::Graduated(tiers) | Self::Volume(tiers) | Self::GraduatedPercentage(tiers) => {
                tiers.get(currency).map(|_| tiers.span)
            }
            Self::Percentage(percentage) => percentage.per_event(currency).map(|_| percentage.span),
            Self::Capacity(capacity) => capacity.place(currency),
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
            Self::Graduated(_)
            | Self::Volume(_)
            | Self::Package(_)
            | Self::Percentage(_)
            | Self::GraduatedPercentage(_)
            | Self::Capacity(_)
            | Self::Text(_)
            | Self::Broken => None,
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
            Self::GraduatedPercentage(_) if quantity.is_zero() => Some(Decimal::ZERO),
            Self::GraduatedPercentage(tiers) => Tiers::graduated(tiers.get(currency)?, quantity),
            Self::Percentage(_) | Self::Capacity(_) | Self::Text(_) | Self::Broken => None,
        }
    }

    /// Returns what usage costs that is known event by event or reading by reading, exactly; nothing if there is no price
    /// in the currency or a decimal cannot hold the amount. Of its units, `included` are not priced.
    #[must_use]
    pub fn amount_of(&self, currency: Currency, used: &Used, included: Decimal) -> Option<Decimal> {
        match self {
            Self::Percentage(percentage) => percentage.amount(currency, used.events.iter().map(|event| event.full)),
            Self::Capacity(capacity) => capacity.amount(currency, &used.readings),
            Self::Flat(_)
            | Self::Each(_)
            | Self::Graduated(_)
            | Self::Volume(_)
            | Self::Package(_)
            | Self::GraduatedPercentage(_)
            | Self::Text(_)
            | Self::Broken => used.prorated_amount(self, currency, included),
        }
    }
}
