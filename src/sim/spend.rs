//! What a period costs at least and at most, of a plan or of a charge for usage: it is brought to that when it ends, and
//! again when an event reaches back into it.
//!
//! Keeps the periods that were settled, what counted in each and what its lines came to. Whatever changes later, the same
//! reckoning is done again, and a line of its own books what it comes to now less what it came to before.

use smallvec::SmallVec;

use super::billing::Limit;
use super::cause::Cause;
use super::counted::Counted;
use super::course::{Part, Share};
use super::exact::{Exact, exact_add};
use super::ledger::{Aborted, Applied, Consumption, Entry, EntryKind, Fee, FeeId, Piece, Spent, Subject};
use super::run::Run;
use super::spent::SpentPart;
use super::subscription::{Running, Stage, Subscription};
use crate::calendar::Date;
use crate::graph::{Amounts, Id, Plan, PlanSpend, Scope, Spend};
use crate::money::Decimal;
use crate::source::Span;

/// A period that was brought to its least or most.
#[derive(Debug)]
pub(super) struct Settled {
    /// Whose period it is.
    pub of: Bounded,
    /// The number of its charge, or that of the plan's lines.
    pub serial: u32,
    pub part: Part,
    /// The first day after those that are held.
    pub to: Date,
    /// The first day after those that it was settled for at first.
    pub full_to: Date,
    /// What its lines up to the minimum come to.
    added: Decimal,
    /// What its lines down to the maximum come to, below zero.
    taken: Decimal,
    /// Why it is settled again, until it is.
    again: Vec<Again>,
}

/// Why a period is settled again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Again {
    /// The event that has reached back into it.
    pub event: u32,
    /// The day on which that was said.
    pub booked: Date,
    /// Whether it is the day on which something fell due for a part of it.
    pub is_by_time: bool,
}

/// Whose periods cost a least or a most amount.
#[derive(Debug)]
pub(super) enum Bounded {
    /// Those of a plan.
    Plan {
        plan: Id<Plan>,
        /// What was charged in the period.
        counted: Vec<Counted>,
    },
    /// Those of a charge for usage.
    Charge {
        /// What was used in the period.
        fee: FeeId,
        /// What that costs, rounded, were there no most amount.
        cost: Decimal,
        /// What of it is charged, at most.
        charged: Decimal,
    },
}

/// What a whole period costs at least and at most.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds<'c> {
    minimum: Option<&'c Amounts>,
    maximum: Option<&'c Amounts>,
    overage: Option<Decimal>,
    span: Span,
}

impl<'c> From<&'c Spend> for Bounds<'c> {
    fn from(Spend { span, minimum, maximum, overage }: &'c Spend) -> Self {
        Self { minimum: minimum.as_ref(), maximum: maximum.as_ref(), overage: *overage, span: *span }
    }
}

impl<'c> From<&'c PlanSpend> for Bounds<'c> {
    fn from(PlanSpend { span, minimum, maximum, every: _ }: &'c PlanSpend) -> Self {
        Self { minimum: minimum.as_ref(), maximum: maximum.as_ref(), overage: None, span: *span }
    }
}

impl Settled {
    /// Returns a period that nothing has been booked for yet.
    pub fn new(of: Bounded, serial: u32, part: Part, (to, full_to): (Date, Date)) -> Self {
        Self { of, serial, part, to, full_to, added: Decimal::ZERO, taken: Decimal::ZERO, again: Vec::new() }
    }

    /// Tells whether it is a period of a plan.
    pub fn is_of_plan(&self) -> bool {
        matches!(self.of, Bounded::Plan { .. })
    }

    /// Lets it end on a day; tells whether any of its days are held then.
    pub fn cut(&mut self, end: Date) -> bool {
        self.to = self.to.min(end).max(self.part.from);
        self.is_held()
    }

    /// Notes that it is settled again, once a day.
    pub fn reopen(&mut self, again: Again) {
        self.again.retain(|known| known.booked != again.booked);
        self.again.push(again);
    }

    fn is_held(&self) -> bool {
        self.part.from < self.to
    }

    /// Returns what it costs without its bounds, and what is charged of that.
    fn cost(&self) -> Option<(Decimal, Decimal)> {
        match &self.of {
            Bounded::Plan { counted, .. } => {
                let sum = counted.iter().try_fold(Decimal::ZERO, |sum, counted| exact_add(sum, counted.amount))?;
                Some((sum, sum))
            }
            Bounded::Charge { cost, charged, .. } => Some((*cost, *charged)),
        }
    }
}

impl<'a> Run<'a> {
    /// Returns what a part of a period costs at least and at most: its share of what a whole one does, without paused days.
    /// Where no day is held, as after an end that was said later, what was used stays owed: at most what a whole period costs.
    pub(super) fn bounds(
        &self,
        Bounds { minimum, maximum, overage, .. }: Bounds<'_>,
        held: &Part,
        to: Date,
        subscription: &Subscription,
    ) -> Option<Spent> {
        let (from, currency) = (held.from, subscription.currency);
        let Share { part, of, .. } = held.share(from, to);
        let part = part.saturating_sub(subscription.paused_days(held, to));
        let (mode, digits) = (self.catalog.rounding.mode, self.catalog.rounding.digits(currency));
        let bound = |amounts: Option<&Amounts>, part| match amounts.and_then(|amounts| amounts.get(currency)) {
            Some((amount, _)) => self.share(amount, part, of)?.round(mode, digits).map(Some),
            None => Some(None),
        };
        let days = (part != of).then_some((part, of));
        let (minimum, maximum) = (bound(minimum, part)?, bound(maximum, if from < to { part } else { of })?);
        let (priced, over, before) = (Decimal::ZERO, Decimal::ZERO, Decimal::ZERO);
        Some(Spent { minimum, maximum, overage, days, priced, over, before })
    }

    /// Books what the period of a charge for usage lacks to the least that its days up to `to` cost.
    pub(super) fn bound_usage(
        &mut self,
        subscription: &Subscription,
        charge: &Running,
        (piece, to): (Piece, Date),
        (due, by_event): (Date, bool),
    ) -> Result<(), Aborted> {
        let (Stage::Usage(meter), event, fee) = (&charge.stage, charge.event, piece.fee) else { return Ok(()) };
        let priced = self.ledger.fee(fee);
        if priced.usage.as_ref().is_none_or(|usage| usage.spend.is_none()) {
            return Ok(());
        }
        let too_large = Aborted::Amount { event, source: priced.source };
        let (full, over) = (priced.full, priced.over());
        let charged = self.round(Exact::whole(full), fee, event)?;
        let cost = self.round(Exact::whole(exact_add(full, over).ok_or(too_large)?), fee, event)?;
        let of = Bounded::Charge { fee, cost, charged };
        let mut period = Settled::new(of, charge.serial, meter.next, (to, piece.to));
        self.settle_bounds(subscription, &mut period, event, (due, by_event))?;
        self.keep_settled(subscription, period);
        Ok(())
    }

    /// Settles the periods of a charge for usage again that reach beyond its end. What was used in them stays owed.
    pub(super) fn cut_usage(
        &mut self,
        subscription: &Subscription,
        charge: &Running,
        cause: &Cause,
        end: Date,
    ) -> Result<(), Aborted> {
        let is_cut = |period: &Settled| period.serial == charge.serial && end < period.to;
        for mut period in self.take_settled(subscription, is_cut) {
            period.cut(end);
            self.settle_bounds(subscription, &mut period, cause.number, (cause.booked, true))?;
            self.keep_settled(subscription, period);
        }
        Ok(())
    }

    /// Takes back what periods of a charge for usage were brought to their least or most by that begin on a day or later:
    /// what was used in them is counted anew.
    pub(super) fn unbound_usage(
        &mut self,
        subscription: &Subscription,
        charge: &Running,
        from: Date,
        cause: &Cause,
    ) -> Result<(), Aborted> {
        let is_counted_anew = |period: &Settled| period.serial == charge.serial && from <= period.part.from;
        for mut period in self.take_settled(subscription, is_counted_anew) {
            period.cut(from);
            if let Bounded::Charge { cost, charged, .. } = &mut period.of {
                (*cost, *charged) = (Decimal::ZERO, Decimal::ZERO);
            }
            self.settle_bounds(subscription, &mut period, cause.number, (cause.booked, true))?;
        }
        Ok(())
    }

    /// Notes which periods an event reaches back into: they are settled again when all is charged that is due on its day.
    pub(super) fn reopen(&mut self, subscription: &Subscription, cause: &Cause) {
        for period in self.settled.get_mut(&subscription.id).into_iter().flatten() {
            if cause.on < period.to {
                period.reopen(Again { event: cause.number, booked: cause.booked, is_by_time: false });
            }
        }
    }

    /// Settles the periods again that events have reached back into which were said within the limit.
    pub(super) fn settle_again(&mut self, subscription: &Subscription, limit: Limit) -> Result<(), Aborted> {
        if self.settled.is_empty() {
            return Ok(());
        }
        let is_said = |again: &&Again| limit.begun(again.booked) || (again.is_by_time && limit.ended(again.booked));
        let due = |period: &Settled| period.again.iter().filter(is_said).map(|again| again.booked).min();
        // One day after the other, however many have passed since this was looked at.
        while let Some(booked) = self.settled.get(&subscription.id).and_then(|all| all.iter().filter_map(due).min()) {
            for mut period in self.take_settled(subscription, |period| due(period) == Some(booked)) {
                let Some(at) = period.again.iter().position(|again| again.booked == booked) else { continue };
                let Again { event, .. } = period.again.remove(at);
                if let Bounded::Plan { plan, counted } = &mut period.of {
                    let source = self.catalog.plans.get(*plan).code.span;
                    let more = self.counted_until(subscription, period.to, booked);
                    counted.extend(more.ok_or(Aborted::Amount { event, source })?);
                }
                self.settle_bounds(subscription, &mut period, event, (booked, true))?;
                self.keep_settled(subscription, period);
            }
        }
        Ok(())
    }

    /// Returns the settled periods that are wanted, in the order of days, and keeps them no more.
    pub(super) fn take_settled(
        &mut self,
        subscription: &Subscription,
        wanted: impl Fn(&Settled) -> bool,
    ) -> Vec<Settled> {
        let Some(periods) = self.settled.get_mut(&subscription.id) else { return Vec::new() };
        let mut taken: Vec<Settled> = periods.extract_if(.., |period| wanted(period)).collect();
        taken.sort_by_key(|period| (period.is_of_plan(), period.part.from));
        taken
    }

    /// Keeps a period in mind of which some days are held: an event may reach back into it.
    pub(super) fn keep_settled(&mut self, subscription: &Subscription, period: Settled) {
        if period.is_held() {
            self.settled.entry(subscription.id).or_default().push(period);
        }
    }

    /// Books what a period lacks to its least or is above its most, less what was booked for that before.
    pub(super) fn settle_bounds(
        &mut self,
        subscription: &Subscription,
        period: &mut Settled,
        event: u32,
        (due, by_event): (Date, bool),
    ) -> Result<(), Aborted> {
        let Some(bounds) = self.bounds_of(period) else { return Ok(()) };
        let too_large = Aborted::Amount { event, source: bounds.span };
        let spent = self.bounds(bounds, &period.part, period.to, subscription).ok_or(too_large)?;
        let (cost, charged) = period.cost().ok_or(too_large)?;
        let reached =
            |bound: Option<Decimal>, from: Decimal| bound.map_or(Some(Decimal::ZERO), |to| exact_add(to, -from));
        // A plan that is tried costs nothing, and so nothing at least.
        let is_tried = period.is_of_plan() && period.to <= subscription.free_until;
        let lacks = |least: &Decimal| period.is_held() && !is_tried && cost < *least;
        let added = reached(spent.minimum.filter(lacks), cost).ok_or(too_large)?;
        let maximum = spent.maximum.filter(|most| *most < cost && added.is_zero());
        let taken = reached(maximum.or(Some(cost)), charged).ok_or(too_large)?;
        let source = |amounts: Option<&Amounts>| {
            amounts.and_then(|amounts| amounts.get(subscription.currency)).map_or(bounds.span, |(_, source)| source)
        };
        let (least, most) = (source(bounds.minimum), source(bounds.maximum));
        let lines = [
            (EntryKind::Minimum { cost }, added, std::mem::replace(&mut period.added, added), least),
            (EntryKind::Maximum { cost: charged }, taken, std::mem::replace(&mut period.taken, taken), most),
        ];
        let (from, full_to) = (period.part.from, period.full_to);
        let to = if period.is_held() { period.to } else { full_to };
        let mut is_free = true;
        for (kind, now, before, source) in lines.into_iter().filter(|(_, now, before, _)| now != before) {
            is_free = false;
            let amount = Exact::whole(exact_add(now, -before).ok_or(too_large)?);
            let spent = Spent { before, ..spent };
            let fee = self.bound_fee(subscription, period, (now, spent), source);
            let (part, of, full_from) = (1, 1, from);
            self.push(Entry { kind, fee, event, by_event, due, from, to, part, of, full_from, full_to, amount })?;
        }
        if is_free && period.is_of_plan() { self.count(1) } else { Ok(()) }
    }

    fn bounds_of(&self, period: &Settled) -> Option<Bounds<'a>> {
        let catalog = self.catalog;
        match period.of {
            Bounded::Plan { plan, .. } => catalog.plans.get(plan).spend.as_ref().map(Bounds::from),
            Bounded::Charge { fee, .. } => {
                self.ledger.fee(fee).subject.charge(catalog)?.spend.as_deref().map(Bounds::from)
            }
        }
    }

    fn discounts_of_plan(&self, subscription: &Subscription, plan: Id<Plan>, from: Date) -> SmallVec<[Applied; 2]> {
        let spend = self.catalog.plans.get(plan).spend.as_ref();
        spend.map_or_else(SmallVec::new, |spend| self.discounts_of_bounds(subscription, (from, spend.every)))
    }

    /// Returns the fee of a line that brings a period to its least or most.
    fn bound_fee(
        &mut self,
        subscription: &Subscription,
        period: &Settled,
        (amount, spent): (Decimal, Spent),
        source: Span,
    ) -> FeeId {
        let fee = match period.of {
            Bounded::Charge { fee, .. } => {
                let mut fee = self.ledger.fee(fee).clone();
                (fee.gross, fee.full) = (amount, amount);
                // Those of the charge are in what was used; the line is discounted with its invoice.
                fee.discounts.retain(|applied| self.catalog.discounts.get(applied.discount).scope == Scope::Invoice);
                fee.usage.get_or_insert_default().spend = Some(spent);
                fee
            }
            Bounded::Plan { plan, .. } => Fee {
                account: subscription.account,
                subscription: subscription.id,
                currency: subscription.currency,
                subject: Subject::PlanSpend { plan },
                quantity: Decimal::ONE,
                unit: Some(amount),
                per_unit: false,
                included: Decimal::ZERO,
                usage: Some(Box::new(Consumption { spend: Some(spent), ..Consumption::default() })),
                adjusted: None,
                prepaid: None,
                gross: amount,
                discounts: self.discounts_of_plan(subscription, plan, period.part.from),
                full: amount,
                day_count: self.catalog.billing.conventions.count.value,
                tax: self.catalog.tax.default.and_then(|link| link.target),
                ledger: None,
                item_type: None,
                source,
                serial: period.serial,
            },
        };
        let id = self.push_fee(fee);
        if let Bounded::Plan { counted, .. } = &period.of {
            let mut counts: Vec<&Counted> = counted.iter().filter(|counted| !counted.amount.is_zero()).collect();
            counts.sort_by_key(|counted| counted.place());
            let parts = counts.into_iter().filter_map(|counted| Some((id, counted.part(self.ledger)?)));
            let parts: Vec<(FeeId, SpentPart)> = parts.collect();
            self.ledger.spent.extend(parts);
        }
        id
    }
}

impl Subscription {
    /// Returns how many of the days of a part up to `to` are paused, each counted once.
    fn paused_days(&self, held: &Part, to: Date) -> u32 {
        let mut pauses: Vec<(Date, Date)> = self.pauses_within(held.from, to).collect();
        pauses.sort_unstable();
        let (mut until, mut days) = (held.from, 0);
        for (from, end) in pauses {
            if until < end {
                days += held.days(from.max(until), end);
                until = end;
            }
        }
        days
    }
}
