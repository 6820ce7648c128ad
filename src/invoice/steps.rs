//! The arithmetic of a line in words, one step after the other, for a person with a pocket calculator.

use super::carry::{Carry, Sum, share};
use super::describe::{exact_money, money, named, percent};
use super::gross::{gross, used};
use super::invoice::Line;
use super::ratio::Ratio;
use crate::calendar::Date;
use crate::graph::{Catalog, DiscountValue, RoundAt};
use crate::money::{Decimal, plain};
use crate::sim::{Entry, EntryKind, Exact, Fee, Ledger, Settlement, Subject, exact_add, exact_mul};

/// Returns the steps from the price to the amount and its tax; `above` is what the lines above come to.
pub(super) fn steps(catalog: &Catalog, ledger: &Ledger, entry: &Entry, line: &Line, above: &Carry) -> Vec<String> {
    let fee = ledger.fee(entry.fee);
    let digits = fee.currency.digits();
    let mut steps = match &entry.kind {
        EntryKind::OneTime | EntryKind::Recurring => full(catalog, fee),
        EntryKind::Usage { events } => used(catalog, fee, *events).chain(full(catalog, fee)).collect(),
        EntryKind::Increase { before } => difference(catalog, ledger.fee(*before), fee),
        EntryKind::Refund(settlement) => refund(catalog, ledger, entry, settlement),
        EntryKind::Penalty => vec![format!("penalty {}", money(fee.full, digits))],
    };
    if entry.part != entry.of && !matches!(entry.kind, EntryKind::Refund(_)) {
        let Entry { part, of, .. } = entry;
        let cost = exact_money(entry.amount, digits);
        steps.push(match fee.subject {
            Subject::Penalty { in_cycles: true, .. } => format!("x {part}/{of} cycles = {cost}"),
            Subject::Penalty { .. } | Subject::Charge { .. } => {
                format!("x {part}/{of} days of {} = {cost}", full_period(entry))
            }
        });
    }
    if let (Some(exact), Some(last)) = (Ratio::of_exact(entry.amount), steps.last_mut()) {
        last.push_str(&rounding(catalog, exact, above.amount(), line.amount, digits));
    }
    steps.extend(tax(catalog, fee, entry, line, above));
    steps
}

/// Returns how a step goes on from an exact amount to the one that is shown.
///
/// Where the invoice is rounded as a whole, a line shows what it adds to the rounded sum.
fn rounding(catalog: &Catalog, exact: Ratio, above: &Sum, shown: Decimal, digits: u32) -> String {
    let mode = catalog.rounding.mode;
    let rounded_to = |amount| format!(", rounded {} to {}", mode.name(), money(amount, digits));
    let is = |ratio: Ratio, amount: Decimal| Ratio::of(amount) == Some(ratio);
    if is(above.exact, above.rounded) && exact.round(mode, digits) == Some(shown) {
        return if is(exact, shown) { String::new() } else { rounded_to(shown) };
    }
    let (Some(sum), Some(rounded)) = (above.exact.plus(exact), exact_add(above.rounded, shown)) else {
        return String::new();
    };
    let (to, above) =
        (if is(sum, rounded) { String::new() } else { rounded_to(rounded) }, money(above.rounded, digits));
    format!(", with those above {}{to}, less their {above} = {}", sum.text(digits), money(shown, digits))
}

/// Returns the steps to the fee of a whole period: price, quantity, discounts.
fn full(catalog: &Catalog, fee: &Fee) -> Vec<String> {
    let digits = fee.currency.digits();
    let mut steps = gross(catalog, fee);
    let mut left = fee.gross;
    for applied in fee.discounts.iter().filter(|d| !d.amount.is_zero()) {
        let discount = catalog.discounts.get(applied.discount);
        let name = named(discount.name.as_ref(), &discount.code);
        let coupon = applied.coupon.map(|id| &catalog.coupons.get(id).code.text);
        let coupon = coupon.map_or_else(String::new, |code| format!(", coupon {code}"));
        left = exact_add(left, -applied.amount).unwrap_or(left);
        let how = match &discount.value {
            DiscountValue::Percent(share) => percent(*share),
            DiscountValue::Amount(_) | DiscountValue::Broken => money(applied.amount, digits),
        };
        steps.push(format!("- {how} ({name}{coupon}) = {}", money(left, digits)));
    }
    steps
}

/// Returns the steps to the fee of added units.
fn difference(catalog: &Catalog, before: &Fee, after: &Fee) -> Vec<String> {
    let digits = after.currency.digits();
    let added = exact_add(after.full, -before.full).unwrap_or(after.full);
    if let (Some(unit), true) = (after.unit, after.discounts.iter().all(|d| d.amount.is_zero())) {
        let units = plain(after.units() - before.units());
        return vec![format!("{units} x {} = {}", money(unit, digits), money(added, digits))];
    }
    vec![
        format!("now {}", full(catalog, after).join(", ")),
        format!("before {}", full(catalog, before).join(", ")),
        format!("{} - {} = {}", money(after.full, digits), money(before.full, digits), money(added, digits)),
    ]
}

/// Returns the steps of money that goes back: charged, less what is due for the days and quantities that are kept.
fn refund(catalog: &Catalog, ledger: &Ledger, entry: &Entry, settlement: &Settlement) -> Vec<String> {
    let digits = ledger.fee(entry.fee).currency.digits();
    let Settlement { from, to, charged, due, exact, pieces, of, .. } = settlement;
    let mut steps = vec![format!("charged {} for {}", money(*charged, digits), period(*from, *to))];
    for piece in pieces {
        let fee = ledger.fee(piece.fee);
        let days = piece.from.days_until(piece.to);
        let part = u32::try_from(days).ok().and_then(|days| Exact::part(fee.full, days, *of));
        let cost = part.map_or_else(String::new, |part| exact_money(part, digits));
        let full = full(catalog, fee).join(", ");
        let whole = if *from == entry.full_from { String::new() } else { format!(" of {}", full_period(entry)) };
        let share =
            if days == i64::from(*of) { String::new() } else { format!(", x {days}/{of} days{whole} = {cost}") };
        steps.push(format!("due for {}: {full}{share}", period(piece.from, piece.to)));
    }
    let rounded = format!("rounded {} to {}", catalog.rounding.mode.name(), money(*due, digits));
    let inexact = !pieces.is_empty() && exact_money(*exact, digits) != money(*due, digits);
    match (pieces.len() > 1, inexact) {
        (true, true) => steps.push(format!("due in all {}, {rounded}", exact_money(*exact, digits))),
        (true, false) => steps.push(format!("due in all {}", exact_money(*exact, digits))),
        (false, true) => steps.push(rounded),
        (false, false) => {}
    }
    let back = exact_add(*due, -*charged).unwrap_or(*due);
    steps.push(format!("{} - {} = {}", money(*due, digits), money(*charged, digits), money(back, digits)));
    steps
}

/// Returns the step to the tax: of the rounded amount, or of the exact one where the invoice is rounded as a whole.
fn tax(catalog: &Catalog, fee: &Fee, entry: &Entry, line: &Line, above: &Carry) -> Option<String> {
    let digits = fee.currency.digits();
    let id = fee.tax?;
    let tax = catalog.taxes.get(id);
    let rate = tax.rate?;
    let (base, of) = match catalog.rounding.at {
        RoundAt::Line => (Ratio::of(line.amount)?, money(line.amount, digits)),
        RoundAt::Invoice => (Ratio::of_exact(entry.amount)?, exact_money(entry.amount, digits)),
    };
    let exact = base.times(share(rate, catalog.tax.inclusive)?)?;
    let (name, percentage) = (named(tax.name.as_ref(), &tax.code), percent(rate));
    let tax = exact.text(digits);
    let mut step = if catalog.tax.inclusive {
        let part = exact_mul(rate, Decimal::ONE_HUNDRED)?;
        let whole = exact_add(part, Decimal::ONE_HUNDRED)?;
        format!("contains {name} {percentage}: {of} x {} / {} = {tax}", plain(part), plain(whole))
    } else {
        format!("{name} {percentage} of {of} = {tax}")
    };
    step.push_str(&rounding(catalog, exact, above.tax(id), line.tax, digits));
    Some(step)
}

/// Returns the days that the full fee of an entry is for.
fn full_period(entry: &Entry) -> String {
    let end = entry.full_from.plus_days(i64::from(entry.of)).unwrap_or(entry.to);
    period(entry.full_from, end)
}

/// Returns days as a half-open period.
pub(super) fn period(from: Date, to: Date) -> String {
    format!("[{from} .. {to})")
}
