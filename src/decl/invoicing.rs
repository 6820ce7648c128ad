//! What goes onto one invoice, and what becomes of one below zero.

use schemars::JsonSchema;
use serde::Deserialize;

use super::noun::words;
use super::{Length, Spanned};

/// What goes onto one invoice, and what becomes of one below zero.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct InvoicesDecl {
    /// What is collected on one invoice.
    #[serde(default)]
    #[schemars(extend("examples" = ["bill_day"], "x-default" = "the dialect's: `event` for `killbill` and `lago`, else `day`"))]
    pub collect: Spanned<CollectDecl>,
    /// How long after the bill day its invoice is dated: until then it collects what events charge.
    #[serde(default)]
    #[schemars(extend("examples" = ["2 days"], "x-default" = "on the bill day itself"))]
    pub after: Spanned<Length>,
    /// What becomes of an invoice below zero.
    #[serde(default)]
    #[schemars(extend("examples" = ["account"], "x-default" = "the dialect's: `account` for `killbill`, `lago` and `stripe`, else `note`"))]
    pub credit: Spanned<CreditTargetDecl>,
}

words! {
    /// What is collected on one invoice.
    CollectDecl {
        /// Everything of a payer that falls due on one day.
        Day,
        /// What an event charges goes onto an invoice of its own, after what falls due by time on that day. Known elsewhere
        /// as: an invoice for each change (Kill Bill, Lago).
        Event,
        /// Everything that falls due up to a bill day; what an event charges waits for the next one.
        BillDay,
    }
}

words! {
    /// What becomes of an invoice below zero.
    CreditTargetDecl {
        /// A credit note: the money goes back.
        Note,
        /// Credit of the account, which its later invoices use up.
        Account,
    }
}
