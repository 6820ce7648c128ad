//! A penalty that can never be charged: its grace lasts as long as the commitment (`T-W2`).

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::{EarlyTermination, GraceAnchor, Term};
use crate::rules::entry::{Check, Context, Entry};

/// A penalty that can never be charged: its grace lasts as long as the commitment (`T-W2`).
pub static RULE: Rule = Rule {
    name: "endless-grace",
    level: Level::Warning,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("endless_grace.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Term(check) };

fn check(term: &Term, cx: &mut Context<'_>) {
    let EarlyTermination::Penalty(penalty) = &term.early_termination else { return };
    let (Some(grace), Some(commitment)) = (penalty.grace, term.commitment) else { return };
    // One that begins with the termination is over some day, whatever the commitment.
    if grace.anchor != GraceAnchor::Start || !grace.period.is_never_shorter_than(commitment) {
        return;
    }
    let code = &term.code.text;
    let message =
        format!("the penalty of term `{code}` can never be charged: its grace lasts as long as its commitment");
    cx.report(
        Finding::new(&RULE, grace.span, message)
            .label(format!("leaving costs nothing for {}", grace.period))
            .also(term.commitment_span, format!("the commitment runs for {commitment}"))
            .help("shorten the grace, or write `early_termination: { type: allowed }`"),
    );
}
