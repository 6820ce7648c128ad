//! One file through the stages that need no other: parse, validate, decode.

use super::allow::Comment;
use crate::decl::{self, CatalogFile, ManifestDecl, ScenarioFile, Spanned};
use crate::diag::{Finding, Level};
use crate::schema::{FileKind, validate};
use crate::source::SourceFile;
use crate::syntax::{Documents, parse};

/// What was read of one file.
#[derive(Debug, Default)]
pub(super) struct ReadFile {
    pub(super) findings: Vec<Finding>,
    pub(super) allows: Vec<Comment>,
    pub(super) manifest: Option<Box<ManifestDecl>>,
    pub(super) catalog: Option<Box<CatalogFile>>,
    pub(super) scenarios: Vec<Spanned<ScenarioFile>>,
    /// Whether the text could be read as YAML from beginning to end.
    pub(super) complete: bool,
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
        file.findings.extend(validate(document, kind));
        match kind {
            FileKind::Manifest => file.manifest = Some(Box::new(decl::manifest(document))),
            FileKind::Catalog => file.catalog = Some(Box::new(decl::catalog_file(document))),
            FileKind::Scenario => {
                let span = document.span(document.root());
                file.scenarios.push(Spanned { span, value: Some(decl::scenario(document)) });
            }
        }
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
