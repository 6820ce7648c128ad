//! Codes of coupons and vouchers: found, valid, not used up, and redeemed without a purchase (`T-21` to `T-29`).

use smol_str::SmolStr;

use super::cause::Cause;
use super::offer::discounts_of;
use super::refusals::{
    COUPON_NOT_VALID, COUPON_USED_UP, COUPON_WITHOUT_PURCHASE, REDEEMER_UNCLEAR, UNKNOWN_COUPON_CODE,
};
use super::run::{Run, Stop, refuse};
use super::subscription::{Slot, Subscription};
use crate::calendar::Date;
use crate::diag::listed;
use crate::graph::{BatchId, Bundle, Coupon, Discount, Id};
use crate::scenario::{AccountId, Event, Order, SubscriptionId};
use crate::source::Span;

/// A code that can be used.
#[derive(Debug)]
pub(super) struct Redeemable {
    pub batch: BatchId,
    /// The code as it was entered.
    pub code: SmolStr,
    /// The number of the code in its batch.
    pub number: u64,
    /// How often it can be used after this purchase.
    pub left: u32,
    pub bundle: Id<Bundle>,
    /// The discounts of its bundle that are required or chosen.
    pub discounts: Vec<Id<Discount>>,
}

impl Redeemable {
    /// Returns the coupon, if the code is of one.
    pub fn coupon(&self) -> Option<Id<Coupon>> {
        match self.batch {
            BatchId::Coupon(id) => Some(id),
            BatchId::Voucher(_) => None,
        }
    }
}

impl Run<'_> {
    /// Redeems the code of a voucher without a purchase (`T-23`): its bundle is held from now on.
    pub(super) fn redeem_alone(
        &mut self,
        subscription: &mut Subscription,
        event: &Event,
        order: &Order,
    ) -> Result<Vec<String>, Stop> {
        if let Some(coupon) = self.redeemable(order, event.on)?
            && coupon.coupon().is_some()
        {
            let batch = self.catalog.batch(coupon.batch);
            let (code, name) = (&coupon.code, &batch.code.text);
            let message = format!("code `{code}` is of coupon `{name}`: it can be used only with a purchase");
            return Err(refuse(&COUPON_WITHOUT_PURCHASE, batch.code.span, message));
        }
        let mut notes = self.purchase(subscription, &Cause::of(event), &[], order, false)?;
        let held: Vec<Id<Bundle>> = subscription.holdings.last().map(|holding| holding.bundle).into_iter().collect();
        notes.extend(self.come_back(subscription.account, None, &held, event.on));
        Ok(notes)
    }

    /// Returns the only running subscription of an account, which a code redeemed for the account is for.
    pub(super) fn only_subscription(&self, account: AccountId, event: &Event) -> Result<SubscriptionId, Stop> {
        let running = self.slots.iter().filter_map(|slot| match slot {
            Slot::Running(subscription) if subscription.account == account => Some(subscription.id),
            Slot::Running(_) | Slot::Vacant | Slot::Refused(_) | Slot::Ended(..) => None,
        });
        let running: Vec<SubscriptionId> = running.collect();
        let name = &self.scenario.account(account).name.text;
        let why = match running.as_slice() {
            [one] => return Ok(*one),
            [] => "no subscription that runs".to_owned(),
            several => {
                let named = several.iter().map(|id| format!("`{}`", self.scenario.alias(*id)));
                format!("several: {}", listed(named, ", "))
            }
        };
        let message = format!("a code is redeemed for the subscription of `{name}`, who has {why} on {}", event.on);
        Err(refuse(&REDEEMER_UNCLEAR, event.span, message))
    }

    /// Returns the code of an order as it can be used on a day, if it has one; uses nothing up yet.
    pub(super) fn redeemable(&self, order: &Order, on: Date) -> Result<Option<Redeemable>, Stop> {
        let Some((code, written)) = order.code.as_ref().map(|(code, span)| (code.as_str(), *span)) else {
            return Ok(None);
        };
        let found = self.catalog.batches().find_map(|(id, coupon)| {
            let codes = coupon.codes.as_ref()?;
            Some((id, coupon, codes, codes.find(code)?))
        });
        let Some((id, coupon, codes, number)) = found else {
            return Err(self.unknown_code(code, written));
        };
        let name = format!("{} `{}`", coupon.kind.noun(), coupon.code.text);
        if !coupon.valid.contains(on) {
            let message = format!("code `{code}` of {name} cannot be used on {on}");
            return Err(refuse(&COUPON_NOT_VALID, coupon.valid.span, message));
        }
        let used = self.redeemed.get(&(id, number)).copied().unwrap_or(0);
        let Some(left) = codes.redemptions.checked_sub(used + 1) else {
            let message = format!("code `{code}` of {name} is used up: it can be used {}", times(codes.redemptions));
            return Err(refuse(&COUPON_USED_UP, codes.template_span, message));
        };
        let bundle = coupon.bundle.target;
        // A checked catalog has no coupon without its bundle.
        let bundle = bundle.ok_or_else(|| refuse(&UNKNOWN_COUPON_CODE, written, format!("{name} grants nothing")))?;
        let discounts = discounts_of(self.catalog, bundle, order).collect();
        Ok(Some(Redeemable { batch: id, code: code.into(), number, left, bundle, discounts }))
    }

    /// Refuses a code that nothing has; says which codes there are where one batch has such as are written like it.
    fn unknown_code(&self, code: &str, written: Span) -> Stop {
        let unknown = format!("no coupon or voucher has the code `{code}`");
        let mut alike = self.catalog.batches().filter_map(|(_, batch)| {
            let codes = batch.codes.as_ref().filter(|codes| codes.resembles(code))?;
            Some((batch, codes.template_span, codes.ends()?))
        });
        match (alike.next(), alike.next()) {
            (Some((batch, template, (first, last))), None) => {
                let (noun, name) = (batch.kind.noun(), &batch.code.text);
                let there = if first == last {
                    format!("that of {noun} `{name}` is `{first}`")
                } else {
                    format!("those of {noun} `{name}` are `{first}` to `{last}`")
                };
                refuse(&UNKNOWN_COUPON_CODE, template, format!("{unknown}; {there}"))
            }
            _ => refuse(&UNKNOWN_COUPON_CODE, written, unknown),
        }
    }

    /// Uses a code up by one purchase and says what is left of it.
    pub(super) fn redeem(&mut self, redeemable: &Redeemable) -> String {
        let code = &redeemable.code;
        *self.redeemed.entry((redeemable.batch, redeemable.number)).or_insert(0) += 1;
        self.ledger.redeemed.push((redeemable.batch, redeemable.number));
        match redeemable.left {
            0 => format!("code `{code}` is used up"),
            left => format!("code `{code}` can be used {} more", times(left)),
        }
    }
}

fn times(count: u32) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}
