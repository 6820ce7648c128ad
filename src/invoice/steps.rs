//! The arithmetic of a line in words, one step after the other, for a person with a pocket calculator.

use std::fmt::Write;

use super::carry::{Carry, Sum, share};
use super::cut::{Back, Cut, limited};
use super::describe::{exact_money, money, named, percent};
use super::gross::{gross, prepaid, times};
use super::invoice::Line;
use super::ratio::Ratio;
use super::usage_steps::{capped, maximum, minimum, overage, so_far, used};
use crate::calendar::Date;
use crate::diag::listed;
use crate::graph::{Catalog, Conventions, DiscountValue, Id, Per, RoundAt, Tax, TaxRound, Timing};
use crate::money::{Decimal, Portion, RoundingMode, plain};
use crate::sim::{
    Entry, EntryKind, Exact, Fee, Ledger, Piece, Reckoning, Settlement, Subject, exact_add, exact_mul, rounded_ratio,
};

/// An entry and its line.
pub(super) struct Told<'a> {
    pub entry: &'a Entry,
    pub line: &'a Line,
    pub tax: Option<Id<Tax>>,
    /// What the discounts of the whole invoice take off it.
    pub off: Ratio,
    /// What the lines above come to.
    pub above: &'a Carry<'a>,
}

/// Returns the steps from the price to the amount and its tax.
pub(super) fn steps(catalog: &Catalog, ledger: &Ledger, told: &Told<'_>) -> Vec<String> {
    let Told { entry, line, above, .. } = told;
    let fee = ledger.fee(entry.fee);
    let digits = catalog.rounding.digits(fee.currency);
    let mut steps = match &entry.kind {
        EntryKind::OneTime | EntryKind::Recurring => full(catalog, fee),
        EntryKind::Usage { events } => [used(catalog, fee, *events), full(catalog, fee)].concat(),
        EntryKind::Progress { events, charged, .. } => {
            [used(catalog, fee, *events), full(catalog, fee), so_far(catalog, fee, entry, *charged)].concat()
        }
        EntryKind::Minimum { cost } => minimum(catalog, fee, *cost),
        EntryKind::Maximum { cost } => maximum(catalog, fee, *cost),
        EntryKind::Increase { before } => difference(catalog, ledger.fee(*before), fee),
        EntryKind::Refund(settlement) => refund(catalog, ledger, entry, settlement),
        EntryKind::Day(settlement) => day(catalog, ledger, entry, settlement),
        EntryKind::Adjustment => {
            vec![format!("taken off what was charged for {}", period(entry.from, entry.to))]
        }
        EntryKind::Penalty => vec![format!("penalty {}", money(fee.full, digits))],
    };
    if entry.part != entry.of && !matches!(entry.kind, EntryKind::Refund(_)) {
        let Entry { part, of, .. } = entry;
        let cost = exact_money(entry.amount, digits);
        steps.push(match fee.subject {
            Subject::Penalty { in_cycles: true, .. } => format!("x {part}/{of} cycles = {cost}"),
            Subject::Penalty { .. } => format!("x {part}/{of} days of {} = {cost}", full_period(entry)),
            Subject::Charge { .. } | Subject::PlanSpend { .. } => {
                format!("{} = {cost}", share_of(catalog, fee, (*part, *of), &format!(" of {}", full_period(entry))))
            }
        });
    }
    // What is rounded on its line, though the line may show what it adds to a rounded sum.
    if let (Some(base), true, Some(last)) = (above.base(entry), above.carries, steps.last_mut())
        && catalog.rounding.at == RoundAt::Line
        && Ratio::of_exact(entry.amount) != Some(base)
    {
        let _ = write!(last, ", rounded {} to {}", catalog.rounding.mode.name(), base.text(digits));
    }
    let by_total = catalog.tax.round.value == TaxRound::Total && !catalog.tax.inclusive;
    if let (Some(exact), Some(last), false) = (above.base_before(entry), steps.last_mut(), by_total) {
        last.push_str(&rounding(catalog, exact, *above.amount(), line.amount, digits));
    }
    steps.extend(tax(catalog, fee, told));
    if by_total {
        steps.extend(net_of_total(catalog, told, digits));
    }
    steps
}

/// Returns the step to what is left of a rounded total without its rounded tax (`C-16`).
fn net_of_total(catalog: &Catalog, told: &Told<'_>, digits: u32) -> Option<String> {
    let Told { entry, line, tax, off, above } = told;
    let base = above.base(entry)?;
    let tax = match tax {
        Some(id) => base.plus(off.negated())?.times(share(above.rate(*id)?, false)?)?,
        None => Ratio::ZERO,
    };
    let total = above.total().exact.plus(base)?.plus(tax)?;
    let decimal = |minor: i128| Decimal::try_from_i128_with_scale(minor, digits).ok();
    let net_above = decimal(above.total().rounded.checked_sub(above.all_taxes().rounded)?)?;
    let taxes = exact_add(decimal(above.all_taxes().rounded)?, line.tax)?;
    let rounded = exact_add(exact_add(net_above, line.amount)?, taxes)?;
    let (mode, total, rounded) = (catalog.rounding.mode.name(), total.text(digits), money(rounded, digits));
    let less = if net_above.is_zero() { String::new() } else { format!(", less {} above", money(net_above, digits)) };
    let (taxes, amount) = (money(taxes, digits), money(line.amount, digits));
    Some(format!("total so far {total}, rounded {mode} to {rounded}, less {taxes} of tax{less} = {amount}"))
}

/// Returns the steps of a discount of the whole invoice.
pub(super) fn cut_steps(catalog: &Catalog, cut: &Cut, line: &Line, above: &Carry<'_>, digits: u32) -> Vec<String> {
    let (of, wanted) = (cut.of.text(digits), cut.wanted.text(digits));
    let discount = catalog.discounts.get(cut.discount);
    let mut steps: Vec<String> = cut.back.iter().map(|back| taken_back(back, digits)).collect();
    match &discount.value {
        _ if cut.back.len() == 1 => {}
        _ if cut.back.len() > 1 => steps.push(format!("together {}", cut.wanted.negated().text(digits))),
        DiscountValue::Percent(share) => steps.push(format!("{} of {of} = {wanted}", percent(*share))),
        DiscountValue::Amount(_) | DiscountValue::Broken => steps.push(format!("{wanted} off {of}")),
    }
    let Some(step) = steps.last_mut() else { return steps };
    // What is taken back is in proportion to what goes back.
    let below_zero = discount.below_zero || !cut.back.is_empty();
    let limited = limited(cut.wanted, cut.of, below_zero).unwrap_or(cut.amount);
    if limited != cut.wanted {
        let _ = write!(step, ", no more than {of}");
    }
    if above.carries {
        step.push_str(&rounding(catalog, cut.amount.negated(), *above.amount(), line.amount, digits));
    } else if limited != cut.amount {
        let mode = catalog.rounding.mode;
        let is_rounded_so = limited.round(mode, digits).and_then(Ratio::of) == Some(cut.amount);
        // Where the mode would take off more than there is.
        let mode = if is_rounded_so { mode } else { RoundingMode::Down };
        let amount = if cut.back.is_empty() { cut.amount } else { cut.amount.negated() };
        let _ = write!(step, ", rounded {} to {}", mode.name(), amount.text(digits));
    }
    steps
}

/// Returns the step to what is taken back of a discount with a part of what was charged.
fn taken_back(back: &Back, digits: u32) -> String {
    let Back { off, charged, given } = back;
    let given = given.negated();
    let share = off
        .times(given)
        .and_then(|product| product.divided_by(*charged))
        .map_or_else(String::new, |share| share.text(digits));
    let [off, given, charged] = [*off, given, *charged].map(|amount| amount.text(digits));
    format!("{off} taken off x {given} given back / {charged} charged = {share}")
}

/// Returns how a step goes on from an exact amount to the one that is shown.
///
/// Where the invoice is rounded as a whole, a line shows what it adds to the rounded sum.
fn rounding(catalog: &Catalog, exact: Ratio, above: Sum, shown: Decimal, digits: u32) -> String {
    let mode = catalog.rounding.mode;
    let rounded_to = |amount| format!(", rounded {} to {}", mode.name(), money(amount, digits));
    let is = |ratio: Ratio, amount: Decimal| Ratio::of(amount) == Some(ratio);
    let Some(above_rounded) = Decimal::try_from_i128_with_scale(above.rounded, digits).ok() else {
        return String::new();
    };
    if is(above.exact, above_rounded) && exact.round(mode, digits) == Some(shown) {
        return if is(exact, shown) { String::new() } else { rounded_to(shown) };
    }
    let (Some(sum), Some(rounded)) = (above.exact.plus(exact), exact_add(above_rounded, shown)) else {
        return String::new();
    };
    let (to, above) =
        (if is(sum, rounded) { String::new() } else { rounded_to(rounded) }, money(above_rounded, digits));
    format!(", with those above {}{to}, less their {above} = {}", sum.text(digits), money(shown, digits))
}

/// Returns the steps to the fee of a whole period: price, quantity, discounts.
fn full(catalog: &Catalog, fee: &Fee) -> Vec<String> {
    let digits = catalog.rounding.digits(fee.currency);
    let mut steps = gross(catalog, fee);
    steps.extend(prepaid(catalog, fee));
    steps.extend(overage(catalog, fee));
    let mut left = fee.gross;
    if let Some((adjustment, off)) = &fee.adjusted
        && !off.is_zero()
    {
        left = exact_add(left, -*off).unwrap_or(left);
        let told = |sign: &str, portion: Option<Portion>, why: &str| {
            let how = match portion? {
                Portion::Share(share) => percent(share),
                Portion::Amount(amount) => money(amount, digits),
            };
            Some(format!("{sign} {how} ({why})"))
        };
        let changes = [
            told("-", adjustment.discount, "discount of the customer"),
            told("+", adjustment.upcharge, "upcharge of the customer"),
        ];
        let changes: Vec<String> = changes.into_iter().flatten().collect();
        steps.push(format!("{} = {}", changes.join(" "), money(left, digits)));
    }
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
    steps.extend(capped(catalog, fee));
    steps
}

/// Returns the steps to the fee of added units.
fn difference(catalog: &Catalog, before: &Fee, after: &Fee) -> Vec<String> {
    let digits = catalog.rounding.digits(after.currency);
    let added = exact_add(after.full, -before.full).unwrap_or(after.full);
    let units = after.units() - before.units();
    if let Some(unit) = after.unit.filter(|unit| exact_mul(units, *unit) == Some(added)) {
        return vec![times(units, unit, added, digits)];
    }
    vec![
        format!("now {}", full(catalog, after).join(", ")),
        format!("before {}", full(catalog, before).join(", ")),
        format!("{} - {} = {}", money(after.full, digits), money(before.full, digits), money(added, digits)),
    ]
}

/// Returns the factor that a part of a fee is: a share of its periods, of its days, or of a longer time that it is for.
fn share_of(catalog: &Catalog, fee: &Fee, (part, of): (u32, u32), whole: &str) -> String {
    if fee.prepaid.is_some() {
        return format!("x {part}/{of} periods");
    }
    match fee.subject.charge(catalog).map(|charge| charge.timing) {
        Some(Timing::Recurring { per: Some(Per::Periods(shares)), .. }) if part == of / shares => {
            format!("x 1/{shares}")
        }
        Some(Timing::Recurring { per: Some(Per::Periods(shares)), .. }) => {
            format!("x 1/{shares} {}", days_share(catalog, part, of / shares, whole))
        }
        Some(Timing::Recurring { .. } | Timing::OneTime | Timing::Usage { .. }) | None => {
            days_share(catalog, part, of, whole)
        }
    }
}

/// Returns the factor that a share of days is, in the count and with the rounded ratio of the catalog's conventions.
pub(super) fn days_share(catalog: &Catalog, part: u32, of: u32, whole: &str) -> String {
    let Conventions { count, ratio_digits, .. } = &catalog.billing.conventions;
    let named = count.value.name().map_or_else(String::new, |name| format!(" ({name})"));
    let ratio = ratio_digits.value.and_then(|digits| rounded_ratio(part, of, digits));
    let days = format!("{part}/{of} {}{named}{whole}", count.value.noun());
    ratio.map_or_else(|| format!("x {days}"), |ratio| format!("x {ratio} ({days})"))
}

/// Returns the steps of a day that is charged alone: what the period has come to, less what was charged before.
fn day(catalog: &Catalog, ledger: &Ledger, entry: &Entry, settlement: &Settlement) -> Vec<String> {
    let Reckoning::Due { exact, pieces } = &settlement.reckoning else { return Vec::new() };
    let digits = catalog.rounding.digits(ledger.fee(entry.fee).currency);
    let mut steps = still_due(catalog, ledger, entry, settlement, (*exact, settlement.due, pieces));
    if !settlement.charged.is_zero() {
        let (due, charged) = (money(settlement.due, digits), money(settlement.charged, digits));
        let more = exact_add(settlement.due, -settlement.charged).unwrap_or(settlement.due);
        steps.push(format!("{due} - {charged} charged before = {}", money(more, digits)));
    }
    steps
}

/// Returns the steps of money that goes back.
fn refund(catalog: &Catalog, ledger: &Ledger, entry: &Entry, settlement: &Settlement) -> Vec<String> {
    let digits = catalog.rounding.digits(ledger.fee(entry.fee).currency);
    let Settlement { from, to, charged, charges, adjusted, due, .. } = settlement;
    // What is charged once is for no time.
    let time = if from < to { format!(" for {}", period(*from, *to)) } else { String::new() };
    let mut steps = vec![format!("charged {}{time}", money(*charged, digits))];
    if !adjusted.is_zero() {
        steps.push(format!("of it {} taken off already", money(*adjusted, digits)));
    }
    let back = exact_add(*due, -*charged).unwrap_or(*due);
    match &settlement.reckoning {
        Reckoning::Due { exact, pieces } => {
            let kept = exact.round(catalog.rounding.mode, digits).unwrap_or(*due);
            steps.extend(still_due(catalog, ledger, entry, settlement, (*exact, kept, pieces)));
            let less = exact_add(kept, -*charged).unwrap_or(back);
            steps.push(format!("{} - {} = {}", money(kept, digits), money(*charged, digits), money(less, digits)));
            if less != back {
                let (charged, adjusted) = (money(*charged, digits), money(*adjusted, digits));
                steps.push(format!("no more than {charged} - {adjusted} is left: {}", money(back, digits)));
            }
        }
        Reckoning::Back { base, charge, part, of, exact } => {
            let (what, whole) = if *charge {
                ("what was charged", String::new())
            } else {
                ("the price", format!(" of {}", full_period(entry)))
            };
            let base = money(*base, digits);
            steps.push(format!("unused {}: {what} {base}", period(entry.from, entry.to)));
            if part != of {
                let share = share_of(catalog, ledger.fee(entry.fee), (*part, *of), &whole);
                steps.push(format!("{share} = {}", exact_money(*exact, digits)));
            }
            let mode = catalog.rounding.mode;
            let rounded = exact.round(mode, digits).map_or_else(String::new, |rounded| money(rounded, digits));
            if let Some(last) = steps.last_mut()
                && exact_money(*exact, digits) != rounded
            {
                let _ = write!(last, ", rounded {} to {rounded}", mode.name());
            }
            let limit = if rounded == money(-back, digits) { "" } else { ", no more than was charged" };
            steps.push(format!("credit {}{limit}", money(back, digits)));
        }
        Reckoning::Withdrawn => {
            if let Some(first) = steps.first_mut().filter(|_| charges.len() > 1) {
                let sum = listed(charges.iter().map(|charge| money(*charge, digits)), " + ");
                *first = format!("charged {sum} = {}{time}", money(*charged, digits));
            }
            steps.push(format!("withdrawn, all of it goes back: credit {}", money(back, digits)));
        }
    }
    steps
}

/// Returns the steps to what is due for the days and quantities that are kept.
fn still_due(
    catalog: &Catalog,
    ledger: &Ledger,
    entry: &Entry,
    settlement: &Settlement,
    (exact, kept, pieces): (Exact, Decimal, &[(Piece, u32)]),
) -> Vec<String> {
    let digits = catalog.rounding.digits(ledger.fee(entry.fee).currency);
    let Settlement { from, of, .. } = settlement;
    let ratio_digits = catalog.billing.conventions.ratio_digits.value;
    let mut steps = Vec::new();
    for (piece, days) in pieces {
        let fee = ledger.fee(piece.fee);
        let part = Exact::share(fee.full, *days, *of, ratio_digits);
        let cost = part.map_or_else(String::new, |part| exact_money(part, digits));
        let full = full(catalog, fee).join(", ");
        let whole = if *from == entry.full_from { String::new() } else { format!(" of {}", full_period(entry)) };
        let share = if days == of {
            String::new()
        } else {
            format!(", {} = {cost}", share_of(catalog, fee, (*days, *of), &whole))
        };
        steps.push(format!("due for {}: {full}{share}", period(piece.from, piece.to)));
    }
    let rounded = format!("rounded {} to {}", catalog.rounding.mode.name(), money(kept, digits));
    let inexact = !pieces.is_empty() && exact_money(exact, digits) != money(kept, digits);
    match (pieces.len() > 1, inexact) {
        (true, true) => steps.push(format!("due in all {}, {rounded}", exact_money(exact, digits))),
        (true, false) => steps.push(format!("due in all {}", exact_money(exact, digits))),
        (false, true) => steps.push(rounded),
        (false, false) => {}
    }
    steps
}

/// Returns the steps to the tax: of the rounded amount, or of the exact one where the invoice is rounded as a whole, less
/// what discounts of the whole invoice take off.
fn tax(catalog: &Catalog, fee: &Fee, told: &Told<'_>) -> Vec<String> {
    tax_steps(catalog, fee, told).unwrap_or_default()
}

fn tax_steps(catalog: &Catalog, fee: &Fee, told: &Told<'_>) -> Option<Vec<String>> {
    let Told { entry, line, tax, off, above } = told;
    let (digits, round, inclusive) =
        (catalog.rounding.digits(fee.currency), catalog.tax.round.value, catalog.tax.inclusive);
    let base = above.taxable(entry, line)?;
    let left = base.plus(off.negated())?;
    let mut steps = Vec::new();
    if !off.is_zero() {
        // It is taken off the exact amount where only the sum of all lines is rounded.
        let of = if Ratio::of(line.amount) == Some(base) { String::new() } else { format!("{} ", base.text(digits)) };
        steps.push(format!("{of}less {} off the invoice = {}", off.text(digits), left.text(digits)));
    }
    let Some(id) = tax else {
        let exempt = fee.tax.map(|id| catalog.taxes.get(id));
        steps.extend(exempt.map(|tax| format!("exempt from {}", named(tax.name.as_ref(), &tax.code))));
        return Some(steps);
    };
    let tax = catalog.taxes.get(*id);
    let rate = above.rate(*id)?;
    let share = share(rate, inclusive)?;
    let exact = left.times(share)?;
    let (name, percentage, of) = (named(tax.name.as_ref(), &tax.code), percent(rate), left.text(digits));
    if let (EntryKind::Refund(settlement), TaxRound::Line, false) = (&entry.kind, round, above.carries)
        && off.is_zero()
        && exact.round(catalog.rounding.mode, digits) != Some(line.tax)
    {
        let due = Ratio::of(settlement.due)?.times(share)?.round(catalog.rounding.mode, digits)?;
        let charged = exact_add(due, -line.tax)?;
        let (left, tax) = (money(settlement.due, digits), money(line.tax, digits));
        let (due, charged) = (money(due, digits), money(charged, digits));
        steps.push(format!("{name} {percentage} of {left} due = {due}, less {charged} charged = {tax}"));
        return Some(steps);
    }
    let tax = exact.text(digits);
    let mut step = if inclusive {
        let part = exact_mul(rate, Decimal::ONE_HUNDRED)?;
        let whole = exact_add(part, Decimal::ONE_HUNDRED)?;
        format!("contains {name} {percentage}: {of} x {} / {} = {tax}", plain(part), plain(whole))
    } else {
        format!("{name} {percentage} of {of} = {tax}")
    };
    step.push_str(&rounding(catalog, exact, above.tax(*id), line.tax, digits));
    steps.push(step);
    Some(steps)
}

/// Returns the days that the full fee of an entry is for.
fn full_period(entry: &Entry) -> String {
    period(entry.full_from, entry.full_to)
}

/// Returns days as a half-open period.
pub(super) fn period(from: Date, to: Date) -> String {
    format!("[{from} .. {to})")
}
