//! Where the charges that a discount matches are sold.

use super::draft::Sale;
use super::market::Market;
use crate::graph::{Catalog, Discount, Id, Plan, PriceModel, Product};
use crate::money::Decimal;

/// How many charges are looked at for one discount.
const CHARGES: usize = 64;

/// How many sales are looked at for one discount.
const SALES: usize = 256;

/// How many bundles with one product are looked at.
const BUNDLES: usize = 16;

/// How many plans that have or list a discount are looked at for one bundle.
const NEAR: usize = 64;

/// How many plans without a list are looked at for a bundle that any of them may have.
const OPEN_PLANS: usize = 4;

/// The charges of a catalog, the cheapest first.
#[derive(Debug)]
pub(super) struct Cheapest(Vec<(Id<Product>, usize)>);

impl Cheapest {
    pub fn new(catalog: &Catalog) -> Self {
        let mut charges: Vec<(Decimal, Id<Product>, usize)> = Vec::new();
        for (id, product) in catalog.products.iter() {
            for (at, charge) in product.charges.iter().enumerate() {
                charges.push((lowest(&charge.price.model), id, at));
            }
        }
        charges.sort_unstable();
        Self(charges.into_iter().map(|(_, id, at)| (id, at)).collect())
    }
}

/// Returns about what a price comes to at least.
fn lowest(model: &PriceModel) -> Decimal {
    match model {
        PriceModel::Flat(amounts) | PriceModel::Each(amounts) => {
            amounts.0.iter().map(|(_, amount, _)| *amount).min().unwrap_or_default()
        }
        PriceModel::Graduated(_)
        | PriceModel::Volume(_)
        | PriceModel::Package(_)
        | PriceModel::Percentage(_)
        | PriceModel::GraduatedPercentage(_)
        | PriceModel::Capacity(_)
        | PriceModel::Text(_)
        | PriceModel::Broken => Decimal::ZERO,
    }
}

impl Market<'_> {
    /// Returns the sales of charges that a discount matches; the nearest to it, if there are many.
    pub fn sales(&self, discount: Id<Discount>, cheapest: &Cheapest) -> Vec<Sale> {
        let object = self.catalog.discounts.get(discount);
        let matches = |(id, at): &(Id<Product>, usize)| {
            let product = self.catalog.products.get(*id);
            product.charges.get(*at).is_some_and(|charge| object.matches(*id, product, charge))
        };
        let near = self.plans_of(discount);
        let mut charges: Vec<(Id<Product>, usize)> = Vec::new();
        if object.products.is_empty() && object.tags.is_empty() {
            let bundles = near.iter().flat_map(|plan| self.catalog.plans.get(*plan).bundles.iter());
            let bundles = bundles.take(SALES).filter_map(|link| link.target);
            let holders = self.holders(discount).iter().map(|(bundle, _)| *bundle);
            let items = bundles.chain(holders).flat_map(|bundle| self.catalog.bundles.get(bundle).products.iter());
            let near = items.take(CHARGES).filter_map(|item| item.link.target).flat_map(|id| self.charges(id));
            charges.extend(near.filter(matches));
            charges.extend(cheapest.0.iter().copied().filter(matches).take(CHARGES));
        } else {
            let products = self.uses.candidates(object, self.catalog);
            charges.extend(products.into_iter().flat_map(|id| self.charges(id)).filter(matches).take(CHARGES));
        }
        charges.sort_unstable();
        charges.dedup();
        let mut sales: Vec<Sale> = Vec::new();
        // A fair share for each charge, so that the first does not use up what may be looked at.
        let share = (SALES / charges.len().max(1)).max(4);
        for charge in charges {
            sales.extend(self.sales_of(charge, &near, share));
        }
        sales.sort_unstable();
        sales.dedup();
        sales.truncate(SALES);
        sales
    }

    fn charges(&self, product: Id<Product>) -> impl Iterator<Item = (Id<Product>, usize)> {
        (0..self.catalog.products.get(product).charges.len()).map(move |at| (product, at))
    }

    /// Returns the plans that have or list a bundle with a discount.
    fn plans_of(&self, discount: Id<Discount>) -> Vec<Id<Plan>> {
        let holders = self.holders(discount).iter().take(CHARGES).map(|(bundle, _)| *bundle);
        let plans =
            holders.flat_map(|bundle| self.uses.plans_with(bundle).iter().chain(self.uses.plans_listing(bundle)));
        let mut plans: Vec<Id<Plan>> = plans.take(SALES).copied().collect();
        plans.sort_unstable();
        plans.dedup();
        plans
    }

    /// Returns where a charge is sold, so many times at most: first in these plans, then in others.
    fn sales_of(&self, (product, charge): (Id<Product>, usize), near: &[Id<Plan>], share: usize) -> Vec<Sale> {
        let open = || self.uses.open_plans().iter().filter(|plan| self.plan(**plan).is_some()).take(OPEN_PLANS);
        let mut sales: Vec<Sale> = Vec::new();
        let bundles = self.uses.bundles_with(product).iter().filter(|bundle| self.bundle(**bundle).is_some());
        for bundle in bundles.take(BUNDLES) {
            let of_bundle = sales.len() + share;
            let with = self.uses.plans_with(*bundle).iter().take(share);
            let may = self.uses.plans_listing(*bundle).iter().take(share).chain(open());
            for plan in near.iter().take(NEAR).chain(with).chain(may) {
                if sales.len() >= of_bundle || !self.work(1) {
                    break;
                }
                let sale = |added| Sale { plan: *plan, product, charge, bundle: *bundle, added };
                if self.plan(*plan).is_none() {
                    continue;
                }
                if self.contains(*plan, *bundle) {
                    sales.push(sale(false));
                } else if self.permits(*plan, *bundle) {
                    sales.push(sale(true));
                }
            }
        }
        // Where nothing has to be added it takes fewer choices.
        sales.sort_by_key(|sale| (sale.added, !near.contains(&sale.plan), *sale));
        sales.dedup();
        sales.truncate(share);
        sales
    }
}
