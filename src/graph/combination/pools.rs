//! The strongest discounts that may meet another on a charge: those worth trying when a sum has to become small.

use std::cell::RefCell;
use std::rc::Rc;

use foldhash::{HashMap, HashMapExt};
use smol_str::SmolStr;

use super::draft::Sale;
use super::market::Market;
use crate::graph::{BatchKind, Charge, Discount, DiscountValue, Id, Plan, Product};
use crate::money::{Decimal, exact_mul};

/// How many discounts are tried beside those that are looked for, on one charge.
pub(super) const TRIED: usize = 6;

/// How many discounts of one filter are kept.
const KEPT: usize = 2 * TRIED;

/// How many discounts of one plan are kept.
const KEPT_OF_PLAN: usize = 4 * TRIED;

/// What a discount's filter asks for first.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Filter {
    Any,
    Product(Id<Product>),
    Tag(SmolStr),
}

/// The discounts that are tried for one sale.
type Tried = Rc<[Id<Discount>]>;

/// The strongest discounts, by where they are found.
#[derive(Debug)]
pub(super) struct Pools {
    /// Those that any customer can come by: with a coupon, or where any bundle may be added.
    common: HashMap<Filter, Vec<Id<Discount>>>,
    /// Those that a plan offers itself: as an option, or in its list of bundles.
    of_plan: Vec<Vec<Id<Discount>>>,
    /// What was found for a sale at a price: one sale is looked at for many discounts.
    found: RefCell<HashMap<(Sale, Decimal), Tried>>,
}

impl Pools {
    pub fn new(market: &Market<'_>) -> Self {
        let catalog = market.catalog;
        let mut common: HashMap<Filter, Vec<Id<Discount>>> = HashMap::new();
        for (id, discount) in catalog.discounts.iter() {
            let is_common = market.holders(id).iter().any(|(bundle, _)| {
                let sold = market.bundle(*bundle).is_some();
                sold && (market.uses.plans_with(*bundle).is_empty()
                    || !catalog.bundles.get(*bundle).products.is_empty())
                    || market.batches(*bundle, BatchKind::Coupon).next().is_some()
            });
            if is_common {
                filters(discount).for_each(|filter| common.entry(filter).or_default().push(id));
            }
        }
        common.values_mut().for_each(|pool| keep(market, pool, KEPT));
        let of_plan = catalog.plans.iter().map(|(_, plan)| {
            let own = plan.bundles.iter().filter_map(|link| catalog.bundles.follow(*link));
            let own = own.flat_map(|bundle| bundle.discounts.iter().filter(|item| !item.required));
            let listed = plan.compatible.bundles.iter().filter_map(|link| catalog.bundles.follow(*link));
            let all = own.chain(listed.flat_map(|bundle| &bundle.discounts));
            let mut pool: Vec<Id<Discount>> = all.filter_map(|item| item.link.target).collect();
            keep(market, &mut pool, KEPT_OF_PLAN);
            pool
        });
        Self { common, of_plan: of_plan.collect(), found: RefCell::default() }
    }

    /// Returns the discounts that are worth trying for a charge that is sold, the strongest first.
    pub fn worth_trying(
        &self,
        market: &Market<'_>,
        sale: Sale,
        (product, charge): (&Product, &Charge),
        gross: Decimal,
    ) -> Tried {
        if let Some(known) = self.found.borrow().get(&(sale, gross)) {
            return Rc::clone(known);
        }
        let catalog = market.catalog;
        let of_tags = product.tags.iter().map(|tag| Filter::Tag(tag.clone()));
        let filters = [Filter::Any, Filter::Product(sale.product)].into_iter().chain(of_tags);
        let common = filters.filter_map(|filter| self.common.get(&filter)).flatten();
        let of_bundle = catalog.bundles.get(sale.bundle).discounts.iter().take(KEPT_OF_PLAN);
        let of_bundle = of_bundle.filter(|item| !item.required).filter_map(|item| item.link.target);
        let mut pool: Vec<Id<Discount>> = self.of(sale.plan).iter().chain(common).copied().chain(of_bundle).collect();
        market.work(4 * pool.len());
        pool.retain(|id| {
            catalog.discounts.get(*id).matches(sale.product, product, charge)
                && market.can_hold(sale.plan, sale.bundle, *id)
        });
        pool.sort_unstable();
        pool.dedup();
        pool.sort_by_key(|id| (std::cmp::Reverse(strength(catalog.discounts.get(*id), gross)), *id));
        pool.truncate(TRIED);
        let pool: Tried = pool.into();
        self.found.borrow_mut().insert((sale, gross), Rc::clone(&pool));
        pool
    }

    fn of(&self, plan: Id<Plan>) -> &[Id<Discount>] {
        self.of_plan.get(plan.index()).map_or(&[], Vec::as_slice)
    }
}

/// Returns what a discount is filed under: each product it names, else each tag, else everything.
fn filters(discount: &Discount) -> impl Iterator<Item = Filter> {
    let products = discount.products.iter().filter_map(|link| link.target).map(Filter::Product);
    let tags = discount.tags.iter().filter(|_| discount.products.is_empty()).cloned().map(Filter::Tag);
    let any = discount.products.is_empty() && discount.tags.is_empty();
    products.chain(tags).chain(any.then_some(Filter::Any))
}

/// Keeps so many: the highest percentages and the highest amounts, half and half.
fn keep(market: &Market<'_>, pool: &mut Vec<Id<Discount>>, count: usize) {
    pool.sort_unstable();
    pool.dedup();
    if pool.len() <= count {
        return;
    }
    let discount = |id: &Id<Discount>| market.catalog.discounts.get(*id);
    let is_percent = |id: &Id<Discount>| matches!(discount(id).value, DiscountValue::Percent(_));
    let (mut percents, mut amounts): (Vec<_>, Vec<_>) = pool.iter().copied().partition(is_percent);
    for part in [&mut percents, &mut amounts] {
        part.sort_by_key(|id| (std::cmp::Reverse(strength(discount(id), Decimal::MAX)), *id));
        part.truncate(count / 2);
    }
    *pool = percents;
    pool.extend(amounts);
}

/// Returns about how much a discount takes off a price.
fn strength(discount: &Discount, gross: Decimal) -> Decimal {
    match &discount.value {
        DiscountValue::Percent(share) if gross == Decimal::MAX => *share,
        DiscountValue::Percent(share) => exact_mul(gross, *share).unwrap_or(gross),
        DiscountValue::Amount(amounts) => amounts.0.first().map_or(Decimal::ZERO, |(_, amount, _)| *amount),
        DiscountValue::Broken => Decimal::ZERO,
    }
}
