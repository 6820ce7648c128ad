//! Another bill day: what is charged keeps its days, the period after it ends on the new one.

use super::billing_cycle::{Aligned, latest_day};
use super::cause::Cause;
use super::ledger::Aborted;
use super::run::{Run, Stop};
use super::subscription::{Stage, Subscription};
use crate::calendar::Cycle;
use crate::graph::Collect;

impl Run<'_> {
    /// Lets the periods of a subscription's recurring charges begin on another day of the month; usage keeps its own.
    ///
    /// A charge in advance has a period that ends there after those that are charged; one in arrears when the running
    /// period has ended. A period that begins on the day and is not charged yet is neither, and ends there itself. Periods
    /// of days and weeks know no bill day.
    pub(super) fn change_bill_day(
        &mut self,
        subscription: &mut Subscription,
        cause: &Cause,
        bill_day: u32,
    ) -> Result<Vec<String>, Stop> {
        // Where each event has an invoice of its own, what begins on the day has been charged before it.
        let begins = |from| from == cause.on && self.catalog.invoices.collect != Collect::Event;
        for charge in &mut subscription.running {
            let Stage::Recurring(course) = &mut charge.stage else { continue };
            if course.cycle.every().months().is_none() {
                continue;
            }
            let is_next = course.is_in_advance() || begins(course.next.from);
            let from = if is_next { course.next.from } else { course.next.to };
            let cycle = Cycle::on_bill_day(from, bill_day.min(latest_day(self.catalog)), course.cycle.every());
            let cycle = cycle.ok_or(Aborted::Calendar { event: cause.number })?;
            if !is_next {
                course.then = Some(cycle);
                continue;
            }
            course.turn_to(cycle, from);
            course.next = course.part_from(from).ok_or(Aborted::Calendar { event: cause.number })?;
            charge.fee = None;
        }
        // What is bought from now on joins them.
        subscription.aligned = Aligned { bill_day: Some(bill_day), first_ends: None };
        let cycle = subscription.billing_cycle(self.catalog, self.catalog.billing.period);
        self.ledger.set_bill_days(subscription.id, cause.booked, cycle);
        Ok(Vec::new())
    }
}
