//! What a scenario expects to come of its events.

use smol_str::SmolStr;

use super::AccountId;
use crate::calendar::Date;
use crate::graph::{Bundle, Discount, Id, Product, Term};
use crate::money::Decimal;
use crate::source::Span;

/// Something that should come of the events.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// Where it is written.
    pub span: Span,
    /// What is expected.
    pub what: Expected,
}

/// What is expected.
#[derive(Debug, Clone)]
pub enum Expected {
    /// An event is refused by a rule.
    Rejected {
        /// The event's number.
        event: u32,
        /// The rule's name.
        rule: SmolStr,
    },
    /// An event is accepted.
    Accepted {
        /// The event's number.
        event: u32,
    },
    /// An invoice has a line.
    Line(Box<LineExpectation>),
    /// An invoice has these totals.
    Totals(TotalsExpectation),
    /// An account has so many invoices.
    InvoiceCount {
        /// The account.
        account: AccountId,
        /// How many.
        count: usize,
    },
    /// An account has these figures at the end of a day.
    Figures(FiguresExpectation),
}

/// Which invoice an expectation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvoiceKey {
    /// Whose invoice.
    pub account: AccountId,
    /// The day of the invoice.
    pub on: Date,
    /// Only the one with a line of this event.
    pub event: Option<u32>,
}

/// The figures that an account should have at the end of a day.
#[derive(Debug, Clone, Copy)]
pub struct FiguresExpectation {
    /// The account.
    pub account: AccountId,
    /// The day.
    pub on: Date,
    /// What it owes less its credit.
    pub balance: Option<Decimal>,
    /// What it owes.
    pub owed: Option<Decimal>,
    /// Its credit.
    pub credit: Option<Decimal>,
}

/// A kind of line on an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// A one-time charge.
    OneTime,
    /// A period of a recurring charge.
    Recurring,
    /// What was used in a period.
    Usage,
    /// What is missing to the least that a period costs.
    Minimum,
    /// What goes back of a period that was charged more than it may cost.
    Maximum,
    /// Units added within a period that was paid.
    Increase,
    /// Money back for a period that was paid.
    Refund,
    /// What was taken off what was charged.
    Adjustment,
    /// The fee for leaving early.
    Penalty,
    /// A discount of the whole invoice.
    Discount,
    /// What another account's invoice comes to.
    Summary,
}

impl LineKind {
    /// Returns the word that scenarios and reports use for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::OneTime => "one_time",
            Self::Recurring => "recurring",
            Self::Usage => "usage",
            Self::Minimum => "minimum",
            Self::Maximum => "maximum",
            Self::Increase => "increase",
            Self::Refund => "refund",
            Self::Adjustment => "adjustment",
            Self::Penalty => "penalty",
            Self::Discount => "discount",
            Self::Summary => "summary",
        }
    }
}

/// A line that an invoice should have: the filters say which, the rest what it should show.
#[derive(Debug, Clone)]
pub struct LineExpectation {
    /// The invoice.
    pub invoice: InvoiceKey,
    /// Only lines of this product.
    pub product: Option<Id<Product>>,
    /// Only lines of this bundle.
    pub bundle: Option<Id<Bundle>>,
    /// Only penalties of this term.
    pub term: Option<Id<Term>>,
    /// Only lines of charges with this code.
    pub charge: Option<SmolStr>,
    /// Only lines of this kind.
    pub kind: Option<LineKind>,
    /// Only the line of this discount.
    pub of_discount: Option<Id<Discount>>,
    /// The amount.
    pub amount: Option<Decimal>,
    /// The quantity.
    pub quantity: Option<Decimal>,
    /// The tax.
    pub tax: Option<Decimal>,
    /// The first day of the period.
    pub from: Option<Date>,
    /// The first day after the period.
    pub to: Option<Date>,
    /// What the quantity costs a whole period, before discounts.
    pub gross: Option<Decimal>,
    /// What all discounts take off.
    pub discount: Option<Decimal>,
}

/// The totals that an invoice should have.
#[derive(Debug, Clone, Copy)]
pub struct TotalsExpectation {
    /// Whose invoice.
    pub account: AccountId,
    /// Which invoice; all together if absent.
    pub invoice: Option<InvoiceKey>,
    /// Without tax.
    pub net: Option<Decimal>,
    /// The tax.
    pub tax: Option<Decimal>,
    /// With tax.
    pub total: Option<Decimal>,
    /// The credit that is used, below zero, or given, above.
    pub credit: Option<Decimal>,
    /// What is left to pay.
    pub due: Option<Decimal>,
    /// What is paid out.
    pub paid_out: Option<Decimal>,
}
