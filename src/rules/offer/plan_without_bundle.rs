//! A plan has no bundle (`T-E2`).

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::Plan;
use crate::rules::entry::{Check, Context, Entry};

/// A plan has no bundle (`T-E2`).
pub static RULE: Rule = Rule {
    name: "plan-without-bundle",
    level: Level::Error,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("plan_without_bundle.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Plan(check) };

fn check(plan: &Plan, cx: &mut Context<'_>) {
    if !plan.whole || !plan.bundles.is_empty() {
        return;
    }
    cx.report(
        Finding::new(&RULE, plan.bundles_span, format!("plan `{}` has no bundle", plan.code.text))
            .label("nothing to subscribe to")
            .help("name at least one bundle"),
    );
}
