//! Plain lives: one subscription to a plan as it stands, which runs on or is cancelled at once. Says which scenarios tell
//! one, and what is charged in it; [`plain`](super::plain) charges it.

use smallvec::SmallVec;

use super::billing_cycle::{Aligned, Origin};
use super::course::{Counting, Part, part_of};
use super::exact::Exact;
use super::ledger::FeeId;
use super::tariff::Quote;
use crate::calendar::Cycle;
use crate::graph::{Bill, Bundle, Catalog, Charge, Discount, Id, Plan, PriceModel, Product, Status, Timing, Validity};
use crate::money::Currency;
use crate::scenario::{AccountId, Action, Channel, Effective, Event, Order, Scenario, SubscriptionId};

/// A purchase and the cancellation that ends it, if one does.
pub(super) struct Life<'a> {
    pub subscribed: &'a Event,
    pub cancelled: Option<&'a Event>,
    pub account: AccountId,
    pub currency: Currency,
    pub alias: SubscriptionId,
    pub plan: &'a Plan,
    pub order: &'a Order,
    pub origin: Origin,
    /// The discounts of the plan, in the order they apply.
    pub discounts: SmallVec<[Id<Discount>; 4]>,
}

/// The charges of a plan.
pub(super) type Charges<'a> = SmallVec<[PlainCharge<'a>; 2]>;

/// A charge that is bought and not done with.
pub(super) struct PlainCharge<'a> {
    pub bundle: Id<Bundle>,
    pub product: Id<Product>,
    pub index: u32,
    pub object: &'a Charge,
    pub quote: Quote,
    pub quantity: u32,
    pub serial: u32,
    /// The fee of a whole period, once something was charged.
    pub fee: Option<FeeId>,
    /// Where its periods stand; nothing if it is charged once.
    pub course: Option<PlainCourse>,
    /// Whether what is charged once was charged.
    pub is_done: bool,
}

/// Where the periods of a charge stand.
pub(super) struct PlainCourse {
    pub cycle: Cycle,
    pub counting: Counting,
    pub bill: Bill,
    /// Whether the last partial period is prorated.
    pub last: bool,
    /// The period that is charged next.
    pub next: Part,
    /// The period that was charged last and ahead, and the charge for it.
    pub paid: Option<(Part, Exact)>,
}

impl<'a> Life<'a> {
    /// Returns the life that a scenario tells, if it is all that it tells.
    pub fn of(catalog: &'a Catalog, scenario: &'a Scenario) -> Option<Self> {
        let (subscribed, cancelled) = match scenario.events.as_slice() {
            [subscribed] => (subscribed, None),
            [subscribed, cancelled] if subscribed.on <= cancelled.on => (subscribed, Some(cancelled)),
            _ => return None,
        };
        let Action::Subscribe { account, plan, order, alias, .. } = &subscribed.action else { return None };
        let plan = catalog.plans.get(*plan);
        if subscribed.on > scenario.end() || cancelled.is_some_and(|event| !is_plain_end(catalog, plan, event)) {
            return None;
        }
        let cancelled = cancelled.filter(|event| event.on <= scenario.end());
        let payer = scenario.account(*account);
        let origin = Origin { start: subscribed.on, anchor: subscribed.on, bill_day: payer.bill_day };
        let (account, alias, currency) = (*account, *alias, payer.currency);
        let discounts = SmallVec::new();
        let life = Self { subscribed, cancelled, account, currency, alias, plan, order, origin, discounts };
        (payer.discount.is_none() && life.is_plain()).then_some(life)
    }

    /// Tells whether the plan has neither a trial nor a commitment nor bounds, and the order takes it as it stands.
    fn is_plain(&self) -> bool {
        // Whoever adds a field has to think of it here, and with bundles, products and charges below.
        let Order { options, quantities: _, code, channel: _, adjustment, bill_day: _, first_period_ends: _ } =
            self.order;
        let Plan {
            code: _,
            name: _,
            bundles: _,
            bundles_span: _,
            compatible: _,
            trial,
            term,
            policy: _,
            spend,
            payment_methods,
            payment_methods_span: _,
            valid,
            status,
            status_span: _,
            sensitive,
            sensitive_span: _,
            whole: _,
        } = self.plan;
        let as_it_stands = options.is_empty() && code.is_none() && adjustment.is_none();
        let is_bound = trial.is_some() || term.is_some() || spend.is_some() || !payment_methods.is_empty();
        as_it_stands && !is_bound && self.sells(*status, valid, *sensitive)
    }

    /// Tells whether something can be bought on the day.
    fn sells(&self, status: Status, valid: &Validity, sensitive: bool) -> bool {
        let is_offered = status == Status::Active && valid.contains(self.subscribed.on);
        is_offered && !(sensitive && self.order.channel == Channel::SelfCare)
    }

    pub fn aligned(&self) -> Aligned {
        Aligned { bill_day: self.order.bill_day, first_ends: self.order.first_period_ends }
    }

    /// Gathers the charges of the plan, and its discounts in the order they apply; nothing if something is not plain.
    pub fn bought(&mut self, catalog: &'a Catalog, charges: &mut Charges<'a>) -> Option<()> {
        let mut discounts = SmallVec::<[Id<Discount>; 4]>::new();
        for id in self.plan.bundles.iter().filter_map(|link| link.target) {
            let Bundle {
                code: _,
                name: _,
                products,
                discounts: granted,
                term,
                valid,
                status,
                status_span: _,
                whole: _,
            } = catalog.bundles.get(id);
            if term.is_some() || !self.sells(*status, valid, false) {
                return None;
            }
            for product in products.iter().filter(|item| item.required).filter_map(|item| item.link.target) {
                self.charges(catalog, id, product, charges)?;
            }
            discounts.extend(granted.iter().filter(|item| item.required).filter_map(|item| item.link.target));
        }
        for id in &discounts {
            let discount = catalog.discounts.get(*id);
            if discount.lasts.is_some() || !discount.is_priced(self.currency) {
                return None;
            }
        }
        discounts.sort_unstable_by_key(|id| catalog.turn(*id));
        discounts.dedup();
        let counts = |product: Id<Product>| charges.iter().any(|one| one.product == product && one.quote.per_unit);
        self.discounts = discounts;
        self.order.quantities.iter().all(|(product, ..)| counts(*product)).then_some(())
    }

    /// Adds the charges of a product.
    fn charges(
        &self,
        catalog: &'a Catalog,
        bundle: Id<Bundle>,
        product: Id<Product>,
        charges: &mut Charges<'a>,
    ) -> Option<()> {
        let Product {
            code: _,
            name: _,
            tags: _,
            sensitive,
            sensitive_span: _,
            repeatable,
            repeatable_span: _,
            charges: objects,
            status,
            status_span: _,
        } = catalog.products.get(product);
        let is_offered = *status == Status::Active && *repeatable;
        if !is_offered || *sensitive && self.order.channel == Channel::SelfCare {
            return None;
        }
        let chosen = self.order.quantities.iter().find(|(id, ..)| *id == product);
        let quantity = chosen.map_or(1, |(_, quantity, _)| *quantity);
        for (index, object) in (0_u32..).zip(objects) {
            let Charge { code: _, name: _, price, timing, anchor: _, spend, prepaid, tax: _, ledger: _, item_type: _ } =
                object;
            let is_plain = price.timeline.is_none() && prepaid.is_none() && spend.is_none();
            if !is_plain || matches!(price.model, PriceModel::Text(_) | PriceModel::Broken) {
                return None;
            }
            let quote = Quote::of(price, 0, self.currency, timing)?;
            let (course, serial) = (self.course(catalog, object)?, u32::try_from(charges.len()).ok()?);
            let (fee, is_done) = (None, false);
            let charge = PlainCharge { bundle, product, index, object, quote, quantity, serial, fee, course, is_done };
            charges.push(charge);
        }
        Some(())
    }

    /// Returns where the periods of a charge begin, with nothing for one that is charged once; nothing at all if they are
    /// not plain.
    fn course(&self, catalog: &'a Catalog, charge: &Charge) -> Option<Option<PlainCourse>> {
        let Timing::Recurring { every, per: None, bill, first, last, .. } = charge.timing else {
            return (charge.timing == Timing::OneTime).then_some(None);
        };
        if !matches!(bill, Bill::InAdvance(1) | Bill::InArrears) {
            return None;
        }
        let (on, counting) = (self.subscribed.on, Counting::of_charge(catalog, self.plan, every, None));
        let cycle = self.origin.cycle_of(catalog, self.aligned(), charge.anchor, on, every)?;
        let next = part_of(&cycle, counting, cycle.index_of(on)?, on, first)?;
        Some(Some(PlainCourse { cycle, counting, bill, last, next, paid: None }))
    }
}

/// Tells whether an event cancels all of a subscription at once, whatever was charged.
fn is_plain_end(catalog: &Catalog, plan: &Plan, event: &Event) -> bool {
    let Action::Cancel { bundle: None, effective, unused: None, .. } = &event.action else { return false };
    match effective {
        Effective::AtOnce => true,
        Effective::ByPolicy => plan.policy.is_none() && catalog.policy.is_none(),
        Effective::PeriodEnd | Effective::TermEnd | Effective::On(_) => false,
    }
}
