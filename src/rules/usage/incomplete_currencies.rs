//! A price lacks one of the catalog's currencies.

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::PriceModel;
use crate::money::Currency;
use crate::rules::entry::{Check, Context, Entry};

/// A price lacks one of the catalog's currencies.
pub static RULE: Rule = Rule {
    name: "incomplete-currencies",
    level: Level::Warning,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("incomplete_currencies.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Catalog(check) };

fn check(cx: &mut Context<'_>) {
    if cx.catalog.currencies.len() < 2 {
        return;
    }
    let mut findings = Vec::new();
    for (_, product) in cx.catalog.products.iter() {
        for charge in &product.charges {
            let numbers = || charge.price.models().filter(|m| !matches!(m, PriceModel::Text(_) | PriceModel::Broken));
            let lacks = |currency: &&Currency| numbers().any(|model| model.place(**currency).is_none());
            let missing: Vec<&str> = cx.catalog.currencies.iter().filter(lacks).map(|c| c.code()).collect();
            if missing.is_empty() {
                continue;
            }
            let (charge_code, code, missing) = (&charge.code.text, &product.code.text, missing.join(" and "));
            let message = format!("charge `{charge_code}` of product `{code}` has no price in {missing}");
            findings.push(
                Finding::new(&RULE, charge.price.span, message)
                    .label(format!("cannot be sold in {missing}"))
                    .also(cx.catalog.currencies_span, "the catalog's currencies")
                    .help(format!("add an amount in {missing}")),
            );
        }
    }
    findings.into_iter().for_each(|finding| cx.report(finding));
}
