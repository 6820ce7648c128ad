//! A plan and one of its bundles are never on sale on the same day (`T-E4`).

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::Plan;
use crate::rules::entry::{Check, Context, Entry};

/// A plan and one of its bundles are never on sale on the same day (`T-E4`).
pub static RULE: Rule = Rule {
    name: "disjoint-validity",
    level: Level::Error,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("disjoint_validity.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Plan(check) };

fn check(plan: &Plan, cx: &mut Context<'_>) {
    for link in &plan.bundles {
        let Some(bundle) = cx.catalog.bundles.follow(*link) else { continue };
        if bundle.valid.meets(&plan.valid) {
            continue;
        }
        let (plan_code, code) = (&plan.code.text, &bundle.code.text);
        let message = format!("plan `{plan_code}` and its bundle `{code}` are never on sale on the same day");
        cx.report(
            Finding::new(&RULE, plan.valid.span, message)
                .label(format!("the plan is on sale {}", plan.valid))
                .also(bundle.valid.span, format!("bundle `{code}` is on sale {}", bundle.valid))
                .help("let the two overlap, or take the bundle out of the plan"),
        );
    }
}
