//! What happens to a subscription while it runs: changes of plan, pauses, suspensions, bill days, adjustments.

use schemars::JsonSchema;
use serde::Deserialize;

use super::noun::words;
use super::scenario_file::QuantityDecl;
use super::{Code, Effective, PositiveAmount, Section, Spanned};

/// A subscription goes over to another plan.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ChangePlanDecl {
    /// The subscription.
    #[schemars(extend("examples" = ["ada-tv"]))]
    pub subscription: Spanned<Code>,
    /// The plan it goes over to.
    #[schemars(extend("examples" = ["family"]))]
    pub plan: Spanned<Code>,
    /// When it takes effect: at once, at the end of the running period or term, or on a day, which may lie before the
    /// event.
    #[serde(default)]
    #[schemars(extend("examples" = ["period_end"], "x-default" = "as the plan's policy says, else at once"))]
    pub effective: Spanned<Effective>,
    /// The optional products and discounts chosen; where both have one code, it chooses both.
    #[serde(default)]
    #[schemars(extend("examples" = [["recorder"]], "default" = []))]
    pub options: Spanned<Vec<Spanned<Code>>>,
    /// How many of the products that have a price for each.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "seat": 12 }], "x-default" = "as many as before of a product that both plans have, else 1"))]
    pub quantities: Spanned<Section<QuantityDecl>>,
}

/// Billing of a subscription stops: what is paid for unused days goes back.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PauseDecl {
    /// The subscription.
    #[schemars(extend("examples" = ["ada-tv"]))]
    pub subscription: Spanned<Code>,
    /// When it takes effect.
    #[serde(default)]
    #[schemars(extend("examples" = ["2026-03-05"], "default" = "at_once"))]
    pub effective: Spanned<Effective>,
}

/// A subscription that is paused or suspended goes on.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ResumeDecl {
    /// The subscription.
    #[schemars(extend("examples" = ["ada-tv"]))]
    pub subscription: Spanned<Code>,
    /// When it takes effect.
    #[serde(default)]
    #[schemars(extend("examples" = ["2026-03-15"], "default" = "at_once"))]
    pub effective: Spanned<Effective>,
}

/// A subscription stays without service and is billed on; charges that say so give its days back.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SuspendDecl {
    /// The subscription.
    #[schemars(extend("examples" = ["ada-tv"]))]
    pub subscription: Spanned<Code>,
    /// Why there is no service.
    #[serde(default)]
    #[schemars(extend("examples" = ["blocked"], "default" = "suspended"))]
    pub reason: Spanned<OutageDecl>,
    /// When it takes effect.
    #[serde(default)]
    #[schemars(extend("examples" = ["2026-06-11"], "default" = "at_once"))]
    pub effective: Spanned<Effective>,
}

words! {
    /// Why a subscription is without service.
    OutageDecl {
        /// It has expired.
        Expired,
        /// The operator has blocked it.
        Blocked,
        /// It is suspended.
        Suspended,
        /// The customer has no funds left.
        NoFunds,
    }
}

/// The day of the month on which the periods of a subscription begin changes, once the period that is charged has ended; a
/// running period of usage ends on the next such day, if it does not end before.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ChangeBillDayDecl {
    /// The subscription.
    #[schemars(extend("examples" = ["ada-tv"]))]
    pub subscription: Spanned<Code>,
    /// Only what this bundle brings.
    #[serde(default)]
    #[schemars(extend("examples" = ["extra"], "x-default" = "the whole subscription"))]
    pub bundle: Spanned<Code>,
    /// The day of the month, 1 to 31; in a shorter month its last day.
    #[schemars(range(min = 1, max = 31), extend("examples" = [15]))]
    pub bill_day: Spanned<u32>,
}

/// An amount is taken off what was charged last for something, on this day too, also after it has ended.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct AdjustDecl {
    /// The subscription.
    #[schemars(extend("examples" = ["ada-tv"]))]
    pub subscription: Spanned<Code>,
    /// The product.
    #[schemars(extend("examples" = ["live-tv"]))]
    pub product: Spanned<Code>,
    /// The charge of the product.
    #[serde(default)]
    #[schemars(extend("examples" = ["access"], "x-default" = "the one that recurs, or else the one charged once"))]
    pub charge: Spanned<Code>,
    /// How much, in the currency of the account.
    #[schemars(extend("examples" = [10.00]))]
    pub amount: Spanned<PositiveAmount>,
}
