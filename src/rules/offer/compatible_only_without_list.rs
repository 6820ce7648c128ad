//! Only compatible bundles may be added, and there are none (`T-W1`).

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::Plan;
use crate::rules::entry::{Check, Context, Entry};

/// Only compatible bundles may be added, and there are none (`T-W1`).
pub static RULE: Rule = Rule {
    name: "compatible-only-without-list",
    level: Level::Warning,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("compatible_only_without_list.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Plan(check) };

fn check(plan: &Plan, cx: &mut Context<'_>) {
    if !plan.whole || !plan.compatible.only || !plan.compatible.bundles.is_empty() {
        return;
    }
    cx.report(
        Finding::new(
            &RULE,
            plan.compatible.only_span,
            format!("no bundle can ever be added to plan `{}`", plan.code.text),
        )
        .label("only listed bundles may be added, and none is listed")
        .help("list the bundles under `compatible_bundles.bundles`, or write `only: false`"),
    );
}
