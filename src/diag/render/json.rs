//! Findings for other programs.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value;

use super::Summary;
use crate::diag::{Finding, Level};
use crate::source::{SourceSet, Span};

/// What `ratebook check --format json` prints: every finding of every catalog, and how many there are.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(title = "Findings of ratebook check")]
struct FindingsDocument<'a> {
    /// The version of ratebook that wrote this.
    ratebook: &'static str,
    /// The findings, catalog by catalog, each by file and place.
    findings: Vec<FindingEntry<'a>>,
    /// How much was read and how many findings of each level there are.
    summary: Summary,
}

/// One finding: a mistake in a catalog or a scenario, or a doubt about it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(title = "Finding", rename = "Finding")]
struct FindingEntry<'a> {
    /// The name of the rule; `ratebook explain NAME` prints its page.
    rule: &'static str,
    /// How much the finding weighs.
    level: Level,
    /// What is wrong, in one line that makes sense alone.
    message: &'a str,
    #[serde(flatten)]
    place: Option<Place<'a>>,
    /// What is wrong at this very place, to be shown beside it.
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
    /// What to do, in the imperative.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    help: Option<&'a str>,
    /// Background.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    note: Option<&'a str>,
    /// The help as a replacement of text, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "EditEntry<'a>")]
    edit: Option<EditEntry<'a>>,
    /// Other places that the finding is about, such as the other half of a contradiction.
    related: Vec<RelatedEntry<'a>>,
}

/// A place in a file. A finding that is in no file has none.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(title = "Place")]
struct Place<'a> {
    /// The file, relative to where ratebook was started, with forward slashes.
    file: &'a str,
    /// The line of the first character, from 1.
    line: u32,
    /// The column of the first character, in characters (not bytes), from 1.
    column: u32,
    /// The line of the end.
    end_line: u32,
    /// The column one past the last character.
    end_column: u32,
}

/// A replacement of the text at a place.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(title = "Edit", rename = "Edit")]
struct EditEntry<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    /// What the text at the place is replaced by; empty to remove it.
    text: &'a str,
}

/// Another place that a finding is about.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(title = "Related place", rename = "RelatedPlace")]
struct RelatedEntry<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    /// What is to be said there; may be empty.
    message: &'a str,
}

/// Returns the findings of all catalogs as one JSON document.
///
/// Fields are added over time, not renamed; [`json_schema`] describes them. The order is that of the input.
#[must_use]
pub fn json<'a>(catalogs: impl IntoIterator<Item = (&'a [Finding], &'a SourceSet)>, summary: Summary) -> Value {
    let entries = catalogs.into_iter().flat_map(|(findings, sources)| findings.iter().map(move |f| entry(f, sources)));
    let document = FindingsDocument { ratebook: env!("CARGO_PKG_VERSION"), findings: entries.collect(), summary };
    serde_json::to_value(document).expect("bug: findings have no map whose keys are not text")
}

/// Returns the JSON Schema (2020-12) of what [`json`] returns.
#[must_use]
pub fn json_schema() -> Value {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    generator.into_root_schema_for::<FindingsDocument<'_>>().to_value()
}

fn entry<'a>(finding: &'a Finding, sources: &'a SourceSet) -> FindingEntry<'a> {
    FindingEntry {
        rule: finding.rule.name,
        level: finding.level(),
        message: &finding.message,
        place: place(finding.primary.span, sources),
        label: &finding.primary.text,
        help: finding.help.as_deref(),
        note: finding.note.as_deref(),
        edit: finding.edit.as_ref().and_then(|e| Some(EditEntry { place: place(e.span, sources)?, text: &e.text })),
        related: finding
            .related
            .iter()
            .filter_map(|l| Some(RelatedEntry { place: place(l.span, sources)?, message: &l.text }))
            .collect(),
    }
}

fn place(span: Span, sources: &SourceSet) -> Option<Place<'_>> {
    if !span.is_written() {
        return None;
    }
    let at = sources.locate(span);
    Some(Place { file: at.file, line: at.line, column: at.column, end_line: at.end_line, end_column: at.end_column })
}
