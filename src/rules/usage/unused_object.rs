//! Something is declared that nothing refers to (`T-W11`).

use crate::diag::{Finding, Level, Rule, Stage};
use crate::graph::{Catalog, EarlyTermination, Id, Object, PriceModel, Status, Table, Timing};
use crate::rules::entry::{Check, Context, Entry};

/// Something is declared that nothing refers to (`T-W11`).
pub static RULE: Rule = Rule {
    name: "unused-object",
    level: Level::Warning,
    stage: Stage::Rules,
    since: "0.1",
    page: include_str!("unused_object.md"),
};

/// The row of the rulebook.
pub const ENTRY: Entry = Entry { rule: &RULE, check: Check::WholeCatalog(check) };

fn check(cx: &mut Context<'_>) {
    let catalog = cx.catalog;
    let mut used = Used::new(catalog);
    used.walk(catalog);
    used.report(&catalog.products, &used.products, "in no bundle", cx);
    used.report(&catalog.discounts, &used.discounts, "in no bundle", cx);
    used.report(&catalog.terms, &used.terms, "on no plan or bundle", cx);
    used.report(&catalog.taxes, &used.taxes, "on no charge and no penalty", cx);
    used.report(&catalog.ledgers, &used.ledgers, "on no charge and no penalty", cx);
    used.report(&catalog.item_types, &used.item_types, "on no charge and no penalty", cx);
    used.report(&catalog.units, &used.units, "counted by no charge", cx);
    used.report(&catalog.policies, &used.policies, "on no plan, and not the manifest's", cx);
    used.report(&catalog.payment_methods, &used.payment_methods, "on no plan", cx);
    let any_plan_is_open = !cx.uses.open_plans().is_empty();
    if !any_plan_is_open {
        used.report(&catalog.bundles, &used.bundles, "in no plan, coupon or voucher, and can be added to none", cx);
    }
}

/// What is referred to, by number.
struct Used {
    products: Vec<bool>,
    discounts: Vec<bool>,
    terms: Vec<bool>,
    bundles: Vec<bool>,
    taxes: Vec<bool>,
    ledgers: Vec<bool>,
    item_types: Vec<bool>,
    units: Vec<bool>,
    payment_methods: Vec<bool>,
    policies: Vec<bool>,
}

fn mark<T>(used: &mut [bool], id: Option<Id<T>>) {
    if let Some(slot) = id.and_then(|id| used.get_mut(id.index())) {
        *slot = true;
    }
}

impl Used {
    fn new(catalog: &Catalog) -> Self {
        Self {
            products: vec![false; catalog.products.len()],
            discounts: vec![false; catalog.discounts.len()],
            terms: vec![false; catalog.terms.len()],
            bundles: vec![false; catalog.bundles.len()],
            taxes: vec![false; catalog.taxes.len()],
            ledgers: vec![false; catalog.ledgers.len()],
            item_types: vec![false; catalog.item_types.len()],
            units: vec![false; catalog.units.len()],
            payment_methods: vec![false; catalog.payment_methods.len()],
            policies: vec![false; catalog.policies.len()],
        }
    }

    fn walk(&mut self, catalog: &Catalog) {
        mark(&mut self.policies, catalog.policy.and_then(|link| link.target));
        mark(&mut self.taxes, catalog.tax.default.and_then(|link| link.target));
        for (id, product) in catalog.products.iter() {
            if product.status != Status::Active {
                // A draft is not in use yet, and what is retired stays for those who still have it.
                mark(&mut self.products, Some(id));
            }
            for charge in &product.charges {
                mark(&mut self.taxes, charge.tax);
                mark(&mut self.ledgers, charge.ledger);
                mark(&mut self.item_types, charge.item_type);
                if let Timing::Usage { unit, .. } = charge.timing {
                    mark(&mut self.units, unit);
                }
                if let PriceModel::Capacity(capacity) = &charge.price.model {
                    capacity.units.iter().for_each(|unit| mark(&mut self.units, Some(*unit)));
                }
            }
        }
        for (id, term) in catalog.terms.iter() {
            let next = term.renews_to.and_then(|link| link.target);
            mark(&mut self.terms, next.filter(|next| *next != id));
            if let EarlyTermination::Penalty(penalty) = &term.early_termination {
                mark(&mut self.taxes, penalty.tax.and_then(|link| link.target));
                mark(&mut self.ledgers, penalty.ledger.and_then(|link| link.target));
                mark(&mut self.item_types, penalty.item_type.and_then(|link| link.target));
            }
        }
        for (id, bundle) in catalog.bundles.iter() {
            if bundle.status != Status::Active {
                mark(&mut self.bundles, Some(id));
            }
            mark(&mut self.terms, bundle.term.and_then(|link| link.target));
            bundle.products.iter().for_each(|item| mark(&mut self.products, item.link.target));
            bundle.discounts.iter().for_each(|item| mark(&mut self.discounts, item.link.target));
        }
        for (_, plan) in catalog.plans.iter() {
            mark(&mut self.terms, plan.term.and_then(|link| link.target));
            mark(&mut self.policies, plan.policy.and_then(|link| link.target));
            plan.payment_methods.iter().for_each(|link| mark(&mut self.payment_methods, link.target));
            let bundles = plan.bundles.iter().chain(&plan.compatible.bundles);
            bundles.for_each(|link| mark(&mut self.bundles, link.target));
        }
        catalog.batches().for_each(|(_, coupon)| mark(&mut self.bundles, coupon.bundle.target));
    }

    fn report<T: Object>(&self, table: &Table<T>, used: &[bool], where_not: &str, cx: &mut Context<'_>) {
        for ((_, object), _) in table.iter().zip(used).filter(|(_, used)| !**used) {
            let message = format!("{} `{}` is not used: it is {where_not}", T::NOUN, object.code());
            cx.report(
                Finding::new(&RULE, object.span(), message).label("nothing refers to it").help("remove it, or use it"),
            );
        }
    }
}
