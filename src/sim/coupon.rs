//! Coupon codes: found, valid, not used up (`T-21` to `T-29`).

use smol_str::SmolStr;

use super::offer::discounts_of;
use super::refusals::{COUPON_NOT_VALID, COUPON_USED_UP, UNKNOWN_COUPON_CODE};
use super::run::{Run, Stop, refuse};
use crate::calendar::Date;
use crate::graph::{Bundle, Coupon, Discount, Id};
use crate::scenario::Order;

/// A code that can be used.
#[derive(Debug)]
pub(super) struct Redeemable {
    pub coupon: Id<Coupon>,
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

impl Run<'_> {
    /// Returns the code of an order as it can be used on a day, if it has one; uses nothing up yet.
    pub(super) fn redeemable(&self, order: &Order, on: Date) -> Result<Option<Redeemable>, Stop> {
        let Some((code, written)) = order.code.as_ref().map(|(code, span)| (code.as_str(), *span)) else {
            return Ok(None);
        };
        let found = self.catalog.coupons.iter().find_map(|(id, coupon)| {
            let codes = coupon.codes.as_ref()?;
            Some((id, coupon, codes, codes.find(code)?))
        });
        let Some((id, coupon, codes, number)) = found else {
            let message = format!("no coupon has the code `{code}`");
            return Err(refuse(&UNKNOWN_COUPON_CODE, written, message));
        };
        let name = &coupon.code.text;
        if !coupon.valid.contains(on) {
            let message = format!("code `{code}` of coupon `{name}` cannot be used on {on}");
            return Err(refuse(&COUPON_NOT_VALID, coupon.valid.span, message));
        }
        let used = self.redeemed.get(&(id, number)).copied().unwrap_or(0);
        let Some(left) = codes.redemptions.checked_sub(used + 1) else {
            let message =
                format!("code `{code}` of coupon `{name}` is used up: it can be used {}", times(codes.redemptions));
            return Err(refuse(&COUPON_USED_UP, codes.template_span, message));
        };
        let bundle = coupon.bundle.target;
        // A checked catalog has no coupon without its bundle.
        let bundle =
            bundle.ok_or_else(|| refuse(&UNKNOWN_COUPON_CODE, written, format!("coupon `{name}` grants nothing")))?;
        let discounts = discounts_of(self.catalog, bundle, order).collect();
        Ok(Some(Redeemable { coupon: id, code: code.into(), number, left, bundle, discounts }))
    }

    /// Uses a code up by one purchase and says what is left of it.
    pub(super) fn redeem(&mut self, redeemable: &Redeemable) -> String {
        let code = &redeemable.code;
        *self.redeemed.entry((redeemable.coupon, redeemable.number)).or_insert(0) += 1;
        match redeemable.left {
            0 => format!("code `{code}` is used up"),
            left => format!("code `{code}` can be used {} more", times(left)),
        }
    }
}

fn times(count: u32) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}
