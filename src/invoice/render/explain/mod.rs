//! One line of an invoice, or the outcome of one event, told as a story.
//!
//! Takes what came of a scenario and what a person points at, gives a [`Story`]: which objects, which dates, which
//! conventions and why they are in force, which roundings, each with the YAML it is about. Decides nothing: what is not in
//! ledger and invoices is found by replaying the scenario again, as for the first day on which a refused event would be
//! permitted.

mod bought;
mod charge;
mod convention;
mod event;
mod leaving;
mod line;
mod permitted;
mod share;
mod story;
mod target;
mod term;

pub use story::{Explanation, Passage, Remark, Story, ToldPassage, ToldPlace};
pub use target::{Target, find};

use super::report::Teller;
use super::{ScenarioReport, report};
use crate::diag::ToolError;
use crate::graph::{Catalog, Checked};
use crate::invoice::Invoice;
use crate::scenario::{Event, Scenario};
use crate::sim::Ledger;
use crate::source::SourceSet;

/// Tells of what a person points at.
///
/// # Errors
/// If there is no such line or event, or several.
pub fn explain(
    catalog: &Checked<Catalog>,
    scenario: &Scenario,
    ledger: &Ledger,
    invoices: &[Invoice],
    sources: &SourceSet,
    wanted: &str,
) -> Result<Story, ToolError> {
    let report = report(catalog, scenario, ledger, invoices, &[], sources);
    let target = find(&report, wanted)?;
    let tell = Teller::new(catalog, scenario, ledger, sources);
    let explainer = Explainer { catalog, invoices, report: &report, tell };
    let told = match target {
        Target::Line { invoice, line } => explainer.line(invoice, line),
        Target::Event(at) => explainer.event(at),
    };
    told.ok_or_else(|| ToolError::new(format!("`{wanted}` cannot be explained")))
}

/// What stories are told from.
struct Explainer<'a> {
    catalog: &'a Checked<Catalog>,
    invoices: &'a [Invoice],
    report: &'a ScenarioReport,
    tell: Teller<'a>,
}

impl<'a> Explainer<'a> {
    /// Returns an event in words, as in `event 3 on 2026-03-11, add: extra to ada-tv`.
    fn event_words(&self, event: &Event) -> String {
        let what = super::event::about(self.catalog, self.tell.scenario, event);
        format!("event {} on {}, {}: {what}", event.number, event.on, event.action.verb())
    }
}
