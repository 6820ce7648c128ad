//! What ends a run.

use crate::sim::Aborted;
use crate::sim::testing::*;
use crate::source::{Span, budget};

fn shop(price: &str) -> Shop {
    Shop::new()
        .product("tv", [monthly("fee", price).each()])
        .bundle(Sold::new("base", "tv"))
        .plan(Sold::new("family", "base"))
}

#[test]
fn an_amount_beyond_a_decimal_ends_the_run() {
    let catalog = shop("99999999999999999999999999.99").open();
    let story = Story::new(&catalog, "2025-06-01", "2025-06-30").subscribe("2025-06-01", "family").quantity("tv", 1000);
    let played = story.play();
    assert_eq!(played.ledger.aborted, Some(Aborted::Amount { event: 1, source: Span::NONE }));
    let reason = "an amount of event 1 has more than 28 digits, which no exact amount holds";
    assert_eq!(played.report().aborted.as_deref(), Some(reason));
    assert!(crate::invoice::assemble(&catalog, &story.scenario, &played.ledger).is_err());
}

#[test]
fn a_scenario_ends_within_a_hundred_years_and_the_calendar() {
    let catalog = shop("1.00").open();
    let story = Story::new(&catalog, "1900-01-01", "2000-01-03");
    assert_eq!(story.play().ledger.aborted, Some(Aborted::Horizon));
    let story = Story::new(&catalog, "2999-11-30", "2999-12-31").subscribe("2999-11-30", "family");
    assert_eq!(story.play().ledger.aborted, Some(Aborted::Calendar { event: 1 }));
}

#[test]
fn lines_are_counted() {
    let catalog = Shop::new()
        .product("tv", [monthly("fee", "1.00").every("1 day")])
        .bundle(Sold::new("base", "tv"))
        .plan(Sold::new("family", "base"))
        .open();
    let mut story = Story::new(&catalog, "2000-01-01", "2099-12-31");
    for _ in 0..=budget::LINES / 36_500 {
        story = story.subscribe("2000-01-01", "family");
    }
    let played = story.play();
    assert_eq!(played.ledger.aborted, Some(Aborted::Lines));
}
