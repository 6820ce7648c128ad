//! A tax that nobody works out (`T-E1`).

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::Tax;
use crate::rules::entry::{Check, Context, Entry};

/// A tax that nobody works out (`T-E1`).
pub static RULE: Rule = Rule {
    name: "tax-without-rate",
    level: Level::Error,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("tax_without_rate.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::WholeCatalog(check) };

fn check(cx: &mut Context<'_>) {
    let catalog = cx.catalog;
    let says = |tax: &Tax| tax.rate_span.is_written() || tax.amount_span.is_written() || tax.provided;
    for (_, tax) in catalog.taxes.iter().filter(|(_, tax)| !says(tax)) {
        let message = format!("tax `{}` has no rate, no amount and no provider", tax.code.text);
        let finding = Finding::new(&RULE, tax.code.span, message).label("how much is it?");
        cx.report(finding.help("add `rate` or `amount`, or `provider` if somebody else works it out"));
    }
}
