//! Discounts.

use schemars::JsonSchema;
use serde::Deserialize;

use super::noun::words;
use super::{AmountsDecl, Code, LastingText, Percent, Prose, Spanned, Tag, Text, Unread};

/// Less to pay, for whoever holds a bundle that contains it.
///
/// Known elsewhere as: discount of type PERCENT or FLAT, Rabatt (Tridens), campaign (Magicline), chain discount (Emersion).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename = "DiscountDecl@type", rename_all = "snake_case")]
#[schemars(rename = "DiscountDecl", tag = "type", deny_unknown_fields)]
pub enum DiscountDecl {
    /// A share of what is left to pay.
    Percent {
        /// The name on invoices.
        #[serde(default)]
        #[schemars(extend("examples" = ["Spring offer"], "x-default" = "the code"))]
        name: Spanned<Text>,
        /// How much, with its sign.
        #[schemars(extend("examples" = ["20%"]))]
        value: Spanned<Percent>,
        /// Which charges it takes off.
        #[serde(default)]
        #[schemars(extend("examples" = [{ "products": ["extra-service"] }], "x-default" = "every charge"))]
        applies_to: Spanned<AppliesToDecl>,
        /// Lower numbers apply first.
        #[serde(default)]
        #[schemars(range(min = 0, max = 1_000_000), extend("examples" = [1], "default" = 100))]
        priority: Spanned<u32>,
        /// For how long it is taken off, from the day it is held: charges that begin within that time, or so many
        /// periods of each charge.
        #[serde(default)]
        #[schemars(extend("examples" = ["3 periods", "4 months", "once"], "x-default" = "as long as it is held; of a coupon, for the first charge"))]
        r#for: Spanned<LastingText>,
        /// What it is taken off.
        #[serde(default)]
        #[schemars(extend("examples" = ["invoice"], "default" = "charge"))]
        scope: Spanned<ScopeDecl>,
        /// Whether it is taken off what begins while the subscription is paused or suspended.
        ///
        /// Known elsewhere as: non-active rating FORBIDDEN or RATE_INACTIVE (Tridens); nothing is charged here for days
        /// after the end, so that RATE_INACTIVE_AND_CLOSED is the same as the latter.
        #[serde(default)]
        #[schemars(extend("examples" = ["inactive"], "default" = "forbidden"))]
        non_active_rating: Spanned<NonActiveRatingDecl>,
        /// Whether other discounts are taken off beside it; if not, either it or all of its scope that stack, whichever takes more.
        #[serde(default)]
        #[schemars(extend("examples" = [false], "default" = true))]
        stacks: Spanned<bool>,
        /// What it is, for colleagues.
        #[serde(default)]
        #[schemars(extend("examples" = ["For the spring campaign."], "x-default" = "no description"))]
        description: Unread<Prose>,
        /// Who answers for it.
        #[serde(default)]
        #[schemars(extend("examples" = ["marketing"], "x-default" = "nobody"))]
        owner: Unread<Text>,
        /// Free labels.
        #[serde(default)]
        #[schemars(extend("examples" = [["spring"]], "default" = []))]
        tags: Unread<Vec<Tag>>,
    },
    /// A fixed amount off a whole period or an invoice, once and not for each unit; never more than what is left to pay,
    /// unless it may go `below_zero`.
    Amount {
        /// The name on invoices.
        #[serde(default)]
        #[schemars(extend("examples" = ["Loyalty"], "x-default" = "the code"))]
        name: Spanned<Text>,
        /// How much off a whole period of a charge, at any quantity; a part of the period gets its share. With the scope
        /// of an invoice, how much off each invoice; `for: once`, how much off all invoices together.
        #[schemars(extend("examples" = [5.00]))]
        value: Spanned<AmountsDecl>,
        /// Which charges it takes off.
        #[serde(default)]
        #[schemars(extend("examples" = [{ "charges": "recurring" }], "x-default" = "every charge"))]
        applies_to: Spanned<AppliesToDecl>,
        /// Lower numbers apply first.
        #[serde(default)]
        #[schemars(range(min = 0, max = 1_000_000), extend("examples" = [1], "default" = 100))]
        priority: Spanned<u32>,
        /// For how long it is taken off, from the day it is held: charges that begin within that time, or so many
        /// periods of each charge.
        #[serde(default)]
        #[schemars(extend("examples" = ["3 periods", "4 months", "once"], "x-default" = "as long as it is held; of a coupon, for the first charge"))]
        r#for: Spanned<LastingText>,
        /// What it is taken off.
        #[serde(default)]
        #[schemars(extend("examples" = ["invoice"], "default" = "charge"))]
        scope: Spanned<ScopeDecl>,
        /// Whether it is taken off what begins while the subscription is paused or suspended.
        ///
        /// Known elsewhere as: non-active rating FORBIDDEN or RATE_INACTIVE (Tridens); nothing is charged here for days
        /// after the end, so that RATE_INACTIVE_AND_CLOSED is the same as the latter.
        #[serde(default)]
        #[schemars(extend("examples" = ["inactive"], "default" = "forbidden"))]
        non_active_rating: Spanned<NonActiveRatingDecl>,
        /// Whether other discounts are taken off beside it; if not, either it or all of its scope that stack, whichever takes more.
        #[serde(default)]
        #[schemars(extend("examples" = [false], "default" = true))]
        stacks: Spanned<bool>,
        /// Whether it is taken off in full where less is left to pay, which leaves an amount below zero.
        #[serde(default)]
        #[schemars(extend("examples" = [true], "default" = false))]
        below_zero: Spanned<bool>,
        /// What it is, for colleagues.
        #[serde(default)]
        #[schemars(extend("examples" = ["For those who stay."], "x-default" = "no description"))]
        description: Unread<Prose>,
        /// Who answers for it.
        #[serde(default)]
        #[schemars(extend("examples" = ["marketing"], "x-default" = "nobody"))]
        owner: Unread<Text>,
        /// Free labels.
        #[serde(default)]
        #[schemars(extend("examples" = [["loyalty"]], "default" = []))]
        tags: Unread<Vec<Tag>>,
    },
}

/// Which charges a discount takes off: every condition that is given must hold.
///
/// Known elsewhere as: charge tag filters (Tridens).
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct AppliesToDecl {
    /// Charges of these products.
    #[serde(default)]
    #[schemars(length(min = 1), extend("examples" = [["extra-service"]], "x-default" = "any product"))]
    pub products: Spanned<Vec<Spanned<Code>>>,
    /// Charges of products with one of these tags.
    #[serde(default)]
    #[schemars(length(min = 1), extend("examples" = [["video"]], "x-default" = "any tag"))]
    pub tags: Spanned<Vec<Spanned<Tag>>>,
    /// Charges of this kind.
    #[serde(default)]
    #[schemars(extend("examples" = ["recurring"], "x-default" = "every kind"))]
    pub charges: Spanned<ChargeKindDecl>,
}

words! {
    /// What a discount is taken off.
    ScopeDecl {
        /// Each charge that matches, whose line shows what is left.
        Charge,
        /// All matching lines of an invoice together: a line of its own. Known elsewhere as: coupon (Lago, Stripe),
        /// credit or surcharge line (Emersion).
        Invoice,
    }
}

words! {
    /// Whether a discount counts while its subscription is not active.
    NonActiveRatingDecl {
        /// It does not.
        Forbidden,
        /// It does.
        Inactive,
    }
}

words! {
    /// A kind of charge.
    ChargeKindDecl {
        /// Charged once.
        OneTime,
        /// Charged every period.
        Recurring,
        /// Charged for what was used.
        Usage,
    }
}
