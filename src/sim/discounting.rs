//! What a charge costs at a quantity: the price times the quantity, less the discounts that match (`T-9`, `T-10`).

use super::exact::{exact_add, exact_mul};
use super::ledger::{Aborted, Applied, Consumption, Fee, FeeId, Spent, Subject};
use super::run::Run;
use super::subscription::{Running, Subscription};
use crate::graph::{Catalog, Coupon, Discount, DiscountValue, Id, Timing};
use crate::money::{Currency, Decimal};

/// Returns discounts in the order they apply: by priority, equal ones by code; each once.
pub(super) fn in_order(catalog: &Catalog, mut discounts: Vec<Id<Discount>>) -> Vec<Id<Discount>> {
    // Numbers follow the alphabet of codes.
    discounts.sort_by_key(|id| (catalog.discounts.get(*id).priority, *id));
    discounts.dedup();
    discounts
}

/// Returns what is left of a gross fee after discounts, and writes into each what it took off.
///
/// A discount takes a part of what is left, or an amount for a full period at any quantity; never more than is left.
fn apply(catalog: &Catalog, currency: Currency, gross: Decimal, discounts: &mut [Applied]) -> Option<Decimal> {
    let mut left = gross;
    for applied in discounts {
        let cut = match &catalog.discounts.get(applied.discount).value {
            DiscountValue::Percent(share) => exact_mul(left, *share)?,
            DiscountValue::Amount(amounts) => amounts.get(currency).map_or(Decimal::ZERO, |(amount, _)| amount),
            DiscountValue::Broken => Decimal::ZERO,
        };
        applied.amount = cut.min(left);
        left = exact_add(left, -applied.amount)?;
    }
    Some(left)
}

/// Returns what a fee costs at least and at most, if that is bounded.
fn spent_of(fee: &mut Fee) -> Option<&mut Spent> {
    fee.usage.as_mut()?.spend.as_mut()
}

/// What a charge counts.
#[derive(Debug, Default)]
pub(super) struct Metered {
    pub quantity: Decimal,
    /// How many units are not priced; what the charge includes if not given.
    pub included: Option<Decimal>,
    pub usage: Option<Box<Consumption>>,
}

impl Run<'_> {
    /// Returns the fee of a charge at its quantity with the discounts that hold now; with a coupon's if `first`.
    pub(super) fn fee(
        &mut self,
        subscription: &Subscription,
        running: &mut Running,
        first: bool,
    ) -> Result<FeeId, Aborted> {
        let quantity = Decimal::from(running.quantity);
        let granted = running.coupon.is_some() && first;
        if let Some(known) = running.fee
            && !granted
        {
            return Ok(known);
        }
        let id = self.fee_at(subscription, running, quantity, first)?;
        running.fee = (!granted).then_some(id);
        Ok(id)
    }

    /// Returns the fee of a charge at any quantity with the discounts that hold now; with a coupon's if `first`.
    pub(super) fn fee_at(
        &mut self,
        subscription: &Subscription,
        running: &Running,
        quantity: Decimal,
        first: bool,
    ) -> Result<FeeId, Aborted> {
        self.metered_fee(subscription, running, Metered { quantity, ..Metered::default() }, first)
    }

    /// Returns the fee of what a charge has counted with the discounts that hold now; with a coupon's if `first`.
    pub(super) fn metered_fee(
        &mut self,
        subscription: &Subscription,
        running: &Running,
        metered: Metered,
        first: bool,
    ) -> Result<FeeId, Aborted> {
        let product = self.catalog.products.get(running.product);
        let charge = product.charges.get(running.charge as usize);
        let included = charge.and_then(|charge| match charge.timing {
            Timing::Usage { included, .. } => Some(included),
            Timing::OneTime | Timing::Recurring { .. } => None,
        });
        let matching = |id: &&Id<Discount>| {
            charge.is_some_and(|charge| self.catalog.discounts.get(**id).matches(running.product, product, charge))
        };
        let applied = |coupon: Option<Id<Coupon>>| {
            move |id: &Id<Discount>| Applied { discount: *id, coupon, amount: Decimal::ZERO }
        };
        let mut discounts: Vec<Applied> = subscription.discounts.iter().filter(matching).map(applied(None)).collect();
        if let (Some(granted), true) = (&running.coupon, first) {
            discounts.extend(granted.discounts.iter().filter(matching).map(applied(Some(granted.coupon))));
            discounts.sort_by_key(|a| (self.catalog.discounts.get(a.discount).priority, a.discount, a.coupon));
            discounts.dedup_by_key(|a| a.discount);
        }
        self.new_fee(
            Fee {
                account: subscription.account,
                subscription: subscription.id,
                currency: subscription.currency,
                subject: Subject::Charge { bundle: running.bundle, product: running.product, charge: running.charge },
                quantity: metered.quantity,
                unit: running.unit,
                per_unit: running.per_unit || included.is_some(),
                included: metered.included.or(included).unwrap_or_default(),
                usage: metered.usage,
                gross: Decimal::ZERO,
                discounts: discounts.into(),
                full: Decimal::ZERO,
                tax: charge.and_then(|c| c.tax),
                ledger: charge.and_then(|c| c.ledger),
                item_type: charge.and_then(|c| c.item_type),
                source: running.source,
                serial: running.serial,
            },
            running.event,
        )
    }

    /// Returns the same fee with the same discounts at another quantity.
    pub(super) fn same_fee_at(&mut self, id: FeeId, quantity: u32, event: u32) -> Result<FeeId, Aborted> {
        let fee = Fee { quantity: Decimal::from(quantity), ..self.ledger.fee(id).clone() };
        self.new_fee(fee, event)
    }

    fn new_fee(&mut self, mut fee: Fee, event: u32) -> Result<FeeId, Aborted> {
        let too_large = Aborted::Amount { event, source: fee.source };
        let priced = self.priced(&fee).ok_or(too_large)?;
        fee.gross = priced;
        if let Some(spent) = spent_of(&mut fee) {
            fee.gross = spent.with_overage(priced).ok_or(too_large)?;
        }
        fee.full = apply(self.catalog, fee.currency, fee.gross, &mut fee.discounts).ok_or(too_large)?;
        let full = fee.full;
        if let Some(spent) = spent_of(&mut fee) {
            fee.full = spent.capped(full).ok_or(too_large)?;
        }
        Ok(self.push_fee(fee))
    }
    /// Returns what the priced units of a fee cost, before anything else.
    fn priced(&self, fee: &Fee) -> Option<Decimal> {
        let used = fee.usage.as_ref().and_then(|usage| usage.used.as_ref());
        match (used, fee.unit) {
            (Some(used), _) => fee.subject.price(self.catalog)?.amount_of(fee.currency, used, fee.included),
            (None, Some(unit)) => exact_mul(unit, fee.priced_units()),
            (None, None) => fee.subject.price(self.catalog)?.amount(fee.currency, fee.priced_units()),
        }
    }
}
