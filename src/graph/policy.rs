//! Policies: when a change of plan or a cancellation takes effect, where the event does not say so.

use smol_str::SmolStr;

use super::catalog::{Code, Plan};
use super::table::{Id, Link};
use crate::source::Span;

/// Ordered rules, of which the first that matches holds.
#[derive(Debug)]
pub struct Policy {
    /// Its code.
    pub code: Code,
    /// Its name.
    pub name: Option<SmolStr>,
    /// The rules for changes of plan.
    pub changes: Box<[PolicyRule]>,
    /// The rules for cancellations.
    pub cancels: Box<[PolicyRule]>,
}

/// One rule.
#[derive(Debug)]
pub struct PolicyRule {
    /// Where it is written.
    pub span: Span,
    /// The plans that are left.
    pub from: Plans,
    /// The plans that are gone over to; any where a subscription ends.
    pub to: Plans,
    /// Whether it takes effect when the running period ends, and not at once.
    pub at_period_end: bool,
}

/// Some plans, or any.
#[derive(Debug)]
pub enum Plans {
    /// Any.
    Any,
    /// These, in the order of their numbers.
    Some(Box<[Link<Plan>]>),
}

impl Plans {
    /// Tells whether a plan is among them.
    #[must_use]
    pub fn contain(&self, plan: Id<Plan>) -> bool {
        match self {
            Self::Any => true,
            Self::Some(links) => links.binary_search_by_key(&Some(plan), |link| link.target).is_ok(),
        }
    }

    /// Tells whether all of others are among them. What could not be read is in none.
    #[must_use]
    pub fn contain_all(&self, others: &Self) -> bool {
        match (self, others) {
            (Self::Any, _) => true,
            (Self::Some(_), Self::Any) => false,
            (Self::Some(links), Self::Some(others)) => {
                let may_hold = !others.is_empty() && others.len() <= links.len();
                may_hold && others.iter().all(|link| link.target.is_some_and(|plan| self.contain(plan)))
            }
        }
    }
}

impl PolicyRule {
    /// Tells whether every change or cancellation that another rule is for matches this one.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        self.from.contain_all(&other.from) && self.to.contain_all(&other.to)
    }
}

impl Policy {
    /// Returns the rule for a change from one plan to another, if there is one.
    #[must_use]
    pub fn change(&self, from: Id<Plan>, to: Id<Plan>) -> Option<&PolicyRule> {
        self.changes.iter().find(|rule| rule.from.contain(from) && rule.to.contain(to))
    }

    /// Returns the rule for cancelling a plan, if there is one.
    #[must_use]
    pub fn cancel(&self, plan: Id<Plan>) -> Option<&PolicyRule> {
        self.cancels.iter().find(|rule| rule.from.contain(plan))
    }
}
