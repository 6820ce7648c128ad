//! A charge in a few words.

use super::dec;
use crate::calendar::Period;
use crate::graph::*;
use crate::money::Currency;
use crate::source::Span;

pub(crate) struct ChargeSpec {
    pub(super) code: &'static str,
    pub(super) price: PriceModel,
    pub(super) timing: Timing,
    pub(super) span: Span,
}

/// A flat price every month in advance.
pub(crate) fn monthly(code: &'static str, price: &str) -> ChargeSpec {
    let timing = Timing::Recurring {
        every: Period::MONTH,
        per: None,
        bill: Bill::InAdvance(1),
        phases_from: PhasesFrom::Purchase,
        first: true,
        last: true,
        credits: Outages::default(),
    };
    ChargeSpec { code, price: PriceModel::Flat(usd(price)), timing, span: Span::NONE }
}

/// A flat price once.
pub(crate) fn once(code: &'static str, price: &str) -> ChargeSpec {
    ChargeSpec { code, price: PriceModel::Flat(usd(price)), timing: Timing::OneTime, span: Span::NONE }
}

pub(super) fn usd(price: &str) -> Amounts {
    Amounts(Box::new([(Currency::parse("USD").unwrap(), dec(price), Span::NONE)]))
}

impl ChargeSpec {
    pub(crate) fn each(mut self) -> Self {
        if let PriceModel::Flat(amounts) = self.price {
            self.price = PriceModel::Each(amounts);
        }
        self
    }

    /// Says where the price is written.
    pub(crate) fn at(mut self, span: Span) -> Self {
        if let PriceModel::Flat(amounts) | PriceModel::Each(amounts) = &mut self.price {
            amounts.0.iter_mut().for_each(|amount| amount.2 = span);
        }
        self.span = span;
        self
    }

    pub(crate) fn text(mut self, words: &str) -> Self {
        self.price = PriceModel::Text(words.into());
        self
    }

    pub(crate) fn every(self, period: &str) -> Self {
        let every = Period::parse(period).unwrap();
        self.timed(|t| {
            if let Timing::Recurring { every: e, .. } = t {
                *e = every
            }
        })
    }

    pub(crate) fn arrears(self) -> Self {
        self.timed(|t| {
            if let Timing::Recurring { bill, .. } = t {
                *bill = Bill::InArrears
            }
        })
    }

    pub(crate) fn prorated(self, first: bool, last: bool) -> Self {
        self.timed(|t| {
            if let Timing::Recurring { first: f, last: l, .. } = t {
                (*f, *l) = (first, last)
            }
        })
    }

    fn timed(mut self, change: impl FnOnce(&mut Timing)) -> Self {
        change(&mut self.timing);
        self
    }
}
