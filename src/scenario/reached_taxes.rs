//! Which taxes the purchases of a scenario can come to.

use foldhash::HashSet;

use super::{Action, Event};
use crate::graph::{Bundle, Catalog, EarlyTermination, Id, Item, Link, Plan, Product, Tax, Term};

/// Returns the taxes of all that the events can buy: charges and penalties of the plans and bundles that they name, and
/// of the bundles of codes if they use one. No tax of an invoice is missing; one that is refused in the end may be there.
pub(super) fn reached<'e>(catalog: &Catalog, events: impl Iterator<Item = &'e Event>) -> HashSet<Id<Tax>> {
    let mut reach =
        Reach { catalog, bundles: HashSet::default(), terms: HashSet::default(), taxes: HashSet::default() };
    let mut plans: HashSet<Id<Plan>> = HashSet::default();
    let mut codes = false;
    for event in events {
        let order = match &event.action {
            Action::Subscribe { plan, order, .. } | Action::ChangePlan { plan, order, .. } => {
                if plans.insert(*plan) {
                    reach.plan(*plan);
                }
                order
            }
            Action::Add { bundle, order, .. } => {
                reach.bundle(*bundle);
                order
            }
            Action::Redeem { order, .. } => order,
            Action::ChangeQuantity { .. }
            | Action::Usage { .. }
            | Action::Pause { .. }
            | Action::Suspend { .. }
            | Action::Resume { .. }
            | Action::ChangeBillDay { .. }
            | Action::Adjust { .. }
            | Action::Cancel { .. }
            | Action::Credit { .. }
            | Action::Payment { .. } => continue,
        };
        if order.code.is_some() && !codes {
            codes = true;
            catalog.batches().filter_map(|(_, batch)| batch.bundle.target).for_each(|bundle| reach.bundle(bundle));
        }
    }
    reach.taxes
}

struct Reach<'c> {
    catalog: &'c Catalog,
    bundles: HashSet<Id<Bundle>>,
    terms: HashSet<Id<Term>>,
    taxes: HashSet<Id<Tax>>,
}

impl Reach<'_> {
    fn plan(&mut self, id: Id<Plan>) {
        let plan = self.catalog.plans.get(id);
        plan.bundles.iter().filter_map(|link| link.target).for_each(|bundle| self.bundle(bundle));
        self.term(plan.term);
        if plan.spend.is_some() {
            self.taxes.extend(self.catalog.tax.default.and_then(|link| link.target));
        }
    }

    fn bundle(&mut self, id: Id<Bundle>) {
        if !self.bundles.insert(id) {
            return;
        }
        let bundle = self.catalog.bundles.get(id);
        let products = bundle.products.iter().filter_map(|item: &Item<Product>| item.link.target);
        for product in products {
            self.taxes.extend(self.catalog.products.get(product).charges.iter().filter_map(|charge| charge.tax));
        }
        self.term(bundle.term);
    }

    fn term(&mut self, link: Option<Link<Term>>) {
        let mut next = link.and_then(|link| link.target);
        while let Some(id) = next.filter(|id| self.terms.insert(*id)) {
            let term = self.catalog.terms.get(id);
            if let EarlyTermination::Penalty(penalty) = &term.early_termination {
                self.taxes.extend(penalty.tax.or(self.catalog.tax.default).and_then(|link| link.target));
            }
            next = term.renews_to.and_then(|link| link.target);
        }
    }
}
