//! What makes a purchase cheaper, as every later stage sees it.

use smol_str::SmolStr;

use super::catalog::{Charge, Code, Product, Timing};
use super::price::Amounts;
use super::table::{Id, Link};
use crate::calendar::Lasting;
use crate::money::{Currency, Decimal};
use crate::source::Span;

/// Less to pay.
#[derive(Debug)]
pub struct Discount {
    /// Its code.
    pub code: Code,
    /// Its name on invoices.
    pub name: Option<SmolStr>,
    /// How much.
    pub value: DiscountValue,
    /// Where the value is written.
    pub value_span: Span,
    /// Only charges of these products; any if empty.
    pub products: Box<[Link<Product>]>,
    /// Only charges of products with one of these tags; any if empty.
    pub tags: Box<[SmolStr]>,
    /// Only charges of this kind; any if absent.
    pub charges: Option<ChargeKind>,
    /// Lower numbers apply first (`T-10`).
    pub priority: u32,
    /// For how long it is taken off, if not as long as it is held.
    pub lasts: Option<Lasting>,
    /// What it is taken off.
    pub scope: Scope,
    /// Whether it is taken off what begins while the subscription is paused or suspended (`T-11`).
    pub while_inactive: bool,
    /// Whether others are taken off beside it.
    pub stacks: bool,
    /// Whether it is taken off in full where less is left.
    pub below_zero: bool,
}

/// What a discount is taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Scope {
    /// Each charge that matches.
    #[default]
    Charge,
    /// All matching lines of an invoice together.
    Invoice,
}

/// A kind of charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChargeKind {
    /// One-time charges.
    OneTime,
    /// Recurring charges.
    Recurring,
    /// Charges for what was used.
    Usage,
}

/// How much a discount takes off.
#[derive(Debug, Clone)]
pub enum DiscountValue {
    /// A fraction of what is left: 0.20 is 20 %.
    Percent(Decimal),
    /// An amount for a whole period; never more than what is left, unless it may go below zero.
    Amount(Amounts),
    /// Could not be read.
    Broken,
}

impl Discount {
    /// Tells whether it can be taken off amounts in a currency.
    #[must_use]
    pub fn is_priced(&self, currency: Currency) -> bool {
        match &self.value {
            DiscountValue::Percent(_) | DiscountValue::Broken => true,
            DiscountValue::Amount(amounts) => amounts.get(currency).is_some(),
        }
    }

    /// Tells whether it applies to every charge.
    #[must_use]
    pub fn matches_all(&self) -> bool {
        self.products.is_empty() && self.tags.is_empty() && self.charges.is_none()
    }

    /// Tells whether it applies to a charge of a product (`T-9`): every given condition must hold.
    #[must_use]
    pub fn matches(&self, product: Id<Product>, object: &Product, charge: &Charge) -> bool {
        let kind = match charge.timing {
            Timing::OneTime => ChargeKind::OneTime,
            Timing::Recurring { .. } => ChargeKind::Recurring,
            Timing::Usage { .. } => ChargeKind::Usage,
        };
        (self.products.is_empty() || self.products.iter().any(|link| link.target == Some(product)))
            && (self.tags.is_empty() || self.tags.iter().any(|tag| object.tags.contains(tag)))
            && self.charges.is_none_or(|wanted| wanted == kind)
    }
}
