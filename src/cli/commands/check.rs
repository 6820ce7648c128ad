//! `ratebook check`: compile every catalog, print what is wrong.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::cli::Ending;
use crate::cli::args::{CheckArgs, FindingFormat};
use crate::cli::disk::{self, OnDisk};
use crate::cli::output::Output;
use crate::compile::Compilation;
use crate::diag::render::{Summary, concise, full, json};
use crate::diag::{Finding, ToolError};
use crate::source::budget;

/// Runs the command.
///
/// # Errors
/// If a path cannot be read or the output cannot be written.
pub fn run(args: &CheckArgs, output: &Output) -> Result<Ending, ToolError> {
    let catalogs = disk::find(&args.paths)?;
    let compilations: Vec<Compilation> = catalogs.par_iter().map(OnDisk::compile).collect::<Result<_, _>>()?;
    let summary = summary(&compilations);
    let text = match args.format {
        FindingFormat::Json => {
            let all = compilations.iter().map(|c| (c.findings.as_slice(), &c.sources));
            format!("{:#}\n", json(all, summary))
        }
        FindingFormat::Full => in_full(&compilations, output),
        FindingFormat::Concise => people(&compilations, |c, findings| concise(findings, &c.sources)),
    };
    output.print(&text)?;
    let worst = compilations.iter().filter_map(Compilation::worst).max();
    // The process ends here: taking a large catalog apart, object by object, would only cost time.
    std::mem::forget(compilations);
    Ok(if worst >= Some(args.level.level()) { Ending::Findings } else { Ending::Clean })
}

/// Counts what was found.
fn summary(compilations: &[Compilation]) -> Summary {
    let mut summary = Summary::default();
    for compilation in compilations {
        summary.add(compilation.sources.files().len(), &compilation.findings);
    }
    summary
}

/// Returns the findings with the lines they are about, and a line that sums up.
pub(super) fn in_full(compilations: &[Compilation], output: &Output) -> String {
    people(compilations, |compilation, findings| {
        let text = full(findings, &compilation.sources, output.style());
        // A blank line parts findings from each other, and so from what follows.
        if text.is_empty() { text } else { text + "\n" }
    })
}

/// Returns the findings as `render` shows them, at most so many of one file, and a line that sums up.
fn people(compilations: &[Compilation], render: impl Fn(&Compilation, &[Finding]) -> String) -> String {
    let mut text = String::new();
    for compilation in compilations {
        let (shown, omitted) = cut(compilation);
        text.push_str(&render(compilation, &shown));
        for (file, count) in omitted {
            text.push_str(&format!("{file}: and {count} more findings in this file\n"));
        }
    }
    text.push_str(&summary(compilations).line());
    text.push('\n');
    text
}

/// Leaves out what one file has beyond its budget, and counts it.
fn cut(compilation: &Compilation) -> (Vec<Finding>, BTreeMap<&str, usize>) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut more: BTreeMap<&str, usize> =
        compilation.omitted.iter().map(|(file, count)| (file.as_str(), *count)).collect();
    let mut shown = Vec::new();
    for finding in &compilation.findings {
        let file = compilation.sources.file_of(finding.primary.span).map_or("", |file| file.name());
        let count = counts.entry(file).or_default();
        *count += 1;
        if *count <= budget::FINDINGS_PER_FILE {
            shown.push(finding.clone());
        } else {
            *more.entry(file).or_default() += 1;
        }
    }
    (shown, more)
}
