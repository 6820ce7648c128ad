//! Who has the catalog, the scenario and a pocket calculator can redo every line of every invoice from its steps alone.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use ratebook::invoice::render::{InvoiceReport, LineReport, ScenarioReport};
use ratebook::money::Decimal;
use ratebook::replay::replay;

use crate::support::{Calculator, figures, files_below, key, manifests, project, stored};

/// Returns the figures of the YAML beside a manifest: as they are, and 100 more of them for tax that a price contains.
fn written(manifest: &Path) -> HashSet<String> {
    let files = files_below(manifest.parent().unwrap()).into_iter();
    let texts = files.filter(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    let mut written: HashSet<String> = HashSet::new();
    for text in texts.map(|path| fs::read_to_string(path).unwrap_or_default()) {
        for figure in figures(&text) {
            let parsed = figure.parse::<Decimal>().unwrap_or_default();
            // A rate in the scenario is a share, and on invoices a percentage.
            let percent = parsed.checked_mul(Decimal::ONE_HUNDRED);
            let whole =
                [Some(parsed), percent].into_iter().flatten().filter_map(|part| part.checked_add(Decimal::ONE_HUNDRED));
            written.extend(percent.into_iter().chain(whole).map(|figure| figure.normalize().to_string()));
            written.insert(figure);
        }
    }
    written
}

/// Returns what cannot be redone on the invoices of a scenario, and how many steps there are.
fn unfounded(report: &ScenarioReport, written: &HashSet<String>) -> (Vec<String>, usize) {
    let (mut problems, mut count) = (Vec::new(), 0);
    let mut known = written.clone();
    // What was charged for each charge of each subscription, line by line.
    let mut charged: HashMap<[Option<&str>; 3], Vec<Decimal>> = HashMap::new();
    let decimal = |figure: &str| figure.parse::<Decimal>().unwrap();
    let sum_key = |sum: Decimal| sum.normalize().abs().to_string();
    for invoice in &report.invoices {
        let mut amounts = Decimal::ZERO;
        let mut taxes: HashMap<Option<&String>, Decimal> = HashMap::new();
        let at = |line: &LineReport| format!("{} {} {}", report.scenario, invoice.number, line.description);
        // What a discount takes off all lines stands on a line below them.
        for line in invoice.lines.iter().filter(|line| line.kind == "discount") {
            known.extend(key(&line.amount));
            known.extend(line.steps.iter().flat_map(|step| figures(step)));
        }
        for line in &invoice.lines {
            // What the lines above show is added up in no time, and the taxes of all and of each code with this line's.
            known.insert(sum_key(amounts));
            for code in [None, line.tax_code.as_ref()] {
                let sum = taxes.entry(code).or_default();
                known.insert(sum_key(*sum));
                *sum += decimal(&line.tax);
                known.insert(sum_key(*sum));
            }
            amounts += decimal(&line.amount);
            let same =
                charged.entry([line.subscription.as_deref(), Some(&line.object), line.charge.as_deref()]).or_default();
            let mut sum = Decimal::ZERO;
            let sums = same.iter().rev().map(|amount| {
                sum += amount;
                sum_key(sum)
            });
            let before: HashSet<String> = sums.collect();
            same.push(decimal(&line.amount));
            let mut calculator = Calculator::new(&known, &before);
            calculator.seen.extend(key(&line.quantity));
            for step in &line.steps {
                count += 1;
                calculator.step(step);
            }
            let shown = [("amount", &line.amount), ("tax", &line.tax)];
            for (what, figure) in shown {
                let key = key(figure).unwrap();
                if key != "0" && !calculator.seen.contains(&key) && !written.contains(&key) {
                    calculator
                        .problems
                        .push(format!("{what} {figure} is not what the steps come to: {:?}", line.steps));
                }
            }
            problems.extend(calculator.problems.iter().map(|problem| format!("{}: {problem}", at(line))));
            let seen = calculator.seen;
            known.extend(seen);
            known.extend([&line.amount, &line.net, &line.tax].into_iter().filter_map(|figure| key(figure)));
        }
        known.extend(totals(invoice));
    }
    (problems, count)
}

fn totals(invoice: &InvoiceReport) -> impl Iterator<Item = String> {
    [&invoice.net, &invoice.tax, &invoice.total, &invoice.due].into_iter().filter_map(|figure| key(figure))
}

#[test]
fn every_line_can_be_redone_from_its_steps() {
    let (mut problems, mut count) = (Vec::new(), 0);
    for manifest in &manifests() {
        let written = written(manifest);
        let compilation = stored(manifest);
        let Some(catalog) = compilation.checked() else { continue };
        for scenario in compilation.scenarios.iter().filter_map(|placed| placed.scenario.as_ref()) {
            let report = replay(catalog, scenario, &compilation.sources);
            let (found, steps) = unfounded(&report, &written);
            problems.extend(found.into_iter().map(|problem| format!("{}: {problem}", manifest.display())));
            count += steps;
        }
    }
    assert!(problems.is_empty(), "{} of {count}:\n{}", problems.len(), problems.join("\n"));
    assert!(count > 5000, "{count}");
}

// The figures are worked out in the scenario. 4.00 x 20.77 / 35.11 = 2.366...; in April, with both minima, 4.00 x 20.77 / 78.24 =
// 1.061...; 3.00 of 20.77 go back: 1.061... x 3.00 / 20.77 = 0.153..., so 0.908... and 17.77 are left of both when days go back.
#[test]
fn figures_of_other_lines_and_parts_of_bounds_say_where_they_come_from() {
    let compilation = stored(&project().join("tests/scenarios/steps-of-every-kind/ratebook.yaml"));
    let catalog = compilation.checked().unwrap();
    let scenario = compilation.scenarios.iter().find_map(|placed| placed.scenario.as_ref()).unwrap();
    let report = replay(catalog, scenario, &compilation.sources);
    let told = |on: &str, description: &str| {
        let invoices = report.invoices.iter().filter(|invoice| invoice.on == on);
        let mut lines = invoices.flat_map(|invoice| &invoice.lines).filter(|line| line.description == description);
        lines.next().map_or_else(String::new, |line| line.steps.join("; "))
    };
    let includes = |on: &str, description: &str, steps: &str| {
        let told = told(on, description);
        assert!(told.contains(steps), "{description} on {on}: {told}");
    };
    includes("2026-03-01", "line, fee", "4.00 x 20.77 / 35.11 = 2.366277...; 20.77 less 2.366277... off the invoice");
    includes("2026-03-01", "four", "20.77 + 3.35 + 10.99 = 35.11; 4.00 off 35.11");
    includes(
        "2026-04-01",
        "seats, use",
        "up to 2: 2 x 27/31 days = 1.7419..., x 5.00 = 8.709677...; \
         above 2: 1 x 27/31 days - 1 x 12/31 days = 0.4838..., x 4.44 = 2.148387...; \
         together 10.858064..., rounded half up to 10.86",
    );
    includes(
        "2026-04-01",
        "first, up to the minimum",
        "at least 70.00; charged: 20.77 + 10.99 + 17.29 + 10.00 + 10.86 = 69.91; 70.00 - 69.91 charged = 0.09",
    );
    includes(
        "2026-04-12",
        "line, fee, adjusted",
        "[2026-04-01 .. 2026-05-01): -3.00; less -0.15 off the invoice = -2.85",
    );
    includes(
        "2026-04-15",
        "four, taken back",
        "20.77 - 3.00 = 17.77 charged; 1.061860... - 0.153374... = 0.908486... taken off",
    );
    includes(
        "2026-05-01",
        "data, use",
        "3 included + 2 left of before = 5; 25 - 5 included = 20; 20 x 1.00 = 20.00; \
         at least 10.00 x 24/30 days = 8.00; 20.00 - 8.00 = 12.00 above the minimum, x 2 = 24.00; 8.00 + 24.00 = 32.00; \
         at most 20.00 x 24/30 days = 16.00; 32.00 - 16.00 = 16.00 above the maximum, no more than 16.00",
    );
    includes(
        "2026-06-01",
        "second, down to the maximum",
        "year, fee, before 2026-06-01: 300.00 x 27/300 days of [2026-05-05 .. 2027-03-01) = 27.00; \
         data, use, up to the minimum, before 2026-05-05: 10.00 x 4/31 days of [2026-05-01 .. 2026-06-01) = 1.290322..., \
         rounded half up to 1.29; 10.00 - 1.29 = 8.71; \
         seats, use, before 2026-05-05: 10.00 x 4/31 days of [2026-05-01 .. 2026-06-01) = 1.290322..., \
         rounded half up to 1.29; 10.00 - 1.29 = 8.71; \
         charged: 27.00 + 8.71 + 8.71 = 44.42; 34.84 - 44.42 charged = -9.58",
    );
}
