//! Whole periods at one fee, one after the other: what most charges do most of the time, at a fraction of the time.
//!
//! Books exactly what [`billing`](super::billing) books period by period; a property test compares the two.

use super::billing::Limit;
use super::course::{Course, Paid, part_after};
use super::exact::Exact;
use super::ledger::{Aborted, Entry, EntryKind};
use super::run::Run;
use super::subscription::{Running, Stage, Subscription};
use crate::calendar::Date;
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
        let is_steady = self.steadily && charge.turns.is_empty() && charge.coupon.is_none();
        let Some(fee) = charge.fee.filter(|_| is_steady) else { return Ok(()) };
        let Running { stage: Stage::Recurring(course), event, booked, quantity, .. } = charge else { return Ok(()) };
        if !course.is_steady(*quantity) || !charge.lasting.is_empty() || self.discounts_of_end(subscription) {
            return Ok(());
        }
        let priced = self.ledger.fee(fee);
        if priced.gross.is_zero() && priced.full.is_zero() {
            return Ok(());
        }
        let amount = Exact::whole(priced.full);
        let (kind, event) = (EntryKind::Recurring, *event);
        while let Some(due) = course.whole_due(limit) {
            let part = course.next;
            let (from, to, of) = (part.from, part.to, part.of);
            let due = due.max(*booked);
            let kind = kind.clone();
            let (full_from, full_to) = (from, to);
            self.push(Entry { kind, fee, event, due, from, to, part: of, of, full_from, full_to, amount })?;
            course.paid.push(Paid::new(part, (from, to), amount, *quantity, fee));
            course.next = part_after(&course.cycle, course.counting, &part).ok_or(Aborted::Calendar { event })?;
        }
        if course.bill == Bill::InArrears
            && let Some((day, _)) = course.quantities.first_mut()
        {
            *day = course.next.from;
        }
        Ok(())
    }
}

impl Course {
    /// Tells whether every period goes on as the one before, for so many units.
    fn is_steady(&self, quantity: u32) -> bool {
        let at_start = |(day, held): &(Date, u32)| *day == self.next.from && *held == quantity;
        let is_uniform = match self.bill {
            Bill::InAdvance(1) => true,
            Bill::InArrears => self.quantities.len() == 1 && self.quantities.iter().all(at_start),
            Bill::InAdvance(_) | Bill::Progressive => false,
        };
        let goes_on = self.ends.is_none() && self.paused.is_none() && !self.resumed;
        is_uniform && goes_on && self.then.is_none() && self.outages.is_empty()
    }

    /// Returns the day on which the next period falls due, if that is within the limit and it is a whole one.
    fn whole_due(&self, limit: Limit) -> Option<Date> {
        let (due, is_due) = match self.bill {
            Bill::InArrears => (self.next.to, limit.ended(self.next.to)),
            Bill::InAdvance(_) | Bill::Progressive => (self.next.from, limit.begun(self.next.from)),
        };
        (is_due && self.next.is_whole()).then_some(due)
    }
}
