//! A penalty without a ledger, an item type or a tax in a catalog that has some (`T-W6`).

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::{EarlyTermination, Term};
use crate::rules::entry::{Check, Context, Entry};

/// A penalty without a ledger, an item type or a tax in a catalog that has some (`T-W6`).
pub static RULE: Rule = Rule {
    name: "unbooked-penalty",
    level: Level::Warning,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("unbooked_penalty.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::WholeCatalog(check) };

fn check(cx: &mut Context<'_>) {
    let catalog = cx.catalog;
    catalog.terms.iter().for_each(|(_, term)| check_term(term, cx));
}

fn check_term(term: &Term, cx: &mut Context<'_>) {
    let EarlyTermination::Penalty(penalty) = &term.early_termination else { return };
    let free = |amounts: &crate::graph::Amounts| amounts.0.iter().all(|(_, amount, _)| amount.is_zero());
    if penalty.fee.as_ref().is_none_or(free) {
        return;
    }
    let catalog = cx.catalog;
    let missing = [
        ("ledger", penalty.ledger.is_none() && !catalog.ledgers.is_empty()),
        ("item type", penalty.item_type.is_none() && !catalog.item_types.is_empty()),
        ("tax", penalty.tax.or(catalog.tax.default).is_none() && !catalog.taxes.is_empty()),
    ];
    let missing: Vec<&str> = missing.into_iter().filter_map(|(what, is)| is.then_some(what)).collect();
    let fields: Vec<String> = missing.iter().map(|what| format!("`{}`", what.replace(' ', "_"))).collect();
    if missing.is_empty() {
        return;
    }
    let message = format!("the penalty of term `{}` has no {}", term.code.text, missing.join(" and no "));
    cx.report(
        Finding::new(&RULE, penalty.fee_span, message)
            .label("not booked, shown or taxed as the charges of products are")
            .help(format!("add {}", fields.join(" and "))),
    );
}
