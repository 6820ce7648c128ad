//! An amount of which other discounts leave only a part to take.

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::combination::Shown;
use crate::graph::{Discount, DiscountValue, Id};
use crate::rules::entry::{Check, Context, Entry};
use crate::rules::shortest::{amount, arithmetic, charge, told};

/// An amount of which other discounts leave only a part to take.
pub static RULE: Rule = Rule {
    name: "discount-cut-short",
    level: Level::Info,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("discount_cut_short.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::WholeCatalog(check) };

fn check(cx: &mut Context<'_>) {
    let found = cx.catalog.discounts.iter();
    let found = found.filter_map(|(id, discount)| Some((id, discount, cx.combinations().cut_short(id)?)));
    let found: Vec<Finding> = found.filter_map(|(id, discount, shown)| finding((id, discount), &shown, cx)).collect();
    found.into_iter().for_each(|finding| cx.report(finding));
}

fn finding((id, discount): (Id<Discount>, &Discount), shown: &Shown, cx: &Context<'_>) -> Option<Finding> {
    let (catalog, line, currency) = (cx.catalog, &shown.line, shown.costs.currency);
    let DiscountValue::Amount(amounts) = &discount.value else { return None };
    let (whole, span) = amounts.get(currency)?;
    let taken = amount(line.cut(id)?, currency);
    let sum = arithmetic(&[line.gross], &line.cuts, line.left, currency);
    let (code, whole) = (&discount.code.text, amount(whole, currency));
    let message = format!(
        "discount `{code}` of {whole} {} is cut to {taken} on {}: {sum}",
        currency.code(),
        charge(catalog, line)
    );
    let mut finding = Finding::new(&RULE, span, message).label(format!("others leave only {taken}"));
    for cut in line.taking().filter(|cut| cut.discount != id) {
        let other = catalog.discounts.get(cut.discount);
        finding = finding.also(other.code.span, format!("takes off {} before it", amount(cut.amount, currency)));
    }
    if let Some(charge) = line.of(catalog) {
        finding = finding.also(charge.price.span, "the price");
    }
    Some(told(finding, catalog, shown).help("take off less, or sell them so that they do not meet"))
}
