//! The arithmetic of a line in words, one step after the other, for a person with a pocket calculator.

use super::describe::{exact_money, money, percent};
use super::invoice::Line;
use crate::graph::{Catalog, DiscountValue, RoundAt};
use crate::money::Decimal;
use crate::sim::{Entry, EntryKind, Exact, Fee, Ledger, Settlement, Subject, exact_add};

/// Returns the steps from the price to the amount and its tax.
pub(super) fn steps(catalog: &Catalog, ledger: &Ledger, entry: &Entry, line: &Line) -> Vec<String> {
    let fee = ledger.fee(entry.fee);
    let digits = fee.currency.digits();
    let mut steps = match &entry.kind {
        EntryKind::OneTime | EntryKind::Recurring => full(catalog, fee),
        EntryKind::Increase { before } => difference(catalog, ledger.fee(*before), fee),
        EntryKind::Refund(settlement) => refund(catalog, ledger, settlement, digits),
        EntryKind::Penalty => vec![format!("penalty {}", money(fee.full, digits))],
    };
    if entry.part != entry.of && !matches!(entry.kind, EntryKind::Refund(_)) {
        let unit = if matches!(fee.subject, Subject::Penalty { in_cycles: true, .. }) { "cycles" } else { "days" };
        steps.push(format!("x {}/{} {unit} = {}", entry.part, entry.of, exact_money(entry.amount, digits)));
    }
    let mode = catalog.rounding.mode.name();
    let amount = money(line.amount, digits);
    if line.carried {
        steps.push(format!("with the remainders of the lines above, rounded {mode} to {amount}"));
    } else if entry.amount.divisor != 1 && exact_money(entry.amount, digits) != amount
        || entry.amount.numerator.normalize().scale() > digits
    {
        steps.push(format!("rounded {mode} to {amount}"));
    }
    steps.extend(tax(catalog, fee, line));
    steps
}

/// Returns the steps to the fee of a whole period: price, quantity, discounts.
fn full(catalog: &Catalog, fee: &Fee) -> Vec<String> {
    let digits = fee.currency.digits();
    let discounts: Decimal = fee.discounts.iter().map(|d| d.amount).sum();
    let mut left = exact_add(fee.full, discounts).unwrap_or(fee.full);
    let mut steps = vec![format!("{} x {} = {}", fee.units(), money(fee.unit, digits), money(left, digits))];
    for applied in fee.discounts.iter().filter(|d| !d.amount.is_zero()) {
        let discount = catalog.discounts.get(applied.discount);
        let code = match applied.coupon {
            Some(id) => format!("{}, coupon {}", discount.code.text, catalog.coupons.get(id).code.text),
            None => discount.code.text.to_string(),
        };
        left = exact_add(left, -applied.amount).unwrap_or(left);
        let how = match &discount.value {
            DiscountValue::Percent(share) => percent(*share),
            DiscountValue::Amount(_) | DiscountValue::Broken => money(applied.amount, digits),
        };
        steps.push(format!("- {how} ({code}) = {}", money(left, digits)));
    }
    steps
}

/// Returns the steps to the fee of added units.
fn difference(catalog: &Catalog, before: &Fee, after: &Fee) -> Vec<String> {
    let digits = after.currency.digits();
    let added = exact_add(after.full, -before.full).unwrap_or(after.full);
    if after.discounts.iter().all(|d| d.amount.is_zero()) {
        let units = after.units() - before.units();
        return vec![format!("{units} x {} = {}", money(after.unit, digits), money(added, digits))];
    }
    let mut steps = full(catalog, after);
    steps.extend(full(catalog, before).into_iter().map(|step| format!("before: {step}")));
    steps.push(format!("{} - {} = {}", money(after.full, digits), money(before.full, digits), money(added, digits)));
    steps
}

/// Returns the steps of money that goes back: charged, less what is due for the days and quantities that are kept.
fn refund(catalog: &Catalog, ledger: &Ledger, settlement: &Settlement, digits: u32) -> Vec<String> {
    let Settlement { charged, due, exact, pieces, of, .. } = settlement;
    let mut steps = vec![format!("charged {}", money(*charged, digits))];
    for piece in pieces {
        let fee = ledger.fee(piece.fee);
        let days = piece.from.days_until(piece.to);
        let part = u32::try_from(days).ok().and_then(|days| Exact::part(fee.full, days, *of));
        let cost = part.map_or_else(String::new, |part| exact_money(part, digits));
        let full = full(catalog, fee).join(", ");
        let share = if days == i64::from(*of) { String::new() } else { format!(", x {days}/{of} days = {cost}") };
        steps.push(format!("due: {full}{share}"));
    }
    if pieces.len() > 1 {
        steps.push(format!("due in all {}", exact_money(*exact, digits)));
    }
    if !pieces.is_empty() && exact_money(*exact, digits) != money(*due, digits) {
        steps.push(format!("rounded {} to {}", catalog.rounding.mode.name(), money(*due, digits)));
    }
    let back = exact_add(*due, -*charged).unwrap_or(*due);
    steps.push(format!("{} - {} = {}", money(*due, digits), money(*charged, digits), money(back, digits)));
    steps
}

fn tax(catalog: &Catalog, fee: &Fee, line: &Line) -> Option<String> {
    let digits = fee.currency.digits();
    let tax = catalog.taxes.get(fee.tax?);
    let rate = tax.rate?;
    let (code, percentage, amount) = (&tax.code.text, percent(rate), money(line.tax, digits));
    let carried = match catalog.rounding.at {
        RoundAt::Invoice => ", with the remainders of the lines above",
        RoundAt::Line => "",
    };
    Some(if catalog.tax.inclusive {
        let with = crate::money::plain(exact_add(rate, Decimal::ONE)?);
        format!(
            "contains {code} {percentage}: {} x {} / {with} = {amount}{carried}",
            money(line.amount, digits),
            crate::money::plain(rate)
        )
    } else {
        format!("{code} {percentage} of {} = {amount}{carried}", money(line.amount, digits))
    })
}
