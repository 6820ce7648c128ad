//! A volume price of which more units cost less than fewer.

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::{Charge, PriceModel, Product, Tier};
use crate::money::{Currency, Decimal, plain};
use crate::rules::entry::{Check, Context, Entry};

/// A volume price of which more units cost less than fewer.
pub static RULE: Rule = Rule {
    name: "falling-volume-total",
    level: Level::Warning,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("falling_volume_total.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::Catalog(check) };

fn check(cx: &mut Context<'_>) {
    let mut findings = Vec::new();
    for (_, product) in cx.catalog.products.iter() {
        for charge in &product.charges {
            for model in charge.price.models() {
                let PriceModel::Volume(tiers) = model else { continue };
                // What one currency shows need not be said again of the next.
                let falling = tiers.iter().map(|(currency, tiers)| falls(product, charge, currency, tiers));
                findings.extend(falling.into_iter().find(|found| !found.is_empty()).into_iter().flatten());
            }
        }
    }
    findings.into_iter().for_each(|finding| cx.report(finding));
}

/// Returns a finding for each bound above which the total falls.
fn falls(product: &Product, charge: &Charge, currency: Currency, tiers: &[Tier]) -> Vec<Finding> {
    let pairs = tiers.iter().zip(tiers.iter().skip(1));
    pairs.filter_map(|(tier, next)| fall(product, charge, currency, tier, next)).collect()
}

fn fall(product: &Product, charge: &Charge, currency: Currency, tier: &Tier, next: &Tier) -> Option<Finding> {
    let few = tier.up_to?;
    let one_more = few.checked_add(Decimal::ONE)?;
    let many = next.up_to.map_or(one_more, |up_to| up_to.min(one_more));
    let (of_few, of_many) = (tier.cost(few)?, next.cost(many)?);
    if of_many >= of_few {
        return None;
    }
    let (few, many, of_few, of_many) = (plain(few), plain(many), amount(of_few, currency), amount(of_many, currency));
    let (charge, product) = (&charge.code.text, &product.code.text);
    let message = format!(
        "charge `{charge}` of product `{product}`: {many} units cost {of_many} {currency}, less than {few} units for {of_few}"
    );
    Some(
        Finding::new(&RULE, next.span, message)
            .label(format!("{many} units: {of_many} {currency}"))
            .also(tier.span, format!("{few} units: {of_few} {currency}"))
            .help("price the tiers as `graduated`, or add a `flat` fee to the later tier"),
    )
}

fn amount(amount: Decimal, currency: Currency) -> String {
    let mut amount = amount.normalize();
    if amount.scale() < currency.digits() {
        amount.rescale(currency.digits());
    }
    amount.to_string()
}
