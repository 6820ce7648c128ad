//! Prices that change with time: phases of a subscription, and dated versions.

use schemars::JsonSchema;
use serde::Deserialize;

use super::noun::words;
use super::{Day, LastingText, PhasedPriceDecl, PlainPriceDecl, Spanned};

/// A time of a subscription with a price of its own.
///
/// Known elsewhere as: phase TRIAL, DISCOUNT, FIXEDTERM, EVERGREEN (Kill Bill), promotional period (PortaBilling).
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PhaseDecl {
    /// How long it lasts. Only the last phase may have none and goes on; if the last has one, the charge ends with it.
    /// A first period that is not whole counts as one.
    #[serde(default)]
    #[schemars(extend("examples" = ["3 periods", "30 days"], "x-default" = "no end: it is the last phase"))]
    pub r#for: Spanned<LastingText>,
    /// What a whole period costs while it lasts.
    #[schemars(extend("examples" = [9.99]))]
    pub price: Spanned<PlainPriceDecl>,
}

/// A price as it was published on a day.
///
/// Known elsewhere as: catalog version with a date for existing subscriptions (Kill Bill), grandfathering.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct VersionDecl {
    /// The first day on which it is what a new customer pays. Only the first version has none.
    #[serde(default)]
    #[schemars(extend("examples" = ["2026-07-01"], "x-default" = "since ever: it is the first version"))]
    pub from: Spanned<Day>,
    /// The first day on which those pay it who bought before.
    #[serde(default)]
    #[schemars(extend("examples" = ["2026-08-01"], "x-default" = "never: who bought before keeps the price"))]
    pub existing_from: Spanned<Day>,
    /// What becomes of a period that is running on that day. One of usage keeps its price in either case.
    #[serde(default)]
    #[schemars(extend("examples" = ["wait"], "default" = "split"))]
    pub within_period: Spanned<WithinPeriodDecl>,
    /// What a whole period costs; may have phases.
    #[schemars(extend("examples" = [59.95]))]
    pub price: Spanned<PhasedPriceDecl>,
}

words! {
    /// What becomes of a period in which a price changes.
    WithinPeriodDecl {
        /// It is charged in two parts, each at its price.
        Split,
        /// It keeps its price: the change waits for the next period.
        Wait,
    }
}
