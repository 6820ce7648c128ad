//! A price lacks one of the catalog's currencies.

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::{Amounts, Catalog, DiscountValue, EarlyTermination, Penalty, PriceModel};
use crate::money::Currency;
use crate::rules::entry::{Check, Context, Entry};
use crate::source::Span;

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
    for (_, discount) in cx.catalog.discounts.iter() {
        if let DiscountValue::Amount(amounts) = &discount.value {
            let what = format!("discount `{}` has no amount", discount.code.text);
            findings.extend(lacking(cx.catalog, amounts, discount.value_span, (&what, UNSOLD)));
        }
    }
    for (_, term) in cx.catalog.terms.iter() {
        if let EarlyTermination::Penalty(Penalty { fee: Some(fee), fee_span, .. }) = &term.early_termination {
            let what = format!("the penalty of term `{}` has no amount", term.code.text);
            findings.extend(lacking(cx.catalog, fee, *fee_span, (&what, UNSOLD)));
        }
    }
    for (_, tax) in cx.catalog.taxes.iter() {
        if let Some(amounts) = &tax.amount {
            let what = format!("tax `{}` has no amount", tax.code.text);
            findings.extend(lacking(cx.catalog, amounts, tax.amount_span, (&what, "is nothing on an invoice")));
        }
    }
    findings.into_iter().for_each(|finding| cx.report(finding));
}

/// What becomes of a discount or a penalty in a currency that it lacks.
const UNSOLD: &str = "what it belongs to cannot be sold";

fn lacking(catalog: &Catalog, amounts: &Amounts, span: Span, (what, so): (&str, &str)) -> Option<Finding> {
    let lacks = |currency: &&Currency| amounts.get(**currency).is_none();
    let missing: Vec<&str> = catalog.currencies.iter().filter(lacks).map(|c| c.code()).collect();
    let missing = missing.join(" and ");
    (!missing.is_empty()).then(|| {
        Finding::new(&RULE, span, format!("{what} in {missing}"))
            .label(format!("{so} in {missing}"))
            .also(catalog.currencies_span, "the catalog's currencies")
            .help(format!("add an amount in {missing}"))
    })
}
