//! The catalog as a graph: every code resolved, every default filled in.
//!
//! Amounts are exact decimals, dates are civil, intervals are half-open. A hole (an unknown code, a broken value) is a
//! `None` that has its finding already; a [`Checked`](super::Checked) catalog has none.

use std::fmt;

use smol_str::SmolStr;

use super::convention::{Because, Chosen, Conventions};
use super::coupon::{Coupon, Voucher};
use super::discount::Discount;
use super::invoicing::{Invoicing, TaxRound};
use super::metering::{Metering, PlanSpend, Spend};
use super::outage::Outages;
use super::policy::Policy;
use super::prepaid::{Per, Prepaid};
use super::price::{Amounts, Price};
use super::table::{Id, Link, Object, Table};
use super::term::Term;
use crate::calendar::{Date, Period, Zone};
use crate::money::{Currency, Decimal, RoundingMode};
use crate::source::Span;

/// A code and where it is written as a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The code.
    pub text: SmolStr,
    /// Where.
    pub span: Span,
}

/// A whole catalog.
#[derive(Debug)]
pub struct Catalog {
    /// The catalog's code.
    pub code: SmolStr,
    /// Who sells: the payee of every charge to a customer.
    pub operator: SmolStr,
    /// The currencies in which it sells, as declared; never empty in a checked catalog.
    pub currencies: Vec<Currency>,
    /// Where the currencies are declared.
    pub currencies_span: Span,
    /// Whose clock decides on which day an event happens, unless the account has another.
    pub time_zone: Zone,
    /// Periods and proration.
    pub billing: Billing,
    /// Rounding.
    pub rounding: Rounding,
    /// What prices mean with respect to tax.
    pub tax: TaxSettings,
    /// What goes onto one invoice.
    pub invoices: Invoicing,
    /// The taxes.
    pub taxes: Table<Tax>,
    /// The ledgers.
    pub ledgers: Table<Ledger>,
    /// The item types.
    pub item_types: Table<ItemType>,
    /// The units in which usage is counted.
    pub units: Table<Unit>,
    /// The payment methods.
    pub payment_methods: Table<PaymentMethod>,
    /// The products.
    pub products: Table<Product>,
    /// The discounts.
    pub discounts: Table<Discount>,
    /// The terms.
    pub terms: Table<Term>,
    /// The bundles.
    pub bundles: Table<Bundle>,
    /// The plans.
    pub plans: Table<Plan>,
    /// The policies.
    pub policies: Table<Policy>,
    /// The policy of a plan that names none.
    pub policy: Option<Link<Policy>>,
    /// The coupons.
    pub coupons: Table<Coupon>,
    /// The vouchers.
    pub vouchers: Table<Voucher>,
}

/// When bills fall and what a partial period costs.
#[derive(Debug, Clone, Copy)]
pub struct Billing {
    /// The period of a charge that names none.
    pub period: Period,
    /// Where a period begins.
    pub anchor: Anchor,
    /// Whether the first partial period is prorated.
    pub first: bool,
    /// Whether the last partial period is prorated.
    pub last: bool,
    /// How time becomes a share of a price.
    pub conventions: Conventions,
    /// Where it is declared.
    pub span: Span,
}

/// Where a billing period begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// On the day of the subscription.
    Anniversary,
    /// Where the calendar's begins (`M-14`).
    Calendar,
    /// On the day the charge is bought.
    Purchase,
    /// On this day of the month, 1 to 31; the last day of a shorter month.
    BillDay(u32),
}

/// How amounts are rounded.
#[derive(Debug, Clone, Copy)]
pub struct Rounding {
    /// The mode.
    pub mode: RoundingMode,
    /// Why it is this mode.
    pub because: Because,
    /// Where.
    pub at: RoundAt,
    /// How many digits lines, taxes and totals have; those of the currency if none.
    pub digits: Option<u32>,
    /// Where it is declared.
    pub span: Span,
}

impl Rounding {
    /// Returns how many digits an amount of an invoice has.
    #[must_use]
    pub fn digits(&self, currency: Currency) -> u32 {
        self.digits.unwrap_or_else(|| currency.digits())
    }

    /// Returns how many digits an amount may be written with: fewer on invoices than the currency's leave it as it is.
    #[must_use]
    pub fn written_digits(&self, currency: Currency) -> u32 {
        self.digits(currency).max(currency.digits())
    }
}

/// Where rounding happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoundAt {
    /// Each line is rounded alone.
    Line,
    /// The invoice's sum is rounded once; its lines carry what they lose or gain to the next line.
    Invoice,
}

/// What prices mean with respect to tax.
#[derive(Debug, Clone, Copy)]
pub struct TaxSettings {
    /// Whether prices contain the tax.
    pub inclusive: bool,
    /// The tax of a charge that names none.
    pub default: Option<Link<Tax>>,
    /// Where it is rounded.
    pub round: Chosen<TaxRound>,
}

/// A tax.
#[derive(Debug)]
pub struct Tax {
    /// Its code.
    pub code: Code,
    /// Its name on invoices.
    pub name: Option<SmolStr>,
    /// The rate as a fraction: 0.20 is 20 %; nothing if it is an amount, or if a provider has it, for which a scenario stands
    /// in.
    pub rate: Option<Decimal>,
    /// Where the rate is written.
    pub rate_span: Span,
    /// What it adds once to every invoice with a line under it, if that is what it is.
    pub amount: Option<Amounts>,
    /// Where the amount is written.
    pub amount_span: Span,
    /// Whether it names a provider, who works it out if there is neither a rate nor an amount.
    pub provided: bool,
}

/// An account of the general ledger.
#[derive(Debug)]
pub struct Ledger {
    /// Its code.
    pub code: Code,
    /// Its name.
    pub name: Option<SmolStr>,
}

/// A heading under which invoice lines are shown.
#[derive(Debug)]
pub struct ItemType {
    /// Its code.
    pub code: Code,
    /// Its name on invoices.
    pub name: Option<SmolStr>,
}

/// A unit in which usage is counted.
#[derive(Debug)]
pub struct Unit {
    /// Its code.
    pub code: Code,
    /// Its name on invoices.
    pub name: Option<SmolStr>,
}

/// A way to pay.
#[derive(Debug)]
pub struct PaymentMethod {
    /// Its code.
    pub code: Code,
    /// Its name.
    pub name: Option<SmolStr>,
}

/// Whether an object is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Being written; not on sale.
    Draft,
    /// On sale within its validity.
    Active,
    /// No longer on sale.
    Retired,
}

/// When an object is on sale: `[from, until)`, either end open if absent.
#[derive(Debug, Clone, Copy)]
pub struct Validity {
    /// First day.
    pub from: Option<Date>,
    /// First day after the last one.
    pub until: Option<Date>,
    /// Where it is written.
    pub span: Span,
    /// Whether both days could be read: an end that seems open is really open.
    pub whole: bool,
}

impl Validity {
    /// Tells whether a day lies within.
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }

    /// Tells whether the two have a day in common.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let before = |a: &Self, b: &Self| matches!((a.until, b.from), (Some(until), Some(from)) if until <= from);
        !before(self, other) && !before(other, self)
    }
}

impl fmt::Display for Validity {
    /// Writes the days as people say them, both ends included.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let through = self.until.and_then(|until| until.plus_days(-1));
        match (self.from, through) {
            (Some(from), Some(through)) => write!(f, "from {from} through {through}"),
            (Some(from), None) => write!(f, "from {from} on"),
            (None, Some(through)) => write!(f, "through {through}"),
            (None, None) => f.write_str("always"),
        }
    }
}

/// What is delivered and charged for.
#[derive(Debug)]
pub struct Product {
    /// Its code.
    pub code: Code,
    /// Its name on invoices.
    pub name: Option<SmolStr>,
    /// Free labels that discounts select by.
    pub tags: Box<[SmolStr]>,
    /// Whether self-care must not offer it (`T-7`).
    pub sensitive: bool,
    /// Where that is written.
    pub sensitive_span: Span,
    /// Whether an account can hold it more than once (`P-24`).
    pub repeatable: bool,
    /// Where that is written.
    pub repeatable_span: Span,
    /// Its charges, by code.
    pub charges: Box<[Charge]>,
    /// Whether it is offered.
    pub status: Status,
    /// Where the status is written.
    pub status_span: Span,
}

/// One charge of a product.
#[derive(Debug)]
pub struct Charge {
    /// Its code, unique in the product.
    pub code: Code,
    /// Its name on invoices.
    pub name: Option<SmolStr>,
    /// The price.
    pub price: Price,
    /// When it is charged.
    pub timing: Timing,
    /// Where its periods begin, if it says so itself.
    pub anchor: Option<Anchor>,
    /// What a period of usage costs at least and at most, if that is bounded.
    pub spend: Option<Box<Spend>>,
    /// The periods that are paid at once, if they are.
    pub prepaid: Option<Box<Prepaid>>,
    /// The tax in force: the charge's, else the product's, else the catalog's.
    pub tax: Option<Id<Tax>>,
    /// The ledger: the charge's, else the product's.
    pub ledger: Option<Id<Ledger>>,
    /// The item type: the charge's, else the product's.
    pub item_type: Option<Id<ItemType>>,
}

/// When a charge falls due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// Once, when the product is activated.
    OneTime,
    /// Every period.
    Recurring {
        /// The period.
        every: Period,
        /// What the price is for, if it is for longer.
        per: Option<Per>,
        /// At the period's start (`T-8`, FORWARD), its end (ARREAR) or day by day.
        bill: Bill,
        /// What the phases of the price are counted from.
        phases_from: PhasesFrom,
        /// Whether the first partial period is prorated.
        first: bool,
        /// Whether the last partial period is prorated.
        last: bool,
        /// The outages for which days go back.
        credits: Outages,
    },
    /// For what was used in a period.
    Usage {
        /// The period.
        every: Period,
        /// The unit that is counted; nothing if the price names several.
        unit: Option<Id<Unit>>,
        /// How many units each period includes, whole or partial; zero if none.
        included: Decimal,
        /// How they are counted.
        metering: Metering,
    },
}

/// Which end of a period a charge falls due at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bill {
    /// When the period starts, or the period that so many less one before it: 1 is the ordinary case (`P-12`, `P-13`).
    InAdvance(u16),
    /// When the period has ended.
    InArrears,
    /// Each day when it is over: what the period has come to, less what was charged of it before (`P-16`).
    Progressive,
}

/// What the phases of a price are counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PhasesFrom {
    /// The day on which the charge is bought, or changed to.
    #[default]
    Purchase,
    /// The start of the subscription.
    Subscription,
}

/// A product or discount in a bundle.
#[derive(Debug)]
pub struct Item<T> {
    /// Which.
    pub link: Link<T>,
    /// Whether it comes with every purchase or is the customer's choice (`T-3`).
    pub required: bool,
}

/// Products and discounts that are sold together: the smallest thing sold on its own.
#[derive(Debug)]
pub struct Bundle {
    /// Its code.
    pub code: Code,
    /// Its name.
    pub name: Option<SmolStr>,
    /// Its products.
    pub products: Box<[Item<Product>]>,
    /// Its discounts.
    pub discounts: Box<[Item<Discount>]>,
    /// Its term.
    pub term: Option<Link<Term>>,
    /// When it can be bought.
    pub valid: Validity,
    /// Whether it is offered.
    pub status: Status,
    /// Where the status is written.
    pub status_span: Span,
    /// Whether all of it could be read: what is missing from it is really missing.
    pub whole: bool,
}

/// What a customer subscribes to.
#[derive(Debug)]
pub struct Plan {
    /// Its code.
    pub code: Code,
    /// Its name.
    pub name: Option<SmolStr>,
    /// Its bundles.
    pub bundles: Box<[Link<Bundle>]>,
    /// Where the bundles are written.
    pub bundles_span: Span,
    /// Which bundles may be added.
    pub compatible: Compatible,
    /// How long nothing recurring is charged at the start.
    pub trial: Option<Period>,
    /// The commitment.
    pub term: Option<Link<Term>>,
    /// When changing from it and cancelling it take effect; as the catalog's policy says if it names none.
    pub policy: Option<Link<Policy>>,
    /// What a period of it costs at least and at most.
    pub spend: Option<PlanSpend>,
    /// How it may be paid; any way if empty (`T-5`).
    pub payment_methods: Box<[Link<PaymentMethod>]>,
    /// Where the payment methods are written.
    pub payment_methods_span: Span,
    /// When it can be bought.
    pub valid: Validity,
    /// Whether it is offered.
    pub status: Status,
    /// Where the status is written.
    pub status_span: Span,
    /// Whether self-care must not offer it (`T-7`).
    pub sensitive: bool,
    /// Where that is written.
    pub sensitive_span: Span,
    /// Whether all of it could be read: what is missing from it is really missing.
    pub whole: bool,
}

/// Which bundles may be added to a plan (`T-2`).
#[derive(Debug)]
pub struct Compatible {
    /// Whether only the listed ones may.
    pub only: bool,
    /// Where the switch is written.
    pub only_span: Span,
    /// The list.
    pub bundles: Box<[Link<Bundle>]>,
    /// Where it is written.
    pub span: Span,
}

macro_rules! objects {
    ($($noun:ty, $section:literal, $one:literal;)*) => {
        $(impl Object for $noun {
            const SECTION: &'static str = $section;
            const NOUN: &'static str = $one;

            fn code(&self) -> &SmolStr {
                &self.code.text
            }

            fn span(&self) -> Span {
                self.code.span
            }
        })*
    };
}

objects! {
    Tax, "taxes", "tax";
    Ledger, "ledgers", "ledger";
    ItemType, "item_types", "item type";
    Unit, "units", "unit";
    PaymentMethod, "payment_methods", "payment method";
    Product, "products", "product";
    Discount, "discounts", "discount";
    Term, "terms", "term";
    Bundle, "bundles", "bundle";
    Plan, "plans", "plan";
    Policy, "policies", "policy";
}
