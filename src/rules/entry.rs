//! One rule: its record, and the function that looks for it.

use std::cell::OnceCell;

use crate::diag::{Finding, Rule};
use crate::graph::{Bundle, Catalog, Combinations, Coupon, Plan, Term, Uses};

/// What a rule sees besides the object at hand.
pub struct Context<'a> {
    /// The whole catalog.
    pub catalog: &'a Catalog,
    /// The same, backwards.
    pub uses: &'a Uses,
    combinations: OnceCell<Combinations<'a>>,
    findings: Vec<Finding>,
}

impl<'a> Context<'a> {
    pub(super) fn new(catalog: &'a Catalog, uses: &'a Uses) -> Self {
        Self { catalog, uses, combinations: OnceCell::new(), findings: Vec::new() }
    }

    /// Returns which discounts can meet; looked at once, when a rule first asks.
    #[must_use]
    pub fn combinations(&self) -> &Combinations<'a> {
        self.combinations.get_or_init(|| Combinations::new(self.catalog, self.uses))
    }

    /// Adds a finding.
    pub fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}

/// What a rule runs over.
#[derive(Clone, Copy)]
pub enum Check {
    /// Each plan.
    Plan(fn(&Plan, &mut Context<'_>)),
    /// Each bundle.
    Bundle(fn(&Bundle, &mut Context<'_>)),
    /// Each term.
    Term(fn(&Term, &mut Context<'_>)),
    /// Each batch of codes: coupons and vouchers.
    Batch(fn(&Coupon, &mut Context<'_>)),
    /// The catalog as a whole.
    Catalog(fn(&mut Context<'_>)),
    /// The catalog as a whole, if nothing else is wrong with it: what an error hides would count as missing.
    WholeCatalog(fn(&mut Context<'_>)),
}

/// A row of the rulebook.
#[derive(Clone, Copy)]
pub struct Entry {
    /// The record.
    pub rule: &'static Rule,
    /// The function.
    pub check: Check,
}
