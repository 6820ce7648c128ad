//! The graph walked backwards: who uses this?

use foldhash::{HashMap, HashMapExt};
use smol_str::SmolStr;

use super::catalog::{Bundle, Catalog, Plan, Product};
use super::discount::Discount;
use super::table::Id;

/// For each target, its users; one flat list.
#[derive(Debug)]
struct Reverse<T> {
    starts: Vec<u32>,
    users: Vec<Id<T>>,
}

impl<T> Reverse<T> {
    /// Turns edges `(target, user)` around. The users of a target keep the order of the edges.
    fn new(targets: usize, edges: &[(usize, Id<T>)]) -> Self {
        let mut starts = vec![0_u32; targets + 1];
        for (target, _) in edges {
            if let Some(count) = starts.get_mut(target + 1) {
                *count += 1;
            }
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut sorted = edges.to_vec();
        sorted.sort_by_key(|(target, _)| *target);
        Self { starts, users: sorted.into_iter().map(|(_, user)| user).collect() }
    }

    fn of(&self, target: usize) -> &[Id<T>] {
        let bound = |at: usize| self.starts.get(at).map_or(0, |start| *start as usize);
        self.users.get(bound(target)..bound(target + 1)).unwrap_or(&[])
    }
}

/// Gathers the products of each tag, if any discount asks for one.
fn tagged(catalog: &Catalog) -> HashMap<SmolStr, Vec<Id<Product>>> {
    let mut tagged: HashMap<SmolStr, Vec<Id<Product>>> = HashMap::new();
    if catalog.discounts.iter().all(|(_, discount)| discount.tags.is_empty()) {
        return tagged;
    }
    for (id, product) in catalog.products.iter() {
        for tag in &product.tags {
            tagged.entry(tag.clone()).or_default().push(id);
        }
    }
    tagged
}

/// Who uses what, computed once for a catalog.
#[derive(Debug)]
pub struct Uses {
    product_in: Reverse<Bundle>,
    bundle_in: Reverse<Plan>,
    bundle_listed_by: Reverse<Plan>,
    open_plans: Vec<Id<Plan>>,
    tagged: HashMap<SmolStr, Vec<Id<Product>>>,
}

impl Uses {
    /// Turns every edge of the catalog around.
    ///
    /// ```
    /// # use ratebook::graph::{resolve, Written, Uses};
    /// let (catalog, _) = resolve(Written::default());
    /// let uses = Uses::new(&catalog);
    /// assert!(catalog.products.iter().all(|(id, _)| uses.bundles_with(id).is_empty()));
    /// ```
    #[must_use]
    pub fn new(catalog: &Catalog) -> Self {
        let mut products = Vec::new();
        for (id, bundle) in catalog.bundles.iter() {
            products.extend(bundle.products.iter().filter_map(|item| Some((item.link.target?.index(), id))));
        }
        let (mut contained, mut listed, mut open_plans) = (Vec::new(), Vec::new(), Vec::new());
        for (id, plan) in catalog.plans.iter() {
            contained.extend(plan.bundles.iter().filter_map(|link| Some((link.target?.index(), id))));
            listed.extend(plan.compatible.bundles.iter().filter_map(|link| Some((link.target?.index(), id))));
            if !plan.compatible.only {
                open_plans.push(id);
            }
        }
        Self {
            product_in: Reverse::new(catalog.products.len(), &products),
            bundle_in: Reverse::new(catalog.bundles.len(), &contained),
            bundle_listed_by: Reverse::new(catalog.bundles.len(), &listed),
            open_plans,
            tagged: tagged(catalog),
        }
    }

    /// Returns the products that a discount's filter can select, at most: those it names, else those with its tags, else
    /// all. Whether it takes anything off one of them, [`Discount::matches`] says.
    #[must_use]
    pub fn candidates(&self, discount: &Discount, catalog: &Catalog) -> Vec<Id<Product>> {
        if !discount.products.is_empty() {
            return discount.products.iter().filter_map(|link| link.target).collect();
        }
        if discount.tags.is_empty() {
            return catalog.products.iter().map(|(id, _)| id).collect();
        }
        discount.tags.iter().filter_map(|tag| self.tagged.get(tag)).flatten().copied().collect()
    }

    /// Returns the bundles that contain a product.
    #[must_use]
    pub fn bundles_with(&self, product: Id<Product>) -> &[Id<Bundle>] {
        self.product_in.of(product.index())
    }

    /// Returns the plans that contain a bundle.
    #[must_use]
    pub fn plans_with(&self, bundle: Id<Bundle>) -> &[Id<Plan>] {
        self.bundle_in.of(bundle.index())
    }

    /// Returns the plans that list a bundle as compatible.
    #[must_use]
    pub fn plans_listing(&self, bundle: Id<Bundle>) -> &[Id<Plan>] {
        self.bundle_listed_by.of(bundle.index())
    }

    /// Returns the plans to which any bundle may be added.
    #[must_use]
    pub fn open_plans(&self) -> &[Id<Plan>] {
        &self.open_plans
    }
}
