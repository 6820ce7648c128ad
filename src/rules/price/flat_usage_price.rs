//! A charge for usage whose price is the same for any usage.

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::{PriceModel, Timing};
use crate::rules::entry::{Check, Context, Entry};

/// A charge for usage whose price is the same for any usage.
pub static RULE: Rule = Rule {
    name: "flat-usage-price",
    level: Level::Error,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("flat_usage_price.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Catalog(check) };

fn check(cx: &mut Context<'_>) {
    let mut findings = Vec::new();
    for (_, product) in cx.catalog.products.iter() {
        for charge in &product.charges {
            if let (Timing::Usage { .. }, PriceModel::Flat(_), None) =
                (charge.timing, &charge.price.model, &charge.price.timeline)
            {
                let (charge_code, code) = (&charge.code.text, &product.code.text);
                let message =
                    format!("charge `{charge_code}` of product `{code}` is for usage and costs the same for any usage");
                let finding = Finding::new(&RULE, charge.price.span, message).label("depends on no quantity");
                findings.push(finding.help("write `{ each: … }`, or `type: recurring` for what every period costs"));
            }
        }
    }
    findings.into_iter().for_each(|finding| cx.report(finding));
}
