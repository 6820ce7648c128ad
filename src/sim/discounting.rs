//! What a charge costs at a quantity: the price times the quantity, less the discounts that match (`T-9`, `T-10`).

use super::exact::{exact_add, exact_mul};
use super::ledger::{Aborted, Applied, Consumption, Fee, FeeId, Spent, Subject};
use super::run::Run;
use super::subscription::{Running, Subscription};
use crate::graph::{Catalog, Discount, Id, Taken, Timing};
use crate::money::{Decimal, Portion};
use crate::scenario::Adjustment;

impl Taken for Applied {
    fn discount(&self) -> Id<Discount> {
        self.discount
    }

    fn take(&mut self, amount: Decimal) {
        self.amount = amount;
    }
}

/// Returns what an adjustment takes off a price; below zero for an upcharge.
fn adjusted(adjustment: Adjustment, gross: Decimal) -> Option<Decimal> {
    let of = |portion: Option<Portion>| match portion {
        None => Some(Decimal::ZERO),
        Some(Portion::Share(share)) => exact_mul(gross, share),
        Some(Portion::Amount(amount)) => Some(amount),
    };
    exact_add(of(adjustment.discount)?.min(gross), -of(adjustment.upcharge)?)
}

/// Returns what a fee costs at least and at most, if that is bounded.
fn spent_of(fee: &mut Fee) -> Option<&mut Spent> {
    fee.usage.as_mut()?.spend.as_mut()
}

/// Returns what periods cost that are paid at once, if one of them costs `one` (`P-19`).
fn prepaid_price(catalog: &Catalog, fee: &Fee, one: Decimal) -> Option<Decimal> {
    let Some(prepaid) = fee.subject.prepaid(catalog) else { return Some(one) };
    if let Some((together, _)) = prepaid.fee.as_ref().and_then(|amounts| amounts.get(fee.currency)) {
        return exact_mul(together, fee.units());
    }
    let all = exact_mul(one, Decimal::from(prepaid.periods))?;
    exact_add(all, -exact_mul(all, prepaid.discount.unwrap_or_default())?)
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
    /// Returns the fee of a charge at its quantity with the discounts that hold now.
    pub(super) fn fee(&mut self, subscription: &Subscription, running: &mut Running) -> Result<FeeId, Aborted> {
        let quantity = Decimal::from(running.quantity);
        let granted = running.coupon.is_some() || self.discounts_end(subscription, running);
        if let Some(known) = running.fee
            && !granted
        {
            return Ok(known);
        }
        let id = self.fee_at(subscription, running, quantity)?;
        running.fee = (!granted).then_some(id);
        Ok(id)
    }

    /// Returns the fee of a charge at any quantity with the discounts that hold now.
    pub(super) fn fee_at(
        &mut self,
        subscription: &Subscription,
        running: &Running,
        quantity: Decimal,
    ) -> Result<FeeId, Aborted> {
        self.metered_fee(subscription, running, Metered { quantity, ..Metered::default() })
    }

    /// Returns the fee of what a charge has counted with the discounts that hold now.
    pub(super) fn metered_fee(
        &mut self,
        subscription: &Subscription,
        running: &Running,
        metered: Metered,
    ) -> Result<FeeId, Aborted> {
        let product = self.catalog.products.get(running.product);
        let charge = product.charges.get(running.charge as usize);
        let included = charge.and_then(|charge| match charge.timing {
            Timing::Usage { included, .. } => Some(included),
            Timing::OneTime | Timing::Recurring { .. } => None,
        });
        let discounts = self.discounts(subscription, running);
        self.new_fee(
            Fee {
                account: subscription.account,
                subscription: subscription.id,
                currency: subscription.currency,
                subject: Subject::Charge {
                    bundle: running.bundle,
                    product: running.product,
                    charge: running.charge,
                    variant: running.variant,
                },
                quantity: metered.quantity,
                unit: running.unit,
                per_unit: running.per_unit || included.is_some(),
                included: metered.included.or(included).unwrap_or_default(),
                usage: metered.usage,
                prepaid: running.is_prepaid_next().then_some(Decimal::ZERO),
                gross: Decimal::ZERO,
                adjusted: running.adjustment.map(|adjustment| (adjustment, Decimal::ZERO)),
                discounts,
                full: Decimal::ZERO,
                day_count: running.day_count(self.catalog),
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

    pub(super) fn new_fee(&mut self, mut fee: Fee, event: u32) -> Result<FeeId, Aborted> {
        let too_large = Aborted::Amount { event, source: fee.source };
        let priced = self.priced(&fee).ok_or(too_large)?;
        fee.gross = priced;
        if let Some(one) = &mut fee.prepaid {
            *one = priced;
            fee.gross = prepaid_price(self.catalog, &fee, priced).ok_or(too_large)?;
        }
        if let Some(spent) = spent_of(&mut fee) {
            fee.gross = spent.with_overage(priced).ok_or(too_large)?;
        }
        let mut price = fee.gross;
        if let Some((adjustment, off)) = &mut fee.adjusted {
            *off = adjusted(*adjustment, price).ok_or(too_large)?;
            price = exact_add(price, -*off).ok_or(too_large)?;
        }
        fee.full = self.catalog.take_off(fee.currency, price, &mut fee.discounts).ok_or(too_large)?;
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
            (None, Some(flat)) if !fee.per_unit && !flat.is_zero() => Some(flat),
            (None, Some(unit)) => exact_mul(unit, fee.priced_units()),
            (None, None) => fee.subject.price(self.catalog)?.amount(fee.currency, fee.priced_units()),
        }
    }
}
