//! A discount is greater than anything it is taken off (`T-W10`).

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::{Discount, DiscountValue, Id, PriceModel, Product};
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
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Discount(check) };

fn check(discount: &Discount, cx: &mut Context<'_>) {
    let code = &discount.code.text;
    match &discount.value {
        DiscountValue::Percent(fraction) if *fraction > Decimal::ONE => {
            let percent = plain(fraction.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(*fraction));
            cx.report(
                Finding::new(&RULE, discount.value_span, format!("discount `{code}` takes {percent} % off, more than the whole price"))
                    .label("more than 100 %")
                    .help("write at most `100%`"),
            );
        }
        DiscountValue::Amount(amounts) => {
            for (currency, amount, span) in &amounts.0 {
                let Some((highest, place)) = highest_price(discount, *currency, cx) else { continue };
                if *amount > highest {
                    let message = format!("discount `{code}` of {amount} {currency} is greater than every price it matches");
                    cx.report(
                        Finding::new(&RULE, *span, message)
                            .label("more than there is to take it off")
                            .also(place, format!("the highest price it matches, {highest} {currency}"))
                            .help(format!("write at most `{highest}`")),
                    );
                }
            }
        }
        DiscountValue::Percent(_) | DiscountValue::Broken => {}
    }
}

/// Returns the highest price that the discount could be taken off and its place, if every such price is a fixed amount.
fn highest_price(discount: &Discount, currency: Currency, cx: &Context<'_>) -> Option<(Decimal, Span)> {
    let mut highest: Option<(Decimal, Span)> = None;
    let mut consider = |id: Id<Product>| {
        let product = cx.catalog.products.get(id);
        for charge in product.charges.iter().filter(|charge| discount.matches(id, product, charge)) {
            match &charge.price.model {
                PriceModel::Flat(amounts) => {
                    let found = amounts.get(currency);
                    highest = if found.map(|f| f.0) > highest.map(|h| h.0) { found } else { highest };
                }
                PriceModel::Each(_) | PriceModel::Text(_) | PriceModel::Broken => return false,
            }
        }
        true
    };
    let all_fixed = if discount.products.is_empty() {
        cx.catalog.products.iter().all(|(id, _)| consider(id))
    } else {
        discount.products.iter().all(|link| link.target.is_some_and(&mut consider))
    };
    highest.filter(|_| all_fixed)
}
