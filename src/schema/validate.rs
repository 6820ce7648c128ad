//! Documents against their schema: every failure, each retold in the catalog's words.

use std::sync::{LazyLock, OnceLock};

use foldhash::{HashMap, HashSet};
use jsonschema::Validator;
use serde_json::Value;

use super::codes::{BAD_AMOUNT, BAD_PERCENT};
use super::generate::{FileKind, for_validation, without_references};
use super::grammar;
use super::instance::{Instance, Yaml};
use super::quick::Quick;
use super::retell::retell;
use super::tag;
use crate::diag::{Finding, Suggestions};
use crate::syntax::Document;

/// A schema, ready to validate many documents.
struct Compiled {
    kind: FileKind,
    schema: Value,
    quick: Quick,
    /// Made for the first document that does not surely fit: most runs have none, and a start should cost little.
    validator: OnceLock<Validator<Yaml>>,
    /// The same without references, in which a failing keyword is found by its path.
    inlined: OnceLock<Value>,
}

impl Compiled {
    fn new(kind: FileKind) -> Self {
        let schema = for_validation(kind);
        let quick = Quick::new(&schema);
        Self { kind, schema, quick, validator: OnceLock::new(), inlined: OnceLock::new() }
    }

    fn validator(&self) -> &Validator<Yaml> {
        self.validator.get_or_init(|| {
            jsonschema::options_for::<Yaml>()
                .with_keyword("x-grammar", |_, value, _| grammar::keyword(value))
                .with_keyword("x-tag", |_, value, _| tag::keyword(value))
                .build(&self.schema)
                .unwrap_or_else(|error| panic!("bug: the {} schema does not compile: {error}", self.kind.name()))
        })
    }

    fn inlined(&self) -> &Value {
        self.inlined.get_or_init(|| without_references(&self.schema))
    }
}

static MANIFEST: LazyLock<Compiled> = LazyLock::new(|| Compiled::new(FileKind::Manifest));
static CATALOG: LazyLock<Compiled> = LazyLock::new(|| Compiled::new(FileKind::Catalog));
static SCENARIO: LazyLock<Compiled> = LazyLock::new(|| Compiled::new(FileKind::Scenario));

fn compiled(kind: FileKind) -> &'static Compiled {
    match kind {
        FileKind::Manifest => &MANIFEST,
        FileKind::Catalog => &CATALOG,
        FileKind::Scenario => &SCENARIO,
    }
}

/// Returns everything in which a document differs from the schema of its kind.
#[must_use]
pub fn validate(document: &Document<'_>, kind: FileKind) -> Vec<Finding> {
    let compiled = compiled(kind);
    if compiled.quick.fits(document) == Some(true) {
        return Vec::new();
    }
    let mut places = HashSet::default();
    let suggestions = Suggestions::default();
    let mut findings: Vec<Finding> = compiled
        .validator()
        .iter_errors(Instance::Node(document, document.root()))
        .flat_map(|error| retell(document, kind, compiled.inlined(), &error, &suggestions))
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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use proptest::prelude::*;

    use super::*;
    use crate::source::{FileText, SourceSet};
    use crate::syntax::{Documents, parse};

    fn yaml_files(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                yaml_files(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "yaml") {
                found.push(path);
            }
        }
    }

    /// Returns the text of every file of the worked catalogs and of the tests, right and wrong.
    fn texts() -> Vec<(PathBuf, String)> {
        let project = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        for folder in ["catalogs", "tests/scenarios", "tests/schema", "tests/graph", "tests/scenario"] {
            yaml_files(&project.join(folder), &mut files);
        }
        files.sort();
        let texts = files.into_iter().filter_map(|path| Some((path.clone(), fs::read_to_string(path).ok()?)));
        texts.collect()
    }

    fn kind_of(path: &Path) -> FileKind {
        FileKind::of(&path.file_name().unwrap().to_string_lossy(), "ratebook.yaml")
    }

    /// Checks that the quicker way says of a text what the validator says, or nothing; returns whether it ever said nothing.
    fn both_ways_agree(kind: FileKind, text: &str) -> bool {
        let set = SourceSet::new(vec![("a.yaml".to_owned(), FileText::Whole(text.to_owned()))]);
        let parsed = parse(set.files().next().unwrap(), Documents::Many);
        let compiled = compiled(kind);
        let mut is_silent = false;
        for document in &parsed.documents {
            let quick = compiled.quick.fits(document);
            let whole = compiled.validator().is_valid(Instance::Node(document, document.root()));
            assert!(quick.is_none_or(|quick| quick == whole), "{quick:?} and not {whole}: {text}");
            is_silent |= quick.is_none();
        }
        is_silent
    }

    #[test]
    fn no_file_of_the_tests_needs_more_than_the_quicker_way_unless_it_is_wrong() {
        for (path, text) in texts() {
            let is_silent = both_ways_agree(kind_of(&path), &text);
            let is_right = ["catalogs", "scenarios"].iter().any(|folder| path.iter().any(|part| part == *folder));
            assert!(!(is_right && is_silent), "a keyword is not known in {}", path.display());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_quicker_way_says_what_the_validator_says(
            file in any::<prop::sample::Index>(),
            other in any::<prop::sample::Index>(),
            (line, from) in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
            put in "(|x|1|1\\.5|true|~|\\[\\]|\\{\\}|-1|\"q\"|2026-01-31|x-y: 1|9 GB|1 month)",
            part in any::<prop::sample::Index>(),
        ) {
            let texts = texts();
            let (path, text) = file.get(&texts);
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            // A line of any file in the place of another, and a word of it changed.
            let others: Vec<&str> = other.get(&texts).1.lines().collect();
            if !lines.is_empty() && !others.is_empty() {
                let at = line.index(lines.len());
                if from.index(3) == 0 {
                    lines[at] = (*from.get(&others)).to_owned();
                }
                let at = from.index(lines.len());
                let words: Vec<String> = lines[at].split(' ').map(str::to_owned).collect();
                let mut words = words;
                let word = part.index(words.len());
                words[word] = put;
                lines[at] = words.join(" ");
            }
            both_ways_agree(kind_of(path), &lines.join("\n"));
        }
    }
}
