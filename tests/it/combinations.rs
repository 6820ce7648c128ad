//! What is said of discounts that meet holds: every purchase that is shown is replayed, and costs what was said.

use std::fs;

use proptest::prelude::*;
use ratebook::compile::{Compilation, Files, compile};
use ratebook::graph::combination::{Line, Purchase, Total};
use ratebook::graph::{Catalog, Combinations, Scope, Uses};
use ratebook::money::Decimal;
use ratebook::replay::{Played, play};
use ratebook::sim::{Fee, Subject, Verdict};
use ratebook::source::FileText;

use crate::support::{files_below, project, relative};

/// The name and text of each file of a catalog.
type Texts = Vec<(String, String)>;

fn compiled(texts: &Texts) -> Compilation {
    let files = texts.iter().map(|(name, text)| (name.clone(), FileText::Whole(text.clone()))).collect();
    compile(Files { manifest: "ratebook.yaml".to_owned(), files })
}

/// Returns a purchase as a whole scenario that runs long enough for two years' periods.
fn scenario(catalog: &Catalog, purchase: &Purchase) -> String {
    let first = purchase.steps[0].on;
    let through = purchase.last_day().unwrap().plus_days(800).unwrap();
    let events: String = purchase.events(catalog).iter().map(|event| format!("  - {event}\n")).collect();
    let account = purchase.account(catalog);
    format!("scenario: shown\nfrom: {first}\nthrough: {through}\naccounts:\n  {account}\nevents:\n{events}")
}

/// Replays a purchase; every step of it must be accepted.
fn replayed(texts: &Texts, catalog: &Catalog, purchase: &Purchase) -> Played {
    let mut texts = texts.clone();
    texts.retain(|(name, _)| !name.ends_with(".scenario.yaml"));
    let text = scenario(catalog, purchase);
    texts.push(("shown.scenario.yaml".to_owned(), text.clone()));
    let compilation = compiled(&texts);
    let scenario = compilation.scenarios[0].scenario.as_ref();
    let scenario = scenario.unwrap_or_else(|| panic!("not a scenario: {text}\n{:?}", compilation.findings));
    let played = play(compilation.checked().unwrap(), scenario);
    assert!(played.ledger.aborted.is_none(), "{text}\n{:?}", played.ledger.aborted);
    for outcome in &played.ledger.outcomes {
        assert!(matches!(outcome.result, Verdict::Accepted { .. }), "{text}\n{:?}", outcome.result);
    }
    played
}

/// Tells whether a fee is that of a line: price, what each discount takes, what is left.
fn is_line(fee: &Fee, line: &Line) -> bool {
    let is_charge = matches!(fee.subject, Subject::Charge { product, charge, .. }
        if product == line.product && charge as usize == line.charge);
    let cuts = || fee.discounts.iter().map(|applied| (applied.discount, applied.amount));
    is_charge
        && (fee.gross, fee.full) == (line.gross, line.left)
        && cuts().eq(line.cuts.iter().map(|cut| (cut.discount, cut.amount)))
}

fn assert_line(played: &Played, line: &Line, text: &str) {
    let fees = || played.ledger.entries().map(|(_, entry)| played.ledger.fee(entry.fee));
    assert!(
        fees().any(|fee| is_line(fee, line)),
        "no line is {line:?} after\n{text}\n{:#?}",
        fees().collect::<Vec<_>>()
    );
}

/// How often something was said: a charge below zero, an invoice, an amount cut short, a meeting, a code for nothing.
type Said = [usize; 5];

/// Replays everything that is said of a catalog, and returns how much that is.
fn verify(texts: &Texts) -> Said {
    let compilation = compiled(texts);
    let Some(catalog) = compilation.checked() else { return Said::default() };
    let uses = Uses::new(catalog);
    let combinations = Combinations::new(catalog, &uses);
    let mut said = Said::default();
    for (id, discount) in catalog.discounts.iter() {
        if let Some(shown) = combinations.below_zero(id) {
            let (played, text) = (replayed(texts, catalog, &shown.purchase), scenario(catalog, &shown.purchase));
            match discount.scope {
                Scope::Charge => {
                    assert!(shown.line.left < Decimal::ZERO);
                    assert_line(&played, &shown.line, &text);
                    said[0] += 1;
                }
                Scope::Invoice => {
                    let total = Total::of(catalog, &shown.purchase, &shown.costs).unwrap();
                    let nets: Vec<Decimal> = played.invoices.iter().map(|invoice| invoice.net).collect();
                    assert!(total.left < Decimal::ZERO);
                    assert_eq!(nets.first(), Some(&total.left), "{total:?}\n{text}");
                    said[1] += 1;
                }
            }
        }
        if let Some(shown) = combinations.cut_short(id) {
            let played = replayed(texts, catalog, &shown.purchase);
            assert_line(&played, &shown.line, &scenario(catalog, &shown.purchase));
            said[2] += 1;
        }
        for meeting in combinations.meetings(id, None) {
            let played = replayed(texts, catalog, &meeting.shown.purchase);
            assert_line(&played, &meeting.shown.line, &scenario(catalog, &meeting.shown.purchase));
            said[3] += 1;
        }
    }
    for (batch, _) in catalog.batches() {
        let Some(nothing) = combinations.for_nothing(batch) else { continue };
        let purchase = &nothing.shown.purchase;
        let played = replayed(texts, catalog, purchase);
        assert_line(&played, &nothing.shown.line, &scenario(catalog, purchase));
        let without = replayed(texts, catalog, &purchase.without_code(batch));
        let nets = |played: &Played| played.invoices.iter().map(|i| (i.on, i.net)).collect::<Vec<_>>();
        assert_eq!(nets(&played), nets(&without), "{}", scenario(catalog, purchase));
        said[4] += 1;
    }
    said
}

#[test]
fn what_the_fixtures_show_is_what_the_simulator_does() {
    for folder in ["below-zero-total", "code-for-nothing", "discount-cut-short", "coupon-matches-nothing"] {
        let root = project().join("tests/rules").join(folder);
        let mut cases: Vec<_> = fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()).collect();
        cases.sort();
        for case in cases {
            let paths = files_below(&case).into_iter().filter(|path| path.extension().is_some_and(|e| e == "yaml"));
            verify(&paths.map(|path| (relative(&path, &case), fs::read_to_string(&path).unwrap())).collect());
        }
    }
}

#[test]
fn what_the_pages_show_is_what_the_simulator_does() {
    for page in ["discount/below_zero_total", "discount/discount_cut_short", "coupon/code_for_nothing"] {
        let text = fs::read_to_string(project().join("src/rules").join(format!("{page}.md"))).unwrap();
        let example = text.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap();
        let manifest = "ratebook: 1\ncatalog: example\ncurrencies: [USD]\n";
        let texts = vec![("ratebook.yaml".to_owned(), manifest.to_owned()), ("a.yaml".to_owned(), example.to_owned())];
        assert!(verify(&texts).iter().sum::<usize>() > 0, "{page} shows nothing");
    }
}

/// Draws from a list of numbers, one after the other.
struct Dice<'a>(std::slice::Iter<'a, u16>);

impl Dice<'_> {
    fn below(&mut self, count: usize) -> usize {
        usize::from(*self.0.next().unwrap_or(&0)) % count
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.below(of.len())]
    }
}

const VALID: [&str; 6] = [
    "",
    "",
    "",
    ", valid: { from: 2026-02-01 }",
    ", valid: { through: 2026-06-30 }",
    ", valid: { from: 2026-05-10, through: 2026-08-31 }",
];

/// Returns a small catalog in which much can happen.
fn drawn(numbers: &[u16]) -> Texts {
    let mut dice = Dice(numbers.iter());
    let anchor = dice.one(&["anniversary", "anniversary", "calendar", "{ bill_day: 10 }"]);
    let collect = dice.one(&["", "", "invoices: { collect: event }\n"]);
    let round = dice.one(&["line", "line", "invoice"]);
    let manifest = format!(
        "ratebook: 1\ncatalog: drawn\ncurrencies: [USD]\nbilling: {{ period: 1 month, anchor: {anchor} }}\n\
         rounding: {{ mode: half_up, at: {round} }}\n{collect}"
    );
    let mut text = "products:\n".to_owned();
    for product in ["a", "b", "c"] {
        let price = dice.one(&["12.00", "3.00", "0.99", "{ each: 7.50 }", "0.00"]);
        let kind = dice.one(&["recurring", "recurring", "recurring", "one_time"]);
        let every = if kind == "recurring" { dice.one(&[", every: 1 month", ", every: 1 year"]) } else { "" };
        let bill = if kind == "recurring" { dice.one(&["", "", ", bill: in_arrears"]) } else { "" };
        text.push_str(&format!(
            "  {product}: {{ tags: [t{product}], charges: {{ fee: {{ type: {kind}, price: {price}{every}{bill} }} }} }}\n"
        ));
    }
    text.push_str("discounts:\n");
    for discount in ["d1", "d2", "d3", "d4", "d5"] {
        let value = dice.one(&["50%", "100%", "20%", "33.3%", "5.00", "10.00", "2.50", "15.00"]);
        let kind = if value.ends_with('%') { "percent" } else { "amount" };
        let below = if kind == "amount" { dice.one(&["", ", below_zero: true"]) } else { "" };
        let filter = dice.one(&["", "", ", applies_to: { products: [a] }", ", applies_to: { tags: [tb, ta] }"]);
        let stacks = dice.one(&["", "", "", ", stacks: false"]);
        let scope = dice.one(&["", "", "", ", scope: invoice"]);
        let lasts = dice.one(&["", "", "", ", for: 3 periods", ", for: 2 months", ", for: once"]);
        let priority = dice.below(4);
        text.push_str(&format!(
            "  {discount}: {{ type: {kind}, value: {value}, priority: {priority}{below}{filter}{stacks}{scope}{lasts} }}\n"
        ));
    }
    text.push_str("bundles:\n");
    for (bundle, product) in [("p1", "a"), ("p2", "b"), ("p3", "c"), ("o1", ""), ("o2", ""), ("o3", "")] {
        let need = |dice: &mut Dice<'_>| dice.one(&["required", "required", "optional"]);
        let products = if product.is_empty() {
            String::new()
        } else {
            format!("products: {{ {product}: {} }}, ", need(&mut dice))
        };
        let (first, second) = (dice.below(5) + 1, dice.below(8) + 1);
        let mut discounts = String::new();
        if product.is_empty() || dice.below(2) == 0 {
            discounts = format!("d{first}: {}", need(&mut dice));
            if second != first && second <= 5 {
                discounts.push_str(&format!(", d{second}: {}", need(&mut dice)));
            }
        }
        let valid = dice.one(&VALID);
        text.push_str(&format!("  {bundle}: {{ {products}discounts: {{ {discounts} }}{valid} }}\n"));
    }
    text.push_str("plans:\n");
    for plan in ["x", "y"] {
        let bundles = dice.one(&["p1", "p1, p2", "p3", "p2, o1"]);
        let compatible = dice.one(&["", "", ", compatible_bundles: { only: true, bundles: [o2, o3] }"]);
        let trial = dice.one(&["", "", "", ", trial: 1 month"]);
        let valid = dice.one(&VALID);
        text.push_str(&format!("  {plan}: {{ bundles: [{bundles}]{compatible}{trial}{valid} }}\n"));
    }
    for (section, batch) in [("coupons", "k"), ("vouchers", "v")] {
        let bundle = dice.one(&["o1", "o2", "o3", "p3"]);
        let from = dice.one(&["2026-01-01", "2026-04-01"]);
        text.push_str(&format!(
            "{section}:\n  {batch}: {{ vendor: V, bundle: {bundle}, codes: {{ template: \"{batch}-#\", quantity: 5 }}, \
             valid: {{ from: {from} }} }}\n"
        ));
    }
    vec![("ratebook.yaml".to_owned(), manifest), ("catalog.yaml".to_owned(), text)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn what_is_shown_of_any_catalog_is_what_the_simulator_does(numbers in prop::collection::vec(any::<u16>(), 120)) {
        verify(&drawn(&numbers));
    }
}

#[test]
fn drawn_catalogs_have_everything_to_show() {
    let mut said = Said::default();
    for seed in 0..150_u64 {
        let mut state = seed;
        let numbers: Vec<u16> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            u16::try_from(state >> 48).unwrap()
        })
        .take(120)
        .collect();
        let found = verify(&drawn(&numbers));
        said.iter_mut().zip(found).for_each(|(sum, found)| *sum += found);
    }
    assert!(said.iter().all(|count| *count > 0), "{said:?}");
}
