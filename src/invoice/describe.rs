//! Names and amounts in the words of an invoice.

use smol_str::SmolStr;

use crate::graph::{Catalog, Code, Timing};
use crate::money::{Decimal, plain};
use crate::scenario::LineKind;
use crate::sim::{Entry, EntryKind, Exact, Holder, Ledger, Subject, exact_mul};

/// How many digits a step shows of what it comes to before that is cut.
const MOST_DIGITS: u32 = 10;

/// How many terms of a sum are shown.
const MOST_TERMS: usize = 20;

/// Returns what a line is for: the product's name and the charge's, or the codes of those without a name.
pub(super) fn describe(catalog: &Catalog, ledger: &Ledger, entry: &Entry) -> String {
    match ledger.fee(entry.fee).subject {
        Subject::Charge { product, charge, .. } => {
            let product = catalog.products.get(product);
            let charge = product.charges.get(charge as usize);
            let is_usage = charge.is_some_and(|charge| matches!(charge.timing, Timing::Usage { .. }));
            let charge = charge.map_or("", |charge| named(charge.name.as_ref(), &charge.code));
            let suffix = match entry.kind {
                EntryKind::Increase { .. } => ", added",
                EntryKind::Refund(ref settlement) if settlement.is_withdrawal() => ", withdrawn",
                EntryKind::Refund(_) if is_usage => ", given back",
                EntryKind::Refund(_) => ", unused",
                EntryKind::Progress { .. } => ", more",
                EntryKind::Minimum { .. } => ", up to the minimum",
                EntryKind::Maximum { .. } => ", down to the maximum",
                EntryKind::Adjustment => ", adjusted",
                EntryKind::Day(_) => ", by the day",
                EntryKind::OneTime | EntryKind::Recurring | EntryKind::Usage { .. } | EntryKind::Penalty => "",
            };
            format!("{}, {charge}{suffix}{}", named(product.name.as_ref(), &product.code), again(ledger, entry))
        }
        Subject::PlanSpend { plan } => {
            let plan = catalog.plans.get(plan);
            let reached = match &entry.kind {
                EntryKind::Maximum { .. } => "down to the maximum",
                EntryKind::Refund(settlement) if settlement.charged.is_sign_negative() => {
                    "down to the maximum, withdrawn"
                }
                EntryKind::Refund(_) => "up to the minimum, withdrawn",
                EntryKind::OneTime
                | EntryKind::Recurring
                | EntryKind::Usage { .. }
                | EntryKind::Progress { .. }
                | EntryKind::Minimum { .. }
                | EntryKind::Increase { .. }
                | EntryKind::Day(_)
                | EntryKind::Adjustment
                | EntryKind::Penalty => "up to the minimum",
            };
            format!("{}, {reached}{}", named(plan.name.as_ref(), &plan.code), again(ledger, entry))
        }
        Subject::Penalty { term, holder, .. } => {
            let holder = match holder {
                Holder::Plan(id) => {
                    let plan = catalog.plans.get(id);
                    named(plan.name.as_ref(), &plan.code)
                }
                Holder::Bundle(id) => {
                    let bundle = catalog.bundles.get(id);
                    named(bundle.name.as_ref(), &bundle.code)
                }
            };
            let term = catalog.terms.get(term);
            format!("{holder}, early termination of {}", named(term.name.as_ref(), &term.code))
        }
    }
}

/// Returns what a line is called beside, if it settles the least or most of a period again.
fn again(ledger: &Ledger, entry: &Entry) -> &'static str {
    let bounds = matches!(entry.kind, EntryKind::Minimum { .. } | EntryKind::Maximum { .. });
    if bounds && ledger.fee(entry.fee).settles_again() { ", corrected" } else { "" }
}

/// Returns the kind of line that an entry makes.
pub(super) fn kind(entry: &Entry) -> LineKind {
    match entry.kind {
        EntryKind::OneTime => LineKind::OneTime,
        EntryKind::Recurring | EntryKind::Day(_) => LineKind::Recurring,
        EntryKind::Usage { .. } | EntryKind::Progress { .. } => LineKind::Usage,
        EntryKind::Minimum { .. } => LineKind::Minimum,
        EntryKind::Maximum { .. } => LineKind::Maximum,
        EntryKind::Increase { .. } => LineKind::Increase,
        EntryKind::Refund(_) => LineKind::Refund,
        EntryKind::Adjustment => LineKind::Adjustment,
        EntryKind::Penalty => LineKind::Penalty,
    }
}

/// Returns the name of an object, or its code if it has none.
pub(super) fn named<'a>(name: Option<&'a SmolStr>, code: &'a Code) -> &'a str {
    name.unwrap_or(&code.text)
}

/// Returns a decimal with all its digits, and at least as many as the currency has.
pub(super) fn money(amount: Decimal, digits: u32) -> String {
    let mut amount = amount.normalize();
    if amount.scale() < digits {
        amount.rescale(digits);
    }
    amount.to_string()
}

/// Returns what a step comes to: with all its digits, or cut like one without end where it has more than a person keys in.
pub(super) fn shown(amount: Decimal, digits: u32) -> String {
    let amount = amount.normalize();
    if amount.scale() <= MOST_DIGITS {
        money(amount, digits)
    } else {
        format!("{}...", amount.trunc_with_scale(digits + 4))
    }
}

/// Returns an exact amount with all its digits; one without end is cut four digits after the currency's.
pub(super) fn exact_money(exact: Exact, digits: u32) -> String {
    let by = Decimal::from(exact.divisor);
    match exact.numerator.checked_div(by) {
        Some(quotient) if exact_mul(quotient, by) == Some(exact.numerator) || exact.divisor == 1 => {
            money(quotient, digits)
        }
        Some(quotient) => format!("{}...", quotient.trunc_with_scale(digits + 4)),
        None => money(exact.numerator, digits),
    }
}

/// Returns a sum of amounts in words, as in `10.00 - 2.00` or `28 times 0.25 + 3 times 0.26`; nothing if it has one term, or
/// more than a person adds up.
pub(super) fn sum(amounts: impl Iterator<Item = Decimal>, digits: u32) -> Option<String> {
    let mut terms: Vec<(usize, Decimal)> =
        amounts.filter(|amount| !amount.is_zero()).map(|amount| (1, amount)).collect();
    if terms.len() > MOST_TERMS {
        let mut grouped: Vec<(usize, Decimal)> = Vec::new();
        for (_, amount) in terms {
            match grouped.iter().position(|(_, grouped)| *grouped == amount) {
                Some(at) => grouped.get_mut(at).into_iter().for_each(|(count, _)| *count += 1),
                None if grouped.len() == MOST_TERMS => return None,
                None => grouped.push((1, amount)),
            }
        }
        terms = grouped;
    }
    if let [] | [(1, _)] = terms.as_slice() {
        return None;
    }
    let mut told = String::new();
    for (at, (count, amount)) in terms.iter().enumerate() {
        told.push_str(sign(at == 0, amount.is_sign_negative()));
        if *count > 1 {
            told.push_str(&format!("{count} times "));
        }
        told.push_str(&money(amount.abs(), digits));
    }
    Some(told)
}

/// Returns what stands before a term of a sum.
pub(super) fn sign(first: bool, negative: bool) -> &'static str {
    match (first, negative) {
        (true, true) => "-",
        (true, false) => "",
        (false, true) => " - ",
        (false, false) => " + ",
    }
}

/// Returns a fraction as a percentage: 0.20 as `20%`.
pub(super) fn percent(share: Decimal) -> String {
    let hundred = exact_mul(share, Decimal::ONE_HUNDRED).unwrap_or(share);
    format!("{}%", plain(hundred))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_shows_the_digits_it_has() {
        let d = |text: &str| text.parse::<Decimal>().unwrap();
        assert_eq!(money(d("12"), 2), "12.00");
        assert_eq!(money(d("0.0025"), 2), "0.0025");
        assert_eq!(money(d("12.500"), 2), "12.50");
        assert_eq!(exact_money(Exact::part(d("49.90"), 17, 31).unwrap(), 2), "27.364516...");
        assert_eq!(exact_money(Exact::part(d("108.00"), 14, 28).unwrap(), 2), "54.00");
        assert_eq!(exact_money(Exact::part(d("100"), 16, 30).unwrap(), 0), "53.3333...");
        assert_eq!(percent(d("0.0825")), "8.25%");
    }
}
