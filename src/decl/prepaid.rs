//! Periods that are paid at once.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{AmountsDecl, Percent, Spanned};

/// Periods that are paid at once, at the start of the first of them, and then again.
///
/// Known elsewhere as: multi-month prepaid plan (PortaBilling). A period that has begun is used: whoever leaves early gets
/// the others back. A first period that is not whole is paid alone before them.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PrepaidDecl {
    /// How many.
    #[schemars(range(min = 2, max = 120), extend("examples" = [12]))]
    pub periods: Spanned<u32>,
    /// How much less they cost together than one after the other.
    #[serde(default)]
    #[schemars(extend("examples" = ["20%"], "x-default" = "as much as one after the other"))]
    pub discount: Spanned<Percent>,
    /// What they cost together; for each unit, if the price is for each.
    #[serde(default)]
    #[schemars(extend("examples" = [240.00, { "USD": 240.00, "EUR": 220.00 }], "x-default" = "what `discount` leaves of the price"))]
    pub fee: Spanned<AmountsDecl>,
}
