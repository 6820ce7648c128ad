//! Who can get what, and when: plans, bundles, codes and discounts by the ways that lead to them.

use std::cell::Cell;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use crate::calendar::Date;
use crate::graph::{BatchId, BatchKind, Bundle, Catalog, Discount, Id, Plan, Status, Uses, Validity};

/// How much work a whole catalog is worth.
const WORK: usize = 3_000_000;

/// How many ways to one discount are looked at, beside those of what is bought.
pub(super) const HOLDERS: usize = 32;

/// Days on which something can be done: `[from, until)`, either end open if absent.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Days {
    pub from: Option<Date>,
    pub until: Option<Date>,
}

impl Days {
    pub fn of(valid: &Validity) -> Self {
        Self { from: valid.from, until: valid.until }
    }

    /// Returns the days that both have; nothing if there is none.
    pub fn and(self, other: Self) -> Option<Self> {
        let from = self.from.max(other.from);
        let until = [self.until, other.until].into_iter().flatten().min();
        let empty = matches!((from, until), (Some(from), Some(until)) if until <= from);
        (!empty).then_some(Self { from, until })
    }

    pub fn contains(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }

    /// Tells whether a day of these is not before all of the others.
    pub fn can_follow(self, other: Self) -> bool {
        !matches!((other.from, self.until), (Some(from), Some(until)) if until <= from)
    }
}

/// A catalog by the ways that lead to its discounts.
#[derive(Debug)]
pub(super) struct Market<'a> {
    pub catalog: &'a Catalog,
    pub uses: &'a Uses,
    /// When each plan can be subscribed to; nothing if never.
    plans: Vec<Option<Days>>,
    /// When each bundle can be bought; nothing if never.
    bundles: Vec<Option<Days>>,
    /// The batches that grant each bundle.
    codes: Vec<Vec<BatchId>>,
    /// The bundles that have each discount, and whether it is required there.
    holders: Vec<Vec<(Id<Bundle>, bool)>>,
    /// The same the other way round.
    required: HashMap<(Id<Bundle>, Id<Discount>), bool>,
    /// How much work is left for the whole catalog, where looking at one thing is one.
    left: Cell<usize>,
    contained: HashSet<(Id<Plan>, Id<Bundle>)>,
    listed: HashSet<(Id<Plan>, Id<Bundle>)>,
}

impl<'a> Market<'a> {
    pub fn new(catalog: &'a Catalog, uses: &'a Uses) -> Self {
        let bundles: Vec<Option<Days>> =
            catalog.bundles.iter().map(|(_, bundle)| bundle_days(catalog, bundle)).collect();
        let mut market = Self {
            catalog,
            uses,
            plans: Vec::with_capacity(catalog.plans.len()),
            bundles,
            codes: vec![Vec::new(); catalog.bundles.len()],
            holders: vec![Vec::new(); catalog.discounts.len()],
            required: HashMap::new(),
            left: Cell::new(WORK),
            contained: HashSet::new(),
            listed: HashSet::new(),
        };
        for (id, plan) in catalog.plans.iter() {
            market.contained.extend(plan.bundles.iter().filter_map(|link| Some((id, link.target?))));
            market.listed.extend(plan.compatible.bundles.iter().filter_map(|link| Some((id, link.target?))));
            let days = market.plan_days(plan);
            market.plans.push(days);
        }
        for (id, batch) in catalog.batches() {
            if let Some(codes) = batch.bundle.target.and_then(|bundle| market.codes.get_mut(bundle.index())) {
                codes.push(id);
            }
        }
        for (id, bundle) in catalog.bundles.iter() {
            for item in &bundle.discounts {
                let Some(discount) = item.link.target else { continue };
                market.required.insert((id, discount), item.required);
                if let Some(holders) = market.holders.get_mut(discount.index()) {
                    holders.push((id, item.required));
                }
            }
        }
        market
    }

    fn plan_days(&self, plan: &Plan) -> Option<Days> {
        let all = plan.bundles.iter().map(|link| self.bundle(link.target?));
        let days = (plan.status == Status::Active).then(|| Days::of(&plan.valid));
        all.fold(days, |days, bundle| days?.and(bundle?))
    }

    /// Does so much work; false if there is none left.
    pub fn work(&self, amount: usize) -> bool {
        self.left.set(self.left.get().saturating_sub(amount));
        self.left.get() > 0
    }

    /// Returns how much there is to look at in a purchase of a plan.
    pub fn size(&self, plan: Id<Plan>) -> usize {
        let bundles = self.catalog.plans.get(plan).bundles.iter().filter_map(|link| self.catalog.bundles.follow(*link));
        bundles.map(|bundle| 1 + bundle.products.len() + bundle.discounts.len()).sum()
    }

    /// Returns when a plan can be subscribed to.
    pub fn plan(&self, plan: Id<Plan>) -> Option<Days> {
        self.plans.get(plan.index()).copied().flatten()
    }

    /// Returns when a bundle can be bought, if a plan permits it.
    pub fn bundle(&self, bundle: Id<Bundle>) -> Option<Days> {
        self.bundles.get(bundle.index()).copied().flatten()
    }

    /// Returns when a code of a batch can be used.
    pub fn code(&self, batch: BatchId) -> Option<Days> {
        let batch = self.catalog.batch(batch);
        self.bundle(batch.bundle.target?)?.and(Days::of(&batch.valid))
    }

    /// Tells whether a batch grants a discount, required or not.
    pub fn grants(&self, batch: BatchId, discount: Id<Discount>) -> bool {
        let bundle = self.catalog.batch(batch).bundle.target;
        bundle.is_some_and(|bundle| self.required.contains_key(&(bundle, discount)))
    }

    pub fn contains(&self, plan: Id<Plan>, bundle: Id<Bundle>) -> bool {
        self.contained.contains(&(plan, bundle))
    }

    /// Tells whether a plan permits a bundle to be added.
    pub fn permits(&self, plan: Id<Plan>, bundle: Id<Bundle>) -> bool {
        let compatible = !self.catalog.plans.get(plan).compatible.only || self.listed.contains(&(plan, bundle));
        compatible && !self.contains(plan, bundle)
    }

    /// Tells whether a bundle is got only by a code: it has discounts alone, a code grants it, and no plan has it.
    ///
    /// The simulator would add it all the same where a plan permits that; nobody sells it so.
    pub fn is_by_code(&self, bundle: Id<Bundle>) -> bool {
        let granted = self.codes.get(bundle.index()).is_some_and(|codes| !codes.is_empty());
        granted && self.catalog.bundles.get(bundle).products.is_empty() && self.uses.plans_with(bundle).is_empty()
    }

    /// Returns the bundles that have a discount, and whether it is required there.
    pub fn holders(&self, discount: Id<Discount>) -> &[(Id<Bundle>, bool)] {
        self.holders.get(discount.index()).map_or(&[], Vec::as_slice)
    }

    /// Returns the bundles that have a discount, those of a purchase before the others, of which not all are looked at.
    pub fn nearest_holders(
        &self,
        bought: impl Iterator<Item = Id<Bundle>>,
        discount: Id<Discount>,
    ) -> impl Iterator<Item = (Id<Bundle>, bool)> {
        let near = bought.filter_map(move |bundle| Some((bundle, *self.required.get(&(bundle, discount))?)));
        near.chain(self.holders(discount).iter().take(HOLDERS).copied())
    }

    /// Returns the batches of a kind that grant a bundle.
    pub fn batches(&self, bundle: Id<Bundle>, kind: BatchKind) -> impl Iterator<Item = BatchId> {
        let codes = self.codes.get(bundle.index()).into_iter().flatten().copied();
        codes.filter(move |batch| self.catalog.batch(*batch).kind == kind)
    }

    /// Tells whether a discount can be held in a plan by whoever has bought a bundle there.
    pub fn can_hold(&self, plan: Id<Plan>, bought: Id<Bundle>, discount: Id<Discount>) -> bool {
        let of_plan = self.catalog.plans.get(plan).bundles.iter().filter_map(|link| link.target);
        self.nearest_holders(of_plan.chain([bought]), discount).any(|(holder, _)| {
            holder == bought
                || self.contains(plan, holder)
                || self.permits(plan, holder) && self.bundle(holder).is_some()
                || self.batches(holder, BatchKind::Coupon).next().is_some()
        })
    }
}

/// Returns when a bundle can be bought: what it must have is on sale and has a price by then.
fn bundle_days(catalog: &Catalog, bundle: &Bundle) -> Option<Days> {
    let required = bundle.products.iter().filter(|item| item.required);
    let days = (bundle.status == Status::Active).then(|| Days::of(&bundle.valid));
    required.fold(days, |days, item| {
        let product = catalog.products.follow(item.link)?;
        let published =
            product.charges.iter().filter_map(|charge| charge.price.timeline.as_ref()?.versions.first()?.from);
        let priced = Days { from: published.max(), until: None };
        if product.status == Status::Active { days?.and(priced) } else { None }
    })
}
