//! Rounding at the line or at the invoice, tax on top or inside.

use crate::graph::RoundAt;
use crate::money::RoundingMode;
use crate::sim::testing::*;

/// Three charges of a third of a cent more than 0.33 each, on one invoice.
fn thirds(mode: RoundingMode, at: RoundAt, inclusive: bool) -> Shop {
    Shop::new()
        .rounding(mode, at)
        .tax("vat", "0.10", inclusive)
        .product("tv", [once("a", "0.333"), once("b", "0.333"), once("c", "0.333")])
        .bundle(Sold::new("base", "tv"))
        .plan(Sold::new("family", "base"))
}

fn bill(shop: Shop) -> (Vec<String>, [String; 3]) {
    let catalog = shop.open();
    let played = Story::new(&catalog, "2025-06-01", "2025-06-30").subscribe("2025-06-01", "family").play();
    let invoice = &played.invoices[0];
    (played.amounts("2025-06-01"), [invoice.net, invoice.tax, invoice.total].map(|a| a.to_string()))
}

fn expect(lines: &[&str], totals: [&str; 3]) -> (Vec<String>, [String; 3]) {
    (lines.iter().map(|l| (*l).to_owned()).collect(), totals.map(str::to_owned))
}

#[test]
fn at_the_line_each_amount_and_each_tax_is_rounded_alone() {
    // 0.333 -> 0.33, tax 0.033 -> 0.03: three times.
    let found = bill(thirds(RoundingMode::HalfUp, RoundAt::Line, false));
    assert_eq!(found, expect(&["0.33", "0.33", "0.33"], ["0.99", "0.09", "1.08"]));
    // Away from zero: 0.34 and 0.034 -> 0.04.
    let found = bill(thirds(RoundingMode::Up, RoundAt::Line, false));
    assert_eq!(found, expect(&["0.34", "0.34", "0.34"], ["1.02", "0.12", "1.14"]));
}

#[test]
fn at_the_invoice_the_lines_add_up_to_the_rounded_sum() {
    // 0.333, 0.666, 0.999 -> 0.33, 0.67, 1.00; the tax of 0.0999 -> 0.10 (C-16: total 1.10).
    let found = bill(thirds(RoundingMode::HalfUp, RoundAt::Invoice, false));
    assert_eq!(found, expect(&["0.33", "0.34", "0.33"], ["1.00", "0.10", "1.10"]));
    // Away from zero: 0.34, 0.67, 1.00.
    let found = bill(thirds(RoundingMode::Up, RoundAt::Invoice, false));
    assert_eq!(found, expect(&["0.34", "0.33", "0.33"], ["1.00", "0.10", "1.10"]));
    // Towards zero: 0.33, 0.66, 0.99; tax 0.09.
    let found = bill(thirds(RoundingMode::Down, RoundAt::Invoice, false));
    assert_eq!(found, expect(&["0.33", "0.33", "0.33"], ["0.99", "0.09", "1.08"]));
}

#[test]
fn a_price_that_contains_tax_is_taken_apart() {
    // 11.00 with 10 %: 11.00 x 0.1 / 1.1 = 1.00 tax, 10.00 net.
    let shop = Shop::new().tax("vat", "0.10", true).product("tv", [once("a", "11.00")]);
    let shop = shop.bundle(Sold::new("base", "tv")).plan(Sold::new("family", "base"));
    assert_eq!(bill(shop), expect(&["11.00"], ["10.00", "1.00", "11.00"]));
    // Vendor's table of C-16: totals 0.05 to 0.12 contain 0.00, 0.01, 0.01, 0.01, 0.01.
    for (total, tax) in [("0.05", "0.00"), ("0.06", "0.01"), ("0.10", "0.01"), ("0.11", "0.01"), ("0.12", "0.01")] {
        let shop = Shop::new().tax("vat", "0.10", true).product("tv", [once("a", total)]);
        let (_, found) = bill(shop.bundle(Sold::new("base", "tv")).plan(Sold::new("family", "base")));
        assert_eq!(found[1..], [tax, total]);
    }
}

#[test]
fn payers_have_their_own_invoices_numbered_by_day_and_name() {
    let shop = Shop::new()
        .product("tv", [monthly("fee", "10.00")])
        .bundle(Sold::new("base", "tv"))
        .plan(Sold::new("family", "base"));
    let catalog = shop.open();
    let played = Story::new(&catalog, "2025-06-01", "2025-07-31")
        .subscribe("2025-06-02", "family")
        .by_bob()
        .subscribe("2025-06-02", "family")
        .subscribe("2025-06-01", "family")
        .by_bob()
        .play();
    let found: Vec<_> = played.invoices.iter().map(|i| (i.number, i.on.to_string(), i.payer.0)).collect();
    let expected = [
        (1, "2025-06-01".to_owned(), 1),
        (2, "2025-06-02".to_owned(), 0),
        (3, "2025-06-02".to_owned(), 1),
        (4, "2025-07-01".to_owned(), 1),
        (5, "2025-07-02".to_owned(), 0),
        (6, "2025-07-02".to_owned(), 1),
    ];
    assert_eq!(found, expected);
}
