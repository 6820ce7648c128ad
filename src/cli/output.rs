//! The terminal: width, colour, stdout and stderr.

use std::io::{self, IsTerminal, Write};

use super::args::ColorChoice;
use crate::diag::render::Style;
use crate::diag::{ToolError, install_hook};

/// The width of what goes into a file or a pipe.
const PIPE_WIDTH: usize = 100;
/// Wider lines are hard to read.
const MAX_WIDTH: usize = 120;

/// Where everything is printed.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    stdout: Style,
    stderr: Style,
}

impl Output {
    /// Finds out what stdout and stderr are.
    #[must_use]
    pub fn new(choice: ColorChoice) -> Self {
        let style = |is_terminal: bool, wants_color: bool| Style {
            width: width(is_terminal),
            color: match choice {
                ColorChoice::Always => true,
                ColorChoice::Never => false,
                ColorChoice::Auto => wants_color,
            },
        };
        let wants = |choice: anstream::ColorChoice| choice != anstream::ColorChoice::Never;
        Self {
            stdout: style(io::stdout().is_terminal(), wants(anstream::AutoStream::choice(&io::stdout()))),
            stderr: style(io::stderr().is_terminal(), wants(anstream::AutoStream::choice(&io::stderr()))),
        }
    }

    /// Returns how findings are drawn.
    #[must_use]
    pub fn style(&self) -> Style {
        self.stdout
    }

    /// Prints what was asked for.
    ///
    /// # Errors
    /// If stdout cannot be written. A reader that has seen enough, as `head` has, is no error.
    pub fn print(&self, text: &str) -> Result<(), ToolError> {
        let mut stdout = io::stdout().lock();
        match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(ToolError::new("the output cannot be written").cause(error))
            }
            _ => Ok(()),
        }
    }

    /// Prints lines as they come; a reader that has seen enough ends them.
    ///
    /// # Errors
    /// If stdout cannot be written.
    pub fn stream(&self, lines: impl Iterator<Item = String>) -> Result<(), ToolError> {
        let mut stdout = io::BufWriter::new(io::stdout().lock());
        let mut lines = lines;
        match lines.try_for_each(|line| stdout.write_all(line.as_bytes())).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(ToolError::new("the output cannot be written").cause(error))
            }
            _ => Ok(()),
        }
    }

    /// Makes reports on stderr look like findings.
    pub fn dress_reports(&self) {
        // A program that uses this library may have installed its own dress, which it then keeps.
        let _ = install_hook(self.stderr);
    }

    /// Prints why the tool could not do its job.
    pub fn tool_error(&self, error: ToolError) {
        let _ = write!(io::stderr(), "{:?}", miette::Report::new(error));
    }
}

fn width(is_terminal: bool) -> usize {
    let columns = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    match columns.filter(|_| is_terminal) {
        Some(columns) => columns.clamp(40, MAX_WIDTH),
        None => PIPE_WIDTH,
    }
}
