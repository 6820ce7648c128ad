//! The end of a charge: what is left to bill, and what goes back.

use smallvec::smallvec;

use super::cause::Cause;
use super::ledger::{Aborted, Piece};
use super::run::Run;
use super::settle::Unused;
use super::subscription::{Running, Stage, Subscription};
use crate::calendar::Date;
use crate::graph::{Bill, LastDay};
use crate::scenario::UnusedPart;

impl Run<'_> {
    /// Bills what is left to bill of a charge up to its end, and gives back what was paid for days after it.
    pub(super) fn close(
        &mut self,
        subscription: &Subscription,
        charge: &mut Running,
        cause: &Cause,
        end: Date,
    ) -> Result<(), Aborted> {
        match &mut charge.stage {
            Stage::OneTime(_) => self.charge_once(subscription, charge),
            Stage::Usage(meter) => {
                // Back-dated, it has counted what was used up to the day on which that is said.
                let after = |day: Date| day.plus_days(1).ok_or(Aborted::Calendar { event: cause.number });
                // What was used earlier that day it has counted as well.
                let counted = meter.last.filter(|last| *last >= cause.booked).map(after).transpose()?;
                meter.ends = Some(end.max(counted.unwrap_or(cause.booked)));
                let (from, is_over) = (meter.next.from, meter.next.from >= end && meter.events == 0);
                if !is_over {
                    charge.event = cause.number;
                    // A back-dated end before the running period takes nothing from those that were charged.
                    self.charge_usage(subscription, charge, end.max(from), (cause.booked, true))?;
                }
                self.cut_usage(subscription, charge, cause, end)
            }
            Stage::Recurring(course) => {
                // What was charged day by day and not used goes back like anything else.
                let is_over = course.spread.as_ref().is_some_and(|spread| end < spread.until);
                if is_over {
                    course.keep_spread(charge.quantity);
                }
                let (next, ended) =
                    (course.next, is_over || course.paused.is_some() || course.has_ended(course.next.from));
                let goes_back = cause.unused.map_or(course.last, |unused| unused != UnusedPart::Kept);
                let mut paid = course.take_paid(end);
                for paid in paid.iter_mut().filter(|paid| goes_back && end < paid.to) {
                    for Piece { from, to, fee } in paid.due_between(end, paid.to) {
                        let unused = Unused { from, to, units: paid.quantity, still: None };
                        self.settle(paid, cause, fee, unused)?;
                    }
                }
                let Stage::Recurring(course) = &mut charge.stage else { return Ok(()) };
                course.put_paid(paid);
                course.ends = Some(end);
                if next.from < end && !ended { self.charge_last(subscription, charge, cause, end) } else { Ok(()) }
            }
        }
    }

    /// Gives back what charges were charged that have ended already, if something ends that before they did.
    pub(super) fn close_past(
        &mut self,
        subscription: &mut Subscription,
        cause: &Cause,
        end: Date,
        ends: impl Fn(&Running) -> bool,
    ) -> Result<(), Aborted> {
        let mut past = std::mem::take(&mut subscription.past);
        for charge in past.iter_mut().filter(|charge| ends(charge)) {
            match &charge.stage {
                Stage::Recurring(course) if course.ends.is_some_and(|ended| end < ended) => {
                    self.close(subscription, charge, cause, end)?;
                }
                Stage::Usage(_) => self.cut_usage(subscription, charge, cause, end)?,
                Stage::Recurring(_) | Stage::OneTime(_) => {}
            }
        }
        subscription.past = past;
        Ok(())
    }

    /// Charges the last part of a charge that ends, in arrears or for a single day.
    fn charge_last(
        &mut self,
        subscription: &Subscription,
        charge: &mut Running,
        cause: &Cause,
        end: Date,
    ) -> Result<(), Aborted> {
        let Stage::Recurring(course) = &mut charge.stage else { return Ok(()) };
        // Without proration the last part costs as much as if the customer had stayed to its end.
        let to = if course.last { end.min(course.next.to) } else { course.next.to };
        if course.is_in_advance() {
            course.quantities = smallvec![(course.next.from, charge.quantity)];
        }
        charge.event = cause.number;
        if course.bill == Bill::Progressive {
            return self.charge_to_the_end(subscription, charge, to, cause.booked);
        }
        self.charge_in_arrears(subscription, charge, to, (cause.booked, true))
    }

    /// Charges the days of a progressive charge that are left up to its end, each of them once.
    fn charge_to_the_end(
        &mut self,
        subscription: &Subscription,
        charge: &mut Running,
        to: Date,
        due: Date,
    ) -> Result<(), Aborted> {
        let Stage::Recurring(course) = &charge.stage else { return Ok(()) };
        let until = course.spread.as_ref().map_or(course.next.from, |spread| spread.until);
        if until < to {
            self.charge_days(subscription, charge, to, due)?;
        }
        if let Stage::Recurring(course) = &mut charge.stage {
            course.keep_spread(charge.quantity);
        }
        self.give_outages_back(charge, due)
    }

    /// Returns the first day that is not charged any more when something is cancelled.
    pub(super) fn end(&self, cause: &Cause) -> Result<Date, Aborted> {
        match self.catalog.billing.conventions.last_day.value {
            _ if cause.at_boundary => Ok(cause.on),
            LastDay::Free => Ok(cause.on),
            LastDay::Charged => cause.on.plus_days(1).ok_or(Aborted::Calendar { event: cause.number }),
        }
    }
}
