//! A coupon can be used on days on which its bundle is not on sale (`T-W9`).

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::Coupon;
use crate::rules::entry::{Check, Context, Entry};

/// A coupon can be used on days on which its bundle is not on sale (`T-W9`).
pub static RULE: Rule = Rule {
    name: "coupon-outlives-bundle",
    level: Level::Warning,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("coupon_outlives_bundle.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Batch(check) };

fn check(coupon: &Coupon, cx: &mut Context<'_>) {
    let Some(bundle) = cx.catalog.bundles.follow(coupon.bundle) else { return };
    let (own, its) = (&coupon.valid, &bundle.valid);
    if !own.whole || !its.whole {
        return;
    }
    let late = its.until.is_some_and(|until| own.until.is_none_or(|end| end > until));
    let early = its.from.is_some_and(|from| own.from.is_none_or(|start| start < from));
    if !late && !early {
        return;
    }
    let noun = coupon.kind.noun();
    let (code, bundle_code) = (&coupon.code.text, &bundle.code.text);
    let last = its.until.and_then(|until| until.plus_days(-1));
    let message = match (its.from.filter(|_| early), last.filter(|_| late)) {
        (None, Some(last)) => {
            format!("{noun} `{code}` is valid after {last}, the last day of its bundle `{bundle_code}`")
        }
        (Some(first), None) => {
            format!("{noun} `{code}` is valid before {first}, the first day of its bundle `{bundle_code}`")
        }
        _ => format!("{noun} `{code}` is valid both before and after the days of its bundle `{bundle_code}`"),
    };
    cx.report(
        Finding::new(&RULE, coupon.valid.span, message)
            .label(format!("the {noun} is valid {}", coupon.valid))
            .also(bundle.valid.span, format!("the bundle is valid {}", bundle.valid))
            .help(format!("keep the {noun} within the bundle's days, or extend the bundle")),
    );
}
