//! What goes onto one invoice, and in which order.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::calendar::{Cycle, Date};
use crate::graph::{Catalog, Collect};
use crate::scenario::Scenario;
use crate::sim::{Entry, EntryId, Ledger, Row, StretchId};

/// An entry and the invoice it goes onto.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Placed {
    /// Its place among all, as one number, which sorts fast: the day of the invoice, the payer's rank by name, what tells
    /// invoices of one day and payer apart, and the number of the charge. An account pays in one currency.
    order: u128,
    /// The place of the entry.
    pub entry: EntryId,
    /// The day of the invoice.
    pub on: Date,
    /// The periods that were booked at once with it.
    stretch: Option<StretchId>,
}

impl Placed {
    fn new(on: Date, [rank, batch, serial]: [u32; 3], entry: EntryId, stretch: Option<StretchId>) -> Self {
        let order = [on.number(), rank, batch, serial];
        let order = order.into_iter().fold(0, |order, part| order << 32 | u128::from(part));
        Self { order, entry, on, stretch }
    }

    /// Returns the same on the invoice of another day.
    #[inline]
    fn on_day(self, on: Date) -> Self {
        Self { order: u128::from(on.number()) << 96 | self.order & (u128::MAX >> 32), on, ..self }
    }

    /// Returns a number that is the same for all entries of an invoice.
    #[inline]
    fn invoice(&self) -> u128 {
        self.order >> 32
    }
}

/// Tells onto which invoice an entry goes.
#[derive(Debug)]
struct Places<'a> {
    catalog: &'a Catalog,
    scenario: &'a Scenario,
    ledger: &'a Ledger,
    /// The rank of each account by name; a single payer needs none.
    ranks: Vec<u32>,
    /// By its number when each event is replayed, if that tells invoices apart.
    turns: Vec<u32>,
}

/// The entries whose invoices are made by the last day: by invoice, and on it in the order they were bought.
///
/// Of periods that were booked at once only the next one waits.
#[derive(Debug)]
pub(super) struct Queue<'a> {
    places: Places<'a>,
    /// What is booked, the first of periods that were booked at once among it, in order.
    booked: Vec<Placed>,
    /// How much of it is on an invoice.
    done: usize,
    /// The next ones of periods that were booked at once.
    coming: BinaryHeap<Reverse<Placed>>,
    /// The entries of an invoice.
    group: Vec<Placed>,
    /// The periods that follow them.
    next: Vec<Placed>,
}

/// Memory in which entries are gathered.
#[derive(Debug, Default)]
pub(super) struct QueueMemory {
    booked: Vec<Placed>,
    group: Vec<Placed>,
    next: Vec<Placed>,
}

impl<'a> Queue<'a> {
    /// Returns all that is booked.
    pub fn new(
        catalog: &'a Catalog,
        scenario: &'a Scenario,
        ledger: &'a Ledger,
        QueueMemory { mut booked, mut group, mut next }: QueueMemory,
    ) -> Self {
        let ranks = if scenario.accounts.len() > 1 { ranks(scenario) } else { Vec::new() };
        let turns = if catalog.invoices.collect == Collect::Event { turns(scenario) } else { Vec::new() };
        let places = Places { catalog, scenario, ledger, ranks, turns };
        booked.clear();
        group.clear();
        next.clear();
        for (id, entry, stretch) in ledger.booked() {
            if let Some(placed) = places.place(id, entry, stretch) {
                booked.push(placed);
            }
        }
        booked.sort_unstable();
        Self { places, booked, done: 0, coming: BinaryHeap::new(), group, next }
    }

    /// Gives the memory back.
    pub fn into_memory(self) -> QueueMemory {
        QueueMemory { booked: self.booked, group: self.group, next: self.next }
    }

    /// Returns the entries of the invoice that is to be made.
    pub fn group(&self) -> &[Placed] {
        &self.group
    }

    /// Returns what is first of all that is not on an invoice, and whether it is one of what is booked.
    fn first(&self) -> Option<(&Placed, bool)> {
        match (self.booked.get(self.done), self.coming.peek()) {
            (Some(booked), None) => Some((booked, true)),
            (Some(booked), Some(Reverse(coming))) if booked <= coming => Some((booked, true)),
            (_, Some(Reverse(coming))) => Some((coming, false)),
            (None, None) => None,
        }
    }

    /// Gathers the entries of the next invoice and tells whether there is one.
    pub fn gather(&mut self) -> bool {
        self.group.clear();
        while let Some(next) = self.next.pop() {
            self.coming.push(Reverse(next));
        }
        let mut invoice = None;
        while let Some((placed, is_booked)) = self.first().map(|(placed, is_booked)| (*placed, is_booked)) {
            if *invoice.get_or_insert(placed.invoice()) != placed.invoice() {
                break;
            }
            if is_booked {
                self.done += 1;
            } else {
                self.coming.pop();
            }
            self.group.push(placed);
            match self.places.after(&placed) {
                // Periods that ended before they were said fall due on one day.
                Some(next) if next.invoice() == placed.invoice() => self.coming.push(Reverse(next)),
                next => self.next.extend(next),
            }
        }
        invoice.is_some()
    }

    /// Goes on through the invoices that have the periods which follow those of the one before, and nothing else; shows
    /// the day of each.
    pub fn repeat(&mut self, mut show: impl FnMut(Date)) {
        let Some((row, periods, first)) = self.rows() else { return };
        let Some(days) = row.dues() else { return };
        let (before, mut shown) = (self.first().map(|(other, _)| other.invoice()), 0);
        for (after, on) in (0..periods).zip(days.map(Date::midnight)) {
            if before.is_some_and(|before| before <= first.on_day(on).invoice()) {
                break;
            }
            show(on);
            shown = after + 1;
        }
        if shown == 0 {
            return;
        }
        let Self { places, next, .. } = self;
        // What was shown last is what all that is left follows.
        next.retain_mut(|placed| {
            let last = Placed { entry: placed.entry.after(shown - 1), ..*placed };
            places.after(&last).map(|after| *placed = after).is_some()
        });
    }

    /// Returns the periods of one charge that follow those of an invoice, how many of them fall due with those of all
    /// others, each time on a later day, and the first; nothing if the invoice had anything else.
    fn rows(&self) -> Option<(Row<'a>, u32, Placed)> {
        if self.places.catalog.invoices.collect != Collect::Day || self.next.len() != self.group.len() {
            return None;
        }
        let (first, others) = self.next.split_first()?;
        let row = |placed: &Placed| self.places.ledger.row(placed.entry, placed.stretch?);
        // Those that ended before they were said fall due on the day on which that was.
        let one = row(first).filter(Row::is_on_time)?;
        let mut periods = one.len();
        for other in others {
            let row = row(other).filter(|row| row.falls_due_with(&one) && other.invoice() == first.invoice())?;
            periods = periods.min(row.len());
        }
        Some((one, periods, *first))
    }
}

impl Places<'_> {
    /// Returns the period that was booked with one and follows it.
    #[inline]
    fn after(&self, placed: &Placed) -> Option<Placed> {
        let (id, stretch) = (placed.entry.next(), placed.stretch?);
        if self.catalog.invoices.collect == Collect::Day {
            let on = self.ledger.row(id, stretch)?.due()?.midnight();
            return Some(Placed { entry: id, ..placed.on_day(on) });
        }
        self.place(id, &*self.ledger.entry(id)?, Some(stretch))
    }

    /// Returns an entry with its invoice; nothing if that is made after the last day.
    fn place(&self, id: EntryId, entry: &Entry, stretch: Option<StretchId>) -> Option<Placed> {
        let Self { catalog, scenario, ledger, .. } = *self;
        let fee = ledger.fee(entry.fee);
        let on = match catalog.invoices.collect {
            Collect::Day | Collect::Event => entry.due.midnight(),
            Collect::BillDay => collected(catalog, scenario, ledger, entry)?,
        };
        let rank = self.ranks.get(fee.account.0 as usize).copied().unwrap_or(u32::MAX);
        // What falls due by time comes first, then each event in its turn.
        let turn = self.turns.get(entry.event as usize).filter(|_| is_by_event(scenario, entry));
        Some(Placed::new(on, [rank, turn.copied().unwrap_or(0), fee.serial], id, stretch))
    }
}

/// Returns the day of the invoice that collects an entry; nothing if it is made after the last day.
///
/// What a period charges is collected with the bill day it falls on, or the next; what an event charges waits until the
/// first invoice after it (`P-12`, `C-18`).
fn collected(catalog: &Catalog, scenario: &Scenario, ledger: &Ledger, entry: &Entry) -> Option<Date> {
    let due = entry.due.midnight();
    let Some(cycle) = ledger.bill_days(ledger.fee(entry.fee).subscription, due) else { return Some(due) };
    let dated = |bill_day: Date| catalog.invoices.after.map_or(Some(bill_day), |after| after.after(bill_day));
    let by_event = is_by_event(scenario, entry);
    let mut index = index_from(&cycle, due)?;
    if by_event {
        // The invoice of a bill day that has passed may still be open.
        while cycle.boundary(index.checked_sub(1)?).and_then(dated).is_some_and(|on| on > due) {
            index = index.checked_sub(1)?;
        }
    }
    loop {
        let on = dated(cycle.boundary(index)?)?;
        if on > scenario.through {
            return None;
        }
        if !by_event || on > due {
            return Some(on);
        }
        index = index.checked_add(1)?;
    }
}

/// Returns the number of the first bill day on or after a day.
fn index_from(cycle: &Cycle, day: Date) -> Option<i32> {
    let index = cycle.index_of(day)?;
    if cycle.boundary(index)? == day { Some(index) } else { index.checked_add(1) }
}

/// Tells whether an event charged an entry on its own day, and not the passing of time.
fn is_by_event(scenario: &Scenario, entry: &Entry) -> bool {
    let event = scenario.event(entry.event).filter(|_| entry.by_event);
    event.is_some_and(|event| event.on.midnight() == entry.due.midnight())
}

/// Returns by its number when each event is replayed, from 1.
fn turns(scenario: &Scenario) -> Vec<u32> {
    let mut turns: Vec<u32> = vec![0; scenario.events.len().saturating_add(1)];
    for (turn, event) in (1_u32..).zip(scenario.replayed()) {
        if let Some(at) = turns.get_mut(event.number as usize) {
            *at = turn;
        }
    }
    turns
}

/// Returns the rank of each account by name.
pub(super) fn ranks(scenario: &Scenario) -> Vec<u32> {
    let mut order: Vec<usize> = (0..scenario.accounts.len()).collect();
    order.sort_by_key(|index| scenario.accounts.get(*index).map(|account| &account.name.text));
    let mut ranks: Vec<u32> = vec![0; order.len()];
    for (rank, index) in (0_u32..).zip(order) {
        if let Some(at) = ranks.get_mut(index) {
            *at = rank;
        }
    }
    ranks
}
