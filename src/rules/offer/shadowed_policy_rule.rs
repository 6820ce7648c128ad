//! A rule of a policy never holds, for an earlier one matches whatever it is for.

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::PolicyRule;
use crate::rules::entry::{Check, Context, Entry};

/// A rule of a policy never holds, for an earlier one matches whatever it is for.
pub static RULE: Rule = Rule {
    name: "shadowed-policy-rule",
    level: Level::Warning,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("shadowed_policy_rule.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Catalog(check) };

fn check(cx: &mut Context<'_>) {
    let catalog = cx.catalog;
    for (_, policy) in catalog.policies.iter() {
        shadowed(&policy.changes, &format!("a rule for changes of policy `{}`", policy.code.text), cx);
        shadowed(&policy.cancels, &format!("a rule for cancelling of policy `{}`", policy.code.text), cx);
    }
}

fn shadowed(rules: &[PolicyRule], what: &str, cx: &mut Context<'_>) {
    for (at, rule) in rules.iter().enumerate() {
        let Some(earlier) = rules.iter().take(at).find(|earlier| earlier.covers(rule)) else { continue };
        cx.report(
            Finding::new(&RULE, rule.span, format!("{what} never holds: an earlier one matches first"))
                .label("never reached")
                .also(earlier.span, "matches all that it is for")
                .help("move it up, or remove it"),
        );
    }
}
