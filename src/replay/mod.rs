//! One scenario from its events to a report, and the verdict on it.
//!
//! Ties simulator, invoices and expectations together for the command line and the tests. Reads no disk.

mod verdict;

pub use verdict::{Verdict, accepted_name, invoices_text, verdict};

use crate::graph::{Catalog, Checked};
use crate::invoice::render::{ScenarioReport, report};
use crate::invoice::{FailedExpectation, Invoice, assemble, check};
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
    /// Tells whether every expectation holds and the run came to its last day.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.failed.is_empty() && self.ledger.aborted.is_none()
    }

    /// Returns all of it in words; catalog and scenario are those that were played.
    #[must_use]
    pub fn report(&self, catalog: &Checked<Catalog>, scenario: &Scenario, sources: &SourceSet) -> ScenarioReport {
        report(catalog, scenario, &self.ledger, &self.invoices, &self.failed, sources)
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

/// Replays a scenario and puts all that came of it into words.
#[must_use]
pub fn replay(catalog: &Checked<Catalog>, scenario: &Scenario, sources: &SourceSet) -> ScenarioReport {
    play(catalog, scenario).report(catalog, scenario, sources)
}
