//! `ratebook test`: replay every scenario, check expectations and accepted invoices.

use std::fmt::Write as _;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use rayon::prelude::*;
use smol_str::SmolStr;

use crate::cli::Ending;
use crate::cli::args::TestArgs;
use crate::cli::disk::{self, OnDisk};
use crate::cli::output::Output;
use crate::compile::{Compilation, PlacedScenario};
use crate::diag::{Level, ToolError, cut_after};
use crate::invoice::render::{FailureReport, ScenarioReport};
use crate::replay::{Judge, Verdict, accepted_name, invoices_text, replay, verdict};
use crate::scenario::Scenario;

use super::check::in_full;
use super::simulate::covers;

/// What came of the scenarios of one file.
struct Tested {
    file: SmolStr,
    scenarios: Vec<Tried>,
    verdict: Verdict,
    /// The invoices as they would be accepted, if somebody wants to accept them.
    invoices: Option<String>,
}

/// What came of one scenario.
struct Tried {
    title: SmolStr,
    invoices: usize,
    failed: Vec<FailureReport>,
    aborted: Option<String>,
}

impl From<ScenarioReport> for Tried {
    fn from(report: ScenarioReport) -> Self {
        let (title, invoices) = (report.scenario.into(), report.invoices.len());
        Self { title, invoices, failed: report.failed_expectations, aborted: report.aborted }
    }
}

/// How many of what.
#[derive(Default)]
struct Tally {
    catalogs: usize,
    passed: usize,
    failed: usize,
    invoices: usize,
}

/// Runs the command.
///
/// # Errors
/// If a path cannot be read, accepted invoices cannot be written, or the output cannot be written.
pub fn run(args: &TestArgs, output: &Output) -> Result<Ending, ToolError> {
    let catalogs = disk::find(&args.paths)?;
    let compilations: Vec<Compilation> = catalogs.par_iter().map(OnDisk::compile).collect::<Result<_, _>>()?;
    let mut tally = Tally::default();
    let mut text = String::new();
    for compilation in &compilations {
        tally.catalogs += 1;
        if compilation.findings.iter().any(|finding| finding.level() == Level::Error) {
            text.push_str(&in_full(std::slice::from_ref(compilation), output));
        }
        for mut tested in test_catalog(compilation, args)? {
            if args.accept && !matches!(tested.verdict, Verdict::Failed(_)) {
                accept(&mut tested)?;
            }
            describe(&tested, &mut tally, &mut text);
        }
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(&tally.line());
    output.print(&text)?;
    let broken = compilations.iter().any(|c| c.worst() >= Some(Level::Error));
    Ok(if tally.failed > 0 || broken { Ending::Findings } else { Ending::Clean })
}

/// Replays the scenarios of a catalog, file by file.
fn test_catalog(compilation: &Compilation, args: &TestArgs) -> Result<Vec<Tested>, ToolError> {
    let wanted = |placed: &&[PlacedScenario]| {
        let file = placed.first().map_or("", |placed| &placed.file);
        args.paths.iter().any(|path| covers(path, file) || above(path, file))
    };
    let files: Vec<&[PlacedScenario]> =
        compilation.scenarios.chunk_by(|a, b| a.file == b.file).filter(wanted).collect();
    let tested: Vec<_> = files.par_iter().map(|placed| test_file(compilation, placed, args)).collect();
    tested.into_iter().collect()
}

/// Tells whether a path was found by looking upwards: then the whole catalog is meant.
fn above(path: &Path, file: &str) -> bool {
    !file.starts_with(&disk::shown(path)) && path.is_dir()
}

fn test_file(compilation: &Compilation, placed: &[PlacedScenario], args: &TestArgs) -> Result<Tested, ToolError> {
    let file = placed.first().map(|placed| placed.file.clone()).unwrap_or_default();
    let scenarios: Option<Vec<_>> = placed.iter().map(|placed| placed.scenario.as_ref()).collect();
    let (Some(catalog), Some(scenarios)) = (compilation.checked(), scenarios) else {
        return Ok(Tested { file, scenarios: Vec::new(), verdict: Verdict::Failed(None), invoices: None });
    };
    let expects = scenarios.iter().all(|scenario| !scenario.expectations.is_empty());
    let accepted = match fs::read_to_string(accepted_name(&file)) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => {
            return Err(ToolError::new(format!("`{}` cannot be read", accepted_name(&file))).cause(error));
        }
    };
    if expects && accepted.is_none() && !args.accept {
        // Where all hold, nobody reads more of it than this, and words are most of the work.
        let passed = |judge: &mut Judge, scenario: &&Scenario| {
            let (title, invoices) = (scenario.title.clone(), judge.passes(catalog, scenario)?);
            Some(Tried { title, invoices, failed: Vec::new(), aborted: None })
        };
        if let Some(scenarios) = scenarios.par_iter().map_init(Judge::default, passed).collect() {
            return Ok(Tested { file, scenarios, verdict: Verdict::Passed, invoices: None });
        }
    }
    let replayed = scenarios.par_iter().map(|scenario| replay(catalog, scenario, &compilation.sources));
    let reports: Vec<ScenarioReport> = replayed.collect();
    let verdict = verdict(&reports, expects, accepted.as_deref());
    let invoices = args.accept.then(|| invoices_text(&reports));
    Ok(Tested { file, scenarios: reports.into_iter().map(Tried::from).collect(), verdict, invoices })
}

/// Writes the invoices of a file as the accepted ones.
fn accept(tested: &mut Tested) -> Result<(), ToolError> {
    let name = accepted_name(&tested.file);
    fs::write(&name, tested.invoices.as_deref().unwrap_or(""))
        .map_err(|error| ToolError::new(format!("`{name}` cannot be written")).cause(error))?;
    tested.verdict = Verdict::Passed;
    Ok(())
}

/// The longest title that is shown whole.
const LONGEST_TITLE: usize = 400;
/// The longest message that is shown whole.
const LONGEST_MESSAGE: usize = 2_000;

fn describe(tested: &Tested, tally: &mut Tally, text: &mut String) {
    let word = match tested.verdict {
        Verdict::Passed => "ok",
        Verdict::Failed(_) => "FAILED",
        Verdict::Changed(_) => "CHANGED",
        Verdict::Unaccepted => "NEW",
    };
    if tested.scenarios.is_empty() {
        tally.failed += 1;
        text.push_str(&format!("{word:<8} {}: not replayed, see the errors\n", tested.file));
    }
    for tried in &tested.scenarios {
        let whole = tried.failed.is_empty() && tried.aborted.is_none();
        let passed = tested.verdict == Verdict::Passed || (matches!(tested.verdict, Verdict::Failed(_)) && whole);
        let count = tried.invoices;
        let plural = if count == 1 { "" } else { "s" };
        let word = if passed { "ok" } else { word };
        let title = cut_after(&tried.title, LONGEST_TITLE);
        // Writing to a text cannot fail.
        let _ = writeln!(text, "{word:<8} {}: {title}, {count} invoice{plural}", tested.file);
        tally.invoices += count;
        if passed {
            tally.passed += 1
        } else {
            tally.failed += 1
        }
        for failure in &tried.failed {
            let place = failure.at.as_ref().map(|at| format!("{}:{}: ", at.file, at.line)).unwrap_or_default();
            text.push_str(&format!("         {place}{}\n", cut_after(&failure.message, LONGEST_MESSAGE)));
        }
        if let Some(reason) = &tried.aborted {
            text.push_str(&format!("         {reason}\n"));
        }
    }
    match &tested.verdict {
        Verdict::Changed(diff) | Verdict::Failed(Some(diff)) => {
            let accepted = accepted_name(&tested.file);
            let failed = matches!(tested.verdict, Verdict::Failed(_));
            let takes = if failed { "mend what is expected first" } else { "`--accept` takes the new ones" };
            text.push_str(&format!("         the invoices are not those of {accepted}; {takes}\n"));
            for line in diff.lines() {
                text.push_str(&format!("         {line}\n"));
            }
        }
        Verdict::Unaccepted => {
            text.push_str("         nothing is expected and no invoices were accepted yet; `--accept` takes these\n");
        }
        Verdict::Passed | Verdict::Failed(None) => {}
    }
}

impl Tally {
    fn line(&self) -> String {
        let count = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
        let scenarios = count(self.passed + self.failed, "scenario");
        let verdicts = format!("{} passed, {} failed", self.passed, self.failed);
        format!("{}, {scenarios}, {}: {verdicts}\n", count(self.catalogs, "catalog"), count(self.invoices, "invoice"))
    }
}
