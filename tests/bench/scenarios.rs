//! How many scenarios `ratebook test` reads, replays and compares in a second of CPU time, and what memory it needs.
//!
//! `cargo bench --bench scenarios` prints the table; README.md beside this file says what is measured and how.

mod measure;

use std::fmt::{self, Write as _};
use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use measure::{least_and_middle, milliseconds, ratio, run};

/// Scenarios in one file.
const IN_A_FILE: u32 = 100;
/// Plans of the catalog, each with a price of its own.
const PLANS: u32 = 20;
/// Months, and so invoices, of a scenario.
const MONTHS: u32 = 12;

fn main() -> ExitCode {
    measure::start(dispatch)
}

fn dispatch(arguments: &[String]) -> io::Result<ExitCode> {
    let number = |text: &String| text.parse::<u32>().map_err(|_| io::Error::other(format!("`{text}` is not a number")));
    match arguments {
        [verb, dir, scenarios] if verb == "generate" => {
            println!("{} bytes", generate(Path::new(dir), number(scenarios)?)?);
        }
        [] => table(10_000, 9)?,
        [scenarios] => table(number(scenarios)?, 9)?,
        [scenarios, runs, ..] => table(number(scenarios)?, number(runs)?)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints a row for a tenth of the scenarios and one for all of them.
fn table(scenarios: u32, runs: u32) -> io::Result<()> {
    let program = Path::new(env!("CARGO_BIN_EXE_ratebook"));
    println!("scenarios     bytes   cpu min  cpu median  wall min  peak MiB   scenarios/s (of least cpu)  median");
    for scenarios in [scenarios / 10, scenarios] {
        let folder = tempfile::tempdir()?;
        let bytes = generate(folder.path(), scenarios)?;
        let root = folder.path().to_string_lossy().into_owned();
        let seen = (0..runs).map(|_| run(program, &["test", &root])).collect::<io::Result<Vec<_>>>()?;
        let (cpu, middle) = least_and_middle(seen.iter().map(|run| run.cpu).collect());
        let (wall, _) = least_and_middle(seen.iter().map(|run| run.wall).collect());
        let peak = seen.iter().map(|run| run.peak).max().unwrap_or(0);
        let per_second = |micros: u64| (u64::from(scenarios) * 1_000_000).checked_div(micros).unwrap_or(0);
        println!(
            "{scenarios:>9} {bytes:>9} {:>9} {:>11} {:>9} {:>9} {:>28} {:>7}",
            milliseconds(cpu),
            milliseconds(middle),
            milliseconds(wall),
            ratio(peak, 1 << 20),
            per_second(cpu),
            per_second(middle)
        );
    }
    println!("times in milliseconds, of the whole program from start to end");
    Ok(())
}

/// Writes a catalog and its scenarios, and returns how many bytes they have.
///
/// The figures expected are counted here in whole cents, without the engine: a run that finds others fails.
fn generate(dir: &Path, scenarios: u32) -> io::Result<usize> {
    let mut bytes = 0;
    let mut put = |name: String, text: &str| -> io::Result<()> {
        bytes += text.len();
        fs::write(dir.join(name), text)
    };
    fs::create_dir_all(dir)?;
    put("ratebook.yaml".to_owned(), MANIFEST)?;
    put("catalog.yaml".to_owned(), &catalog().map_err(io::Error::other)?)?;
    let mut first = 0;
    while first < scenarios {
        let end = scenarios.min(first + IN_A_FILE);
        let mut text = String::with_capacity(150_000);
        (first..end).try_for_each(|number| scenario(&mut text, number)).map_err(io::Error::other)?;
        put(format!("stories-{:04}.scenario.yaml", first / IN_A_FILE), &text)?;
        first = end;
    }
    Ok(bytes)
}

const MANIFEST: &str = "\
ratebook: 1
catalog: measured
currencies: [USD]
billing: { anchor: { bill_day: 1 } }
rounding: { mode: half_up, at: line }
tax: { prices: exclusive, default: vat }
";

/// The monthly price of a plan in cents.
fn price(plan: u32) -> u32 {
    990 + 370 * plan
}

fn catalog() -> Result<String, fmt::Error> {
    let mut out = String::from("taxes: { vat: { name: VAT, rate: 20% } }\nproducts:\n");
    for plan in 0..PLANS {
        let price = price(plan);
        writeln!(out, "  line-{plan}:\n    name: Line {plan}\n    tags: [line]\n    charges:")?;
        let (whole, cents) = (price / 100, price % 100);
        writeln!(
            out,
            "      access: {{ type: recurring, price: {whole}.{cents:02}, every: 1 month, bill: in_advance }}"
        )?;
    }
    out.push_str(
        "discounts:\n  loyal: { name: Loyal, type: percent, value: 10%, applies_to: { tags: [line] } }\nbundles:\n",
    );
    for plan in 0..PLANS {
        writeln!(out, "  all-{plan}: {{ products: {{ line-{plan}: required }}, discounts: {{ loyal: required }} }}")?;
    }
    out.push_str("plans:\n");
    for plan in 0..PLANS {
        writeln!(out, "  plan-{plan}: {{ name: Plan {plan}, bundles: [all-{plan}] }}")?;
    }
    Ok(out)
}

/// Writes one scenario: bought on some day of a month, billed then and on the first of the eleven months after it.
fn scenario(out: &mut String, number: u32) -> fmt::Result {
    let (plan, month, day) = (number % PLANS, number / PLANS % 12, 2 + number / 7 % 27);
    let on = |month: u32, day: u32| format!("{}-{:02}-{day:02}", 2025 + month / 12, month % 12 + 1);
    let (bought, through) = (on(month, day), on(month + MONTHS - 1, 20));
    writeln!(out, "---\nscenario: customer {number} buys plan {plan}\nfrom: {bought}\nthrough: {through}")?;
    writeln!(out, "accounts: {{ customer-{number}: {{}} }}\nevents:")?;
    write!(out, "  - {{ on: {bought}, subscribe: ")?;
    writeln!(out, "{{ account: customer-{number}, plan: plan-{plan}, as: line-of-{number} }} }}\nexpect:")?;
    let days = match month {
        1 => 28,
        3 | 5 | 8 | 10 => 30,
        _ => 31,
    };
    for next in 0..MONTHS {
        let (on, part) = if next == 0 { (bought.clone(), days + 1 - day) } else { (on(month + next, 1), days) };
        // 10 % off, the part, then to the cent; a fifth of that is the tax.
        let net = half_up(price(plan) * 9 * part, 10 * days);
        let total = net + half_up(net, 5);
        let (whole, cents) = (total / 100, total % 100);
        writeln!(out, "  - {{ invoice: {{ account: customer-{number}, on: {on} }}, total: {whole}.{cents:02} }}")?;
    }
    Ok(())
}

/// The nearest whole number to a quotient above zero.
fn half_up(numerator: u32, denominator: u32) -> u32 {
    (2 * numerator + denominator) / (2 * denominator)
}
