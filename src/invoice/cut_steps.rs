//! The arithmetic of a discount of a whole invoice: what it is of, what it comes to, what of it is taken back.

use std::borrow::Cow;
use std::fmt::Write;

use super::carry::Carry;
use super::cut::{Back, Cut, is_unlimited, limited};
use super::describe::{money, percent, sign};
use super::invoice::{Invoice, Line};
use super::ratio::Ratio;
use super::steps::rounding;
use super::usage_steps::SHOWN_EVENTS;
use crate::graph::{Catalog, DiscountValue, TaxRound};
use crate::money::{Decimal, RoundingMode};
use crate::sim::{Entry, Ledger, exact_add};

/// A discount of an invoice and its line.
pub(super) struct Told<'a> {
    pub cut: &'a Cut,
    pub cut_at: usize,
    pub line: &'a Line,
    pub invoice: &'a Invoice,
    /// All invoices of the scenario.
    pub invoices: &'a [Invoice],
    pub ledger: &'a Ledger,
    /// What the lines above come to.
    pub above: &'a Carry<'a>,
}

/// Returns the steps of a discount of the whole invoice.
pub(super) fn cut_steps(catalog: &Catalog, told: &Told<'_>, digits: u32) -> Vec<String> {
    let Told { cut, above, .. } = told;
    let (of, wanted) = (cut.of.text(digits), cut.wanted.text(digits));
    let discount = catalog.discounts.get(cut.discount);
    let mut steps: Vec<String> =
        cut.back.iter().enumerate().flat_map(|(at, back)| told.taken_back(at, back, digits)).collect();
    steps.extend(told.sum_of_lines(digits));
    match &discount.value {
        _ if cut.back.len() == 1 => {}
        _ if cut.back.len() > 1 => steps.push(format!("together {}", cut.wanted.negated().text(digits))),
        DiscountValue::Percent(share) => steps.push(format!("{} of {of} = {wanted}", percent(*share))),
        DiscountValue::Amount(_) | DiscountValue::Broken => steps.push(format!("{wanted} off {of}")),
    }
    let Some(step) = steps.last_mut() else { return steps };
    // What is taken back is in proportion to what goes back.
    let below_zero = is_unlimited(discount, cut.of) || !cut.back.is_empty();
    let limited = limited(cut.wanted, cut.of, below_zero).unwrap_or(cut.amount);
    if limited != cut.wanted {
        let _ = write!(step, ", no more than {of}");
    }
    if limited != cut.amount {
        let mode = catalog.rounding.mode;
        let is_rounded_so = limited.round(mode, digits).and_then(Ratio::of) == Some(cut.amount);
        // Where the mode would take off more than there is.
        let mode = if is_rounded_so { mode } else { RoundingMode::Down };
        let amount = if cut.back.is_empty() { cut.amount } else { cut.amount.negated() };
        let _ = write!(step, ", rounded {} to {}", mode.name(), amount.text(digits));
    }
    if above.carries {
        step.push_str(&told.carried(catalog, digits).unwrap_or_default());
    }
    steps
}

impl Told<'_> {
    /// Returns how the step goes on to what the line adds to a rounded sum: that of the amounts, or of totals with tax.
    fn carried(&self, catalog: &Catalog, digits: u32) -> Option<String> {
        let Self { cut, line, above, .. } = self;
        let by_total = catalog.tax.round.value == TaxRound::Total && !catalog.tax.inclusive;
        let sums = *if by_total { above.total() } else { above.amount() };
        let mode = catalog.rounding.mode;
        let is_alone = cut.back.is_empty()
            && Ratio::minors(sums.rounded, digits) == Some(sums.exact)
            && cut.amount.round(mode, digits) == Some(-line.amount);
        if is_alone {
            return Some(rounding(catalog, cut.amount, sums, -line.amount, digits));
        }
        if !by_total {
            return Some(rounding(catalog, cut.amount.negated(), sums, line.amount, digits));
        }
        let total = sums.exact.plus(cut.amount.negated())?.text(digits);
        let before = Decimal::try_from_i128_with_scale(sums.rounded, digits).ok()?;
        let [rounded, before, amount] =
            [exact_add(before, line.amount)?, before, line.amount].map(|amount| money(amount, digits));
        Some(format!(", total so far {total}, rounded {} to {rounded}, less {before} above = {amount}", mode.name()))
    }

    fn entry(&self, line: &Line) -> Option<Cow<'_, Entry>> {
        self.ledger.entry(line.item.entry()?)
    }

    /// Returns the step to what is left of the lines that a discount is taken off, if they are several.
    fn sum_of_lines(&self, digits: u32) -> Option<String> {
        let Self { cut, cut_at, invoice, .. } = self;
        if !cut.back.is_empty() || cut.shares.len() > SHOWN_EVENTS {
            return None;
        }
        let before = invoice.cuts.iter().take(*cut_at).filter(|cut| cut.back.is_empty());
        let left = |at: usize| {
            let base = self.above.base(&*self.entry(invoice.lines.get(at)?)?)?;
            before.clone().filter_map(|cut| cut.share(at)).try_fold(base, |left, share| left.plus(share.negated()))
        };
        let terms = cut.shares.iter().map(|(at, _)| left(*at)).collect::<Option<Vec<_>>>()?;
        sum(&terms, cut.of, digits)
    }

    /// Returns the steps to what is taken back of a discount with a part of what was charged.
    fn taken_back(&self, at: usize, back: &Back, digits: u32) -> Vec<String> {
        let Back { off, charged, given } = back;
        let mut steps = self.remaining(at, back, digits).unwrap_or_default();
        let given = given.negated();
        let share = off
            .times(given)
            .and_then(|product| product.divided_by(*charged))
            .map_or_else(String::new, |share| share.text(digits));
        let [off, given, charged] = [*off, given, *charged].map(|amount| amount.text(digits));
        steps.push(format!("{off} taken off x {given} given back / {charged} charged = {share}"));
        steps
    }

    /// Returns the steps to what of a charge, and of a discount on it, has not been given back before, if that is not what
    /// one line shows.
    fn remaining(&self, at: usize, back: &Back, digits: u32) -> Option<Vec<String>> {
        let invoice = self.invoice;
        let before = self.invoices.iter().take_while(|before| before.number < invoice.number);
        let (line_at, _) = self.cut.shares.get(at)?;
        let key = |entry: &Entry| (self.ledger.fee(entry.fee).serial, entry.full_to);
        let of = key(&*self.entry(invoice.lines.get(*line_at)?)?);
        let (mut charged, mut off) = (Vec::new(), Vec::new());
        for invoice in before {
            for cut in &invoice.cuts {
                let of_it =
                    |at: usize| invoice.lines.get(at).and_then(|line| self.entry(line)).filter(|e| key(e) == of);
                if (cut.discount, cut.coupon) != (self.cut.discount, self.cut.coupon) {
                    continue;
                }
                for (number, (at, share)) in cut.shares.iter().enumerate() {
                    let Some(entry) = of_it(*at) else { continue };
                    let (part, share) = match cut.back.get(number) {
                        // What a line shows of it may be rounded.
                        Some(back) => (back.given, back.off.times(back.given)?.divided_by(back.charged)?),
                        None => (self.above.base(&entry)?, *share),
                    };
                    charged.push(part);
                    off.push(share);
                }
            }
        }
        for (back, (at, _)) in self.cut.back.iter().zip(&self.cut.shares).take(at) {
            if self.entry(invoice.lines.get(*at)?).is_some_and(|entry| key(&entry) == of) {
                charged.push(back.given);
                off.push(back.off.times(back.given)?.divided_by(back.charged)?);
            }
        }
        let charged = sum(&charged, back.charged, digits).map(|sum| format!("{sum} charged"));
        let off = sum(&off, back.off, digits).map(|sum| format!("{sum} taken off"));
        Some(charged.into_iter().chain(off).collect())
    }
}

/// Returns a sum in words, as in `30.00 - 9.00 = 21.00`; nothing if it has one term, or comes to something else.
fn sum(terms: &[Ratio], of: Ratio, digits: u32) -> Option<String> {
    let terms: Vec<Ratio> = terms.iter().copied().filter(|term| !term.is_zero()).collect();
    let all = terms.iter().copied().try_fold(Ratio::ZERO, Ratio::plus)?;
    if terms.len() < 2 || !all.is_close(of)? {
        return None;
    }
    let mut told = String::new();
    for (at, term) in terms.iter().enumerate() {
        told.push_str(sign(at == 0, term.is_negative()));
        told.push_str(&if term.is_negative() { term.negated() } else { *term }.text(digits));
    }
    Some(format!("{told} = {}", of.text(digits)))
}
