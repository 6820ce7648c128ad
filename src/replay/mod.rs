//! One scenario from its events to a report, and the verdict on it.
//!
//! Ties simulator, invoices and expectations together for the command line and the tests. Reads no disk.

mod verdict;

pub use verdict::{Verdict, accepted_name, invoices_text, verdict};

use crate::diag::ToolError;
use crate::graph::{Catalog, Checked};
use crate::invoice::render::explain::{Story, explain};
use crate::invoice::render::{ScenarioReport, report};
use crate::invoice::{Assembly, FailedExpectation, Invoice, assemble, check};
use crate::scenario::Scenario;
use crate::sim::{self, Ledger};
use crate::source::SourceSet;

/// What came of a scenario, in numbers: words are made only for who reads them.
#[derive(Debug)]
pub struct Played {
    /// What became of each event, and everything that fell due.
    pub ledger: Ledger,
    /// The invoices; none if the run ended early.
    pub invoices: Vec<Invoice>,
    /// The expectations that do not hold.
    pub failed: Vec<FailedExpectation>,
}

impl Played {
    /// Returns all of it in words; catalog and scenario are those that were played.
    #[must_use]
    pub fn report(&self, catalog: &Checked<Catalog>, scenario: &Scenario, sources: &SourceSet) -> ScenarioReport {
        report(catalog, scenario, &self.ledger, &self.invoices, &self.failed, sources)
    }

    /// Tells how a line or an event that a person points at came about; catalog and scenario are those that were played.
    ///
    /// # Errors
    /// If there is no such line or event, or several.
    pub fn explain(
        &self,
        catalog: &Checked<Catalog>,
        scenario: &Scenario,
        sources: &SourceSet,
        wanted: &str,
    ) -> Result<Story, ToolError> {
        explain(catalog, scenario, &self.ledger, &self.invoices, sources, wanted)
    }
}

/// Replays a scenario: what became of each event, the invoices, and every expectation that does not hold.
#[must_use]
pub fn play(catalog: &Checked<Catalog>, scenario: &Scenario) -> Played {
    let mut ledger = sim::run(catalog, scenario);
    let invoices = match assemble(catalog, scenario, &ledger) {
        Ok(invoices) => invoices,
        Err(aborted) => {
            ledger.aborted = Some(aborted);
            Vec::new()
        }
    };
    let failed = check(catalog, scenario, &ledger, &invoices);
    Played { ledger, invoices, failed }
}

/// Judges one scenario after the other, in memory that is used again: for who needs no words.
#[derive(Debug, Default)]
pub struct Judge {
    ledger: Ledger,
    assembly: Assembly,
}

impl Judge {
    /// Returns how many invoices a scenario makes, if the run comes to its last day and every expectation holds.
    pub fn passes(&mut self, catalog: &Checked<Catalog>, scenario: &Scenario) -> Option<usize> {
        sim::run_in(&mut self.ledger, catalog, scenario);
        let invoices = self.assembly.assemble(catalog, scenario, &self.ledger).ok()?;
        check(catalog, scenario, &self.ledger, invoices).is_empty().then_some(invoices.len())
    }
}

/// Replays a scenario and puts all that came of it into words.
#[must_use]
pub fn replay(catalog: &Checked<Catalog>, scenario: &Scenario, sources: &SourceSet) -> ScenarioReport {
    play(catalog, scenario).report(catalog, scenario, sources)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::compile::{Files, compile};
    use crate::sim::testing::{told, told_invoice};
    use crate::source::FileText;

    /// Returns the folders below that hold a catalog.
    fn catalogs(folder: &Path, found: &mut Vec<PathBuf>) {
        let is_catalog = folder.join("ratebook.yaml").is_file();
        found.extend(is_catalog.then(|| folder.to_owned()));
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() && !is_catalog {
                catalogs(&entry, found);
            }
        }
    }

    fn texts(folder: &Path, root: &Path, found: &mut Vec<(String, FileText)>) {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                texts(&path, root, found);
            } else if path.extension().is_some_and(|extension| extension == "yaml") {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                found.push((name, FileText::Whole(fs::read_to_string(&path).unwrap())));
            }
        }
    }

    #[test]
    fn every_scenario_charges_periods_in_one_go_as_it_would_one_by_one() {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut roots = Vec::new();
        ["catalogs", "tests/scenarios", "tests/conformance"]
            .iter()
            .for_each(|name| catalogs(&tests.join(name), &mut roots));
        let (mut count, mut assembly) = (0, Assembly::default());
        for root in roots {
            let mut files = Vec::new();
            texts(&root, &root, &mut files);
            let compilation = compile(Files { manifest: "ratebook.yaml".to_owned(), files });
            let Some(catalog) = compilation.checked() else { panic!("{} has errors", root.display()) };
            for scenario in compilation.scenarios.iter().filter_map(|placed| placed.scenario.as_ref()) {
                let (quick, slow) = (sim::run(catalog, scenario), sim::run_slowly(catalog, scenario));
                // Whole ledgers are too long to be read in a message.
                assert!(told(&quick) == told(&slow), "{} in {}", scenario.title, root.display());
                let (mut patient, mut seen) = (Assembly::slow(), Vec::new());
                let Ok(kept) = patient.assemble(catalog, scenario, &slow) else { continue };
                let kept: Vec<String> = kept.iter().map(|invoice| told_invoice(&slow, invoice)).collect();
                let each = assembly.each(catalog, scenario, &quick, |invoice| seen.push(told_invoice(&quick, invoice)));
                assert!(each.is_ok() && kept == seen, "{} in {}", scenario.title, root.display());
                count += 1;
            }
        }
        assert!(count > 100, "only {count} scenarios");
    }
}
