//! Products and their charges.

use schemars::JsonSchema;
use serde::Deserialize;

use super::life::OutageDecl;
use super::noun::{noun, words};
use super::{
    Allowance, AmountsDecl, AnchorDecl, BillDecl, Code, Factor, Length, PeriodCount, PrepaidDecl, PriceDecl, Section,
    Spanned, StatusDecl, Tag, Text, Unread,
};

noun! {
    /// What is delivered and charged for.
    ///
    /// Known elsewhere as: product (Tridens, PortaBilling), service plan (Emersion), service or flat fee (Magicline).
    ProductDecl {
        /// What it costs: each charge has a code of its own.
        #[serde(default)]
        #[schemars(extend("examples" = [{ "access": { "type": "recurring", "price": 12.00 } }], "default" = {}))]
        pub charges: Spanned<Section<ChargeDecl>>,
        /// The kind of service, for information only.
        #[serde(default)]
        #[schemars(extend("examples" = ["broadband"], "x-default" = "none"))]
        pub service_type: Unread<Code>,
        /// Whether self-care must not offer it: only an agent sells what brings it.
        #[serde(default)]
        #[schemars(extend("examples" = [true], "default" = false))]
        pub sensitive: Spanned<bool>,
        /// Whether an account can hold it more than once, in whatever way it comes.
        #[serde(default)]
        #[schemars(extend("examples" = [false], "default" = true))]
        pub repeatable: Spanned<bool>,
        /// The tax of its charges, unless a charge names another.
        #[serde(default)]
        #[schemars(extend("examples" = ["vat"], "x-default" = "the manifest's `tax.default`", "x-inherits" = ["manifest.tax.default"]))]
        pub tax: Spanned<Code>,
        /// The ledger its charges are booked on, unless a charge names another.
        #[serde(default)]
        #[schemars(extend("examples" = ["revenue"], "x-default" = "no ledger"))]
        pub ledger: Spanned<Code>,
        /// The heading its charges are shown under, unless a charge names another.
        #[serde(default)]
        #[schemars(extend("examples" = ["subscription"], "x-default" = "no heading"))]
        pub item_type: Spanned<Code>,
        /// Whether it is offered.
        #[serde(default)]
        #[schemars(extend("examples" = ["draft"], "default" = "active"))]
        pub status: Spanned<StatusDecl>,
        /// Free labels; discounts can select by them.
        #[serde(default)]
        #[schemars(extend("examples" = [["video"]], "default" = []))]
        pub tags: Spanned<Vec<Spanned<Tag>>>,
    }
}

/// One charge of a product.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename = "ChargeDecl@type", rename_all = "snake_case")]
#[schemars(rename = "ChargeDecl", tag = "type", deny_unknown_fields)]
pub enum ChargeDecl {
    /// Charged once.
    OneTime {
        /// The name on invoices.
        #[serde(default)]
        #[schemars(extend("examples" = ["Activation"], "x-default" = "the code"))]
        name: Spanned<Text>,
        /// What it costs.
        #[schemars(extend("examples" = [5.00]))]
        price: Spanned<PriceDecl>,
        /// When it falls due.
        #[serde(default)]
        #[schemars(extend("examples" = ["activation"], "default" = "activation"))]
        due: Spanned<DueDecl>,
        /// The tax on it.
        #[serde(default)]
        #[schemars(extend("examples" = ["vat"], "x-default" = "the product's tax", "x-inherits" = ["product.tax", "manifest.tax.default"]))]
        tax: Spanned<Code>,
        /// The ledger it is booked on.
        #[serde(default)]
        #[schemars(extend("examples" = ["fees"], "x-default" = "the product's ledger", "x-inherits" = ["product.ledger"]))]
        ledger: Spanned<Code>,
        /// The heading it is shown under.
        #[serde(default)]
        #[schemars(extend("examples" = ["set-up"], "x-default" = "the product's item type", "x-inherits" = ["product.item_type"]))]
        item_type: Spanned<Code>,
    },
    /// Charged every period.
    Recurring {
        /// The name on invoices.
        #[serde(default)]
        #[schemars(extend("examples" = ["Access"], "x-default" = "the code"))]
        name: Spanned<Text>,
        /// What one period costs.
        #[schemars(extend("examples" = [12.00, { "each": 8.75 }, { "USD": 9.90, "EUR": 8.90 }]))]
        price: Spanned<PriceDecl>,
        /// The period.
        #[serde(default)]
        #[schemars(extend("examples" = ["1 year"], "x-default" = "the manifest's `billing.period`", "x-inherits" = ["manifest.billing.period"]))]
        every: Spanned<Length>,
        /// What the price is for, if it is for a longer time than the period: a period of days or weeks costs its days of
        /// the calendar's months, any other its share, as a half-month costs half a month.
        #[serde(default)]
        #[schemars(extend("examples" = ["1 month"], "x-default" = "the period"))]
        per: Spanned<Length>,
        /// Periods that are paid at once.
        #[serde(default)]
        #[schemars(extend("examples" = [{ "periods": 12, "discount": "20%" }], "x-default" = "each is paid alone"))]
        prepaid: Spanned<Box<PrepaidDecl>>,
        /// Where its periods begin.
        #[serde(default)]
        #[schemars(extend("examples" = ["purchase", { "bill_day": 1 }], "x-default" = "the manifest's `billing.anchor`", "x-inherits" = ["manifest.billing.anchor"]))]
        anchor: Spanned<AnchorDecl>,
        /// For which outages the days without service go back.
        #[serde(default)]
        #[schemars(extend("examples" = [["suspended", "blocked"]], "x-default" = "the dialect's: all of them for `portabilling`, else none"))]
        credit_days_for: Spanned<Vec<Spanned<OutageDecl>>>,
        /// When a period is charged: when it starts or earlier, when it has ended, or day by day.
        #[serde(default)]
        #[schemars(extend("examples" = ["in_arrears", { "in_advance": "2 periods" }], "default" = "in_advance"))]
        bill: Spanned<BillDecl>,
        /// What the phases of the price are counted from.
        #[serde(default)]
        #[schemars(extend("examples" = ["subscription"], "default" = "purchase"))]
        phases_from: Spanned<PhasesFromDecl>,
        /// What a partial period costs.
        #[serde(default)]
        #[schemars(extend("examples" = [{ "last": false }], "x-default" = "the manifest's `billing.proration`", "default" = {}))]
        proration: Spanned<Box<ChargeProrationDecl>>,
        /// The tax on it.
        #[serde(default)]
        #[schemars(extend("examples" = ["vat"], "x-default" = "the product's tax", "x-inherits" = ["product.tax", "manifest.tax.default"]))]
        tax: Spanned<Code>,
        /// The ledger it is booked on.
        #[serde(default)]
        #[schemars(extend("examples" = ["revenue"], "x-default" = "the product's ledger", "x-inherits" = ["product.ledger"]))]
        ledger: Spanned<Code>,
        /// The heading it is shown under.
        #[serde(default)]
        #[schemars(extend("examples" = ["subscription"], "x-default" = "the product's item type", "x-inherits" = ["product.item_type"]))]
        item_type: Spanned<Code>,
    },
    /// Charged for what was used in a period, when the period has ended or the subscription ends.
    ///
    /// Known elsewhere as: usage in arrears (Kill Bill, PortaBilling), metered charge (Lago, Stripe).
    Usage {
        /// The name on invoices.
        #[serde(default)]
        #[schemars(extend("examples" = ["Traffic"], "x-default" = "the code"))]
        name: Spanned<Text>,
        /// The unit that is counted.
        #[serde(default)]
        #[schemars(extend("examples" = ["GB"], "x-default" = "those that a `capacity` names; any other price needs it"))]
        unit: Spanned<Code>,
        /// What the units of one period cost. Nothing is prorated: a partial period costs what was used in it.
        #[schemars(extend("examples" = [{ "each": 0.10 }, { "graduated": [{ "up_to": 100, "each": 0.10 }, { "each": 0.05 }] }]))]
        price: Spanned<PriceDecl>,
        /// The period in which units are counted together.
        #[serde(default)]
        #[schemars(extend("examples" = ["1 month"], "x-default" = "the manifest's `billing.period`", "x-inherits" = ["manifest.billing.period"]))]
        every: Spanned<Length>,
        /// Where its periods begin.
        #[serde(default)]
        #[schemars(extend("examples" = ["purchase", { "bill_day": 1 }], "x-default" = "the manifest's `billing.anchor`", "x-inherits" = ["manifest.billing.anchor"]))]
        anchor: Spanned<AnchorDecl>,
        /// What several events of a period come to.
        #[serde(default)]
        #[schemars(extend("examples" = ["standing"], "default" = "sum"))]
        count: Spanned<CountDecl>,
        /// Whether `standing` units are priced by the share of the period from their day on, or until they are taken away.
        /// The count of all units still chooses the tier, and flat fees are due in full.
        #[serde(default)]
        #[schemars(extend("examples" = [true], "default" = false))]
        prorated: Spanned<bool>,
        /// When usage is charged: when the period has ended, on the day, or, of `standing` units, when the period begins.
        #[serde(default)]
        #[schemars(extend("examples" = ["progressive"], "default" = "in_arrears"))]
        bill: Spanned<UsageBillDecl>,
        /// How many units each period, whole or partial, includes: only more than that is priced.
        #[serde(default)]
        #[schemars(extend("examples" = ["8 GB"], "x-default" = "every unit is priced"))]
        included: Spanned<Box<Allowance>>,
        /// For how many periods more included units can be used that were not used in their own.
        #[serde(default)]
        #[schemars(extend("examples" = ["2 periods", "unlimited"], "x-default" = "they are lost with their period"))]
        rollover: Spanned<PeriodCount>,
        /// Which included units are used first: those of the oldest period, or of the newest.
        #[serde(default)]
        #[schemars(extend("examples" = ["newest_first"], "default" = "oldest_first"))]
        consume: Spanned<ConsumeDecl>,
        /// What a period costs at least and at most.
        #[serde(default)]
        #[schemars(extend("examples" = [{ "minimum": 10.00, "maximum": 100.00 }], "x-default" = "as much as was used"))]
        spend: Spanned<Box<SpendDecl>>,
        /// The tax on it.
        #[serde(default)]
        #[schemars(extend("examples" = ["vat"], "x-default" = "the product's tax", "x-inherits" = ["product.tax", "manifest.tax.default"]))]
        tax: Spanned<Code>,
        /// The ledger it is booked on.
        #[serde(default)]
        #[schemars(extend("examples" = ["revenue"], "x-default" = "the product's ledger", "x-inherits" = ["product.ledger"]))]
        ledger: Spanned<Code>,
        /// The heading it is shown under.
        #[serde(default)]
        #[schemars(extend("examples" = ["usage"], "x-default" = "the product's item type", "x-inherits" = ["product.item_type"]))]
        item_type: Spanned<Code>,
    },
}

words! {
    /// When a one-time charge falls due.
    DueDecl {
        /// On the day of the purchase.
        Activation,
    }
}

words! {
    /// When usage is charged.
    UsageBillDecl {
        /// When the period has ended.
        InArrears,
        /// On the day it was used: what the period has come to so far, less what was charged of it before.
        Progressive,
        /// Of `standing` units: all of them when the period begins, and on its day what is added beyond the most that there
        /// were in the period; until its end, whatever becomes of them, so that nothing of it goes back. Known elsewhere as:
        /// recurring charge paid in advance (Lago).
        InAdvance,
    }
}

words! {
    /// What the phases of a price are counted from.
    PhasesFromDecl {
        /// The day on which the charge is bought, or changed to.
        Purchase,
        /// The start of the subscription, so that an added bundle gets what is left of its phases.
        Subscription,
    }
}

words! {
    /// What several events of a period come to.
    CountDecl {
        /// All of them together.
        Sum,
        /// The highest of them.
        Highest,
        /// The latest of them.
        Latest,
        /// All of them together, also those of earlier periods: units stay until an event with a quantity below zero takes
        /// them away. Known elsewhere as: recurring metric (Lago).
        Standing,
    }
}

words! {
    /// Which included units are used first.
    ConsumeDecl {
        /// Those of the oldest period.
        OldestFirst,
        /// Those of the newest period.
        NewestFirst,
    }
}

/// What a period of usage costs at least and at most after its discounts; a partial period its share of it, without paused
/// days.
///
/// Known elsewhere as: minimum and maximum spend (OpenMeter), minimum commitment (Lago), commitment with overage factor
/// (Flexprice).
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SpendDecl {
    /// At least so much: what was used for less is topped up by a line of its own.
    #[serde(default)]
    #[schemars(extend("examples" = [10.00, { "USD": 10.00, "EUR": 9.00 }], "x-default" = "no least amount"))]
    pub minimum: Spanned<AmountsDecl>,
    /// At most so much: what was used for more is taken off.
    #[serde(default)]
    #[schemars(extend("examples" = [100.00, { "USD": 100.00, "EUR": 90.00 }], "x-default" = "no most amount"))]
    pub maximum: Spanned<AmountsDecl>,
    /// By what everything above the minimum is multiplied, before discounts.
    #[serde(default)]
    #[schemars(extend("examples" = [2], "default" = 1))]
    pub overage: Spanned<Factor>,
}

/// What a partial period of this charge costs. If neither end is prorated, units that are added to a period which is paid
/// cost a whole period, too. Known elsewhere as: fixed charge that is not prorated (Lago).
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ChargeProrationDecl {
    /// Whether the first partial period is prorated; if not, it costs a whole period.
    #[serde(default)]
    #[schemars(extend("examples" = [false], "x-default" = "the manifest's `billing.proration.first`", "x-inherits" = ["manifest.billing.proration.first"]))]
    pub first: Spanned<bool>,
    /// Whether the last partial period is prorated; if not, it costs a whole period. Known elsewhere as: subscription end
    /// proration `bill_actual_period` or `bill_full_period` (OpenMeter).
    #[serde(default)]
    #[schemars(extend("examples" = [false], "x-default" = "the manifest's `billing.proration.last`", "x-inherits" = ["manifest.billing.proration.last"]))]
    pub last: Spanned<bool>,
}
