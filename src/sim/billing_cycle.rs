//! Where the periods of a charge begin (`P-26`, `M-14`, `M-15`, `C-19`).

use super::subscription::Subscription;
use crate::calendar::{Cycle, Date, Period};
use crate::graph::{Anchor, Catalog, Conventions, FirstEnd, MonthEnd};

/// What an order says about where periods begin.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Aligned {
    /// On this day of the month.
    pub bill_day: Option<u32>,
    /// The first of them ends on this day.
    pub first_ends: Option<Date>,
}

/// What the periods of a subscription count from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin {
    pub start: Date,
    /// Where its anniversary is counted from: its start, or the end of its trial.
    pub anchor: Date,
    /// The bill day of its account, if it has one.
    pub bill_day: Option<u32>,
}

impl Subscription {
    fn origin(&self) -> Origin {
        let Self { start, anchor, bill_day, .. } = *self;
        Origin { start, anchor, bill_day }
    }

    /// Returns the cycle in which its commitments are counted, and its charges that say nothing else.
    pub(super) fn billing_cycle(&self, catalog: &Catalog, every: Period) -> Option<Cycle> {
        self.cycle_of(catalog, self.aligned, None, self.start, every)
    }

    /// Returns the cycle of a charge that is bought on a day.
    pub(super) fn cycle_of(
        &self,
        catalog: &Catalog,
        aligned: Aligned,
        own: Option<Anchor>,
        bought: Date,
        every: Period,
    ) -> Option<Cycle> {
        self.origin().cycle_of(catalog, aligned, own, bought, every)
    }

    /// Tells whether the periods of a charge count from the subscription or its purchase, and not from days of the month.
    pub(super) fn counts_from_a_start(&self, catalog: &Catalog, aligned: Aligned, own: Option<Anchor>) -> bool {
        let anchor = self.origin().anchor_of(catalog, aligned, own);
        aligned.first_ends.is_none() && matches!(anchor, Anchor::Anniversary | Anchor::Purchase)
    }
}

impl Origin {
    /// Returns the cycle of a charge that is bought on a day. What the order says goes before the charge's own anchor,
    /// which goes before the account's bill day, and that before the manifest's anchor.
    pub(super) fn cycle_of(
        &self,
        catalog: &Catalog,
        aligned: Aligned,
        own: Option<Anchor>,
        bought: Date,
        every: Period,
    ) -> Option<Cycle> {
        let Conventions { first_end, .. } = &catalog.billing.conventions;
        let latest = latest_day(catalog);
        let from = |start: Date| anniversary(catalog, start, every);
        if let Some(end) = aligned.first_ends {
            let day = aligned.bill_day.unwrap_or_else(|| end.day());
            return Some(Cycle::towards(end, day.min(latest), every));
        }
        match (self.anchor_of(catalog, aligned, own), first_end.value) {
            (Anchor::Anniversary, _) => Some(from(self.anchor)),
            (Anchor::Purchase, _) => Some(from(bought)),
            (Anchor::Calendar, _) => Cycle::calendar(self.start, every),
            (Anchor::BillDay(day), FirstEnd::NextBillDay) => Cycle::on_bill_day(self.start, day.min(latest), every),
            (Anchor::BillDay(day), FirstEnd::StartMonth) => Cycle::from_bill_day(bought, day.min(latest), every),
        }
    }

    fn anchor_of(&self, catalog: &Catalog, aligned: Aligned, own: Option<Anchor>) -> Anchor {
        let ordered = aligned.bill_day.map(Anchor::BillDay);
        let of_account = self.bill_day.map(Anchor::BillDay);
        ordered.or(own).or(of_account).unwrap_or(catalog.billing.anchor)
    }
}

/// Returns the cycle of periods that begin with a day.
pub(super) fn anniversary(catalog: &Catalog, start: Date, every: Period) -> Cycle {
    Cycle::towards(start, start.day().min(latest_day(catalog)), every)
}

/// Returns the last day of the month on which a period may begin.
pub(super) fn latest_day(catalog: &Catalog) -> u32 {
    if catalog.billing.conventions.month_end.value == MonthEnd::Day28 { 28 } else { 31 }
}
