//! A subscription goes over to another plan: what of the old one ends, and what of the new one begins.

use super::cause::Cause;
use super::commitment::{Commitment, commitments};
use super::ledger::Holder;
use super::meter::Meter;
use super::offer::Offer;
use super::plan_spend::After;
use super::recount::Counter;
use super::refusals::{EFFECTIVE_TOO_EARLY, PLAN_ALREADY_HELD};
use super::run::{Run, Stop, refuse};
use super::subscription::{Holding, Stage, Subscription};
use crate::graph::{Bundle, Id, Link, Plan, PriceModel};
use crate::scenario::{Event, Order};
use crate::source::Span;

/// What a change of plan means for the bundles of a subscription.
struct Change {
    /// The bundles that end, those of the old plan first.
    ending: Vec<Id<Bundle>>,
    /// The bundles that begin.
    beginning: Vec<Id<Bundle>>,
    /// What is chosen, with the quantities that go on.
    order: Order,
    /// The terms that are left: those of what ends.
    left: Vec<Commitment>,
    /// What the charges count that begin.
    counters: Vec<Counter>,
}

impl Run<'_> {
    /// Looks at a change that takes effect later.
    pub(super) fn may_change(
        &self,
        subscription: &Subscription,
        event: &Event,
        cause: &Cause,
        plan: Id<Plan>,
        order: &Order,
    ) -> Result<(), Stop> {
        self.examine(subscription, event, cause, plan, order).map(drop)
    }

    /// Goes over to another plan.
    ///
    /// Bundles that both plans have go on as they are, an added bundle that the new plan has becomes part of it. Added
    /// bundles that the new plan does not permit end. The day itself belongs to the new plan.
    pub(super) fn change_plan(
        &mut self,
        subscription: &mut Subscription,
        event: &Event,
        cause: &Cause,
        plan: Id<Plan>,
        order: &Order,
    ) -> Result<Vec<String>, Stop> {
        let change = self.examine(subscription, event, cause, plan, order)?;
        let standing = self.may_leave(subscription, &change.left, cause)?;
        let (catalog, old) = (self.catalog, subscription.plan);
        let mut notes: Vec<String> = Vec::new();
        for holding in subscription.holdings.iter().filter(|held| change.ending.contains(&held.bundle)) {
            if !holding.part_of_plan {
                notes.push(format!("ends bundle `{}` with it", catalog.bundles.get(holding.bundle).code.text));
            }
        }
        self.settle_outage(subscription, cause)?;
        let moved = self.moved_units(subscription, cause, &change.ending, &change.counters);
        let (ending, staying): (Vec<_>, Vec<_>) =
            std::mem::take(&mut subscription.running).into_iter().partition(|c| change.ending.contains(&c.bundle));
        let mut units = Vec::new();
        for mut charge in ending {
            if moved.holds(&charge) {
                self.recount(subscription, &mut charge, cause)?;
            } else {
                self.close(subscription, &mut charge, cause, cause.on)?;
            }
            units.extend(charge.meter().filter(|meter| meter.start.part.from <= cause.on).and_then(Meter::standing));
            subscription.past.push(charge);
        }
        // Back-dated to before an earlier change: what was held in between was never held.
        self.close_past(subscription, cause, cause.on, |past| !moved.holds(past))?;
        units.extend(self.recount_past(subscription, cause, &moved)?);
        subscription.running = staying;
        self.part_spending(subscription, cause, plan)?;
        self.close_spending(subscription, cause, cause.on, After::Plan)?;
        subscription.holdings.retain(|held| !change.ending.contains(&held.bundle));
        let bundles = &catalog.plans.get(plan).bundles;
        for held in &mut subscription.holdings {
            held.part_of_plan |= bundles.iter().any(|link| link.target == Some(held.bundle));
        }
        for standing in &standing {
            notes.extend(self.leave(subscription, standing, cause)?);
        }
        subscription.plan = plan;
        // The trial of the new plan counts from the start; where the old one was running, the anniversary moves with it.
        let free_until = self.trial_end(plan, subscription.start, cause.number)?;
        if cause.on < subscription.free_until {
            subscription.anchor = free_until.max(cause.on);
        }
        subscription.free_until = free_until;
        if self.term(old) != self.term(plan) {
            (subscription.committed, subscription.bought) = (cause.on, self.serial);
        }
        // An earlier change that has not taken effect yet gives way to this one.
        notes.extend(self.give_way(subscription));
        notes.extend(self.purchase(subscription, cause, &change.beginning, &change.order, true)?);
        // Nobody has given back either what a plan of no day did not count.
        subscription.left.retain(|(day, ..)| *day <= cause.on);
        let left = subscription.left.extract_if(.., |(day, ..)| *day == cause.on);
        units.extend(left.map(|(_, unit, quantity)| (unit, quantity)));
        for (unit, quantity) in units {
            let mut is_taken = false;
            for charge in subscription.running.iter_mut().filter(|charge| change.beginning.contains(&charge.bundle)) {
                if let Stage::Usage(meter) = &mut charge.stage {
                    is_taken |= meter.take_over((unit, quantity));
                }
            }
            if !is_taken {
                subscription.left.push((cause.on, unit, quantity));
            }
        }
        self.open_spending(subscription, cause)?;
        self.count_moved(subscription, cause, &moved, &change.beginning)?;
        Ok(notes)
    }

    fn term(&self, plan: Id<Plan>) -> Option<Id<crate::graph::Term>> {
        self.catalog.plans.get(plan).term.and_then(|link| link.target)
    }

    /// Returns the bundles that end with a change to a plan: those of the old plan first.
    pub(super) fn ending(&self, subscription: &Subscription, plan: Id<Plan>) -> Vec<Id<Bundle>> {
        let object = self.catalog.plans.get(plan);
        let lists = |links: &[Link<Bundle>], bundle| links.iter().any(|link| link.target == Some(bundle));
        let permitted = |bundle| !object.compatible.only || lists(&object.compatible.bundles, bundle);
        let ends =
            |held: &&Holding| !lists(&object.bundles, held.bundle) && (held.part_of_plan || !permitted(held.bundle));
        subscription.holdings.iter().filter(ends).map(|held| held.bundle).collect()
    }

    /// Returns what a change of plan means; refuses what is not permitted, before anything has changed.
    fn examine(
        &self,
        subscription: &Subscription,
        event: &Event,
        cause: &Cause,
        plan: Id<Plan>,
        order: &Order,
    ) -> Result<Change, Stop> {
        if plan == subscription.plan {
            let (alias, code) = (self.scenario.alias(subscription.id), &self.catalog.plans.get(plan).code.text);
            return Err(refuse(&PLAN_ALREADY_HELD, event.span, format!("`{alias}` has plan `{code}` already")));
        }
        let interrupted = subscription.paused.or(subscription.resumed).filter(|day| cause.on < *day);
        if let Some(day) = interrupted {
            let message = format!("it would take effect on {}, before the pause or its end on {day}", cause.on);
            return Err(refuse(&EFFECTIVE_TOO_EARLY, event.span, message));
        }
        self.plan_on_sale(plan, cause.booked)?;
        self.payment_method(subscription.account, plan)?;
        let object = self.catalog.plans.get(plan);
        let of_new: Vec<Id<Bundle>> = object.bundles.iter().filter_map(|link| link.target).collect();
        let held = |bundle: &Id<Bundle>| subscription.holdings.iter().any(|held| held.bundle == *bundle);
        let ending = self.ending(subscription, plan);
        let beginning: Vec<Id<Bundle>> = of_new.iter().copied().filter(|bundle| !held(bundle)).collect();
        for bundle in &beginning {
            self.bundle_on_sale(*bundle, cause.booked)?;
        }
        let order = self.with_quantities(subscription, &ending, &beginning, order);
        let (currency, on, coupon) = (subscription.currency, cause.booked, None);
        let offer = Offer { bundles: &beginning, order: &order, currency, on, plan: Some(plan), coupon };
        let offered = offer.examine(self.catalog)?;
        let counters = offered.iter().filter_map(|offered| Counter::of(offered.charge)).collect();
        self.not_repeated(subscription, &ending, &beginning, &order)?;
        let same_term = self.term(subscription.plan) == self.term(plan);
        let mut left = commitments(self.catalog, subscription);
        left.retain(|commitment| match commitment.holder {
            Holder::Plan(_) => !same_term,
            Holder::Bundle(bundle) => ending.contains(&bundle),
        });
        Ok(Change { ending, beginning, order, left, counters })
    }

    /// Returns an order in which products that go on have the quantity they had, unless it names another.
    fn with_quantities(
        &self,
        subscription: &Subscription,
        ending: &[Id<Bundle>],
        beginning: &[Id<Bundle>],
        order: &Order,
    ) -> Order {
        let mut order = order.clone();
        for charge in subscription.running.iter().filter(|c| c.counts && ending.contains(&c.bundle)) {
            let items = beginning.iter().flat_map(|bundle| &self.catalog.bundles.get(*bundle).products);
            let goes_on = items.into_iter().any(|item| item.link.target == Some(charge.product));
            let charges = &self.catalog.products.get(charge.product).charges;
            let counts = charges.iter().flat_map(|charge| charge.price.models()).any(PriceModel::counts_units);
            if goes_on && counts && !order.quantities.iter().any(|(product, ..)| *product == charge.product) {
                order.quantities.push((charge.product, charge.quantity, Span::NONE));
            }
        }
        order
    }
}
