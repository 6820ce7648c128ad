//! Periods, their ends and their parts.

use crate::sim::testing::*;

fn shop(charge: ChargeSpec) -> Shop {
    Shop::new().product("tv", [charge]).bundle(Sold::new("base", "tv")).plan(Sold::new("family", "base"))
}

#[test]
fn in_advance_is_charged_at_the_start_and_in_arrears_at_the_end() {
    // T-8: 30.00 monthly from 2025-06-01: in advance on 06-01, in arrears on 07-01.
    let catalog = shop(monthly("fee", "30.00")).open();
    let played = Story::new(&catalog, "2025-06-01", "2025-07-01").subscribe("2025-06-01", "family").play();
    assert_eq!(played.days(), ["2025-06-01", "2025-07-01"]);
    let catalog = shop(monthly("fee", "30.00").arrears()).open();
    let played = Story::new(&catalog, "2025-06-01", "2025-07-01").subscribe("2025-06-01", "family").play();
    assert_eq!(played.days(), ["2025-07-01"]);
    assert_eq!(played.amounts("2025-07-01"), ["30.00"]);
}

#[test]
fn a_month_from_the_31st_ends_on_the_last_day_and_on_the_31st_again() {
    let catalog = shop(monthly("fee", "30.00")).open();
    let played = Story::new(&catalog, "2028-01-31", "2028-05-01").subscribe("2028-01-31", "family").play();
    assert_eq!(played.days(), ["2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"]);
    // Each is a whole month, whatever its days.
    assert_eq!(played.sum(), dec("120.00"));
}

#[test]
fn a_bill_day_makes_the_first_and_the_last_month_partial() {
    // M-14: 30.00, [2025-09-15, 2026-09-15): 16/30 = 16.00, eleven months, 14/30 = 14.00, together 360.00.
    let catalog = shop(monthly("fee", "30.00").arrears()).bill_day(1).open();
    let played = Story::new(&catalog, "2025-09-15", "2026-12-31")
        .subscribe("2025-09-15", "family")
        .cancel("2026-09-15", 0)
        .play();
    assert_eq!(played.amounts("2025-10-01"), ["16.00"]);
    assert_eq!(played.amounts("2025-11-01"), ["30.00"]);
    assert_eq!(played.amounts("2026-09-15"), ["14.00"]);
    assert_eq!(played.sum(), dec("360.00"));
    // 49.90 from 15 March: 17/31 = 27.3645 -> 27.36.
    let catalog = shop(monthly("fee", "49.90")).bill_day(1).open();
    let played = Story::new(&catalog, "2025-03-15", "2025-03-31").subscribe("2025-03-15", "family").play();
    assert_eq!(played.amounts("2025-03-15"), ["27.36"]);
    assert_eq!(
        played.steps("2025-03-15"),
        ["1 x 49.90 = 49.90; x 17/31 days of [2025-03-01 .. 2025-04-01) = 27.364516..., rounded half up to 27.36"]
    );
}

#[test]
fn a_year_on_a_bill_day_is_a_part_of_365_days_at_first() {
    // 365.00 a year, bill day 1, from 2026-01-15: 17/365 = 17.00 on that day, 365.00 on 2026-02-01.
    let catalog = shop(monthly("fee", "365.00").every("1 year")).bill_day(1).open();
    let played = Story::new(&catalog, "2026-01-15", "2026-12-31").subscribe("2026-01-15", "family").play();
    assert_eq!(played.days(), ["2026-01-15", "2026-02-01"]);
    assert_eq!(played.amounts("2026-01-15"), ["17.00"]);
}

#[test]
fn without_proration_the_first_and_the_last_part_cost_it_all() {
    let story = |charge: ChargeSpec| {
        let catalog = shop(charge).bill_day(1).open();
        let story =
            Story::new(&catalog, "2026-01-15", "2026-12-31").subscribe("2026-01-15", "family").cancel("2026-02-11", 0);
        let played = story.play();
        (played.amounts("2026-01-15"), played.amounts("2026-02-01"), played.amounts("2026-02-11"))
    };
    let list = |amounts: &[&str]| amounts.iter().map(|a| (*a).to_owned()).collect::<Vec<_>>();
    // 28.00, February has 28 days, 10 of them are used: 28.00 - 10.00 = 18.00 goes back.
    let expected = (list(&["28.00"]), list(&["28.00"]), list(&["-18.00"]));
    assert_eq!(story(monthly("fee", "28.00").prorated(false, true)), expected);
    // 31.00 x 17/31 = 17.00; no money back.
    let expected = (list(&["17.00"]), list(&["31.00"]), list(&[]));
    assert_eq!(story(monthly("fee", "31.00").prorated(true, false)), expected);
    // In arrears, the whole of January's part on 1 February, and the whole of February at the end.
    let expected = (list(&[]), list(&["28.00"]), list(&["28.00"]));
    assert_eq!(story(monthly("fee", "28.00").arrears().prorated(false, false)), expected);
}

#[test]
fn a_first_part_that_costs_it_all_is_given_back_by_its_own_days() {
    // 17 days of January for 34.00; cancelled after 8 of them: 34.00 - 34.00 x 8/17 = 18.00.
    let catalog = shop(monthly("fee", "34.00").prorated(false, true)).bill_day(1).open();
    let played = Story::new(&catalog, "2026-01-15", "2026-12-31")
        .subscribe("2026-01-15", "family")
        .cancel("2026-01-23", 0)
        .play();
    assert_eq!(played.amounts("2026-01-23"), ["-18.00"]);
}

#[test]
fn what_goes_back_is_what_was_charged_less_what_was_used() {
    // C-15: 0.99 for 30 days, 15 of them used: 0.495 -> 0.50 used, 0.49 back.
    let catalog = shop(monthly("fee", "0.99")).open();
    let played = Story::new(&catalog, "2025-06-01", "2025-06-30")
        .subscribe("2025-06-01", "family")
        .cancel("2025-06-16", 0)
        .play();
    assert_eq!(played.amounts("2025-06-01"), ["0.99"]);
    assert_eq!(played.amounts("2025-06-16"), ["-0.49"]);
    let steps = "charged 0.99 for [2025-06-01 .. 2025-07-01); due for [2025-06-01 .. 2025-06-16): 1 x 0.99 = 0.99, x 15/30 days = 0.495; rounded half up to 0.50; 0.50 - 0.99 = -0.49";
    assert_eq!(played.steps("2025-06-16"), [steps]);
    assert!(played.invoices[1].is_credit_note());
}

#[test]
fn the_day_of_the_cancellation_is_not_used() {
    let catalog = shop(monthly("fee", "30.00")).open();
    // On the boundary: nothing for the next month and nothing back.
    let story = Story::new(&catalog, "2025-06-01", "2025-12-31").subscribe("2025-06-01", "family");
    assert_eq!(story.clone().cancel("2025-07-01", 0).play().sum(), dec("30.00"));
    // On the day of purchase: nothing at all.
    assert_eq!(story.cancel("2025-06-01", 0).play().sum(), dec("0.00"));
    let catalog = shop(once("setup", "5.00")).open();
    // But what is charged once stays due (T-20).
    let story = Story::new(&catalog, "2025-06-01", "2025-12-31").subscribe("2025-06-01", "family");
    assert_eq!(story.cancel("2025-06-01", 0).play().sum(), dec("5.00"));
}

#[test]
fn an_added_bundle_joins_the_cycle_of_its_subscription() {
    // Subscribed on the 10th, added on 25 June: 15 of 30 days until 10 July = 10.00; then with the rest on the 10th.
    let catalog = shop(monthly("fee", "30.00"))
        .product("more", [monthly("fee", "20.00")])
        .bundle(Sold::new("extra", "more"))
        .open();
    let played = Story::new(&catalog, "2025-06-10", "2025-07-31")
        .subscribe("2025-06-10", "family")
        .add("2025-06-25", 0, "extra")
        .play();
    assert_eq!(played.amounts("2025-06-25"), ["10.00"]);
    assert_eq!(played.amounts("2025-07-10"), ["30.00", "20.00"]);
    // Cancelled on 25 July: 15 of 31 days used = 9.68 -> 10.32 back; the plan goes on.
    let played = Story::new(&catalog, "2025-06-10", "2025-08-31")
        .subscribe("2025-06-10", "family")
        .add("2025-06-25", 0, "extra")
        .cancel_bundle("2025-07-25", 0, "extra")
        .play();
    assert_eq!(played.amounts("2025-07-25"), ["-10.32"]);
    assert_eq!(played.amounts("2025-08-10"), ["30.00"]);
}

#[test]
fn what_is_free_makes_no_line() {
    // M-8.
    let catalog = shop(monthly("fee", "0.00")).open();
    let played = Story::new(&catalog, "2025-06-01", "2025-12-31")
        .subscribe("2025-06-01", "family")
        .cancel("2025-09-15", 0)
        .play();
    assert_eq!(played.invoices, []);
}
