//! Whether a scenario file passes: expectations hold, and the invoices are the accepted ones.

use similar::TextDiff;

use crate::invoice::render::{Places, ScenarioReport, text};

/// Whether the scenarios of one file pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Every expectation holds, and the invoices are the accepted ones if there are any.
    Passed,
    /// An expectation does not hold, or a run ended early; holds what changed against the accepted invoices, if they did.
    Failed(Option<String>),
    /// The invoices are not the accepted ones; holds what changed, line by line.
    Changed(String),
    /// Nothing is expected and nothing was accepted yet.
    Unaccepted,
}

/// Returns the name of the file that holds the accepted invoices of a scenario file.
///
/// ```
/// assert_eq!(ratebook::replay::accepted_name("tv/coupon.scenario.yaml"), "tv/coupon.invoices.txt");
/// ```
#[must_use]
pub fn accepted_name(scenario_file: &str) -> String {
    let stem = scenario_file.strip_suffix(".yaml").or_else(|| scenario_file.strip_suffix(".yml"));
    let stem = stem.and_then(|stem| stem.strip_suffix(".scenario")).unwrap_or(scenario_file);
    format!("{stem}.invoices.txt")
}

/// Judges the reports of one file; `expects` says whether every scenario in it states expectations of its own.
#[must_use]
pub fn verdict(reports: &[ScenarioReport], expects: bool, accepted: Option<&str>) -> Verdict {
    // A checkout may have changed the line ends.
    let accepted = accepted.map(|text| text.replace("\r\n", "\n"));
    let changed = accepted.as_deref().and_then(|accepted| changed(accepted, &invoices_text(reports)));
    if reports.iter().any(|report| !report.failed_expectations.is_empty() || report.aborted.is_some()) {
        return Verdict::Failed(changed);
    }
    match changed {
        Some(diff) => Verdict::Changed(diff),
        None if accepted.is_some() || expects => Verdict::Passed,
        None => Verdict::Unaccepted,
    }
}

/// Returns how two texts differ, line by line; nothing if they do not.
fn changed(accepted: &str, now: &str) -> Option<String> {
    let diff =
        || TextDiff::from_lines(accepted, now).unified_diff().context_radius(4).header("accepted", "now").to_string();
    (accepted != now).then(diff)
}

/// Returns what is accepted: the reports of one file as text, without places, so that a line added to a catalog changes nothing.
#[must_use]
pub fn invoices_text(reports: &[ScenarioReport]) -> String {
    reports.iter().map(|report| text::render(report, Places::Hidden)).collect::<Vec<_>>().join("\n")
}
