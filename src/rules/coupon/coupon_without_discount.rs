//! A coupon grants a bundle without any discount (`T-E8`).

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::Coupon;
use crate::rules::entry::{Check, Context, Entry};

/// A coupon grants a bundle without any discount (`T-E8`).
pub static RULE: Rule = Rule {
    name: "coupon-without-discount",
    level: Level::Error,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("coupon_without_discount.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Coupon(check) };

fn check(coupon: &Coupon, cx: &mut Context<'_>) {
    let Some(bundle) = cx.catalog.bundles.follow(coupon.bundle) else { return };
    if !bundle.whole || !bundle.discounts.is_empty() {
        return;
    }
    let (code, bundle_code) = (&coupon.code.text, &bundle.code.text);
    let message = format!("coupon `{code}` grants bundle `{bundle_code}`, which has no discount to give");
    cx.report(
        Finding::new(&RULE, coupon.bundle.span, message)
            .label("nothing to take off")
            .also(bundle.code.span, "no discount in this bundle")
            .help(format!("add a discount to bundle `{bundle_code}`, or name another bundle")),
    );
}
