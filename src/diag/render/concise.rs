//! Findings on one line each.

use std::fmt::Write as _;

use super::terminal_text::one_line;
use crate::diag::Finding;
use crate::source::SourceSet;

/// Writes each finding on one line: `file:line:column: level[name] message`.
///
/// A finding that has no place starts with its level.
#[must_use]
pub fn concise(findings: &[Finding], sources: &SourceSet) -> String {
    findings.iter().fold(String::new(), |mut out, finding| {
        if finding.primary.span.is_written() {
            let place = sources.locate(finding.primary.span);
            _ = write!(out, "{}:{}:{}: ", one_line(place.file), place.line, place.column);
        }
        _ = writeln!(out, "{}[{}] {}", finding.level().name(), finding.rule.name, one_line(&finding.message));
        out
    })
}
