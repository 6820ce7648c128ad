//! One run of a program, measured: CPU time, wall time and peak memory of that run alone.
//!
//! The operating system adds up what a process's children used and never subtracts, so each run gets a small process of
//! its own (this program again, called with [`VERB`]) that starts the program, waits, and prints the sums.

use std::io;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;

/// The first argument that turns this program into the small process around one run.
const VERB: &str = "measure-one";

/// Runs a benchmark with the arguments it was called with; or the one program that it has called itself to measure.
pub fn start(benchmark: fn(&[String]) -> io::Result<ExitCode>) -> ExitCode {
    // cargo adds `--bench` to whatever it is asked to pass on.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let done = match arguments.as_slice() {
        [verb, program, rest @ ..] if verb == VERB => one(program, rest),
        arguments => benchmark(arguments),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::from(2)
    })
}

/// What one run took.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// User and system time together, in microseconds.
    pub cpu: u64,
    /// Time on the clock, in microseconds.
    pub wall: u64,
    /// The largest resident set, in bytes.
    pub peak: u64,
}

/// Runs a program and returns what it took.
///
/// # Errors
/// Returns an error if the program cannot be started or does not end with exit code 0.
pub fn run(program: &Path, arguments: &[&str]) -> io::Result<Run> {
    let output = Command::new(std::env::current_exe()?).arg(VERB).arg(program).args(arguments).output()?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        return Err(io::Error::other(format!("{} {}: {text}", program.display(), arguments.join(" "))));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let mut fields = text.split_whitespace().map_while(|field| field.parse::<u64>().ok());
    match (fields.next(), fields.next(), fields.next()) {
        (Some(cpu), Some(wall), Some(peak)) => Ok(Run { cpu, wall, peak }),
        _ => Err(io::Error::other(format!("the measuring process printed `{text}`"))),
    }
}

/// The small process: runs the program, prints `cpu wall peak` and passes a failure on.
///
/// # Errors
/// Returns an error if the program cannot be started or its use of resources not be read.
fn one(program: &str, arguments: &[String]) -> io::Result<ExitCode> {
    let start = Instant::now();
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output()?;
    let wall = start.elapsed().as_micros();
    if !output.status.success() {
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let first: Vec<&str> = out.lines().chain(err.lines()).take(20).collect();
        eprintln!("{}\n{}", output.status, first.join("\n"));
        return Ok(ExitCode::FAILURE);
    }
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cpu = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    // Linux counts in units of 1,024 bytes.
    println!("{cpu} {wall} {}", usage.max_rss() * 1024);
    Ok(ExitCode::SUCCESS)
}

/// Least and middle of several values; zero without any.
pub fn least_and_middle(mut values: Vec<u64>) -> (u64, u64) {
    values.sort_unstable();
    let middle = values.len() / 2;
    (values.first().copied().unwrap_or(0), values.get(middle).copied().unwrap_or(0))
}

/// `numerator / denominator` with two digits, rounded to the nearest.
pub fn ratio(numerator: u64, denominator: u64) -> String {
    let Some(hundredths) = (numerator * 100 + denominator / 2).checked_div(denominator) else { return "-".to_owned() };
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Microseconds as milliseconds with one digit.
pub fn milliseconds(micros: u64) -> String {
    format!("{}.{}", micros / 1000, micros % 1000 / 100)
}
