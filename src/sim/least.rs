//! The least that a period of a plan costs: what was charged in it, and what it lacks.

use super::billing::Limit;
use super::cause::Cause;
use super::course::{Counting, Part, Share, part_of};
use super::exact::{Exact, exact_add};
use super::ledger::{Aborted, Consumption, Entry, EntryKind, Fee, Spent, Subject};
use super::run::Run;
use super::subscription::Subscription;
use crate::calendar::{Cycle, Date};
use crate::graph::{Id, Plan};
use crate::money::Decimal;

/// Where the periods stand that cost a least amount.
#[derive(Debug)]
pub(super) struct Least {
    plan: Id<Plan>,
    cycle: Cycle,
    counting: Counting,
    /// The period that is running.
    next: Part,
    /// The event that began it.
    event: u32,
    /// Orders its lines after those of the plan's charges.
    serial: u32,
}

/// What was charged for some days.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    from: Date,
    to: Date,
    amount: Decimal,
}

impl Run<'_> {
    /// Begins to count towards the least amount of a subscription's plan, if it has one in its currency.
    pub(super) fn open_least(&mut self, subscription: &mut Subscription, cause: &Cause) -> Result<(), Aborted> {
        let plan = subscription.plan;
        let spend = self.catalog.plans.get(plan).spend.as_ref();
        let Some(spend) = spend.filter(|spend| spend.minimum.get(subscription.currency).is_some()) else {
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
        subscription.least = Some(Least { plan, cycle, counting, next, event: cause.number, serial });
        self.counted.entry(subscription.id).or_default();
        Ok(())
    }

    /// Tops up the periods that have ended.
    pub(super) fn advance_least(&mut self, subscription: &mut Subscription, limit: Limit) -> Result<(), Aborted> {
        let Some(mut least) = subscription.least.take() else { return Ok(()) };
        while limit.ended(least.next.to) {
            let to = least.next.to;
            self.top_up_to_least(subscription, &least, to, to)?;
            let index = least.next.index.checked_add(1);
            let next = index.and_then(|index| part_of(&least.cycle, least.counting, index, to, true));
            least.next = next.ok_or(Aborted::Calendar { event: least.event })?;
        }
        subscription.least = Some(least);
        Ok(())
    }

    /// Tops up the part of the running period that was held.
    pub(super) fn close_least(
        &mut self,
        subscription: &mut Subscription,
        cause: &Cause,
        end: Date,
    ) -> Result<(), Aborted> {
        let Some(mut least) = subscription.least.take() else { return Ok(()) };
        least.event = cause.number;
        let end = end.min(least.next.to);
        if least.next.from < end {
            self.top_up_to_least(subscription, &least, end, cause.booked)?;
        }
        Ok(())
    }

    /// Keeps in mind what is charged for days, where a plan costs a least amount.
    pub(super) fn count_towards_least(&mut self, entry: &Entry) -> Result<(), Aborted> {
        let fee = self.ledger.fee(entry.fee);
        let subscription = fee.subscription;
        let is_charge = matches!(fee.subject, Subject::Charge { .. });
        if !is_charge || !self.counted.contains_key(&subscription) || !counts(&entry.kind) {
            return Ok(());
        }
        let amount = self.round(entry.amount, entry.fee, entry.event)?;
        if let Some(counted) = self.counted.get_mut(&subscription) {
            counted.push(Counted { from: entry.from, to: entry.to, amount });
        }
        Ok(())
    }

    /// Books what the days up to `to` of the running period lack to the least that they cost.
    fn top_up_to_least(
        &mut self,
        subscription: &Subscription,
        least: &Least,
        to: Date,
        due: Date,
    ) -> Result<(), Aborted> {
        let (event, from) = (least.event, least.next.from);
        let catalog = self.catalog;
        let spend = catalog.plans.get(least.plan).spend.as_ref();
        let Some((whole, source)) = spend.and_then(|spend| spend.minimum.get(subscription.currency)) else {
            return Ok(());
        };
        let too_large = Aborted::Amount { event, source };
        let Share { part, of, .. } = least.next.share(from, to);
        let digits = catalog.rounding.digits(subscription.currency);
        let minimum = self.share(whole, part, of).and_then(|share| share.round(catalog.rounding.mode, digits));
        let minimum = minimum.ok_or(too_large)?;
        let cost = self.counted_until(subscription, to).ok_or(too_large)?;
        if cost >= minimum {
            return self.count();
        }
        let short = exact_add(minimum, -cost).ok_or(too_large)?;
        let days = (part != of).then_some((part, of));
        let (maximum, overage, zero) = (None, None, Decimal::ZERO);
        let spent = Spent { minimum: Some(minimum), maximum, overage, days, priced: zero, over: zero };
        let fee = self.push_fee(Fee {
            account: subscription.account,
            subscription: subscription.id,
            currency: subscription.currency,
            subject: Subject::Least { plan: least.plan },
            quantity: Decimal::ONE,
            unit: Some(short),
            per_unit: false,
            included: zero,
            usage: Some(Box::new(Consumption { spend: Some(spent), ..Consumption::default() })),
            adjusted: None,
            gross: short,
            discounts: Box::default(),
            full: short,
            tax: catalog.tax.default.and_then(|link| link.target),
            ledger: None,
            item_type: None,
            source,
            serial: least.serial,
        });
        let (kind, amount) = (EntryKind::Minimum { cost }, Exact::whole(short));
        self.push(Entry { kind, fee, event, due, from, to, part: 1, of: 1, full_from: from, full_to: to, amount })
    }

    /// Returns what was charged for days before `to` and not counted yet, and counts it no more. Of what reaches further
    /// the days before `to` count.
    fn counted_until(&mut self, subscription: &Subscription, to: Date) -> Option<Decimal> {
        let (mode, digits) = (self.catalog.rounding.mode, self.catalog.rounding.digits(subscription.currency));
        let mut sum = Decimal::ZERO;
        let mut left = Vec::new();
        for charged in self.counted.remove(&subscription.id)? {
            let Counted { from, to: until, amount } = charged;
            if until <= to {
                sum = exact_add(sum, amount)?;
            } else if from < to {
                let days = |from: Date, to: Date| u32::try_from(from.days_until(to)).ok();
                let now = Exact::share(amount, days(from, to)?, days(from, until)?, None)?.round(mode, digits)?;
                sum = exact_add(sum, now)?;
                left.push(Counted { from: to, to: until, amount: exact_add(amount, -now)? });
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
        EntryKind::OneTime | EntryKind::Penalty => false,
    }
}
