//! A code template has no place for a number (`T-E5`).

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::Coupon;
use crate::rules::entry::{Check, Context, Entry};

/// A code template has no place for a number (`T-E5`).
pub static RULE: Rule = Rule {
    name: "template-without-placeholder",
    level: Level::Error,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("template_without_placeholder.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Batch(check) };

fn check(coupon: &Coupon, cx: &mut Context<'_>) {
    let Some(codes) = &coupon.codes else { return };
    if codes.placeholders() > 0 {
        return;
    }
    let (noun, code) = (coupon.kind.noun(), &coupon.code.text);
    let message = format!("the template of {noun} `{code}` has no `#` for the number of a code");
    let label = if codes.quantity == 1 { "no place for a number" } else { "every code would be the same" };
    let places = "#".repeat(codes.needed_placeholders());
    cx.report(
        Finding::new(&RULE, codes.template_span, message)
            .label(label)
            .help(format!("write a `#` for each digit, as in `\"{}{places}\"`", codes.template))
            .note("a `#` after a space begins a comment, unless the text is in quotes"),
    );
}
