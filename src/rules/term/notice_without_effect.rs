//! A notice for a term that one may leave on any day without it.

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::{EarlyTermination, Term};
use crate::rules::entry::{Check, Context, Entry};

/// A notice for a term that one may leave on any day without it.
pub static RULE: Rule = Rule {
    name: "notice-without-effect",
    level: Level::Warning,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("notice_without_effect.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Term(check) };

fn check(term: &Term, cx: &mut Context<'_>) {
    if !term.notice_span.is_written() || !matches!(term.early_termination, EarlyTermination::Allowed) {
        return;
    }
    let message = format!("the notice of term `{}` binds nobody: one may leave it on any day", term.code.text);
    cx.report(
        Finding::new(&RULE, term.notice_span, message)
            .label("need not be kept")
            .also(term.early_span, "leaving costs nothing and is never refused")
            .help("remove `notice`, or forbid to leave early: `early_termination: { type: not_allowed }`"),
    );
}
