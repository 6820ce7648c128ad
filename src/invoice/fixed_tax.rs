//! What a tax adds to a whole invoice, said in the catalog or by a provider: a stamp duty, or the fixed line of a tax plugin.

use super::invoice::Invoice;
use super::ratio::Ratio;
use crate::graph::{Catalog, Rounding};
use crate::money::{Currency, Decimal, exact_add};
use crate::scenario::Scenario;

/// Adds the amounts to every invoice with a line under their tax, once to each; nothing if an amount is more than a decimal
/// holds.
///
/// An account that is billed to another has no invoice to be taxed: its lines count on the payer's.
pub(super) fn add_fixed_taxes(catalog: &Catalog, scenario: &Scenario, invoices: &mut [Invoice]) -> Option<()> {
    let billed = invoices.iter_mut().filter(|invoice| scenario.account(invoice.payer).billed_to.is_none());
    for invoice in billed {
        for total in &mut invoice.taxes {
            let amounts = scenario.tax_amounts(catalog, total.tax);
            let Some((amount, _)) = amounts.and_then(|amounts| amounts.get(invoice.currency)) else { continue };
            total.fixed = payable(&catalog.rounding, invoice.currency, amount)?;
            total.amount = exact_add(total.amount, total.fixed)?;
        }
        let added = invoice.taxes.iter().map(|total| total.fixed).try_fold(Decimal::ZERO, exact_add)?;
        invoice.tax = exact_add(invoice.tax, added)?;
        invoice.total = exact_add(invoice.total, added)?;
        invoice.due = invoice.total;
    }
    Some(())
}

/// Returns an amount with the digits of an invoice, of which there may be fewer than the currency has.
fn payable(rounding: &Rounding, currency: Currency, amount: Decimal) -> Option<Decimal> {
    Ratio::of(amount)?.round(rounding.mode, rounding.digits(currency))
}
