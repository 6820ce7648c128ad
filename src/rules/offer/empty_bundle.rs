//! A bundle holds neither product nor discount (`T-E2`).

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::Bundle;
use crate::rules::entry::{Check, Context, Entry};

/// A bundle holds neither product nor discount (`T-E2`).
pub static RULE: Rule = Rule {
    name: "empty-bundle",
    level: Level::Error,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("empty_bundle.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Bundle(check) };

fn check(bundle: &Bundle, cx: &mut Context<'_>) {
    if !bundle.whole || !bundle.products.is_empty() || !bundle.discounts.is_empty() {
        return;
    }
    cx.report(
        Finding::new(&RULE, bundle.code.span, format!("bundle `{}` holds nothing", bundle.code.text))
            .label("neither a product nor a discount")
            .help("add a product under `products` or a discount under `discounts`"),
    );
}
