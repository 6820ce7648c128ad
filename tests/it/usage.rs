//! Laws of usage, over every price model.

use proptest::prelude::*;
use ratebook::compile::{Files, compile};
use ratebook::invoice::render::{InvoiceReport, LineReport, ScenarioReport};
use ratebook::money::Decimal;
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
      rates: { type: usage, unit: GB, price: { graduated_percentage: [ { up_to: 100, rate: 1%, flat: 2.00 }, { rate: 0.5% } ] } }
      share: { type: usage, unit: GB, price: { percentage: { rate: 1.3%, free_amount: 120 } } }
      seats: { type: usage, unit: GB, count: standing, price: { volume: [ { up_to: 300, each: 0.02 }, { each: 0.03 } ] } }
      seat-days: { type: usage, unit: GB, count: standing, prorated: true, price: { graduated: [ { up_to: 300, each: 3.00, flat: 1.00 }, { each: 2.00 } ] } }
      rolled: { type: usage, unit: GB, included: 60 GB, rollover: 1 period, price: { each: 0.07 } }
      by-day: { type: usage, unit: GB, bill: progressive, price: { graduated: [ { up_to: 100, each: 0.133, flat: 5.00 }, { each: 0.05 } ] } }
      at-once: { type: usage, unit: GB, price: { graduated: [ { up_to: 100, each: 0.133, flat: 5.00 }, { each: 0.05 } ] } }
      bounded: { type: usage, unit: GB, price: { each: 0.033 }, spend: { minimum: 3.00, maximum: 20.00, overage: 1.5 } }
  plain:
    charges:
      flat-rate: { type: usage, unit: GB, price: { each: 0.50 } }
      daily-rate: { type: usage, unit: GB, bill: progressive, price: { each: 0.255 } }
bundles: { metered: { products: { metered: required } }, plain: { products: { plain: required } } }
plans: { metered: { bundles: [metered] }, plain: { bundles: [plain] } }
";

const IN_ADVANCE: &str = "
units: { GB: {} }
products:
  metered:
    charges:
      whole: { type: usage, unit: GB, count: standing, bill: in_advance, price: { each: 0.50 } }
      by-day: { type: usage, unit: GB, count: standing, prorated: true, bill: in_advance, price: { each: 31.00 } }
bundles: { metered: { products: { metered: required } } }
plans: { metered: { bundles: [metered] } }
";

/// A line: the day of its invoice, its charge, its first day, its quantity and its amount.
type Row = (String, String, Option<String>, String, String);

/// Replays usage on days of January and February.
fn run(catalog: &str, usage: &[(u32, String)]) -> ScenarioReport {
    let mut events = "  - { on: 2026-01-01, subscribe: { account: ada, plan: metered, as: a } }\n".to_owned();
    for (day, quantity) in usage {
        events.push_str(&used(*day, quantity));
    }
    played(catalog, &events)
}

/// Returns an event of usage.
fn used(day: u32, quantity: &str) -> String {
    format!("  - {{ on: {}, usage: {{ subscription: a, unit: GB, quantity: {quantity} }} }}\n", date(day))
}

/// Replays events.
fn played(catalog: &str, events: &str) -> ScenarioReport {
    let scenario =
        format!("scenario: usage\nfrom: 2026-01-01\nthrough: 2026-04-01\naccounts: {{ ada: {{}} }}\nevents:\n{events}");
    let file = |name: &str, text: &str| (name.to_owned(), FileText::Whole(text.to_owned()));
    let files =
        vec![file("ratebook.yaml", MANIFEST), file("catalog.yaml", catalog), file("usage.scenario.yaml", &scenario)];
    let compilation = compile(Files { manifest: "ratebook.yaml".to_owned(), files });
    let catalog = compilation.checked().unwrap();
    let scenario = compilation.scenarios.first().and_then(|placed| placed.scenario.as_ref()).unwrap();
    replay(catalog, scenario, &compilation.sources)
}

/// Replays usage and returns what the lines come to.
fn lines(usage: &[(u32, String)]) -> Vec<Row> {
    let report = run(CATALOG, usage);
    assert_eq!(report.aborted, None);
    let of_line =
        |on: String| move |line: LineReport| (on.clone(), line.charge.unwrap(), line.from, line.quantity, line.amount);
    let of_invoice = |invoice: InvoiceReport| invoice.lines.into_iter().map(of_line(invoice.on)).collect::<Vec<_>>();
    report.invoices.into_iter().flat_map(of_invoice).collect()
}

/// Returns the sum of the lines of a charge.
fn sum(lines: &[Row], of: &str) -> Decimal {
    lines.iter().filter(|(_, charge, ..)| charge == of).map(|(.., amount)| amount.parse::<Decimal>().unwrap()).sum()
}

/// Returns a day of January or February by number.
fn date(day: u32) -> String {
    if day < 31 { format!("2026-01-{:02}", day + 1) } else { format!("2026-02-{:02}", day - 30) }
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

    #[test]
    fn progressive_pieces_add_up_to_what_is_charged_at_once(
        usage in prop::collection::vec((0_u32..59, 0_u32..40_000), 0..8),
    ) {
        let usage: Vec<_> = usage.iter().map(|(day, quantity)| (*day, hundredths(*quantity))).collect();
        let lines = lines(&usage);
        prop_assert_eq!(sum(&lines, "by-day"), sum(&lines, "at-once"));
    }

    #[test]
    fn a_later_event_never_changes_an_earlier_period(
        usage in prop::collection::vec((0_u32..59, 0_u32..40_000), 0..6), more in (0_u32..59, 1_u32..40_000),
    ) {
        let last = usage.iter().map(|(day, _)| *day).max().unwrap_or(0).max(more.0);
        let fewer: Vec<_> = usage.iter().map(|(day, quantity)| (*day, hundredths(*quantity))).collect();
        let mut all = fewer.clone();
        all.push((last, hundredths(more.1)));
        let before = |lines: Vec<Row>| lines.into_iter().filter(|(on, ..)| *on < date(last)).collect::<Vec<_>>();
        prop_assert_eq!(before(lines(&fewer)), before(lines(&all)));
    }

    #[test]
    fn a_change_of_plan_said_later_costs_what_it_costs_on_its_day(
        mut usage in prop::collection::vec((0_u32..59, 0_u32..40_000), 0..6),
        (day, later) in (0_u32..59).prop_flat_map(|day| (Just(day), day..59)),
        (from, to) in prop_oneof![Just(("metered", "plain")), Just(("plain", "metered"))],
    ) {
        usage.sort_by_key(|(day, _)| *day);
        let bought = format!("  - {{ on: 2026-01-01, subscribe: {{ account: ada, plan: {from}, as: a }} }}\n");
        let used = |days: std::ops::Range<u32>| -> String {
            let within = usage.iter().filter(|(day, _)| days.contains(day));
            within.map(|(day, quantity)| used(*day, &hundredths(*quantity))).collect()
        };
        let change = |on: u32| {
            let (on, effective) = (date(on), date(day));
            format!("  - {{ on: {on}, change_plan: {{ subscription: a, plan: {to}, effective: {effective} }} }}\n")
        };
        let on_its_day = played(CATALOG, &[bought.clone(), used(0..day), change(day), used(day..59)].concat());
        let said_later = played(CATALOG, &[bought.clone(), used(0..later), change(later), used(later..59)].concat());
        let unchanged = played(CATALOG, &[bought, used(0..later)].concat());
        let total = |report: &ScenarioReport| {
            report.invoices.iter().map(|invoice| invoice.total.parse::<Decimal>().unwrap()).sum::<Decimal>()
        };
        prop_assert_eq!(total(&on_its_day), total(&said_later));
        // Nothing that was charged before it was said changes.
        let said_on = date(later);
        let before = |report: &ScenarioReport| {
            let early = report.invoices.iter().filter(|invoice| invoice.on < said_on);
            early.map(|invoice| (invoice.on.clone(), invoice.total.clone())).collect::<Vec<_>>()
        };
        prop_assert_eq!(before(&said_later), before(&unchanged));
    }

    #[test]
    fn standing_units_in_advance_cost_the_most_that_there_were_and_nothing_goes_back(
        mut usage in prop::collection::vec((0_u32..31, -500_i32..500), 0..8),
    ) {
        usage.sort_by_key(|(day, _)| *day);
        let bought = "  - { on: 2026-01-01, subscribe: { account: ada, plan: metered, as: a } }\n".to_owned();
        let events = usage.iter().map(|(day, quantity)| used(*day, &quantity.to_string()));
        let report = played(IN_ADVANCE, &events.fold(bought, |told, event| told + &event));
        let amount = |line: &LineReport| line.amount.parse::<Decimal>().unwrap();
        let of = |charge: &str, on: &dyn Fn(&str) -> bool| -> Vec<Decimal> {
            let invoices = report.invoices.iter().filter(|invoice| on(&invoice.on));
            let lines = invoices.flat_map(|invoice| &invoice.lines);
            lines.filter(|line| line.charge.as_deref() == Some(charge)).map(amount).collect()
        };
        let mut stands = 0;
        let counts: Vec<i32> = usage.iter().map(|(_, quantity)| { stands += quantity; stands }).collect();
        let most = counts.iter().copied().max().unwrap_or(0).max(0);
        let january = |on: &str| on < "2026-02-01";
        let whole: Decimal = of("whole", &january).into_iter().sum();
        prop_assert_eq!(whole, Decimal::from(most) * Decimal::new(5, 1));
        let left = Decimal::from(stands.max(0));
        prop_assert_eq!(of("whole", &|on| on == "2026-02-01").into_iter().sum::<Decimal>(), left * Decimal::new(5, 1));
        prop_assert_eq!(of("by-day", &|on| on == "2026-02-01").into_iter().sum::<Decimal>(), left * Decimal::from(31));
        prop_assert!(of("whole", &|_| true).into_iter().chain(of("by-day", &|_| true)).all(|one| one > Decimal::ZERO));
    }

    #[test]
    fn a_month_costs_at_least_the_minimum_and_at_most_the_maximum(
        usage in prop::collection::vec((0_u32..59, 0_u32..40_000), 0..6),
    ) {
        let usage: Vec<_> = usage.iter().map(|(day, quantity)| (*day, hundredths(*quantity))).collect();
        let lines = lines(&usage);
        for on in ["2026-02-01", "2026-03-01", "2026-04-01"] {
            let month: Vec<Row> = lines.iter().filter(|(day, ..)| day == on).cloned().collect();
            let cost = sum(&month, "bounded");
            prop_assert!(cost >= Decimal::from(3) && cost <= Decimal::from(20), "{}", cost);
        }
    }
}

#[test]
fn a_run_of_usage_has_lines_of_every_model() {
    let charges: std::collections::BTreeSet<String> =
        lines(&[(3, "120.5".to_owned())]).into_iter().map(|(_, charge, ..)| charge).collect();
    let every = [
        "at-once",
        "blocks",
        "bounded",
        "by-day",
        "each",
        "graduated",
        "package",
        "rates",
        "rolled",
        "seat-days",
        "seats",
        "share",
        "volume",
    ];
    assert_eq!(charges.into_iter().collect::<Vec<_>>(), every);
}

#[test]
fn an_amount_that_no_decimal_holds_ends_the_run() {
    let most = "7922816251426433759354395033";
    for price in [
        "{ percentage: { rate: 12.345% } }",
        "{ graduated_percentage: [ { up_to: 10, rate: 1% }, { rate: 12.345% } ] }",
        "{ each: 0.000123 }",
    ] {
        let catalog = format!(
            "units: {{ GB: {{}} }}\nproducts: {{ metered: {{ charges: {{ used: {{ type: usage, unit: GB, price: {price} }} }} }} }}\n\
            bundles: {{ metered: {{ products: {{ metered: required }} }} }}\nplans: {{ metered: {{ bundles: [metered] }} }}\n"
        );
        let report = run(&catalog, &[(3, most.to_owned())]);
        assert!(report.aborted.unwrap().contains("more than 28 digits"), "{price}");
        assert!(report.invoices.is_empty());
    }
}
