//! A coupon takes nothing off anything that is on sale while it is valid (`T-W3`).

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::{Coupon, Discount, Id, Product, Status, Validity};
use crate::rules::entry::{Check, Context, Entry};

/// A coupon takes nothing off anything that is on sale while it is valid (`T-W3`).
pub static RULE: Rule = Rule {
    name: "coupon-matches-nothing",
    level: Level::Warning,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("coupon_matches_nothing.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Coupon(check) };

fn check(coupon: &Coupon, cx: &mut Context<'_>) {
    let Some(bundle) = cx.catalog.bundles.follow(coupon.bundle) else { return };
    let discounts: Vec<&Discount> =
        bundle.discounts.iter().filter_map(|item| cx.catalog.discounts.follow(item.link)).collect();
    let Some(first) = discounts.first() else { return };
    if discounts.iter().any(|discount| applies_to_something_on_sale(discount, &coupon.valid, cx)) {
        return;
    }
    let (code, discount) = (&coupon.code.text, &first.code.text);
    let message = format!("coupon `{code}` takes nothing off: discount `{discount}` matches no charge on sale");
    cx.report(
        Finding::new(&RULE, coupon.bundle.span, message)
            .label(format!("nothing on sale {} matches", coupon.valid))
            .also(first.code.span, "the discount")
            .help("widen the discount's `applies_to`, or sell what it applies to"),
    );
}

fn applies_to_something_on_sale(discount: &Discount, when: &Validity, cx: &Context<'_>) -> bool {
    let matches = |id: Id<Product>| {
        let product = cx.catalog.products.get(id);
        product.charges.iter().any(|charge| discount.matches(id, product, charge)) && on_sale(id, when, cx)
    };
    // A product that is not known has its finding already.
    discount.products.iter().any(|link| link.target.is_none())
        || if discount.products.is_empty() && discount.tags.is_empty() {
            cx.catalog.products.iter().any(|(id, _)| matches(id))
        } else {
            cx.uses.candidates(discount, cx.catalog).into_iter().any(matches)
        }
}

fn on_sale(product: Id<Product>, when: &Validity, cx: &Context<'_>) -> bool {
    cx.uses.bundles_with(product).iter().any(|id| {
        let bundle = cx.catalog.bundles.get(*id);
        let buyable = bundle.status == Status::Active && bundle.valid.meets(when);
        let mut plans =
            cx.uses.plans_with(*id).iter().chain(cx.uses.plans_listing(*id)).chain(cx.uses.open_plans());
        buyable && plans.any(|id| cx.catalog.plans.get(*id).valid.meets(when))
    })
}
