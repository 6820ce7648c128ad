//! Discounts that take a charge or an invoice below zero.

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::combination::{Cut, Shown, Total};
use crate::graph::{Discount, Id, Scope};
use crate::rules::entry::{Check, Context, Entry};
use crate::rules::shortest::{amount, arithmetic, charge, names, told};

/// Discounts that take a charge or an invoice below zero.
pub static RULE: Rule = Rule {
    name: "below-zero-total",
    level: Level::Warning,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("below_zero_total.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::WholeCatalog(check) };

fn check(cx: &mut Context<'_>) {
    let below = cx.catalog.discounts.iter().filter(|(_, discount)| discount.below_zero);
    let found = below.filter_map(|(id, discount)| Some((id, discount, cx.combinations().below_zero(id)?)));
    let found: Vec<Finding> = found.filter_map(|(id, discount, shown)| finding((id, discount), &shown, cx)).collect();
    found.into_iter().for_each(|finding| cx.report(finding));
}

fn finding((id, discount): (Id<Discount>, &Discount), shown: &Shown, cx: &Context<'_>) -> Option<Finding> {
    let (catalog, line, currency) = (cx.catalog, &shown.line, shown.costs.currency);
    let (what, amounts, cuts, left) = match discount.scope {
        Scope::Charge => (charge(catalog, line), vec![line.gross], line.cuts.clone(), line.left),
        Scope::Invoice => {
            let total = Total::of(catalog, &shown.purchase, &shown.costs)?;
            ("an invoice".to_owned(), total.lines, total.cuts, total.left)
        }
    };
    let cuts: Vec<Cut> = cuts.into_iter().filter(|cut| !cut.amount.is_zero()).collect();
    let taking: Vec<Id<Discount>> = cuts.iter().map(|cut| cut.discount).collect();
    let (names, verb) = (names(catalog, &taking), if taking.len() == 1 { "takes" } else { "take" });
    let sum = arithmetic(&amounts, &cuts, left, currency);
    let message = format!("{names} {verb} {what} below zero: {sum} {}", currency.code());
    let mut finding =
        Finding::new(&RULE, discount.value_span, message).label("is taken off in full, also where less is left");
    for cut in cuts.iter().filter(|cut| cut.discount != id) {
        let other = catalog.discounts.get(cut.discount);
        finding = finding.also(other.code.span, format!("takes off {} too", amount(cut.amount, currency)));
    }
    if let Some(charge) = line.of(catalog) {
        finding = finding.also(charge.price.span, "the price");
    }
    Some(
        told(finding, catalog, shown)
            .help("leave out `below_zero`, take off less, or sell them so that they do not meet"),
    )
}
