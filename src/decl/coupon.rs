//! Coupons, vouchers and their generated codes.

use schemars::JsonSchema;
use serde::Deserialize;

use super::noun::{noun, words};
use super::{Code, Spanned, Tag, Text, Unread, ValidityDecl};

noun! {
    /// A batch of codes that each grant a bundle, with a discount, to the purchase they are used with.
    ///
    /// Known elsewhere as: coupon, Gutschein (Tridens).
    CouponDecl {
        /// Who owns it: for information only.
        #[schemars(extend("examples" = ["Digital TV Ltd"]))]
        pub vendor: Spanned<Text>,
        /// The bundle a code grants.
        #[schemars(extend("examples" = ["twenty-off"]))]
        pub bundle: Spanned<Code>,
        /// The codes.
        #[schemars(extend("examples" = [{ "template": "coupon_##", "quantity": 5, "range_start": 87 }]))]
        pub codes: Spanned<CodesDecl>,
        /// When a code can be used.
        #[schemars(extend("examples" = [{ "from": "2026-03-01", "through": "2026-05-31" }]))]
        pub valid: Spanned<ValidityDecl>,
        /// The kind of coupon: for information only.
        #[serde(default)]
        #[schemars(extend("examples" = ["campaign"], "x-default" = "none"))]
        pub kind: Unread<Text>,
        /// Free labels.
        #[serde(default)]
        #[schemars(extend("examples" = [["spring"]], "default" = []))]
        pub tags: Unread<Vec<Tag>>,
    }
}

noun! {
    /// A batch of codes that each grant a bundle at any time: to a running subscription by a `redeem` event, or with a
    /// purchase. What it grants lasts as long as its bundle is held.
    ///
    /// Known elsewhere as: voucher (Tridens), gift card, promo code.
    VoucherDecl {
        /// Who owns it: for information only.
        #[schemars(extend("examples" = ["Digital TV Ltd"]))]
        pub vendor: Spanned<Text>,
        /// The bundle a code grants: discounts, products or both.
        #[schemars(extend("examples" = ["two-years-off"]))]
        pub bundle: Spanned<Code>,
        /// The codes.
        #[schemars(extend("examples" = [{ "template": "GIFT-####", "quantity": 500, "range_start": 1 }]))]
        pub codes: Spanned<CodesDecl>,
        /// When a code can be redeemed.
        #[schemars(extend("examples" = [{ "from": "2026-03-01", "through": "2026-12-31" }]))]
        pub valid: Spanned<ValidityDecl>,
        /// The kind of voucher: for information only.
        #[serde(default)]
        #[schemars(extend("examples" = ["gift"], "x-default" = "none"))]
        pub kind: Unread<Text>,
        /// Free labels.
        #[serde(default)]
        #[schemars(extend("examples" = [["spring"]], "default" = []))]
        pub tags: Unread<Vec<Tag>>,
    }
}

/// Generated codes: consecutive numbers in the placeholders of a template.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CodesDecl {
    /// The text of a code, with a `#` for each digit.
    #[schemars(length(min = 1, max = 64), extend("examples" = ["coupon_##"]))]
    pub template: Spanned<Text>,
    /// The digits: `0-9`, or `0-9A-Z`.
    #[serde(default)]
    #[schemars(extend("examples" = ["alphanumeric"], "default" = "numeric"))]
    pub charset: Spanned<CharsetDecl>,
    /// How many codes there are.
    #[schemars(range(min = 1, max = 1_000_000_000_000_u64), extend("examples" = [5]))]
    pub quantity: Spanned<u64>,
    /// The number of the first code.
    #[serde(default)]
    #[schemars(range(min = 0, max = 1_000_000_000_000_000_u64), extend("examples" = [87], "default" = 0))]
    pub range_start: Spanned<u64>,
    /// How often each code can be used, by all customers together.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1_000_000_000_u32), extend("examples" = [1], "default" = 1))]
    pub redemptions: Spanned<u32>,
}

words! {
    /// The digits of generated codes.
    CharsetDecl {
        /// `0-9`.
        Numeric,
        /// `0-9A-Z`; the range start counts in base 36.
        Alphanumeric,
    }
}
