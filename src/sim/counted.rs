//! What was charged for days and counts towards what a plan costs at least and at most, and which part of it counts where.

use std::collections::BTreeMap;

use super::cause::Cause;
use super::discounting::Metered;
use super::exact::{Exact, exact_add};
use super::ledger::{Aborted, Entry, EntryKind, Fee, Ledger, Subject};
use super::recount::Used;
use super::run::Run;
use super::spend::Again;
use super::spent::{SpentPart, SpentShare, UsedBefore};
use super::stretch::EntryId;
use super::subscription::Subscription;
use crate::calendar::Date;
use crate::graph::{Bill, Count, Id, Plan, Timing, UsageBill};
use crate::money::Decimal;

/// What was charged in a subscription whose plan costs a least or a most amount, as far as it is in no period yet.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// By the first day that it is for.
    charged: BTreeMap<(Date, EntryId), Counted>,
    /// The changes of plan, in the order of days.
    changes: Vec<Change>,
}

/// A day on which another plan was gone over to.
#[derive(Debug)]
struct Change {
    on: Date,
    event: u32,
    /// What charges have counted before it that count on.
    used: Vec<Used>,
}

/// What was charged for some days.
#[derive(Debug, Clone)]
pub(super) struct Counted {
    entry: EntryId,
    /// The number of the charge.
    serial: u32,
    /// The first day of the charge's period that they are of.
    begins: Date,
    from: Date,
    to: Date,
    /// The day on which it fell due.
    due: Date,
    parting: Parting,
    pub amount: Decimal,
}

/// How that is parted where it reaches beyond the end of a period.
#[derive(Debug, Clone)]
enum Parting {
    /// By days.
    Days,
    /// By days where another plan is gone over to. Else it counts where it ends, for it was not known before.
    DaysAtChange,
    /// Where another plan is gone over to, by what was used before that day, which is known of these. Else as before.
    Use(Vec<(UsedBefore, Decimal)>),
}

impl Tally {
    /// Takes back what has counted in periods. What is of one entry is one again.
    fn put_back(&mut self, mut pieces: Vec<Counted>) -> Option<()> {
        pieces.sort_by_key(|piece| (piece.entry, piece.from));
        let mut last: Option<Counted> = None;
        for piece in pieces {
            last = match last {
                Some(before) if before.entry == piece.entry && before.to == piece.from => Some(before.and(&piece)?),
                Some(before) => {
                    self.put(before)?;
                    Some(piece)
                }
                None => Some(piece),
            };
        }
        last.map_or(Some(()), |last| self.put(last))
    }

    fn put(&mut self, piece: Counted) -> Option<()> {
        let piece = match self.charged.remove(&(piece.to, piece.entry)) {
            Some(next) => piece.and(&next)?,
            None => piece,
        };
        self.charged.insert((piece.from, piece.entry), piece);
        Some(())
    }

    /// Returns the charges that count on after a day on which others end.
    fn counting_on(&self, subscription: &Subscription, end: Date) -> Vec<u32> {
        let used = self.changes.iter().filter(|change| change.on == end).flat_map(|change| &change.used);
        used.map(|used| used.serial).chain(subscription.running.iter().map(|running| running.serial)).collect()
    }

    /// Counts no more what was charged behind an end and has gone back, all of it.
    fn forget_returned(&mut self, subscription: &Subscription, end: Date) -> Option<()> {
        let counting_on = self.counting_on(subscription, end);
        let mut periods: BTreeMap<(u32, Date), Decimal> = BTreeMap::new();
        let is_behind = |charged: &Counted| end <= charged.begins && !counting_on.contains(&charged.serial);
        for charged in self.charged.values().filter(|charged| is_behind(charged)) {
            let sum = periods.entry((charged.serial, charged.begins)).or_default();
            *sum = exact_add(*sum, charged.amount)?;
        }
        self.charged
            .retain(|_, charged| periods.get(&(charged.serial, charged.begins)).is_none_or(|sum| !sum.is_zero()));
        Some(())
    }

    fn is_change(&self, day: Date) -> bool {
        self.changes.iter().any(|change| change.on == day)
    }
}

impl Counted {
    /// Returns both as one, if the other is what follows.
    fn and(self, next: &Self) -> Option<Self> {
        let (to, amount) = (next.to, exact_add(self.amount, next.amount)?);
        let mut parting = self.parting;
        if let (Parting::Use(known), Parting::Use(more)) = (&mut parting, &next.parting) {
            known.retain(|(used, _)| more.iter().all(|(other, _)| other.on != used.on));
            known.extend_from_slice(more);
        }
        Some(Self { to, amount, parting, ..self })
    }

    /// Returns where it stands among what counts in a period: in the order of invoices, whenever it was booked.
    pub fn place(&self) -> (Date, u32, Date, EntryId) {
        (self.due, self.serial, self.from, self.entry)
    }

    /// Returns which line it is, or which part of one.
    pub fn part(&self, ledger: &Ledger) -> Option<SpentPart> {
        let entry = ledger.entry(self.entry)?;
        let share = match &self.parting {
            _ if self.from == entry.from && self.to == entry.to => None,
            Parting::Days | Parting::DaysAtChange => Some(SpentShare::Days { from: self.from, to: self.to }),
            Parting::Use(known) => {
                let used = |day| known.iter().find(|(used, _)| used.on == day).map(|(used, _)| *used);
                Some(SpentShare::Used { before: used(self.from), until: used(self.to) })
            }
        };
        Some(SpentPart { entry: self.entry, share })
    }

    /// Returns what the whole of it comes to before a day; nothing if it is not parted there.
    fn before(&self, day: Date, share: impl Fn() -> Option<Decimal>) -> Option<Decimal> {
        match &self.parting {
            Parting::Days | Parting::DaysAtChange => share(),
            Parting::Use(known) => known.iter().find(|(used, _)| used.on == day).map(|(_, cost)| *cost),
        }
    }
}

impl Run<'_> {
    /// Keeps in mind what is charged for days, where a plan costs a least or a most amount.
    pub(super) fn count_spending(&mut self, entry: EntryId) -> Result<(), Aborted> {
        let Some(booked) = self.ledger.entry(entry) else { return Ok(()) };
        let fee = self.ledger.fee(booked.fee);
        let (subscription, event, source) = (fee.subscription, booked.event, fee.source);
        if !self.counted.contains_key(&subscription) {
            return Ok(());
        }
        let (mut parts, is_by_time) =
            (Vec::new(), !matches!(booked.kind, EntryKind::Refund(_) | EntryKind::Adjustment));
        let Some(mut charged) = self.charged_for_days(entry, &booked)? else { return Ok(()) };
        let Some(mut tally) = self.counted.remove(&subscription) else { return Ok(()) };
        let too_large = Aborted::Amount { event, source };
        for change in tally.changes.iter().filter(|_| is_by_time) {
            self.mark(&mut charged, change)?;
            if change.on <= charged.begins || change.on <= charged.from || charged.to <= change.on {
                continue;
            }
            let Some((before, rest)) = self.parted(&charged, change.on, true) else { continue };
            charged = rest;
            // What is charged at its end counts with the plan before, too. If that counts nothing, it is none of the other's.
            let mut settled = self.settled.get_mut(&subscription).into_iter().flatten();
            if let Some(period) = settled.find(|period| period.is_of_plan() && period.to == change.on) {
                period.reopen(Again { event: change.event, booked: before.due, is_by_time });
                parts.push(before);
            }
        }
        parts.push(charged);
        tally.put_back(parts).ok_or(too_large)?;
        self.counted.insert(subscription, tally);
        Ok(())
    }

    /// Begins to count what is charged from the day of a change of plan on, and what was charged already for its days.
    pub(super) fn part_spending(
        &mut self,
        subscription: &mut Subscription,
        cause: &Cause,
        plan: Id<Plan>,
    ) -> Result<(), Aborted> {
        let plan = self.catalog.plans.get(plan);
        if !self.counted.contains_key(&subscription.id) {
            if plan.spend.is_none() {
                return Ok(());
            }
            let mut tally = Tally::default();
            for (id, entry) in self.ledger.entries().filter(|(_, entry)| cause.on < entry.to) {
                if self.ledger.fee(entry.fee).subscription == subscription.id {
                    let charged = self.charged_for_days(id, &entry)?;
                    tally.charged.extend(charged.map(|charged| ((charged.from, id), charged)));
                }
            }
            self.counted.insert(subscription.id, tally);
        }
        let used = self.used_before(subscription, cause)?;
        if let Some(tally) = self.counted.get_mut(&subscription.id) {
            tally.changes.retain(|change| change.on < cause.on);
            tally.changes.push(Change { on: cause.on, event: cause.number, used });
        }
        Ok(())
    }

    /// Counts in no period any more what was counted in some that end beyond a day.
    pub(super) fn count_anew(
        &mut self,
        subscription: &Subscription,
        end: Date,
        pieces: Vec<Counted>,
        too_large: Aborted,
    ) -> Result<(), Aborted> {
        let mut tally = self.counted.remove(&subscription.id).unwrap_or_default();
        tally.put_back(pieces).ok_or(too_large)?;
        tally.forget_returned(subscription, end).ok_or(too_large)?;
        for change in tally.changes.iter().filter(|change| change.on == end) {
            for charged in tally.charged.values_mut() {
                self.mark(charged, change)?;
            }
        }
        self.counted.insert(subscription.id, tally);
        Ok(())
    }

    /// Notes what of a line for usage was used before a change, if its period holds the day.
    fn mark(&mut self, charged: &mut Counted, change: &Change) -> Result<(), Aborted> {
        let Parting::Use(known) = &mut charged.parting else { return Ok(()) };
        let is_of = |used: &&Used| used.serial == charged.serial && used.begins == charged.begins;
        let Some(used) = change.used.iter().find(is_of) else { return Ok(()) };
        let Some(entry) = self.ledger.entry(charged.entry).filter(|entry| change.on < entry.to) else { return Ok(()) };
        if !matches!(entry.kind, EntryKind::Usage { .. }) {
            return Ok(());
        }
        let Some((Metered { quantity, included, usage }, events)) = &used.metered else { return Ok(()) };
        let fee = self.ledger.fee(entry.fee).clone();
        let (quantity, included, usage, events) = (*quantity, included.unwrap_or(fee.included), usage.clone(), *events);
        let fee = self.new_fee(Fee { quantity, included, usage, ..fee }, change.event)?;
        let cost = self.round(Exact::whole(self.ledger.fee(fee).full), fee, change.event)?;
        known.retain(|(used, _)| used.on != change.on);
        known.push((UsedBefore { on: change.on, fee, events }, cost));
        Ok(())
    }

    /// Returns what of it counts before a day and what from then on; nothing if it is not parted there.
    fn parted(&self, charged: &Counted, day: Date, is_change: bool) -> Option<(Counted, Counted)> {
        if !is_change && !matches!(charged.parting, Parting::Days) {
            return None;
        }
        let entry = self.ledger.entry(charged.entry)?;
        let currency = self.ledger.fee(entry.fee).currency;
        let (mode, digits) = (self.catalog.rounding.mode, self.catalog.rounding.digits(currency));
        let until = |day: Date| {
            if day <= entry.from {
                return Some(Decimal::ZERO);
            }
            charged.before(day, || {
                let days = |to: Date| u32::try_from(entry.from.days_until(to)).ok();
                let all = entry.amount.round(mode, digits)?;
                Exact::share(all, days(day)?, days(entry.to)?, None)?.round(mode, digits)
            })
        };
        let amount = exact_add(until(day)?, -until(charged.from)?)?;
        let rest = exact_add(charged.amount, -amount)?;
        Some((Counted { to: day, amount, ..charged.clone() }, Counted { from: day, amount: rest, ..charged.clone() }))
    }

    /// Returns what an entry charges for days, if it is of a kind that counts.
    fn charged_for_days(&self, id: EntryId, entry: &Entry) -> Result<Option<Counted>, Aborted> {
        let fee = self.ledger.fee(entry.fee);
        if !matches!(fee.subject, Subject::Charge { .. }) {
            return Ok(None);
        }
        // What is used is of the period in which that was, on whatever day it is charged or goes back.
        let timing = fee.subject.charge(self.catalog).map(|charge| charge.timing);
        let is_usage = matches!(timing, Some(Timing::Usage { .. }));
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
        let parting = match (&entry.kind, timing) {
            (EntryKind::Minimum { .. } | EntryKind::Maximum { .. }, _) => Parting::DaysAtChange,
            (_, Some(Timing::Usage { metering, .. })) if metering.bill == UsageBill::InAdvance => Parting::Days,
            (_, Some(Timing::Usage { metering, .. })) if metering.count == Count::Standing => Parting::DaysAtChange,
            (_, Some(Timing::Usage { .. })) => Parting::Use(Vec::new()),
            (_, Some(Timing::Recurring { bill: Bill::InArrears, .. })) => Parting::DaysAtChange,
            (_, Some(Timing::Recurring { .. } | Timing::OneTime) | None) => Parting::Days,
        };
        let (serial, &Entry { from, to, due, .. }) = (fee.serial, entry);
        let amount = self.round(entry.amount, entry.fee, entry.event)?;
        Ok(Some(Counted { entry: id, serial, begins, from, to, due, parting, amount }))
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
        let mut taken = Vec::new();
        let mut tally = self.counted.remove(&subscription.id).unwrap_or_default();
        let is_change = tally.is_change(to);
        let mut left = Vec::new();
        while let Some(first) = tally.charged.first_entry().filter(|first| first.get().from <= to) {
            let charged = first.remove();
            if due < charged.due || (to <= charged.from && to < charged.to) {
                left.push(charged);
            } else if charged.to <= to {
                taken.push(charged);
            } else if let Some((now, later)) = self.parted(&charged, to, is_change) {
                taken.push(now);
                left.push(later);
            } else {
                left.push(charged);
            }
        }
        tally.charged.extend(left.into_iter().map(|charged| ((charged.from, charged.entry), charged)));
        self.counted.insert(subscription.id, tally);
        Some(taken)
    }

    /// Returns what was charged and has gone back for periods that begin before a day, of the charges that do not count on,
    /// and counts it no more.
    pub(super) fn counted_of_ended(&mut self, subscription: &Subscription, end: Date) -> Vec<Counted> {
        let Some(tally) = self.counted.get_mut(&subscription.id) else { return Vec::new() };
        let counting_on = tally.counting_on(subscription, end);
        let ended = |charged: &Counted| charged.begins < end && !counting_on.contains(&charged.serial);
        let charged = std::mem::take(&mut tally.charged);
        let (taken, left): (Vec<_>, Vec<_>) = charged.into_iter().partition(|(_, charged)| ended(charged));
        tally.charged.extend(left);
        taken.into_iter().map(|(_, charged)| charged).collect()
    }
}
