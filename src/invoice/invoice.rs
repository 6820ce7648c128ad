//! An invoice as numbers: words are made only when it is shown.

use crate::calendar::Date;
use crate::graph::{Id, Tax};
use crate::money::{Currency, Decimal};
use crate::scenario::AccountId;

/// What one payer owes one payee for one day in one currency.
///
/// `net`, `tax` and `total` are the exact sums of the lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    /// The number, from 1.
    pub number: u32,
    /// Who pays.
    pub payer: AccountId,
    /// The day everything on it falls due.
    pub on: Date,
    /// The currency of all amounts.
    pub currency: Currency,
    /// The lines, in the order the charges were bought; penalties last.
    pub lines: Vec<Line>,
    /// The tax by code, in the order of codes.
    pub taxes: Vec<TaxTotal>,
    /// Without tax.
    pub net: Decimal,
    /// The tax.
    pub tax: Decimal,
    /// To pay; negative on a credit note.
    pub total: Decimal,
}

impl Invoice {
    /// Tells whether the payer gets money back.
    #[must_use]
    pub fn is_credit_note(&self) -> bool {
        self.total.is_sign_negative() && !self.total.is_zero()
    }

    /// Returns what it is called.
    #[must_use]
    pub fn title(&self) -> &'static str {
        if self.is_credit_note() { "credit note" } else { "invoice" }
    }
}

/// One line of an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The index of the ledger's entry that it shows.
    pub entry: usize,
    /// The amount as priced: with tax if prices contain it, else without.
    pub amount: Decimal,
    /// Without tax.
    pub net: Decimal,
    /// The tax.
    pub tax: Decimal,
}

/// What is owed under one tax code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaxTotal {
    /// The tax.
    pub tax: Id<Tax>,
    /// The rate as a fraction: 0.20 is 20 %.
    pub rate: Decimal,
    /// The net amount of its lines.
    pub net: Decimal,
    /// The tax on them.
    pub amount: Decimal,
}
