//! A plan is on sale longer than one of its bundles (`T-W8`).

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::{Plan, Status};
use crate::rules::entry::{Check, Context, Entry};

/// A plan is on sale longer than one of its bundles (`T-W8`).
pub static RULE: Rule = Rule {
    name: "plan-outlives-bundle",
    level: Level::Warning,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("plan_outlives_bundle.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Plan(check) };

fn check(plan: &Plan, cx: &mut Context<'_>) {
    if !plan.valid.whole || plan.status == Status::Retired {
        return;
    }
    for link in &plan.bundles {
        let Some(bundle) = cx.catalog.bundles.follow(*link) else { continue };
        let Some(until) = bundle.valid.until else { continue };
        if plan.valid.until.is_some_and(|end| end <= until) || !bundle.valid.meets(&plan.valid) {
            continue;
        }
        let (plan_code, code) = (&plan.code.text, &bundle.code.text);
        let message = format!("plan `{plan_code}` cannot be sold from {until} on, when its bundle `{code}` has ended");
        let place = if plan.valid.span.is_written() { plan.valid.span } else { plan.code.span };
        cx.report(
            Finding::new(&RULE, place, message)
                .label(format!("the plan is on sale {}", plan.valid))
                .also(bundle.valid.span, format!("bundle `{code}` is on sale {}", bundle.valid))
                .help("end the plan with the bundle, or extend the bundle"),
        );
    }
}
