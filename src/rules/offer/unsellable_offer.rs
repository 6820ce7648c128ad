//! What is on sale contains what is not, and so can never be bought.

use foldhash::{HashMap, HashMapExt};

use crate::diag::{Finding, Level, Rule, Stage, listed};
use crate::graph::{Bundle, Id, Product, Status};
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
    let mut of_products: HashMap<Id<Product>, Vec<Owner>> = HashMap::new();
    for (_, bundle) in catalog.bundles.iter().filter(|(_, bundle)| bundle.status == Status::Active) {
        for item in bundle.products.iter().filter(|item| item.required) {
            let owner = Owner { name: format!("bundle `{}`", bundle.code.text), place: item.link.span };
            item.link.target.into_iter().for_each(|id| of_products.entry(id).or_default().push(owner.clone()));
        }
    }
    for (id, product) in catalog.products.iter() {
        let part = Part { name: format!("product `{}`", product.code.text), status: product.status };
        let owners = of_products.remove(&id).unwrap_or_default();
        findings.extend(part.finding(product.status_span, &owners));
    }
    let mut of_bundles: HashMap<Id<Bundle>, Vec<Owner>> = HashMap::new();
    for (_, plan) in catalog.plans.iter().filter(|(_, plan)| plan.status == Status::Active) {
        for link in &plan.bundles {
            let owner = Owner { name: format!("plan `{}`", plan.code.text), place: link.span };
            link.target.into_iter().for_each(|id| of_bundles.entry(id).or_default().push(owner.clone()));
        }
    }
    for (_, batch) in catalog.batches() {
        let owner = Owner { name: format!("{} `{}`", batch.kind.noun(), batch.code.text), place: batch.bundle.span };
        batch.bundle.target.into_iter().for_each(|id| of_bundles.entry(id).or_default().push(owner.clone()));
    }
    for (id, bundle) in catalog.bundles.iter() {
        let part = Part { name: format!("bundle `{}`", bundle.code.text), status: bundle.status };
        let owners = of_bundles.remove(&id).unwrap_or_default();
        findings.extend(part.finding(bundle.status_span, &owners));
    }
    findings.into_iter().for_each(|finding| cx.report(finding));
}

/// What cannot be sold without a part.
#[derive(Clone)]
struct Owner {
    name: String,
    /// Where it names the part.
    place: Span,
}

/// A part of what is sold.
struct Part {
    name: String,
    status: Status,
}

impl Part {
    /// Returns a finding if it is not on sale and something needs it: one, however much that is.
    fn finding(&self, status: Span, owners: &[Owner]) -> Option<Finding> {
        let state = off_sale(self.status)?;
        if owners.is_empty() {
            return None;
        }
        let names = listed(owners.iter().map(|owner| owner.name.clone()), ", ");
        let message = format!("{} is {state}, and so nobody can buy what contains it: {names}", self.name);
        let finding = Finding::new(&RULE, status, message).label("is not on sale");
        let finding = owners
            .iter()
            .take(PLACES)
            .fold(finding, |finding, owner| finding.also(owner.place, format!("{} needs it", owner.name)));
        Some(finding.help("take it out, replace it by what is on sale, or give both the same `status`"))
    }
}

/// How many places are shown.
const PLACES: usize = 3;

/// Returns what something is called that is not on sale.
fn off_sale(status: Status) -> Option<&'static str> {
    match status {
        Status::Active => None,
        Status::Draft => Some("a draft"),
        Status::Retired => Some("retired"),
    }
}
