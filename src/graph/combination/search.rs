//! The shortest purchase that shows something, within a budget.
//!
//! Exact where it answers: every purchase is worked out whole before it is shown. Not exact where it does not: beside what
//! is looked for, at most two more discounts are tried at a time, of the [`TRIED`](super::pools::TRIED) strongest that match
//! the same charge, then all of those together, and only so many sales as the budget permits. Within that the purchase is
//! the shortest.

use super::costs::{Costs, Cut, Line};
use super::draft::{Draft, Sale};
use super::market::Market;
use super::pools::Pools;
use super::purchase::Purchase;
use crate::graph::{BatchId, Charge, Discount, Id, Product, Timing};
use crate::money::{Currency, Decimal};

/// What looking at one set of discounts costs, in work.
const SET: usize = 8;

/// What a whole purchase costs, in work, beside what it holds.
const WHOLE: usize = 64;

/// After so many sales that show something nobody counts on.
const COUNTED: usize = 100;

/// A purchase that shows something.
#[derive(Debug)]
pub struct Shown {
    /// The shortest.
    pub purchase: Purchase,
    /// What it costs.
    pub costs: Costs,
    /// The line that shows it.
    pub line: Line,
    /// How many other charges, each in each plan, show it too.
    pub others: usize,
    /// Whether there may be more than those.
    pub more: bool,
}

/// A charge with a choice of discounts, worked out quickly.
pub(super) struct Trial<'a> {
    pub market: &'a Market<'a>,
    pub currency: Currency,
    pub gross: Decimal,
    /// The discounts that would be held, in their order, those looked for among them.
    pub held: Vec<Id<Discount>>,
}

impl Trial<'_> {
    /// Returns what is left, and what each discount takes, of which some are left out.
    pub fn without(&self, left_out: &[Id<Discount>]) -> Option<(Decimal, Vec<Cut>)> {
        let held = self.held.iter().filter(|id| !left_out.contains(id));
        let mut cuts: Vec<Cut> = held.map(|id| Cut { discount: *id, amount: Decimal::ZERO }).collect();
        let left = self.market.catalog.take_off(self.currency, self.gross, &mut cuts)?;
        Some((left, cuts))
    }
}

/// Tells whether a charge with a choice of discounts is worth working out a whole purchase.
pub(super) type Promising<'a> = dyn Fn(&Trial<'_>) -> bool + 'a;

/// Tells whether a purchase shows on a line what is looked for.
pub(super) type Shows<'a> = dyn Fn(&Purchase, &Costs, &Line) -> bool + 'a;

/// What is looked for.
pub(super) struct Hunt<'a> {
    pub market: &'a Market<'a>,
    pub pools: &'a Pools,
    /// Discounts that must be held for the charge.
    pub wanted: &'a [Id<Discount>],
    /// A code that must be used.
    pub code: Option<BatchId>,
    /// Whether others are tried beside them.
    pub helped: bool,
    /// Tells whether it is worth working out a whole purchase.
    pub promising: &'a Promising<'a>,
    /// Tells whether a purchase shows it.
    pub shows: &'a Shows<'a>,
}

impl Hunt<'_> {
    /// Returns the shortest purchase of one of some sales that shows it.
    pub fn shortest(&self, sales: &[Sale], mut work: usize) -> Option<Shown> {
        let mut best: Option<Shown> = None;
        let (mut found, mut more) = (0_usize, false);
        for sale in sales {
            if work == 0 || found > COUNTED || !self.market.work(0) {
                more = true;
                break;
            }
            let Some(shown) = self.of_sale(*sale, &mut work) else { continue };
            found += 1;
            if best.as_ref().is_none_or(|best| shown.purchase < best.purchase) {
                best = Some(shown);
            }
        }
        best.map(|best| Shown { others: found - 1, more, ..best })
    }

    fn of_sale(&self, sale: Sale, work: &mut usize) -> Option<Shown> {
        let catalog = self.market.catalog;
        let product = catalog.products.get(sale.product);
        let charge = product.charges.get(sale.charge)?;
        let size = self.market.size(sale.plan);
        self.spend(work, 1 + size / SET);
        if !self.wanted.iter().all(|id| self.market.can_hold(sale.plan, sale.bundle, *id)) {
            return None;
        }
        let base = self.base(sale, (product, charge));
        let mut best: Option<(usize, Shown)> = None;
        for (number, currency) in catalog.currencies.iter().enumerate() {
            let gross = gross(charge, *currency);
            let tried = gross.filter(|_| self.helped);
            let tried = tried.map(|gross| self.pools.worth_trying(self.market, sale, (product, charge), gross));
            // What the code grants itself is no other discount.
            let of_code = |id| self.code.is_some_and(|code| self.market.grants(code, id));
            let is_other = |id: &Id<Discount>| !self.wanted.contains(id) && !base.contains(id) && !of_code(*id);
            let pool: Vec<_> = tried.iter().flat_map(|tried| tried.iter()).copied().filter(is_other).collect();
            for set in sets(&pool) {
                // What a larger set brings for the same choices, a smaller one of it has brought.
                if best.as_ref().is_some_and(|(size, _)| *size < set.len()) {
                    break;
                }
                if !self.spend(work, SET + base.len()) {
                    break;
                }
                let mut held: Vec<Id<Discount>> = base.iter().chain(self.wanted).chain(&set).copied().collect();
                held.sort_by_key(|id| catalog.turn(*id));
                held.dedup();
                let hopeless = gross.is_some_and(|gross| {
                    !(self.promising)(&Trial { market: self.market, currency: *currency, gross, held })
                });
                if hopeless {
                    continue;
                }
                self.spend(work, WHOLE + 2 * size);
                let Some(shown) = self.needed(sale, number, &set, work) else { continue };
                if best.as_ref().is_none_or(|(_, best)| shown.purchase < best.purchase) {
                    best = Some((set.len(), shown));
                }
            }
            if best.is_some() {
                break;
            }
        }
        best.map(|(_, shown)| shown)
    }

    /// Works out the purchase in which a set is held, without those of a large one that it does not take.
    fn needed(&self, sale: Sale, currency: usize, set: &[Id<Discount>], work: &mut usize) -> Option<Shown> {
        let mut shown = self.whole(sale, currency, set)?;
        let mut needed = set.to_vec();
        for id in set.iter().filter(|_| set.len() > 2) {
            self.spend(work, WHOLE + 2 * self.market.size(sale.plan));
            let fewer: Vec<_> = needed.iter().copied().filter(|other| other != id).collect();
            if let Some(shorter) = self.whole(sale, currency, &fewer) {
                (shown, needed) = (shorter, fewer);
            }
        }
        Some(shown)
    }

    /// Takes work off what is left here and for the catalog; false if there is none.
    fn spend(&self, work: &mut usize, amount: usize) -> bool {
        *work = work.saturating_sub(amount);
        self.market.work(amount) && *work > 0
    }

    /// Works out the purchase in which a charge is sold, and what is looked for and these are held.
    fn whole(&self, sale: Sale, currency: usize, set: &[Id<Discount>]) -> Option<Shown> {
        let mut draft = Draft::new(self.market, sale)?;
        if let Some(code) = self.code {
            draft.use_code(code)?;
        }
        for discount in self.wanted.iter().chain(set) {
            draft.hold(*discount)?;
        }
        let purchase = draft.finish()?.paid_in(currency);
        let costs = Costs::of(self.market.catalog, &purchase)?;
        let line = costs.line(sale.product, sale.charge)?.clone();
        (self.shows)(&purchase, &costs, &line).then_some(Shown { purchase, costs, line, others: 0, more: false })
    }

    /// Returns the discounts that a charge has wherever it is sold so.
    fn base(&self, sale: Sale, (product, charge): (&Product, &Charge)) -> Vec<Id<Discount>> {
        let catalog = self.market.catalog;
        let of_plan = catalog.plans.get(sale.plan).bundles.iter().filter_map(|link| link.target);
        let of_code = self.code.and_then(|batch| catalog.batch(batch).bundle.target);
        let bundles = of_plan.chain(sale.added.then_some(sale.bundle)).chain(of_code);
        let required = bundles.flat_map(|id| catalog.bundles.get(id).discounts.iter().filter(|item| item.required));
        let matching = |id: &Id<Discount>| catalog.discounts.get(*id).matches(sale.product, product, charge);
        required.filter_map(|item| item.link.target).filter(matching).collect()
    }
}

/// Returns what a charge costs first if that does not depend on the day; nothing if it does or is not known.
fn gross(charge: &Charge, currency: Currency) -> Option<Decimal> {
    if charge.price.timeline.is_some() {
        return None;
    }
    let quantity = match charge.timing {
        Timing::OneTime | Timing::Recurring { .. } => Decimal::ONE,
        Timing::Usage { .. } => Decimal::ZERO,
    };
    charge.price.model.amount(currency, quantity)
}

/// Returns the sets of discounts that are tried: none, each, each two, and all.
fn sets(pool: &[Id<Discount>]) -> impl Iterator<Item = Vec<Id<Discount>>> {
    let singles = pool.iter().map(|id| vec![*id]);
    let pairs = pool
        .iter()
        .enumerate()
        .flat_map(move |(at, one)| pool.iter().skip(at + 1).map(move |other| vec![*one, *other]));
    let all = (pool.len() > 2).then(|| pool.to_vec());
    std::iter::once(Vec::new()).chain(singles).chain(pairs).chain(all)
}
