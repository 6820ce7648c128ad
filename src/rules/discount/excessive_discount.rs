//! A discount is greater than anything it is taken off (`T-W10`).

use foldhash::{HashMap, HashMapExt};

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::{ChargeKind, Discount, DiscountValue, PriceModel, Scope};
use crate::money::{Currency, Decimal, plain};
use crate::rules::entry::{Check, Context, Entry};
use crate::source::Span;

/// A discount is greater than anything it is taken off (`T-W10`).
pub static RULE: Rule = Rule {
    name: "excessive-discount",
    level: Level::Warning,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("excessive_discount.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Catalog(check) };

fn check(cx: &mut Context<'_>) {
    let mut unfiltered: HashMap<Option<ChargeKind>, Highest> = HashMap::new();
    let mut findings = Vec::new();
    for (_, discount) in cx.catalog.discounts.iter() {
        match &discount.value {
            DiscountValue::Percent(fraction) if *fraction > Decimal::ONE => {
                findings.push(more_than_all(discount, *fraction))
            }
            // What is left of it on one invoice may be there on the next, and below zero is meant.
            DiscountValue::Amount(_) if discount.scope == Scope::Invoice || discount.below_zero => {}
            DiscountValue::Amount(amounts) => {
                // Without a filter every discount asks the same: worked out once.
                let highest = if discount.products.is_empty() && discount.tags.is_empty() {
                    unfiltered.entry(discount.charges).or_insert_with(|| Highest::new(discount, cx)).clone()
                } else {
                    Highest::new(discount, cx)
                };
                findings.extend(amounts.0.iter().filter_map(|amount| more_than_any(discount, *amount, &highest)));
            }
            DiscountValue::Percent(_) | DiscountValue::Broken => {}
        }
    }
    findings.into_iter().for_each(|finding| cx.report(finding));
}

fn more_than_all(discount: &Discount, fraction: Decimal) -> Finding {
    let percent = plain(fraction.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(fraction));
    let message = format!("discount `{}` takes {percent} % off, more than the whole price", discount.code.text);
    Finding::new(&RULE, discount.value_span, message).label("more than 100 %").help("write at most `100%`")
}

fn more_than_any(
    discount: &Discount,
    (currency, amount, span): (Currency, Decimal, Span),
    highest: &Highest,
) -> Option<Finding> {
    let (highest, place) = *highest.0.as_ref()?.get(&currency)?;
    if amount <= highest {
        return None;
    }
    let code = &discount.code.text;
    let message = format!("discount `{code}` of {amount} {currency} is greater than every price it matches");
    Some(
        Finding::new(&RULE, span, message)
            .label("more than there is to take it off")
            .also(place, format!("the highest price it matches, {highest} {currency}"))
            .help(format!("write at most `{highest}`")),
    )
}

/// The highest price in each currency and its place; nothing if a price that is no fixed amount matches too.
#[derive(Clone)]
struct Highest(Option<HashMap<Currency, (Decimal, Span)>>);

impl Highest {
    fn new(discount: &Discount, cx: &Context<'_>) -> Self {
        let mut highest: HashMap<Currency, (Decimal, Span)> = HashMap::new();
        if discount.products.iter().any(|link| link.target.is_none()) {
            return Self(None);
        }
        for id in cx.uses.candidates(discount, cx.catalog) {
            let product = cx.catalog.products.get(id);
            let matching = product.charges.iter().filter(|charge| discount.matches(id, product, charge));
            for model in matching.flat_map(|charge| charge.price.models()) {
                match model {
                    PriceModel::Flat(amounts) => {
                        for (currency, amount, place) in &amounts.0 {
                            let so_far = highest.entry(*currency).or_insert((*amount, *place));
                            if *amount > so_far.0 {
                                *so_far = (*amount, *place);
                            }
                        }
                    }
                    PriceModel::Each(_)
                    | PriceModel::Graduated(_)
                    | PriceModel::Volume(_)
                    | PriceModel::Package(_)
                    | PriceModel::Percentage(_)
                    | PriceModel::GraduatedPercentage(_)
                    | PriceModel::Capacity(_)
                    | PriceModel::Text(_)
                    | PriceModel::Broken => return Self(None),
                }
            }
        }
        Self(Some(highest))
    }
}
