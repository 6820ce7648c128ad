//! How many subscriptions and invoice lines the engine replays in a second of CPU time, and what memory it needs.
//!
//! `cargo bench --bench engine` prints the table; README.md beside this file says what is measured and how.

mod measure;
mod stories;

use std::io;
use std::process::ExitCode;

use measure::{Run, least_and_middle, milliseconds, ratio};
use ratebook::invoice::Assembly;
use ratebook::sim::{self, Ledger};
use stories::{Kind, Stories, Sum};

/// Replays this many subscriptions of one kind, as a process of its own.
const REPLAY: &str = "replay";

fn main() -> ExitCode {
    measure::start(dispatch)
}

fn dispatch(arguments: &[String]) -> io::Result<ExitCode> {
    let number = |text: &String| text.parse::<u64>().map_err(|_| io::Error::other(format!("`{text}` is not a number")));
    match arguments {
        [verb, kind, subscriptions] if verb == REPLAY => {
            replay(Kind::parse(kind)?, number(subscriptions)?)?;
        }
        [] => table(200_000, 9)?,
        [subscriptions] => table(number(subscriptions)?, 9)?,
        [subscriptions, runs, ..] => table(number(subscriptions)?, number(runs)?)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Replays subscriptions one after the other and checks what they come to against a count in whole cents.
fn replay(kind: Kind, subscriptions: u64) -> io::Result<()> {
    let stories = Stories::of(kind)?;
    let (mut lines, mut cents) = (0, 0);
    let (mut ledger, mut assembly) = (Ledger::default(), Assembly::default());
    let scenarios = stories.scenarios();
    for (scenario, _) in scenarios.iter().cycle().zip(0..subscriptions) {
        sim::run_in(&mut ledger, stories.catalog(), scenario);
        let seen = assembly.each(stories.catalog(), scenario, &ledger, |invoice| {
            lines += invoice.lines.len() as u64;
            cents += invoice.lines.iter().map(|line| line.net.mantissa() + line.tax.mantissa()).sum::<i128>();
        });
        seen.map_err(|why| io::Error::other(why.message()))?;
    }
    let Sum { lines: expected_lines, cents: expected_cents } = stories.sum(subscriptions);
    if (lines, cents) == (expected_lines, expected_cents) {
        return Ok(());
    }
    let text =
        format!("{lines} lines of {cents} cents, counted by hand {expected_lines} lines of {expected_cents} cents");
    Err(io::Error::other(text))
}

/// What processes that did the same have cost.
struct Cost {
    /// User and system time, in microseconds.
    least: u64,
    middle: u64,
    /// Time on the clock.
    wall: u64,
    /// The largest resident set, in bytes.
    peak: u64,
}

/// Prints a row for each kind and number of subscriptions.
fn table(subscriptions: u64, runs: u64) -> io::Result<()> {
    println!(
        "  subscriptions     lines   cpu min  cpu median  wall min  peak MiB   subscriptions/s    lines/s   lines/s (median)"
    );
    for kind in Kind::ALL {
        let start = cost(kind, 0, runs)?;
        for subscriptions in [subscriptions / 10, subscriptions] {
            let seen = cost(kind, subscriptions, runs)?;
            let lines = Stories::of(kind)?.sum(subscriptions).lines;
            // The start is the catalog's compilation, which every number of subscriptions pays once.
            let (least, middle) = (seen.least.saturating_sub(start.least), seen.middle.saturating_sub(start.middle));
            println!(
                "{:<4}{subscriptions:>11} {lines:>9} {:>9} {:>11} {:>9} {:>9} {:>17} {:>10} {:>18}",
                kind.name(),
                milliseconds(least),
                milliseconds(middle),
                milliseconds(seen.wall.saturating_sub(start.wall)),
                ratio(seen.peak, 1 << 20),
                per_second(subscriptions, least),
                per_second(lines, least),
                per_second(lines, middle)
            );
        }
    }
    println!("times in milliseconds, without the start of the process and the compilation of its catalog");
    Ok(())
}

fn cost(kind: Kind, subscriptions: u64, runs: u64) -> io::Result<Cost> {
    let program = std::env::current_exe()?;
    let count = subscriptions.to_string();
    let seen: Vec<Run> =
        (0..runs).map(|_| measure::run(&program, &[REPLAY, kind.name(), &count])).collect::<io::Result<_>>()?;
    let (least, middle) = least_and_middle(seen.iter().map(|run| run.cpu).collect());
    let (wall, _) = least_and_middle(seen.iter().map(|run| run.wall).collect());
    Ok(Cost { least, middle, wall, peak: seen.iter().map(|run| run.peak).max().unwrap_or(0) })
}

fn per_second(count: u64, micros: u64) -> u64 {
    (count * 1_000_000).checked_div(micros).unwrap_or(0)
}
