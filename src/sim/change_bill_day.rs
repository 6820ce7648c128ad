//! Another bill day: what is charged keeps its days, the period after it ends on the new one.

use super::billing_cycle::{Aligned, latest_day};
use super::cause::Cause;
use super::course::Part;
use super::ledger::Aborted;
use super::refusals::BUNDLE_NOT_HELD;
use super::run::{Run, Stop, refuse};
use super::subscription::{Stage, Subscription};
use crate::calendar::Cycle;
use crate::graph::{Bundle, Collect, Id, StubDue};

impl Run<'_> {
    /// Lets the periods of a subscription's charges begin on another day of the month.
    ///
    /// A charge in advance has a period that ends there after those that are charged; one in arrears when the running
    /// period has ended. A period that begins on the day and is not charged yet is neither, and ends there itself. One of
    /// usage, which nobody has charged, ends on the next new bill day. Periods of days and weeks know no bill day. Of one
    /// bundle alone it changes nothing for what is bought later.
    pub(super) fn change_bill_day(
        &mut self,
        subscription: &mut Subscription,
        cause: &Cause,
        bundle: Option<Id<Bundle>>,
        bill_day: u32,
    ) -> Result<Vec<String>, Stop> {
        // Where each event has an invoice of its own, what begins on the day has been charged before it.
        let begins = |from| from == cause.on && self.catalog.invoices.collect != Collect::Event;
        let stub_due = self.catalog.billing.conventions.stub_due.value;
        if let Some(bundle) = bundle {
            self.holds(subscription, cause, bundle)?;
        }
        for charge in &mut subscription.running {
            if bundle.is_some_and(|bundle| bundle != charge.bundle) {
                continue;
            }
            let day = bill_day.min(latest_day(self.catalog));
            let course = match &mut charge.stage {
                Stage::Recurring(course) => course,
                Stage::Usage(meter) if meter.cycle.every().months().is_some() => {
                    meter.move_to(day, cause.on).ok_or(Aborted::Calendar { event: cause.number })?;
                    continue;
                }
                Stage::Usage(_) | Stage::OneTime(_) => continue,
            };
            if course.cycle.every().months().is_none() {
                continue;
            }
            // What is left of a period that a known end has cut keeps its days, too.
            let Part { begins: first, from, .. } = course.next;
            let is_cut = course.notice == Some(from) && first < from;
            let is_next = course.is_in_advance() && !is_cut || begins(from);
            let from = if is_next { course.next.from } else { course.next.to };
            let cycle = Cycle::on_bill_day(from, day, course.cycle.every());
            let cycle = cycle.ok_or(Aborted::Calendar { event: cause.number })?;
            if !is_next {
                course.then = Some(cycle);
                continue;
            }
            let begins = cycle.index_of(from).and_then(|index| cycle.boundary(index));
            // What has never been charged begins when it begins.
            let early = stub_due == StubDue::BillDay && charge.begun < from;
            course.stub_due = begins.filter(|day| early && cause.booked <= *day && *day < from);
            course.turn_to(cycle, from);
            course.next = course.part_from(from).ok_or(Aborted::Calendar { event: cause.number })?;
            // What is charged several periods ahead may have fallen due already in the new cycle.
            if course.due() < cause.booked {
                charge.booked = cause.booked;
            }
            charge.fee = None;
        }
        if bundle.is_some() {
            return Ok(Vec::new());
        }
        // What is bought from now on joins them.
        subscription.aligned = Aligned { bill_day: Some(bill_day), first_ends: None };
        let cycle = subscription.billing_cycle(self.catalog, self.catalog.billing.period);
        self.ledger.set_bill_days(subscription.id, cause.booked, cycle);
        Ok(Vec::new())
    }

    /// Refuses a bundle that is not held.
    fn holds(&self, subscription: &Subscription, cause: &Cause, bundle: Id<Bundle>) -> Result<(), Stop> {
        if subscription.holdings.iter().any(|holding| holding.bundle == bundle) {
            return Ok(());
        }
        let (code, alias) = (&self.catalog.bundles.get(bundle).code.text, self.scenario.alias(subscription.id));
        let message = format!("bundle `{code}` has no bill day here: `{alias}` does not hold it on {}", cause.on);
        Err(refuse(&BUNDLE_NOT_HELD, cause.span, message))
    }
}
