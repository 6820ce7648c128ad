//! What a scenario expects to come out.

use schemars::JsonSchema;
use serde::Deserialize;

use super::noun::words;
use super::{Amount, Code, Day, SignedAmount, Spanned, When};

/// One thing that must come out: an event accepted or rejected, an invoice's totals, one of its lines, or how many there are.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ExpectationDecl {
    /// The number of an event, from 1, in the order written.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1_000_000), extend("examples" = [3], "x-default" = "not about an event"))]
    pub event: Spanned<u32>,
    /// The rule that rejects the event.
    #[serde(default)]
    #[schemars(extend("examples" = ["commitment-running"], "x-default" = "not rejected"))]
    pub rejected: Spanned<Code>,
    /// That the event is accepted.
    #[serde(default)]
    #[schemars(extend("examples" = [true], "x-default" = "not asked"))]
    pub accepted: Spanned<bool>,
    /// Which invoice.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "account": "ada", "on": "2026-03-01" }], "x-default" = "not about an invoice"))]
    pub invoice: Spanned<InvoiceKeyDecl>,
    /// A line of it: the fields that tell which, and the figures it must have.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "product": "extra-service", "amount": 8.00 }], "x-default" = "not about a line"))]
    pub line: Spanned<Box<LineDecl>>,
    /// Its sum before tax; with `account`, the sum of all its invoices.
    #[serde(default)]
    #[schemars(extend("examples" = ["20.00"], "x-default" = "not asked"))]
    pub net: Spanned<SignedAmount>,
    /// Its tax; with `account`, the tax of all its invoices.
    #[serde(default)]
    #[schemars(extend("examples" = ["4.00"], "x-default" = "not asked"))]
    pub tax: Spanned<SignedAmount>,
    /// Its sum with tax; with `account`, the sum of all its invoices.
    #[serde(default)]
    #[schemars(extend("examples" = ["24.00"], "x-default" = "not asked"))]
    pub total: Spanned<SignedAmount>,
    /// What of its account's credit it uses, below zero, or what it gives, above; with `account` and `on`, the credit
    /// that the account has.
    #[serde(default)]
    #[schemars(extend("examples" = ["-50.05"], "x-default" = "not asked"))]
    pub credit: Spanned<SignedAmount>,
    /// What of it is paid out to the customer, above zero.
    #[serde(default)]
    #[schemars(extend("examples" = ["15.00"], "x-default" = "not asked"))]
    pub paid_out: Spanned<SignedAmount>,
    /// What is left to pay of it; below zero if it is paid back.
    #[serde(default)]
    #[schemars(extend("examples" = ["199.90"], "x-default" = "not asked"))]
    pub due: Spanned<SignedAmount>,
    /// The day at whose end the account's figures are asked, all invoices and events of the day included.
    #[serde(default)]
    #[schemars(extend("examples" = ["2026-03-31"], "x-default" = "not about a day"))]
    pub on: Spanned<Day>,
    /// What the account owes less its credit, on that day.
    #[serde(default)]
    #[schemars(extend("examples" = ["-50.05"], "x-default" = "not asked"))]
    pub balance: Spanned<SignedAmount>,
    /// What the account owes, on that day.
    #[serde(default)]
    #[schemars(extend("examples" = ["90.00"], "x-default" = "not asked"))]
    pub owed: Spanned<SignedAmount>,
    /// The account whose invoices are counted or added up, or whose figures are asked.
    #[serde(default)]
    #[schemars(extend("examples" = ["ada"], "x-default" = "not about all invoices"))]
    pub account: Spanned<Code>,
    /// How many invoices the account gets.
    #[serde(default)]
    #[schemars(range(min = 0, max = 1_000_000), extend("examples" = [3], "x-default" = "not counted"))]
    pub invoices: Spanned<u32>,
}

/// Which invoice an expectation is about.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct InvoiceKeyDecl {
    /// Whose.
    #[schemars(extend("examples" = ["ada"]))]
    pub account: Spanned<Code>,
    /// Of which day. Where it has several, a line may be on any of them, and amounts are added up.
    #[schemars(extend("examples" = ["2026-03-01"]))]
    pub on: Spanned<Day>,
    /// Only the one that this event charged, where the day has several.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1_000_000), extend("examples" = [3], "x-default" = "all of the day"))]
    pub event: Spanned<u32>,
}

/// A line of an invoice.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct LineDecl {
    /// The product it charges for.
    #[serde(default)]
    #[schemars(extend("examples" = ["extra-service"], "x-default" = "any product"))]
    pub product: Spanned<Code>,
    /// The charge of the product.
    #[serde(default)]
    #[schemars(extend("examples" = ["access"], "x-default" = "any charge"))]
    pub charge: Spanned<Code>,
    /// The bundle that brought the product.
    #[serde(default)]
    #[schemars(extend("examples" = ["extra"], "x-default" = "any bundle"))]
    pub bundle: Spanned<Code>,
    /// The kind of line.
    #[serde(default)]
    #[schemars(extend("examples" = ["refund"], "x-default" = "any kind"))]
    pub kind: Spanned<LineKindDecl>,
    /// The discount that is a line of its own.
    #[serde(default)]
    #[schemars(extend("examples" = ["spring"], "x-default" = "any line"))]
    pub of_discount: Spanned<Code>,
    /// The term whose penalty it is.
    #[serde(default)]
    #[schemars(extend("examples" = ["two-years"], "x-default" = "any line"))]
    pub term: Spanned<Code>,
    /// The first day of its period.
    #[serde(default)]
    #[schemars(extend("examples" = ["2026-03-01"], "x-default" = "not asked"))]
    pub from: Spanned<When>,
    /// The first day after its period.
    #[serde(default)]
    #[schemars(extend("examples" = ["2026-04-01"], "x-default" = "not asked"))]
    pub to: Spanned<When>,
    /// Its quantity.
    #[serde(default)]
    #[schemars(extend("examples" = [12], "x-default" = "not asked"))]
    pub quantity: Spanned<Amount>,
    /// Its amount.
    #[serde(default)]
    #[schemars(extend("examples" = ["8.00"], "x-default" = "not asked"))]
    pub amount: Spanned<SignedAmount>,
    /// The tax on it.
    #[serde(default)]
    #[schemars(extend("examples" = ["1.60"], "x-default" = "not asked"))]
    pub tax: Spanned<SignedAmount>,
    /// What its quantity costs a whole period, before discounts.
    #[serde(default)]
    #[schemars(extend("examples" = ["10.00"], "x-default" = "not asked"))]
    pub gross: Spanned<SignedAmount>,
    /// What all discounts take off it: those of the charge off a whole period, those of the invoice their shares,
    /// which are compared to as many digits as are written.
    #[serde(default)]
    #[schemars(extend("examples" = ["2.00", "676.47059"], "x-default" = "not asked"))]
    pub discount: Spanned<SignedAmount>,
}

words! {
    /// A kind of line.
    LineKindDecl {
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
}
