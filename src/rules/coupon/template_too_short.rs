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
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Batch(check) };

fn check(coupon: &Coupon, cx: &mut Context<'_>) {
    let Some(codes) = &coupon.codes else { return };
    let needed = codes.range_start.saturating_add(codes.quantity);
    if codes.placeholders() == 0 || needed <= codes.capacity() {
        return;
    }
    let fit = codes.capacity().saturating_sub(codes.range_start);
    let (code, quantity) = (&coupon.code.text, codes.quantity);
    let which = match fit {
        0 if quantity == 1 => "it does not fit".to_owned(),
        0 => "none of them fits".to_owned(),
        1 => "only 1 fits".to_owned(),
        fit => format!("only {fit} fit"),
    };
    let codes_text = if quantity == 1 { "only code".to_owned() } else { format!("{quantity} codes") };
    let noun = coupon.kind.noun();
    let message = format!("the template of {noun} `{code}` is too short for its {codes_text}: {which}");
    let places = codes.placeholders();
    let hold = if places == 1 { "holds" } else { "hold" };
    let finding = Finding::new(&RULE, codes.template_span, message)
        .label(format!("{places} `#` {hold} the numbers 0 to {}", codes.capacity().saturating_sub(1)))
        .also(codes.quantity_span, format!("the last of them has the number {}", needed.saturating_sub(1)));
    let more = codes.needed_placeholders().saturating_sub(places);
    let more = if more == 1 { "a `#`".to_owned() } else { format!("{more} `#`") };
    cx.report(match fit {
        0 => finding.help(format!("add {more}, or lower `range_start`")),
        fit => finding.help(format!("add {more}, or lower `quantity` to {fit}")),
    });
}
