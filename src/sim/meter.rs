//! What a charge for usage has counted: units, allowances that are left, and what was charged of the running period.

use super::course::{Counting, Part, part_of};
use super::exact::exact_add;
use super::ledger::FeeId;
use crate::calendar::{Cycle, Date};
use crate::graph::{Charge, Count, Id, Metering, PriceModel, Rollover, Unit, UsageBill, Used, UsedUnits};
use crate::money::{Decimal, Ratio};

/// What was used in the running period.
#[derive(Debug)]
pub(super) struct Meter {
    pub cycle: Cycle,
    /// The cycles of other bill days, each with the day from which on periods follow it.
    moved: Vec<(Date, Cycle)>,
    /// The period that is running.
    pub next: Part,
    /// How many have ended before it.
    ended: i32,
    /// In how many events something was used since it began.
    pub events: u32,
    /// The event that bought the charge.
    pub bought: u32,
    /// What was charged of it already.
    pub progress: Progress,
    /// The last day on which something was used in it.
    pub last: Option<Date>,
    /// Where it began to count.
    pub start: Start,
    /// The first day that it does not count any more, if its charge has ended.
    pub ends: Option<Date>,
    rule: Metering,
    unit: Option<Id<Unit>>,
    /// What the events come to.
    quantity: Decimal,
    /// In advance: the most that there were in the running period, which is paid to its end.
    most: Decimal,
    /// The highest reading of each unit, if the price reads them.
    readings: Vec<(Id<Unit>, Option<Decimal>)>,
    /// The events, if the price is worked out from each.
    log: Option<Vec<Logged>>,
    /// What is left of earlier allowances: the number of the period and the units.
    carried: Vec<(i32, Decimal)>,
}

/// Where a meter began to count.
#[derive(Debug, Clone, Copy)]
pub(super) struct Start {
    /// The first part of a period, as it was then.
    pub part: Part,
    /// The cycle that it is of.
    cycle: Cycle,
    /// The first event that it counts, by its number among those of the subscription.
    pub since: usize,
    /// The units that it took over.
    quantity: Decimal,
}

/// An event that a price is worked out from.
#[derive(Debug, Clone, Copy)]
struct Logged {
    on: Date,
    units: Decimal,
    /// How much of it is priced, if that was worked out elsewhere.
    prorated: Option<Decimal>,
}

/// What was charged of a period as it went on.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// The day on which something was used that is not charged yet.
    pub day: Option<Date>,
    /// What was charged, each piece rounded.
    pub charged: Decimal,
    /// The fee of the last piece.
    pub before: Option<FeeId>,
}

/// What a meter shows.
#[derive(Debug)]
pub(super) struct Reading {
    pub quantity: Decimal,
    /// How many units are not priced: those of this period and those left of earlier ones.
    pub included: Decimal,
    /// How many of them are left of earlier periods.
    pub carried: Decimal,
    pub used: Option<Used>,
}

impl Meter {
    /// Returns a meter that begins to count with a part of a period, and with the event number `since` of its subscription.
    pub fn new(
        charge: &Charge,
        (unit, rule): (Option<Id<Unit>>, Metering),
        (cycle, next): (Cycle, Part),
        since: usize,
        bought: u32,
    ) -> Self {
        let readings = readings_of(charge).map(|unit| (unit, None)).collect();
        let keeps_events = rule.prorated || matches!(charge.price.model, PriceModel::Percentage(_));
        Self {
            cycle,
            moved: Vec::new(),
            next,
            ended: 0,
            events: 0,
            bought,
            progress: Progress::default(),
            last: None,
            start: Start { part: next, cycle, since, quantity: Decimal::ZERO },
            ends: None,
            rule,
            unit,
            quantity: Decimal::ZERO,
            most: Decimal::ZERO,
            readings,
            log: keeps_events.then(Vec::new),
            carried: Vec::new(),
        }
    }

    /// Returns the same meter as it began to count.
    pub fn rewound(&self) -> Self {
        let (readings, log) = (self.readings.iter().map(|(unit, _)| (*unit, None)).collect(), self.log.as_ref());
        let mut meter = Self {
            cycle: self.start.cycle,
            moved: self.moved.clone(),
            next: self.start.part,
            ended: 0,
            events: 0,
            bought: self.bought,
            progress: Progress::default(),
            last: None,
            start: self.start,
            ends: self.ends,
            rule: self.rule,
            unit: self.unit,
            quantity: self.start.quantity,
            most: Decimal::ZERO,
            readings,
            log: log.map(|_| Vec::new()),
            carried: Vec::new(),
        };
        meter.cut_where_moved();
        meter.begin_standing();
        meter
    }

    /// Returns the units that it counts.
    pub fn units(&self) -> impl Iterator<Item = Id<Unit>> {
        self.unit.into_iter().chain(self.readings.iter().map(|(unit, _)| *unit))
    }

    /// Tells whether it counts a unit.
    pub fn counts(&self, unit: Id<Unit>) -> bool {
        self.unit == Some(unit) || self.readings.iter().any(|(of, _)| *of == unit)
    }

    /// Tells whether units stay until they are taken away.
    pub fn is_standing(&self) -> bool {
        self.rule.count == Count::Standing
    }

    /// Returns the units that stay, and how many of them.
    pub fn standing(&self) -> Option<(Id<Unit>, Decimal)> {
        Some((self.unit.filter(|_| self.is_standing())?, self.quantity))
    }

    /// Counts on from what another meter of the same unit has counted, from its first period on; tells whether it is of that.
    pub fn take_over(&mut self, (unit, quantity): (Id<Unit>, Decimal)) -> bool {
        let counts = self.standing().is_some_and(|(counted, _)| counted == unit);
        if counts {
            (self.quantity, self.start.quantity) = (quantity, quantity);
            self.begin_standing();
        }
        counts
    }

    /// Lets the running period begin with the units that stay: in advance they fall due at once.
    fn begin_standing(&mut self) {
        let mut units = self.quantity;
        if self.is_in_advance() {
            units = units.max(Decimal::ZERO);
            self.most = units;
            self.progress.day = (!units.is_zero()).then_some(self.next.from);
        }
        if let Some(log) = &mut self.log
            && !units.is_zero()
        {
            log.push(Logged { on: self.next.from, units, prorated: None });
        }
    }

    /// Tells whether units are priced by their share of the period.
    pub fn is_prorated(&self) -> bool {
        self.rule.prorated
    }

    /// Tells whether a period is charged in pieces as it goes on, and not when it has ended.
    pub fn is_charged_in_pieces(&self) -> bool {
        self.rule.bill != UsageBill::InArrears
    }

    /// Tells whether units are charged from their day, or from the start of the period, to its end.
    pub fn is_in_advance(&self) -> bool {
        self.rule.bill == UsageBill::InAdvance
    }

    /// Counts an event; nothing if a decimal cannot hold what the events come to.
    pub fn record(&mut self, on: Date, unit: Id<Unit>, units: Decimal, prorated: Option<Decimal>) -> Option<()> {
        for (_, reading) in self.readings.iter_mut().filter(|(of, _)| *of == unit) {
            *reading = Some(reading.map_or(units, |highest| highest.max(units)));
        }
        self.quantity = match self.rule.count {
            Count::Sum | Count::Standing => exact_add(self.quantity, units)?,
            Count::Highest if self.events > 0 => self.quantity.max(units),
            Count::Highest | Count::Latest => units,
        };
        let mut logged = Some(Logged { on, units, prorated });
        if self.is_in_advance() {
            // What there was once in the period is paid to its end: only more than that costs anything.
            let more = exact_add(self.quantity.max(self.most), -self.most)?;
            self.most = exact_add(self.most, more)?;
            let prorated = prorated.filter(|_| more == units);
            logged = (!more.is_zero()).then_some(Logged { on, units: more, prorated });
        }
        if let Some(log) = &mut self.log {
            log.extend(logged);
        }
        self.events = self.events.saturating_add(1);
        self.last = Some(on);
        if self.is_charged_in_pieces() {
            self.progress.day = Some(on);
        }
        Some(())
    }

    /// Returns how many events a price is worked out from.
    pub fn logged(&self) -> usize {
        self.log.as_ref().map_or(0, Vec::len)
    }

    /// Returns what it shows where the part of the period that is held ends on a day; nothing if there are too many digits.
    pub fn read(&self, included: Decimal, to: Date) -> Option<Reading> {
        let carried = self.carried.iter().try_fold(Decimal::ZERO, |sum, (_, left)| exact_add(sum, *left))?;
        let used = match (&self.log, self.readings.is_empty()) {
            (None, true) => None,
            (log, _) => {
                let events =
                    log.iter().flatten().map(|logged| self.priced_units(*logged, to)).collect::<Option<_>>()?;
                let read = |(unit, reading): &(Id<Unit>, Option<Decimal>)| reading.map(|reading| (*unit, reading));
                let readings = self.readings.iter().filter_map(read).collect();
                Some(Used { events, readings, prorated: self.rule.prorated })
            }
        };
        let quantity = if self.is_in_advance() { self.most } else { self.quantity };
        Some(Reading { quantity, included: exact_add(included, carried)?, carried, used })
    }

    fn priced_units(&self, logged: Logged, to: Date) -> Option<UsedUnits> {
        let full = logged.units;
        let priced = |units: Decimal| Some(UsedUnits { full, priced: Ratio::of(units)?, days: None });
        if let Some(prorated) = logged.prorated {
            return priced(prorated);
        }
        if !self.rule.prorated {
            return priced(full);
        }
        let until = if self.is_in_advance() { self.next.to } else { to };
        let (part, of) = (self.next.days(logged.on, until), self.next.of.max(1));
        let share = Ratio::new(part.into(), of.into());
        Some(UsedUnits { full, priced: Ratio::of(full)?.times(share)?, days: Some((part, of)) })
    }

    /// Goes on to the next period; nothing if it lies beyond the calendar.
    pub fn turn(&mut self, included: Decimal, counting: Counting) -> Option<()> {
        self.carry(included);
        self.ended = self.ended.checked_add(1)?;
        let from = self.next.to;
        let index = match self.moved.iter().find(|(day, _)| *day == from) {
            Some((_, cycle)) => {
                self.cycle = *cycle;
                cycle.index_of(from)?
            }
            None => self.next.index.checked_add(1)?,
        };
        self.next = part_of(&self.cycle, counting, index, from, true)?;
        self.cut_where_moved();
        self.events = 0;
        (self.progress, self.last) = (Progress::default(), None);
        for (_, reading) in &mut self.readings {
            *reading = None;
        }
        self.log.iter_mut().for_each(Vec::clear);
        if self.is_standing() {
            self.begin_standing();
        } else {
            self.quantity = Decimal::ZERO;
        }
        Some(())
    }

    /// Lets the running period end on the next of another bill day from a day on, if it does not end before, and those after
    /// it begin on that; nothing if they lie beyond the calendar.
    pub fn move_to(&mut self, bill_day: u32, on: Date) -> Option<()> {
        // What was said of later periods before gives way.
        self.moved.retain(|(day, _)| *day <= self.next.from);
        let cycle = Cycle::on_bill_day(on, bill_day, self.cycle.every())?;
        let first = cycle.boundary(0)?;
        let first = if first <= self.next.from { cycle.boundary(1)? } else { first };
        let end = self.cycle.boundary(self.next.index.checked_add(1)?)?;
        self.next.to = first.min(end);
        self.moved.push((self.next.to, cycle));
        Some(())
    }

    fn cut_where_moved(&mut self) {
        let Part { from, to, .. } = self.next;
        if let Some((day, _)) = self.moved.iter().find(|(day, _)| from < *day && *day < to) {
            self.next.to = *day;
        }
    }

    /// Keeps what is left of the allowances that may still be used in the next period.
    fn carry(&mut self, included: Decimal) {
        if self.rule.rollover == Rollover::default() {
            return;
        }
        let next = self.ended.saturating_add(1);
        self.carried.push((self.ended, included));
        let mut used = self.quantity.max(Decimal::ZERO);
        let mut take = |left: &mut Decimal| {
            let taken = used.min(*left);
            *left -= taken;
            used -= taken;
        };
        if self.rule.newest_first {
            self.carried.iter_mut().rev().for_each(|(_, left)| take(left));
        } else {
            self.carried.iter_mut().for_each(|(_, left)| take(left));
        }
        let rollover = self.rule.rollover;
        let lasts = |of: i32| match rollover {
            Rollover::Unlimited => true,
            Rollover::Periods(periods) => i64::from(of) + i64::from(periods) >= i64::from(next),
        };
        self.carried.retain(|(of, left)| lasts(*of) && !left.is_zero());
        if rollover == Rollover::Unlimited {
            // Nothing tells them apart any more: a long run does not get a long list.
            let all = self.carried.iter().map(|(_, left)| *left).sum::<Decimal>();
            let newest = self.carried.last().map(|(of, _)| (*of, all));
            self.carried = newest.into_iter().collect();
        }
    }
}

/// Returns the units whose readings the price of a charge is worked out from.
pub(super) fn readings_of(charge: &Charge) -> impl Iterator<Item = Id<Unit>> {
    let units = if let PriceModel::Capacity(capacity) = &charge.price.model { &*capacity.units } else { &[] };
    units.iter().copied()
}
