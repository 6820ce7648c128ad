//! What is on sale contains what is not, and so can never be bought.

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::{Bundle, Catalog, Link, Status};
use crate::rules::entry::{Check, Context, Entry};
use crate::source::Span;

/// What is on sale contains what is not, and so can never be bought.
pub static RULE: Rule = Rule {
    name: "unsellable-offer",
    level: Level::Warning,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("unsellable_offer.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Catalog(check) };

fn check(cx: &mut Context<'_>) {
    let catalog = cx.catalog;
    let mut findings = Vec::new();
    for (_, bundle) in catalog.bundles.iter().filter(|(_, bundle)| bundle.status == Status::Active) {
        for item in bundle.products.iter().filter(|item| item.required) {
            let Some(product) = catalog.products.follow(item.link) else { continue };
            if let Some(state) = off_sale(product.status) {
                let (owner, code) = (&bundle.code.text, &product.code.text);
                let message = format!("bundle `{owner}` can never be bought: its product `{code}` is {state}");
                findings.push(finding(item.link.span, message, (product.status_span, state)));
            }
        }
    }
    for (_, plan) in catalog.plans.iter().filter(|(_, plan)| plan.status == Status::Active) {
        let owner = format!("plan `{}` can never be bought", plan.code.text);
        findings.extend(plan.bundles.iter().filter_map(|link| in_bundle(catalog, *link, &owner)));
    }
    for (_, batch) in catalog.batches() {
        let owner = format!("codes of {} `{}` can never be used", batch.kind.noun(), batch.code.text);
        findings.extend(in_bundle(catalog, batch.bundle, &owner));
    }
    findings.into_iter().for_each(|finding| cx.report(finding));
}

/// Returns a finding where a bundle that is contained or granted is not on sale.
fn in_bundle(catalog: &Catalog, link: Link<Bundle>, owner: &str) -> Option<Finding> {
    let bundle = catalog.bundles.follow(link)?;
    let state = off_sale(bundle.status)?;
    let message = format!("{owner}: bundle `{}` is {state}", bundle.code.text);
    Some(finding(link.span, message, (bundle.status_span, state)))
}

fn finding(place: Span, message: String, (status, state): (Span, &str)) -> Finding {
    Finding::new(&RULE, place, message)
        .label("is not on sale")
        .also(status, format!("{state} here"))
        .help("take it out, replace it by what is on sale, or give both the same `status`")
}

/// Returns what something is called that is not on sale.
fn off_sale(status: Status) -> Option<&'static str> {
    match status {
        Status::Active => None,
        Status::Draft => Some("a draft"),
        Status::Retired => Some("retired"),
    }
}
