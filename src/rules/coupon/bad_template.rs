//! A code template has a character that nobody can type reliably (`T-E7`).

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::Coupon;
use crate::rules::entry::{Check, Context, Entry};

/// A code template has a character that nobody can type reliably (`T-E7`).
pub static RULE: Rule = Rule {
    name: "bad-template",
    level: Level::Error,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("bad_template.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Batch(check) };

/// Tells whether a character is a quote as word processors write it.
fn is_curly(c: char) -> bool {
    matches!(c, '\u{2018}'..='\u{201F}' | '«' | '»')
}

fn check(coupon: &Coupon, cx: &mut Context<'_>) {
    let Some(codes) = &coupon.codes else { return };
    // Vendors print codes such as `MINUS 20`: a blank inside is fine, one at an end is lost when people type it.
    let outer = codes.template.starts_with(' ') || codes.template.ends_with(' ');
    let bad = codes.template.chars().find(|c| !c.is_ascii_graphic() && *c != ' ');
    let name = match bad {
        Some(c) if c.is_alphanumeric() => format!("contains `{c}`"),
        Some(c) if is_curly(c) => format!("contains `{c}` (U+{:04X})", u32::from(c)),
        Some(c) => format!("contains the character U+{:04X}", u32::from(c)),
        None if outer => "begins or ends with a blank".to_owned(),
        None => return,
    };
    let message = format!("the template of {} `{}` {name}", coupon.kind.noun(), coupon.code.text);
    let finding = Finding::new(&RULE, codes.template_span, message);
    cx.report(match bad {
        Some(c) if is_curly(c) => finding
            .label("a quote of typesetters, which YAML takes for a part of the text")
            .help("write the straight quotes `\"` around the template"),
        Some(_) => finding
            .label("not every keyboard has this character")
            .help("write codes with the letters A to Z, digits, signs and blanks of plain ASCII only"),
        None => finding
            .label("a blank at an end is lost when people type the code")
            .help(format!("write `\"{}\"`", codes.template.trim())),
    });
}
