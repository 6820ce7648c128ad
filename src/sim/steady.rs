//! Whole periods at one fee, one after the other: what most charges do most of the time, at a fraction of the time.
//!
//! Books exactly what [`billing`](super::billing) books period by period; a property test compares the two.

use super::billing::Limit;
use super::course::{Course, Part};
use super::exact::Exact;
use super::ledger::{Aborted, Entry, EntryKind, FeeId};
use super::paid::{Alike, Paid};
use super::run::Run;
use super::stretch::Stretch;
use super::subscription::{Running, Stage, Subscription};
use crate::calendar::{Cycle, Date, DayCount};
use crate::graph::Bill;

impl Run<'_> {
    /// Charges the whole periods of a charge that are due, as far as nothing about it changes from one to the next. What
    /// is left, or anything else, is for the long way.
    pub(super) fn charge_steadily(
        &mut self,
        subscription: &Subscription,
        charge: &mut Running,
        limit: Limit,
    ) -> Result<(), Aborted> {
        if !self.steadily || self.discounts_of_end(subscription) {
            return Ok(());
        }
        let (event, booked, quantity) = (charge.event, charge.booked, charge.quantity);
        let Some((fee, course)) = steady(charge) else { return Ok(()) };
        if self.ledger.fee(fee).is_free() {
            return Ok(());
        }
        let too_late = Aborted::Calendar { event };
        let (part, cycle, days, bill) = (course.next, course.cycle, course.counting.days(), course.bill);
        let count = part.whole_periods(&cycle, bill, limit).ok_or(too_late)?;
        if count > 0 {
            let amount = self.charge_periods(&part, (cycle, days, bill), (event, booked), fee, count)?;
            course.next = part.whole_after(&cycle, days, count).ok_or(too_late)?;
            let alike = Alike { count, cycle, days, end: course.next.from };
            course.pay(Paid::new(part, (part.from, part.to), amount, quantity, fee).with(alike));
        }
        if course.bill == Bill::InArrears
            && let Some((day, _)) = course.quantities.first_mut()
        {
            *day = course.next.from;
        }
        Ok(())
    }

    /// Books whole periods of a cycle, of which `part` is the first, and returns what each of them costs.
    pub(super) fn charge_periods(
        &mut self,
        part: &Part,
        (cycle, days, bill): (Cycle, DayCount, Bill),
        (event, booked): (u32, Date),
        fee: FeeId,
        count: u32,
    ) -> Result<Exact, Aborted> {
        let (amount, in_arrears) = (Exact::whole(self.ledger.fee(fee).full), bill == Bill::InArrears);
        let stretch = Stretch { at: 0, count, cycle, index: part.index, days, in_arrears, booked };
        let Part { from, to, of, .. } = *part;
        let due = if in_arrears { to } else { from }.max(booked);
        let (kind, by_event, full_from, full_to) = (EntryKind::Recurring, due == booked, from, to);
        let first = Entry { kind, fee, event, by_event, due, from, to, part: of, of, full_from, full_to, amount };
        self.push_stretch(first, stretch)?;
        Ok(amount)
    }
}

/// Returns the fee and the course of a charge of which every period goes on as the one before.
fn steady(charge: &mut Running) -> Option<(FeeId, &mut Course)> {
    // Whoever adds a field has to think of it here.
    let Running {
        bundle: _,
        product: _,
        charge: _,
        variant: _,
        unit: _,
        per_unit: _,
        source: _,
        counts: _,
        turns,
        turned: _,
        serial: _,
        quantity,
        event: _,
        booked: _,
        coupon,
        lasting,
        begun: _,
        adjustment: _,
        fee,
        stage,
    } = charge;
    let Stage::Recurring(course) = stage else { return None };
    let fee = fee.filter(|_| turns.is_empty() && coupon.is_none() && lasting.is_empty())?;
    course.is_steady(*quantity).then_some((fee, course))
}

impl Course {
    /// Tells whether every period goes on as the one before, for so many units.
    fn is_steady(&self, quantity: u32) -> bool {
        let Self {
            cycle: _,
            earlier: _,
            counting,
            bill,
            prepaid,
            last: _,
            next,
            quantities,
            ends,
            notice,
            paused,
            resumed,
            then,
            stub_due,
            outages,
            spread,
            paid: _,
        } = self;
        let at_start = |(day, held): &(Date, u32)| *day == next.from && *held == quantity;
        let is_uniform = match bill {
            Bill::InAdvance(1) => true,
            Bill::InArrears => quantities.len() == 1 && quantities.iter().all(at_start),
            Bill::InAdvance(_) | Bill::Progressive => false,
        };
        let is_running = ends.is_none() && notice.is_none() && paused.is_none() && !resumed;
        let goes_on = is_running && then.is_none() && stub_due.is_none() && outages.is_empty() && spread.is_none();
        is_uniform && goes_on && *prepaid < 2 && counting.is_per_period()
    }
}

impl Part {
    /// Returns how many periods of a cycle from this one on are whole and fall due within the limit; nothing beyond the
    /// calendar.
    pub(super) fn whole_periods(&self, cycle: &Cycle, bill: Bill, limit: Limit) -> Option<u32> {
        let is_due = match bill {
            Bill::InArrears => limit.ended(self.to),
            Bill::InAdvance(_) | Bill::Progressive => limit.begun(self.from),
        };
        if !is_due || !self.is_whole() {
            return Some(0);
        }
        let (Limit::Before(day) | Limit::Through(day)) = limit;
        let running = cycle.index_of(day)?;
        let begun = match bill {
            Bill::InArrears => false,
            Bill::InAdvance(_) | Bill::Progressive => limit.begun(cycle.boundary(running)?),
        };
        u32::try_from(running.checked_sub(self.index)?.checked_add(i32::from(begun))?).ok()
    }
}
