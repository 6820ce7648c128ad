//! What goes onto one invoice, and in which order.

use crate::calendar::{Cycle, Date};
use crate::graph::{Catalog, Collect};
use crate::scenario::Scenario;
use crate::sim::{Entry, Ledger};

/// An entry and the invoice it goes onto.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placed {
    /// Its place among all, as one number, which sorts fast: the day of the invoice, the payer's rank by name, what tells
    /// invoices of one day and payer apart, and the number of the charge. An account pays in one currency.
    order: u128,
    /// The day of the invoice.
    pub on: Date,
    /// The index of the ledger's entry.
    pub entry: usize,
}

impl Placed {
    fn new(on: Date, [rank, batch, serial]: [u32; 3], entry: usize) -> Self {
        let order = [on.number(), rank, batch, serial];
        let order = order.into_iter().fold(0, |order, part| order << 32 | u128::from(part));
        Self { order, on, entry }
    }

    /// Tells whether an entry goes onto the same invoice.
    pub fn is_with(&self, other: &Self) -> bool {
        self.order >> 32 == other.order >> 32
    }
}

/// Gathers the entries whose invoices are made by the last day, by invoice, and on it in the order they were bought.
pub(super) fn group(catalog: &Catalog, scenario: &Scenario, ledger: &Ledger, into: &mut Vec<Placed>) {
    // A single payer needs no rank.
    let ranks = if scenario.accounts.len() > 1 { ranks(scenario) } else { Vec::new() };
    let turns = if catalog.invoices.collect == Collect::Event { turns(scenario) } else { Vec::new() };
    into.clear();
    into.extend(ledger.entries.iter().enumerate().filter_map(|(at, entry)| {
        let fee = ledger.fee(entry.fee);
        let on = match catalog.invoices.collect {
            Collect::Day | Collect::Event => entry.due.midnight(),
            Collect::BillDay => collected(catalog, scenario, ledger, entry)?,
        };
        let rank = ranks.get(fee.account.0 as usize).copied().unwrap_or(u32::MAX);
        // What falls due by time comes first, then each event in its turn.
        let turn = turns.get(entry.event as usize).filter(|_| is_by_event(scenario, entry));
        Some(Placed::new(on, [rank, turn.copied().unwrap_or(0), fee.serial], at))
    }));
    into.sort_unstable_by_key(|placed| (placed.order, placed.entry));
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
