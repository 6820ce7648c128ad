//! The arithmetic that lines show is true, and says what is in the catalog.

use ratebook::compile::{Compilation, Files, compile};
use ratebook::invoice::render::ScenarioReport;
use ratebook::money::Decimal;
use ratebook::replay::replay;
use ratebook::source::FileText;

use crate::support::{WITHDRAWABLE, WITHDRAWAL, manifests, project, stored};

/// Compiles a catalog of one file with one scenario.
fn compiled(manifest: &str, catalog: &str, scenario: &str) -> Compilation {
    let file = |name: &str, text: &str| (name.to_owned(), FileText::Whole(text.to_owned()));
    let files =
        vec![file("ratebook.yaml", manifest), file("catalog.yaml", catalog), file("one.scenario.yaml", scenario)];
    compile(Files { manifest: "ratebook.yaml".to_owned(), files })
}

fn reports(compilation: &Compilation) -> Vec<ScenarioReport> {
    let Some(catalog) = compilation.checked() else { return Vec::new() };
    let scenarios = compilation.scenarios.iter().filter_map(|placed| placed.scenario.as_ref());
    scenarios.map(|scenario| replay(catalog, scenario, &compilation.sources)).collect()
}

/// Returns the steps of all lines of some kind.
fn steps<'r>(reports: &'r [ScenarioReport], kind: &'r str) -> impl Iterator<Item = &'r Vec<String>> {
    let invoices = reports.iter().flat_map(|report| &report.invoices);
    invoices.flat_map(|invoice| &invoice.lines).filter(move |line| line.kind == kind).map(|line| &line.steps)
}

/// Returns the products in a step, as in `3 x 10.00 = 30.00`, each with what it comes to as shown.
fn products(step: &str) -> Vec<(Decimal, Decimal, Decimal)> {
    let words: Vec<&str> = step.split([' ', ',']).collect();
    let number = |word: &str| word.parse::<Decimal>().ok();
    let at = |index: usize| words.get(index).copied().unwrap_or_default();
    let product = |from: usize| match (at(from + 1), at(from + 3), from.checked_sub(1).map(at)) {
        ("x", "=", before) if before != Some("x") => {
            Some((number(at(from))?, number(at(from + 2))?, number(at(from + 4))?))
        }
        _ => None,
    };
    (0..words.len()).filter_map(product).collect()
}

const MANIFEST: &str = "ratebook: 1\ncatalog: seats\ncurrencies: [USD]\n";

const SEATS: &str = "\
products:
  seats: { charges: { fee: { type: recurring, price: { each: 10.00 }, every: 1 month, bill: in_advance } } }
  years:
    charges:
      fee: { type: recurring, price: { each: 10.00 }, every: 1 month, bill: in_advance, prepaid: { periods: 12, discount: 20% } }
bundles: { seats: { products: { seats: required } }, years: { products: { years: required } } }
plans: { seats: { bundles: [seats] }, years: { bundles: [years] } }
";

const MORE: &str = "\
scenario: more seats, with a discount of the customer and twelve months at once
from: 2026-04-01
through: 2026-04-30
accounts: { ada: { discount: 10% }, bob: {}, cy: {} }
events:
  - { on: 2026-04-01, subscribe: { account: ada, plan: seats, quantities: { seats: 2 }, as: a } }
  - { on: 2026-04-01, subscribe: { account: bob, plan: years, quantities: { years: 2 }, as: b } }
  - { on: 2026-04-01, subscribe: { account: cy, plan: seats, quantities: { seats: 2 }, as: c } }
  - { on: 2026-04-16, change_quantity: { subscription: a, product: seats, quantity: 5 } }
  - { on: 2026-04-16, change_quantity: { subscription: b, product: years, quantity: 5 } }
  - { on: 2026-04-16, change_quantity: { subscription: c, product: seats, quantity: 5 } }
";

// ada: 5 x 10.00 x 0.90 - 2 x 10.00 x 0.90 = 27.00. bob: 5 x 10.00 x 12 x 0.80 - 2 x 10.00 x 12 x 0.80 = 288.00.
// cy: 3 x 10.00 = 30.00, which alone is a product of units and price. Of these 15 of 30 days; of bob's twelve whole months
// eleven.
#[test]
fn more_units_are_a_product_only_if_it_comes_out() {
    let reports = reports(&compiled(MANIFEST, SEATS, MORE));
    let told: Vec<String> = steps(&reports, "increase").map(|steps| steps.join("; ")).collect();
    assert_eq!(
        told,
        [
            "now 5 x 10.00 = 50.00, - 10% (discount of the customer) = 45.00; \
             before 2 x 10.00 = 20.00, - 10% (discount of the customer) = 18.00; 45.00 - 18.00 = 27.00; \
             x 15/30 days of [2026-04-01 .. 2026-05-01) = 13.50",
            "now 5 x 10.00 = 50.00, x 12 periods at once = 600.00, - 20% (prepaid) = 480.00; \
             before 2 x 10.00 = 20.00, x 12 periods at once = 240.00, - 20% (prepaid) = 192.00; \
             480.00 - 192.00 = 288.00; x 11/12 periods = 264.00",
            "3 x 10.00 = 30.00; x 15/30 days of [2026-04-01 .. 2026-05-01) = 15.00",
        ]
    );
}

const CHEAPER: &str = "\
products:
  phone: { charges: { fee: { type: recurring, price: 10.10, bill: in_advance } } }
  line: { charges: { fee: { type: recurring, price: 30.00, bill: in_advance } } }
discounts:
  third: { type: percent, value: 33%, scope: invoice }
  fifty: { type: amount, value: 50.00, scope: invoice }
bundles:
  phone: { products: { phone: required }, discounts: { third: required } }
  line: { products: { line: required }, discounts: { fifty: required } }
plans: { phone: { bundles: [phone] }, line: { bundles: [line] } }
";

const LEAVE: &str = "\
scenario: discounts of the whole invoice, and one of them taken back
from: 2026-04-01
through: 2026-04-30
accounts: { ada: {}, bob: {} }
events:
  - { on: 2026-04-01, subscribe: { account: ada, plan: phone, as: a } }
  - { on: 2026-04-01, subscribe: { account: bob, plan: line, as: b } }
  - { on: 2026-04-16, cancel: { subscription: a } }
";

// ada: 33 % of 10.10 are 3.333. Half of April comes back: 5.05; 3.33 x 5.05 / 10.10 = 1.665. bob's 50.00 are 30.00.
#[test]
fn a_discount_of_the_invoice_says_what_it_is_of_and_how_it_is_rounded() {
    let reports = reports(&compiled(MANIFEST, CHEAPER, LEAVE));
    let told: Vec<String> = steps(&reports, "discount").map(|steps| steps.join("; ")).collect();
    assert_eq!(
        told,
        [
            "33% of 10.10 = 3.333, rounded half up to 3.33",
            "50.00 off 30.00, no more than 30.00",
            "3.33 taken off x 5.05 given back / 10.10 charged = 1.665, rounded half up to 1.67",
        ]
    );
}

#[test]
fn every_product_that_is_shown_comes_out() {
    let mut count = 0;
    for manifest in &manifests() {
        for report in reports(&stored(manifest)) {
            let lines = report.invoices.iter().flat_map(|invoice| &invoice.lines);
            for step in lines.flat_map(|line| &line.steps) {
                for (one, other, shown) in products(step) {
                    assert_eq!(one * other, shown, "{}: {step}", report.scenario);
                    count += 1;
                }
            }
        }
    }
    assert!(count > 1000, "{count}");
}

const DEAR: &str = "\
taxes: { vat: { name: VAT, rate: 20% } }
products:
  phone: { charges: { fee: { type: recurring, price: 10.00, bill: in_advance } } }
discounts:
  off: { type: amount, value: 2.50, scope: invoice }
bundles:
  phone: { products: { phone: required }, discounts: { off: required } }
plans: { phone: { bundles: [phone] } }
";

const BEGIN: &str = "\
scenario: 27 of 28 days
from: 2026-02-02
through: 2026-02-28
accounts: { ada: {} }
events:
  - { on: 2026-02-02, subscribe: { account: ada, plan: phone, as: a } }
";

// 10.00 x 27/28 = 9.642857..., up to 9.65 on the line; 7.15 is taxed with 1.43; 9.65 + 1.43 = 11.08. Where only the sum of
// the lines is rounded, the tax in 9.642857... - 2.50 = 7.142857... is a sixth of it, 1.190476....
#[test]
fn what_is_taken_off_a_line_is_taken_off_a_figure_that_is_shown() {
    let told = |manifest: &str| {
        let manifest = format!("{MANIFEST}billing: {{ anchor: calendar }}\n{manifest}");
        let reports = reports(&compiled(&manifest, DEAR, BEGIN));
        steps(&reports, "recurring").map(|steps| steps.join("; ")).collect::<Vec<String>>()
    };
    assert_eq!(
        told("dialect: emersion\ntax: { default: vat, prices: exclusive }\n"),
        ["1 x 10.00 = 10.00; x 27/28 days of [2026-02-01 .. 2026-03-01) = 9.642857..., rounded up to 9.65; \
          less 2.50 off the invoice = 7.15; VAT 20% of 7.15 = 1.43; \
          total so far 11.08, rounded up to 11.08, less 1.43 of tax = 9.65"]
    );
    assert_eq!(
        told("rounding: { at: invoice, mode: down }\ntax: { default: vat, prices: inclusive }\n"),
        ["1 x 10.00 = 10.00; x 27/28 days of [2026-02-01 .. 2026-03-01) = 9.642857..., rounded down to 9.64; \
          9.642857... less 2.50 off the invoice = 7.142857...; \
          contains VAT 20%: 7.142857... x 20 / 120 = 1.190476..., rounded down to 1.19"]
    );
}

// 100.00 x 10/30 = 33.333333...
#[test]
fn a_part_of_the_least_says_how_it_is_rounded() {
    let reports = reports(&stored(&project().join("tests/scenarios/plan-minimum/ratebook.yaml")));
    let told: Vec<&String> = steps(&reports, "minimum").flatten().collect();
    assert!(
        told.contains(&&"at least 100.00 x 10/30 days = 33.333333..., rounded half up to 33.33".to_owned()),
        "{told:?}"
    );
}

// 5.00 once, 31.00 flat for March: all of it goes back, and 11 of 31 days count for nothing.
#[test]
fn a_withdrawal_has_its_own_word() {
    let reports = reports(&compiled(MANIFEST, WITHDRAWABLE, WITHDRAWAL));
    let back =
        reports[0].invoices.iter().flat_map(|invoice| &invoice.lines).filter(|line| line.amount.starts_with('-'));
    let told: Vec<String> = back.map(|line| format!("{}: {}", line.description, line.steps.join("; "))).collect();
    assert_eq!(
        told,
        [
            "tv, access, withdrawn: charged 31.00 for [2026-03-01 .. 2026-04-01); \
             withdrawn, all of it goes back: credit -31.00",
            "tv, install, withdrawn: charged 5.00; withdrawn, all of it goes back: credit -5.00",
        ]
    );
    let cancelled: Vec<String> = reports[0]
        .timeline
        .iter()
        .filter(|entry| entry.event == 2)
        .map(|entry| format!("{} {}", entry.on, entry.notes.join("; ")))
        .collect();
    assert_eq!(
        cancelled,
        [
            "2026-03-10 takes effect on 2026-03-12",
            "2026-03-12 within 14 days of 2026-03-01, the cooling-off period of term `year`: all that was charged goes back",
        ]
    );
}

const STAMP: &str = "\
taxes: { stamp: { provider: someone } }
products: { line: { tax: stamp, charges: { fee: { type: recurring, price: 4.00 } } } }
bundles: { line: { products: { line: required } } }
plans: { line: { bundles: [line] } }
";

/// Returns the report of a story of a line with a duty of so much on each invoice.
fn with_duty(duty: &str, through: &str, account: &str, more: &str) -> ScenarioReport {
    let story = format!(
        "scenario: large\nfrom: 2026-01-01\nthrough: {through}\ntax_amounts: {{ stamp: {duty} }}\n\
         accounts: {{ ada: {account} }}\nevents:\n\
         \x20 - {{ on: 2026-01-01, subscribe: {{ account: ada, plan: line, as: a }} }}\n{more}"
    );
    let mut reports = reports(&compiled(MANIFEST, STAMP, &story));
    assert_eq!(reports.len(), 1, "{story}");
    reports.remove(0)
}

const LARGEST: &str = "79228162514264337593543950335";

/// 5e26 with two digits has 29: three of it fit into no decimal. A payment and the 6.00 that was paid before have 31.
#[test]
fn books_that_no_decimal_holds_end_the_run() {
    let money = |what: &str| format!("  - {{ on: 2026-01-11, {what}: {{ account: ada, amount: {LARGEST} }} }}\n");
    let huge = "500000000000000000000000000.00";
    let small_payment = "  - { on: 2026-01-11, payment: { account: ada, amount: 1 } }\n";
    for (duty, account, more, event, place) in [
        ("2.00", "{}", money("credit").repeat(2), 3, "one.scenario.yaml:9"),
        ("2.00", "{}", money("payment"), 2, "one.scenario.yaml:8"),
        (huge, "{ pays: by_hand }", small_payment.to_owned(), 1, "catalog.yaml:2"),
    ] {
        let report = with_duty(duty, "2026-03-31", account, &more);
        let told = format!("an amount of event {event} has more than 28 digits, which no exact amount holds ({place})");
        assert_eq!(report.aborted.as_deref(), Some(told.as_str()), "{more}");
        assert!(report.invoices.is_empty());
    }
}

#[test]
fn an_expected_sum_that_no_decimal_holds_has_not_come_true() {
    let huge = "500000000000000000000000000.00";
    let expect =
        "expect:\n  - { account: ada, total: 5.00 }\n  - { account: ada, on: 2026-03-31, owed: 1.00, balance: 2.00 }\n";
    let report = with_duty(huge, "2026-03-31", "{ pays: by_hand }", expect);
    let failed: Vec<&str> = report.failed_expectations.iter().map(|failed| failed.message.as_str()).collect();
    let found = "found a sum of more than 28 digits, which no exact amount holds";
    let owed = format!("expected balance 2.00, {found}; expected owed 1.00, {found}");
    assert_eq!(failed, [format!("expected total 5.00, {found}"), owed]);
    assert_eq!(report.aborted, None);
    assert_eq!(report.invoices.len(), 3);
}
