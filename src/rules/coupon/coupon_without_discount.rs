//! A coupon grants a bundle that gives no discount (`T-E8`).

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::{BatchKind, Coupon};
use crate::rules::entry::{Check, Context, Entry};

/// A coupon grants a bundle that gives no discount (`T-E8`).
pub static RULE: Rule = Rule {
    name: "coupon-without-discount",
    level: Level::Error,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("coupon_without_discount.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Batch(check) };

fn check(coupon: &Coupon, cx: &mut Context<'_>) {
    let Some(bundle) = cx.catalog.bundles.follow(coupon.bundle) else { return };
    // A bundle with nothing in it has a finding of its own.
    let empty = bundle.discounts.is_empty() && bundle.products.is_empty();
    // Nobody chooses a discount: an optional one is never given.
    // A voucher may grant products instead (`T-23`).
    let products = coupon.kind == BatchKind::Voucher && !bundle.products.is_empty();
    if !bundle.whole || empty || products || bundle.discounts.iter().any(|item| item.required) {
        return;
    }
    let (code, bundle_code) = (&coupon.code.text, &bundle.code.text);
    let noun = coupon.kind.noun();
    let message = format!("{noun} `{code}` grants bundle `{bundle_code}`, which has no discount to give");
    let finding = Finding::new(&RULE, coupon.bundle.span, message).label("a code would make nothing cheaper");
    cx.report(match bundle.discounts.first() {
        Some(optional) => finding
            .also(optional.link.span, "an optional discount is never given")
            .help("make the discount `required`, or name another bundle"),
        None => finding
            .also(bundle.code.span, "no discount in this bundle")
            .help(format!("add a discount to bundle `{bundle_code}`, or name another bundle")),
    });
}
