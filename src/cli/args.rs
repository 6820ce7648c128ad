//! The verbs and their flags.

use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::diag::Level;

/// The compiler for subscription catalogs.
///
/// Checks plans, bundles, prices and coupons written as YAML, says exactly what is wrong and where, and replays dated
/// scenarios into invoices.
#[derive(Debug, Parser)]
#[command(name = "ratebook", version, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Cli {
    /// Whether to use colours
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto)]
    pub color: ColorChoice,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 nothing found, 1 findings, failed expectations or changed invoices, \
                          2 the tool could not do its job.";

/// Returns the whole command line as data, for completions, the man page and the documentation.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command()
}

/// Whether to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Compile every catalog below the paths and print what is wrong
    Check(CheckArgs),
    /// Replay scenarios and print what happens and every invoice
    Simulate(SimulateArgs),
    /// Replay every scenario and compare with its expectations and accepted invoices
    Test(TestArgs),
    /// Explain a finding, or list them all
    Explain(ExplainArgs),
    /// Show an object with its defaults filled in, or a catalog's outline
    Show(ShowArgs),
    /// Print the codes of a coupon or voucher, one a line
    Codes(CodesArgs),
    /// Print or write the JSON Schemas for editors
    Schema(SchemaArgs),
    /// Make a small catalog with a scenario that passes
    New(NewArgs),
    /// Print completions for a shell
    Completions(CompletionsArgs),
    /// Print the man page
    Man,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FindingFormat {
    /// With the lines of YAML they are about
    Full,
    /// One line each: file:line:column: level[name] message
    Concise,
    /// One JSON document
    Json,
}

/// How invoices are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InvoiceFormat {
    /// For people
    Text,
    /// One JSON document
    Json,
}

/// How codes are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CodesFormat {
    /// One code a line
    Text,
    /// One JSON document a line
    Json,
}

/// The least serious level that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LevelArg {
    /// Everything
    Info,
    /// Warnings and errors
    Warning,
    /// Errors only
    Error,
}

impl LevelArg {
    /// Returns the level.
    #[must_use]
    pub fn level(self) -> Level {
        match self {
            Self::Info => Level::Info,
            Self::Warning => Level::Warning,
            Self::Error => Level::Error,
        }
    }
}

/// Compile every catalog below the paths and print what is wrong.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Folders or files; a catalog is a folder with a ratebook.yaml
    #[arg(default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// How to print findings
    #[arg(long, value_enum, default_value_t = FindingFormat::Full)]
    pub format: FindingFormat,
    /// The least serious level that makes the exit code 1
    #[arg(long, value_enum, default_value_t = LevelArg::Warning)]
    pub level: LevelArg,
}

/// Replay scenarios and print what happens and every invoice.
#[derive(Debug, Args)]
pub struct SimulateArgs {
    /// Scenario files, or folders with some
    #[arg(required = true, value_name = "SCENARIO")]
    pub paths: Vec<PathBuf>,
    /// How to print invoices
    #[arg(long, value_enum, default_value_t = InvoiceFormat::Text)]
    pub format: InvoiceFormat,
    /// Tell how one line or event came about: `2.1` is line 1 of invoice 2, `event 3`, or words that only it has
    #[arg(long, value_name = "LINE")]
    pub explain: Option<String>,
}

/// Replay every scenario and compare with its expectations and accepted invoices.
#[derive(Debug, Args)]
pub struct TestArgs {
    /// Folders or files; a catalog is a folder with a ratebook.yaml
    #[arg(default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// Write the invoices beside each scenario as the accepted ones
    #[arg(long)]
    pub accept: bool,
}

/// Explain a finding, or list them all.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The name in brackets, as in `unknown-field`
    pub name: Option<String>,
}

/// Show an object with its defaults filled in, or a catalog's outline.
#[derive(Debug, Args)]
#[command(override_usage = "ratebook show [OPTIONS] [PATH] [NOUN/CODE]")]
pub struct ShowArgs {
    /// The catalog, if it is not the current folder's; then the object, as in `plan/family`, or `manifest`
    #[arg(value_names = ["PATH", "NOUN/CODE"], num_args = 0..=2)]
    pub what: Vec<String>,
}

/// Print the codes of a coupon or voucher, one a line.
///
/// After a scenario, each code is followed by its status and by how often it can be used yet, between tabs.
#[derive(Debug, Args)]
pub struct CodesArgs {
    /// A folder or file of the catalog
    pub catalog: PathBuf,
    /// The coupon or voucher, as in `spring` or `voucher/spring`
    pub batch: String,
    /// Replay this scenario first
    #[arg(long, value_name = "SCENARIO")]
    pub after: Option<PathBuf>,
    /// How to print codes
    #[arg(long, value_enum, default_value_t = CodesFormat::Text)]
    pub format: CodesFormat,
}

/// Print or write the JSON Schemas for editors.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Which schema to print
    pub name: Option<String>,
    /// Write all schemas into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "name")]
    pub write: Option<PathBuf>,
}

/// Make a small catalog with a scenario that passes.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// The folder to make; it must not exist yet or be empty
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

/// Print completions for a shell.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}
