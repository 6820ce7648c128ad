//! Which discounts can ever meet on one charge, and the shortest purchase that shows what comes of it.
//!
//! Asks the checked catalog alone: who can hold what at once, on which days, and what is then left of a charge. A purchase
//! is shown only if it is worked out whole and would not be refused; [`search`] says what may be overlooked.

mod costs;
mod draft;
mod market;
mod permitted;
mod pools;
mod purchase;
mod sales;
mod search;
mod total;

pub use costs::{Costs, Cut, Line};
pub use purchase::{Act, Purchase, Step};
pub use search::Shown;
pub use total::Total;

use super::catalog::Catalog;
use super::catalog::{Plan, Timing};
use super::coupon::{BatchId, BatchKind};
use super::discount::{Discount, DiscountValue, Scope};
use super::table::Id;
use super::uses::Uses;
use crate::money::Decimal;
use draft::Sale;
use market::Market;
use pools::Pools;
use sales::Cheapest;
use search::{Hunt, Promising, Shows, Trial};

/// How much work is shared out among the discounts and batches of a catalog, where looking at one thing is one.
const SHARED: usize = 2_000_000;

/// How much work one discount or batch is worth at least, as long as the catalog has some left.
const LEAST: usize = 500;

/// A catalog, ready to be asked which discounts can meet.
#[derive(Debug)]
pub struct Combinations<'a> {
    market: Market<'a>,
    pools: Pools,
    cheapest: Cheapest,
}

/// A code that is used for nothing, and the discounts that leave nothing for it.
#[derive(Debug)]
pub struct ForNothing {
    /// The purchase, without the code's own line where it is for several.
    pub shown: Shown,
    /// The discounts that are held anyway and take what the code would, in the order they apply.
    pub eaters: Vec<Id<Discount>>,
}

/// A discount that another one meets.
#[derive(Debug)]
pub struct Meeting {
    /// The other one.
    pub other: Id<Discount>,
    /// The shortest purchase in which both are held, and the charge both are for.
    pub shown: Shown,
}

impl<'a> Combinations<'a> {
    /// Looks at a catalog whose uses are known.
    ///
    /// ```
    /// # use ratebook::graph::{resolve, Combinations, Uses, Written};
    /// let (catalog, _) = resolve(Written::default());
    /// let uses = Uses::new(&catalog);
    /// let combinations = Combinations::new(&catalog, &uses);
    /// assert!(catalog.discounts.iter().all(|(id, _)| combinations.below_zero(id).is_none()));
    /// ```
    #[must_use]
    pub fn new(catalog: &'a Catalog, uses: &'a Uses) -> Self {
        let market = Market::new(catalog, uses);
        let pools = Pools::new(&market);
        Self { market, pools, cheapest: Cheapest::new(catalog) }
    }

    /// Returns the shortest purchase in which a discount takes a charge, or a whole invoice, below zero.
    #[must_use]
    pub fn below_zero(&self, discount: Id<Discount>) -> Option<Shown> {
        let object = self.market.catalog.discounts.get(discount);
        if !object.below_zero || !matches!(object.value, DiscountValue::Amount(_)) {
            return None;
        }
        let sales = self.market.sales(discount, &self.cheapest);
        let catalog = self.market.catalog;
        match object.scope {
            Scope::Charge => {
                let takes_all = |cuts: &[Cut], gross: Decimal| {
                    let mut left = gross;
                    cuts.iter().any(|cut| {
                        let before = left;
                        left = before.saturating_sub(cut.amount);
                        cut.discount == discount && left < Decimal::ZERO && !cut.amount.is_zero()
                    })
                };
                let promising = |trial: &Trial<'_>| {
                    trial.without(&[]).is_some_and(|(left, cuts)| left < Decimal::ZERO && takes_all(&cuts, trial.gross))
                };
                let shows = |_: &Purchase, _: &Costs, line: &Line| {
                    line.left < Decimal::ZERO && takes_all(&line.cuts, line.gross)
                };
                self.hunt(&[discount], None, (&promising, &shows)).shortest(&sales, self.work())
            }
            Scope::Invoice => {
                let shows = |purchase: &Purchase, costs: &Costs, _: &Line| {
                    let total = Total::of(catalog, purchase, costs);
                    total.is_some_and(|t| t.left < Decimal::ZERO && t.cuts.iter().any(|cut| cut.discount == discount))
                };
                self.hunt(&[discount], None, (&|_| true, &shows)).shortest(&sales, self.work())
            }
        }
    }

    /// Returns the shortest purchase in which others leave less of a charge than the amount that a discount would take,
    /// though alone it would fit.
    #[must_use]
    pub fn cut_short(&self, discount: Id<Discount>) -> Option<Shown> {
        let object = self.market.catalog.discounts.get(discount);
        let DiscountValue::Amount(amounts) = &object.value else { return None };
        if object.below_zero || object.scope != Scope::Charge {
            return None;
        }
        let is_short = |cuts: &[Cut], gross: Decimal, amount: Decimal| {
            let own = cuts.iter().find(|cut| cut.discount == discount).map_or(Decimal::ZERO, |cut| cut.amount);
            Decimal::ZERO < own && own < amount && amount <= gross
        };
        let promising = |trial: &Trial<'_>| {
            let amount = amounts.get(trial.currency).map(|(amount, _)| amount);
            let cuts = trial.without(&[]).map(|(_, cuts)| cuts);
            amount.zip(cuts).is_some_and(|(amount, cuts)| is_short(&cuts, trial.gross, amount))
        };
        let shows = |_: &Purchase, costs: &Costs, line: &Line| {
            amounts.get(costs.currency).is_some_and(|(amount, _)| is_short(&line.cuts, line.gross, amount))
        };
        let sales = self.market.sales(discount, &self.cheapest);
        self.hunt(&[discount], None, (&promising, &shows)).shortest(&sales, self.work())
    }

    /// Returns the shortest purchase in which a code of a batch is used and nothing is less to pay than without it.
    #[must_use]
    pub fn for_nothing(&self, batch: BatchId) -> Option<ForNothing> {
        let catalog = self.market.catalog;
        let object = catalog.batch(batch);
        let bundle = catalog.bundles.follow(object.bundle)?;
        // An option of the code's bundle is got by the code as well.
        let granted: Vec<Id<Discount>> = bundle.discounts.iter().filter_map(|item| item.link.target).collect();
        // What is taken off an invoice may be taken off the next: only charges tell that nothing is.
        let of_charge = granted.iter().all(|id| catalog.discounts.get(*id).scope == Scope::Charge);
        if !bundle.products.is_empty() || !of_charge {
            return None;
        }
        let lasting =
            object.kind == BatchKind::Voucher || granted.iter().any(|id| catalog.discounts.get(*id).lasts.is_some());
        let promising = |trial: &Trial<'_>| {
            let (with, without) = (trial.without(&[]), trial.without(&granted));
            trial.gross > Decimal::ZERO && with.zip(without).is_some_and(|((with, _), (without, _))| with == without)
        };
        let shows = |purchase: &Purchase, costs: &Costs, _: &Line| {
            self.is_for_nothing(purchase, costs, (batch, &granted), lasting).is_some()
        };
        let hunt = self.hunt(&[], Some(batch), (&promising, &shows));
        let mut sales: Vec<Sale> = granted.iter().flat_map(|id| self.market.sales(*id, &self.cheapest)).collect();
        sales.sort_unstable();
        sales.dedup();
        let shown = hunt.shortest(&sales, self.work())?;
        let eaters = self.is_for_nothing(&shown.purchase, &shown.costs, (batch, &granted), lasting)?;
        Some(ForNothing { shown, eaters })
    }

    /// Returns the discounts that leave nothing for a code of all that it matches; nothing if it takes something off.
    fn is_for_nothing(
        &self,
        purchase: &Purchase,
        costs: &Costs,
        (batch, granted): (BatchId, &[Id<Discount>]),
        lasting: bool,
    ) -> Option<Vec<Id<Discount>>> {
        let catalog = self.market.catalog;
        let mut eaters: Vec<Id<Discount>> = Vec::new();
        if !costs.whole || !purchase.uses(batch) {
            return None;
        }
        for line in &costs.lines {
            let charge = line.of(catalog)?;
            if granted.iter().all(|id| line.cut(*id).is_none()) {
                continue;
            }
            // What will be used, or paid in a later phase, is not known.
            let is_usage = matches!(charge.timing, Timing::Usage { .. });
            if is_usage || lasting && charge.price.timeline.is_some() {
                return None;
            }
            let mut others: Vec<Cut> =
                line.cuts.iter().filter(|cut| !granted.contains(&cut.discount)).copied().collect();
            let left = catalog.take_off(costs.currency, line.gross, &mut others)?;
            if left != line.left {
                return None;
            }
            eaters.extend(others.iter().filter(|cut| !cut.amount.is_zero()).map(|cut| cut.discount));
        }
        eaters.sort_by_key(|id| catalog.turn(*id));
        eaters.dedup();
        let ends = |id: &Id<Discount>| catalog.discounts.get(*id).lasts.is_some();
        let of_coupon = |code: BatchId| code != batch && catalog.batch(code).kind == BatchKind::Coupon;
        let for_once = purchase.steps.iter().filter_map(|step| step.code).any(of_coupon);
        let last = !lasting || !for_once && !eaters.iter().any(ends);
        (last && !eaters.is_empty()).then_some(eaters)
    }

    /// Returns the discounts that a discount can meet on a charge, by code, each with the shortest purchase; with a code
    /// of a batch, if one is given.
    #[must_use]
    pub fn meetings(&self, discount: Id<Discount>, code: Option<BatchId>) -> Vec<Meeting> {
        let sales = self.market.sales(discount, &self.cheapest);
        let others = self.market.catalog.discounts.iter().map(|(id, _)| id).filter(|id| *id != discount);
        let meeting = |other| {
            let shows = |_: &Purchase, _: &Costs, line: &Line| {
                !line.is_free() && line.cut(discount).is_some() && line.cut(other).is_some()
            };
            let matched: Vec<Sale> = sales.iter().copied().filter(|sale| self.matches(*sale, other)).collect();
            let wanted = [discount, other];
            let hunt = Hunt { helped: false, ..self.hunt(&wanted, code, (&|_| true, &shows)) };
            Some(Meeting { other, shown: hunt.shortest(&matched, LEAST)? })
        };
        others.filter_map(meeting).collect()
    }

    fn matches(&self, sale: Sale, discount: Id<Discount>) -> bool {
        let product = self.market.catalog.products.get(sale.product);
        let object = self.market.catalog.discounts.get(discount);
        product.charges.get(sale.charge).is_some_and(|charge| object.matches(sale.product, product, charge))
    }

    /// Returns the plans on sale with which the codes of a batch are always refused: nothing in them or addable to them
    /// is what its discounts take off (`T-29`).
    #[must_use]
    pub fn refusing(&self, batch: BatchId) -> Vec<Id<Plan>> {
        let catalog = self.market.catalog;
        let Some(bundle) = catalog.bundles.follow(catalog.batch(batch).bundle) else { return Vec::new() };
        let discounts: Vec<&Discount> =
            bundle.discounts.iter().filter_map(|item| catalog.discounts.follow(item.link)).collect();
        if discounts.is_empty() || !bundle.products.is_empty() {
            return Vec::new();
        }
        let matched = catalog.bundles.iter().filter(|(id, sold)| {
            self.market.bundle(*id).is_some()
                && sold.products.iter().filter_map(|item| item.link.target).any(|id| {
                    let product = catalog.products.get(id);
                    product.charges.iter().any(|charge| discounts.iter().any(|d| d.matches(id, product, charge)))
                })
        });
        let matched: Vec<_> = matched.map(|(id, _)| id).collect();
        let sells = |plan: Id<Plan>| {
            matched.iter().any(|bundle| self.market.contains(plan, *bundle) || self.market.permits(plan, *bundle))
        };
        catalog.plans.iter().map(|(id, _)| id).filter(|id| self.market.plan(*id).is_some() && !sells(*id)).collect()
    }

    fn hunt<'h>(
        &'h self,
        wanted: &'h [Id<Discount>],
        code: Option<BatchId>,
        (promising, shows): (&'h Promising<'h>, &'h Shows<'h>),
    ) -> Hunt<'h> {
        Hunt { market: &self.market, pools: &self.pools, wanted, code, helped: true, promising, shows }
    }

    /// Returns how much work one discount or batch is worth.
    fn work(&self) -> usize {
        let catalog = self.market.catalog;
        let asked = catalog.discounts.len() + catalog.coupons.len() + catalog.vouchers.len();
        (SHARED / asked.max(1)).max(LEAST)
    }
}
