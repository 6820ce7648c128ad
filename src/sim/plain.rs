//! Plain lives, charged in a fraction of the time of others; most are.
//!
//! Books exactly what the long way books, to which it leaves whatever is not plain: what is refused, what fails, what
//! changes. Every stored scenario and a property test compare the two.

use super::billing::Limit;
use super::cause::Cause;
use super::course::{Share, part_after};
use super::exact::Exact;
use super::ledger::{Applied, EntryKind, Fee, FeeId, Outcome, Piece, Subject, Verdict};
use super::life::{Charges, Life, PlainCharge, PlainCourse};
use super::paid::Paid;
use super::run::Run;
use super::settle::Unused;
use crate::calendar::Date;
use crate::graph::{Bill, Collect, Discount, FullPeriod, Id};
use crate::money::Decimal;
use crate::scenario::Event;
use crate::source::budget;

impl Run<'_> {
    /// Replays a scenario that tells a plain life; nothing if it tells another, and then the run is to begin anew.
    pub(super) fn replay_plainly(&mut self) -> Option<()> {
        let (catalog, scenario) = (self.catalog, self.scenario);
        let is_too_long = scenario.from.days_until(scenario.through) > budget::HORIZON_DAYS;
        // Where a whole period costs its days, too, no two need be alike.
        if is_too_long || catalog.billing.conventions.full_period.value == FullPeriod::Days {
            return None;
        }
        let (mut life, mut charges) = (Life::of(catalog, scenario)?, Charges::new());
        life.bought(catalog, &mut charges)?;
        let limit = match life.cancelled {
            None => Limit::Through(scenario.end()),
            Some(event) => self.limit_before(event.on),
        };
        for charge in &mut charges {
            self.charge_plainly(&life, charge, limit)?;
        }
        if let Some(cause) = life.cancelled.map(Cause::of) {
            let end = self.end(&cause).ok()?;
            for charge in &mut charges {
                self.end_plainly(&life, charge, (&cause, end))?;
            }
        }
        if catalog.invoices.collect == Collect::BillDay {
            let (on, every) = (life.subscribed.on, catalog.billing.period);
            let cycle = life.origin.cycle_of(catalog, life.aligned(), None, on, every);
            self.ledger.set_bill_days(life.alias, on, cycle);
        }
        self.ledger.outcomes.push(accepted(life.subscribed));
        self.ledger.outcomes.extend(life.cancelled.map(accepted));
        Some(())
    }

    /// Charges what is due within a limit.
    fn charge_plainly(&mut self, life: &Life<'_>, charge: &mut PlainCharge<'_>, limit: Limit) -> Option<()> {
        let (event, booked) = (life.subscribed.number, life.subscribed.on);
        let Some(PlainCourse { bill, next, .. }) = &charge.course else {
            return if limit.begun(booked) { self.charge_once_plainly(life, charge) } else { Some(()) };
        };
        let (is_due, due) = match bill {
            Bill::InArrears => (limit.ended(next.to), next.to),
            Bill::InAdvance(_) | Bill::Progressive => (limit.begun(next.from), next.from),
        };
        if !is_due {
            return Some(());
        }
        let fee = self.plain_fee(life, charge)?;
        let Some(PlainCourse { cycle, counting, bill, next, paid, .. }) = &mut charge.course else { return None };
        let (piece, share) = (Piece { from: next.from, to: next.to, fee }, next.share(next.from, next.to));
        let first = self.push_part(EntryKind::Recurring, (event, due == booked), due, piece, share).ok()?;
        let (whole, days) = (part_after(cycle, *counting, next)?, counting.days());
        let count = whole.whole_periods(cycle, *bill, limit)?;
        // Only of what is charged ahead something goes back.
        let goes_back = *bill != Bill::InArrears;
        let Some(before) = count.checked_sub(1) else {
            *paid = goes_back.then_some((*next, first));
            *next = whole;
            return Some(());
        };
        let amount = if self.ledger.fee(fee).is_free() {
            self.count(count).ok()?;
            Exact::whole(Decimal::ZERO)
        } else {
            self.charge_periods(&whole, (*cycle, days, *bill), (event, booked), fee, count).ok()?
        };
        *next = whole.whole_after(cycle, days, count)?;
        if goes_back {
            *paid = Some((whole.whole_after(cycle, days, before)?, amount));
        }
        Some(())
    }

    /// Charges what is left up to the end, or gives back what was charged for the days after it.
    fn end_plainly(
        &mut self,
        life: &Life<'_>,
        charge: &mut PlainCharge<'_>,
        (cause, end): (&Cause, Date),
    ) -> Option<()> {
        let Some(PlainCourse { next, last, paid, .. }) = &charge.course else {
            return if charge.is_done { Some(()) } else { self.charge_once_plainly(life, charge) };
        };
        let last = *last;
        if let (Some((paid, amount)), Some(fee)) = (paid, charge.fee)
            && last
            && end < paid.to
        {
            let (from, to) = (end.max(paid.from), paid.to);
            let mut paid = Paid::new(*paid, (paid.from, paid.to), *amount, charge.quantity, fee);
            let unused = Unused { from, to, units: charge.quantity, still: None };
            self.settle(&mut paid, cause, fee, unused).ok()?;
        }
        if end <= next.from {
            return Some(());
        }
        let (from, to) = (next.from, if last { end.min(next.to) } else { next.to });
        let share = next.share(from, to);
        let piece = Piece { from, to, fee: self.plain_fee(life, charge)? };
        self.push_part(EntryKind::Recurring, (cause.number, true), cause.booked, piece, share).ok()?;
        Some(())
    }

    fn charge_once_plainly(&mut self, life: &Life<'_>, charge: &mut PlainCharge<'_>) -> Option<()> {
        let (on, fee) = (life.subscribed.on, self.plain_fee(life, charge)?);
        let (piece, whole) = (Piece { from: on, to: on, fee }, Share { part: 1, of: 1, full_from: on, full_to: on });
        self.push_part(EntryKind::OneTime, (life.subscribed.number, true), on, piece, whole).ok()?;
        charge.is_done = true;
        Some(())
    }

    /// Returns the fee of a whole period, worked out once.
    fn plain_fee(&mut self, life: &Life<'_>, charge: &mut PlainCharge<'_>) -> Option<FeeId> {
        if charge.fee.is_some() {
            return charge.fee;
        }
        let PlainCharge { bundle, product, index, object, quote, quantity, serial, .. } = *charge;
        let (catalog, sold) = (self.catalog, self.catalog.products.get(product));
        let matching = life.discounts.iter().filter(|id| catalog.discounts.get(**id).matches(product, sold, object));
        let applied = |id: &Id<Discount>| Applied { discount: *id, coupon: None, amount: Decimal::ZERO };
        let of_all = catalog.billing.conventions.count.value;
        let fee = Fee {
            account: life.account,
            subscription: life.alias,
            currency: life.currency,
            subject: Subject::Charge { bundle, product, charge: index, variant: quote.variant },
            quantity: Decimal::from(quantity),
            unit: quote.unit,
            per_unit: quote.per_unit,
            included: Decimal::ZERO,
            usage: None,
            prepaid: None,
            gross: Decimal::ZERO,
            adjusted: None,
            discounts: matching.map(applied).collect(),
            full: Decimal::ZERO,
            day_count: charge.course.as_ref().map_or(of_all, |course| course.counting.days()),
            tax: object.tax,
            ledger: object.ledger,
            item_type: object.item_type,
            source: quote.source,
            serial,
        };
        charge.fee = Some(self.new_fee(fee, life.subscribed.number).ok()?);
        charge.fee
    }
}

/// Returns what became of an event that was done as it was said.
fn accepted(event: &Event) -> Outcome {
    let (did, result) = (event.action.verb(), Verdict::Accepted { notes: Vec::new() });
    Outcome { event: event.number, on: event.on, did, result }
}
