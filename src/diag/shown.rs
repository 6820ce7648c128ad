//! A finding as miette's protocol knows diagnostics.

use std::fmt;

use miette::{
    Diagnostic, LabeledSpan, MietteError, MietteSpanContents, Severity, SourceCode, SourceSpan, SpanContents,
};

use super::{Finding, Label, Level};
use crate::source::{SourceSet, Span};

/// A finding together with the texts it is about, for tools that speak [`miette::Diagnostic`].
///
/// One address space covers all files, so a label may lie in any of them; a span that would cross from one file into
/// the next is refused by [`SourceCode::read_span`], which makes miette show each file by itself.
///
/// ```
/// use miette::{Diagnostic, SourceCode};
/// use ratebook::diag::{Finding, Level, Rule, Shown, Stage};
/// use ratebook::source::{FileText, SourceSet};
/// static RULE: Rule = Rule { name: "odd-price", level: Level::Warning, stage: Stage::Rules, since: "0.1", page: "" };
/// let sources = SourceSet::new(vec![("tv.yaml".into(), FileText::Whole("price: 9.99\n".into()))]);
/// let finding = Finding::new(&RULE, sources.files().next().unwrap().span(7, 11), "price is odd");
/// let shown = Shown { finding: &finding, sources: &sources };
/// assert_eq!(shown.code().unwrap().to_string(), "ratebook::odd-price");
/// let label = shown.labels().unwrap().next().unwrap();
/// assert_eq!(shown.read_span(label.inner(), 0, 0).unwrap().name(), Some("tv.yaml"));
/// ```
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// What was found.
    pub finding: &'a Finding,
    /// The texts that its spans point into.
    pub sources: &'a SourceSet,
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.finding.fmt(f)
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.finding.message)
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(format!("ratebook::{}", self.finding.rule.name)))
    }

    fn severity(&self) -> Option<Severity> {
        Some(match self.finding.level() {
            Level::Info => Severity::Advice,
            Level::Warning => Severity::Warning,
            Level::Error | Level::Refused => Severity::Error,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.finding.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let text = |label: &Label| (!label.text.is_empty()).then(|| label.text.clone());
        let at = |span: Span| SourceSpan::from((span.start as usize, (span.end - span.start) as usize));
        let primary = Some(&self.finding.primary).filter(|label| label.span.is_written());
        let primary = primary.map(|label| LabeledSpan::new_primary_with_span(text(label), at(label.span)));
        let related = self.finding.related.iter();
        let related = related.map(move |label| LabeledSpan::new_with_span(text(label), at(label.span)));
        Some(Box::new(primary.into_iter().chain(related)))
    }
}

impl SourceCode for Shown<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let start = u32::try_from(span.offset()).map_err(|_| MietteError::OutOfBounds)?;
        let file = self.sources.file_of(Span::new(start, start)).ok_or(MietteError::OutOfBounds)?;
        let base = file.base() as usize;
        let local = span.offset().checked_sub(base).ok_or(MietteError::OutOfBounds)?;
        // Says itself that a span goes beyond the text.
        let part = file.text().read_span(&(local, span.len()).into(), lines_before, lines_after)?;
        let (data, at) = (part.data(), (part.span().offset() + base, part.span().len()).into());
        let contents =
            MietteSpanContents::new_named(file.name().into(), data, at, part.line(), part.column(), part.line_count());
        Ok(Box::new(contents.with_language("yaml")))
    }
}
