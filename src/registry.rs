//! Every rule of every stage, in one list: feeds `explain`, the index and allow comments.

use crate::diag::Rule;
use crate::{allow, graph, rules, scenario, schema, sim, syntax};

/// Returns every rule, by name.
///
/// ```
/// let rules = ratebook::registry::all();
/// assert!(rules.is_sorted_by_key(|rule| rule.name));
/// assert!(rules.iter().any(|rule| rule.name == "duplicate-key"));
/// ```
#[must_use]
pub fn all() -> Vec<&'static Rule> {
    let stages = [
        syntax::RULES,
        schema::codes::RULES,
        graph::codes::RULES,
        scenario::codes::RULES,
        sim::refusals::RULES,
        allow::codes::RULES,
    ];
    let mut all: Vec<&'static Rule> = stages.concat();
    all.extend(rules::ENTRIES.iter().map(|entry| entry.rule));
    all.sort_by_key(|rule| rule.name);
    all
}

/// Returns the rule with this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Rule> {
    all().into_iter().find(|rule| rule.name == name)
}
