//! From what fell due to invoices: grouped, rounded, taxed, added up.

use super::carry::Carry;
use super::invoice::{Invoice, Line, TaxTotal};
use crate::graph::{Catalog, Checked, Id, Tax};
use crate::money::{Currency, Decimal};
use crate::scenario::{AccountId, Scenario};
use crate::sim::{Aborted, Entry, Ledger, exact_add};

/// Makes the invoices of a scenario: one for each payer, currency and day, numbered by day and the payer's name. The
/// payee of all is the catalog's operator.
///
/// With rounding at each line, a line is its exact amount rounded once, and its tax is that of the rounded amount. With
/// rounding at the invoice, each line takes over what the lines above lost or gained by rounding, so that the lines add
/// up to the rounded exact sum; so does the tax, for each tax code. A refund is settled by the simulator in both cases.
///
/// # Errors
/// Returns why the run was aborted if it was, or that an amount is more than an exact decimal holds.
pub fn assemble(catalog: &Checked<Catalog>, scenario: &Scenario, ledger: &Ledger) -> Result<Vec<Invoice>, Aborted> {
    if let Some(reason) = ledger.aborted {
        return Err(reason);
    }
    let mut ranks: Vec<u32> = vec![0; scenario.accounts.len()];
    for (rank, index) in (0_u32..).zip(by_name(scenario)) {
        if let Some(at) = ranks.get_mut(index) {
            *at = rank;
        }
    }
    let key = |(at, entry): (usize, &Entry)| {
        let fee = ledger.fee(entry.fee);
        let rank = ranks.get(fee.account.0 as usize).copied().unwrap_or(u32::MAX);
        (entry.due.midnight(), rank, fee.currency, fee.serial, at)
    };
    let mut order: Vec<_> = ledger.entries.iter().enumerate().map(key).collect();
    order.sort_unstable();
    let mut invoices: Vec<Invoice> = Vec::new();
    let mut carry = Carry::default();
    for (.., at) in order {
        let Some(entry) = ledger.entries.get(at) else { continue };
        let fee = ledger.fee(entry.fee);
        let same = |last: &Invoice| {
            last.on == entry.due.midnight() && last.payer == fee.account && last.currency == fee.currency
        };
        if !invoices.last().is_some_and(same) {
            let number = u32::try_from(invoices.len() + 1).unwrap_or(u32::MAX);
            let digits = catalog.rounding.digits(fee.currency);
            invoices.push(Invoice::empty(number, fee.account, entry, (fee.currency, digits)));
            carry = Carry::default();
        }
        let too_large = Aborted::Amount { event: entry.event, source: fee.source };
        let line = carry.line(catalog, ledger, at, entry).ok_or(too_large)?;
        let tax = fee.tax.map(|id| (id, catalog.taxes.get(id).rate.unwrap_or_default()));
        let invoice = invoices.last_mut();
        invoice.and_then(|invoice| invoice.add(line, tax)).ok_or(too_large)?;
    }
    Ok(invoices)
}

/// Returns the indices of the accounts in the order of their names.
fn by_name(scenario: &Scenario) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scenario.accounts.len()).collect();
    order.sort_by_key(|index| scenario.accounts.get(*index).map(|account| &account.name.text));
    order
}

impl Invoice {
    fn empty(number: u32, payer: AccountId, entry: &Entry, (currency, digits): (Currency, u32)) -> Self {
        let nothing = Decimal::new(0, digits);
        Self {
            number,
            payer,
            on: entry.due.midnight(),
            currency,
            lines: Vec::new(),
            taxes: Vec::new(),
            net: nothing,
            tax: nothing,
            total: nothing,
        }
    }

    /// Adds a line to the totals; nothing if they grow beyond a decimal.
    fn add(&mut self, line: Line, tax: Option<(Id<Tax>, Decimal)>) -> Option<()> {
        self.net = exact_add(self.net, line.net)?;
        self.tax = exact_add(self.tax, line.tax)?;
        self.total = exact_add(self.net, self.tax)?;
        if let Some((tax, rate)) = tax {
            let at = self.taxes.binary_search_by_key(&tax, |total| total.tax).unwrap_or_else(|at| {
                let nothing = Decimal::new(0, self.total.scale());
                self.taxes.insert(at, TaxTotal { tax, rate, net: nothing, amount: nothing });
                at
            });
            let total = self.taxes.get_mut(at)?;
            total.net = exact_add(total.net, line.net)?;
            total.amount = exact_add(total.amount, line.tax)?;
        }
        self.lines.push(line);
        Some(())
    }
}
