//! Laws of usage, over every price model.

use std::fmt::Write as _;

use proptest::prelude::*;
use ratebook::compile::{Files, compile};
use ratebook::invoice::render::{InvoiceReport, LineReport};
use ratebook::replay::replay;
use ratebook::source::FileText;

const MANIFEST: &str = "ratebook: 1\ncatalog: metered\ncurrencies: [USD]\n";

const CATALOG: &str = "
units: { GB: {} }
products:
  metered:
    charges:
      each: { type: usage, unit: GB, price: { each: 0.0125 }, included: 50 GB }
      graduated: { type: usage, unit: GB, price: { graduated: [ { up_to: 100, each: 0.10, flat: 5.00 }, { up_to: 500, each: 0.05 }, { each: 0.02 } ] } }
      volume: { type: usage, unit: GB, every: 14 days, price: { volume: [ { up_to: 100, each: 2.00 }, { each: 2.50 } ] } }
      package: { type: usage, unit: GB, included: 10 GB, price: { package: { size: 75, price: 2.95, free: 5 } } }
      blocks: { type: usage, unit: GB, every: 1 week, price: { graduated: [ { up_to: 200, each: 1.00, size: 20 }, { each: 3.00, size: 100 } ] } }
bundles: { metered: { products: { metered: required } } }
plans: { metered: { bundles: [metered] } }
";

/// Replays usage on days of January and February and returns what the lines come to.
fn lines(usage: &[(u32, String)]) -> Vec<(String, Option<String>, String, String)> {
    let mut scenario = "scenario: usage\nfrom: 2026-01-01\nthrough: 2026-04-01\naccounts: { ada: {} }\nevents:\n\
        \x20 - { on: 2026-01-01, subscribe: { account: ada, plan: metered, as: a } }\n"
        .to_owned();
    for (day, quantity) in usage {
        let (month, day) = if *day < 31 { (1, day + 1) } else { (2, day - 30) };
        writeln!(
            scenario,
            "  - {{ on: 2026-{month:02}-{day:02}, usage: {{ subscription: a, unit: GB, quantity: {quantity} }} }}"
        )
        .unwrap();
    }
    let file = |name: &str, text: &str| (name.to_owned(), FileText::Whole(text.to_owned()));
    let files =
        vec![file("ratebook.yaml", MANIFEST), file("catalog.yaml", CATALOG), file("usage.scenario.yaml", &scenario)];
    let compilation = compile(Files { manifest: "ratebook.yaml".to_owned(), files });
    let catalog = compilation.checked().unwrap();
    let scenario = compilation.scenarios.first().and_then(|placed| placed.scenario.as_ref()).unwrap();
    let report = replay(catalog, scenario, &compilation.sources);
    let of_line = |line: LineReport| (line.charge.unwrap(), line.from, line.quantity, line.amount);
    report.invoices.into_iter().flat_map(|invoice: InvoiceReport| invoice.lines).map(of_line).collect()
}

/// Returns hundredths as a decimal.
fn hundredths(count: u32) -> String {
    format!("{}.{:02}", count / 100, count % 100)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn usage_split_over_events_is_usage_in_one(
        usage in prop::collection::vec((0_u32..59, 0_u32..40_000, 0_u32..40_000), 0..6),
    ) {
        let whole: Vec<_> = usage.iter().map(|(day, a, b)| (*day, hundredths(a + b))).collect();
        let split: Vec<_> =
            usage.iter().flat_map(|(day, a, b)| [(*day, hundredths(*b)), (*day, hundredths(*a))]).collect();
        let mut reversed = split.clone();
        reversed.reverse();
        prop_assert_eq!(lines(&whole), lines(&split));
        prop_assert_eq!(lines(&whole), lines(&reversed));
    }
}

#[test]
fn a_run_of_usage_has_lines_of_every_model() {
    let charges: std::collections::BTreeSet<String> =
        lines(&[(3, "120.5".to_owned())]).into_iter().map(|(charge, ..)| charge).collect();
    assert_eq!(charges.into_iter().collect::<Vec<_>>(), ["blocks", "each", "graduated", "package", "volume"]);
}
