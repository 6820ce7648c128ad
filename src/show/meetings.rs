//! Which discounts a discount, or those of a code, can meet on a charge, for people.

use std::fmt::Write;

use crate::graph::combination::Meeting;
use crate::graph::{BatchId, Catalog, Combinations, Discount, Id, Uses};

/// How many are told.
const TOLD: usize = 5;

/// Returns what a discount, a coupon or a voucher can meet, as comments; nothing for other objects.
pub(super) fn meetings(catalog: &Catalog, section: &str, code: &str) -> String {
    let batch = match section {
        "discounts" => None,
        "coupons" => catalog.coupons.find(code).map(BatchId::Coupon),
        "vouchers" => catalog.vouchers.find(code).map(BatchId::Voucher),
        _ => return String::new(),
    };
    let granted: Vec<Id<Discount>> = match batch {
        None => catalog.discounts.find(code).into_iter().collect(),
        Some(batch) => {
            let bundle = catalog.bundles.follow(catalog.batch(batch).bundle);
            bundle.into_iter().flat_map(|bundle| &bundle.discounts).filter_map(|item| item.link.target).collect()
        }
    };
    let uses = Uses::new(catalog);
    let combinations = Combinations::new(catalog, &uses);
    let mut text = String::new();
    for discount in granted {
        let met = combinations.meetings(discount, batch);
        let whose = match batch {
            None => String::new(),
            Some(_) => format!("its discount `{}` ", catalog.discounts.get(discount).code.text),
        };
        text.push_str(&told(catalog, &whose, met));
    }
    let refusing = batch.map(|batch| combinations.refusing(batch)).unwrap_or_default();
    if !refusing.is_empty() {
        let plans: Vec<String> =
            refusing.iter().take(TOLD).map(|id| catalog.plans.get(*id).code.text.to_string()).collect();
        let _ = writeln!(
            text,
            "\n# refused with plans that sell nothing it takes off: {}{}",
            plans.join(", "),
            more(refusing.len())
        );
    }
    text
}

fn told(catalog: &Catalog, whose: &str, mut met: Vec<Meeting>) -> String {
    let mut text = String::new();
    if met.is_empty() {
        return text;
    }
    met.sort_by_key(|meeting| (meeting.shown.purchase.choices(), meeting.other));
    let _ = writeln!(text, "\n# {whose}can meet, each by the shortest purchase:");
    for Meeting { other, shown } in met.iter().take(TOLD) {
        let product = catalog.products.get(shown.line.product);
        let charge = shown.line.of(catalog).map_or("", |charge| charge.code.text.as_str());
        let elsewhere = match shown.others {
            0 => String::new(),
            others => format!(" (and {others} more{})", if shown.more { " at least" } else { "" }),
        };
        let (other, words) = (&catalog.discounts.get(*other).code.text, shown.purchase.words(catalog));
        let _ = writeln!(text, "#   {other} on {}/{charge}{elsewhere}: {words}", product.code.text);
    }
    if met.len() > TOLD {
        let _ = writeln!(text, "#   {} more", met.len() - TOLD);
    }
    text
}

fn more(count: usize) -> String {
    if count > TOLD { format!(" and {} more", count - TOLD) } else { String::new() }
}
