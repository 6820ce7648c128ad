//! The pipeline on one screen: files in, findings and a catalog out.
//!
//! Owns the order of the stages and what each may rely on. Reads no disk: the files come as text.

mod file;

use rayon::prelude::*;
use smol_str::SmolStr;

use crate::allow;
use crate::diag::{Finding, Level};
use crate::graph::{Catalog, Checked, Written, resolve};
use crate::registry;
use crate::rules;
use crate::scenario::Scenario;
use crate::schema::FileKind;
use crate::source::{FileText, SourceFile, SourceSet};
use file::{ReadFile, ReadScenarios};

/// The files of one catalog.
#[derive(Debug, Default)]
pub struct Files {
    /// The name of the manifest.
    pub manifest: String,
    /// Every file, the manifest too, with its name.
    pub files: Vec<(String, FileText)>,
}

/// A scenario and the file it is in.
#[derive(Debug)]
pub struct PlacedScenario {
    /// The name of the file.
    pub file: SmolStr,
    /// The scenario; nothing if it has an error.
    pub scenario: Option<Scenario>,
}

/// A catalog with everything that was found in it, whole or not.
#[derive(Debug)]
pub struct Compilation {
    /// The files.
    pub sources: SourceSet,
    /// What was found, by place.
    pub findings: Vec<Finding>,
    /// The scenarios, by file and place.
    pub scenarios: Vec<PlacedScenario>,
    /// How many findings of a file were counted but not kept, by its name.
    pub omitted: Vec<(String, usize)>,
    catalog: Result<Checked<Catalog>, Box<Catalog>>,
}

impl Compilation {
    /// Returns the catalog, holes and all.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        match &self.catalog {
            Ok(checked) => checked,
            Err(catalog) => catalog,
        }
    }

    /// Returns the catalog as one that can be simulated: only if nothing of error level was found in its files.
    #[must_use]
    pub fn checked(&self) -> Option<&Checked<Catalog>> {
        self.catalog.as_ref().ok()
    }

    /// Returns the most serious level found.
    #[must_use]
    pub fn worst(&self) -> Option<Level> {
        self.findings.iter().map(Finding::level).max()
    }
}

/// Compiles a catalog: always returns all that could be found and built.
///
/// ```
/// use ratebook::compile::{Files, compile};
/// use ratebook::source::FileText;
/// let manifest = "ratebook: 1\ncatalog: tiny\ncurrencies: [USD]\n";
/// let plans = "plans: { solo: { bundles: [basics] } }\n";
/// let file = |name: &str, text: &str| (name.to_owned(), FileText::Whole(text.to_owned()));
/// let files = Files { manifest: "ratebook.yaml".into(), files: vec![file("ratebook.yaml", manifest), file("a.yaml", plans)] };
/// let compilation = compile(files);
/// assert!(compilation.checked().is_none());
/// assert_eq!(compilation.findings[0].message, "plan `solo` names bundle `basics`, which does not exist");
/// ```
#[must_use]
pub fn compile(files: Files) -> Compilation {
    let manifest = files.manifest;
    let sources = SourceSet::new(files.files);

    let is_scenario = |name: &str| FileKind::of(name, &manifest) == FileKind::Scenario;
    let (stories, files): (Vec<&SourceFile>, Vec<&SourceFile>) =
        sources.files().partition(|source| is_scenario(source.name()));

    // Read, parse, validate and decode: each file alone, in parallel. A broken file gives findings and what was read.
    let mut read: Vec<ReadFile> = files.par_iter().map(|source| file::read(source, &manifest)).collect();

    let mut findings: Vec<Finding> = read.iter_mut().flat_map(|file| std::mem::take(&mut file.findings)).collect();
    let mut comments: Vec<_> = read.iter_mut().flat_map(|file| std::mem::take(&mut file.allows)).collect();
    let omitted = |source: &SourceFile, more: usize| (more > 0).then(|| (source.name().to_owned(), more));
    let mut more: Vec<_> =
        files.iter().zip(&read).filter_map(|(file, read)| omitted(file, read.more_findings)).collect();
    let scenario_span =
        |finding: &Finding| sources.file_of(finding.primary.span).is_some_and(|source| is_scenario(source.name()));

    // Resolve: sees all files at once. Where a file could not be read, what it may declare is not called unknown.
    let (catalog, mut found) = resolve(written(&mut read, &findings, &sources));
    found.retain(|finding| !is_piece(finding, &findings));
    findings.extend(found);

    // Check: the rules see whole objects only; rules about what is missing need a catalog without errors.
    let is_error = |finding: &Finding| finding.level() == Level::Error && !scenario_span(finding);
    let clean = !findings.iter().any(is_error);
    findings.extend(rules::run(&catalog, clean));

    // Scenarios: read as the files before, each against the catalog, whole or not. A table with gaps may have any code.
    let told: Vec<ReadScenarios> = stories.par_iter().map(|source| file::scenarios(source, &catalog)).collect();
    let mut scenarios = Vec::with_capacity(told.iter().map(|told| told.scenarios.len()).sum());
    for (source, told) in stories.iter().zip(told) {
        findings.extend(told.findings);
        comments.extend(told.allows);
        more.extend(omitted(source, told.more_findings));
        let file = SmolStr::new(source.name());
        scenarios.extend(told.scenarios.into_iter().map(|scenario| PlacedScenario { file: file.clone(), scenario }));
    }
    more.sort();

    let clean = !findings.iter().any(is_error);
    allow::apply(&mut findings, &comments, &registry::all(), clean);
    findings.sort_by(|a, b| a.order().cmp(&b.order()));
    findings.dedup();
    // Seal: the only place where a catalog is declared checked.
    let clean = !findings.iter().any(is_error);
    let catalog = if clean { Ok(Checked::seal(catalog)) } else { Err(Box::new(catalog)) };
    Compilation { sources, findings, scenarios, omitted: more, catalog }
}

/// Tells whether a finding is about the first piece of a number that a comma has cut in two, which is told already.
fn is_piece(finding: &Finding, told: &[Finding]) -> bool {
    let start = finding.primary.span.start;
    finding.rule == &crate::graph::codes::TOO_MANY_DECIMALS
        && told.iter().any(|whole| whole.rule == &crate::schema::codes::BAD_AMOUNT && whole.primary.span.start == start)
}

/// Gathers what the files declare.
fn written(read: &mut [ReadFile], findings: &[Finding], sources: &SourceSet) -> Written {
    // The objects of a misspelt section are not known, nor those below the second of two keys with one name.
    let gap = |finding: &Finding| match finding.rule {
        rule if rule == &crate::schema::codes::UNKNOWN_SECTION => {
            Some(finding.edit.as_ref().map(|edit| edit.text.clone()))
        }
        rule if rule == &crate::syntax::codes::DUPLICATE_KEY => {
            Some(Some(sources.text(finding.primary.span).trim_matches(['"', '\'']).to_owned()))
        }
        _ => None,
    };
    let gaps: Vec<Option<String>> = findings.iter().filter_map(gap).collect();
    // Without a suggestion nobody knows what was meant: it could be any section.
    let guessed = gaps.iter().all(Option::is_some);
    let mut written = Written {
        complete: guessed && read.iter().all(|file| file.complete),
        incomplete_sections: gaps.into_iter().flatten().collect(),
        ..Written::default()
    };
    for file in read {
        written.files.extend(file.catalog.take().map(|catalog| *catalog));
        if let Some(manifest) = file.manifest.take() {
            written.manifest = *manifest;
        }
    }
    written
}
