//! The findings of one file, within their budget.

use crate::diag::Finding;
use crate::source::budget;

/// Collects findings up to the budget and counts the rest.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) findings: Vec<Finding>,
    pub(super) more: usize,
}

impl Report {
    /// Adds a finding; beyond the budget it is only counted and never put into words.
    pub(super) fn add(&mut self, finding: impl FnOnce() -> Finding) {
        if self.findings.len() < budget::FINDINGS_PER_FILE {
            self.findings.push(finding());
        } else {
            self.more = self.more.saturating_add(1);
        }
    }
}
