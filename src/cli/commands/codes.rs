//! `ratebook codes`: the codes of a coupon or voucher, one a line.

use std::path::Path;

use crate::cli::Ending;
use crate::cli::args::{CodesArgs, CodesFormat};
use crate::cli::disk::{self, shown};
use crate::cli::output::Output;
use crate::codes::{ListedCode, Listing};
use crate::diag::{ToolError, listed, nearest};
use crate::graph::{BatchId, Catalog};

use super::check::in_full;
use super::simulate::{covers, how_to_name_one};

/// Runs the command.
///
/// # Errors
/// If there is no such catalog, batch or scenario, or the output cannot be written.
pub fn run(args: &CodesArgs, output: &Output) -> Result<Ending, ToolError> {
    let catalogs = disk::find(std::slice::from_ref(&args.catalog))?;
    let [catalog] = catalogs.as_slice() else {
        let roots = catalogs.iter().map(|catalog| format!("`{}`", shown(&catalog.root)));
        let message = format!("there are several catalogs below `{}`", shown(&args.catalog));
        return Err(ToolError::new(message).hint(format!("name one of them: {}", listed(roots, ", "))));
    };
    let compilation = catalog.compile()?;
    let Some(checked) = compilation.checked() else {
        output.print(&in_full(&[compilation], output))?;
        return Ok(Ending::Findings);
    };
    let id = find(checked, &args.batch)?;
    let unread = || ToolError::new(format!("the codes of `{}` cannot be read", args.batch));
    let mut listing = Listing::new(checked.batch(id)).ok_or_else(unread)?;
    if let Some(path) = &args.after {
        let placed = compilation.scenarios.iter().filter(|placed| covers(path, &placed.file)).collect::<Vec<_>>();
        let [placed] = placed.as_slice() else {
            let files: Vec<String> = placed.iter().map(|placed| placed.file.to_string()).collect();
            return Err(not_one(path, &files));
        };
        let Some(scenario) = &placed.scenario else {
            output.print(&in_full(&[compilation], output))?;
            return Ok(Ending::Findings);
        };
        let fail = |reason: crate::sim::Aborted| {
            ToolError::new(format!("`{}` cannot be replayed to its end", placed.file)).cause(reason.message())
        };
        listing = listing.after(checked, id, scenario).map_err(fail)?;
    }
    let line = match args.format {
        CodesFormat::Text => text,
        CodesFormat::Json => json,
    };
    output.stream(listing.codes().map(|code| line(&code)))?;
    Ok(Ending::Clean)
}

fn text(code: &ListedCode) -> String {
    match code.state {
        None => format!("{}\n", code.code),
        Some(state) => format!("{}\t{}\t{}\n", code.code, state.status.word(), state.remaining),
    }
}

fn json(code: &ListedCode) -> String {
    let mut line = serde_json::to_string(code).expect("bug: a code has only texts and numbers");
    line.push('\n');
    line
}

fn not_one(path: &Path, files: &[String]) -> ToolError {
    let path = shown(path);
    match files.len() {
        0 => ToolError::new(format!("`{path}` is no scenario of the catalog"))
            .hint("scenarios are in files whose names end in .scenario.yaml"),
        count => ToolError::new(format!("`{path}` has {count} scenarios")).hint(how_to_name_one(files)),
    }
}

/// Finds a batch by its code, or by noun and code where a coupon and a voucher have the same.
fn find(catalog: &Catalog, name: &str) -> Result<BatchId, ToolError> {
    let (noun, code) =
        name.split_once('/').map_or((None, name), |(noun, code)| (Some(noun.trim_end_matches('s')), code));
    let fits = |batch: &crate::graph::Coupon| noun.is_none_or(|noun| batch.kind.noun() == noun);
    let mut found = catalog.batches().filter(|(_, batch)| batch.code.text == code && fits(batch));
    match (found.next(), found.next()) {
        (Some((id, _)), None) => Ok(id),
        (Some(_), Some(_)) => Err(ToolError::new(format!("`{code}` is a coupon and a voucher"))
            .hint(format!("write `coupon/{code}` or `voucher/{code}`"))),
        (None, _) => {
            let codes: Vec<&str> = catalog.batches().map(|(_, batch)| batch.code.text.as_str()).collect();
            let error = ToolError::new(format!("catalog `{}` has no coupon or voucher called `{name}`", catalog.code));
            Err(match nearest(code, codes.iter().copied()) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None if codes.is_empty() => error.hint("it has none at all"),
                None => error.hint("`ratebook show` lists what there is"),
            })
        }
    }
}
