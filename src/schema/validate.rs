//! Documents against their schema: every failure, each retold in the catalog's words.

use std::sync::{LazyLock, OnceLock};

use foldhash::{HashMap, HashSet};
use jsonschema::Validator;
use serde_json::Value;

use super::codes::{BAD_AMOUNT, BAD_PERCENT};
use super::generate::{FileKind, for_validation, without_references};
use super::grammar;
use super::instance::{Instance, Yaml};
use super::retell::retell;
use super::tag;
use crate::diag::Finding;
use crate::syntax::Document;

/// A schema, ready to validate many documents.
struct Compiled {
    kind: FileKind,
    validator: Validator<Yaml>,
    /// The same without references, in which a failing keyword is found by its path. Made for the first failure: most runs
    /// have none, and a start should cost little.
    inlined: OnceLock<Value>,
}

impl Compiled {
    fn new(kind: FileKind) -> Self {
        let schema = for_validation(kind);
        let validator = jsonschema::options_for::<Yaml>()
            .with_keyword("x-grammar", |_, value, _| grammar::keyword(value))
            .with_keyword("x-tag", |_, value, _| tag::keyword(value))
            .build(&schema)
            .unwrap_or_else(|error| panic!("bug: the {} schema does not compile: {error}", kind.name()));
        Self { kind, validator, inlined: OnceLock::new() }
    }

    fn inlined(&self) -> &Value {
        self.inlined.get_or_init(|| without_references(&for_validation(self.kind)))
    }
}

static MANIFEST: LazyLock<Compiled> = LazyLock::new(|| Compiled::new(FileKind::Manifest));
static CATALOG: LazyLock<Compiled> = LazyLock::new(|| Compiled::new(FileKind::Catalog));
static SCENARIO: LazyLock<Compiled> = LazyLock::new(|| Compiled::new(FileKind::Scenario));

/// Returns everything in which a document differs from the schema of its kind.
#[must_use]
pub fn validate(document: &Document<'_>, kind: FileKind) -> Vec<Finding> {
    let compiled = match kind {
        FileKind::Manifest => &*MANIFEST,
        FileKind::Catalog => &*CATALOG,
        FileKind::Scenario => &*SCENARIO,
    };
    let instance = Instance::Node(document, document.root());
    if compiled.validator.is_valid(instance) {
        return Vec::new();
    }
    let mut places = HashSet::default();
    let mut findings: Vec<Finding> = compiled
        .validator
        .iter_errors(instance)
        .flat_map(|error| retell(document, kind, compiled.inlined(), &error))
        .collect();
    // A number in pieces is told whole; what was said about its first piece alone is an echo.
    let mut wholes: HashMap<u32, u32> = HashMap::default();
    for finding in findings.iter().filter(|f| f.rule == &BAD_AMOUNT || f.rule == &BAD_PERCENT) {
        let end = wholes.entry(finding.primary.span.start).or_default();
        *end = finding.primary.span.end.max(*end);
    }
    findings.retain(|f| wholes.get(&f.primary.span.start).is_none_or(|end| *end == f.primary.span.end));
    // One cause, one finding: the first to speak about a place is the most exact.
    findings.retain(|finding| places.insert((finding.primary.span, finding.rule.name)));
    findings
}
