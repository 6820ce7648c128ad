//! The command line: flags in, files and terminal at the edges, exit codes out.
//!
//! The only part that touches disk, environment, colour and exit codes. Each command is: read flags, call the library,
//! render, return how it ended.

mod args;
mod commands;
mod disk;
mod output;

pub use args::{Cli, command};

use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use crate::diag::ToolError;
use args::Command;
use output::Output;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Nothing at or above the chosen level: exit code 0.
    Clean,
    /// Findings, failed expectations or changed invoices: exit code 1.
    Findings,
}

/// Runs the program with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // clap prints help and version to stdout, its complaints to stderr.
            let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            return if error.print().is_ok() && asked { ExitCode::SUCCESS } else { ExitCode::from(2) };
        }
    };
    let output = Output::new(cli.color);
    output.dress_reports();
    match run(&cli.command, &output) {
        Ok(Ending::Clean) => ExitCode::SUCCESS,
        Ok(Ending::Findings) => ExitCode::from(1),
        Err(error) => {
            output.tool_error(error);
            ExitCode::from(2)
        }
    }
}

fn run(command: &Command, output: &Output) -> Result<Ending, ToolError> {
    match command {
        Command::Check(args) => commands::check::run(args, output),
        Command::Simulate(args) => commands::simulate::run(args, output),
        Command::Test(args) => commands::test::run(args, output),
        Command::Explain(args) => commands::explain::run(args, output),
        Command::Show(args) => commands::show::run(args, output),
        Command::Codes(args) => commands::codes::run(args, output),
        Command::Schema(args) => commands::schema::run(args, output),
        Command::New(args) => commands::new::run(args, output),
        Command::Completions(args) => commands::completions::run(args, output),
        Command::Man => commands::man::run(output),
    }
}
