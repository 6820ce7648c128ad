//! The bundles of a plan bring a product twice that an account can hold once (`P-24`).

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::{Id, Plan, Product};
use crate::rules::entry::{Check, Context, Entry};
use crate::source::Span;

/// The bundles of a plan bring a product twice that an account can hold once (`P-24`).
pub static RULE: Rule = Rule {
    name: "repeated-product",
    level: Level::Warning,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("repeated_product.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Plan(check) };

fn check(plan: &Plan, cx: &mut Context<'_>) {
    let mut brought: Vec<(Id<Product>, Span)> = Vec::new();
    let catalog = cx.catalog;
    for link in &plan.bundles {
        let Some(bundle) = catalog.bundles.follow(*link) else { continue };
        for item in bundle.products.iter().filter(|item| item.required) {
            let Some(id) = item.link.target else { continue };
            let product = catalog.products.get(id);
            if product.repeatable {
                continue;
            }
            let Some((_, first)) = brought.iter().find(|(other, _)| *other == id) else {
                brought.push((id, link.span));
                continue;
            };
            let (code, plan_code) = (&product.code.text, &plan.code.text);
            let message = format!(
                "nobody can subscribe to plan `{plan_code}`: it brings product `{code}` twice, which is held once"
            );
            cx.report(
                Finding::new(&RULE, link.span, message)
                    .label("brings it again")
                    .also(*first, "brings it")
                    .also(product.repeatable_span, "can be held once")
                    .help("make it optional in one bundle, or remove one of the two from the plan"),
            );
        }
    }
}
