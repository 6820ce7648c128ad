//! A scenario as written: accounts, dated events, expectations.

use schemars::JsonSchema;
use serde::Deserialize;
use smol_str::SmolStr;

use super::life::{AdjustDecl, ChangeBillDayDecl, ChangePlanDecl, PauseDecl, ResumeDecl, SuspendDecl};
use super::noun::words;
use super::{
    AccountDecl, AdjustmentDecl, AmountsDecl, Code, Day, Effective, ExpectationDecl, MoneyDecl, Percent, Prose,
    RedeemDecl, Section, SignedAmount, Spanned, Text, Unread, When,
};
use crate::source::budget::QUANTITY;

/// A dated story that is replayed against the catalog. A file may hold several, as YAML documents.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ScenarioFile {
    /// What the scenario proves, in one sentence.
    #[schemars(extend("examples" = ["a 20 % coupon takes 2 dollars off the extra service, once"]))]
    pub scenario: Spanned<Text>,
    /// The first day.
    #[schemars(extend("examples" = ["2026-03-01"]))]
    pub from: Spanned<Day>,
    /// The last day: bills that fall on it are made, later ones are not.
    #[schemars(extend("examples" = ["2026-05-31"]))]
    pub through: Spanned<Day>,
    /// Who buys, by name.
    #[schemars(extend("examples" = [{ "ada": { "payment_method": "card" } }]))]
    pub accounts: Spanned<Section<AccountDecl>>,
    /// The rates of taxes that a provider works out, by the code of the tax: what stands in for the provider here.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "sales-tax": "8.875%" }], "default" = {}))]
    pub tax_rates: Spanned<Section<Percent>>,
    /// What a provider adds for a tax, once to every invoice with a line under it, by the code of the tax: a stamp duty, or the
    /// fixed line of a tax plugin. It comes on top, whatever prices contain; in a currency that is not named it is nothing.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "stamp-duty": 2.00 }], "default" = {}))]
    pub tax_amounts: Spanned<Section<AmountsDecl>>,
    /// What happens, in any order; days decide, and on one day the order written.
    #[schemars(extend("examples" = [[{ "on": "2026-03-01", "subscribe": { "account": "ada", "plan": "family", "as": "ada-tv" } }]]))]
    pub events: Spanned<Vec<Spanned<EventDecl>>>,
    /// What must come out. Without any, the accepted invoices beside the scenario still have to be the same.
    #[serde(default)]
    #[schemars(extend("examples" = [[{ "event": 3, "rejected": "commitment-running" }]], "default" = []))]
    pub expect: Spanned<Vec<Spanned<ExpectationDecl>>>,
    /// What it is about, for colleagues.
    #[serde(default)]
    #[schemars(extend("examples" = ["From a customer's question."], "x-default" = "no description"))]
    pub description: Unread<Prose>,
}

/// Something that happens on a day: exactly one of its actions.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct EventDecl {
    /// The day, or the time: with `Z` or an offset an instant, whose day the account's time zone decides, else local. Only
    /// a catalog that counts seconds looks at more than the day.
    #[schemars(extend("examples" = ["2026-03-01", "2026-03-01T21:55:18Z"]))]
    pub on: Spanned<When>,
    /// An account subscribes to a plan.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "account": "ada", "plan": "family", "as": "ada-tv" }], "x-default" = "another action"))]
    pub subscribe: Spanned<Box<SubscribeDecl>>,
    /// A bundle is added to a subscription.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "to": "ada-tv", "bundle": "extra", "code": "coupon_87" }], "x-default" = "another action"))]
    pub add: Spanned<Box<AddDecl>>,
    /// The quantity of a product changes.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "subscription": "acme", "product": "seat", "quantity": 15 }], "x-default" = "another action"))]
    pub change_quantity: Spanned<Box<ChangeQuantityDecl>>,
    /// A subscription goes over to another plan.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "subscription": "ada-tv", "plan": "family", "effective": "period_end" }], "x-default" = "another action"))]
    pub change_plan: Spanned<Box<ChangePlanDecl>>,
    /// Billing of a subscription stops.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "subscription": "ada-tv" }], "x-default" = "another action"))]
    pub pause: Spanned<Box<PauseDecl>>,
    /// A subscription is without service and billed on.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "subscription": "ada-tv", "reason": "suspended" }], "x-default" = "another action"))]
    pub suspend: Spanned<Box<SuspendDecl>>,
    /// A subscription that is paused or suspended goes on.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "subscription": "ada-tv" }], "x-default" = "another action"))]
    pub resume: Spanned<Box<ResumeDecl>>,
    /// The day on which the periods of a subscription begin changes.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "subscription": "ada-tv", "bill_day": 15 }], "x-default" = "another action"))]
    pub change_bill_day: Spanned<Box<ChangeBillDayDecl>>,
    /// An amount is taken off what was charged last.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "subscription": "ada-tv", "product": "live-tv", "amount": 10.00 }], "x-default" = "another action"))]
    pub adjust: Spanned<Box<AdjustDecl>>,
    /// A voucher code is redeemed.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "subscription": "ada-tv", "code": "GIFT-0007" }], "x-default" = "another action"))]
    pub redeem: Spanned<Box<RedeemDecl>>,
    /// Something is used, which every charge of the subscription in that unit counts.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "subscription": "acme", "unit": "GB", "quantity": 1.5 }], "x-default" = "another action"))]
    pub usage: Spanned<Box<UsageDecl>>,
    /// An account is given credit, which its next invoices use up.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "account": "ada", "amount": 300.00 }], "x-default" = "another action"))]
    pub credit: Spanned<Box<MoneyDecl>>,
    /// An account pays.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "account": "ada", "amount": 49.90 }], "x-default" = "another action"))]
    pub payment: Spanned<Box<MoneyDecl>>,
    /// A subscription, or one added bundle, is cancelled: the day itself is not used any more.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "subscription": "ada-tv" }], "x-default" = "another action"))]
    pub cancel: Spanned<Box<CancelDecl>>,
}

impl EventDecl {
    /// Returns the account that it names.
    #[must_use]
    pub fn account(&self) -> Option<&SmolStr> {
        let named = [
            self.subscribe.get().map(|subscribe| &subscribe.account),
            self.credit.get().map(|money| &money.account),
            self.payment.get().map(|money| &money.account),
            self.redeem.get().map(|redeem| &redeem.account),
        ];
        named.into_iter().flatten().find_map(|code| code.get().map(|code| &code.0))
    }

    /// Returns the subscription that it names, which another event began.
    #[must_use]
    pub fn subscription(&self) -> Option<&SmolStr> {
        let named = [
            self.add.get().map(|add| &add.to),
            self.change_quantity.get().map(|change| &change.subscription),
            self.change_plan.get().map(|change| &change.subscription),
            self.pause.get().map(|pause| &pause.subscription),
            self.suspend.get().map(|suspend| &suspend.subscription),
            self.resume.get().map(|resume| &resume.subscription),
            self.change_bill_day.get().map(|change| &change.subscription),
            self.adjust.get().map(|adjust| &adjust.subscription),
            self.redeem.get().map(|redeem| &redeem.subscription),
            self.usage.get().map(|usage| &usage.subscription),
            self.cancel.get().map(|cancel| &cancel.subscription),
        ];
        named.into_iter().flatten().find_map(|code| code.get().map(|code| &code.0))
    }
}

/// An account subscribes to a plan.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SubscribeDecl {
    /// Who.
    #[schemars(extend("examples" = ["ada"]))]
    pub account: Spanned<Code>,
    /// To which plan.
    #[schemars(extend("examples" = ["family"]))]
    pub plan: Spanned<Code>,
    /// The optional products and discounts chosen; where both have one code, it chooses both.
    #[serde(default)]
    #[schemars(extend("examples" = [["recorder"]], "default" = []))]
    pub options: Spanned<Vec<Spanned<Code>>>,
    /// How many of the products that have a price for each.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "seat": 12 }], "x-default" = "1 of each"))]
    pub quantities: Spanned<Section<QuantityDecl>>,
    /// A coupon or voucher code used with this purchase.
    #[serde(default)]
    #[schemars(extend("examples" = ["coupon_87"], "x-default" = "no code"))]
    pub code: Spanned<Text>,
    /// Who takes the order: the customer alone, or an agent.
    #[serde(default)]
    #[schemars(extend("examples" = ["self_care"], "default" = "agent"))]
    pub channel: Spanned<ChannelDecl>,
    /// How the prices of the recurring charges bought are adjusted.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "discount": "15%" }, "none"], "x-default" = "by the account's `discount`"))]
    pub adjustment: Spanned<AdjustmentDecl>,
    /// The day of the month on which periods begin.
    #[serde(default)]
    #[schemars(range(min = 1, max = 31), extend("examples" = [10], "x-default" = "the charge's anchor, the account's bill day or the catalog's anchor"))]
    pub bill_day: Spanned<u32>,
    /// The day on which the first period ends and the next begins; those after it begin on the same day of the month, or
    /// on `bill_day`.
    #[serde(default)]
    #[schemars(extend("examples" = ["2026-03-20"], "x-default" = "the next day on which a period begins"))]
    pub first_period_ends: Spanned<Day>,
    /// The name of the new subscription, for later events.
    #[schemars(extend("examples" = ["ada-tv"]))]
    pub r#as: Spanned<Code>,
}

/// A bundle is added to a subscription.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct AddDecl {
    /// The subscription.
    #[schemars(extend("examples" = ["ada-tv"]))]
    pub to: Spanned<Code>,
    /// The bundle.
    #[schemars(extend("examples" = ["extra"]))]
    pub bundle: Spanned<Code>,
    /// The optional products and discounts chosen; where both have one code, it chooses both.
    #[serde(default)]
    #[schemars(extend("examples" = [["recorder"]], "default" = []))]
    pub options: Spanned<Vec<Spanned<Code>>>,
    /// How many of the products that have a price for each.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "seat": 12 }], "x-default" = "1 of each"))]
    pub quantities: Spanned<Section<QuantityDecl>>,
    /// A coupon or voucher code used with this purchase.
    #[serde(default)]
    #[schemars(extend("examples" = ["coupon_87"], "x-default" = "no code"))]
    pub code: Spanned<Text>,
    /// Who takes the order: the customer alone, or an agent.
    #[serde(default)]
    #[schemars(extend("examples" = ["self_care"], "default" = "agent"))]
    pub channel: Spanned<ChannelDecl>,
    /// How the prices of the recurring charges bought are adjusted.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "discount": "15%" }, "none"], "x-default" = "by the account's `discount`"))]
    pub adjustment: Spanned<AdjustmentDecl>,
    /// The day of the month on which the periods of what is added begin.
    #[serde(default)]
    #[schemars(range(min = 1, max = 31), extend("examples" = [10], "x-default" = "as for the subscription"))]
    pub bill_day: Spanned<u32>,
}

words! {
    /// Who takes an order.
    ChannelDecl {
        /// The customer alone, who is offered nothing sensitive.
        SelfCare,
        /// Somebody who may sell everything.
        Agent,
    }
}

/// The quantity of a product changes.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ChangeQuantityDecl {
    /// The subscription.
    #[schemars(extend("examples" = ["acme"]))]
    pub subscription: Spanned<Code>,
    /// The product.
    #[schemars(extend("examples" = ["seat"]))]
    pub product: Spanned<Code>,
    /// The new quantity.
    #[schemars(extend("examples" = [15]))]
    pub quantity: Spanned<QuantityDecl>,
}

/// Something is used.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct UsageDecl {
    /// The subscription.
    #[schemars(extend("examples" = ["acme"]))]
    pub subscription: Spanned<Code>,
    /// The unit.
    #[schemars(extend("examples" = ["GB"]))]
    pub unit: Spanned<Code>,
    /// How much of it, fractions included; below zero where `standing` units are taken away.
    #[schemars(extend("examples" = [1.5, -2]))]
    pub quantity: Spanned<SignedAmount>,
    /// How much of it is priced where its share of the period was worked out elsewhere.
    #[serde(default)]
    #[schemars(extend("examples" = [2.66667], "x-default" = "as the charge says"))]
    pub prorated: Spanned<SignedAmount>,
}

/// A subscription, or one added bundle, is cancelled.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CancelDecl {
    /// The subscription.
    #[schemars(extend("examples" = ["ada-tv"]))]
    pub subscription: Spanned<Code>,
    /// Only this added bundle.
    #[serde(default)]
    #[schemars(extend("examples" = ["extra"], "x-default" = "the whole subscription"))]
    pub bundle: Spanned<Code>,
    /// When it takes effect: at once, at the end of the running period, at the end of the term (or of the one it renews
    /// into, if its notice is over), or on a day, which may lie before the event.
    #[serde(default)]
    #[schemars(extend("examples" = ["period_end", "term_end"], "x-default" = "as the plan's policy says, else at once"))]
    pub effective: Spanned<Effective>,
    /// What becomes of what was charged ahead and is not used. Known elsewhere as: credit note on termination (Lago).
    #[serde(default)]
    #[schemars(extend("examples" = ["refund"], "x-default" = "as the catalog's `proration` and its `invoices: { credit }` say"))]
    pub unused: Spanned<UnusedDecl>,
}

words! {
    /// What becomes of what was charged ahead and is not used when something ends.
    UnusedDecl {
        /// It goes back as credit of the account, which the invoice of the day uses first.
        Credit,
        /// It is paid out, less what the account still owes and never more than it has paid; the rest is credit.
        Refund,
        /// It does not go back.
        None,
    }
}

/// A whole number of units, at most a billion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub struct QuantityDecl(#[schemars(range(min = 0, max = QUANTITY), extend("examples" = [12]))] pub u32);
