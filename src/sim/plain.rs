//! Plain lives: one subscription to a plan as it stands, which runs on or is cancelled. Most are, and this way takes a
//! fraction of the time.
//!
//! Books exactly what the long way books, to which it leaves whatever is not plain: what is refused, what fails, what
//! changes. Every stored scenario and a property test compare the two.

use smallvec::SmallVec;

use super::billing::Limit;
use super::billing_cycle::{Aligned, Origin};
use super::cause::Cause;
use super::course::{Counting, Part, Share, part_after, part_of};
use super::exact::Exact;
use super::ledger::{Applied, EntryKind, Fee, FeeId, Outcome, Piece, Subject, Verdict};
use super::paid::Paid;
use super::run::Run;
use super::settle::Unused;
use super::tariff::Quote;
use crate::calendar::{Cycle, Date};
use crate::graph::{
    Bill, Bundle, Catalog, Charge, Collect, Discount, FullPeriod, Id, Plan, PriceModel, Product, Status, Timing,
    Validity,
};
use crate::money::{Currency, Decimal};
use crate::scenario::{AccountId, Action, Channel, Effective, Event, Order, Scenario, SubscriptionId};
use crate::source::budget;

/// A purchase and the cancellation that ends it, if one does.
struct Life<'a> {
    subscribed: &'a Event,
    cancelled: Option<&'a Event>,
    account: AccountId,
    currency: Currency,
    alias: SubscriptionId,
    plan: &'a Plan,
    order: &'a Order,
    origin: Origin,
}

/// The charges of a plan.
type Charges<'a> = SmallVec<[Held<'a>; 2]>;

/// Its discounts.
type Discounts = SmallVec<[Id<Discount>; 4]>;

/// A charge that is bought and not done with.
struct Held<'a> {
    bundle: Id<Bundle>,
    product: Id<Product>,
    index: u32,
    charge: &'a Charge,
    quote: Quote,
    quantity: u32,
    serial: u32,
    /// The fee of a whole period, once something was charged.
    fee: Option<FeeId>,
    /// Where its periods stand; nothing if it is charged once.
    course: Option<Course>,
    /// Whether what is charged once was charged.
    is_done: bool,
}

/// Where the periods of a charge stand.
struct Course {
    cycle: Cycle,
    counting: Counting,
    bill: Bill,
    /// Whether the last partial period is prorated.
    last: bool,
    /// The period that is charged next.
    next: Part,
    /// The period that was charged last and ahead, and the charge for it.
    paid: Option<(Part, Exact)>,
}

impl<'a> Life<'a> {
    /// Returns the life that a scenario tells, if it is all that it tells.
    fn of(catalog: &'a Catalog, scenario: &'a Scenario) -> Option<Self> {
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
        let life = Self { subscribed, cancelled, account, currency, alias, plan, order, origin };
        (payer.discount.is_none() && life.is_plain()).then_some(life)
    }

    /// Tells whether the plan has neither a trial nor a commitment nor bounds, and the order takes it as it stands.
    fn is_plain(&self) -> bool {
        let Self { plan, order, .. } = self;
        let Order { options, quantities: _, code, channel: _, adjustment, bill_day: _, first_period_ends: _ } = order;
        let as_it_stands = options.is_empty() && code.is_none() && adjustment.is_none();
        let is_bound = plan.trial.is_some() || plan.term.is_some() || plan.spend.is_some();
        as_it_stands
            && !is_bound
            && plan.payment_methods.is_empty()
            && self.sells(plan.status, &plan.valid, plan.sensitive)
    }

    /// Tells whether something can be bought on the day.
    fn sells(&self, status: Status, valid: &Validity, sensitive: bool) -> bool {
        let is_offered = status == Status::Active && valid.contains(self.subscribed.on);
        is_offered && !(sensitive && self.order.channel == Channel::SelfCare)
    }

    fn aligned(&self) -> Aligned {
        Aligned { bill_day: self.order.bill_day, first_ends: self.order.first_period_ends }
    }

    /// Gathers the charges of the plan, and its discounts in the order they apply; nothing if something is not plain.
    fn bought(&self, catalog: &'a Catalog, held: &mut Charges<'a>, discounts: &mut Discounts) -> Option<()> {
        for id in self.plan.bundles.iter().filter_map(|link| link.target) {
            let bundle = catalog.bundles.get(id);
            if bundle.term.is_some() || !self.sells(bundle.status, &bundle.valid, false) {
                return None;
            }
            for product in bundle.products.iter().filter(|item| item.required).filter_map(|item| item.link.target) {
                self.charges(catalog, id, product, held)?;
            }
            discounts.extend(bundle.discounts.iter().filter(|item| item.required).filter_map(|item| item.link.target));
        }
        for id in &*discounts {
            let discount = catalog.discounts.get(*id);
            if discount.lasts.is_some() || !discount.is_priced(self.currency) {
                return None;
            }
        }
        discounts.sort_unstable_by_key(|id| catalog.turn(*id));
        discounts.dedup();
        let counts = |product: Id<Product>| held.iter().any(|one| one.product == product && one.quote.per_unit);
        self.order.quantities.iter().all(|(product, ..)| counts(*product)).then_some(())
    }

    /// Adds the charges of a product.
    fn charges(
        &self,
        catalog: &'a Catalog,
        bundle: Id<Bundle>,
        product: Id<Product>,
        held: &mut Charges<'a>,
    ) -> Option<()> {
        let object = catalog.products.get(product);
        let is_offered = object.status == Status::Active && object.repeatable;
        if !is_offered || object.sensitive && self.order.channel == Channel::SelfCare {
            return None;
        }
        let chosen = self.order.quantities.iter().find(|(id, ..)| *id == product);
        let quantity = chosen.map_or(1, |(_, quantity, _)| *quantity);
        for (index, charge) in (0_u32..).zip(&object.charges) {
            let Charge { price, timing, prepaid, spend, .. } = charge;
            let is_plain = price.timeline.is_none() && prepaid.is_none() && spend.is_none();
            if !is_plain || matches!(price.model, PriceModel::Text(_) | PriceModel::Broken) {
                return None;
            }
            let quote = Quote::of(price, 0, self.currency, timing)?;
            let course = self.course(catalog, charge)?;
            let serial = u32::try_from(held.len()).ok()?;
            let (fee, is_done) = (None, false);
            held.push(Held { bundle, product, index, charge, quote, quantity, serial, fee, course, is_done });
        }
        Some(())
    }

    /// Returns where the periods of a charge begin, with nothing for one that is charged once; nothing at all if they are
    /// not plain.
    fn course(&self, catalog: &'a Catalog, charge: &Charge) -> Option<Option<Course>> {
        let Timing::Recurring { every, per: None, bill, first, last, .. } = charge.timing else {
            return (charge.timing == Timing::OneTime).then_some(None);
        };
        if !matches!(bill, Bill::InAdvance(1) | Bill::InArrears) {
            return None;
        }
        let (on, counting) = (self.subscribed.on, Counting::from(&catalog.billing.conventions));
        let cycle = self.origin.cycle_of(catalog, self.aligned(), charge.anchor, on, every)?;
        let next = part_of(&cycle, counting, cycle.index_of(on)?, on, first)?;
        Some(Some(Course { cycle, counting, bill, last, next, paid: None }))
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

impl Run<'_> {
    /// Replays a scenario that tells a plain life; nothing if it tells another, and then the run is to begin anew.
    pub(super) fn replay_plainly(&mut self) -> Option<()> {
        let (catalog, scenario) = (self.catalog, self.scenario);
        let is_too_long = scenario.from.days_until(scenario.through) > budget::HORIZON_DAYS;
        // Where a whole period costs its days, too, no two need be alike.
        if is_too_long || catalog.billing.conventions.full_period.value == FullPeriod::Days {
            return None;
        }
        let life = Life::of(catalog, scenario)?;
        let (mut held, mut discounts) = (Charges::new(), Discounts::new());
        life.bought(catalog, &mut held, &mut discounts)?;
        let limit = match life.cancelled {
            None => Limit::Through(scenario.end()),
            Some(event) => self.limit_before(event.on),
        };
        for one in &mut held {
            self.charge_plainly(&life, &discounts, one, limit)?;
        }
        if let Some(cause) = life.cancelled.map(Cause::of) {
            let end = self.end(&cause).ok()?;
            for one in &mut held {
                self.end_plainly(&life, &discounts, one, (&cause, end))?;
            }
        }
        if catalog.invoices.collect == Collect::BillDay {
            let (on, every) = (life.subscribed.on, catalog.billing.period);
            let cycle = life.origin.cycle_of(catalog, life.aligned(), None, on, every);
            self.ledger.set_bill_days(life.alias, on, cycle);
        }
        self.ledger.outcomes.push(accepted(life.subscribed));
        self.ledger.outcomes.extend(life.cancelled.map(accepted));
        Some(())
    }

    /// Charges what is due within a limit.
    fn charge_plainly(
        &mut self,
        life: &Life<'_>,
        discounts: &[Id<Discount>],
        held: &mut Held<'_>,
        limit: Limit,
    ) -> Option<()> {
        let (event, booked) = (life.subscribed.number, life.subscribed.on);
        let Some(Course { bill, next, .. }) = &held.course else {
            return if limit.begun(booked) { self.charge_once_plainly(life, discounts, held) } else { Some(()) };
        };
        let (is_due, due) = match bill {
            Bill::InArrears => (limit.ended(next.to), next.to),
            Bill::InAdvance(_) | Bill::Progressive => (limit.begun(next.from), next.from),
        };
        if !is_due {
            return Some(());
        }
        let fee = self.plain_fee(life, discounts, held)?;
        let Some(Course { cycle, counting, bill, next, paid, .. }) = &mut held.course else { return None };
        let (piece, share) = (Piece { from: next.from, to: next.to, fee }, next.share(next.from, next.to));
        let first = self.push_part(EntryKind::Recurring, (event, due == booked), due, piece, share).ok()?;
        let (whole, days) = (part_after(cycle, *counting, next)?, counting.days());
        let count = whole.whole_periods(cycle, *bill, limit)?;
        // Only of what is charged ahead something goes back.
        let goes_back = *bill != Bill::InArrears;
        let Some(before) = count.checked_sub(1) else {
            *paid = goes_back.then_some((*next, first));
            *next = whole;
            return Some(());
        };
        let amount = if self.ledger.fee(fee).is_free() {
            self.count(count).ok()?;
            Exact::whole(Decimal::ZERO)
        } else {
            self.charge_periods(&whole, (*cycle, days, *bill), (event, booked), fee, count).ok()?
        };
        *next = whole.whole_after(cycle, days, count)?;
        if goes_back {
            *paid = Some((whole.whole_after(cycle, days, before)?, amount));
        }
        Some(())
    }

    /// Charges what is left up to the end, or gives back what was charged for the days after it.
    fn end_plainly(
        &mut self,
        life: &Life<'_>,
        discounts: &[Id<Discount>],
        held: &mut Held<'_>,
        (cause, end): (&Cause, Date),
    ) -> Option<()> {
        let Some(Course { next, last, paid, .. }) = &held.course else {
            return if held.is_done { Some(()) } else { self.charge_once_plainly(life, discounts, held) };
        };
        let last = *last;
        if let (Some((paid, amount)), Some(fee)) = (paid, held.fee)
            && last
            && end < paid.to
        {
            let (from, to) = (end.max(paid.from), paid.to);
            let mut paid = Paid::new(*paid, (paid.from, paid.to), *amount, held.quantity, fee);
            let unused = Unused { from, to, units: held.quantity, still: None };
            self.settle(&mut paid, cause, fee, unused).ok()?;
        }
        if end <= next.from {
            return Some(());
        }
        let (from, to) = (next.from, if last { end.min(next.to) } else { next.to });
        let share = next.share(from, to);
        let piece = Piece { from, to, fee: self.plain_fee(life, discounts, held)? };
        self.push_part(EntryKind::Recurring, (cause.number, true), cause.booked, piece, share).ok()?;
        Some(())
    }

    fn charge_once_plainly(&mut self, life: &Life<'_>, discounts: &[Id<Discount>], held: &mut Held<'_>) -> Option<()> {
        let (on, fee) = (life.subscribed.on, self.plain_fee(life, discounts, held)?);
        let (piece, whole) = (Piece { from: on, to: on, fee }, Share { part: 1, of: 1, full_from: on, full_to: on });
        self.push_part(EntryKind::OneTime, (life.subscribed.number, true), on, piece, whole).ok()?;
        held.is_done = true;
        Some(())
    }

    /// Returns the fee of a whole period, worked out once.
    fn plain_fee(&mut self, life: &Life<'_>, discounts: &[Id<Discount>], held: &mut Held<'_>) -> Option<FeeId> {
        if held.fee.is_some() {
            return held.fee;
        }
        let Held { bundle, product, index, charge, quote, quantity, serial, .. } = *held;
        let (catalog, object) = (self.catalog, self.catalog.products.get(product));
        let matching = discounts.iter().filter(|id| catalog.discounts.get(**id).matches(product, object, charge));
        let applied = |id: &Id<Discount>| Applied { discount: *id, coupon: None, amount: Decimal::ZERO };
        let fee = Fee {
            account: life.account,
            subscription: life.alias,
            currency: life.currency,
            subject: Subject::Charge { bundle, product, charge: index, variant: quote.variant },
            quantity: Decimal::from(quantity),
            unit: quote.unit,
            per_unit: quote.per_unit,
            included: Decimal::ZERO,
            usage: None,
            prepaid: None,
            gross: Decimal::ZERO,
            adjusted: None,
            discounts: matching.map(applied).collect(),
            full: Decimal::ZERO,
            tax: charge.tax,
            ledger: charge.ledger,
            item_type: charge.item_type,
            source: quote.source,
            serial,
        };
        held.fee = Some(self.new_fee(fee, life.subscribed.number).ok()?);
        held.fee
    }
}

/// Returns what became of an event that was done as it was said.
fn accepted(event: &Event) -> Outcome {
    let (did, result) = (event.action.verb(), Verdict::Accepted { notes: Vec::new() });
    Outcome { event: event.number, on: event.on, did, result }
}
