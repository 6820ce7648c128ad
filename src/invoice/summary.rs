//! Accounts that are billed to others: a line on the payer's invoice for each invoice of theirs (`D25`).

use super::group::ranks;
use super::invoice::{Invoice, Item, Line, TaxTotal};
use crate::money::{Decimal, exact_add};
use crate::scenario::{AccountId, Scenario};

/// Puts what accounts come to that are billed to others onto the invoices of those, and numbers all invoices again;
/// nothing if an amount is more than a decimal holds.
pub(super) fn bill_to_others(scenario: &Scenario, invoices: &mut Vec<Invoice>) -> Option<()> {
    let deepest = invoices.iter().map(|invoice| depth(scenario, invoice.payer)).max().unwrap_or(0);
    for level in (1..=deepest).rev() {
        for at in 0..invoices.len() {
            let Some(billed) = invoices.get(at).filter(|invoice| depth(scenario, invoice.payer) == level) else {
                continue;
            };
            let Some(payer) = scenario.account(billed.payer).billed_to else { continue };
            let summary = billed.clone();
            let to = paying(invoices, &summary, payer).unwrap_or_else(|| {
                invoices.push(summary.empty_for(payer));
                invoices.len() - 1
            });
            invoices.get_mut(to)?.summarize(&summary, at)?;
        }
    }
    renumber(scenario, invoices);
    Some(())
}

/// Returns how many payers stand between an account and who pays for it in the end.
pub(super) fn depth(scenario: &Scenario, account: AccountId) -> usize {
    let payers = std::iter::successors(Some(account), |account| scenario.account(*account).billed_to);
    // A circle has its finding, so that the accounts are enough.
    payers.take(scenario.accounts.len()).count().saturating_sub(1)
}

/// Returns the index of the payer's invoice of the same day and currency.
pub(super) fn paying(invoices: &[Invoice], billed: &Invoice, payer: AccountId) -> Option<usize> {
    let same = |other: &Invoice| other.payer == payer && other.on == billed.on && other.currency == billed.currency;
    invoices.iter().position(same)
}

/// Orders invoices by day and the payer's name and numbers them so; summaries follow the numbers.
fn renumber(scenario: &Scenario, invoices: &mut Vec<Invoice>) {
    let ranks = ranks(scenario);
    let mut order: Vec<(usize, Invoice)> = std::mem::take(invoices).into_iter().enumerate().collect();
    order.sort_by_key(|(at, invoice)| {
        (invoice.on, ranks.get(invoice.payer.0 as usize).copied().unwrap_or(u32::MAX), invoice.currency, *at)
    });
    let mut places: Vec<usize> = vec![0; order.len()];
    for (now, (before, _)) in order.iter().enumerate() {
        if let Some(place) = places.get_mut(*before) {
            *place = now;
        }
    }
    for (now, (_, mut invoice)) in order.into_iter().enumerate() {
        invoice.number = u32::try_from(now + 1).unwrap_or(u32::MAX);
        for line in &mut invoice.lines {
            if let Item::Summary(at) = &mut line.item {
                *at = places.get(*at).copied().unwrap_or(*at);
            }
        }
        invoices.push(invoice);
    }
}

impl Invoice {
    /// Adds a line for an invoice that is billed to this one's payer, with its tax.
    fn summarize(&mut self, billed: &Self, at: usize) -> Option<()> {
        // As priced: with tax if prices contain it.
        let priced: Option<_> =
            billed.lines.iter().map(|line| line.amount).try_fold(Decimal::new(0, self.net.scale()), exact_add);
        self.lines.push(Line { item: Item::Summary(at), amount: priced?, net: billed.net, tax: billed.tax });
        self.net = exact_add(self.net, billed.net)?;
        self.tax = exact_add(self.tax, billed.tax)?;
        self.total = exact_add(self.total, billed.total)?;
        self.due = self.total;
        for other in &billed.taxes {
            match self.taxes.iter_mut().find(|total| total.tax == other.tax) {
                Some(total) => {
                    let TaxTotal { net, amount, base, .. } = total;
                    *net = exact_add(*net, other.net)?;
                    *amount = exact_add(*amount, other.amount)?;
                    *base = base.plus(other.base)?;
                }
                None => self.taxes.push(*other),
            }
        }
        self.taxes.sort_by_key(|total| total.tax);
        Some(())
    }

    /// Returns an invoice of the same day and currency without lines.
    fn empty_for(&self, payer: AccountId) -> Self {
        let nothing = Decimal::new(0, self.net.scale());
        Self {
            payer,
            lines: Vec::new(),
            taxes: Vec::new(),
            net: nothing,
            tax: nothing,
            total: nothing,
            credit: nothing,
            due: nothing,
            cuts: Vec::new(),
            ..*self
        }
    }
}
