//! The records of everything that an event can be refused for, each with its page beside it.
//!
//! A refusal is not a finding in a file: it is a result in a scenario's timeline, with the YAML that decides.

use crate::diag::{Level, Rule, Stage};

/// Makes a record from its name and its page.
macro_rules! refusal {
    ($(#[doc = $doc:literal])* $constant:ident, $name:literal, $page:literal) => {
        $(#[doc = $doc])*
        pub static $constant: Rule = Rule {
            name: $name,
            level: Level::Refused,
            stage: Stage::Simulation,
            since: "0.1",
            page: include_str!($page),
        };
    };
}

refusal! {
    #[doc = "More is taken off than was charged."]
    ADJUSTMENT_EXCEEDS_CHARGE, "adjustment-exceeds-charge", "adjustment_exceeds_charge.md"
}
refusal! {
    #[doc = "A bundle is added to a subscription that holds it."]
    BUNDLE_ALREADY_HELD, "bundle-already-held", "bundle_already_held.md"
}
refusal! {
    #[doc = "A bundle of the plan is cancelled alone."]
    BUNDLE_BELONGS_TO_PLAN, "bundle-belongs-to-plan", "bundle_belongs_to_plan.md"
}
refusal! {
    #[doc = "A bundle is added to a plan that lists its compatible bundles without it (`T-2`)."]
    BUNDLE_NOT_COMPATIBLE, "bundle-not-compatible", "bundle_not_compatible.md"
}
refusal! {
    #[doc = "A bundle is cancelled that the subscription does not hold."]
    BUNDLE_NOT_HELD, "bundle-not-held", "bundle_not_held.md"
}
refusal! {
    #[doc = "A bundle is bought outside its validity, as a draft or after its retirement (`T-4`)."]
    BUNDLE_NOT_ON_SALE, "bundle-not-on-sale", "bundle_not_on_sale.md"
}
refusal! {
    #[doc = "A cancellation comes before the end of a term that forbids it (`T-12`)."]
    COMMITMENT_RUNNING, "commitment-running", "commitment_running.md"
}
refusal! {
    #[doc = "A code is entered that changes nothing about the purchase (`T-29`)."]
    COUPON_GRANTS_NOTHING, "coupon-grants-nothing", "coupon_grants_nothing.md"
}
refusal! {
    #[doc = "A code is entered outside its coupon's validity (`T-28`)."]
    COUPON_NOT_VALID, "coupon-not-valid", "coupon_not_valid.md"
}
refusal! {
    #[doc = "A code is entered more often than it can be used (`T-24`)."]
    COUPON_USED_UP, "coupon-used-up", "coupon_used_up.md"
}
refusal! {
    #[doc = "A coupon code is redeemed like a voucher's (`T-23`)."]
    COUPON_WITHOUT_PURCHASE, "coupon-without-purchase", "coupon_without_purchase.md"
}
refusal! {
    #[doc = "Something is bought that has no amount in the currency of the account."]
    CURRENCY_NOT_PRICED, "currency-not-priced", "currency_not_priced.md"
}
refusal! {
    #[doc = "An event takes effect before its subscription begins, or before the pause that it has to do with."]
    EFFECTIVE_TOO_EARLY, "effective-too-early", "effective_too_early.md"
}
refusal! {
    #[doc = "A subscription is resumed that was not interrupted."]
    NOTHING_TO_RESUME, "nothing-to-resume", "nothing_to_resume.md"
}
refusal! {
    #[doc = "A product or discount is chosen that is not optional in what is bought (`T-3`)."]
    NOT_AN_OPTION, "not-an-option", "not_an_option.md"
}
refusal! {
    #[doc = "An account pays in a way that the plan does not accept (`T-5`)."]
    PAYMENT_METHOD_NOT_SUPPORTED, "payment-method-not-supported", "payment_method_not_supported.md"
}
refusal! {
    #[doc = "A subscription goes over to the plan that it has."]
    PLAN_ALREADY_HELD, "plan-already-held", "plan_already_held.md"
}
refusal! {
    #[doc = "A plan is bought outside its validity, as a draft or after its retirement (`T-4`)."]
    PLAN_NOT_ON_SALE, "plan-not-on-sale", "plan_not_on_sale.md"
}
refusal! {
    #[doc = "Something is bought whose price is words."]
    PRICE_NOT_PUBLISHED, "price-not-published", "price_not_published.md"
}
refusal! {
    #[doc = "An account would hold a product twice that can be held once (`P-24`)."]
    PRODUCT_NOT_REPEATABLE, "product-not-repeatable", "product_not_repeatable.md"
}
refusal! {
    #[doc = "A product is bought that is a draft or retired (`T-4`)."]
    PRODUCT_NOT_ON_SALE, "product-not-on-sale", "product_not_on_sale.md"
}
refusal! {
    #[doc = "A quantity is given for a product without a price for each unit."]
    QUANTITY_WITHOUT_UNIT_PRICE, "quantity-without-unit-price", "quantity_without_unit_price.md"
}
refusal! {
    #[doc = "A code is redeemed for an account that has no running subscription, or several."]
    REDEEMER_UNCLEAR, "redeemer-unclear", "redeemer_unclear.md"
}
refusal! {
    #[doc = "A customer buys something sensitive in self-care (`T-7`)."]
    SENSITIVE_IN_SELF_CARE, "sensitive-in-self-care", "sensitive_in_self_care.md"
}
refusal! {
    #[doc = "An event names a subscription that does not run."]
    SUBSCRIPTION_NOT_RUNNING, "subscription-not-running", "subscription_not_running.md"
}
refusal! {
    #[doc = "A subscription is interrupted that is interrupted already."]
    SUBSCRIPTION_PAUSED, "subscription-paused", "subscription_paused.md"
}
refusal! {
    #[doc = "A code is entered that no coupon has (`T-28`)."]
    UNKNOWN_COUPON_CODE, "unknown-coupon-code", "unknown_coupon_code.md"
}
refusal! {
    #[doc = "Something is used that no charge of the subscription counts."]
    USAGE_NOT_METERED, "usage-not-metered", "usage_not_metered.md"
}
refusal! {
    #[doc = "Units are taken away or prorated in a unit whose charge does not count units that stay."]
    USAGE_NOT_STANDING, "usage-not-standing", "usage_not_standing.md"
}

/// All of them, by name.
pub static RULES: &[&Rule] = &[
    &ADJUSTMENT_EXCEEDS_CHARGE,
    &BUNDLE_ALREADY_HELD,
    &BUNDLE_BELONGS_TO_PLAN,
    &BUNDLE_NOT_COMPATIBLE,
    &BUNDLE_NOT_HELD,
    &BUNDLE_NOT_ON_SALE,
    &COMMITMENT_RUNNING,
    &COUPON_GRANTS_NOTHING,
    &COUPON_NOT_VALID,
    &COUPON_USED_UP,
    &COUPON_WITHOUT_PURCHASE,
    &CURRENCY_NOT_PRICED,
    &EFFECTIVE_TOO_EARLY,
    &NOT_AN_OPTION,
    &NOTHING_TO_RESUME,
    &PAYMENT_METHOD_NOT_SUPPORTED,
    &PLAN_ALREADY_HELD,
    &PLAN_NOT_ON_SALE,
    &PRICE_NOT_PUBLISHED,
    &PRODUCT_NOT_ON_SALE,
    &PRODUCT_NOT_REPEATABLE,
    &QUANTITY_WITHOUT_UNIT_PRICE,
    &REDEEMER_UNCLEAR,
    &SENSITIVE_IN_SELF_CARE,
    &SUBSCRIPTION_NOT_RUNNING,
    &SUBSCRIPTION_PAUSED,
    &UNKNOWN_COUPON_CODE,
    &USAGE_NOT_METERED,
    &USAGE_NOT_STANDING,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_has_its_page_and_the_table_is_sorted() {
        let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
        assert!(names.is_sorted());
        for rule in RULES {
            assert!(rule.page.starts_with(&format!("# {}\n", rule.name)));
            assert_eq!(rule.page.matches(&format!("# refused: [{}]", rule.name)).count(), 1, "{}", rule.name);
            let headings: Vec<&str> = rule.page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
            assert_eq!(headings, ["What it catches", "Why it matters", "Example", "Instead"], "{}", rule.name);
        }
    }
}
