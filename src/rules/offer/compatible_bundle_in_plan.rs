//! A compatible bundle is already part of the plan (`T-E10`).

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::Plan;
use crate::rules::entry::{Check, Context, Entry};

/// A compatible bundle is already part of the plan (`T-E10`).
pub static RULE: Rule = Rule {
    name: "compatible-bundle-in-plan",
    level: Level::Error,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("compatible_bundle_in_plan.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Plan(check) };

fn check(plan: &Plan, cx: &mut Context<'_>) {
    for link in plan.compatible.bundles.iter().filter(|link| link.target.is_some()) {
        let Some(own) = plan.bundles.iter().find(|own| own.target == link.target) else { continue };
        let Some(bundle) = cx.catalog.bundles.follow(*link) else { continue };
        let (plan_code, code) = (&plan.code.text, &bundle.code.text);
        let message = format!("plan `{plan_code}` lists bundle `{code}` as an add-on although it contains it");
        cx.report(
            Finding::new(&RULE, link.span, message)
                .label("cannot be added: every subscriber has it")
                .also(own.span, "part of the plan here")
                .help("remove it from `compatible_bundles`, or from `bundles`"),
        );
    }
}
