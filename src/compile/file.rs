//! One file through the stages that need no other: parse, validate, decode.

use super::allow::Comment;
use crate::decl::{self, CatalogFile, ManifestDecl, ScenarioFile, Spanned};
use crate::diag::{Finding, Level};
use crate::schema::{FileKind, validate};
use crate::source::{SourceFile, Span};
use crate::syntax::{Documents, parse};

/// What was read of one file.
#[derive(Debug, Default)]
pub(super) struct ReadFile {
    pub(super) findings: Vec<Finding>,
    pub(super) allows: Vec<Comment>,
    pub(super) manifest: Option<Box<ManifestDecl>>,
    pub(super) catalog: Option<Box<CatalogFile>>,
    pub(super) scenarios: Vec<ReadScenario>,
    /// Whether the text could be read as YAML from beginning to end.
    pub(super) complete: bool,
}

/// A scenario as written.
#[derive(Debug)]
pub(super) struct ReadScenario {
    pub(super) decl: Spanned<ScenarioFile>,
    /// Where the stages so far found an error in its document.
    pub(super) errors: Vec<Span>,
}

/// Reads one file. The tree is dropped with the end of it: what is kept is small.
pub(super) fn read(source: &SourceFile, manifest: &str) -> ReadFile {
    let kind = FileKind::of(source.name(), manifest);
    let documents = if kind == FileKind::Scenario { Documents::Many } else { Documents::One };
    let parsed = parse(source, documents);
    let broken = parsed.findings.iter().any(|finding| finding.level() == Level::Error);
    let mut file = ReadFile {
        findings: parsed.findings,
        complete: kind == FileKind::Scenario || !broken,
        allows: parsed.allows.iter().map(comment).collect(),
        ..ReadFile::default()
    };
    for document in &parsed.documents {
        let found = validate(document, kind);
        match kind {
            FileKind::Manifest => file.manifest = Some(Box::new(decl::manifest(document))),
            FileKind::Catalog => file.catalog = Some(Box::new(decl::catalog_file(document))),
            FileKind::Scenario => {
                let span = document.span(document.root());
                let inside = |place: &Span| span.start <= place.start && place.start <= span.end;
                let errors = file.findings.iter().chain(&found).filter(|finding| finding.level() == Level::Error);
                let errors = errors.map(|finding| finding.primary.span).filter(inside).collect();
                file.scenarios.push(ReadScenario { decl: Spanned { span, value: Some(decl::scenario(document)) }, errors });
            }
        }
        file.findings.extend(found);
    }
    file
}

fn comment(allow: &crate::syntax::Allow<'_>) -> Comment {
    Comment {
        span: allow.span,
        name: allow.name.to_owned(),
        name_span: allow.name_span,
        has_reason: allow.has_reason,
        line: allow.line,
    }
}
