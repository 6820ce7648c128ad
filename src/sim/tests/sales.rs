//! What can be bought (`T-1` to `T-5`), and what is refused.

use crate::graph::Status;
use crate::sim::testing::*;

fn shop() -> Shop {
    Shop::new()
        .product("voice", [monthly("fee", "10.00")])
        .product("cloud", [monthly("fee", "3.00")])
        .product("more", [monthly("fee", "1.00")])
        .product("secret", [monthly("fee", "1.00").text("contact sales")])
        .bundle(Sold::new("base", "voice cloud?"))
        .bundle(Sold::new("sms", "more"))
        .bundle(Sold::new("data", "more"))
        .bundle(Sold::new("asked", "secret"))
        .plan(Sold::new("open", "base"))
        .plan(Sold::new("closed", "base").compatible("sms"))
        .plan(Sold::new("paid", "base").pays("sepa"))
        .plan(Sold::new("both", "base").pays("sepa card"))
}

#[test]
fn only_compatible_bundles_may_be_added_where_the_plan_says_so() {
    // T-2.
    let catalog = shop().open();
    let story = |plan| Story::new(&catalog, "2025-01-01", "2025-01-31").subscribe("2025-01-01", plan);
    let played = story("closed").add("2025-01-02", 0, "data").add("2025-01-02", 0, "sms").play();
    assert_eq!((played.refused(2), played.refused(3)), (Some("bundle-not-compatible"), None));
    let played = story("open").add("2025-01-02", 0, "data").add("2025-01-02", 0, "sms").play();
    assert_eq!((played.refused(2), played.refused(3)), (None, None));
}

#[test]
fn optional_products_are_the_customers_choice() {
    // T-3: 10.00 without, 13.00 with.
    let catalog = shop().open();
    let story = Story::new(&catalog, "2025-01-01", "2025-01-31").subscribe("2025-01-01", "open");
    assert_eq!(story.play().sum(), dec("10.00"));
    assert_eq!(story.clone().option("cloud").play().sum(), dec("13.00"));
    for product in ["voice", "more"] {
        assert_eq!(story.clone().option(product).play().refused(1), Some("not-an-option"), "{product}");
    }
}

#[test]
fn a_purchase_lies_within_the_validity() {
    // T-4: [2025-01-01, 2025-07-01).
    let days = [("2024-12-31", true), ("2025-01-01", false), ("2025-06-30", false), ("2025-07-01", true)];
    let catalog = shop().plan(Sold::new("half", "base").valid("2025-01-01", "2025-07-01")).open();
    for (on, refused) in days {
        let played = Story::new(&catalog, "2024-01-01", "2025-12-31").subscribe(on, "half").play();
        assert_eq!(played.refused(1), refused.then_some("plan-not-on-sale"), "{on}");
        // An existing subscription goes on.
        assert!(refused || played.days().contains(&"2025-12-01".replace("-01", &on[7..])) || on == "2025-06-30");
    }
    let catalog = shop()
        .bundle(Sold::new("half", "more").valid("2025-01-01", "2025-07-01"))
        .plan(Sold::new("whole", "half"))
        .open();
    for (on, refused) in days {
        let story = Story::new(&catalog, "2024-01-01", "2025-12-31");
        let played = story.clone().subscribe("2024-01-01", "open").add(on, 0, "half").play();
        assert_eq!(played.refused(2), refused.then_some("bundle-not-on-sale"), "{on}");
        // A plan cannot be sold without its bundles.
        assert_eq!(story.subscribe(on, "whole").play().refused(1), refused.then_some("bundle-not-on-sale"), "{on}");
    }
    let catalog = shop()
        .plan(Sold::new("draft", "base").status(Status::Draft))
        .plan(Sold::new("gone", "base").status(Status::Retired))
        .open();
    for (plan, why) in [("draft", "plan `draft` is a draft"), ("gone", "plan `gone` is retired")] {
        let played = Story::new(&catalog, "2024-01-01", "2025-12-31").subscribe("2024-01-01", plan).play();
        assert_eq!(played.why(1), why);
    }
}

#[test]
fn the_account_pays_in_a_way_the_plan_accepts() {
    // T-5: ada pays by card, bob names nothing.
    let catalog = shop().open();
    let story = |plan| Story::new(&catalog, "2025-01-01", "2025-01-31").subscribe("2025-01-01", plan);
    assert_eq!(story("paid").play().why(1), "account `ada` pays by `card`; plan `paid` accepts only `sepa`");
    assert_eq!(story("both").play().refused(1), None);
    assert_eq!(story("both").by_bob().play().refused(1), Some("payment-method-not-supported"));
    assert_eq!(story("open").by_bob().play().refused(1), None);
}

#[test]
fn what_has_no_number_cannot_be_billed() {
    let catalog = shop().open();
    let played = Story::new(&catalog, "2025-01-01", "2025-01-31")
        .subscribe("2025-01-01", "open")
        .add("2025-01-02", 0, "asked")
        .play();
    assert_eq!(played.why(2), "charge `fee` of product `secret` has no published price: \"contact sales\"");
}

#[test]
fn a_price_in_another_currency_cannot_be_billed() {
    let catalog = shop().open();
    let mut story = Story::new(&catalog, "2025-01-01", "2025-01-31").subscribe("2025-01-01", "open");
    story.scenario.accounts[0].currency = crate::money::Currency::parse("EUR").unwrap();
    assert_eq!(
        story.play().why(1),
        "charge `fee` of product `voice` has no amount in EUR, the currency of the account"
    );
}

#[test]
fn events_need_something_that_runs() {
    let catalog = shop().open();
    let story = Story::new(&catalog, "2025-01-01", "2025-06-30")
        .subscribe("2025-01-02", "open") // 1
        .add("2025-01-01", 0, "sms") // 2: too early
        .add("2025-01-03", 0, "sms") // 3
        .add("2025-01-04", 0, "sms") // 4: again
        .add("2025-01-04", 0, "base") // 5: part of the plan
        .cancel_bundle("2025-01-05", 0, "base") // 6
        .cancel_bundle("2025-01-05", 0, "data") // 7
        .change("2025-01-05", 0, "more", 2) // 8
        .cancel("2025-01-06", 0) // 9
        .cancel("2025-01-07", 0) // 10
        .subscribe("2025-01-08", "paid") // 11: refused
        .add("2025-01-09", 1, "sms"); // 12
    let played = story.play();
    let expected = [
        (1, None),
        (2, Some("subscription-not-running")),
        (3, None),
        (4, Some("bundle-already-held")),
        (5, Some("bundle-already-held")),
        (6, Some("bundle-belongs-to-plan")),
        (7, Some("bundle-not-held")),
        (8, Some("quantity-without-unit-price")),
        (9, None),
        (10, Some("subscription-not-running")),
        (11, Some("payment-method-not-supported")),
        (12, Some("subscription-not-running")),
    ];
    for (event, rule) in expected {
        assert_eq!(played.refused(event), rule, "event {event}: {}", played.why(event));
    }
    assert_eq!(played.why(10), "subscription `s0` does not run on 2025-01-07: it was cancelled on 2025-01-06");
    // Events are told in the order they were replayed.
    assert_eq!(played.ledger.outcomes[0].event, 2);
}

#[test]
fn an_optional_discount_is_the_customers_choice_while_the_bundle_is_held() {
    let catalog = shop()
        .discount("half", "50%", "voice", 1)
        .discount("third", "1.00", "more", 1)
        .bundle(Sold::new("kind", "voice %half?"))
        .bundle(Sold::new("plus", "more %third?"))
        .plan(Sold::new("kind", "kind"))
        .open();
    let story = Story::new(&catalog, "2025-01-01", "2025-02-01").subscribe("2025-01-01", "kind");
    assert_eq!(story.play().sum(), dec("20.00"));
    assert_eq!(story.clone().option("half").play().sum(), dec("10.00"));
    // Chosen with one bundle, it holds for that one alone, and ends with it.
    let added = story.add("2025-01-01", 0, "plus");
    assert_eq!(added.clone().option("third").play().amounts("2025-02-01"), ["10.00", "0.00"]);
    assert_eq!(added.clone().option("half").play().refused(2), Some("not-an-option"));
    assert_eq!(added.play().amounts("2025-02-01"), ["10.00", "1.00"]);
}
