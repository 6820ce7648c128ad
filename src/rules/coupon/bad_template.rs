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
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Coupon(check) };

fn check(coupon: &Coupon, cx: &mut Context<'_>) {
    let Some(codes) = &coupon.codes else { return };
    let Some(bad) = codes.template.chars().find(|c| !c.is_ascii_graphic()) else { return };
    let name = if bad == ' ' { "a blank".to_owned() } else { format!("`{}`", bad.escape_default()) };
    let message = format!("the template of coupon `{}` has {name} in it", coupon.code.text);
    let meant: String = codes.template.chars().map(|c| if c.is_ascii_graphic() { c } else { '-' }).collect();
    cx.report(
        Finding::new(&RULE, codes.template_span, message)
            .label("a code is made of visible ASCII characters")
            .help(format!("write `{meant}`"))
            .replace(codes.template_span, meant),
    );
}
