//! An account of a scenario: who buys and who pays.

use schemars::JsonSchema;
use serde::Deserialize;

use super::noun::words;
use super::{Code, CurrencyCode, PortionText, PositiveAmount, Spanned, TimeZone};

/// Someone who buys.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct AccountDecl {
    /// How the account pays.
    #[serde(default)]
    #[schemars(extend("examples" = ["card"], "x-default" = "unknown: plans that list payment methods refuse it"))]
    pub payment_method: Spanned<Code>,
    /// The currency of its invoices.
    #[serde(default)]
    #[schemars(extend("examples" = ["USD"], "x-default" = "the catalog's first currency"))]
    pub currency: Spanned<CurrencyCode>,
    /// Whose clock decides on which day its events happen.
    #[serde(default)]
    #[schemars(extend("examples" = ["America/Denver"], "x-default" = "the catalog's time zone"))]
    pub time_zone: Spanned<TimeZone>,
    /// The day of the month on which its periods begin, except those of charges with an anchor of their own.
    #[serde(default)]
    #[schemars(range(min = 1, max = 31), extend("examples" = [10], "x-default" = "the catalog's anchor"))]
    pub bill_day: Spanned<u32>,
    /// When it pays its invoices.
    #[serde(default)]
    #[schemars(extend("examples" = ["by_hand"], "default" = "at_once"))]
    pub pays: Spanned<PaysDecl>,
    /// The account that pays its invoices, in the same currency: each is a line on one of that account's. Known elsewhere as:
    /// parent account (Kill Bill).
    #[serde(default)]
    #[schemars(extend("examples" = ["head-office"], "x-default" = "it pays itself"))]
    pub billed_to: Spanned<Code>,
    /// What is taken off the price of all its recurring charges, unless a purchase says another `adjustment`.
    #[serde(default)]
    #[schemars(extend("examples" = ["10%"], "x-default" = "nothing"))]
    pub discount: Spanned<PortionText>,
    /// Whether it pays no tax: its prices stay as they are.
    #[serde(default)]
    #[schemars(extend("examples" = [true], "default" = false))]
    pub tax_exempt: Spanned<bool>,
}

words! {
    /// When an account pays its invoices.
    PaysDecl {
        /// Each on its day.
        AtOnce,
        /// By `payment` events: until then they are owed.
        ByHand,
    }
}

/// An amount of money that goes to an account or comes from it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct MoneyDecl {
    /// The account.
    #[schemars(extend("examples" = ["ada"]))]
    pub account: Spanned<Code>,
    /// How much, in the account's currency.
    #[schemars(extend("examples" = [49.90]))]
    pub amount: Spanned<PositiveAmount>,
}
