//! Plans.

use schemars::JsonSchema;
use serde::Deserialize;

use super::noun::noun;
use super::{AmountsDecl, Code, Length, Spanned, StatusDecl, Tag, Unread, ValidityDecl};

noun! {
    /// What a customer subscribes to.
    ///
    /// Known elsewhere as: plan (Tridens), package plan (Emersion), tariff or rate (Magicline), main product (PortaBilling).
    PlanDecl {
        /// The bundles that every subscriber gets.
        #[schemars(extend("examples" = [["tv-base"]]))]
        pub bundles: Spanned<Vec<Spanned<Code>>>,
        /// Which bundles may be added to it.
        #[serde(default)]
        #[schemars(extend("examples" = [{ "only": true, "bundles": ["extra"] }], "x-default" = "any bundle may be added"))]
        pub compatible_bundles: Spanned<CompatibleDecl>,
        /// A time at the start in which nothing recurring is charged. An added bundle gets what is left of it.
        #[serde(default)]
        #[schemars(extend("examples" = ["30 days"], "x-default" = "no trial"))]
        pub trial: Spanned<Length>,
        /// The commitment that subscribing brings.
        #[serde(default)]
        #[schemars(extend("examples" = ["two-years"], "x-default" = "no commitment"))]
        pub term: Spanned<Code>,
        /// When changing from it and cancelling it take effect.
        #[serde(default)]
        #[schemars(extend("examples" = ["standard"], "x-default" = "the manifest's `policy`, else at once", "x-inherits" = ["manifest.policy"]))]
        pub policy: Spanned<Code>,
        /// What a period of it costs at least and at most, all its charges together.
        #[serde(default)]
        #[schemars(extend("examples" = [{ "minimum": 100.00 }], "x-default" = "what its charges come to"))]
        pub spend: Spanned<Box<PlanSpendDecl>>,
        /// How it may be paid.
        #[serde(default)]
        #[schemars(extend("examples" = [["card", "sepa"]], "x-default" = "any way"))]
        pub payment_methods: Spanned<Vec<Spanned<Code>>>,
        /// When one can subscribe to it.
        #[serde(default)]
        #[schemars(extend("examples" = [{ "from": "2026-01-01", "through": "2026-12-31" }], "x-default" = "always"))]
        pub valid: Spanned<ValidityDecl>,
        /// Whether it is offered.
        #[serde(default)]
        #[schemars(extend("examples" = ["retired"], "default" = "active"))]
        pub status: Spanned<StatusDecl>,
        /// Whether self-care must not offer it: only an agent sells it.
        #[serde(default)]
        #[schemars(extend("examples" = [true], "default" = false))]
        pub sensitive: Spanned<bool>,
        /// Free labels.
        #[serde(default)]
        #[schemars(extend("examples" = [["consumer"]], "default" = []))]
        pub tags: Unread<Vec<Tag>>,
    }
}

/// Which bundles may be added to a plan.
///
/// Known elsewhere as: compatible bundles, kompatible Bundles (Tridens).
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CompatibleDecl {
    /// Whether only the listed bundles may be added.
    #[schemars(extend("examples" = [true]))]
    pub only: Spanned<bool>,
    /// The bundles that may be added.
    #[serde(default)]
    #[schemars(extend("examples" = [["extra"]], "default" = []))]
    pub bundles: Spanned<Vec<Spanned<Code>>>,
}

/// What a period of a plan costs at least and at most; a partial period its share of it, without paused days.
///
/// Known elsewhere as: minimum commitment (Lago). What counts is what its recurring charges and its usage come to in the
/// period; discounts of a whole invoice take nothing off it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PlanSpendDecl {
    /// At least so much: what is charged for less is topped up by a line of its own when the period has ended.
    #[serde(default)]
    #[schemars(extend("examples" = [100.00, { "USD": 100.00, "EUR": 90.00 }], "x-default" = "nothing"))]
    pub minimum: Spanned<AmountsDecl>,
    /// At most so much: what is charged for more goes back by a line of its own when the period has ended.
    #[serde(default)]
    #[schemars(extend("examples" = [500.00, { "USD": 500.00, "EUR": 450.00 }], "x-default" = "no bound"))]
    pub maximum: Spanned<AmountsDecl>,
    /// How long its periods are.
    #[serde(default)]
    #[schemars(extend("examples" = ["1 week"], "x-default" = "the manifest's `billing.period`", "x-inherits" = ["manifest.billing.period"]))]
    pub every: Spanned<Length>,
}
