//! `ratebook explain`: the page of a finding, or the index.

use crate::cli::Ending;
use crate::cli::args::ExplainArgs;
use crate::cli::output::Output;
use crate::diag::{ToolError, explain, index, nearest};
use crate::registry;

/// Runs the command.
///
/// # Errors
/// If no finding has this name.
pub fn run(args: &ExplainArgs, output: &Output) -> Result<Ending, ToolError> {
    let all = registry::all();
    let Some(name) = &args.name else {
        output.print(&index(&all))?;
        return Ok(Ending::Clean);
    };
    // What is printed in brackets may be pasted with them.
    let name = name.trim_start_matches(['[', '`']).trim_end_matches([']', '`']);
    let Some(rule) = registry::find(name) else {
        let error = ToolError::new(format!("no finding is called `{name}`"));
        return Err(match nearest(name, all.iter().map(|rule| rule.name)) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint("`ratebook explain` lists them all"),
        });
    };
    output.print(&explain(rule))?;
    Ok(Ending::Clean)
}
