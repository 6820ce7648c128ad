//! One run of the built program: what it printed and how it ended.

use std::path::Path;
use std::process::{Command, Stdio};

/// What a run printed and how it ended.
pub struct Run {
    /// The command line as a person types it.
    pub line: String,
    pub stdout: String,
    pub stderr: String,
    /// The exit code; nothing if a signal ended it.
    pub code: Option<i32>,
}

impl Run {
    /// Returns the run as a terminal would show it, with the exit code at its end and escapes made visible.
    pub fn transcript(&self) -> String {
        let stderr = if self.stderr.is_empty() { String::new() } else { format!("[stderr]\n{}", self.stderr) };
        let code = self.code.map_or("none".to_owned(), |code| code.to_string());
        let text = format!("$ ratebook {}\n{}{stderr}[exit code {code}]", self.line, self.stdout);
        text.replace('\u{1b}', "<esc>")
    }
}

/// Runs the built program in a folder; what it prints goes into pipes, and no variable of this machine speaks of colours.
pub fn ratebook(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ratebook"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI", "COLUMNS"] {
        command.env_remove(variable);
    }
    let output = command.output().unwrap();
    Run {
        line: arguments.join(" "),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code(),
    }
}
