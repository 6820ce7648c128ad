//! A price that only usage has, on a charge that is not for usage.

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::{PriceModel, Timing};
use crate::rules::entry::{Check, Context, Entry};

/// A price that only usage has, on a charge that is not for usage.
pub static RULE: Rule = Rule {
    name: "usage-price-without-usage",
    level: Level::Error,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("usage_price_without_usage.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Catalog(check) };

fn check(cx: &mut Context<'_>) {
    let mut findings = Vec::new();
    for (_, product) in cx.catalog.products.iter() {
        for charge in &product.charges {
            if charge.price.models().any(PriceModel::needs_usage) && !matches!(charge.timing, Timing::Usage { .. }) {
                let (charge_code, code) = (&charge.code.text, &product.code.text);
                let message = format!(
                    "charge `{charge_code}` of product `{code}` counts no usage, and its price is worked out from usage"
                );
                let finding = Finding::new(&RULE, charge.price.span, message).label("only usage has such a price");
                findings.push(finding.help("write `type: usage`, or another price"));
            }
        }
    }
    findings.into_iter().for_each(|finding| cx.report(finding));
}
