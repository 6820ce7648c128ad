//! What is said of an expectation that has not come true.

use crate::scenario::{AccountId, Expectation, Expected, InvoiceKey, LineExpectation, TotalsExpectation};
use crate::sim::testing::*;
use crate::source::Span;

fn line(on: &str) -> LineExpectation {
    LineExpectation {
        invoice: InvoiceKey { account: AccountId(0), on: day(on), event: None },
        product: None,
        bundle: None,
        charge: None,
        term: None,
        amount: None,
        quantity: None,
        tax: None,
        from: None,
        to: None,
        kind: None,
        of_discount: None,
        gross: None,
        discount: None,
    }
}

#[test]
fn each_says_what_was_expected_and_what_was_found() {
    let catalog = Shop::new()
        .product("tv", [once("setup", "5.00"), monthly("access", "10.00")])
        .bundle(Sold::new("base", "tv"))
        .plan(Sold::new("family", "base"))
        .open();
    let mut story = Story::new(&catalog, "2026-03-01", "2026-04-30")
        .subscribe("2026-03-01", "family")
        .cancel("2026-05-01", 0)
        .add("2026-03-02", 0, "base");
    let tv = catalog.products.find("tv");
    let totals = TotalsExpectation {
        account: AccountId(0),
        invoice: Some(InvoiceKey { account: AccountId(0), on: day("2026-04-01"), event: None }),
        net: Some(dec("10")),
        tax: None,
        total: Some(dec("9")),
        credit: None,
        due: None,
        paid_out: None,
    };
    let access = || LineExpectation { product: tv, charge: Some("access".into()), ..line("2026-03-01") };
    let cases = [
        (Expected::Accepted { event: 1 }, None),
        (Expected::Rejected { event: 3, rule: "bundle-already-held".into() }, None),
        (
            Expected::Rejected { event: 1, rule: "not-an-option".into() },
            Some("expected event 1 to be refused by `not-an-option`, found it accepted"),
        ),
        (
            Expected::Rejected { event: 3, rule: "not-an-option".into() },
            Some("expected event 3 to be refused by `not-an-option`, found `bundle-already-held`"),
        ),
        (
            Expected::Accepted { event: 3 },
            Some(
                "expected event 3 to be accepted, found it refused by `bundle-already-held`: `s0` has held bundle `base` as part of its plan since 2026-03-01",
            ),
        ),
        (Expected::Accepted { event: 2 }, Some("event 2 was not replayed")),
        (
            Expected::Line(Box::new(LineExpectation {
                amount: Some(dec("10")),
                from: Some(day("2026-03-01")),
                ..access()
            })),
            None,
        ),
        (
            Expected::Line(Box::new(LineExpectation { amount: Some(dec("8")), ..access() })),
            Some("expected amount 8.00, found 10.00"),
        ),
        (Expected::Line(Box::new(LineExpectation { amount: Some(dec("5")), ..line("2026-03-01") })), None),
        (
            Expected::Line(Box::new(LineExpectation {
                to: Some(day("2026-03-31")),
                quantity: Some(dec("2")),
                ..access()
            })),
            Some("expected quantity 2, found 1; expected to 2026-03-31, found 2026-04-01"),
        ),
        (
            Expected::Line(Box::new(LineExpectation { charge: Some("usage".into()), ..line("2026-03-01") })),
            Some("no such line on the invoice for `ada` on 2026-03-01; its lines are: tv, setup; tv, access"),
        ),
        (
            Expected::Line(Box::new(line("2026-03-02"))),
            Some("no invoice for `ada` on 2026-03-02; ada has invoices on 2026-03-01, 2026-04-01"),
        ),
        (Expected::Totals(totals), Some("expected total 9.00, found 10.00")),
        (Expected::InvoiceCount { account: AccountId(0), count: 2 }, None),
        (Expected::InvoiceCount { account: AccountId(1), count: 2 }, Some("expected 2 invoices for `bob`, found 0")),
    ];
    for (what, message) in cases {
        story.scenario.expectations = vec![Expectation { span: Span::NONE, what: what.clone() }];
        let played = story.play();
        let failed = crate::invoice::check(&catalog, &played.scenario, &played.ledger, &played.invoices);
        let found: Vec<&str> = failed.iter().map(|f| f.message.as_str()).collect();
        assert_eq!(found, message.into_iter().collect::<Vec<_>>(), "{what:?}");
    }
}
