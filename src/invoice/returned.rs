//! What a cancellation gives back as credit, and what it pays out.

use super::describe::money;
use super::invoice::{Invoice, Item, Line};
use super::ratio::Ratio;
use crate::graph::{Catalog, Rounding};
use crate::money::{Decimal, exact_add};
use crate::scenario::{Scenario, UnusedPart};
use crate::sim::{EntryKind, Ledger};

/// What cancellations give back with an invoice, where they say what becomes of it: with tax, after discounts of the whole
/// invoice, above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Returned {
    /// What becomes credit of the account.
    pub credited: Decimal,
    /// What is paid out, as far as it has been paid.
    pub refunded: Decimal,
    /// What was taken off by hand, of an invoice that another account pays.
    pub adjusted: Decimal,
    /// What less another account owes for that, with what invoices on it have passed on.
    pub passed: Decimal,
}

impl Returned {
    /// Adds what goes back with a word.
    fn add(&mut self, part: UnusedPart, back: Decimal) -> Option<()> {
        match part {
            UnusedPart::Credited => self.credited = exact_add(self.credited, back)?,
            UnusedPart::Refunded => self.refunded = exact_add(self.refunded, back)?,
            UnusedPart::Kept => {}
        }
        Some(())
    }
}

/// Money that is paid out to a customer: what goes back, less what the account owes, and never more than it has paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaidOut {
    /// How much.
    pub amount: Decimal,
    /// What goes back.
    pub back: Decimal,
    /// What the account owed before.
    pub owed: Decimal,
    /// What the account had paid before, and not got back.
    pub paid: Decimal,
}

impl PaidOut {
    /// Returns how much of what goes back is paid out; nothing if an amount is more than an exact decimal holds.
    pub(super) fn of(back: Decimal, owed: Decimal, paid: Decimal) -> Option<Self> {
        let left = exact_add(back, -owed)?.max(Decimal::ZERO);
        Some(Self { amount: left.min(paid), back, owed, paid })
    }

    /// Returns the arithmetic as a sentence.
    ///
    /// ```
    /// use ratebook::invoice::PaidOut;
    /// use ratebook::money::Decimal;
    /// let [amount, back, owed, paid] = [15, 30, 15, 75].map(Decimal::from);
    /// let told = PaidOut { amount, back, owed, paid }.step(2);
    /// assert_eq!(told, "30.00 goes back less 15.00 still owed = 15.00");
    /// ```
    #[must_use]
    pub fn step(&self, digits: u32) -> String {
        let [amount, back, owed, paid] = [self.amount, self.back, self.owed, self.paid].map(|sum| money(sum, digits));
        let less = if self.owed.is_zero() { String::new() } else { format!(" less {owed} still owed") };
        if self.owed >= self.back {
            return format!("{back} goes back{less}: nothing is left to pay out");
        }
        if self.amount < self.back - self.owed {
            return format!("{back} goes back{less}, but no more than the {paid} that was paid: the rest is credit");
        }
        if less.is_empty() {
            format!("{back} goes back, all of it was paid")
        } else {
            format!("{back} goes back{less} = {amount}")
        }
    }
}

/// Writes into an invoice what cancellations give back with it that say what becomes of it; nothing if an amount is more
/// than an exact decimal holds.
pub(super) fn note_returned(
    catalog: &Catalog,
    scenario: &Scenario,
    ledger: &Ledger,
    invoice: &mut Invoice,
) -> Option<()> {
    let parts: Vec<Option<Part>> = invoice.lines.iter().map(|line| part(scenario, ledger, line)).collect();
    let mut returned = Returned::default();
    if let Some(unused) = of_all(invoice, &parts) {
        // Taxes that are rounded for the invoice are not those that its lines show.
        let fixed = invoice.taxes.iter().map(|total| total.fixed).try_fold(Decimal::ZERO, exact_add)?;
        returned.add(unused, exact_add(fixed, -invoice.total)?)?;
    } else {
        for ((at, line), part) in invoice.lines.iter().enumerate().zip(parts) {
            if let Some(Part { unused, corrects: true }) = part {
                returned.add(unused, back(&catalog.rounding, invoice, at, line)?)?;
            }
        }
    }
    let Returned { credited, refunded, adjusted, passed } = returned;
    let nothing = Decimal::ZERO;
    invoice.returned = Returned { credited: credited.max(nothing), refunded: refunded.max(nothing), adjusted, passed };
    Some(())
}

/// Writes into an invoice what of it was taken off by hand; nothing if an amount is more than an exact decimal holds.
pub(super) fn note_adjusted(catalog: &Catalog, ledger: &Ledger, invoice: &mut Invoice) -> Option<()> {
    let mut adjusted = Decimal::ZERO;
    for (at, line) in invoice.lines.iter().enumerate() {
        let entry = line.item.entry().and_then(|id| ledger.entry(id));
        if entry.is_some_and(|entry| matches!(entry.kind, EntryKind::Adjustment)) {
            adjusted = exact_add(adjusted, back(&catalog.rounding, invoice, at, line)?)?;
        }
    }
    invoice.returned.adjusted = adjusted;
    Some(())
}

/// What a line that a cancellation makes has to do with what goes back.
#[derive(Clone, Copy)]
struct Part {
    /// What becomes of what goes back.
    unused: UnusedPart,
    /// Whether it changes what was charged before: else it is for what is charged now, if there is something.
    corrects: bool,
}

/// Returns what becomes of all that an invoice comes to, if all its lines go back with the same word. Discounts of the
/// whole invoice are of its other lines.
fn of_all(invoice: &Invoice, parts: &[Option<Part>]) -> Option<UnusedPart> {
    let of_lines = || invoice.lines.iter().zip(parts).filter(|(line, _)| !matches!(line.item, Item::Cut(_)));
    let unused = of_lines().find_map(|(_, part)| part.filter(|part| part.corrects))?.unused;
    of_lines().all(|(_, part)| part.is_some_and(|part| part.unused == unused)).then_some(unused)
}

/// Returns what a line has to do with what goes back, if its cancellation says what becomes of that: it gives back itself,
/// or brings what is left of a period to its least or most.
fn part(scenario: &Scenario, ledger: &Ledger, line: &Line) -> Option<Part> {
    let entry = ledger.entry(line.item.entry()?)?;
    let spent = || ledger.fee(entry.fee).usage.as_ref()?.spend.as_ref();
    let corrects = match entry.kind {
        EntryKind::Refund(_) => true,
        EntryKind::Minimum { .. } | EntryKind::Maximum { .. } => spent().is_some_and(|spent| !spent.before.is_zero()),
        EntryKind::OneTime
        | EntryKind::Recurring
        | EntryKind::Usage { .. }
        | EntryKind::Progress { .. }
        | EntryKind::Increase { .. }
        | EntryKind::Day(_)
        | EntryKind::Adjustment
        | EntryKind::Penalty => return None,
    };
    let (unused, _) = scenario.event(entry.event)?.action.unused()?;
    Some(Part { unused, corrects })
}

/// Returns what a line gives back, with its tax and less what discounts of the whole invoice had taken off it.
fn back(rounding: &Rounding, invoice: &Invoice, at: usize, line: &Line) -> Option<Decimal> {
    let whole = -exact_add(line.net, line.tax)?;
    match invoice.off(at).filter(|off| !off.is_zero()) {
        Some(off) => Ratio::of(whole)?.plus(off)?.round(rounding.mode, rounding.digits(invoice.currency)),
        None => Some(whole),
    }
}
