//! The tool could not do its job: exit code 2, no rule, no place in a file.

use std::error::Error;
use std::fmt;

use annotate_snippets::Level;
use miette::Diagnostic;

use super::render::{Style, flat};

/// What the tool could not do, why, and what to try.
///
/// Not a [`Finding`](super::Finding): nothing is wrong with the catalog, or nothing can be said of it.
///
/// ```
/// use ratebook::diag::{ToolError, render::Style};
/// let error = ToolError::new("cannot read `tv.yaml`").cause("permission denied").hint("make the file readable");
/// assert_eq!(error.render(Style::PLAIN), "\
/// error: cannot read `tv.yaml`
///   caused by: permission denied
///   hint: make the file readable
/// ");
/// ```
#[derive(Debug)]
pub struct ToolError {
    message: String,
    cause: Option<Box<dyn Error + Send + Sync>>,
    hint: Option<String>,
}

impl ToolError {
    /// Starts an error with what could not be done: a lower-case phrase with the path or flag in backticks.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), cause: None, hint: None }
    }

    /// Says why: an error from below, or a phrase.
    #[must_use]
    pub fn cause(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// Says what to try, in the imperative.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Returns the error as it is printed to stderr: message, each cause, hint; ends in a line break.
    #[must_use]
    pub fn render(&self, style: Style) -> String {
        let causes = causes(self).map(|text| ("caused by", text));
        let remarks: Vec<_> = causes.chain(self.hint.iter().map(|hint| ("hint", hint.clone()))).collect();
        flat(&Level::ERROR, "error", &self.message, &remarks, style)
    }
}

/// Returns the texts of the errors below `error`, nearest first.
pub fn causes<'e>(error: &'e (dyn Error + 'e)) -> impl Iterator<Item = String> + 'e {
    std::iter::successors(error.source(), |cause| (*cause).source()).map(ToString::to_string)
}

impl fmt::Display for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for ToolError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_ref().map(|cause| &**cause as &(dyn Error + 'static))
    }
}

impl Diagnostic for ToolError {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.hint.as_ref().map(|hint| Box::new(hint) as Box<dyn fmt::Display>)
    }
}
