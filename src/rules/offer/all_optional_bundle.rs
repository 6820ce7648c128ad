//! A bundle whose every item is optional can be bought empty (`T-W7`).

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::Bundle;
use crate::rules::entry::{Check, Context, Entry};

/// A bundle whose every item is optional can be bought empty (`T-W7`).
pub static RULE: Rule = Rule {
    name: "all-optional-bundle",
    level: Level::Warning,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("all_optional_bundle.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Bundle(check) };

fn check(bundle: &Bundle, cx: &mut Context<'_>) {
    let required = bundle.products.iter().any(|p| p.required) || bundle.discounts.iter().any(|d| d.required);
    let Some(first) = bundle.products.first().map(|item| item.link.span) else { return };
    if required {
        return;
    }
    let items = bundle.products.len() + bundle.discounts.len();
    let code = &bundle.code.text;
    cx.report(
        Finding::new(&RULE, bundle.code.span, format!("every item of bundle `{code}` is optional"))
            .label("can be bought with nothing in it")
            .also(first, if items == 1 { "its only item" } else { "optional, like all its items" })
            .help("make at least one product `required`"),
    );
}
