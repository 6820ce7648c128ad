//! A voucher code that is redeemed.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Code, Spanned, Text};

/// A voucher code is redeemed, with or without a purchase: its bundle is held from that day on.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RedeemDecl {
    /// The subscription that is to hold the voucher's bundle.
    #[serde(default)]
    #[schemars(extend("examples" = ["ada-tv"], "x-default" = "the only running one of the account"))]
    pub subscription: Spanned<Code>,
    /// Whose only running subscription is to hold it; written instead of the subscription.
    #[serde(default)]
    #[schemars(extend("examples" = ["ada"], "x-default" = "that of the subscription"))]
    pub account: Spanned<Code>,
    /// The code.
    #[schemars(extend("examples" = ["GIFT-0007"]))]
    pub code: Spanned<Text>,
    /// The optional products and discounts of the voucher's bundle that are chosen.
    #[serde(default)]
    #[schemars(extend("examples" = [["recorder"]], "default" = []))]
    pub options: Spanned<Vec<Spanned<Code>>>,
}
