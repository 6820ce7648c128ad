//! One scenario from its events to a report, and the verdict on it.
//!
//! Ties simulator, invoices and expectations together for the command line and the tests. Reads no disk.

mod verdict;

pub use verdict::{Verdict, accepted_name, invoices_text, verdict};

use crate::graph::{Catalog, Checked};
use crate::invoice::render::{ScenarioReport, report};
use crate::invoice::{assemble, check};
use crate::scenario::Scenario;
use crate::sim;
use crate::source::SourceSet;

/// Replays a scenario: what became of each event, the invoices, and every expectation that does not hold.
#[must_use]
pub fn replay(catalog: &Checked<Catalog>, scenario: &Scenario, sources: &SourceSet) -> ScenarioReport {
    let mut ledger = sim::run(catalog, scenario);
    let invoices = match assemble(catalog, scenario, &ledger) {
        Ok(invoices) => invoices,
        Err(aborted) => {
            ledger.aborted = Some(aborted);
            Vec::new()
        }
    };
    let failed = check(catalog, scenario, &ledger, &invoices);
    report(catalog, scenario, &ledger, &invoices, &failed, sources)
}
