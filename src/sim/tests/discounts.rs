//! Discounts: order, proration, never below zero.

use crate::graph::RoundAt;
use crate::money::RoundingMode;
use crate::sim::testing::*;

fn shop(flat_first: bool) -> Shop {
    let (flat, percent) = if flat_first { (1, 2) } else { (2, 1) };
    Shop::new()
        .product("tv", [monthly("fee", "100.00")])
        .discount("ten-off", "10.00", "", flat)
        .discount("tenth-off", "10%", "tv", percent)
        .bundle(Sold::new("base", "tv %ten-off %tenth-off"))
        .plan(Sold::new("family", "base"))
}

#[test]
fn the_lower_number_applies_first() {
    // T-10: (100 - 10) x 0.9 = 81.00; 100 x 0.9 - 10 = 80.00.
    for (flat_first, amount) in [(true, "81.00"), (false, "80.00")] {
        let catalog = shop(flat_first).open();
        let played = Story::new(&catalog, "2025-06-01", "2025-06-30").subscribe("2025-06-01", "family").play();
        assert_eq!(played.amounts("2025-06-01"), [amount]);
    }
    let catalog = shop(true).open();
    let played = Story::new(&catalog, "2025-06-01", "2025-06-30").subscribe("2025-06-01", "family").play();
    assert_eq!(
        played.steps("2025-06-01"),
        ["1 x 100.00 = 100.00; - 10.00 (ten-off) = 90.00; - 10% (tenth-off) = 81.00"]
    );
}

#[test]
fn a_discount_reduces_the_full_fee_before_the_days_are_counted() {
    // C-A2: (50 - 5) x 16/30 = 24.00. C-A3: 50 x 0.9 x 16/30 = 24.00, though 50 x 16/30 rounded up first gives 24.01.
    for value in ["5.00", "10%"] {
        let catalog = Shop::new()
            .bill_day(1)
            .rounding(RoundingMode::Up, RoundAt::Line)
            .product("tv", [monthly("fee", "50.00")])
            .discount("off", value, "", 1)
            .bundle(Sold::new("base", "tv %off"))
            .plan(Sold::new("family", "base"))
            .open();
        let played = Story::new(&catalog, "2025-11-15", "2025-11-30").subscribe("2025-11-15", "family").play();
        assert_eq!(played.amounts("2025-11-15"), ["24.00"]);
    }
}

#[test]
fn nothing_costs_less_than_nothing() {
    let catalog = Shop::new()
        .product("tv", [monthly("fee", "3.00")])
        .discount("off", "5.00", "", 1)
        .bundle(Sold::new("base", "tv %off"))
        .plan(Sold::new("family", "base"))
        .open();
    let played = Story::new(&catalog, "2025-06-01", "2025-06-30").subscribe("2025-06-01", "family").play();
    assert_eq!(played.amounts("2025-06-01"), ["0.00"]);
}

#[test]
fn a_discount_works_while_its_bundle_is_held() {
    // T-9: from the first period that is charged with it to the last.
    let catalog = Shop::new()
        .product("tv", [monthly("fee", "10.00")])
        .product("radio", [monthly("fee", "1.00")])
        .discount("fifth-off", "20%", "tv", 1)
        .bundle(Sold::new("base", "tv radio"))
        .bundle(Sold::new("offer", "%fifth-off"))
        .plan(Sold::new("family", "base"))
        .open();
    let played = Story::new(&catalog, "2025-06-01", "2025-10-31")
        .subscribe("2025-06-01", "family")
        .add("2025-07-01", 0, "offer")
        .cancel_bundle("2025-09-01", 0, "offer")
        .play();
    assert_eq!(played.amounts("2025-06-01"), ["10.00", "1.00"]);
    assert_eq!(played.amounts("2025-07-01"), ["8.00", "1.00"]);
    assert_eq!(played.amounts("2025-08-01"), ["8.00", "1.00"]);
    assert_eq!(played.amounts("2025-09-01"), ["10.00", "1.00"]);
}
