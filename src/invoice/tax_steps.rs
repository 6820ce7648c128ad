//! The arithmetic of a line's tax, and of what is left of a rounded total without it.

use super::carry::share;
use super::describe::{money, named, percent, sum};
use super::off_steps::off_steps;
use super::ratio::Ratio;
use super::steps::{Told, rounding};
use crate::graph::{Catalog, TaxRound};
use crate::money::{Decimal, plain};
use crate::sim::{EntryKind, Fee, Reckoning, Settlement, exact_add, exact_mul};

/// Returns the steps to the tax: of the rounded amount, or of the exact one where the invoice is rounded as a whole, less
/// what discounts of the whole invoice take off.
pub(super) fn tax_steps(catalog: &Catalog, fee: &Fee, told: &Told<'_>) -> Vec<String> {
    let mut steps = tax(catalog, fee, told).unwrap_or_default();
    if catalog.tax.round.value == TaxRound::Total && !catalog.tax.inclusive {
        steps.extend(net_of_total(catalog, told, catalog.rounding.digits(fee.currency)));
    }
    steps
}

fn tax(catalog: &Catalog, fee: &Fee, told: &Told<'_>) -> Option<Vec<String>> {
    let Told { entry, line, tax, off, above, .. } = told;
    let digits = catalog.rounding.digits(fee.currency);
    let base = above.taxable(entry, line)?;
    let left = base.plus(off.negated())?;
    let mut steps = off_steps(told, (above.base(entry)?, base), digits)?;
    let Some(id) = tax else {
        let exempt = fee.tax.map(|id| catalog.taxes.get(id));
        steps.extend(exempt.map(|tax| format!("exempt from {}", named(tax.name.as_ref(), &tax.code))));
        return Some(steps);
    };
    let tax = catalog.taxes.get(*id);
    let rate = above.rate(*id)?;
    let levy = Levy { catalog, name: named(tax.name.as_ref(), &tax.code), rate, digits };
    let (exact, mut step) = levy.of(left, "")?;
    if let (EntryKind::Refund(settlement), TaxRound::Line, false) =
        (&entry.kind, catalog.tax.round.value, above.carries)
        && off.is_zero()
        && exact.round(catalog.rounding.mode, digits) != Some(line.tax)
    {
        steps.extend(levy.given_back(settlement, line.tax)?);
        return Some(steps);
    }
    step.push_str(&rounding(catalog, exact, above.tax(*id), line.tax, digits));
    steps.push(step);
    Some(steps)
}

/// A tax and its rate.
struct Levy<'a> {
    catalog: &'a Catalog,
    name: &'a str,
    rate: Decimal,
    digits: u32,
}

impl Levy<'_> {
    /// Returns the tax of an amount, before it is rounded, and the step to it.
    fn of(&self, amount: Ratio, what: &str) -> Option<(Ratio, String)> {
        let Self { catalog, name, rate, digits } = self;
        let inclusive = catalog.tax.inclusive;
        let exact = amount.times(share(*rate, inclusive)?)?;
        let (percentage, of, tax) = (percent(*rate), amount.text(*digits), exact.text(*digits));
        if !inclusive {
            return Some((exact, format!("{name} {percentage} of {of}{what} = {tax}")));
        }
        let part = exact_mul(*rate, Decimal::ONE_HUNDRED)?;
        let whole = exact_add(part, Decimal::ONE_HUNDRED)?;
        Some((exact, format!("contains {name} {percentage}: {of}{what} x {} / {} = {tax}", plain(part), plain(whole))))
    }

    /// Returns the rounded tax of an amount, and the step to it.
    fn rounded(&self, amount: Decimal, what: &str) -> Option<(Decimal, String)> {
        let (exact, mut step) = self.of(Ratio::of(amount)?, what)?;
        let mode = self.catalog.rounding.mode;
        let rounded = exact.round(mode, self.digits)?;
        if Ratio::of(rounded) != Some(exact) {
            step.push_str(&format!(", rounded {} to {}", mode.name(), money(rounded, self.digits)));
        }
        Some((rounded, step))
    }

    /// Returns the steps to the tax of money back: that on what is due less the taxes that were charged.
    fn given_back(&self, settlement: &Settlement, tax: Decimal) -> Option<Vec<String>> {
        let digits = self.digits;
        let Settlement { charged, charges, due, reckoning, .. } = settlement;
        let is_told = match reckoning {
            Reckoning::Due { exact, .. } => exact.round(self.catalog.rounding.mode, digits) == Some(*due),
            Reckoning::Back { .. } => false,
            Reckoning::Withdrawn => true,
        };
        let mut steps = Vec::new();
        if !is_told {
            let [charged, back, rest] =
                [*charged, exact_add(*charged, -*due)?, *due].map(|amount| money(amount, digits));
            steps.push(format!("{charged} - {back} = {rest} due"));
        }
        let (on_due, step) = self.rounded(*due, " due")?;
        let before = exact_add(on_due, -tax)?;
        let mut taxes = Vec::with_capacity(charges.len());
        for (at, charge) in charges.iter().enumerate() {
            let (tax, step) = self.rounded(*charge, " charged")?;
            taxes.push(tax);
            // Of the others there is a line each; the first may be what was due when it was last settled.
            steps.extend((at == 0).then_some(step));
        }
        let before = money(before, digits);
        steps.extend(sum(taxes.into_iter(), digits).map(|sum| format!("{} charged: {sum} = {before}", self.name)));
        steps.push(step);
        steps.push(format!("{} - {before} charged = {}", money(on_due, digits), money(tax, digits)));
        Some(steps)
    }
}

/// Returns the step to what is left of a rounded total without its rounded tax (`C-16`).
fn net_of_total(catalog: &Catalog, told: &Told<'_>, digits: u32) -> Option<String> {
    let Told { entry, line, tax, off, above, .. } = told;
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
