//! A list of compatible bundles that the switch makes ineffective (`T-W1`).

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::Plan;
use crate::rules::entry::{Check, Context, Entry};

/// A list of compatible bundles that the switch makes ineffective (`T-W1`).
pub static RULE: Rule = Rule {
    name: "compatible-list-without-effect",
    level: Level::Warning,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("compatible_list_without_effect.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Plan(check) };

fn check(plan: &Plan, cx: &mut Context<'_>) {
    if !plan.whole
        || plan.compatible.only
        || plan.compatible.bundles.is_empty()
        || !plan.compatible.only_span.is_written()
    {
        return;
    }
    let message =
        format!("the list of compatible bundles of plan `{}` has no effect: any bundle may be added", plan.code.text);
    cx.report(
        Finding::new(&RULE, plan.compatible.span, message)
            .label("this list changes nothing")
            .also(plan.compatible.only_span, "`only: true` would make it count")
            .help("write `only: true`, or remove the list"),
    );
}
