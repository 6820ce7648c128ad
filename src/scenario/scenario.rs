//! A scenario with every code resolved: accounts, dated events, expectations.

use smallvec::SmallVec;
use smol_str::SmolStr;

use super::expected::Expectation;
use crate::calendar::Date;
use crate::graph::{Amounts, Bundle, Catalog, Code, Discount, Id, Outage, PaymentMethod, Plan, Product, Tax, Unit};
use crate::money::{Currency, Decimal, Portion};
use crate::source::Span;

/// The number of an account in its [`Scenario`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(pub u32);

/// The number of a subscription's alias in its [`Scenario`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubscriptionId(pub u32);

/// One story: who does what on which day, from the first day to the last.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// What the scenario proves, in one line.
    pub title: SmolStr,
    /// Where the title is written.
    pub title_span: Span,
    /// The first day.
    pub from: Date,
    /// The last day, which belongs to the scenario; nothing that falls due later is billed.
    pub through: Date,
    /// Who pays.
    pub accounts: Vec<Account>,
    /// The rates of taxes that a provider works out, as fractions.
    pub tax_rates: Vec<(Id<Tax>, Decimal)>,
    /// What a provider adds for a tax to every invoice with a line under it.
    pub tax_amounts: Vec<(Id<Tax>, Amounts)>,
    /// The aliases that events give to subscriptions.
    pub subscriptions: Vec<SmolStr>,
    /// What happens, in the order written.
    pub events: Vec<Event>,
    /// What should come of it, in the order written.
    pub expectations: Vec<Expectation>,
}

impl Scenario {
    /// Returns an account.
    ///
    /// # Panics
    /// If the number is of another scenario: a bug of the caller.
    #[must_use]
    pub fn account(&self, id: AccountId) -> &Account {
        self.accounts.get(id.0 as usize).unwrap_or_else(|| panic!("bug: {id:?} is not in this scenario"))
    }

    /// Returns the rate of a tax: the catalog's, or that of the scenario where a provider works it out.
    #[must_use]
    pub fn tax_rate(&self, catalog: &Catalog, tax: Id<Tax>) -> Option<Decimal> {
        let given = || self.tax_rates.iter().find(|(id, _)| *id == tax).map(|(_, rate)| *rate);
        catalog.taxes.get(tax).rate.or_else(given)
    }

    /// Returns what a tax adds once to each invoice, by currency: the catalog's amounts, or those of the scenario where a
    /// provider adds them.
    #[must_use]
    pub fn tax_amounts<'a>(&'a self, catalog: &'a Catalog, tax: Id<Tax>) -> Option<&'a Amounts> {
        let given = || self.tax_amounts.iter().find(|(id, _)| *id == tax).map(|(_, amounts)| amounts);
        catalog.taxes.get(tax).amount.as_ref().or_else(given)
    }

    /// Tells whether any tax adds something once to each invoice.
    #[must_use]
    pub fn has_tax_amounts(&self, catalog: &Catalog) -> bool {
        !self.tax_amounts.is_empty() || catalog.taxes.iter().any(|(_, tax)| tax.amount.is_some())
    }

    /// Returns the last second of the last day: what falls due at it or before is billed.
    #[must_use]
    pub fn end(&self) -> Date {
        self.through.at(86_399)
    }

    /// Returns the alias of a subscription; empty if the number is of another scenario.
    #[must_use]
    pub fn alias(&self, id: SubscriptionId) -> &str {
        self.subscriptions.get(id.0 as usize).map_or("", SmolStr::as_str)
    }

    /// Returns the event with a number as written, from 1.
    #[must_use]
    pub fn event(&self, number: u32) -> Option<&Event> {
        let at = (number as usize).checked_sub(1)?;
        self.events.get(at).filter(|event| event.number == number)
    }

    /// Returns the events in the order they are replayed: by date, equal dates as written.
    pub fn replayed(&self) -> impl Iterator<Item = &Event> {
        let mut events: SmallVec<[&Event; 16]> = self.events.iter().collect();
        events.sort_by_key(|event| event.on);
        events.into_iter()
    }
}

/// A customer who pays.
#[derive(Debug, Clone)]
pub struct Account {
    /// The name and where it is written.
    pub name: Code,
    /// How the account pays, if it says so.
    pub payment_method: Option<Id<PaymentMethod>>,
    /// Where that is written.
    pub payment_method_span: Span,
    /// The currency of its invoices.
    pub currency: Currency,
    /// The day of the month on which its periods begin, where the catalog's charges do not say another.
    pub bill_day: Option<u32>,
    /// Whether its invoices are owed until it pays by hand; if not, each is paid on its day.
    pub pays_by_hand: bool,
    /// Whether it pays no tax.
    pub tax_exempt: bool,
    /// Who pays its invoices, if another does: an account of the same currency.
    pub billed_to: Option<AccountId>,
    /// What is taken off the price of all its recurring charges, unless a purchase says otherwise (`P-23`).
    pub discount: Option<Portion>,
}

/// Something that happens on a day.
#[derive(Debug, Clone)]
pub struct Event {
    /// The number as written, from 1.
    pub number: u32,
    /// The day.
    pub on: Date,
    /// Where the event is written.
    pub span: Span,
    /// What happens.
    pub action: Action,
}

/// What becomes of what was charged ahead and is not used when something ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnusedPart {
    /// It is credit of the account.
    Credited,
    /// It is paid out, as far as it has been paid.
    Refunded,
    /// It does not go back.
    Kept,
}

/// What an event does.
#[derive(Debug, Clone)]
pub enum Action {
    /// An account subscribes to a plan (`T-1`).
    Subscribe {
        /// Who.
        account: AccountId,
        /// To what.
        plan: Id<Plan>,
        /// Where the plan is named.
        plan_span: Span,
        /// What is chosen with it.
        order: Order,
        /// What later events call it.
        alias: SubscriptionId,
    },
    /// A bundle is added to a subscription (`T-1`).
    Add {
        /// The subscription.
        to: SubscriptionId,
        /// The bundle.
        bundle: Id<Bundle>,
        /// Where the bundle is named.
        bundle_span: Span,
        /// What is chosen with it.
        order: Order,
    },
    /// The quantity of a product changes.
    ChangeQuantity {
        /// The subscription.
        subscription: SubscriptionId,
        /// The product.
        product: Id<Product>,
        /// From this day on.
        quantity: u32,
        /// Where the product or its quantity is written.
        span: Span,
    },
    /// Something is used.
    Usage {
        /// The subscription.
        subscription: SubscriptionId,
        /// The unit.
        unit: Id<Unit>,
        /// How much of it; below zero where units are taken away.
        quantity: Decimal,
        /// How much of it is priced, if its share of the period was worked out elsewhere.
        prorated: Option<Decimal>,
        /// Where the unit is written.
        span: Span,
    },
    /// A voucher code is redeemed (`T-23`).
    Redeem {
        /// What is to hold the voucher's bundle.
        holder: Redeemer,
        /// The code, and what is chosen with it.
        order: Order,
    },
    /// A subscription goes over to another plan.
    ChangePlan {
        /// The subscription.
        subscription: SubscriptionId,
        /// To which plan.
        plan: Id<Plan>,
        /// What is chosen with it.
        order: Order,
        /// When.
        effective: Effective,
    },
    /// Billing of a subscription stops.
    Pause {
        /// The subscription.
        subscription: SubscriptionId,
        /// When.
        effective: Effective,
    },
    /// A subscription is without service and billed on.
    Suspend {
        /// The subscription.
        subscription: SubscriptionId,
        /// Why.
        reason: Outage,
        /// When.
        effective: Effective,
    },
    /// A subscription that is paused or suspended goes on.
    Resume {
        /// The subscription.
        subscription: SubscriptionId,
        /// When.
        effective: Effective,
    },
    /// The day of the month on which the periods of a subscription begin changes.
    ChangeBillDay {
        /// The subscription.
        subscription: SubscriptionId,
        /// Only what this bundle brings; everything if not given.
        bundle: Option<Id<Bundle>>,
        /// The day, 1 to 31.
        bill_day: u32,
    },
    /// An amount is taken off what was charged last.
    Adjust {
        /// The subscription.
        subscription: SubscriptionId,
        /// The product.
        product: Id<Product>,
        /// The code of its charge; its only recurring one if absent.
        charge: Option<SmolStr>,
        /// How much, above zero.
        amount: Decimal,
        /// Where the product is named.
        span: Span,
    },
    /// A subscription, or one bundle that was added to it, ends.
    Cancel {
        /// The subscription.
        subscription: SubscriptionId,
        /// Only this bundle; everything if absent.
        bundle: Option<Id<Bundle>>,
        /// When.
        effective: Effective,
        /// What becomes of what was charged and is not used, and where that is written; the catalog decides if absent.
        unused: Option<(UnusedPart, Span)>,
    },
    /// An account is given credit, which its next invoices use up.
    Credit {
        /// Who.
        account: AccountId,
        /// How much; above zero.
        amount: Decimal,
    },
    /// An account pays.
    Payment {
        /// Who.
        account: AccountId,
        /// How much; above zero.
        amount: Decimal,
    },
}

impl Action {
    /// Returns the subscription that it happens to; nothing if it begins one or is about an account.
    #[must_use]
    pub fn subscription(&self) -> Option<SubscriptionId> {
        match self {
            Self::Subscribe { .. }
            | Self::Credit { .. }
            | Self::Payment { .. }
            | Self::Redeem { holder: Redeemer::Account(_), .. } => None,
            Self::Add { to: subscription, .. }
            | Self::ChangeQuantity { subscription, .. }
            | Self::Usage { subscription, .. }
            | Self::Redeem { holder: Redeemer::Subscription(subscription), .. }
            | Self::ChangePlan { subscription, .. }
            | Self::Pause { subscription, .. }
            | Self::Suspend { subscription, .. }
            | Self::Resume { subscription, .. }
            | Self::ChangeBillDay { subscription, .. }
            | Self::Adjust { subscription, .. }
            | Self::Cancel { subscription, .. } => Some(*subscription),
        }
    }

    /// Returns what it says of what was charged and is not used, and where.
    #[must_use]
    pub fn unused(&self) -> Option<(UnusedPart, Span)> {
        if let Self::Cancel { unused, .. } = self { *unused } else { None }
    }

    /// Returns when it takes effect.
    #[must_use]
    pub fn effective(&self) -> Effective {
        match self {
            Self::ChangePlan { effective, .. }
            | Self::Pause { effective, .. }
            | Self::Suspend { effective, .. }
            | Self::Resume { effective, .. }
            | Self::Cancel { effective, .. } => *effective,
            Self::Subscribe { .. }
            | Self::Add { .. }
            | Self::ChangeQuantity { .. }
            | Self::Usage { .. }
            | Self::Redeem { .. }
            | Self::ChangeBillDay { .. }
            | Self::Adjust { .. }
            | Self::Credit { .. }
            | Self::Payment { .. } => Effective::AtOnce,
        }
    }

    /// Returns the word that a scenario uses for it.
    #[must_use]
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Subscribe { .. } => "subscribe",
            Self::Add { .. } => "add",
            Self::ChangeQuantity { .. } => "change_quantity",
            Self::Usage { .. } => "usage",
            Self::Redeem { .. } => "redeem",
            Self::ChangePlan { .. } => "change_plan",
            Self::Pause { .. } => "pause",
            Self::Suspend { .. } => "suspend",
            Self::Resume { .. } => "resume",
            Self::ChangeBillDay { .. } => "change_bill_day",
            Self::Adjust { .. } => "adjust",
            Self::Cancel { .. } => "cancel",
            Self::Credit { .. } => "credit",
            Self::Payment { .. } => "payment",
        }
    }
}

/// What is to hold the bundle of a voucher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redeemer {
    /// This subscription.
    Subscription(SubscriptionId),
    /// The only running subscription of this account.
    Account(AccountId),
}

/// When an event takes effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Effective {
    /// As the policy of the plan says; on its day where none does.
    #[default]
    ByPolicy,
    /// On its day.
    AtOnce,
    /// When the running period ends.
    PeriodEnd,
    /// When a term ends, as its notice allows.
    TermEnd,
    /// On this day, before or after its own.
    On(Date),
}

/// What a customer chooses with a purchase.
#[derive(Debug, Clone, Default)]
pub struct Order {
    /// Optional products and discounts that are taken (`T-3`).
    pub options: Vec<Choice>,
    /// Quantities other than one.
    pub quantities: Vec<(Id<Product>, u32, Span)>,
    /// A code of a coupon or voucher (`T-21`).
    pub code: Option<(SmolStr, Span)>,
    /// Who takes the order (`T-7`).
    pub channel: Channel,
    /// How prices are adjusted, instead of the account's discount (`P-23`).
    pub adjustment: Option<Adjustment>,
    /// The day of the month on which periods begin.
    pub bill_day: Option<u32>,
    /// The day on which the first period ends (`C-19`).
    pub first_period_ends: Option<Date>,
}

/// How the prices of recurring charges are adjusted for one customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Adjustment {
    /// How much of the price they are lower by.
    pub discount: Option<Portion>,
    /// How much of it they are higher by.
    pub upcharge: Option<Portion>,
}

/// Something optional that is taken: a product, a discount, or both if they have one code.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// The product with the code.
    pub product: Option<Id<Product>>,
    /// The discount with the code.
    pub discount: Option<Id<Discount>>,
    /// Where the code is written.
    pub span: Span,
}

/// Who takes an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Channel {
    /// The customer alone, who is offered nothing sensitive (`T-7`).
    SelfCare,
    /// Somebody who may sell everything.
    #[default]
    Agent,
}
