//! A rule of a policy never holds, for an earlier one matches whatever it is for.

use foldhash::HashMap;

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::{Id, Plan, Plans, PolicyRule};
use crate::rules::entry::{Check, Context, Entry};

/// A rule of a policy never holds, for an earlier one matches whatever it is for.
pub static RULE: Rule = Rule {
    name: "shadowed-policy-rule",
    level: Level::Warning,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("shadowed_policy_rule.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Catalog(check) };

fn check(cx: &mut Context<'_>) {
    let catalog = cx.catalog;
    for (_, policy) in catalog.policies.iter() {
        shadowed(&policy.changes, &format!("a rule for changes of policy `{}`", policy.code.text), cx);
        shadowed(&policy.cancels, &format!("a rule for cancelling of policy `{}`", policy.code.text), cx);
    }
}

fn shadowed(rules: &[PolicyRule], what: &str, cx: &mut Context<'_>) {
    let (mut from, mut to) = (Earlier::default(), Earlier::default());
    for (at, rule) in rules.iter().enumerate() {
        // An earlier rule is for all plans that are left and for all that are gone over to: the fewer of the two are tried.
        let candidates = if from.count(&rule.from) <= to.count(&rule.to) {
            from.for_plans(&rule.from)
        } else {
            to.for_plans(&rule.to)
        };
        let covers = |at: &&usize| rules.get(**at).is_some_and(|earlier| earlier.covers(rule));
        let first = candidates.into_iter().filter_map(|found| found.iter().find(covers)).min().copied();
        from.add(&rule.from, at);
        to.add(&rule.to, at);
        let Some(earlier) = first.and_then(|first| rules.get(first)) else { continue };
        cx.report(
            Finding::new(&RULE, rule.span, format!("{what} never holds: an earlier one matches first"))
                .label("never reached")
                .also(earlier.span, "matches all that it is for")
                .help("move it up, or remove it"),
        );
    }
}

/// Rules that were read, by the plans that they are for; the numbers of each ascend.
#[derive(Default)]
struct Earlier {
    any: Vec<usize>,
    by_plan: HashMap<Id<Plan>, Vec<usize>>,
}

impl Earlier {
    fn add(&mut self, plans: &Plans, rule: usize) {
        match plans {
            Plans::Any => self.any.push(rule),
            Plans::Some(links) => {
                for plan in links.iter().filter_map(|link| link.target) {
                    self.by_plan.entry(plan).or_default().push(rule);
                }
            }
        }
    }

    /// Returns the rules that may be for all of some plans: those for any, and those for the first of them.
    fn for_plans(&self, plans: &Plans) -> [&[usize]; 2] {
        let first = match plans {
            Plans::Any => None,
            Plans::Some(links) => links.first().and_then(|link| link.target),
        };
        [&self.any, first.and_then(|plan| self.by_plan.get(&plan)).map_or(&[], Vec::as_slice)]
    }

    fn count(&self, plans: &Plans) -> usize {
        self.for_plans(plans).iter().map(|found| found.len()).sum()
    }
}
