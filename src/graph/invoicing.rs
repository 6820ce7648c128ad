//! What goes onto one invoice, what becomes of one below zero, and where its tax is rounded.

use super::convention::{Because, Chosen, Dialect};
use crate::calendar::Period;

/// What goes onto one invoice, and what becomes of one below zero.
#[derive(Debug, Clone, Copy)]
pub struct Invoicing {
    /// What is collected on one invoice.
    pub collect: Collect,
    /// How long after the bill day its invoice is dated, if it is not dated on it.
    pub after: Option<Period>,
    /// What becomes of an invoice below zero.
    pub credit: Chosen<CreditTarget>,
}

impl Invoicing {
    /// Returns what a dialect brings; `written` tells whether the manifest names it.
    #[must_use]
    pub fn of(dialect: Dialect, written: bool) -> Self {
        let because = if written { Because::Dialect(dialect) } else { Because::Default };
        let target = match dialect {
            Dialect::Killbill | Dialect::Lago | Dialect::Stripe => CreditTarget::Account,
            Dialect::Ratebook
            | Dialect::Portabilling
            | Dialect::Openmeter
            | Dialect::Flexprice
            | Dialect::Meteroid
            | Dialect::Zuora
            | Dialect::Emersion => CreditTarget::Note,
        };
        let collect = match dialect {
            Dialect::Killbill | Dialect::Lago => Collect::Event,
            Dialect::Ratebook
            | Dialect::Portabilling
            | Dialect::Openmeter
            | Dialect::Flexprice
            | Dialect::Meteroid
            | Dialect::Stripe
            | Dialect::Zuora
            | Dialect::Emersion => Collect::Day,
        };
        Self { collect, after: None, credit: Chosen { value: target, because } }
    }
}

/// What is collected on one invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Collect {
    /// Everything of a payer that falls due on one day.
    #[default]
    Day,
    /// What an event charges alone, and what falls due by time on one day.
    Event,
    /// Everything that falls due up to a bill day; what an event charges waits for the next one (`P-12`, `C-18`).
    BillDay,
}

/// What becomes of an invoice below zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CreditTarget {
    /// A credit note: the money goes back.
    #[default]
    Note,
    /// Credit of the account, which its later invoices use up.
    Account,
}

/// Where the tax is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TaxRound {
    /// On each line.
    #[default]
    Line,
    /// On each invoice, the sum of each tax alone.
    EachTax,
    /// On each invoice, the sum of all taxes once.
    Invoice,
    /// On each invoice, after the total with tax is rounded; what is left of it is without tax (`C-16`).
    Total,
}
