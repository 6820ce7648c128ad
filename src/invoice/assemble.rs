//! From what fell due to invoices: grouped, discounted, rounded, taxed, added up.

use std::borrow::Cow;

use super::account::{TooLarge, moves_credit, settle};
use super::alone::Alone;
use super::carry::Carry;
use super::cut::{Cutter, Uncut, by_line, sum_of};
use super::fixed_tax::add_fixed_taxes;
use super::group::{Placed, Queue, QueueMemory};
use super::invoice::{Invoice, Item};
use super::ratio::Ratio;
use super::returned::Returned;
use super::summary::bill_to_others;
use crate::calendar::Date;
use crate::graph::{Catalog, Checked, Id, RoundAt, Scope, Tax};
use crate::money::{Currency, Decimal};
use crate::scenario::{AccountId, Scenario};
use crate::sim::{Aborted, Entry, EntryId, Fee, Ledger};

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
    queue: QueueMemory,
    /// The invoice that is being made.
    invoice: Option<Invoice>,
    invoices: Vec<Invoice>,
    /// Invoices that nobody needs any longer.
    spare: Vec<Invoice>,
    /// Whether all invoices are made the same way, which is the judge of the faster one.
    slowly: bool,
}

impl Assembly {
    /// Returns one that makes all invoices the same way.
    #[cfg(test)]
    pub(crate) fn slow() -> Self {
        Self { slowly: true, ..Self::default() }
    }

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
        let (mut invoices, mut spare) = (std::mem::take(&mut self.invoices), std::mem::take(&mut self.spare));
        spare.append(&mut invoices);
        let made = self.make(catalog, scenario, ledger, |invoice| {
            let mut kept = spare.pop().unwrap_or_else(|| Invoice::empty(invoice.payer, invoice.currency, invoice.on));
            kept.copy(invoice);
            invoices.push(kept);
        });
        (self.invoices, self.spare) = (invoices, spare);
        made?;
        let amount = |entry: &Entry| Aborted::Amount { event: entry.event, source: ledger.fee(entry.fee).source };
        let too_large = || ledger.booked().last().map_or(Aborted::Lines, |(_, entry, _)| amount(entry));
        if has_payers(scenario) {
            bill_to_others(scenario, &mut self.invoices).ok_or_else(too_large)?;
        }
        if scenario.has_tax_amounts(catalog) {
            add_fixed_taxes(catalog, scenario, &mut self.invoices).ok_or_else(too_large)?;
        }
        let settled = settle(catalog, scenario, ledger, &mut self.invoices);
        settled.map_err(|whose| match whose {
            TooLarge::Event(event) => {
                let written = scenario.event(event).map(|event| event.span);
                written.map_or_else(too_large, |source| Aborted::Amount { event, source })
            }
            TooLarge::Invoice(at) => {
                let lines = self.invoices.get(at).map(|invoice| invoice.lines.as_slice()).unwrap_or_default();
                let last = lines.iter().rev().find_map(|line| ledger.entry(line.item.entry()?));
                last.map_or_else(too_large, |entry| amount(&entry))
            }
        })?;
        Ok(&self.invoices)
    }

    /// Makes the invoices of a scenario as [`assemble`] does and shows each to `see`, one after the other: for who needs
    /// none of them any longer than that.
    ///
    /// # Errors
    /// As [`assemble`]; invoices that were made before an amount is too large have been shown then.
    pub fn each(
        &mut self,
        catalog: &Checked<Catalog>,
        scenario: &Scenario,
        ledger: &Ledger,
        mut see: impl FnMut(&Invoice),
    ) -> Result<(), Aborted> {
        if has_payers(scenario) || scenario.has_tax_amounts(catalog) || moves_credit(catalog, scenario) {
            self.assemble(catalog, scenario, ledger)?.iter().for_each(see);
            return Ok(());
        }
        self.make(catalog, scenario, ledger, &mut see)
    }

    /// Makes the invoices of a scenario one after the other, before one account pays for another and uses its credit.
    fn make(
        &mut self,
        catalog: &Catalog,
        scenario: &Scenario,
        ledger: &Ledger,
        see: impl FnMut(&Invoice),
    ) -> Result<(), Aborted> {
        if let Some(reason) = ledger.aborted {
            return Err(reason);
        }
        let mut queue = Queue::new(catalog, scenario, ledger, std::mem::take(&mut self.queue));
        let cuts = catalog.discounts.iter().any(|(_, discount)| discount.scope == Scope::Invoice);
        let alone = (!cuts && !self.slowly && Alone::are_all(catalog)).then(Alone::default);
        let (cutter, carry, invoice) = (cuts.then(Cutter::default), None, self.invoice.take());
        let mut maker = Maker { catalog, scenario, ledger, invoice, number: 0, see, alone, cutter, carry };
        let made = maker.all(&mut queue);
        self.invoice = maker.invoice;
        self.queue = queue.into_memory();
        made
    }
}

/// Tells whether one account pays for another.
fn has_payers(scenario: &Scenario) -> bool {
    scenario.accounts.iter().any(|account| account.billed_to.is_some())
}

/// Returns the tax of a fee, unless its payer pays none.
pub(super) fn tax_of(scenario: &Scenario, fee: &Fee) -> Option<Id<Tax>> {
    fee.tax.filter(|_| !scenario.account(fee.account).tax_exempt)
}

struct Maker<'a, See> {
    catalog: &'a Catalog,
    scenario: &'a Scenario,
    ledger: &'a Ledger,
    /// The invoice that was made last.
    invoice: Option<Invoice>,
    /// Its number.
    number: u32,
    see: See,
    /// Only if lines and taxes are rounded alone, and no discount is taken off whole invoices.
    alone: Option<Alone>,
    /// Only if a discount is taken off whole invoices.
    cutter: Option<Cutter>,
    carry: Option<Carry<'a>>,
}

impl<'a, See: FnMut(&Invoice)> Maker<'a, See> {
    fn all(&mut self, queue: &mut Queue<'a>) -> Result<(), Aborted> {
        while queue.gather() {
            self.make(queue.group())?;
            // What a discount takes off whole invoices depends on those before.
            if let Some(invoice) = self.invoice.as_mut().filter(|_| self.cutter.is_none()) {
                queue.repeat(|on| {
                    invoice.repeat(on);
                    (self.see)(invoice);
                });
                self.number = invoice.number;
            }
        }
        Ok(())
    }

    /// Makes the invoice of entries that belong together.
    fn make(&mut self, placed: &[Placed]) -> Result<(), Aborted> {
        let ledger = self.ledger;
        let Some((on, first)) = placed.first().and_then(|placed| Some((placed.on, ledger.entry(placed.entry)?))) else {
            return Ok(());
        };
        let fee = ledger.fee(first.fee);
        let too_large = |entry: &Entry| Aborted::Amount { event: entry.event, source: ledger.fee(entry.fee).source };
        self.number = self.number.saturating_add(1);
        let digits = self.catalog.rounding.digits(fee.currency);
        let invoice = self.invoice.get_or_insert_with(|| Invoice::empty(fee.account, fee.currency, on));
        invoice.begin((self.number, on), fee.account, (fee.currency, digits));
        if let Some(alone) = &mut self.alone {
            if alone.fill((self.catalog, self.scenario, ledger), invoice, placed).is_some() {
                (self.see)(invoice);
                return Ok(());
            }
            invoice.begin((self.number, on), fee.account, (fee.currency, digits));
        }
        let carry = self.carry.get_or_insert_with(|| Carry::new(self.catalog, self.scenario, fee.currency));
        carry.begin(fee.currency);
        let entries = || placed.iter().filter_map(|placed| Some((placed.entry, ledger.entry(placed.entry)?)));
        if let Some(cutter) = &mut self.cutter {
            let base = |(_, entry): (EntryId, Cow<'a, Entry>)| carry.base(&entry).map(|base| (entry, base));
            let uncut = entries().map(base).collect::<Option<Vec<_>>>().map(|lines| Uncut {
                catalog: self.catalog,
                ledger,
                lines,
                digits: (self.catalog.rounding.at == RoundAt::Line).then(|| self.catalog.rounding.digits(fee.currency)),
                mode: self.catalog.rounding.mode,
                currency: fee.currency,
            });
            invoice.cuts = uncut.and_then(|uncut| cutter.cut(&uncut)).ok_or_else(|| too_large(&first))?;
        }
        // Without discounts of the whole invoice there is nothing to gather.
        let shares = if invoice.cuts.is_empty() { Vec::new() } else { by_line(&invoice.cuts, placed.len()) };
        for (line, (at, entry)) in entries().enumerate() {
            let off = shares.get(line).map_or(Some(Ratio::ZERO), |shares| sum_of(shares));
            let tax = tax_of(self.scenario, ledger.fee(entry.fee));
            let line = off.and_then(|off| carry.line(at, &entry, tax, off));
            invoice.lines.push(line.ok_or_else(|| too_large(&entry))?);
        }
        for (at, cut) in invoice.cuts.iter().enumerate() {
            invoice.lines.push(carry.cut(at, cut.amount).ok_or_else(|| too_large(&first))?);
        }
        carry.close(invoice).ok_or_else(|| too_large(&first))?;
        (self.see)(invoice);
        Ok(())
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

    /// Makes it the invoice after it, for the periods that follow its own.
    fn repeat(&mut self, on: Date) {
        (self.number, self.on) = (self.number.saturating_add(1), on);
        for line in &mut self.lines {
            if let Item::Entry(at) = &mut line.item {
                *at = at.next();
            }
        }
    }

    /// Takes over all that another invoice holds.
    fn copy(&mut self, other: &Self) {
        let Self { number, payer, on, currency, lines, taxes, net, tax, total, credit, paid_out, due, returned, cuts } =
            self;
        (*paid_out, *returned) = (other.paid_out, other.returned);
        (*number, *payer, *on, *currency) = (other.number, other.payer, other.on, other.currency);
        (*net, *tax, *total, *credit, *due) = (other.net, other.tax, other.total, other.credit, other.due);
        lines.clone_from(&other.lines);
        taxes.clone_from(&other.taxes);
        cuts.clone_from(&other.cuts);
    }
}
