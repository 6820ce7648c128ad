//! How a finding tells the shortest purchase that shows it: the arithmetic, the places and the events.

use crate::diag::Finding;
use crate::graph::combination::{Act, Cut, Line, Purchase, Shown};
use crate::graph::{Catalog, Discount, Id};
use crate::money::{Currency, Decimal};

/// Returns an amount with at least the digits of its currency.
pub(super) fn amount(value: Decimal, currency: Currency) -> String {
    // Nothing less nothing has a sign of its own, which nobody wants to read.
    let mut value = if value.is_zero() { Decimal::ZERO } else { value.normalize() };
    if value.scale() < currency.digits() {
        value.rescale(currency.digits());
    }
    value.to_string()
}

/// Returns what is left of amounts after discounts, as in `12.00 - 5.00 - 10.00 = -3.00`.
pub(super) fn arithmetic(gross: &[Decimal], cuts: &[Cut], left: Decimal, currency: Currency) -> String {
    let sum: Vec<String> = gross.iter().map(|value| amount(*value, currency)).collect();
    let mut text = sum.join(" + ");
    for cut in cuts.iter().filter(|cut| !cut.amount.is_zero()) {
        text.push_str(&format!(" - {}", amount(cut.amount, currency)));
    }
    format!("{text} = {}", amount(left, currency))
}

/// Returns the name of a charge, as in "charge `access` of product `tv`".
pub(super) fn charge(catalog: &Catalog, line: &Line) -> String {
    let product = &catalog.products.get(line.product).code.text;
    line.of(catalog).map_or_else(
        || format!("product `{product}`"),
        |charge| format!("charge `{}` of product `{product}`", charge.code.text),
    )
}

/// Returns the codes of discounts in words.
pub(super) fn names(catalog: &Catalog, discounts: &[Id<Discount>]) -> String {
    let codes: Vec<String> = discounts.iter().map(|id| format!("`{}`", catalog.discounts.get(*id).code.text)).collect();
    match codes.split_last() {
        Some((last, [])) => format!("discount {last}"),
        Some((last, others)) => format!("discounts {} and {last}", others.join(", ")),
        None => "no discount".to_owned(),
    }
}

/// Adds the places of what is bought, and the purchase in words and as events.
pub(super) fn told(mut finding: Finding, catalog: &Catalog, shown: &Shown) -> Finding {
    let Shown { purchase, others, more, .. } = shown;
    finding = finding.also(catalog.plans.get(purchase.plan).code.span, "the plan of the shortest purchase");
    for step in &purchase.steps {
        if let Act::Add(bundle) = step.act {
            finding = finding.also(catalog.bundles.get(bundle).code.span, "the bundle that is added");
        }
        if let Some(batch) = step.code {
            let batch = catalog.batch(batch);
            finding = finding.also(batch.code.span, format!("the {} whose code is used", batch.kind.noun()));
        }
    }
    let others = match (others, more) {
        (0, _) => String::new(),
        (1, false) => "; one more charge or plan shows it, too".to_owned(),
        (count, false) => format!("; {count} more charges and plans show it, too"),
        (count, true) => format!("; at least {count} more charges and plans show it, too"),
    };
    finding.note(format!("the shortest purchase: {}{others}; {}", purchase.words(catalog), scenario(catalog, purchase)))
}

/// Returns a purchase as a scenario has it.
fn scenario(catalog: &Catalog, purchase: &Purchase) -> String {
    let events = purchase.events(catalog).join(", ");
    match purchase.account(catalog).as_str() {
        "ada: {}" => format!("events: [{events}]"),
        account => format!("accounts: {{ {account} }}, events: [{events}]"),
    }
}
