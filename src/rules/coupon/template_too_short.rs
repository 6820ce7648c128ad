//! A code template has too few places for its numbers (`T-E5`).

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::Coupon;
use crate::rules::entry::{Check, Context, Entry};

/// A code template has too few places for its numbers (`T-E5`).
pub static RULE: Rule = Rule {
    name: "template-too-short",
    level: Level::Error,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("template_too_short.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Coupon(check) };

fn check(coupon: &Coupon, cx: &mut Context<'_>) {
    let Some(codes) = &coupon.codes else { return };
    let needed = codes.range_start.saturating_add(codes.quantity);
    if codes.placeholders() == 0 || needed <= codes.capacity() {
        return;
    }
    let fit = codes.capacity().saturating_sub(codes.range_start);
    let (code, quantity) = (&coupon.code.text, codes.quantity);
    let which = match fit {
        0 => "none of them fits".to_owned(),
        1 => "only 1 fits".to_owned(),
        fit => format!("only {fit} fit"),
    };
    let message = format!("the template of coupon `{code}` is too short for {quantity} codes: {which}");
    let places = codes.placeholders();
    let mut finding = Finding::new(&RULE, codes.template_span, message)
        .label(format!("{places} `#` hold the numbers below {}", codes.capacity()))
        .also(codes.quantity_span, format!("the last number is {}", needed.saturating_sub(1)));
    finding = match fit {
        0 => finding.help("add a `#`, or lower `range_start`"),
        fit => finding.help(format!("add a `#`, or lower the quantity to {fit}")),
    };
    cx.report(finding);
}
