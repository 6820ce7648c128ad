//! Commitments: which term is running on a day, and what leaving costs (`T-12` to `T-19`).

use super::exact::Exact;
use super::ledger::{Aborted, Holder};
use super::subscription::Subscription;
use crate::calendar::{Cycle, Date};
use crate::graph::{Basis, Catalog, EarlyTermination, GraceAnchor, Id, Penalty, Term};
use crate::source::Span;

/// A term that somebody bought, with all that may take over from it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Commitment {
    pub term: Id<Term>,
    pub holder: Holder,
    pub since: Date,
}

/// The term of a commitment that is running on a day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    pub term: Id<Term>,
    pub holder: Holder,
    pub from: Date,
    /// The first day on which leaving is free (`T-13`).
    pub until: Date,
}

/// A penalty that leaving costs.
#[derive(Debug)]
pub(super) struct Leaving<'a> {
    pub penalty: &'a Penalty,
    /// Days or cycles that remain, and of how many.
    pub part: u32,
    pub of: u32,
    pub in_cycles: bool,
    /// The day it falls due: later than the cancellation if there is time to come back (`T-A1`).
    pub due: Date,
}

/// Returns the commitments of a subscription: its plan's and those of the bundles held, each on its own (`T-6`).
pub(super) fn commitments(catalog: &Catalog, subscription: &Subscription) -> Vec<Commitment> {
    let plan = catalog.plans.get(subscription.plan).term.and_then(|link| link.target);
    let of_plan =
        plan.map(|term| Commitment { term, holder: Holder::Plan(subscription.plan), since: subscription.committed });
    let of_bundles = subscription.holdings.iter().filter_map(|holding| {
        let term = catalog.bundles.get(holding.bundle).term?.target?;
        Some(Commitment { term, holder: Holder::Bundle(holding.bundle), since: holding.since })
    });
    of_plan.into_iter().chain(of_bundles).collect()
}

/// Returns the term of a commitment that is running on a day: the first, or one that has taken over (`T-18`); nothing if no
/// term is running (`T-19`).
pub(super) fn standing(catalog: &Catalog, cycle: &Cycle, commitment: &Commitment, day: Date) -> Option<Standing> {
    standings(catalog, cycle, commitment).find(|standing| day < standing.until)
}

/// Returns the terms of a commitment, one after the other: each takes over from the one before (`T-18`).
///
/// Every end is counted from the day of purchase, so that a month bought on the 31st ends on the 31st where there is
/// one (`T-A5`).
pub(super) fn standings<'a>(
    catalog: &'a Catalog,
    cycle: &'a Cycle,
    commitment: &Commitment,
) -> impl Iterator<Item = Standing> + 'a {
    let Commitment { term, holder, since } = *commitment;
    let (mut months, mut halves, mut days, mut from, mut next) = (0_i32, 0_i32, 0_i64, since, Some(term));
    std::iter::from_fn(move || {
        // Each round ends a day later at least, or is empty; so many empty ones in a row go round in a circle.
        for _ in 0..=catalog.terms.len() {
            let term = next?;
            let object = catalog.terms.get(term);
            let period = object.commitment?;
            let (more_months, more_days) =
                (months.checked_add(period.months().unwrap_or(0))?, days.checked_add(period.days().unwrap_or(0))?);
            let more_halves = halves.checked_add(period.half_months().unwrap_or(0))?;
            let counted = since.plus_months(more_months)?.plus_half_months(more_halves)?.plus_days(more_days)?;
            let until = match object.basis {
                Basis::Actual => counted,
                // The cycle that is running at the purchase is the first one (`T-A2`).
                Basis::BillingCycle => cycle.boundary(cycle.index_of(counted)?)?,
            };
            next = object.renews_to.and_then(|link| link.target);
            // One too short for a cycle is over before it begins, and its days do not count.
            if until > from {
                let standing = Standing { term, holder, from, until };
                (months, halves, days, from) = (more_months, more_halves, more_days, until);
                return Some(standing);
            }
        }
        None
    })
}

impl Standing {
    /// Returns where it is written that one may not leave, if one may not.
    pub fn forbids(&self, catalog: &Catalog) -> Option<Span> {
        let term = catalog.terms.get(self.term);
        matches!(term.early_termination, EarlyTermination::NotAllowed).then_some(term.early_span)
    }

    /// Returns the penalty for leaving on a day, if there is one (`T-15`, `T-16`, `T-A14`).
    pub fn leaving<'a>(&self, catalog: &'a Catalog, cycle: &Cycle, day: Date) -> Option<Leaving<'a>> {
        let term = catalog.terms.get(self.term);
        let EarlyTermination::Penalty(penalty) = &term.early_termination else { return None };
        let due = match penalty.grace {
            Some(grace)
                if grace.anchor == GraceAnchor::Start && grace.period.after(self.from).is_none_or(|end| day < end) =>
            {
                return None;
            }
            // Beyond the calendar nothing falls due any more.
            Some(grace) if grace.anchor == GraceAnchor::Termination => grace.period.after(day)?,
            Some(_) | None => day,
        };
        let in_cycles = penalty.prorated && term.basis == Basis::BillingCycle;
        let (part, of) = if in_cycles {
            let end = cycle.index_of(self.until)?;
            (end.checked_sub(cycle.index_of(day)?)?, end.checked_sub(cycle.index_of(self.from)?)?)
        } else if penalty.prorated {
            (i32::try_from(day.days_until(self.until)).ok()?, i32::try_from(self.from.days_until(self.until)).ok()?)
        } else {
            (1, 1)
        };
        Some(Leaving { penalty, part: u32::try_from(part).ok()?, of: u32::try_from(of).ok()?, in_cycles, due })
    }
}

impl Leaving<'_> {
    /// Returns the share of the whole penalty that is due.
    pub fn amount(&self, whole: crate::money::Decimal, event: u32, source: Span) -> Result<Exact, Aborted> {
        Exact::part(whole, self.part, self.of).ok_or(Aborted::Amount { event, source })
    }
}
