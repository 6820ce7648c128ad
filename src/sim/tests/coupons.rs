//! Coupons (`T-21` to `T-29`).

use crate::sim::testing::*;

const ALWAYS: (Option<&str>, Option<&str>) = (None, None);

fn shop(redemptions: u32) -> Shop {
    Shop::new()
        .product("tv", [monthly("access", "12.00")])
        .product("extra-service", [once("setup", "5.00"), monthly("access", "10.00")])
        .product("metered", [monthly("access", "10.00").arrears()])
        .discount("minus-20", "20%", "extra-service metered", 1)
        .bundle(Sold::new("base", "tv"))
        .bundle(Sold::new("extra", "extra-service"))
        .bundle(Sold::new("late", "metered"))
        .bundle(Sold::new("twenty-off", "%minus-20"))
        .plan(Sold::new("family", "base"))
        .coupon("twenty-off", redemptions, ALWAYS)
}

#[test]
fn a_coupon_of_20_percent_takes_2_off_10_once() {
    // T-21, T-22: month 1 8.00 (and 4.00 of 5.00 once), month 2 10.00; the plan itself is untouched.
    let catalog = shop(1).open();
    let played = Story::new(&catalog, "2026-03-01", "2026-04-30")
        .subscribe("2026-03-01", "family")
        .add("2026-03-01", 0, "extra")
        .code("coupon_87")
        .play();
    assert_eq!(played.amounts("2026-03-01"), ["12.00", "4.00", "8.00"]);
    assert_eq!(played.amounts("2026-04-01"), ["12.00", "10.00"]);
    assert_eq!(played.steps("2026-03-01")[2], "1 x 10.00 = 10.00; - 20% (minus-20, coupon spring) = 8.00");
}

#[test]
fn in_arrears_a_coupon_works_for_the_first_period() {
    // T-A9.
    let catalog = shop(1).open();
    let played = Story::new(&catalog, "2026-03-01", "2026-05-31")
        .subscribe("2026-03-01", "family")
        .add("2026-03-01", 0, "late")
        .code("coupon_87")
        .play();
    assert_eq!(played.amounts("2026-04-01"), ["12.00", "8.00"]);
    assert_eq!(played.amounts("2026-05-01"), ["12.00", "10.00"]);
}

#[test]
fn a_code_can_be_used_as_often_as_it_says() {
    // T-24, T-28.
    for redemptions in [1, 2] {
        let catalog = shop(redemptions).open();
        let played = Story::new(&catalog, "2026-03-01", "2026-03-31")
            .subscribe("2026-03-01", "family")
            .subscribe("2026-03-01", "family")
            .add("2026-03-01", 0, "extra")
            .code("coupon_87")
            .add("2026-03-01", 1, "extra")
            .code("coupon_87")
            .play();
        assert_eq!(played.refused(3), None);
        assert_eq!(played.refused(4), (redemptions == 1).then_some("coupon-used-up"));
    }
}

#[test]
fn a_code_that_grants_nothing_is_refused_and_kept() {
    // T-29, T-A8: the discount is for another product than the plan's.
    let catalog = shop(1).open();
    let played = Story::new(&catalog, "2026-03-01", "2026-03-31")
        .subscribe("2026-03-01", "family")
        .code("coupon_87")
        .subscribe("2026-03-01", "family")
        .add("2026-03-01", 1, "extra")
        .code("coupon_87")
        .add("2026-03-02", 0, "extra")
        .play();
    assert_eq!(played.refused(1), Some("coupon-grants-nothing"));
    assert_eq!(played.refused(3), None);
    assert_eq!(played.refused(4), Some("subscription-not-running"));
}

#[test]
fn a_coupon_whose_discount_holds_already_grants_nothing() {
    let catalog = shop(1).open();
    let played = Story::new(&catalog, "2026-03-01", "2026-03-31")
        .subscribe("2026-03-01", "family")
        .add("2026-03-01", 0, "twenty-off")
        .add("2026-03-01", 0, "extra")
        .code("coupon_87")
        .play();
    assert_eq!(played.refused(3), Some("coupon-grants-nothing"));
}

#[test]
fn unknown_codes_and_other_days_are_refused() {
    // T-28: the batch is 87 to 91.
    let catalog = shop(1).open();
    for code in ["coupon_86", "coupon_92", "COUPON_87", "coupon_087", ""] {
        let story = Story::new(&catalog, "2026-03-01", "2026-03-31").subscribe("2026-03-01", "family").add(
            "2026-03-01",
            0,
            "extra",
        );
        assert_eq!(story.code(code).play().refused(2), Some("unknown-coupon-code"), "{code}");
    }
    let catalog = shop_without_coupon().coupon("twenty-off", 1, (Some("2026-03-01"), Some("2026-06-01"))).open();
    for (on, refused) in [("2026-02-28", true), ("2026-03-01", false), ("2026-05-31", false), ("2026-06-01", true)] {
        let story =
            Story::new(&catalog, "2026-01-01", "2026-12-31").subscribe("2026-01-01", "family").add(on, 0, "extra");
        assert_eq!(story.code("coupon_87").play().refused(2), refused.then_some("coupon-not-valid"), "{on}");
    }
}

fn shop_without_coupon() -> Shop {
    Shop::new()
        .product("tv", [monthly("access", "12.00")])
        .product("extra-service", [monthly("access", "10.00")])
        .discount("minus-20", "20%", "extra-service", 1)
        .bundle(Sold::new("base", "tv"))
        .bundle(Sold::new("extra", "extra-service"))
        .bundle(Sold::new("twenty-off", "%minus-20"))
        .plan(Sold::new("family", "base"))
}

#[test]
fn the_products_of_a_coupon_are_bought_with_it_and_its_discounts_do_not_last() {
    // The coupon brings a gift for 1.00 and half off for this purchase only: 6.00 and 0.50, then 12.00 and 1.00.
    let catalog = Shop::new()
        .product("tv", [monthly("access", "12.00")])
        .product("gift", [monthly("access", "1.00")])
        .discount("half", "50%", "", 1)
        .bundle(Sold::new("base", "tv"))
        .bundle(Sold::new("present", "gift %half"))
        .plan(Sold::new("family", "base"))
        .coupon("present", 1, ALWAYS)
        .open();
    let played =
        Story::new(&catalog, "2026-03-01", "2026-04-01").subscribe("2026-03-01", "family").code("coupon_88").play();
    assert_eq!(played.amounts("2026-03-01"), ["6.00", "0.50"]);
    assert_eq!(played.amounts("2026-04-01"), ["12.00", "1.00"]);
}
