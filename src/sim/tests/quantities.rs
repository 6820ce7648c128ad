//! Quantities and their changes.

use crate::sim::testing::*;

fn shop(charge: ChargeSpec) -> Shop {
    Shop::new().product("seats", [charge]).bundle(Sold::new("base", "seats")).plan(Sold::new("team", "base"))
}

#[test]
fn added_units_are_charged_for_the_rest_of_the_period() {
    // 12 x 9.00 = 108.00; three more on 15 February: 3 x 9.00 x 14/28 = 13.50; then 15 x 9.00 = 135.00.
    let catalog = shop(monthly("fee", "9.00").each()).open();
    let played = Story::new(&catalog, "2025-02-01", "2025-03-31")
        .subscribe("2025-02-01", "team")
        .quantity("seats", 12)
        .change("2025-02-15", 0, "seats", 15)
        .play();
    assert_eq!(played.amounts("2025-02-01"), ["108.00"]);
    assert_eq!(played.amounts("2025-02-15"), ["13.50"]);
    assert_eq!(played.amounts("2025-03-01"), ["135.00"]);
    assert_eq!(played.steps("2025-02-15"), ["3 x 9.00 = 27.00; x 14/28 days of [2025-02-01 .. 2025-03-01) = 13.50"]);
    let line = &played.report().invoices[1].lines[0];
    assert_eq!((line.description.as_str(), line.quantity.as_str(), line.event), ("seats, fee, added", "3", Some(2)));
}

#[test]
fn removed_units_are_given_back_for_the_rest_of_the_period() {
    // 12 x 9.00 = 108.00; four fewer on 15 February: due 108.00 x 14/28 + 72.00 x 14/28 = 90.00; 18.00 back.
    let catalog = shop(monthly("fee", "9.00").each()).open();
    let story = Story::new(&catalog, "2025-02-01", "2025-02-28")
        .subscribe("2025-02-01", "team")
        .quantity("seats", 12)
        .change("2025-02-15", 0, "seats", 8);
    assert_eq!(story.play().amounts("2025-02-15"), ["-18.00"]);
    // Cancelled on the 22nd: due 108.00 x 14/28 + 72.00 x 7/28 = 72.00; 90.00 - 72.00 = 18.00 back.
    let played = story.cancel("2025-02-22", 0).play();
    assert_eq!(played.amounts("2025-02-22"), ["-18.00"]);
    assert_eq!(played.sum(), dec("72.00"));
}

#[test]
fn units_that_are_not_given_back_are_not_charged_again() {
    let catalog = shop(monthly("fee", "28.00").each().prorated(true, false)).open();
    let played = Story::new(&catalog, "2025-02-01", "2025-03-31")
        .subscribe("2025-02-01", "team")
        .quantity("seats", 5)
        .change("2025-02-08", 0, "seats", 3)
        .change("2025-02-15", 0, "seats", 6)
        .play();
    // One more than the five that are paid: 1 x 28.00 x 14/28 = 14.00.
    assert_eq!(played.days(), ["2025-02-01", "2025-02-15", "2025-03-01"]);
    assert_eq!(played.amounts("2025-02-15"), ["14.00"]);
    assert_eq!(played.amounts("2025-03-01"), ["168.00"]);
}

#[test]
fn in_arrears_each_quantity_has_its_own_line() {
    // 10 x 3.00 x 10/30 = 10.00; 20 x 3.00 x 20/30 = 40.00.
    let catalog = shop(monthly("fee", "3.00").each().arrears()).open();
    let played = Story::new(&catalog, "2025-06-01", "2025-07-01")
        .subscribe("2025-06-01", "team")
        .quantity("seats", 10)
        .change("2025-06-11", 0, "seats", 20)
        .play();
    assert_eq!(played.amounts("2025-07-01"), ["10.00", "40.00"]);
}

#[test]
fn a_discount_of_an_amount_is_given_once_for_any_quantity() {
    // 2 x 10.00 - 5.00 = 15.00; one more for 15/30 days: (25.00 - 15.00) x 15/30 = 5.00.
    let catalog = Shop::new()
        .product("seats", [monthly("fee", "10.00").each()])
        .discount("off", "5.00", "", 1)
        .bundle(Sold::new("base", "seats %off"))
        .plan(Sold::new("team", "base"))
        .open();
    let played = Story::new(&catalog, "2025-06-01", "2025-06-30")
        .subscribe("2025-06-01", "team")
        .quantity("seats", 2)
        .change("2025-06-16", 0, "seats", 3)
        .play();
    assert_eq!(played.amounts("2025-06-01"), ["15.00"]);
    assert_eq!(played.amounts("2025-06-16"), ["5.00"]);
}

#[test]
fn a_flat_price_has_no_quantity() {
    let catalog = shop(monthly("fee", "9.00")).open();
    let played = Story::new(&catalog, "2025-02-01", "2025-03-31")
        .subscribe("2025-02-01", "team")
        .change("2025-02-15", 0, "seats", 15)
        .subscribe("2025-02-16", "team")
        .quantity("seats", 2)
        .play();
    assert_eq!(played.refused(2), Some("quantity-without-unit-price"));
    assert_eq!(played.refused(3), Some("quantity-without-unit-price"));
    assert_eq!(played.amounts("2025-03-01"), ["9.00"]);
}
