//! A story: passages in the order in which a person would tell them, each with the YAML it is about.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;

use crate::diag::render::{Style, passage};
use crate::diag::{Label, cut_after};
use crate::source::{SourceSet, Span};

/// How one line of an invoice, or the outcome of one event, has come about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// What it is about, as in `2.1` or `event 3`.
    pub of: String,
    /// The same in words.
    pub title: String,
    /// The passages.
    pub passages: Vec<Passage>,
}

/// One passage of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// What it tells of, as in `price`.
    pub word: &'static str,
    /// The sentence.
    pub text: String,
    /// The YAML it is about, the most telling place first.
    pub places: Vec<Label>,
    /// Reasons, steps and hints, each with the word for what it is.
    pub remarks: Vec<(&'static str, String)>,
}

impl Passage {
    pub(super) fn new(word: &'static str, text: impl Into<String>) -> Self {
        Self { word, text: text.into(), places: Vec::new(), remarks: Vec::new() }
    }

    /// Adds a place; one that was never written, or that is there already, is left out.
    pub(super) fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        if span.is_written() && self.places.iter().all(|label| label.span != span) {
            self.places.push(Label { span, text: text.into() });
        }
        self
    }

    /// Adds a remark.
    pub(super) fn say(mut self, word: &'static str, text: impl Into<String>) -> Self {
        self.remarks.push((word, text.into()));
        self
    }
}

/// The longest title that is shown whole.
const LONGEST_TITLE: usize = 400;

impl Story {
    /// Returns the story as text with the lines of YAML, ending in a line break.
    #[must_use]
    pub fn text(&self, sources: &SourceSet, style: Style) -> String {
        let passages = self.passages.iter().map(|p| passage((p.word, &p.text), &p.places, &p.remarks, sources, style));
        let title = cut_after(&self.title, LONGEST_TITLE);
        std::iter::once(format!("{}: {title}\n", self.of)).chain(passages).collect::<Vec<_>>().join("\n")
    }

    /// Returns the story as data.
    #[must_use]
    pub fn document(&self, scenario: &str, sources: &SourceSet) -> Explanation {
        Explanation {
            ratebook: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: scenario.to_owned(),
            of: self.of.clone(),
            title: self.title.clone(),
            passages: self.passages.iter().map(|passage| passage.document(sources)).collect(),
        }
    }
}

impl Passage {
    fn document(&self, sources: &SourceSet) -> ToldPassage {
        let place = |label: &Label| {
            let at = sources.locate(label.span);
            ToldPlace {
                file: at.file.to_owned(),
                line: at.line,
                column: at.column,
                end_line: at.end_line,
                end_column: at.end_column,
                message: label.text.clone(),
            }
        };
        let remark = |(word, text): &(&'static str, String)| Remark { word: (*word).to_owned(), text: text.clone() };
        ToldPassage {
            word: self.word.to_owned(),
            text: self.text.clone(),
            places: self.places.iter().map(place).collect(),
            remarks: self.remarks.iter().map(remark).collect(),
        }
    }
}

/// What `ratebook simulate --explain LINE --format json` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(title = "ratebook explanation")]
pub struct Explanation {
    /// The version of ratebook that wrote it.
    pub ratebook: String,
    /// The scenario's title.
    pub scenario: String,
    /// What it is about, as in `2.1` or `event 3`.
    pub of: String,
    /// The same in words.
    pub title: String,
    /// How it came about, in the order in which a person would tell it.
    pub passages: Vec<ToldPassage>,
}

/// One passage of an explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Passage")]
pub struct ToldPassage {
    /// What it tells of, as in `price`.
    pub word: String,
    /// The sentence.
    pub text: String,
    /// The YAML it is about, the most telling place first.
    pub places: Vec<ToldPlace>,
    /// Reasons, steps and hints.
    pub remarks: Vec<Remark>,
}

/// Where something is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Place")]
pub struct ToldPlace {
    /// The file, relative to where the tool was started.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// The line of the end.
    pub end_line: u32,
    /// The column one past the last character.
    pub end_column: u32,
    /// What is said there; may be empty.
    pub message: String,
}

/// A reason, a step or a hint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Remark {
    /// What it is, as in `step`.
    pub word: String,
    /// The sentence.
    pub text: String,
}

impl Explanation {
    /// Returns the document as text, indented, with a line break at its end.
    ///
    /// # Panics
    /// Never: a document of texts and numbers can always be written.
    #[must_use]
    pub fn render(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("bug: an explanation has only texts and numbers");
        text.push('\n');
        text
    }

    /// Returns the JSON Schema of the document (2020-12).
    #[must_use]
    pub fn json_schema() -> schemars::Schema {
        SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<Self>()
    }
}
