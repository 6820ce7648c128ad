//! Terms: commitment and what leaving early costs.

use schemars::JsonSchema;
use serde::Deserialize;

use super::noun::{noun, words};
use super::{AmountsDecl, Code, Length, Spanned, Tag, Unread};

noun! {
    /// How long a customer commits, and what leaving early costs.
    ///
    /// Known elsewhere as: term, Bedingung, Laufzeit (Tridens), contract (Emersion), minimum subscription period (PortaBilling).
    TermDecl {
        /// How long the commitment runs.
        #[schemars(extend("examples" = [{ "period": "2 years", "basis": "actual" }]))]
        pub commitment: Spanned<CommitmentDecl>,
        /// What happens to a customer who leaves before its end.
        #[schemars(extend("examples" = [{ "type": "not_allowed" }]))]
        pub early_termination: Spanned<EarlyTerminationDecl>,
        /// How long before its end one must say so to leave at its end (`effective: term_end`); whoever is later leaves at the
        /// end of the term it renews into.
        ///
        /// Known elsewhere as: notice period, Kündigungsfrist.
        #[serde(default)]
        #[schemars(extend("examples" = ["30 days"], "x-default" = "any day before its end will do"))]
        pub notice: Spanned<Length>,
        /// How long after the purchase one may leave without cost, all that was charged going back in full.
        ///
        /// Known elsewhere as: withdrawal period, Widerrufsfrist.
        #[serde(default)]
        #[schemars(extend("examples" = ["14 days"], "x-default" = "no such time"))]
        pub cooling_off: Spanned<Length>,
        /// The term that takes over when this one has ended.
        #[serde(default)]
        #[schemars(extend("examples" = ["one-year"], "x-default" = "the commitment simply ends"))]
        pub renews_to: Spanned<Code>,
        /// Free labels.
        #[serde(default)]
        #[schemars(extend("examples" = [["consumer"]], "default" = []))]
        pub tags: Unread<Vec<Tag>>,
    }
}

/// How long a commitment runs.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CommitmentDecl {
    /// How long.
    #[schemars(extend("examples" = ["2 years", "12 months"]))]
    pub period: Spanned<Length>,
    /// How it is counted.
    #[serde(default)]
    #[schemars(extend("examples" = ["billing_cycle"], "default" = "actual"))]
    pub basis: Spanned<CommitmentBasisDecl>,
}

words! {
    /// How a commitment is counted.
    CommitmentBasisDecl {
        /// From the day of purchase, in real time.
        Actual,
        /// In billing cycles; the partial one counts.
        BillingCycle,
    }
}

/// What happens to a customer who leaves early.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename = "EarlyTerminationDecl@type", rename_all = "snake_case")]
#[schemars(rename = "EarlyTerminationDecl", tag = "type", deny_unknown_fields)]
pub enum EarlyTerminationDecl {
    /// Leaving costs nothing.
    Allowed {},
    /// Leaving is refused.
    NotAllowed {},
    /// Leaving costs a fee.
    Penalty {
        /// The most the fee can be.
        #[schemars(extend("examples" = [240.00]))]
        fee: Spanned<AmountsDecl>,
        /// Whether the fee shrinks with the time that is left.
        #[serde(default)]
        #[schemars(extend("examples" = [true], "default" = false))]
        prorated: Spanned<bool>,
        /// The time in which leaving costs nothing.
        #[serde(default)]
        #[schemars(extend("examples" = [{ "period": "14 days", "anchor": "start" }], "x-default" = "no grace"))]
        grace: Spanned<GraceDecl>,
        /// The ledger the fee is booked on.
        #[serde(default)]
        #[schemars(extend("examples" = ["penalties"], "x-default" = "no ledger"))]
        ledger: Spanned<Code>,
        /// The heading the fee is shown under.
        #[serde(default)]
        #[schemars(extend("examples" = ["early-termination"], "x-default" = "no heading"))]
        item_type: Spanned<Code>,
        /// The tax on the fee.
        #[serde(default)]
        #[schemars(extend("examples" = ["vat"], "x-default" = "the manifest's `tax.default`", "x-inherits" = ["manifest.tax.default"]))]
        tax: Spanned<Code>,
    },
}

/// The time in which leaving costs nothing.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct GraceDecl {
    /// How long.
    #[schemars(extend("examples" = ["14 days"]))]
    pub period: Spanned<Length>,
    /// From when; the two meanings bill differently, so there is no default.
    #[schemars(extend("examples" = ["start"]))]
    pub anchor: Spanned<GraceAnchorDecl>,
}

words! {
    /// What a grace period counts from.
    GraceAnchorDecl {
        /// The start of the subscription: the time in which one may leave.
        Start,
        /// The termination: the time in which one may come back.
        Termination,
    }
}
