//! `ratebook completions`: what a shell needs to complete verbs and flags.

use crate::cli::Ending;
use crate::cli::args::{CompletionsArgs, command};
use crate::cli::output::Output;
use crate::diag::ToolError;

/// Runs the command.
///
/// # Errors
/// If the output cannot be written.
pub fn run(args: &CompletionsArgs, output: &Output) -> Result<Ending, ToolError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command(), "ratebook", &mut script);
    output.print(&String::from_utf8_lossy(&script))?;
    Ok(Ending::Clean)
}
