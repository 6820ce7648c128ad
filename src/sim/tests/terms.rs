//! Commitments and what leaving early costs (`T-12` to `T-20`).

use crate::graph::GraceAnchor;
use crate::sim::testing::*;

fn shop(terms: impl IntoIterator<Item = TermSpec>) -> Shop {
    let shop = Shop::new()
        .product("tv", [monthly("fee", "0.00")])
        .bundle(Sold::new("base", "tv"))
        .plan(Sold::new("family", "base").term("t"));
    terms.into_iter().fold(shop, Shop::term)
}

/// Subscribes on the first day, cancels on the second, and returns the sum of everything.
fn cost(shop: Shop, bought: &str, cancelled: &str) -> String {
    let catalog = shop.open();
    let played = Story::new(&catalog, bought, "2035-12-31").subscribe(bought, "family").cancel(cancelled, 0).play();
    played.refused(2).map_or_else(|| played.sum().to_string(), str::to_owned)
}

#[test]
fn leaving_early_is_free_refused_or_costs_a_penalty() {
    // T-12, T-13.
    for (early, before) in [("allowed", "0.00"), ("not allowed", "commitment-running"), ("120.00", "120.00")] {
        assert_eq!(cost(shop([term("t", "12 months", early)]), "2025-01-01", "2025-10-01"), before);
        assert_eq!(cost(shop([term("t", "12 months", early)]), "2025-01-01", "2025-12-31"), before);
        assert_eq!(cost(shop([term("t", "12 months", early)]), "2025-01-01", "2026-01-01"), "0.00");
    }
}

#[test]
fn a_commitment_is_counted_in_time_or_in_cycles() {
    // T-14: bought 2025-01-15, bill day 1, one month: until 2025-02-15, or until 2025-02-01.
    let actual = || shop([term("t", "1 month", "5.00")]).bill_day(1);
    assert_eq!(cost(actual(), "2025-01-15", "2025-02-14"), "5.00");
    assert_eq!(cost(actual(), "2025-01-15", "2025-02-15"), "0.00");
    let cycles = || shop([term("t", "1 month", "5.00").in_cycles()]).bill_day(1);
    assert_eq!(cost(cycles(), "2025-01-15", "2025-01-31"), "5.00");
    assert_eq!(cost(cycles(), "2025-01-15", "2025-02-01"), "0.00");
}

#[test]
fn a_prorated_penalty_shrinks_with_the_time_left() {
    // T-15: 92 of 365 days = 30.2465 -> 30.25; 3 of 12 cycles = 30.00; all of it on day 1.
    let days = || shop([term("t", "1 year", "120.00").prorated()]);
    let cycles = || shop([term("t", "1 year", "120.00").prorated().in_cycles()]);
    assert_eq!(cost(days(), "2025-01-01", "2025-10-01"), "30.25");
    assert_eq!(cost(cycles(), "2025-01-01", "2025-10-01"), "30.00");
    assert_eq!(cost(cycles(), "2025-01-01", "2025-10-15"), "30.00");
    assert_eq!(cost(days(), "2025-01-01", "2025-01-01"), "120.00");
    assert_eq!(cost(cycles(), "2025-01-01", "2025-01-01"), "120.00");
}

#[test]
fn a_grace_period_from_the_start_is_free() {
    // T-16: 14 days from 2025-01-01: the 14th is free, the 15th is not.
    let shop = || shop([term("t", "1 year", "120.00").grace("14 days", GraceAnchor::Start)]);
    assert_eq!(cost(shop(), "2025-01-01", "2025-01-10"), "0.00");
    assert_eq!(cost(shop(), "2025-01-01", "2025-01-14"), "0.00");
    assert_eq!(cost(shop(), "2025-01-01", "2025-01-15"), "120.00");
}

#[test]
fn a_grace_period_from_the_termination_is_time_to_come_back() {
    // T-A1: cancelled on the 10th, the penalty is due on the 24th unless renewed before.
    let catalog = shop([term("t", "1 year", "120.00").grace("14 days", GraceAnchor::Termination)]).open();
    let story =
        Story::new(&catalog, "2025-01-01", "2025-12-31").subscribe("2025-01-01", "family").cancel("2025-01-10", 0);
    assert_eq!(story.play().days(), ["2025-01-24"]);
    assert_eq!(story.clone().subscribe("2025-01-23", "family").play().sum(), dec("0.00"));
    assert_eq!(story.clone().subscribe("2025-01-24", "family").play().sum(), dec("120.00"));
    assert_eq!(story.clone().subscribe("2025-01-23", "family").by_bob().play().sum(), dec("120.00"));
    assert_eq!(story.through(day("2025-01-23")).play().sum(), dec("0.00"));
}

#[test]
fn a_penalty_is_taxed() {
    // T-17: 120.00 and 22 % of it = 26.40.
    let catalog = shop([term("t", "1 year", "120.00").tax("vat")]).tax("vat", "0.22", false).open();
    let played = Story::new(&catalog, "2025-01-01", "2025-12-31")
        .subscribe("2025-01-01", "family")
        .cancel("2025-02-01", 0)
        .play();
    let invoice = &played.invoices[0];
    assert_eq!(
        (invoice.net.to_string(), invoice.tax.to_string(), invoice.total.to_string()),
        ("120.00".into(), "26.40".into(), "146.40".into())
    );
    assert_eq!(played.steps("2025-02-01"), ["penalty 120.00; vat 22% of 120.00 = 26.40"]);
}

#[test]
fn another_term_takes_over_at_the_end() {
    // T-18: two years from 2025-03-01, then a year without penalty until 2028-03-01.
    let terms = || [term("t", "2 years", "240.00").renews_to("free"), term("free", "1 year", "allowed")];
    assert_eq!(cost(shop(terms()), "2025-03-01", "2027-02-28"), "240.00");
    assert_eq!(cost(shop(terms()), "2025-03-01", "2027-06-01"), "0.00");
    // T-A4: a term that renews itself starts again. 2 x 365 days on: 12.00 x 30/365 = 0.99 (2027-12-02 to 2028-01-01).
    let again = || [term("t", "1 year", "12.00").prorated().renews_to("t")];
    assert_eq!(cost(shop(again()), "2025-01-01", "2027-12-02"), "0.99");
    // T-A5: a month from the 31st renews on the 31st where there is one.
    let month = || [term("t", "1 month", "5.00").grace("1 day", GraceAnchor::Start).renews_to("t")];
    for (day, cost_there) in
        [("2025-02-28", "0.00"), ("2025-03-30", "5.00"), ("2025-03-31", "0.00"), ("2025-04-01", "5.00")]
    {
        assert_eq!(cost(shop(month()), "2025-01-31", day), cost_there, "{day}");
        let cycles = month().map(TermSpec::in_cycles);
        assert_eq!(cost(shop(cycles), "2025-01-31", day), cost_there, "{day} in cycles");
    }
    // A term too short for a cycle is over at once, and never renews for ever.
    let short = || [term("t", "3 days", "5.00").in_cycles().renews_to("t")];
    assert_eq!(cost(shop(short()), "2025-01-31", "2025-01-31"), "0.00");
}

#[test]
fn every_term_is_looked_at_on_its_own() {
    // T-6, T-A13: plan free, added bundle forbids.
    let catalog = shop([
        term("t", "1 year", "allowed"),
        term("hard", "6 months", "not allowed"),
        term("fee", "6 months", "7.00"),
    ])
    .bundle(Sold::new("extra", "tv").term("hard"))
    .bundle(Sold::new("other", "tv").term("fee"))
    .open();
    let story = Story::new(&catalog, "2025-01-01", "2025-12-31").subscribe("2025-01-01", "family").add(
        "2025-02-01",
        0,
        "extra",
    );
    let played = story.clone().cancel("2025-07-31", 0).cancel("2025-08-01", 0).play();
    assert_eq!((played.refused(3), played.refused(4)), (Some("commitment-running"), None));
    assert_eq!(played.why(3), "term `hard` of bundle `extra` runs until 2025-08-01 and allows nobody to leave before");
    let played = story
        .add("2025-03-01", 0, "other")
        .cancel_bundle("2025-04-01", 0, "other")
        .cancel_bundle("2025-04-01", 0, "extra")
        .play();
    assert_eq!(played.refused(5), Some("commitment-running"));
    assert_eq!(played.amounts("2025-04-01"), ["7.00"]);
}
