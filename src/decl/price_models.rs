//! The parts of prices that depend on a quantity by more than a factor: tiers and packages.

use schemars::JsonSchema;
use serde::Deserialize;

use super::noun::words;
use super::{Amount, AmountsDecl, PositiveAmount, Spanned};

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
