//! `ratebook man`: the man page.

use crate::cli::Ending;
use crate::cli::args::command;
use crate::cli::output::Output;
use crate::diag::ToolError;

/// Runs the command.
///
/// # Errors
/// If the output cannot be written.
pub fn run(output: &Output) -> Result<Ending, ToolError> {
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(command()).render(&mut page);
    rendered.map_err(|error| ToolError::new("the man page cannot be written").cause(error))?;
    output.print(&String::from_utf8_lossy(&page))?;
    Ok(Ending::Clean)
}
