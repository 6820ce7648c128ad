//! What a charge costs on which day: the price that holds now, and the days on which another one takes over.

use super::billing_cycle::anniversary;
use crate::calendar::{Cycle, Date, Lasting};
use crate::graph::{Catalog, Phase, Price, Timing};
use crate::money::{Currency, Decimal};
use crate::source::Span;

/// A price in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quote {
    /// Its number among the prices of the charge.
    pub variant: u16,
    /// The price of one unit, or of all if it is flat; nothing if it goes by tiers or packages.
    pub unit: Option<Decimal>,
    /// Whether the quantity decides the amount.
    pub per_unit: bool,
    /// Where it is written.
    pub source: Span,
}

/// A day from which on another price holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn {
    pub on: Date,
    pub quote: Quote,
    /// Whether it waits for the end of a period that is running.
    pub waits: bool,
    /// Whether periods begin anew with it.
    pub restarts: bool,
}

/// What a charge costs from its first day on.
#[derive(Debug)]
pub(super) struct Tariff {
    pub now: Quote,
    /// What takes over, in the order of days.
    pub turns: Vec<Turn>,
    /// The first day on which there is no price any more, if the last phase ends.
    pub ends: Option<Date>,
}

/// When a charge runs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Time {
    /// The day it was bought, which decides the version.
    pub bought: Date,
    /// Its first day.
    pub from: Date,
    /// The day that phases are counted from.
    pub origin: Date,
    pub cycle: Cycle,
    /// Whether periods count from the subscription or the purchase, so that a phase that ends within one begins them anew.
    pub restarts: bool,
}

/// A phase on its days: `[from, to)`, without an end if it is the last.
struct OnDays {
    from: Date,
    to: Option<Date>,
    variant: u16,
    restarts: bool,
}

impl Quote {
    /// Returns a price in a currency; nothing if there is none.
    pub fn of(price: &Price, variant: u16, currency: Currency, timing: &Timing) -> Option<Self> {
        let model = price.variant(variant);
        let source = model.place(currency)?;
        // A usage charge counts what is used, not how many are held.
        let per_unit = model.counts_units() && !matches!(timing, Timing::Usage { .. });
        Some(Self { variant, unit: model.unit_price(currency), per_unit, source })
    }
}

impl Tariff {
    /// Returns the first day within `(from, to)` with which periods begin anew, or `to`.
    pub fn same_cycle_until(&self, from: Date, to: Date) -> Date {
        let turn = self.turns.iter().find(|turn| turn.restarts && from < turn.on && turn.on < to);
        turn.map_or(to, |turn| turn.on)
    }

    /// Returns what a charge costs over time; nothing if a day lies beyond the calendar or a price is missing.
    pub fn new(catalog: &Catalog, price: &Price, currency: Currency, timing: &Timing, time: Time) -> Option<Self> {
        let quote = |variant| Quote::of(price, variant, currency, timing);
        let Some(timeline) = &price.timeline else {
            return Some(Self { now: quote(0)?, turns: Vec::new(), ends: None });
        };
        let chosen = timeline.on(time.bought)?;
        // Those who have bought get later versions from their own day on, if there is one.
        let later = timeline.versions.iter().skip(chosen + 1).filter_map(|v| Some((v.existing_from?, v)));
        let mut holding: Vec<(Date, bool, &[Phase])> = vec![(time.from, false, &timeline.versions.get(chosen)?.phases)];
        holding.extend(later.filter(|(on, _)| *on > time.from).map(|(on, v)| (on, v.waits, &*v.phases)));
        holding.sort_by_key(|(on, ..)| *on);
        let mut tariff: Option<Self> = None;
        for (at, (from, waits, phases)) in holding.iter().enumerate() {
            let until = holding.get(at + 1).map(|(on, ..)| *on);
            let (spans, end) = on_days(catalog, phases, time)?;
            for span in spans {
                let begins = span.from.max(*from);
                let is_over = span.to.is_some_and(|to| to <= begins) || until.is_some_and(|until| until <= begins);
                if is_over {
                    continue;
                }
                let quote = quote(span.variant)?;
                let (waits, restarts) = (*waits && begins == *from, span.restarts && begins == span.from);
                match &mut tariff {
                    None => tariff = Some(Self { now: quote, turns: Vec::new(), ends: None }),
                    Some(tariff) => tariff.turns.push(Turn { on: begins, quote, waits, restarts }),
                }
            }
            if let (Some(end), Some(tariff)) = (end, &mut tariff)
                && until.is_none_or(|until| end <= until)
            {
                tariff.ends = Some(end);
            }
        }
        // A fixed term that is over before the first day leaves nothing to charge.
        let over = || Some(Self { now: quote(0)?, turns: Vec::new(), ends: Some(time.from) });
        tariff.or_else(over)
    }
}

/// Returns the days of phases, and the day on which the last one ends if it does.
fn on_days(catalog: &Catalog, phases: &[Phase], time: Time) -> Option<(Vec<OnDays>, Option<Date>)> {
    let mut cycle = time.cycle;
    let (mut from, mut base, mut months, mut days) = (time.origin, time.origin, 0_i32, 0_i64);
    let (mut spans, mut restarts) = (Vec::with_capacity(phases.len()), false);
    for phase in phases {
        let to = match phase.lasts {
            None => None,
            Some(Lasting::Time(period)) => {
                // Counted from the start, so that months from the 31st end on the 31st again.
                months = months.checked_add(period.months().unwrap_or(0))?;
                days = days.checked_add(period.days().unwrap_or(0))?;
                base.plus_months(months).and_then(|day| day.plus_days(days))
            }
            Some(Lasting::Once) => cycle.boundary(cycle.index_of(from)?.checked_add(1)?),
            Some(Lasting::Periods(count)) => cycle.boundary(cycle.index_of(from)?.checked_add(i32::from(count))?),
        };
        spans.push(OnDays { from, to, variant: phase.variant, restarts });
        // One that ends beyond the calendar goes on for as long as there are days.
        let Some(end) = to else { return Some((spans, None)) };
        if !matches!(phase.lasts, Some(Lasting::Time(_))) {
            (base, months, days) = (end, 0, 0);
        }
        restarts = time.restarts && cycle.boundary(cycle.index_of(end)?)? != end;
        if restarts {
            cycle = anniversary(catalog, end, cycle.every());
        }
        from = end;
    }
    Some((spans, Some(from)))
}
