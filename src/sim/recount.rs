//! A back-dated change of plan: what was used from its day on is counted by the plan that is in force on that day.

use super::billing::Limit;
use super::cause::Cause;
use super::course::{Counting, Part};
use super::discounting::Metered;
use super::exact::{Exact, exact_add};
use super::ledger::{Aborted, Entry, EntryKind, Fee, FeeId, Piece, Reckoning, Settlement, Subject};
use super::meter::{Meter, readings_of};
use super::run::Run;
use super::subscription::{Running, Stage, Subscription};
use super::usage::{Usage, UsageEvent, included};
use crate::calendar::{Cycle, Date};
use crate::graph::{Bundle, Charge, Count, Id, Metering, Timing, Unit};
use crate::money::Decimal;

/// What a charge that begins counts.
#[derive(Debug)]
pub(super) struct Counter {
    units: Vec<Id<Unit>>,
    rule: Metering,
}

impl Counter {
    /// Returns what a charge counts, if it is for usage.
    pub fn of(charge: &Charge) -> Option<Self> {
        let Timing::Usage { unit, metering: rule, .. } = charge.timing else { return None };
        Some(Self { units: unit.into_iter().chain(readings_of(charge)).collect(), rule })
    }
}

/// What of the units that were used from a day on goes over to another plan.
#[derive(Debug, Default)]
pub(super) struct Moved {
    /// The units whose use goes over.
    pub units: Vec<Id<Unit>>,
    /// Those whose use stays with the charges that have counted it.
    stay: Vec<Id<Unit>>,
    /// Whether a charge may have counted or been charged something from the day on.
    is_late: bool,
}

impl Moved {
    /// Tells whether a charge has to be counted anew up to the day, since nothing of what it counts stays with it.
    pub fn holds(&self, running: &Running) -> bool {
        let stays = |meter: &Meter| meter.units().any(|unit| self.stay.contains(&unit));
        self.is_late && running.meter().is_some_and(|meter| !stays(meter))
    }
}

/// What a charge has counted in a period before the day of a change, if it counts on.
#[derive(Debug)]
pub(super) struct Used {
    /// Its number.
    pub serial: u32,
    /// The first day of the period.
    pub begins: Date,
    /// What was used, in how many events; nothing if it has no days of its own.
    pub metered: Option<(Metered, u32)>,
}

/// What was charged for the usage of one period.
struct Charged {
    /// The number of the period.
    period: i32,
    from: Date,
    to: Date,
    /// The days that a whole fee of it is for.
    full: (Date, Date),
    /// The fee that it was charged at last.
    fee: FeeId,
    charges: Vec<Decimal>,
}

impl Run<'_> {
    /// Returns the units whose use from a day on goes over to another plan: those of which all is counted after a change.
    ///
    /// What nobody counts any more stays with the charges that have counted it, for what was used stays owed.
    pub(super) fn moved_units(
        &self,
        subscription: &Subscription,
        cause: &Cause,
        ending: &[Id<Bundle>],
        beginning: &[Counter],
    ) -> Moved {
        let used = subscription.used_from(cause.on);
        let counts = |running: &Running, unit| running.meter().is_some_and(|meter| meter.counts(unit));
        let takes = |unit: Id<Unit>| {
            let fits = |counter: &Counter| {
                let (is_standing, is_prorated) = (counter.rule.count == Count::Standing, counter.rule.prorated);
                used.iter().all(|used| used.event.unit != unit || !used.event.is_unfit_for(is_standing, is_prorated))
            };
            let mut counters = beginning.iter().filter(|counter| counter.units.contains(&unit)).peekable();
            let stays = |running: &Running| !ending.contains(&running.bundle) && counts(running, unit);
            let counted = counters.peek().is_some() || subscription.running.iter().any(stays);
            counted && counters.all(fits)
        };
        let is_late = cause.on < cause.booked || !used.is_empty();
        let mut moved = Moved { is_late, ..Moved::default() };
        for Usage { event: UsageEvent { unit, .. }, .. } in used {
            if !moved.units.contains(unit) && !moved.stay.contains(unit) {
                let goes = if takes(*unit) { &mut moved.units } else { &mut moved.stay };
                goes.push(*unit);
            }
        }
        // A charge that counts several units goes with all of them or with none.
        let ended = || {
            let running = subscription.running.iter().filter(|running| ending.contains(&running.bundle));
            running
                .chain(subscription.past.iter().filter(|past| past.counts_beyond(cause.on)))
                .filter_map(Running::meter)
        };
        while let Some(at) = moved.units.iter().position(|unit| {
            let stays = |meter: &Meter| meter.units().any(|other| moved.stay.contains(&other));
            ended().any(|meter| meter.counts(*unit) && stays(meter))
        }) {
            let unit = moved.units.remove(at);
            moved.stay.push(unit);
        }
        moved
    }

    /// Returns what charges have counted before the day of a change that count on: those that go on with the other plan, and
    /// those of which something stays that was used from that day on.
    pub(super) fn used_before(&mut self, subscription: &mut Subscription, cause: &Cause) -> Result<Vec<Used>, Aborted> {
        let mut all = Vec::new();
        let (mut running, mut past) =
            (std::mem::take(&mut subscription.running), std::mem::take(&mut subscription.past));
        for charge in running.iter_mut().chain(past.iter_mut().filter(|past| past.counts_beyond(cause.on))) {
            let begins_before = |meter: &Meter| meter.start.part.from < cause.on;
            let Some(meter) = charge.meter().filter(|meter| begins_before(meter)) else { continue };
            let has_own_days = !meter.is_standing() && !meter.is_charged_in_pieces();
            let (rewound, event) = (meter.rewound(), charge.event);
            let counted = std::mem::replace(&mut charge.stage, Stage::Usage(rewound));
            if let Some((part, _)) = self.rewind(subscription, charge, cause)? {
                let events = charge.meter().map_or(0, |meter| meter.events);
                let is_parted = has_own_days && part.from < cause.on;
                let metered = if is_parted { Some(self.metered(subscription, charge, part.to)?) } else { None };
                let metered = metered.map(|metered| (metered, events));
                all.push(Used { serial: charge.serial, begins: part.from, metered });
            }
            (charge.stage, charge.event) = (counted, event);
        }
        (subscription.running, subscription.past) = (running, past);
        Ok(all)
    }

    /// Lets a charge count anew what was used before the day of a change, and nothing else; returns the period of that day.
    fn rewind(
        &self,
        subscription: &Subscription,
        charge: &mut Running,
        cause: &Cause,
    ) -> Result<Option<(Part, Cycle)>, Aborted> {
        let included = self.charge_of(charge).map_or(Decimal::ZERO, included);
        let counting = Counting::from(&self.catalog.billing.conventions);
        let Some(meter) = charge.meter() else { return Ok(None) };
        let beyond = Aborted::Calendar { event: cause.number };
        let mut counted = meter.rewound();
        counted.ends = Some(cause.on);
        let before = subscription.used.get(counted.start.since..).unwrap_or_default();
        charge.stage = Stage::Usage(counted);
        for used in before.iter().take_while(|used| used.on < cause.on) {
            charge.turn_meter(used.on, included, counting).ok_or(beyond)?;
            charge.count(*used, cause.number)?;
        }
        charge.turn_meter(cause.on, included, counting).ok_or(beyond)?;
        Ok(charge.meter().map(|Meter { next, cycle, .. }| (*next, *cycle)))
    }

    /// Lets a charge that ends on a day count only what was used before it. What it was charged beyond that goes back.
    pub(super) fn recount(
        &mut self,
        subscription: &Subscription,
        charge: &mut Running,
        cause: &Cause,
    ) -> Result<(), Aborted> {
        let Some((part, cycle)) = self.rewind(subscription, charge, cause)? else { return Ok(()) };
        charge.event = cause.number;
        let number = |day: Date| cycle.index_of(day);
        let mut charged = self.usage_charged(subscription, charge.serial, number, cause)?;
        charged.retain(|charged| charged.period >= part.index);
        let is_held = part.from < cause.on;
        self.unbound_usage(subscription, charge, part.from, cause)?;
        if is_held && charged.iter().all(|charged| charged.period != part.index) {
            charge.turn_back(part.from);
            self.charge_usage(subscription, charge, cause.on, (cause.booked, true))?;
        }
        for charged in charged {
            let mut piece = None;
            if is_held && charged.period == part.index {
                let Metered { quantity, included, usage } = self.metered(subscription, charge, cause.on)?;
                let before = self.ledger.fee(charged.fee).clone();
                let included = included.unwrap_or(before.included);
                let fee = self.new_fee(Fee { quantity, included, usage, ..before }, cause.number)?;
                piece = Some(Piece { from: part.from, to: cause.on, fee });
            }
            self.give_usage_back(&charged, piece, cause)?;
            if let Some(piece) = piece {
                self.bound_usage(subscription, charge, (piece, piece.to), (cause.booked, true))?;
            }
        }
        Ok(())
    }

    /// Does the same with charges that an earlier change has ended; returns the units that stayed on the day.
    pub(super) fn recount_past(
        &mut self,
        subscription: &mut Subscription,
        cause: &Cause,
        moved: &Moved,
    ) -> Result<Vec<(Id<Unit>, Decimal)>, Aborted> {
        let mut standing = Vec::new();
        let mut past = std::mem::take(&mut subscription.past);
        for charge in past.iter_mut().filter(|charge| charge.counts_beyond(cause.on) && moved.holds(charge)) {
            self.recount(subscription, charge, cause)?;
            standing.extend(charge.meter().filter(|meter| meter.start.part.from <= cause.on).and_then(Meter::standing));
        }
        subscription.past = past;
        Ok(standing)
    }

    /// Lets the charges that have begun count what was used from a day on.
    pub(super) fn count_moved(
        &mut self,
        subscription: &mut Subscription,
        cause: &Cause,
        moved: &Moved,
        beginning: &[Id<Bundle>],
    ) -> Result<(), Aborted> {
        let since = subscription.used.len() - subscription.used_from(cause.on).len();
        let mut running = std::mem::take(&mut subscription.running);
        for charge in running.iter_mut().filter(|charge| beginning.contains(&charge.bundle)) {
            let Stage::Usage(meter) = &mut charge.stage else { continue };
            meter.start.since = since;
            for used in subscription.used_from(cause.on).iter().filter(|used| moved.units.contains(&used.event.unit)) {
                if charge.meter().is_some_and(|meter| meter.counts(used.event.unit)) {
                    self.advance_charge(subscription, charge, Limit::Before(used.on))?;
                    charge.count(*used, cause.number)?;
                }
            }
        }
        subscription.running = running;
        Ok(())
    }

    /// Returns what was charged for the usage that a charge has counted, period by period.
    fn usage_charged(
        &self,
        subscription: &Subscription,
        serial: u32,
        number: impl Fn(Date) -> Option<i32>,
        cause: &Cause,
    ) -> Result<Vec<Charged>, Aborted> {
        let mut periods: Vec<Charged> = Vec::new();
        for (_, entry) in self.ledger.entries() {
            let fee = self.ledger.fee(entry.fee);
            let is_charge = matches!(fee.subject, Subject::Charge { .. });
            // What a period is brought to its least or most by is settled with its bounds.
            let is_bound = matches!(entry.kind, EntryKind::Minimum { .. } | EntryKind::Maximum { .. });
            if !is_charge || is_bound || fee.subscription != subscription.id || fee.serial != serial {
                continue;
            }
            let refund = if let EntryKind::Refund(settlement) = &entry.kind { Some(settlement) } else { None };
            let (from, to) = refund.map_or((entry.from, entry.to), |settlement| (settlement.from, settlement.to));
            let Some(period) = number(from) else { continue };
            let amount = self.round(entry.amount, entry.fee, cause.number)?;
            let known = periods.iter_mut().find(|charged| charged.period == period);
            let Some(known) = known else {
                let (fee, full, charges) = (entry.fee, (entry.full_from, entry.full_to), vec![amount]);
                periods.push(Charged { period, from, to, full, fee, charges });
                continue;
            };
            (known.fee, known.to) = (entry.fee, known.to.max(to));
            match refund {
                Some(settlement) => known.charges = vec![settlement.due],
                None => known.charges.push(amount),
            }
        }
        Ok(periods)
    }

    /// Gives back what was charged for a period above what is still due for it.
    fn give_usage_back(&mut self, charged: &Charged, due: Option<Piece>, cause: &Cause) -> Result<(), Aborted> {
        let Charged { from, to, full, fee, charges, .. } = charged;
        let exact = Exact::whole(due.map_or(Decimal::ZERO, |piece| self.ledger.fee(piece.fee).full));
        let pieces = due.map(|piece| (piece, 1)).into_iter().collect();
        let (days, unused) = ((*from, *to), cause.on.clamp(*from, *to));
        self.correct(*fee, (days, *full), unused, (charges, Reckoning::Due { exact, pieces }), cause)
    }

    /// Books what is due less what was charged.
    fn correct(
        &mut self,
        fee: FeeId,
        ((from, to), (full_from, full_to)): ((Date, Date), (Date, Date)),
        unused: Date,
        (charges, reckoning): (&[Decimal], Reckoning),
        cause: &Cause,
    ) -> Result<(), Aborted> {
        let too_large = Aborted::Amount { event: cause.number, source: self.ledger.fee(fee).source };
        let charged = charges.iter().try_fold(Decimal::ZERO, |sum, charge| exact_add(sum, *charge)).ok_or(too_large)?;
        let due = match &reckoning {
            Reckoning::Due { exact, .. } => self.round(*exact, fee, cause.number)?,
            Reckoning::Back { .. } => charged,
            Reckoning::Withdrawn => Decimal::ZERO,
        };
        let more = exact_add(due, -charged).ok_or(too_large)?;
        if more.is_zero() {
            return Ok(());
        }
        let (units, adjusted, charges, of) = (0, Decimal::ZERO, charges.to_vec(), 1);
        let settlement = Settlement { units, from, to, charged, charges, adjusted, due, reckoning, of };
        let (kind, event, by_event) = (EntryKind::Refund(Box::new(settlement)), cause.number, true);
        let (due, from, part) = (cause.booked, unused, 1);
        let amount = Exact::whole(more);
        self.push(Entry { kind, fee, event, by_event, due, from, to, part, of, full_from, full_to, amount })
    }
}

impl Running {
    /// Returns what it has counted, if it is for usage.
    pub(super) fn meter(&self) -> Option<&Meter> {
        match &self.stage {
            Stage::Usage(meter) => Some(meter),
            Stage::OneTime(_) | Stage::Recurring(_) => None,
        }
    }

    /// Tells whether it has counted what was used on a day or after it.
    pub(super) fn counts_beyond(&self, day: Date) -> bool {
        self.meter().is_some_and(|meter| meter.ends.is_none_or(|ends| day < ends))
    }

    /// Lets a meter count in the period that holds a day.
    fn turn_meter(&mut self, day: Date, included: Decimal, counting: Counting) -> Option<()> {
        if let Stage::Usage(meter) = &mut self.stage {
            while meter.next.to <= day {
                meter.turn(included, counting)?;
            }
        }
        Some(())
    }
}

impl Subscription {
    /// Returns what was used from a day on.
    fn used_from(&self, day: Date) -> &[Usage] {
        let at = self.used.partition_point(|used| used.on < day);
        self.used.get(at..).unwrap_or_default()
    }
}
