//! The periods of a plan that cost a least and a most amount, and what was charged in them.

use super::billing::Limit;
use super::cause::Cause;
use super::course::{Counting, Part, part_of};
use super::exact::{Exact, exact_add};
use super::ledger::{Aborted, Entry, EntryKind, Subject};
use super::run::Run;
use super::spend::{Bounded, Settled};
use super::subscription::Subscription;
use crate::calendar::{Cycle, Date};
use crate::graph::{Amounts, Timing};
use crate::money::Decimal;

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

/// What was charged for some days.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    /// The number of the charge.
    serial: u32,
    /// The first day of the charge's period that they are of.
    begins: Date,
    from: Date,
    to: Date,
    /// The day on which it fell due.
    due: Date,
    pub amount: Decimal,
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
    /// back of it; what is charged on is shared out by days. What of a later period stays owed is kept below its most, where
    /// nothing comes `after`.
    pub(super) fn close_spending(
        &mut self,
        subscription: &mut Subscription,
        cause: &Cause,
        end: Date,
        after: After,
    ) -> Result<(), Aborted> {
        let mut periods = self.take_settled(subscription, |period| period.is_of_plan() && end < period.to);
        // What has gone back or was charged today for periods that end before the day is theirs and not the running one's.
        self.settle_again(subscription, Limit::Through(cause.booked))?;
        let counts = subscription.spending.is_some();
        // What was used in a running period that lies behind the end is kept below its most as well.
        if let Some(spending) = subscription.spending.take()
            && (spending.next.from < end || after == After::Nothing)
        {
            let to = if spending.next.from < end { spending.next.to.min(end) } else { spending.next.to };
            periods.push(spending.period(subscription, to));
        }
        let too_large =
            Aborted::Amount { event: cause.number, source: self.catalog.plans.get(subscription.plan).code.span };
        for period in &mut periods {
            let counted = period.uncount();
            self.counted.entry(subscription.id).or_default().extend(counted);
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
        if !counts {
            // What was kept is for the periods of an earlier plan.
            self.counted.remove(&subscription.id);
        }
        if after == After::Nothing {
            self.settled.remove(&subscription.id);
        }
        Ok(())
    }

    /// Keeps in mind what is charged for days, where a plan costs a least or a most amount.
    pub(super) fn count_spending(&mut self, entry: &Entry) -> Result<(), Aborted> {
        let fee = self.ledger.fee(entry.fee);
        let subscription = fee.subscription;
        if self.counted.contains_key(&subscription)
            && let Some(charged) = self.charged_for_days(entry)?
        {
            self.counted.entry(subscription).or_default().push(charged);
        }
        Ok(())
    }

    /// Counts for a plan that is gone over to what was charged already for its days, if the plan before counted nothing.
    pub(super) fn count_charged(&mut self, subscription: &Subscription, cause: &Cause) -> Result<(), Aborted> {
        let plan = self.catalog.plans.get(subscription.plan);
        if plan.spend.is_none() || self.counted.contains_key(&subscription.id) {
            return Ok(());
        }
        let mut counted = Vec::new();
        for (_, entry) in self.ledger.entries().filter(|(_, entry)| cause.on < entry.to) {
            if self.ledger.fee(entry.fee).subscription == subscription.id {
                counted.extend(self.charged_for_days(&entry)?);
            }
        }
        self.counted.insert(subscription.id, counted);
        // What is for days before it is none of it.
        let before = self.counted_until(subscription, cause.on, cause.booked);
        before.map(drop).ok_or(Aborted::Amount { event: cause.number, source: plan.code.span })
    }

    /// Returns what an entry charges for days, if it is of a kind that counts.
    fn charged_for_days(&self, entry: &Entry) -> Result<Option<Counted>, Aborted> {
        let fee = self.ledger.fee(entry.fee);
        if !matches!(fee.subject, Subject::Charge { .. }) {
            return Ok(None);
        }
        // What is used is of the period in which that was, on whatever day it is charged or goes back.
        let is_usage = fee.subject.charge(self.catalog).is_some_and(|c| matches!(c.timing, Timing::Usage { .. }));
        let begins = match &entry.kind {
            EntryKind::Refund(settlement) if is_usage && settlement.is_withdrawal() => self.withdrawn_from(entry),
            _ if is_usage => entry.full_from,
            EntryKind::Refund(settlement) | EntryKind::Day(settlement) => settlement.from,
            EntryKind::Increase { .. } => entry.full_from,
            EntryKind::Recurring
            | EntryKind::Usage { .. }
            | EntryKind::Progress { .. }
            | EntryKind::Minimum { .. }
            | EntryKind::Maximum { .. }
            | EntryKind::Adjustment => entry.from,
            EntryKind::OneTime | EntryKind::Penalty => return Ok(None),
        };
        let (serial, &Entry { from, to, due, .. }) = (fee.serial, entry);
        let amount = self.round(entry.amount, entry.fee, entry.event)?;
        Ok(Some(Counted { serial, begins, from, to, due, amount }))
    }

    /// Returns the first day of the period of usage that is withdrawn: that of what was charged for it.
    fn withdrawn_from(&self, refund: &Entry) -> Date {
        let serial = self.ledger.fee(refund.fee).serial;
        let is_of = |entry: &Entry| self.ledger.fee(entry.fee).serial == serial && entry.full_to == refund.full_to;
        let charge = self.ledger.entries().find(|(_, entry)| is_of(entry));
        charge.map_or(refund.full_from, |(_, charge)| charge.full_from)
    }

    /// Returns what was charged by the day `due` for days before `to` and not counted yet, and counts it no more. Of what
    /// reaches further the days before `to` count; what falls due later counts then, for nobody knows of it yet.
    pub(super) fn counted_until(&mut self, subscription: &Subscription, to: Date, due: Date) -> Option<Vec<Counted>> {
        let (mode, digits) = (self.catalog.rounding.mode, self.catalog.rounding.digits(subscription.currency));
        let mut taken = Vec::new();
        let mut left = Vec::new();
        for charged in self.counted.remove(&subscription.id).unwrap_or_default() {
            let Counted { from, to: until, due: by, amount, .. } = charged;
            if by > due || (to <= from && to < until) {
                left.push(charged);
            } else if until <= to {
                taken.push(charged);
            } else {
                let days = |from: Date, to: Date| u32::try_from(from.days_until(to)).ok();
                let now = Exact::share(amount, days(from, to)?, days(from, until)?, None)?.round(mode, digits)?;
                taken.push(Counted { to, amount: now, ..charged });
                left.push(Counted { from: to, amount: exact_add(amount, -now)?, ..charged });
            }
        }
        self.counted.insert(subscription.id, left);
        Some(taken)
    }

    /// Returns what was charged and has gone back for periods that begin before a day, of the charges that do not go on,
    /// and counts it no more.
    fn counted_of_ended(&mut self, subscription: &Subscription, end: Date) -> Vec<Counted> {
        let goes_on = |serial| subscription.running.iter().any(|running| running.serial == serial);
        let Some(counted) = self.counted.get_mut(&subscription.id) else { return Vec::new() };
        counted.extract_if(.., |counted| counted.begins < end && !goes_on(counted.serial)).collect()
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
