//! Which discounts a charge has at a period: those of the bundles held, and those of a coupon.

use smallvec::SmallVec;

use super::ledger::Applied;
use super::run::Run;
use super::subscription::{Holding, Running, Stage, Subscription};
use crate::calendar::{Cycle, Date, Lasting, Period};
use crate::graph::{Bill, Coupon, Discount, Id, Scope};
use crate::money::Decimal;

/// A discount that is held.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    pub discount: Id<Discount>,
    /// The first day.
    pub since: Date,
    /// The coupon that grants it, if no bundle does.
    pub coupon: Option<Id<Coupon>>,
}

/// What a charge is charged for next.
#[derive(Debug, Clone, Copy)]
struct Next<'a> {
    /// The day on which it begins.
    from: Date,
    /// Its number among the periods; nothing if it is charged once.
    number: Option<Number<'a>>,
}

/// The number of a period, also where the cycle has changed since the first one.
#[derive(Debug, Clone, Copy)]
struct Number<'a> {
    earlier: &'a [(Cycle, Date)],
    cycle: Cycle,
    index: i32,
    /// How many periods ahead it is charged, if it is when it starts.
    ahead: Option<i32>,
}

impl Number<'_> {
    /// Returns how many periods a charge that began on a day has been charged for since something is held; nothing if the
    /// calendar does not hold them. What is charged when it starts was charged before for the period that is running.
    fn charged_since(&self, held: Date, begun: Date) -> Option<i32> {
        let began = self.begun_since(held.max(begun))?;
        let Some(ahead) = self.ahead.filter(|_| held > begun) else { return Some(began) };
        let running = i32::from(self.begins_at(held) != Some(true));
        Some(began.saturating_sub(running).saturating_sub(ahead))
    }

    /// Tells whether a period begins with a day.
    fn begins_at(&self, day: Date) -> Option<bool> {
        let earlier = self.earlier.iter().find(|(_, until)| day < *until);
        let cycle = earlier.map_or(self.cycle, |(cycle, _)| *cycle);
        Some(cycle.boundary(cycle.index_of(day)?)? == day)
    }

    /// Returns how many periods have begun since the one that holds a day; nothing if the calendar does not hold them.
    fn begun_since(&self, day: Date) -> Option<i32> {
        let (mut from, mut periods) = (day, 0_i32);
        for (cycle, until) in self.earlier {
            if from < *until {
                let last = cycle.index_of(until.plus_days(-1)?)?;
                periods = periods.saturating_add(last.saturating_sub(cycle.index_of(from)?).saturating_add(1));
                from = *until;
            }
        }
        Some(periods.saturating_add(self.index.saturating_sub(self.cycle.index_of(from)?)))
    }
}

impl Running {
    fn next(&self) -> Next<'_> {
        let (part, cycle, earlier, bill) = match &self.stage {
            Stage::OneTime(on) => return Next { from: *on, number: None },
            Stage::Recurring(course) => (&course.next, course.cycle, &*course.earlier, course.bill),
            Stage::Usage(meter) => (&meter.next, meter.cycle, [].as_slice(), Bill::InArrears),
        };
        let ahead = match bill {
            Bill::InAdvance(periods) => Some(i32::from(periods) - 1),
            Bill::InArrears | Bill::Progressive => None,
        };
        Next { from: part.from, number: Some(Number { earlier, cycle, index: part.index, ahead }) }
    }
}

impl Held {
    /// Tells whether it is taken off what a charge that begins on a day is charged for first.
    pub fn holds_from(&self, discount: &Discount, day: Date) -> bool {
        self.holds(discount, day, Next { from: day, number: None })
    }

    /// Tells whether it is taken off what a charge that began on a day is charged for next.
    fn holds(&self, discount: &Discount, begun: Date, next: Next<'_>) -> bool {
        // So many periods are those of the charge, from the first that is charged when both it and the discount have begun.
        let first_periods = |count: i32| {
            let periods = next.number.and_then(|number| number.charged_since(self.since, begun));
            periods.is_none_or(|periods| periods < count)
        };
        match discount.lasts {
            None => true,
            Some(Lasting::Once) if discount.scope == Scope::Invoice => true,
            Some(Lasting::Once) => first_periods(1),
            Some(Lasting::Periods(count)) => first_periods(i32::from(count)),
            Some(Lasting::Time(time)) => time.after(self.since).is_none_or(|end| next.from < end),
        }
    }
}

impl Run<'_> {
    /// Returns the discounts of a charge at the period it is charged for next, in the order they apply, each once; with
    /// those of a coupon for its first charge.
    pub(super) fn discounts(&self, subscription: &Subscription, running: &Running) -> SmallVec<[Applied; 2]> {
        let catalog = self.catalog;
        let product = catalog.products.get(running.product);
        let Some(charge) = product.charges.get(running.charge as usize) else { return SmallVec::new() };
        let matches = |id: Id<Discount>| catalog.discounts.get(id).matches(running.product, product, charge);
        let next = running.next();
        let held = subscription.discounts.iter().chain(&running.lasting);
        let inactive = subscription.is_inactive_on(next.from);
        let held = held.filter(|held| {
            (!inactive || catalog.discounts.get(held.discount).while_inactive)
                && matches(held.discount)
                && held.holds(catalog.discounts.get(held.discount), running.begun, next)
        });
        let mut applied: SmallVec<[Applied; 2]> =
            held.map(|held| Applied { discount: held.discount, coupon: held.coupon, amount: Decimal::ZERO }).collect();
        if let Some(granted) = &running.coupon {
            let of_coupon = granted.discounts.iter().copied().filter(|id| matches(*id));
            applied.extend(of_coupon.map(|discount| Applied {
                discount,
                coupon: Some(granted.coupon),
                amount: Decimal::ZERO,
            }));
        }
        applied.sort_by_key(|a| (catalog.turn(a.discount), a.coupon));
        applied.dedup_by_key(|a| a.discount);
        applied
    }

    /// Returns the discounts of whole invoices that are taken off what brings a plan's period that begins on a day to its
    /// least or most: it is no charge, and so those of every charge.
    pub(super) fn discounts_of_bounds(
        &self,
        subscription: &Subscription,
        (from, every): (Date, Period),
    ) -> SmallVec<[Applied; 2]> {
        let (catalog, start) = (self.catalog, subscription.start);
        let cycle = subscription.cycle_of(catalog, subscription.aligned, None, start, every);
        let number =
            cycle.and_then(|cycle| Some(Number { earlier: &[], cycle, index: cycle.index_of(from)?, ahead: None }));
        let (next, inactive) = (Next { from, number }, subscription.is_inactive_on(from));
        let lasting = subscription.running.iter().chain(&subscription.past).flat_map(|running| &running.lasting);
        let held = subscription.discounts.iter().chain(lasting).filter(|held| {
            let discount = catalog.discounts.get(held.discount);
            discount.scope == Scope::Invoice
                && discount.matches_all()
                && (!inactive || discount.while_inactive)
                && held.holds(discount, start, next)
        });
        let mut applied: SmallVec<[Applied; 2]> =
            held.map(|held| Applied { discount: held.discount, coupon: held.coupon, amount: Decimal::ZERO }).collect();
        applied.sort_by_key(|a| (catalog.turn(a.discount), a.coupon));
        applied.dedup_by_key(|a| a.discount);
        applied
    }

    /// Tells whether a bundle that was added grants nothing any more: nothing but discounts that have run out.
    pub(super) fn has_run_out(&self, subscription: &Subscription, holding: &Holding) -> bool {
        let bundle = self.catalog.bundles.get(holding.bundle);
        let lasts = |id: &Id<Discount>| self.catalog.discounts.get(*id).lasts.is_some();
        let held = |discount: &Id<Discount>| Held { discount: *discount, since: holding.since, coupon: None };
        let only_discounts = bundle.products.is_empty() && bundle.term.is_none() && !holding.part_of_plan;
        only_discounts
            && !holding.discounts.is_empty()
            && holding.discounts.iter().all(|id| lasts(id) && !self.still_holds(subscription, held(id)))
    }

    /// Tells whether a discount will be taken off what a running charge is charged for next.
    pub(super) fn still_holds(&self, subscription: &Subscription, held: Held) -> bool {
        let discount = self.catalog.discounts.get(held.discount);
        subscription.running.iter().any(|running| {
            let product = self.catalog.products.get(running.product);
            let charge = product.charges.get(running.charge as usize);
            charge.is_some_and(|charge| discount.matches(running.product, product, charge))
                && held.holds(discount, running.begun, running.next())
        })
    }

    /// Tells whether a charge can have other discounts in its next period than in the last.
    pub(super) fn discounts_end(&self, subscription: &Subscription, running: &Running) -> bool {
        !running.lasting.is_empty() || self.discounts_of_end(subscription)
    }

    /// Tells whether a discount of a subscription ends by itself.
    pub(super) fn discounts_of_end(&self, subscription: &Subscription) -> bool {
        subscription.discounts.iter().any(|held| self.catalog.discounts.get(held.discount).lasts.is_some())
    }

    /// Works out again which discounts hold, after bundles have come or gone.
    pub(super) fn refresh_discounts(&self, subscription: &mut Subscription) {
        subscription.discounts.clear();
        for holding in &subscription.holdings {
            let held = |discount: &Id<Discount>| Held { discount: *discount, since: holding.since, coupon: None };
            subscription.discounts.extend(holding.discounts.iter().map(held));
        }
        // In the order they apply: by priority, equal ones by code.
        subscription.discounts.sort_by_key(|held| self.catalog.turn(held.discount));
        for charge in &mut subscription.running {
            charge.fee = None;
        }
    }
}
