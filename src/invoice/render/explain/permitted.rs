//! From when a refused event would be permitted: found by replaying the scenario with the event on later days.
//!
//! So it needs to know no rule, holds for every rule, and is never wrong about the days it names.

use crate::calendar::Date;
use crate::graph::{Catalog, Checked, Validity};
use crate::scenario::{Action, Effective, Event, Scenario};
use crate::sim::{Verdict, run};

/// How far ahead is looked, in days: about eleven years, tried at growing distances.
const FARTHEST: i64 = 4096;
/// The most days that are tried because something goes on sale on them.
const STARTS: usize = 64;
/// The most events that are replayed again for every day.
const EVENTS: usize = 5_000;

/// What would be permitted instead.
pub(super) struct Permitted {
    /// The first day on which the event is accepted, found among the days tried: the day before it is refused.
    pub from: Option<Date>,
    /// Whether it can be said today that it takes effect then.
    pub ahead: bool,
    /// The last day tried.
    pub tried: Date,
}

/// Finds what would be permitted instead of an event that was refused; nothing if that would take too long.
pub(super) fn permitted(catalog: &Checked<Catalog>, scenario: &Scenario, event: &Event) -> Option<Permitted> {
    let mut trial = trial(scenario, event)?;
    let mut accepted = |tried: Event, through: Date| {
        trial.through = through;
        if let Some(last) = trial.events.last_mut() {
            *last = tried;
        }
        let ledger = run(catalog, &trial);
        // What is said for a later day may still be refused then.
        let last = ledger.outcomes.iter().rfind(|outcome| outcome.event == event.number);
        ledger.aborted.is_none() && last.is_some_and(|outcome| matches!(outcome.result, Verdict::Accepted { .. }))
    };
    let later = |days: i64| event.on.plus_days(days);
    let distances = (0..).map(|power| 1_i64 << power).take_while(|days| *days <= FARTHEST);
    let starts = starts(catalog).filter(|day| event.on < *day && event.on.days_until(*day) <= FARTHEST);
    let mut days: Vec<i64> = distances.chain(starts.map(|day| event.on.days_until(day)).take(STARTS)).collect();
    days.sort_unstable();
    days.dedup();
    let tried = later(*days.last()?)?;
    let (mut refused, mut found) = (0, None);
    for distance in days {
        let day = later(distance)?;
        if accepted(Event { on: day, ..event.clone() }, day) {
            found = Some(distance);
            break;
        }
        refused = distance;
    }
    let Some(mut first) = found else { return Some(Permitted { from: None, ahead: false, tried }) };
    while first - refused > 1 {
        let middle = refused + (first - refused) / 2;
        let day = later(middle)?;
        if accepted(Event { on: day, ..event.clone() }, day) {
            first = middle;
        } else {
            refused = middle;
        }
    }
    let from = later(first)?;
    let ahead = taking_effect(event, from).is_some_and(|event| accepted(event, from));
    Some(Permitted { from: Some(from), ahead, tried })
}

/// Returns what is said of a cancellation that takes effect at the end of the term, if that is accepted instead.
pub(super) fn at_term_end(catalog: &Checked<Catalog>, scenario: &Scenario, event: &Event) -> Option<Vec<String>> {
    let mut trial = trial(scenario, event)?;
    let Action::Cancel { effective, .. } = &mut trial.events.last_mut()?.action else { return None };
    *effective = Effective::TermEnd;
    // Far enough to see whether notice comes too late for a term.
    trial.through = event.on.plus_days(FARTHEST)?;
    let outcomes = run(catalog, &trial).outcomes;
    let outcome = outcomes.into_iter().find(|outcome| outcome.event == event.number)?;
    if let Verdict::Accepted { notes } = outcome.result { Some(notes) } else { None }
}

/// Returns a scenario of an event and all before it; nothing if these are too many to be replayed often.
fn trial(scenario: &Scenario, event: &Event) -> Option<Scenario> {
    let replayed = scenario.replayed();
    let mut events: Vec<Event> =
        replayed.into_iter().take_while(|other| other.number != event.number).cloned().collect();
    if events.len() > EVENTS {
        return None;
    }
    events.push(event.clone());
    Some(Scenario { events, expectations: Vec::new(), ..scenario.clone() })
}

/// Returns a cancellation as it would be said today for a later day.
fn taking_effect(event: &Event, day: Date) -> Option<Event> {
    let mut event = event.clone();
    let Action::Cancel { effective, .. } = &mut event.action else { return None };
    *effective = Effective::On(day.midnight());
    Some(event)
}

/// Returns the days on which something goes on sale or can be used.
fn starts(catalog: &Catalog) -> impl Iterator<Item = Date> {
    let from = |valid: &Validity| valid.from;
    let plans = catalog.plans.iter().filter_map(move |(_, plan)| from(&plan.valid));
    let bundles = catalog.bundles.iter().filter_map(move |(_, bundle)| from(&bundle.valid));
    let batches = catalog.batches().filter_map(move |(_, batch)| from(&batch.valid));
    plans.chain(bundles).chain(batches)
}
