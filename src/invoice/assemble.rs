//! From what fell due to invoices: grouped, discounted, rounded, taxed, added up.

use super::account::settle;
use super::carry::Carry;
use super::cut::{Cutter, Uncut, by_line, sum_of};
use super::fixed_tax::add_fixed_taxes;
use super::group::{Placed, group};
use super::invoice::{Invoice, Item, Line};
use super::ratio::Ratio;
use super::returned::Returned;
use super::summary::bill_to_others;
use crate::calendar::Date;
use crate::graph::{Catalog, Checked, Id, RoundAt, Scope, Tax};
use crate::money::{Currency, Decimal};
use crate::scenario::{AccountId, Scenario};
use crate::sim::{Aborted, Entry, EntryKind, Fee, Ledger};

/// Makes the invoices of a scenario: one for each payer, currency and day, numbered by day and the payer's name. The
/// payee of all is the catalog's operator.
///
/// With rounding at each line, a line is its exact amount rounded once, and its tax is that of the rounded amount. With
/// rounding at the invoice, each line takes over what the lines above lost or gained by rounding, so that the lines add
/// up to the rounded exact sum; so does the tax. A refund is settled by the simulator in both cases. Discounts of whole
/// invoices are taken off before the tax; then what accounts owe and what credit they have is settled.
///
/// # Errors
/// Returns why the run was aborted if it was, or that an amount is more than an exact decimal holds.
pub fn assemble(catalog: &Checked<Catalog>, scenario: &Scenario, ledger: &Ledger) -> Result<Vec<Invoice>, Aborted> {
    let mut assembly = Assembly::default();
    assembly.assemble(catalog, scenario, ledger)?;
    Ok(assembly.invoices)
}

/// Memory in which invoices are made: for who makes those of one scenario after the other.
#[derive(Debug, Default)]
pub struct Assembly {
    placed: Vec<Placed>,
    invoices: Vec<Invoice>,
    /// Invoices that nobody needs any longer.
    spare: Vec<Invoice>,
}

impl Assembly {
    /// Makes the invoices of a scenario as [`assemble`] does; those made before are gone.
    ///
    /// # Errors
    /// As [`assemble`].
    pub fn assemble(
        &mut self,
        catalog: &Checked<Catalog>,
        scenario: &Scenario,
        ledger: &Ledger,
    ) -> Result<&[Invoice], Aborted> {
        let Self { placed, invoices, spare } = self;
        spare.append(invoices);
        if let Some(reason) = ledger.aborted {
            return Err(reason);
        }
        group(catalog, scenario, ledger, placed);
        let cuts = catalog.discounts.iter().any(|(_, discount)| discount.scope == Scope::Invoice);
        let mut maker =
            Maker { catalog, scenario, ledger, invoices, spare, cutter: cuts.then(Cutter::default), carry: None };
        let mut rest = placed.as_slice();
        while let Some(first) = rest.first() {
            let end = rest.iter().position(|other| !other.is_with(first)).unwrap_or(rest.len());
            let (of_invoice, others) = rest.split_at(end);
            maker.invoice(first.on, of_invoice)?;
            rest = others;
        }
        let too_large = || {
            let amount = |entry: &Entry| Aborted::Amount { event: entry.event, source: ledger.fee(entry.fee).source };
            ledger.entries.last().map_or(Aborted::Lines, amount)
        };
        if scenario.accounts.iter().any(|account| account.billed_to.is_some()) {
            bill_to_others(scenario, invoices).ok_or_else(too_large)?;
        }
        if !scenario.tax_amounts.is_empty() {
            add_fixed_taxes(catalog, scenario, invoices).ok_or_else(too_large)?;
        }
        settle(catalog, scenario, ledger, invoices);
        Ok(invoices)
    }
}

/// Returns the tax of a fee, unless its payer pays none.
pub(super) fn tax_of(scenario: &Scenario, fee: &Fee) -> Option<Id<Tax>> {
    fee.tax.filter(|_| !scenario.account(fee.account).tax_exempt)
}

struct Maker<'a, 'm> {
    catalog: &'a Catalog,
    scenario: &'a Scenario,
    ledger: &'a Ledger,
    invoices: &'m mut Vec<Invoice>,
    spare: &'m mut Vec<Invoice>,
    /// Only if a discount is taken off whole invoices.
    cutter: Option<Cutter>,
    carry: Option<Carry<'a>>,
}

impl<'a> Maker<'a, '_> {
    /// Makes the invoice of entries that belong together.
    fn invoice(&mut self, on: Date, placed: &[Placed]) -> Result<(), Aborted> {
        let ledger = self.ledger;
        let Some(first) = placed.first().and_then(|placed| ledger.entries.get(placed.entry)) else { return Ok(()) };
        let fee = ledger.fee(first.fee);
        let too_large = |entry: &Entry| Aborted::Amount { event: entry.event, source: ledger.fee(entry.fee).source };
        let number = u32::try_from(self.invoices.len() + 1).unwrap_or(u32::MAX);
        let digits = self.catalog.rounding.digits(fee.currency);
        let mut invoice = self.spare.pop().unwrap_or_else(|| Invoice::empty(fee.account, fee.currency, on));
        invoice.begin((number, on), fee.account, (fee.currency, digits));
        if let Some(before) = self.repeated(placed) {
            invoice.repeat(before, placed);
            self.invoices.push(invoice);
            return Ok(());
        }
        invoice.lines.reserve(placed.len());
        let carry = self.carry.get_or_insert_with(|| Carry::new(self.catalog, self.scenario, fee.currency));
        carry.begin(fee.currency);
        let entries = || placed.iter().filter_map(|placed| Some((placed.entry, ledger.entries.get(placed.entry)?)));
        if let Some(cutter) = &mut self.cutter {
            let base = |(_, entry): (usize, &'a Entry)| Some((entry, carry.base(entry)?));
            let uncut = entries().map(base).collect::<Option<Vec<_>>>().map(|lines| Uncut {
                catalog: self.catalog,
                ledger,
                lines,
                digits: (self.catalog.rounding.at == RoundAt::Line).then(|| self.catalog.rounding.digits(fee.currency)),
                mode: self.catalog.rounding.mode,
                currency: fee.currency,
            });
            invoice.cuts = uncut.and_then(|uncut| cutter.cut(&uncut)).ok_or(too_large(first))?;
        }
        // Without discounts of the whole invoice there is nothing to gather.
        let shares = by_line(&invoice.cuts, if invoice.cuts.is_empty() { 0 } else { placed.len() });
        for (line, (at, entry)) in entries().enumerate() {
            let off = shares.get(line).map_or(Some(Ratio::ZERO), |shares| sum_of(shares));
            let tax = tax_of(self.scenario, ledger.fee(entry.fee));
            let line = off.and_then(|off| carry.line(at, entry, tax, off));
            invoice.lines.push(line.ok_or(too_large(entry))?);
        }
        for (at, cut) in invoice.cuts.iter().enumerate() {
            invoice.lines.push(carry.cut(at, cut.amount).ok_or(too_large(first))?);
        }
        carry.close(&mut invoice).ok_or(too_large(first))?;
        self.invoices.push(invoice);
        Ok(())
    }

    /// Returns the invoice before, if entries come to the same as its own: the same parts of the same fees.
    fn repeated(&self, placed: &[Placed]) -> Option<&Invoice> {
        let before = self.invoices.last().filter(|before| before.lines.len() == placed.len())?;
        // What a discount takes off whole invoices depends on those before, and what goes back on what was charged.
        let is_alone = |entry: &Entry| !matches!(entry.kind, EntryKind::Refund(_));
        let is_same = |(line, placed): (&Line, &Placed)| {
            let entries = &self.ledger.entries;
            let of_line = line.item.entry().and_then(|at| entries.get(at));
            of_line.zip(entries.get(placed.entry)).is_some_and(|(one, other)| {
                one.fee == other.fee && one.amount == other.amount && is_alone(one) && is_alone(other)
            })
        };
        (self.cutter.is_none() && before.lines.iter().zip(placed).all(is_same)).then_some(before)
    }
}

impl Invoice {
    fn empty(payer: AccountId, currency: Currency, on: Date) -> Self {
        let (lines, taxes, cuts) = (Vec::new(), Vec::new(), Vec::new());
        let (net, tax, total, credit, due) =
            (Decimal::ZERO, Decimal::ZERO, Decimal::ZERO, Decimal::ZERO, Decimal::ZERO);
        let (paid_out, returned) = (None, Returned::default());
        Self { number: 0, payer, on, currency, lines, taxes, net, tax, total, credit, paid_out, due, returned, cuts }
    }

    /// Makes an invoice that may have been another before one without lines.
    fn begin(&mut self, (number, on): (u32, Date), payer: AccountId, (currency, digits): (Currency, u32)) {
        (self.number, self.payer, self.on, self.currency) = (number, payer, on, currency);
        self.lines.clear();
        self.taxes.clear();
        self.cuts.clear();
        (self.paid_out, self.returned) = (None, Returned::default());
        let nothing = Decimal::new(0, digits);
        (self.net, self.tax, self.total, self.credit, self.due) = (nothing, nothing, nothing, nothing, nothing);
    }

    /// Takes over all that another invoice comes to, for entries that come to the same.
    fn repeat(&mut self, before: &Self, placed: &[Placed]) {
        self.lines.extend_from_slice(&before.lines);
        for (line, placed) in self.lines.iter_mut().zip(placed) {
            line.item = Item::Entry(placed.entry);
        }
        self.taxes.extend_from_slice(&before.taxes);
        (self.net, self.tax, self.total, self.due) = (before.net, before.tax, before.total, before.due);
    }
}
