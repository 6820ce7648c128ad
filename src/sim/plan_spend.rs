//! The least and the most that a period of a plan costs: what was charged in it, what it lacks, what is too much.

use super::billing::Limit;
use super::cause::Cause;
use super::course::{Counting, Part, Share, part_of};
use super::exact::{Exact, exact_add};
use super::ledger::{Aborted, Consumption, Entry, EntryKind, Fee, Spent, Subject};
use super::run::Run;
use super::subscription::Subscription;
use crate::calendar::{Cycle, Date};
use crate::graph::Amounts;
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
    from: Date,
    to: Date,
    /// The day on which it fell due.
    due: Date,
    amount: Decimal,
}

impl Run<'_> {
    /// Begins to count towards the least and most of a subscription's plan, if it has one in its currency; paused days do
    /// not count.
    pub(super) fn open_spending(&mut self, subscription: &mut Subscription, cause: &Cause) -> Result<(), Aborted> {
        if subscription.paused.is_some() {
            return Ok(());
        }
        let spend = self.catalog.plans.get(subscription.plan).spend.as_ref();
        let priced = |bound: &Option<Amounts>| bound.as_ref().is_some_and(|b| b.get(subscription.currency).is_some());
        let Some(spend) = spend.filter(|spend| priced(&spend.minimum) || priced(&spend.maximum)) else {
            self.counted.remove(&subscription.id);
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

    /// Brings the periods that have ended to their least or most.
    pub(super) fn advance_spending(&mut self, subscription: &mut Subscription, limit: Limit) -> Result<(), Aborted> {
        let Some(mut spending) = subscription.spending.take() else { return Ok(()) };
        let counting = Counting::from(&self.catalog.billing.conventions);
        while limit.ended(spending.next.to) {
            let to = spending.next.to;
            self.bound_spending(subscription, &spending, to, to.max(spending.booked))?;
            let index = spending.next.index.checked_add(1);
            let next = index.and_then(|index| part_of(&spending.cycle, counting, index, to, true));
            spending.next = next.ok_or(Aborted::Calendar { event: spending.event })?;
        }
        subscription.spending = Some(spending);
        Ok(())
    }

    /// Brings the part of the running period that was held to its least or most.
    pub(super) fn close_spending(
        &mut self,
        subscription: &mut Subscription,
        cause: &Cause,
        end: Date,
    ) -> Result<(), Aborted> {
        let Some(mut spending) = subscription.spending.take() else { return Ok(()) };
        spending.event = cause.number;
        let end = end.min(spending.next.to);
        if spending.next.from < end {
            self.bound_spending(subscription, &spending, end, cause.booked)?;
        }
        Ok(())
    }

    /// Keeps in mind what is charged for days, where a plan costs a least or a most amount.
    pub(super) fn count_spending(&mut self, entry: &Entry) -> Result<(), Aborted> {
        let fee = self.ledger.fee(entry.fee);
        let subscription = fee.subscription;
        let is_charge = matches!(fee.subject, Subject::Charge { .. });
        if !is_charge || !self.counted.contains_key(&subscription) || !counts(&entry.kind) {
            return Ok(());
        }
        let amount = self.round(entry.amount, entry.fee, entry.event)?;
        if let Some(counted) = self.counted.get_mut(&subscription) {
            counted.push(Counted { from: entry.from, to: entry.to, due: entry.due, amount });
        }
        Ok(())
    }

    /// Books what the days up to `to` of the running period lack to the least that they cost, or what is above the most.
    fn bound_spending(
        &mut self,
        subscription: &Subscription,
        spending: &Spending,
        to: Date,
        due: Date,
    ) -> Result<(), Aborted> {
        let (event, from) = (spending.event, spending.next.from);
        let catalog = self.catalog;
        let Some(spend) = catalog.plans.get(subscription.plan).spend.as_ref() else { return Ok(()) };
        let too_large = Aborted::Amount { event, source: spend.span };
        let Share { part, of, .. } = spending.next.share(from, to);
        let cost = self.counted_until(subscription, to, due).ok_or(too_large)?;
        let bound = |bound: &Option<Amounts>| match bound.as_ref().and_then(|b| b.get(subscription.currency)) {
            None => Ok(None),
            Some((whole, source)) => {
                let digits = catalog.rounding.digits(subscription.currency);
                let share = self.share(whole, part, of).and_then(|share| share.round(catalog.rounding.mode, digits));
                share.map(|share| Some((share, source))).ok_or(too_large)
            }
        };
        let (minimum, maximum) = (bound(&spend.minimum)?, bound(&spend.maximum)?);
        let (kind, reached, source) = match (minimum, maximum) {
            (Some((minimum, source)), _) if cost < minimum => (EntryKind::Minimum { cost }, minimum, source),
            (_, Some((maximum, source))) if cost > maximum => (EntryKind::Maximum { cost }, maximum, source),
            _ => return self.count(),
        };
        let difference = exact_add(reached, -cost).ok_or(too_large)?;
        let (overage, zero) = (None, Decimal::ZERO);
        let days = (part != of).then_some((part, of));
        let [minimum, maximum] = [minimum, maximum].map(|bound| bound.map(|(amount, _)| amount));
        let spent = Spent { minimum, maximum, overage, days, priced: zero, over: zero };
        let fee = self.push_fee(Fee {
            account: subscription.account,
            subscription: subscription.id,
            currency: subscription.currency,
            subject: Subject::PlanSpend { plan: subscription.plan },
            quantity: Decimal::ONE,
            unit: Some(difference),
            per_unit: false,
            included: zero,
            usage: Some(Box::new(Consumption { spend: Some(spent), ..Consumption::default() })),
            adjusted: None,
            prepaid: None,
            gross: difference,
            discounts: Box::default(),
            full: difference,
            tax: catalog.tax.default.and_then(|link| link.target),
            ledger: None,
            item_type: None,
            source,
            serial: spending.serial,
        });
        let (by_event, amount) = (true, Exact::whole(difference));
        self.push(Entry {
            kind,
            fee,
            event,
            by_event,
            due,
            from,
            to,
            part: 1,
            of: 1,
            full_from: from,
            full_to: to,
            amount,
        })
    }

    /// Returns what was charged by the day `due` for days before `to` and not counted yet, and counts it no more. Of what
    /// reaches further the days before `to` count; what falls due later counts then, for nobody knows of it yet.
    fn counted_until(&mut self, subscription: &Subscription, to: Date, due: Date) -> Option<Decimal> {
        let (mode, digits) = (self.catalog.rounding.mode, self.catalog.rounding.digits(subscription.currency));
        let mut sum = Decimal::ZERO;
        let mut left = Vec::new();
        for charged in self.counted.remove(&subscription.id)? {
            let Counted { from, to: until, due: by, amount } = charged;
            if by > due {
                left.push(charged);
            } else if until <= to {
                sum = exact_add(sum, amount)?;
            } else if from < to {
                let days = |from: Date, to: Date| u32::try_from(from.days_until(to)).ok();
                let now = Exact::share(amount, days(from, to)?, days(from, until)?, None)?.round(mode, digits)?;
                sum = exact_add(sum, now)?;
                left.push(Counted { from: to, amount: exact_add(amount, -now)?, ..charged });
            } else {
                left.push(charged);
            }
        }
        self.counted.insert(subscription.id, left);
        Some(sum)
    }
}

/// Tells whether a line counts towards the least that its period costs.
fn counts(kind: &EntryKind) -> bool {
    match kind {
        EntryKind::Recurring
        | EntryKind::Day(_)
        | EntryKind::Usage { .. }
        | EntryKind::Progress { .. }
        | EntryKind::Minimum { .. }
        | EntryKind::Increase { .. }
        | EntryKind::Refund(_)
        | EntryKind::Adjustment => true,
        EntryKind::OneTime | EntryKind::Maximum { .. } | EntryKind::Penalty => false,
    }
}
