//! A commitment counted in billing cycles whose length is no whole number of months, or less than a cycle (`T-W4`).

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::{Basis, Term};
use crate::rules::entry::{Check, Context, Entry};

/// A commitment counted in billing cycles whose length is no whole number of months, or less than a cycle (`T-W4`).
pub static RULE: Rule = Rule {
    name: "short-commitment",
    level: Level::Warning,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("short_commitment.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Term(check) };

fn check(term: &Term, cx: &mut Context<'_>) {
    let Some(commitment) = term.commitment.filter(|_| term.basis == Basis::BillingCycle) else { return };
    let cycle = cx.catalog.billing.period;
    let code = &term.code.text;
    // What is counted in days is fine where the cycles are.
    let in_days = commitment.days().is_some() && cycle.days().is_none();
    let message = if !commitment.is_never_shorter_than(cycle) {
        format!("the commitment of term `{code}` can be over before it begins: it is shorter than a billing cycle")
    } else if in_days {
        format!("the commitment of term `{code}` counts days, of which billing cycles have now more, now fewer")
    } else {
        return;
    };
    cx.report(
        Finding::new(&RULE, term.commitment_span, message)
            .label(format!("{commitment}, cut down to whole cycles of {cycle}"))
            .help("count it in whole cycles, or write `basis: actual`"),
    );
}
