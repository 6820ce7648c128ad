//! The periods of a plan that cost a least and a most amount, and what was charged in them.

use super::billing::Limit;
use super::cause::Cause;
use super::counted::Counted;
use super::course::{Counting, Part, part_of};
use super::ledger::Aborted;
use super::run::Run;
use super::spend::{Bounded, Settled};
use super::subscription::Subscription;
use crate::calendar::{Cycle, Date};
use crate::graph::Amounts;

/// Where the periods stand that cost a least or a most amount.
#[derive(Debug)]
pub(super) struct Spending {
    cycle: Cycle,
    /// The period that is running.
    next: Part,
    /// The event that began it.
    event: u32,
    /// The day on which that was said: nothing falls due before it.
    booked: Date,
    /// Orders its lines after those of the plan's charges.
    serial: u32,
}

/// What comes after a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// Another plan, which counts what is charged from its first day on.
    Plan,
    /// Nothing.
    Nothing,
}

impl Run<'_> {
    /// Begins to count towards the least and most of a subscription's plan, if it has one in its currency.
    pub(super) fn open_spending(&mut self, subscription: &mut Subscription, cause: &Cause) -> Result<(), Aborted> {
        let spend = self.catalog.plans.get(subscription.plan).spend.as_ref();
        let priced = |bound: &Option<Amounts>| bound.as_ref().is_some_and(|b| b.get(subscription.currency).is_some());
        let Some(spend) = spend.filter(|spend| priced(&spend.minimum) || priced(&spend.maximum)) else {
            // Where an event may reach back into the periods of an earlier plan, what it gives back counts in them.
            if !self.settled.contains_key(&subscription.id) {
                self.counted.remove(&subscription.id);
            }
            return Ok(());
        };
        let counting = Counting::from(&self.catalog.billing.conventions);
        let begun = || {
            let cycle = subscription.cycle_of(self.catalog, subscription.aligned, None, cause.on, spend.every)?;
            let next = part_of(&cycle, counting, cycle.index_of(cause.on)?, cause.on, true)?;
            Some((cycle, next))
        };
        let (cycle, next) = begun().ok_or(Aborted::Calendar { event: cause.number })?;
        let serial = self.serial;
        self.serial = serial.saturating_add(1);
        subscription.spending = Some(Spending { cycle, next, event: cause.number, booked: cause.booked, serial });
        self.counted.entry(subscription.id).or_default();
        Ok(())
    }

    /// Brings the periods that have ended to their least or most, and those again that an event has reached back into.
    pub(super) fn advance_spending(&mut self, subscription: &mut Subscription, limit: Limit) -> Result<(), Aborted> {
        self.settle_again(subscription, limit)?;
        let Some(mut spending) = subscription.spending.take() else { return Ok(()) };
        let counting = Counting::from(&self.catalog.billing.conventions);
        while limit.ended(spending.next.to) {
            let (event, to) = (spending.event, spending.next.to);
            let due = to.max(spending.booked);
            let too_large = Aborted::Amount { event, source: self.catalog.plans.get(subscription.plan).code.span };
            let mut period = spending.period(subscription, to);
            period.count(self.counted_until(subscription, to, due).ok_or(too_large)?);
            self.settle_bounds(subscription, &mut period, event, (due, true))?;
            self.keep_settled(subscription, period);
            let index = spending.next.index.checked_add(1);
            let next = index.and_then(|index| part_of(&spending.cycle, counting, index, to, true));
            spending.next = next.ok_or(Aborted::Calendar { event })?;
        }
        subscription.spending = Some(spending);
        Ok(())
    }

    /// Ends the periods of a plan on a day, be it in the running one or in one that was settled before: each is brought to
    /// the least or most of the days that are held of it.
    ///
    /// What was charged by what ends with the plan for a period that begins before the day counts with all that has gone
    /// back of it; what is charged on is parted. What of a later period stays owed is kept below its most, where nothing
    /// comes `after`.
    pub(super) fn close_spending(
        &mut self,
        subscription: &mut Subscription,
        cause: &Cause,
        end: Date,
        after: After,
    ) -> Result<(), Aborted> {
        let mut periods = self.take_settled(subscription, |period| period.is_of_plan() && end <= period.to);
        // What has gone back or was charged today for periods that end before the day is theirs and not the running one's.
        self.settle_again(subscription, Limit::Through(cause.booked))?;
        // What was used in a running period that lies behind the end is kept below its most as well.
        if let Some(spending) = subscription.spending.take()
            && (spending.next.from < end || after == After::Nothing)
        {
            let to = if spending.next.from < end { spending.next.to.min(end) } else { spending.next.to };
            periods.push(spending.period(subscription, to));
        }
        let too_large =
            Aborted::Amount { event: cause.number, source: self.catalog.plans.get(subscription.plan).code.span };
        let beyond = periods.iter_mut().filter(|period| end < period.to);
        let pieces = beyond.flat_map(Settled::uncount).collect();
        if self.counted.contains_key(&subscription.id) {
            self.count_anew(subscription, end, pieces, too_large)?;
        }
        for mut period in periods {
            if period.cut(end) {
                period.count(self.counted_of_ended(subscription, end));
                period.count(self.counted_until(subscription, period.to, cause.booked).ok_or(too_large)?);
            } else if after == After::Nothing {
                period.count(self.counted_until(subscription, period.full_to, cause.booked).ok_or(too_large)?);
            }
            self.settle_bounds(subscription, &mut period, cause.number, (cause.booked, true))?;
            self.keep_settled(subscription, period);
        }
        if after == After::Nothing {
            self.settled.remove(&subscription.id);
            self.counted.remove(&subscription.id);
        } else if self.counted.contains_key(&subscription.id) {
            // What is for days before it is none of the other plan's.
            let _ = self.counted_of_ended(subscription, end);
            self.counted_until(subscription, end, cause.booked).ok_or(too_large)?;
        }
        Ok(())
    }
}

impl Spending {
    /// Returns the running period, as far as it is held.
    fn period(&self, subscription: &Subscription, to: Date) -> Settled {
        let of = Bounded::Plan { plan: subscription.plan, counted: Vec::new() };
        Settled::new(of, self.serial, self.next, (to, to))
    }
}

impl Settled {
    /// Counts what was charged, if it is a period of a plan.
    fn count(&mut self, charged: Vec<Counted>) {
        if let Bounded::Plan { counted, .. } = &mut self.of {
            counted.extend(charged);
        }
    }

    /// Counts what was charged no more, and returns it.
    fn uncount(&mut self) -> Vec<Counted> {
        match &mut self.of {
            Bounded::Plan { counted, .. } => std::mem::take(counted),
            Bounded::Charge { .. } => Vec::new(),
        }
    }
}
