//! A code that is accepted and takes nothing off, for other discounts leave nothing.

use foldhash::{HashMap, HashMapExt};

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::combination::ForNothing;
use crate::graph::{BatchId, Discount, Id};
use crate::rules::entry::{Check, Context, Entry};
use crate::rules::shortest::{amount, arithmetic, charge, names, told};

/// A code that is accepted and takes nothing off, for other discounts leave nothing.
pub static RULE: Rule = Rule {
    name: "code-for-nothing",
    level: Level::Warning,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("code_for_nothing.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::WholeCatalog(check) };

/// The batches for which the same discounts leave nothing.
struct Cause {
    batch: BatchId,
    shown: ForNothing,
    others: usize,
}

fn check(cx: &mut Context<'_>) {
    let mut causes: Vec<Cause> = Vec::new();
    let mut by_eaters: HashMap<Vec<Id<Discount>>, usize> = HashMap::new();
    for (batch, _) in cx.catalog.batches() {
        let Some(shown) = cx.combinations().for_nothing(batch) else { continue };
        match by_eaters.get(&shown.eaters).and_then(|at| causes.get_mut(*at)) {
            Some(cause) => {
                cause.others += 1;
                // The shortest purchase stands for all.
                if shown.shown.purchase < cause.shown.shown.purchase {
                    (cause.batch, cause.shown) = (batch, shown);
                }
            }
            None => {
                by_eaters.insert(shown.eaters.clone(), causes.len());
                causes.push(Cause { batch, shown, others: 0 });
            }
        }
    }
    causes.iter().filter_map(|cause| finding(cause, cx)).collect::<Vec<_>>().into_iter().for_each(|f| cx.report(f));
}

fn finding(cause: &Cause, cx: &Context<'_>) -> Option<Finding> {
    let (catalog, ForNothing { shown, eaters }) = (cx.catalog, &cause.shown);
    let (line, currency) = (&shown.line, shown.costs.currency);
    let batch = catalog.batch(cause.batch);
    let last = catalog.discounts.get(*eaters.last()?);
    let (noun, code) = (batch.kind.noun(), &batch.code.text);
    let others = match cause.others {
        0 => String::new(),
        1 => " and of one more batch".to_owned(),
        count => format!(" and of {count} more batches"),
    };
    let verb = if eaters.len() == 1 { "leaves" } else { "leave" };
    let message = format!(
        "codes of {noun} `{code}`{others} can be used for nothing: {} {verb} nothing for them",
        names(catalog, eaters)
    );
    let sum = arithmetic(&[line.gross], &line.cuts, line.left, currency);
    let label = format!("{}: {sum} {}, with the code and without", charge(catalog, line), currency.code());
    let mut finding = Finding::new(&RULE, last.code.span, message).label(label);
    for id in eaters.iter().rev().skip(1) {
        finding = finding.also(catalog.discounts.get(*id).code.span, "is taken off, too");
    }
    for id in granted(cause.batch, cx) {
        let off = line.cut(id).filter(|cut| !cut.is_zero()).map_or_else(
            || "takes off nothing".to_owned(),
            |cut| format!("takes off {}, which is less to take off for the other", amount(cut, currency)),
        );
        finding = finding.also(catalog.discounts.get(id).code.span, off);
    }
    if let Some(charge) = line.of(catalog) {
        finding = finding.also(charge.price.span, "the price");
    }
    Some(
        told(finding, catalog, shown)
            .help("keep them from meeting: narrow `applies_to`, or permit the bundle with fewer plans"),
    )
}

/// Returns the discounts that codes of a batch always grant.
fn granted(batch: BatchId, cx: &Context<'_>) -> Vec<Id<Discount>> {
    let bundle = cx.catalog.bundles.follow(cx.catalog.batch(batch).bundle);
    let items = bundle.into_iter().flat_map(|bundle| bundle.discounts.iter());
    items.filter(|item| item.required).filter_map(|item| item.link.target).collect()
}
