//! One file through the stages that need no other: parse, validate, decode.

use crate::allow::Comment;
use crate::decl::{self, CatalogFile, ManifestDecl, Misspelt, ScenarioFile, Spanned};
use crate::diag::{Finding, Level};
use crate::schema::codes::{EMPTY_VALUE, UNKNOWN_FIELD, UNKNOWN_SECTION};
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
    /// How many findings were counted but not kept.
    pub(super) more_findings: usize,
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
    let mut file = ReadFile {
        findings: parsed.findings,
        more_findings: parsed.more_findings,
        complete: kind == FileKind::Scenario || parsed.whole,
        allows: parsed.allows.iter().map(comment).collect(),
        ..ReadFile::default()
    };
    if kind == FileKind::Manifest && parsed.documents.is_empty() && parsed.whole {
        file.findings.push(empty_manifest(source));
    }
    for document in &parsed.documents {
        let found = validate(document, kind);
        let misspelt = misspelt(&found);
        match kind {
            FileKind::Manifest => file.manifest = Some(Box::new(decl::manifest(document, &misspelt))),
            FileKind::Catalog => file.catalog = Some(Box::new(decl::catalog_file(document, &misspelt))),
            FileKind::Scenario => {
                let span = document.span(document.root());
                let inside = |place: &Span| span.start <= place.start && place.start <= span.end;
                let errors = file.findings.iter().chain(&found).filter(|finding| finding.level() == Level::Error);
                let errors = errors.map(|finding| finding.primary.span).filter(inside).collect();
                let decl = Spanned { span, value: Some(decl::scenario(document, &misspelt)) };
                file.scenarios.push(ReadScenario { decl, errors });
            }
        }
        file.findings.extend(found);
    }
    file
}

/// A file without any YAML has no document that the schema could speak about.
fn empty_manifest(source: &SourceFile) -> Finding {
    let end = source.text().len();
    Finding::new(&EMPTY_VALUE, source.span(end, end), "the manifest is empty")
        .label("needs `ratebook`, `catalog` and `currencies`")
        .help("write `ratebook: 1`, `catalog: …` and `currencies: [USD]`, each on a line of its own")
}

/// Returns the keys that have a finding with a suggestion.
fn misspelt(findings: &[Finding]) -> Misspelt {
    let named = findings.iter().filter(|f| f.rule == &UNKNOWN_FIELD || f.rule == &UNKNOWN_SECTION);
    named.filter_map(|finding| finding.edit.as_ref()).map(|edit| (edit.span, edit.text.clone())).collect()
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
