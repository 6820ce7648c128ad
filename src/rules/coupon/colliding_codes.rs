//! Two coupons or vouchers have codes in common (`T-E6`).

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::{CodeBatch, Coupon, Shared, meetings};
use crate::rules::entry::{Check, Context, Entry};

/// Two coupons or vouchers have codes in common (`T-E6`).
pub static RULE: Rule = Rule {
    name: "colliding-codes",
    level: Level::Error,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("colliding_codes.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Catalog(check) };

fn check(cx: &mut Context<'_>) {
    let mut batches: Vec<(&Coupon, &CodeBatch, &str)> = Vec::new();
    for (_, coupon) in cx.catalog.batches() {
        let Some(batch) = &coupon.codes else { continue };
        let prefix = batch.template.split('#').next().unwrap_or("");
        if batch.placeholders() > 0 && batch.range_start < batch.capacity() {
            batches.push((coupon, batch, prefix));
        }
    }
    batches.sort_by(|a, b| (a.2, a.0.code.span).cmp(&(b.2, b.0.code.span)));
    let codes: Vec<&CodeBatch> = batches.iter().map(|(_, batch, _)| *batch).collect();
    // A batch that collides with several has one finding: many of one template would give a finding a pair.
    for meeting in meetings(&codes) {
        let (Some((one, ..)), Some((other, ..))) = (batches.get(meeting.first), batches.get(meeting.second)) else {
            continue;
        };
        let (first, second) = if one.code.span < other.code.span { (one, other) } else { (other, one) };
        cx.report(collision(first, second, &meeting.shared));
    }
}

fn collision(first: &Coupon, second: &Coupon, shared: &Shared) -> Finding {
    let span = |coupon: &Coupon| coupon.codes.as_ref().map_or(coupon.code.span, |codes| codes.template_span);
    let (a, b) = (&first.code.text, &second.code.text);
    let who = match (first.kind.noun(), second.kind.noun()) {
        (one, other) if one == other => format!("{one}s `{a}` and `{b}`"),
        (one, other) => format!("{one} `{a}` and {other} `{b}`"),
    };
    let message = match shared.count {
        1 => format!("{who} share the code `{}`", shared.first),
        count => format!("{who} share {count} codes, the first is `{}`", shared.first),
    };
    Finding::new(&RULE, span(second), message)
        .label(format!("the codes of `{b}`"))
        .also(span(first), format!("the codes of `{a}`"))
        .help("give one of the two another template or another `range_start`")
}
