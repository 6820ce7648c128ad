//! The arithmetic of a line in words, one step after the other, for a person with a pocket calculator.

use std::fmt::Write;

use super::carry::{Carry, Sum};
use super::cut::Cut;
use super::describe::{exact_money, money, named, percent, shown, sum};
use super::gross::{gross, prepaid, times};
use super::invoice::Line;
use super::plan_steps::counted;
use super::ratio::Ratio;
use super::tax_steps::tax_steps;
use super::usage_steps::{capped, maximum, minimum, overage, so_far, used};
use crate::calendar::{Date, DayCount};
use crate::graph::{Catalog, DiscountValue, Id, Per, RoundAt, Tax, TaxRound, Timing};
use crate::money::{Decimal, Portion};
use crate::sim::{
    Entry, EntryKind, Exact, Fee, Ledger, Piece, Reckoning, Settlement, Subject, exact_add, exact_mul, rounded_ratio,
};

/// An entry and its line.
pub(super) struct Told<'a> {
    pub entry: &'a Entry,
    pub line: &'a Line,
    /// Its number on the invoice.
    pub line_at: usize,
    pub tax: Option<Id<Tax>>,
    /// What each discount of the whole invoice takes off it, and what all of them do.
    pub shares: &'a [(&'a Cut, Ratio)],
    pub off: Ratio,
    /// What the lines above come to.
    pub above: &'a Carry<'a>,
}

/// Returns the steps from the price to the amount and its tax.
pub(super) fn steps(catalog: &Catalog, ledger: &Ledger, told: &Told<'_>) -> Vec<String> {
    let Told { entry, line, above, .. } = told;
    let fee = ledger.fee(entry.fee);
    let digits = catalog.rounding.digits(fee.currency);
    let counted = |cost| counted(catalog, ledger, entry, cost, above.carries);
    let mut steps = match &entry.kind {
        EntryKind::OneTime | EntryKind::Recurring => full(catalog, fee),
        EntryKind::Usage { events } => [used(catalog, fee, *events), full(catalog, fee)].concat(),
        EntryKind::Progress { events, charged, .. } => {
            [used(catalog, fee, *events), full(catalog, fee), so_far(catalog, fee, entry, *charged)].concat()
        }
        EntryKind::Minimum { cost } => minimum(catalog, fee, *cost, counted(*cost)),
        EntryKind::Maximum { cost } => maximum(catalog, fee, *cost, counted(*cost)),
        EntryKind::Increase { before } => difference(catalog, ledger.fee(*before), fee),
        EntryKind::Refund(settlement) => refund(catalog, ledger, told, settlement),
        EntryKind::Day(settlement) => day(catalog, ledger, entry, settlement),
        EntryKind::Adjustment => {
            let off = exact_money(entry.amount, digits);
            // What is charged once is for no time.
            let time = if entry.from < entry.to {
                format!("for {}", period(entry.from, entry.to))
            } else {
                format!("on {}", entry.from)
            };
            vec![format!("taken off what was charged {time}: {off}")]
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
    steps.extend(tax_steps(catalog, fee, told));
    steps
}

/// Returns how a step goes on from an exact amount to the one that is shown.
///
/// Where the invoice is rounded as a whole, a line shows what it adds to the rounded sum.
pub(super) fn rounding(catalog: &Catalog, exact: Ratio, above: Sum, shown: Decimal, digits: u32) -> String {
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
pub(super) fn full(catalog: &Catalog, fee: &Fee) -> Vec<String> {
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
        steps.push(format!("{} = {}", changes.join(" "), shown(left, digits)));
    }
    for applied in fee.discounts.iter().filter(|d| !d.amount.is_zero()) {
        let discount = catalog.discounts.get(applied.discount);
        let name = named(discount.name.as_ref(), &discount.code);
        let coupon = applied.coupon.map(|id| &catalog.coupons.get(id).code.text);
        let coupon = coupon.map_or_else(String::new, |code| format!(", coupon {code}"));
        left = exact_add(left, -applied.amount).unwrap_or(left);
        let how = match &discount.value {
            DiscountValue::Percent(share) => percent(*share),
            DiscountValue::Amount(_) | DiscountValue::Broken => shown(applied.amount, digits),
        };
        steps.push(format!("- {how} ({name}{coupon}) = {}", shown(left, digits)));
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
            format!("x 1/{shares} {}", days_share(catalog, fee.day_count, (part, of / shares), whole))
        }
        Some(Timing::Recurring { .. } | Timing::OneTime | Timing::Usage { .. }) | None => {
            days_share(catalog, fee.day_count, (part, of), whole)
        }
    }
}

/// Returns the factor that a share of days is in a count, with the rounded ratio of the catalog's conventions.
pub(super) fn days_share(catalog: &Catalog, count: DayCount, (part, of): (u32, u32), whole: &str) -> String {
    let ratio_digits = catalog.billing.conventions.ratio_digits;
    let named = count.name().map_or_else(String::new, |name| format!(" ({name})"));
    let ratio = ratio_digits.value.and_then(|digits| rounded_ratio(part, of, digits));
    let days = format!("{part}/{of} {}{named}{whole}", count.noun());
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

/// Returns what was taken off a charge by hand, as a sum, if that was done several times.
fn adjustments(ledger: &Ledger, entry: &Entry, settlement: &Settlement, digits: u32) -> Option<String> {
    let fee = ledger.fee(entry.fee);
    let is_of = |other: &Entry| {
        matches!(other.kind, EntryKind::Adjustment)
            && ledger.fee(other.fee).serial == fee.serial
            && (other.from, other.to) == (settlement.from, settlement.to)
            && other.due <= entry.due
    };
    let parts: Vec<Decimal> =
        ledger.entries().filter(|(_, other)| is_of(other)).map(|(_, other)| -other.amount.numerator).collect();
    let all = parts.iter().copied().try_fold(Decimal::ZERO, exact_add)?;
    if all == settlement.adjusted { sum(parts.into_iter(), digits) } else { None }
}

/// Returns the steps of money that goes back.
fn refund(catalog: &Catalog, ledger: &Ledger, told: &Told<'_>, settlement: &Settlement) -> Vec<String> {
    let entry = told.entry;
    let digits = catalog.rounding.digits(ledger.fee(entry.fee).currency);
    let Settlement { from, to, charged, charges, adjusted, due, .. } = settlement;
    // What is charged once is for no time.
    let time = if from < to { format!(" for {}", period(*from, *to)) } else { String::new() };
    let sum = sum(charges.iter().copied(), digits).map_or_else(String::new, |sum| format!("{sum} = "));
    // What a line shows may be a cent more or less, where it is what the line adds to a rounded sum.
    let alone = if told.above.carries { " rounded alone" } else { "" };
    let mut steps = vec![format!("charged {sum}{}{alone}{time}", money(*charged, digits))];
    if !adjusted.is_zero() {
        let parts = adjustments(ledger, entry, settlement, digits).map_or_else(String::new, |sum| format!("{sum} = "));
        steps.push(format!("of it {parts}{} taken off already", money(*adjusted, digits)));
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

/// Returns the days that the full fee of an entry is for.
fn full_period(entry: &Entry) -> String {
    period(entry.full_from, entry.full_to)
}

/// Returns days as a half-open period.
pub(super) fn period(from: Date, to: Date) -> String {
    format!("[{from} .. {to})")
}
