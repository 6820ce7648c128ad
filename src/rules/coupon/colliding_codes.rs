//! Two coupons or vouchers have codes in common (`T-E6`).

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::{CodeBatch, Coupon, Shared};
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
    // Two templates can only meet if the text before the first `#` of one begins with that of the other. Sorted by that
    // text, all that can meet a template follow it directly.
    batches.sort_by(|a, b| (a.2, a.0.code.span).cmp(&(b.2, b.0.code.span)));
    let mut findings = Vec::new();
    // A batch that collides with one before it is not compared again: many of one template would give a finding a pair.
    let mut told = vec![false; batches.len()];
    for (at, (coupon, batch, prefix)) in batches.iter().enumerate() {
        let following = batches.iter().zip(&mut told).skip(at + 1);
        for ((other, other_batch, _), told) in following.take_while(|((_, _, other), _)| other.starts_with(prefix)) {
            if *told {
                continue;
            }
            let Some(shared) = batch.shared_with(other_batch) else { continue };
            *told = true;
            let (first, second) = if coupon.code.span < other.code.span { (coupon, other) } else { (other, coupon) };
            findings.push(collision(first, second, &shared));
        }
    }
    findings.into_iter().for_each(|finding| cx.report(finding));
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
