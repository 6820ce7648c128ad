//! A charge in a few words.

use super::dec;
use crate::calendar::{Date, Lasting, Period};
use crate::graph::*;
use crate::money::Currency;
use crate::source::Span;

pub(crate) struct ChargeSpec {
    pub(super) code: &'static str,
    pub(super) price: PriceModel,
    pub(super) timing: Timing,
    pub(super) timeline: Option<Timeline>,
    pub(super) prepaid: Option<Box<Prepaid>>,
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
    spec(code, price, timing)
}

/// A flat price once.
pub(crate) fn once(code: &'static str, price: &str) -> ChargeSpec {
    spec(code, price, Timing::OneTime)
}

fn spec(code: &'static str, price: &str, timing: Timing) -> ChargeSpec {
    let price = PriceModel::Flat(usd(price));
    ChargeSpec { code, price, timing, timeline: None, prepaid: None, span: Span::NONE }
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

    pub(crate) fn billed(self, how: Bill) -> Self {
        self.timed(|t| {
            if let Timing::Recurring { bill, .. } = t {
                *bill = how
            }
        })
    }

    /// The price is for a month, whatever the period.
    pub(crate) fn per_month(self) -> Self {
        self.timed(|t| {
            if let Timing::Recurring { every, per, .. } = t {
                *per = Per::new(Period::MONTH, *every)
            }
        })
    }

    /// So many periods are paid at once.
    pub(crate) fn prepaid(mut self, periods: u16, discount: &str) -> Self {
        let discount = Some(dec(discount));
        self.prepaid = Some(Box::new(Prepaid { span: Span::NONE, periods, discount, fee: None }));
        self
    }

    /// After so many periods another price holds.
    pub(crate) fn then_after(mut self, periods: u16, price: &str) -> Self {
        let phase = |lasts, variant| Phase { lasts, variant, span: Span::NONE };
        let phases = [phase(Some(Lasting::Periods(periods)), 0), phase(None, 1)];
        let version = Version { from: None, existing_from: None, waits: false, phases: phases.into() };
        self.timeline = Some(Timeline::of(vec![version], vec![PriceModel::Flat(usd(price))]));
        self
    }

    /// From a day on another price holds, also for those who have bought.
    pub(crate) fn then_on(mut self, on: Date, price: &str) -> Self {
        let version = |from, variant| {
            let phases = [Phase { lasts: None, variant, span: Span::NONE }];
            Version { from, existing_from: from, waits: false, phases: phases.into() }
        };
        let versions = vec![version(None, 0), version(Some(on), 1)];
        self.timeline = Some(Timeline::of(versions, vec![PriceModel::Flat(usd(price))]));
        self
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
