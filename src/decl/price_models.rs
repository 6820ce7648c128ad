//! The parts of prices that depend on a quantity by more than a factor: tiers, packages, percentages and
//! capacities.

use schemars::JsonSchema;
use serde::Deserialize;

use super::noun::words;
use super::{Amount, AmountsDecl, Percent, PositiveAmount, QuantityDecl, Section, Spanned};

/// Quantities up to a bound, and what they cost.
///
/// Known elsewhere as: graduated range, volume range (Lago), price tier (OpenMeter, Stripe), tier block (Kill Bill).
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct TierDecl {
    /// The greatest quantity in the tier, which is in it; a fraction above is in the next. Only the last tier has none.
    /// To charge nothing at zero, begin with a tier up to 0.
    #[serde(default)]
    #[schemars(extend("examples" = [100], "x-default" = "no end: it is the last tier"))]
    pub up_to: Spanned<Amount>,
    /// What each unit costs; with `size`, what so many units cost. A tier has `each`, `flat` or both.
    #[serde(default)]
    #[schemars(extend("examples" = [0.10, { "USD": 0.10, "EUR": 0.09 }], "default" = 0))]
    pub each: Spanned<AmountsDecl>,
    /// What the tier costs besides, once a period. In `volume` only the tier that the quantity lies in costs it, in
    /// `graduated` each tier reached; the first tier is reached by any quantity, also by zero.
    #[serde(default)]
    #[schemars(extend("examples" = [5.00], "default" = 0))]
    pub flat: Spanned<AmountsDecl>,
    /// How many units one `each` buys in this tier; what is begun counts as whole.
    #[serde(default)]
    #[schemars(extend("examples" = [100], "x-default" = "each unit alone, and a fraction of one at its fraction of the price"))]
    pub size: Spanned<PositiveAmount>,
}

/// A price for each package of units.
///
/// Known elsewhere as: package charge (Lago), package price (OpenMeter, Stripe), consumable block (Kill Bill).
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PackageDecl {
    /// How many units a package holds.
    #[schemars(extend("examples" = [100]))]
    pub size: Spanned<PositiveAmount>,
    /// What a package costs.
    #[schemars(extend("examples" = [2.95, { "USD": 2.95, "EUR": 2.75 }]))]
    pub price: Spanned<AmountsDecl>,
    /// What happens to the last package if it is not full.
    #[serde(default)]
    #[schemars(extend("examples" = ["round_down"], "default" = "round_up"))]
    pub partial: Spanned<PartialDecl>,
    /// How many units are free before the first package.
    #[serde(default)]
    #[schemars(extend("examples" = [50], "default" = 0))]
    pub free: Spanned<Amount>,
}

words! {
    /// What happens to a package that is not full.
    PartialDecl {
        /// It is paid in full.
        RoundUp,
        /// It is free.
        RoundDown,
    }
}

/// A share of the quantity of each event, as of the amounts that are paid through a terminal.
///
/// Known elsewhere as: percentage charge (Lago), rate (Flexprice), application fee (Stripe).
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PercentageDecl {
    /// The share of the quantity that is due.
    #[schemars(extend("examples" = ["1.3%"]))]
    pub rate: Spanned<Percent>,
    /// What each event costs besides, unless it is free.
    #[serde(default)]
    #[schemars(extend("examples" = [2.00, { "USD": 2.00, "EUR": 1.80 }], "default" = 0))]
    pub fixed: Spanned<AmountsDecl>,
    /// How many events of a period are free, the first ones; with `free_amount`, only while that lasts.
    #[serde(default)]
    #[schemars(extend("examples" = [3], "x-default" = "none; with `free_amount`, as many as that lasts for"))]
    pub free_events: Spanned<QuantityDecl>,
    /// How much of a period's quantity is free, the first of it; with `free_events`, only of those. The event that uses it
    /// up pays the share of the rest, and what an event costs besides.
    #[serde(default)]
    #[schemars(extend("examples" = [250], "x-default" = "none; with `free_events`, all of those"))]
    pub free_amount: Spanned<PositiveAmount>,
    /// What an event costs at least, unless it is free.
    #[serde(default)]
    #[schemars(extend("examples" = [1.75, { "USD": 1.75, "EUR": 1.50 }], "x-default" = "no least amount"))]
    pub minimum: Spanned<AmountsDecl>,
    /// What an event costs at most.
    #[serde(default)]
    #[schemars(extend("examples" = [12.00, { "USD": 12.00, "EUR": 11.00 }], "x-default" = "no most amount"))]
    pub maximum: Spanned<AmountsDecl>,
}

/// Quantities up to a bound, and the share of them that is due.
///
/// Known elsewhere as: graduated percentage range (Lago).
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RateTierDecl {
    /// The greatest quantity in the tier, which is in it. Only the last tier has none.
    #[serde(default)]
    #[schemars(extend("examples" = [100], "x-default" = "no end: it is the last tier"))]
    pub up_to: Spanned<Amount>,
    /// The share of the quantity in it that is due.
    #[schemars(extend("examples" = ["1%"]))]
    pub rate: Spanned<Percent>,
    /// What the tier costs besides, once a period, if the quantity reaches it; nothing if nothing is used.
    #[serde(default)]
    #[schemars(extend("examples" = [2.00], "default" = 0))]
    pub flat: Spanned<AmountsDecl>,
}

/// What may be in use at most, and what that costs.
///
/// Known elsewhere as: capacity tier with limits (Kill Bill).
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CapacityTierDecl {
    /// The highest reading of each unit in the tier, which is in it: only if all hold, the tier does. Only the last tier has
    /// none.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "seat": 10, "GB": 100 }], "x-default" = "no end: it is the last tier"))]
    pub up_to: Spanned<Section<Amount>>,
    /// What a period costs whose highest readings lie in the tier; nothing if nothing was read.
    #[schemars(extend("examples" = [100.00, { "USD": 100.00, "EUR": 90.00 }]))]
    pub price: Spanned<AmountsDecl>,
}
