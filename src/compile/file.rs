//! One file through the stages that need no other: parse, validate, decode; of a scenario also what the catalog says to it.

use crate::allow::Comment;
use crate::decl::{self, CatalogFile, ManifestDecl, Misspelt, Spanned};
use crate::diag::{Finding, Level};
use crate::graph::Catalog;
use crate::scenario::{self, Before, Scenario};
use crate::schema::codes::{EMPTY_VALUE, UNKNOWN_FIELD, UNKNOWN_SECTION};
use crate::schema::{FileKind, validate};
use crate::sim;
use crate::source::{SourceFile, Span};
use crate::syntax::{Documents, parse};

/// What was read of one file of a catalog.
#[derive(Debug, Default)]
pub(super) struct ReadFile {
    pub(super) findings: Vec<Finding>,
    pub(super) allows: Vec<Comment>,
    pub(super) manifest: Option<Box<ManifestDecl>>,
    pub(super) catalog: Option<Box<CatalogFile>>,
    /// How many findings were counted but not kept.
    pub(super) more_findings: usize,
    /// Whether the text could be read as YAML from beginning to end.
    pub(super) complete: bool,
}

/// What was read of one file of scenarios.
#[derive(Debug)]
pub(super) struct ReadScenarios {
    pub(super) findings: Vec<Finding>,
    pub(super) allows: Vec<Comment>,
    /// How many findings were counted but not kept.
    pub(super) more_findings: usize,
    /// A scenario for each document; nothing for one that has an error.
    pub(super) scenarios: Vec<Option<Scenario>>,
}

/// Reads one file of a catalog. The tree is dropped with the end of it: what is kept is small.
pub(super) fn read(source: &SourceFile, manifest: &str) -> ReadFile {
    let kind = FileKind::of(source.name(), manifest);
    let parsed = parse(source, Documents::One);
    let mut file = ReadFile {
        findings: parsed.findings,
        more_findings: parsed.more_findings,
        complete: parsed.whole,
        allows: parsed.allows.iter().map(comment).collect(),
        ..ReadFile::default()
    };
    if kind == FileKind::Manifest && parsed.documents.is_empty() && parsed.whole {
        file.findings.push(empty_manifest(source));
    }
    for document in &parsed.documents {
        let found = validate(document, kind);
        let misspelt = misspelt(&found);
        if kind == FileKind::Manifest {
            file.manifest = Some(Box::new(decl::manifest(document, &misspelt)));
        } else {
            file.catalog = Some(Box::new(decl::catalog_file(document, &misspelt)));
        }
        file.findings.extend(found);
    }
    file
}

/// Reads one file of scenarios against a catalog. What is written takes many times the room of what it comes to, so it is
/// dropped with each document.
pub(super) fn scenarios(source: &SourceFile, catalog: &Catalog) -> ReadScenarios {
    let parsed = parse(source, Documents::Many);
    let mut file = ReadScenarios {
        findings: parsed.findings,
        more_findings: parsed.more_findings,
        allows: parsed.allows.iter().map(comment).collect(),
        scenarios: Vec::with_capacity(parsed.documents.len()),
    };
    for document in &parsed.documents {
        let found = validate(document, FileKind::Scenario);
        let span = document.span(document.root());
        let inside = |place: &Span| span.start <= place.start && place.start <= span.end;
        let errors = file.findings.iter().chain(&found).filter(|finding| finding.level() == Level::Error);
        let errors: Vec<Span> = errors.map(|finding| finding.primary.span).filter(inside).collect();
        let written = Spanned { span, value: Some(decl::scenario(document, &misspelt(&found))) };
        let before = Before { errors: &errors, refusals: sim::refusals::RULES };
        let (scenario, more) = scenario::lower(&written, catalog, before);
        file.findings.extend(found);
        file.findings.extend(more);
        file.scenarios.push(scenario);
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
