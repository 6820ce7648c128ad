//! Who refers to an object: the graph walked backwards, for people.

use crate::graph::{
    Catalog, Charge, EarlyTermination, Id, Link, Object, Penalty, Plan, Plans, PolicyRule, PriceModel, Product, Table,
    Term, Timing,
};
use crate::source::Span;

/// An object's place and who refers to it.
pub(super) struct Found {
    /// Where its code is declared.
    pub(super) span: Span,
    /// Its users as `section/code`, each once, by section and code.
    pub(super) users: Vec<String>,
}

/// Returns the object with this code in a section; nothing if there is none.
pub(super) fn find(catalog: &Catalog, section: &str, code: &str) -> Option<Found> {
    let (products, terms, bundles, plans) = (&catalog.products, &catalog.terms, &catalog.bundles, &catalog.plans);
    match section {
        "taxes" => found(&catalog.taxes, code, |id| {
            let default = catalog.tax.default.is_some_and(|link| names(link, id)).then(|| "the manifest".to_owned());
            let charged = users(products, |product| product.charges.iter().any(|charge| charge.tax == Some(id)));
            let taxed = |term: &Term| penalty(term).and_then(|p| p.tax.or(catalog.tax.default));
            let due = users(terms, |term| taxed(term).is_some_and(|link| names(link, id)));
            default.into_iter().chain(charged).chain(due).collect()
        }),
        "ledgers" => found(&catalog.ledgers, code, |id| {
            let charged = users(products, |product| product.charges.iter().any(|charge| charge.ledger == Some(id)));
            let due = users(terms, |term| penalty(term).and_then(|p| p.ledger).is_some_and(|link| names(link, id)));
            charged.chain(due).collect()
        }),
        "item_types" => found(&catalog.item_types, code, |id| {
            let charged = users(products, |product| product.charges.iter().any(|charge| charge.item_type == Some(id)));
            let due = users(terms, |term| penalty(term).and_then(|p| p.item_type).is_some_and(|link| names(link, id)));
            charged.chain(due).collect()
        }),
        "units" => found(&catalog.units, code, |id| {
            let counts = |charge: &Charge| match (charge.timing, &charge.price.model) {
                (Timing::Usage { unit: Some(unit), .. }, _) if unit == id => true,
                (_, PriceModel::Capacity(capacity)) => capacity.units.contains(&id),
                _ => false,
            };
            users(products, |product| product.charges.iter().any(counts)).collect()
        }),
        "payment_methods" => found(&catalog.payment_methods, code, |id| {
            users(plans, |plan| plan.payment_methods.iter().any(|link| names(*link, id))).collect()
        }),
        "products" => found(products, code, |id: Id<Product>| {
            let sold = users(bundles, |bundle| bundle.products.iter().any(|item| names(item.link, id)));
            let reduced = users(&catalog.discounts, |discount| discount.products.iter().any(|link| names(*link, id)));
            sold.chain(reduced).collect()
        }),
        "discounts" => found(&catalog.discounts, code, |id| {
            users(bundles, |bundle| bundle.discounts.iter().any(|item| names(item.link, id))).collect()
        }),
        "terms" => found(terms, code, |id: Id<Term>| {
            let plan = users(plans, |plan| plan.term.is_some_and(|link| names(link, id)));
            let bundle = users(bundles, |bundle| bundle.term.is_some_and(|link| names(link, id)));
            let renewed = users(terms, |term| term.renews_to.is_some_and(|link| names(link, id)));
            plan.chain(bundle).chain(renewed).collect()
        }),
        "bundles" => found(bundles, code, |id| {
            let sold =
                users(plans, |plan| plan.bundles.iter().chain(&plan.compatible.bundles).any(|link| names(*link, id)));
            let granted = users(&catalog.coupons, |coupon| names(coupon.bundle, id));
            let given = users(&catalog.vouchers, |voucher| names(voucher.0.bundle, id));
            sold.chain(granted).chain(given).collect()
        }),
        "plans" => found(plans, code, |id: Id<Plan>| {
            let named =
                |plans: &Plans| matches!(plans, Plans::Some(links) if links.iter().any(|link| names(*link, id)));
            let in_rule = |rule: &PolicyRule| named(&rule.from) || named(&rule.to);
            users(&catalog.policies, |policy| policy.changes.iter().chain(&policy.cancels).any(in_rule)).collect()
        }),
        "policies" => found(&catalog.policies, code, |id| {
            let default = catalog.policy.is_some_and(|link| names(link, id)).then(|| "the manifest".to_owned());
            default.into_iter().chain(users(plans, |plan| plan.policy.is_some_and(|link| names(link, id)))).collect()
        }),
        "coupons" => found(&catalog.coupons, code, |_| Vec::new()),
        "vouchers" => found(&catalog.vouchers, code, |_| Vec::new()),
        _ => None,
    }
}

fn found<T: Object>(table: &Table<T>, code: &str, users: impl FnOnce(Id<T>) -> Vec<String>) -> Option<Found> {
    let id = table.find(code)?;
    Some(Found { span: table.get(id).span(), users: users(id) })
}

/// Returns the objects that use another, by code.
fn users<T: Object>(table: &Table<T>, uses: impl Fn(&T) -> bool) -> impl Iterator<Item = String> {
    let mut codes: Vec<&str> = table.iter().filter(|(_, user)| uses(user)).map(|(_, user)| &**user.code()).collect();
    codes.sort_unstable();
    codes.into_iter().map(|code| format!("{}/{code}", T::SECTION)).collect::<Vec<_>>().into_iter()
}

fn names<T>(link: Link<T>, id: Id<T>) -> bool {
    link.target == Some(id)
}

fn penalty(term: &Term) -> Option<&Penalty> {
    match &term.early_termination {
        EarlyTermination::Penalty(penalty) => Some(penalty),
        EarlyTermination::Allowed | EarlyTermination::NotAllowed => None,
    }
}
