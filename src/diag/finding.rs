//! One occurrence of a rule.

use super::{Level, Rule};
use crate::source::Span;

/// A place and what is to be said there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// A short lower-case phrase; may be empty.
    pub text: String,
}

/// A replacement of the text at a span, shown as an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub text: String,
}

/// One finding: a headline, a primary place, and whatever helps to mend it.
///
/// ```
/// use ratebook::diag::{Finding, Level, Rule, Stage};
/// use ratebook::source::Span;
/// static RULE: Rule = Rule { name: "odd-price", level: Level::Warning, stage: Stage::Rules, since: "0.1", page: "" };
/// let finding = Finding::new(&RULE, Span::new(4, 8), "price is odd").label("odd").help("round it");
/// assert_eq!(finding.level(), Level::Warning);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The record of its kind.
    pub rule: &'static Rule,
    /// The headline: makes sense alone.
    pub message: String,
    /// What is wrong here.
    pub primary: Label,
    /// The other half of the contradiction.
    pub related: Vec<Label>,
    /// One edit, in the imperative.
    pub help: Option<String>,
    /// Background.
    pub note: Option<String>,
    /// The same edit as text, where it is a plain replacement.
    pub edit: Option<Edit>,
}

impl Finding {
    /// Starts a finding with its headline and primary place.
    #[must_use]
    pub fn new(rule: &'static Rule, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule,
            message: message.into(),
            primary: Label { span, text: String::new() },
            related: Vec::new(),
            help: None,
            note: None,
            edit: None,
        }
    }

    /// Says what is wrong at the primary place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Adds a second place; one that was never written is left out.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        if span.is_written() {
            self.related.push(Label { span, text: text.into() });
        }
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Adds background.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.note = Some(text.into());
        self
    }

    /// Offers a replacement of the text at `span`.
    #[must_use]
    pub fn replace(mut self, span: Span, text: impl Into<String>) -> Self {
        self.edit = Some(Edit { span, text: text.into() });
        self
    }

    /// Offers the nearest of `candidates` to what is written at the primary place, if one is near enough.
    #[must_use]
    pub fn suggest<'a>(self, written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Self {
        match super::nearest(written, candidates) {
            Some(name) => {
                let span = self.primary.span;
                self.help(format!("did you mean `{name}`?")).replace(span, name)
            }
            None => self,
        }
    }

    /// Returns the level.
    #[must_use]
    pub fn level(&self) -> Level {
        self.rule.level
    }

    /// Returns what findings are sorted by: place, then name, then text.
    #[must_use]
    pub fn order(&self) -> (u32, u32, &'static str, &str) {
        (self.primary.span.start, self.primary.span.end, self.rule.name, &self.message)
    }
}
