//! A purchase in the making: what is sold, then each discount that is to be held, by the fewest choices.

use smol_str::SmolStr;

use super::market::{Days, HOLDERS, Market};
use super::purchase::{Act, Purchase, Step};
use crate::calendar::Date;
use crate::graph::{Anchor, BatchId, BatchKind, Bundle, Discount, Id, Item, Plan, Product};

/// A charge of a product as a plan sells it, or a bundle that is added to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Sale {
    pub plan: Id<Plan>,
    pub product: Id<Product>,
    pub charge: usize,
    /// The bundle that has the product.
    pub bundle: Id<Bundle>,
    /// Whether that bundle is added, and not part of the plan.
    pub added: bool,
}

struct Planned {
    act: Act,
    /// What it brings: the bundles of the plan, the added one, or that of the code.
    bundles: Vec<Id<Bundle>>,
    options: Vec<SmolStr>,
    code: Option<BatchId>,
    days: Days,
}

pub(super) struct Draft<'a> {
    market: &'a Market<'a>,
    plan: Id<Plan>,
    steps: Vec<Planned>,
    /// The number of the step that buys the charge.
    selling: usize,
}

/// How a discount can be got that is not held yet; the first are taken first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Option(usize),
    Add,
    Voucher(BatchId),
    Coupon(BatchId),
}

impl<'a> Draft<'a> {
    /// Begins with the fewest choices that buy a charge.
    pub fn new(market: &'a Market<'a>, sale: Sale) -> Option<Self> {
        let Sale { plan, product, bundle, added, .. } = sale;
        let catalog = market.catalog;
        let bundles = catalog.plans.get(plan).bundles.iter().filter_map(|link| link.target).collect();
        let subscribe =
            Planned { act: Act::Subscribe, bundles, options: Vec::new(), code: None, days: market.plan(plan)? };
        let mut draft = Self { market, plan, steps: vec![subscribe], selling: 0 };
        if added {
            draft.add(bundle)?;
            draft.selling = 1;
        }
        let item = catalog.bundles.get(bundle).products.iter().find(|item| item.link.target == Some(product))?;
        if !item.required {
            let code = catalog.products.get(product).code.text.clone();
            draft.steps.get_mut(draft.selling)?.options.push(code);
        }
        Some(draft)
    }

    fn add(&mut self, bundle: Id<Bundle>) -> Option<()> {
        let days = self.market.bundle(bundle)?;
        let act = Act::Add(bundle);
        self.steps.push(Planned { act, bundles: vec![bundle], options: Vec::new(), code: None, days });
        Some(())
    }

    /// Uses a code: of a coupon with what is sold, of a voucher afterwards.
    pub fn use_code(&mut self, batch: BatchId) -> Option<()> {
        let days = self.market.code(batch)?;
        match self.market.catalog.batch(batch).kind {
            BatchKind::Coupon => {
                let selling = self.steps.get_mut(self.selling)?;
                if selling.code.is_some() {
                    return None;
                }
                selling.code = Some(batch);
                selling.days = selling.days.and(days)?;
            }
            BatchKind::Voucher => {
                let bundles = self.market.catalog.batch(batch).bundle.target.into_iter().collect();
                let redeem = Planned { act: Act::Redeem, bundles, options: Vec::new(), code: Some(batch), days };
                self.steps.push(redeem);
            }
        }
        Some(())
    }

    /// Holds a discount too, by the fewest choices; nothing if there is no way.
    pub fn hold(&mut self, discount: Id<Discount>) -> Option<()> {
        if self.holds(discount) {
            return Some(());
        }
        let bought = self.steps.iter().flat_map(|step| step.all(self.market));
        let ways = self.market.nearest_holders(bought, discount);
        let best = ways.filter_map(|(bundle, required)| {
            let way = self.way(bundle)?;
            let more = usize::from(!required && !matches!(way, Way::Option(_)));
            Some((1 + more, way, bundle, required))
        });
        let (_, way, bundle, required) = best.min()?;
        let code = || self.market.catalog.discounts.get(discount).code.text.clone();
        let at = match way {
            Way::Option(at) => {
                self.steps.get_mut(at)?.options.push(code());
                return Some(());
            }
            Way::Add => {
                self.add(bundle)?;
                self.steps.len().checked_sub(1)?
            }
            Way::Voucher(batch) => {
                self.use_code(batch)?;
                self.steps.len().checked_sub(1)?
            }
            Way::Coupon(batch) => {
                self.use_code(batch)?;
                self.selling
            }
        };
        if !required {
            let code = code();
            self.steps.get_mut(at)?.options.push(code);
        }
        Some(())
    }

    fn way(&self, bundle: Id<Bundle>) -> Option<Way> {
        let market = self.market;
        let start = self.steps.first()?.days;
        if let Some(at) = self.steps.iter().position(|step| step.brings(market, bundle)) {
            return Some(Way::Option(at));
        }
        let later = |days: Option<Days>| days.filter(|days| days.can_follow(start));
        let permitted = market.permits(self.plan, bundle);
        if permitted && !market.is_by_code(bundle) && later(market.bundle(bundle)).is_some() {
            return Some(Way::Add);
        }
        let usable = |batch: &BatchId| later(market.code(*batch)).is_some();
        if permitted && let Some(batch) = market.batches(bundle, BatchKind::Voucher).take(HOLDERS).find(usable) {
            return Some(Way::Voucher(batch));
        }
        let selling = self.steps.get(self.selling)?;
        let with_it = |batch: &BatchId| market.code(*batch).is_some_and(|days| days.and(selling.days).is_some());
        let granted = selling.code.is_none() && (permitted || market.catalog.bundles.get(bundle).products.is_empty());
        let mut coupons = market.batches(bundle, BatchKind::Coupon).take(HOLDERS).filter(|_| granted);
        coupons.find(with_it).map(Way::Coupon)
    }

    fn holds(&self, discount: Id<Discount>) -> bool {
        let code = &self.market.catalog.discounts.get(discount).code.text;
        self.steps.iter().any(|step| {
            let in_bundle = |item: &Item<Discount>| {
                item.link.target == Some(discount) && (item.required || step.options.contains(code))
            };
            step.all(self.market).any(|bundle| self.market.catalog.bundles.get(bundle).discounts.iter().any(in_bundle))
        })
    }

    /// Returns the purchase on the first days on which it can be made; nothing if there are none.
    pub fn finish(self) -> Option<Purchase> {
        let days = self.days()?;
        let mut steps: Vec<Step> = Vec::with_capacity(self.steps.len());
        for (mut planned, on) in self.steps.into_iter().zip(days) {
            planned.options.sort();
            planned.options.dedup();
            steps.push(Step { act: planned.act, options: planned.options, code: planned.code, on });
        }
        // The subscription stays first: nothing is earlier, and the order of equal days is kept.
        steps.sort_by_key(|step| step.on);
        Some(Purchase::new(self.plan, steps))
    }

    fn days(&self) -> Option<Vec<Date>> {
        let together = self.steps.iter().try_fold(Days::default(), |days, step| days.and(step.days));
        if let Some(days) = together {
            let day = self.aligned(days)?;
            return Some(vec![day; self.steps.len()]);
        }
        // As soon as all of it can have been done, each thing as late as it could.
        let all = self.steps.iter().filter_map(|step| step.days.from).max()?;
        let last = |days: Days| days.until.and_then(|until| until.plus_days(-1)).map_or(all, |last| last.min(all));
        let mut days: Vec<Date> = self.steps.iter().map(|step| last(step.days)).collect();
        let first = days.iter().min().copied()?;
        if let (Some(start), Some(step)) = (days.first_mut(), self.steps.first()) {
            *start = first;
            step.days.contains(first).then_some(())?;
        }
        Some(days)
    }

    /// Returns the first of some days, where it can be one on which a period begins.
    fn aligned(&self, days: Days) -> Option<Date> {
        let usual = Date::clamped(2026, 1, 1)?;
        let first = match (days.from, days.until) {
            (Some(from), _) => from,
            (None, Some(until)) if until <= usual => until.plus_days(-1)?,
            (None, _) => usual,
        };
        let day = match self.market.catalog.billing.anchor {
            Anchor::Anniversary | Anchor::Purchase => return Some(first),
            Anchor::Calendar => 1,
            Anchor::BillDay(day) => day,
        };
        let month = if first.day() <= day { first.months() } else { first.months().checked_add(1)? };
        Some(Date::in_month(month, day).filter(|day| days.contains(*day)).unwrap_or(first))
    }
}

impl Planned {
    /// Returns the bundles that it brings, with that of its code.
    fn all<'m>(&'m self, market: &'m Market<'_>) -> impl Iterator<Item = Id<Bundle>> + 'm {
        let granted = self.code.and_then(|batch| market.catalog.batch(batch).bundle.target);
        self.bundles.iter().copied().chain(granted)
    }

    fn brings(&self, market: &Market<'_>, bundle: Id<Bundle>) -> bool {
        self.all(market).any(|brought| brought == bundle)
    }
}
