//! `ratebook simulate`: replay scenarios, print timeline and invoices.

use std::path::Path;

use crate::cli::Ending;
use crate::cli::args::{InvoiceFormat, SimulateArgs};
use crate::cli::disk::{self, shown};
use crate::cli::output::Output;
use crate::compile::Compilation;
use crate::diag::ToolError;
use crate::invoice::render::{Places, ScenarioReport, json, text};
use crate::replay::replay;

use super::check::in_full;

/// Runs the command.
///
/// # Errors
/// If a path cannot be read, holds no scenario, or the output cannot be written.
pub fn run(args: &SimulateArgs, output: &Output) -> Result<Ending, ToolError> {
    let mut reports: Vec<ScenarioReport> = Vec::new();
    let mut broken: Vec<Compilation> = Vec::new();
    let mut wanted_any = false;
    for catalog in disk::find(&args.paths)? {
        let compilation = catalog.compile()?;
        let wanted = |file: &str| args.paths.iter().any(|path| covers(path, file));
        let files = compilation.scenarios.iter().filter(|placed| wanted(&placed.file));
        wanted_any |= files.clone().count() > 0 || compilation.sources.files().any(|file| wanted(file.name()));
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
        let hint = "scenarios are in files whose names end in .scenario.yaml";
        let what = if wanted_any { "no scenario is in" } else { "there is no scenario in" };
        let paths: Vec<String> = args.paths.iter().map(|path| format!("`{}`", shown(path))).collect();
        return Err(ToolError::new(format!("{what} {}", paths.join(", "))).hint(hint));
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
