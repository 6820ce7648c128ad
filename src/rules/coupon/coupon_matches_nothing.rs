//! A coupon takes nothing off anything that is on sale while it is valid (`T-W3`).

use crate::diag::{Finding, LISTED, Level, Rule, Stage};
use crate::graph::{BatchKind, Coupon, Discount, Id, Plan, Product, Status, Validity};
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
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::WholeCatalog(check) };

fn check(cx: &mut Context<'_>) {
    let catalog = cx.catalog;
    catalog.batches().for_each(|(_, coupon)| check_batch(coupon, cx));
}

fn check_batch(coupon: &Coupon, cx: &mut Context<'_>) {
    let Some(bundle) = cx.catalog.bundles.follow(coupon.bundle) else { return };
    let discounts: Vec<&Discount> =
        bundle.discounts.iter().filter(|i| i.required).filter_map(|i| cx.catalog.discounts.follow(i.link)).collect();
    let Some(first) = discounts.first() else { return };
    let voucher = coupon.kind == BatchKind::Voucher;
    // Who has bought something before can redeem a voucher for it.
    let when = Validity { from: coupon.valid.from.filter(|_| !voucher), ..coupon.valid };
    if voucher && !bundle.products.is_empty()
        || discounts.iter().any(|discount| applies_to_something_on_sale(discount, (coupon, &when), cx))
    {
        return;
    }
    let (code, discount) = (&coupon.code.text, &first.code.text);
    let which = match discounts.len() {
        1 => format!("discount `{discount}` matches"),
        _ => "its discounts match".to_owned(),
    };
    let noun = coupon.kind.noun();
    let message = format!("{noun} `{code}` makes nothing cheaper: {which} no charge on sale");
    let mut finding =
        Finding::new(&RULE, coupon.bundle.span, message).label(format!("its codes can be used {}", coupon.valid));
    for discount in discounts.iter().take(LISTED) {
        finding = finding.also(discount.code.span, "matches nothing that is on sale in that time");
    }
    let help = "widen the discount's `applies_to`, or sell what it applies to while codes can be used";
    let permit =
        if voucher { format!(", in a plan that permits bundle `{}`", bundle.code.text) } else { String::new() };
    cx.report(finding.help(format!("{help}{permit}")));
}

fn applies_to_something_on_sale(discount: &Discount, (coupon, when): (&Coupon, &Validity), cx: &Context<'_>) -> bool {
    let matches = |id: Id<Product>| {
        let product = cx.catalog.products.get(id);
        product.charges.iter().any(|charge| discount.matches(id, product, charge)) && on_sale(id, (coupon, when), cx)
    };
    // A product that is not known has its finding already.
    discount.products.iter().any(|link| link.target.is_none())
        || if discount.products.is_empty() && discount.tags.is_empty() {
            cx.catalog.products.iter().any(|(id, _)| matches(id))
        } else {
            cx.uses.candidates(discount, cx.catalog).into_iter().any(matches)
        }
}

fn on_sale(product: Id<Product>, (coupon, when): (&Coupon, &Validity), cx: &Context<'_>) -> bool {
    let usable = |id: &&Id<Plan>| is_usable_with(coupon, **id, cx);
    let plan = |id: &Id<Plan>| cx.catalog.plans.get(*id);
    cx.uses.bundles_with(product).iter().any(|id| {
        let bundle = cx.catalog.bundles.get(*id);
        let buyable = bundle.status == Status::Active && bundle.valid.meets(when);
        let mut containing = cx.uses.plans_with(*id).iter().filter(usable).map(plan);
        let mut adding = cx.uses.plans_listing(*id).iter().chain(cx.uses.open_plans()).filter(usable).map(plan);
        let subscribable = |plan: &Plan| plan.status == Status::Active && plan.valid.meets(when);
        buyable && (containing.any(subscribable) || adding.any(|plan| may_have_subscribers(plan, when)))
    })
}

/// Tells whether a code can be used with a plan: the bundle of a voucher is held, and must be one that may be added.
fn is_usable_with(coupon: &Coupon, plan: Id<Plan>, cx: &Context<'_>) -> bool {
    let Some(bundle) = coupon.bundle.target.filter(|_| coupon.kind == BatchKind::Voucher) else { return true };
    // Both lists are in the order of plans.
    let listed = || cx.uses.plans_listing(bundle).binary_search(&plan).is_ok();
    let permitted = !cx.catalog.plans.get(plan).compatible.only || listed();
    permitted && cx.uses.plans_with(bundle).binary_search(&plan).is_err()
}

/// Tells whether somebody can add a bundle to this plan: those who subscribed before it left the market still can.
fn may_have_subscribers(plan: &Plan, when: &Validity) -> bool {
    let begins_later = matches!((plan.valid.from, when.until), (Some(from), Some(until)) if from >= until);
    plan.status != Status::Draft && !begins_later
}
