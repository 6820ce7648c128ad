//! Bundles.

use super::noun::{noun, words};
use super::{Code, Section, Spanned, StatusDecl, Tag, Unread, ValidityDecl};

noun! {
    /// Products and discounts that are sold together: the smallest thing a customer can buy on its own.
    ///
    /// Known elsewhere as: bundle, Paket (Tridens), package plan (Emersion).
    BundleDecl {
        /// The products, each required or the customer's choice at the purchase.
        #[serde(default)]
        #[schemars(extend("examples" = [{ "live-tv": "required", "recorder": "optional" }], "default" = {}))]
        pub products: Spanned<Section<ItemDecl>>,
        /// The discounts.
        #[serde(default)]
        #[schemars(extend("examples" = [{ "minus-20": "required" }], "default" = {}))]
        pub discounts: Spanned<Section<ItemDecl>>,
        /// The commitment that buying it brings, apart from the plan's.
        #[serde(default)]
        #[schemars(extend("examples" = ["one-year"], "x-default" = "no commitment"))]
        pub term: Spanned<Code>,
        /// When it can be bought.
        #[serde(default)]
        #[schemars(extend("examples" = [{ "from": "2026-01-01" }], "x-default" = "always"))]
        pub valid: Spanned<ValidityDecl>,
        /// Whether it is offered.
        #[serde(default)]
        #[schemars(extend("examples" = ["draft"], "default" = "active"))]
        pub status: Spanned<StatusDecl>,
        /// Free labels.
        #[serde(default)]
        #[schemars(extend("examples" = [["tv"]], "default" = []))]
        pub tags: Unread<Vec<Tag>>,
    }
}

words! {
    /// Whether an item of a bundle comes with every purchase.
    ItemDecl {
        /// It comes with every purchase.
        Required,
        /// The customer chooses at the purchase.
        Optional,
    }
}
