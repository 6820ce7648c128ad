//! `ratebook simulate`: replay scenarios, print timeline and invoices.

use std::path::Path;

use crate::cli::Ending;
use crate::cli::args::{InvoiceFormat, SimulateArgs};
use crate::cli::disk::{self, shown};
use crate::cli::output::Output;
use crate::compile::Compilation;
use crate::diag::{ToolError, listed};
use crate::invoice::render::{Places, ScenarioReport, json, text};
use crate::replay::{play, replay};

use super::check::in_full;

/// Runs the command.
///
/// # Errors
/// If a path cannot be read, holds no scenario, or the output cannot be written.
pub fn run(args: &SimulateArgs, output: &Output) -> Result<Ending, ToolError> {
    if let Some(wanted) = &args.explain {
        return explain(args, wanted, output);
    }
    let mut reports: Vec<ScenarioReport> = Vec::new();
    let mut broken: Vec<Compilation> = Vec::new();
    for catalog in disk::find(&args.paths)? {
        let compilation = catalog.compile()?;
        let wanted = |file: &str| args.paths.iter().any(|path| covers(path, file));
        let files = compilation.scenarios.iter().filter(|placed| wanted(&placed.file));
        let scenarios: Option<Vec<_>> = files.map(|placed| placed.scenario.as_ref()).collect();
        match (compilation.checked(), scenarios) {
            (Some(catalog), Some(scenarios)) => {
                reports.extend(scenarios.into_iter().map(|s| replay(catalog, s, &compilation.sources)));
            }
            _ => broken.push(compilation),
        }
    }
    if !broken.is_empty() {
        return findings(&broken, output);
    }
    if reports.is_empty() {
        return Err(no_scenario(args));
    }
    let failed = reports.iter().any(|r| !r.failed_expectations.is_empty() || r.aborted.is_some());
    output.print(&match args.format {
        InvoiceFormat::Json => json::render(&json::document(reports)),
        InvoiceFormat::Text => {
            reports.iter().map(|report| text::render(report, Places::Shown)).collect::<Vec<_>>().join("\n")
        }
    })?;
    Ok(if failed { Ending::Findings } else { Ending::Clean })
}

/// Tells how one line or event of one scenario came about.
fn explain(args: &SimulateArgs, wanted: &str, output: &Output) -> Result<Ending, ToolError> {
    let mut played: Option<(Compilation, usize)> = None;
    let mut others: Vec<String> = Vec::new();
    for catalog in disk::find(&args.paths)? {
        let compilation = catalog.compile()?;
        let placed = compilation.scenarios.iter().enumerate();
        let wanted = placed.filter(|(_, placed)| args.paths.iter().any(|path| covers(path, &placed.file)));
        let wanted: Vec<(usize, String)> = wanted.map(|(at, placed)| (at, placed.file.to_string())).collect();
        if let Some((at, _)) = wanted.first() {
            played = Some((compilation, *at));
        }
        others.extend(wanted.into_iter().map(|(_, file)| file));
    }
    let (compilation, at) = match (played, others.as_slice()) {
        (Some(one), [_]) => one,
        (None, _) | (_, []) => return Err(no_scenario(args)),
        (_, several) => {
            let message = format!("`--explain` tells of one scenario, and there are {}", several.len());
            return Err(ToolError::new(message).hint(how_to_name_one(several)));
        }
    };
    let scenario = compilation.scenarios.get(at).and_then(|placed| placed.scenario.as_ref());
    let (Some(catalog), Some(scenario)) = (compilation.checked(), scenario) else {
        return findings(&[compilation], output);
    };
    let story = play(catalog, scenario).explain(catalog, scenario, &compilation.sources, wanted)?;
    output.print(&match args.format {
        InvoiceFormat::Json => story.document(&scenario.title, &compilation.sources).render(),
        InvoiceFormat::Text => story.text(&compilation.sources, output.style()),
    })?;
    Ok(Ending::Clean)
}

fn no_scenario(args: &SimulateArgs) -> ToolError {
    let hint = "scenarios are in files whose names end in .scenario.yaml";
    let paths = listed(args.paths.iter().map(|path| format!("`{}`", shown(path))), ", ");
    ToolError::new(format!("there is no scenario in {paths}")).hint(hint)
}

/// Says how one of several scenarios is named, given the file of each, those of one file in a row.
pub(super) fn how_to_name_one(of_scenarios: &[String]) -> String {
    let mut files = of_scenarios.to_vec();
    files.dedup();
    if let [file] = files.as_slice() {
        return format!("`{file}` holds {} scenarios; put the one you mean into a file of its own", of_scenarios.len());
    }
    format!("name one of them: {}", listed(files.iter().map(|file| format!("`{file}`")), ", "))
}

/// Tells whether a path names a file or a folder above it.
pub(super) fn covers(path: &Path, file: &str) -> bool {
    let path = shown(path);
    path == "." || file == path || file.strip_prefix(&path).is_some_and(|rest| rest.starts_with('/'))
}

/// Prints what keeps catalogs or scenarios from being replayed.
fn findings(broken: &[Compilation], output: &Output) -> Result<Ending, ToolError> {
    output.print(&in_full(broken, output))?;
    Ok(Ending::Findings)
}
