//! The rulebook: what is wrong or odd in a catalog whose every field is right.
//!
//! Reads the graph as billing people speak of it. Knows nothing of YAML. A rule is a file with a record, a page beside it
//! and a function; this table lists them all.

mod coupon;
mod discount;
mod entry;
mod offer;
mod price;
mod shortest;
mod tax;
mod term;
mod usage;

pub use entry::{Check, Context, Entry};

use crate::diag::Finding;
use crate::graph::{Catalog, Uses};

/// Every rule, by name.
pub static ENTRIES: &[Entry] = &[
    offer::all_optional_bundle::ENTRY,
    coupon::bad_template::ENTRY,
    discount::below_zero_total::ENTRY,
    coupon::code_for_nothing::ENTRY,
    coupon::colliding_codes::ENTRY,
    offer::compatible_bundle_in_plan::ENTRY,
    offer::compatible_list_without_effect::ENTRY,
    offer::compatible_only_without_list::ENTRY,
    coupon::coupon_matches_nothing::ENTRY,
    coupon::coupon_outlives_bundle::ENTRY,
    coupon::coupon_without_discount::ENTRY,
    discount::discount_cut_short::ENTRY,
    offer::disjoint_validity::ENTRY,
    offer::empty_bundle::ENTRY,
    term::endless_grace::ENTRY,
    discount::excessive_discount::ENTRY,
    price::falling_volume_total::ENTRY,
    price::flat_usage_price::ENTRY,
    usage::incomplete_currencies::ENTRY,
    term::notice_without_effect::ENTRY,
    offer::plan_outlives_bundle::ENTRY,
    offer::plan_without_bundle::ENTRY,
    tax::rate_and_amount::ENTRY,
    offer::repeated_product::ENTRY,
    offer::shadowed_policy_rule::ENTRY,
    term::short_commitment::ENTRY,
    tax::tax_without_rate::ENTRY,
    coupon::template_too_short::ENTRY,
    coupon::template_without_placeholder::ENTRY,
    term::unbooked_penalty::ENTRY,
    offer::unsellable_offer::ENTRY,
    usage::unused_object::ENTRY,
    price::usage_price_without_usage::ENTRY,
];

/// Returns what the rules find. `clean` says whether nothing was found before; rules about what is missing run only then.
#[must_use]
pub fn run(catalog: &Catalog, clean: bool) -> Vec<Finding> {
    let uses = Uses::new(catalog);
    let mut cx = Context::new(catalog, &uses);
    for entry in ENTRIES {
        match entry.check {
            Check::Plan(check) => catalog.plans.iter().for_each(|(_, plan)| check(plan, &mut cx)),
            Check::Bundle(check) => catalog.bundles.iter().for_each(|(_, bundle)| check(bundle, &mut cx)),
            Check::Term(check) => catalog.terms.iter().for_each(|(_, term)| check(term, &mut cx)),
            Check::Batch(check) => catalog.batches().for_each(|(_, batch)| check(batch, &mut cx)),
            Check::Catalog(check) => check(&mut cx),
            Check::WholeCatalog(check) if clean => check(&mut cx),
            Check::WholeCatalog(_) => {}
        }
    }
    cx.into_findings()
}
