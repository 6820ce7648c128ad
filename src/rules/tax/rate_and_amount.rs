//! A tax that is a rate and an amount at once.

use crate::diag::{Finding, Level, Rule, Stage};
use crate::rules::entry::{Check, Context, Entry};

/// A tax that is a rate and an amount at once.
pub static RULE: Rule = Rule {
    name: "rate-and-amount",
    level: Level::Error,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("rate_and_amount.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Catalog(check) };

fn check(cx: &mut Context<'_>) {
    let catalog = cx.catalog;
    let taxes = catalog.taxes.iter().map(|(_, tax)| tax);
    for tax in taxes.filter(|tax| tax.rate_span.is_written() && tax.amount_span.is_written()) {
        let message = format!("tax `{}` has a rate and an amount at once", tax.code.text);
        let finding = Finding::new(&RULE, tax.amount_span, message).label("once on each invoice");
        let finding = finding.also(tax.rate_span, "of each line");
        cx.report(finding.help("keep one of the two"));
    }
}
