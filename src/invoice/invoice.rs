//! An invoice as numbers: words are made only when it is shown.

use super::cut::Cut;
use super::ratio::Ratio;
use super::returned::{PaidOut, Returned};
use crate::calendar::Date;
use crate::graph::{Id, Tax};
use crate::money::{Currency, Decimal, RoundingMode};
use crate::scenario::AccountId;
use crate::sim::EntryId;

/// What one payer owes one payee for one day in one currency.
///
/// `net`, `tax` and `total` are the exact sums of the lines, except that a tax which is rounded for the whole invoice
/// while its lines are rounded alone can differ from the taxes that the lines show, and that `tax` and `total` contain
/// what a provider adds once to the whole invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    /// The number, from 1.
    pub number: u32,
    /// Who pays.
    pub payer: AccountId,
    /// The day of the invoice.
    pub on: Date,
    /// The currency of all amounts.
    pub currency: Currency,
    /// The lines, in the order the charges were bought; penalties after them, discounts of the invoice last.
    pub lines: Vec<Line>,
    /// The tax by code, in the order of codes.
    pub taxes: Vec<TaxTotal>,
    /// Without tax.
    pub net: Decimal,
    /// The tax.
    pub tax: Decimal,
    /// With tax; negative on a credit note.
    pub total: Decimal,
    /// How much of the account's credit it uses, below zero, or gives to it, above.
    pub credit: Decimal,
    /// What of it is paid out to the payer, if a cancellation says so.
    pub paid_out: Option<PaidOut>,
    /// What is left to pay: the total with the credit and with what is paid out; negative if it is paid back.
    pub due: Decimal,
    /// What cancellations give back with it that say what becomes of it.
    pub(super) returned: Returned,
    /// The discounts that are taken off the whole invoice, in the order of their lines.
    pub(super) cuts: Vec<Cut>,
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

    /// Returns how much of its credit is that of the accounts whose invoices are lines of it.
    pub(super) fn credit_of_others(&self, invoices: &[Self]) -> Decimal {
        let billed = self.lines.iter().filter_map(|line| match line.item {
            Item::Summary(at) => invoices.get(at),
            Item::Entry(_) | Item::Cut(_) => None,
        });
        billed.map(|invoice| invoice.credit).sum()
    }

    /// Returns what the discounts of the whole invoice take off one of its lines.
    pub(super) fn off(&self, line: usize) -> Option<Ratio> {
        super::cut::off(&self.cuts, line)
    }
}

/// One line of an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// What it shows.
    pub item: Item,
    /// The amount as priced: with tax if prices contain it, else without.
    pub amount: Decimal,
    /// Without tax.
    pub net: Decimal,
    /// The tax on it, after the discounts of the whole invoice.
    pub tax: Decimal,
}

/// What a line shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// The ledger's entry with this place.
    Entry(EntryId),
    /// The invoice's discount with this index.
    Cut(usize),
    /// The invoice with this index, of an account that is billed to this one's payer.
    Summary(usize),
}

impl Item {
    /// Returns the place of the ledger's entry, if it shows one.
    #[must_use]
    pub fn entry(self) -> Option<EntryId> {
        match self {
            Self::Entry(at) => Some(at),
            Self::Cut(_) | Self::Summary(_) => None,
        }
    }
}

/// What is owed under one tax code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaxTotal {
    /// The tax.
    pub tax: Id<Tax>,
    /// The rate as a fraction: 0.20 is 20 %.
    pub rate: Decimal,
    /// The net amount of its lines, rounded.
    pub net: Decimal,
    /// The tax on them, with what is fixed.
    pub amount: Decimal,
    /// What of it a provider adds once to the whole invoice, whatever its lines come to.
    pub fixed: Decimal,
    /// What the tax is computed from; with the tax if prices contain it.
    pub(super) base: Base,
}

/// A sum of amounts that are rounded and of others that are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Base {
    /// The rounded ones, in the currency's smallest part.
    pub whole: i128,
    /// The others.
    pub rest: Ratio,
}

impl Base {
    /// Returns the sum with another.
    pub fn plus(self, other: Self) -> Option<Self> {
        Some(Self { whole: self.whole.checked_add(other.whole)?, rest: self.rest.plus(other.rest)? })
    }

    /// Returns the sum as one fraction.
    pub fn ratio(self, digits: u32) -> Option<Ratio> {
        if self.whole == 0 { Some(self.rest) } else { Ratio::minors(self.whole, digits)?.plus(self.rest) }
    }

    /// Returns the sum rounded, in the currency's smallest part.
    pub fn minor(self, mode: RoundingMode, digits: u32) -> Option<i128> {
        if self.rest.is_zero() { Some(self.whole) } else { self.ratio(digits)?.minor(mode, digits) }
    }

    /// Returns a share of the sum, rounded once.
    pub fn share(self, share: Ratio, mode: RoundingMode, digits: u32) -> Option<i128> {
        if self.rest.is_zero() {
            return share.of_minor(self.whole, mode);
        }
        self.ratio(digits)?.times(share)?.minor(mode, digits)
    }
}
