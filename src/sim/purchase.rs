//! Buying: whether it is permitted, and what it sets running (`T-1` to `T-5`, `T-21`).

use smallvec::{SmallVec, smallvec};

use super::billing_cycle::Aligned;
use super::cause::Cause;
use super::coupon::Redeemable;
use super::course::{Counting, Course, part_of};
use super::held::Held;
use super::ledger::Aborted;
use super::meter::Meter;
use super::offer::{Offer, Offered, discounts_of, products_of};
use super::refusals::{
    BUNDLE_ALREADY_HELD, BUNDLE_NOT_COMPATIBLE, BUNDLE_NOT_ON_SALE, COUPON_GRANTS_NOTHING,
    PAYMENT_METHOD_NOT_SUPPORTED, PLAN_NOT_ON_SALE, SENSITIVE_IN_SELF_CARE,
};
use super::run::{Run, Stop, refuse};
use super::subscription::{Granted, Holding, Running, Slot, Stage, Subscription};
use super::tariff::{Tariff, Time};
use crate::calendar::{Date, Period};
use crate::diag::listed;
use crate::graph::{Bundle, Collect, Discount, Id, PhasesFrom, Plan, Status, Timing, TrialUsage, Validity};
use crate::scenario::{AccountId, Adjustment, Channel, Event, Order, SubscriptionId};
use crate::source::Span;

impl Run<'_> {
    /// Subscribes an account to a plan.
    pub(super) fn subscribe(
        &mut self,
        event: &Event,
        account: AccountId,
        plan: Id<Plan>,
        order: &Order,
        alias: SubscriptionId,
    ) -> Result<Vec<String>, Stop> {
        self.plan_on_sale(plan, event.on)?;
        let object = self.catalog.plans.get(plan);
        let code = &object.code.text;
        if object.sensitive && order.channel == Channel::SelfCare {
            let message = format!("plan `{code}` is sensitive: a customer cannot buy it in self-care");
            return Err(refuse(&SENSITIVE_IN_SELF_CARE, object.sensitive_span, message));
        }
        self.payment_method(account, plan)?;
        let bundles: SmallVec<[Id<Bundle>; 4]> = object.bundles.iter().filter_map(|link| link.target).collect();
        let free_until = self.trial_end(plan, event.on, event.number)?;
        let new = Subscription {
            id: alias,
            account,
            currency: self.scenario.account(account).currency,
            plan,
            start: event.on,
            bill_day: self.scenario.account(account).bill_day,
            aligned: Aligned { bill_day: order.bill_day, first_ends: order.first_period_ends },
            anchor: free_until,
            free_until,
            committed: event.on,
            bought: self.serial,
            spending: None,
            left: Vec::new(),
            paused: None,
            outage: None,
            pauses: Vec::new(),
            outages: Vec::new(),
            holdings: Vec::new(),
            running: Vec::new(),
            past: Vec::new(),
            used: Vec::new(),
            resumed: None,
            discounts: Vec::new(),
        };
        let mut subscription = self.ledger.spare.begin(new);
        let mut notes = self.purchase(&mut subscription, &Cause::of(event), &bundles, order, true)?;
        self.open_spending(&mut subscription, &Cause::of(event))?;
        notes.extend(self.come_back(account, Some(plan), &bundles, event.on));
        if self.catalog.invoices.collect == Collect::BillDay {
            let cycle = subscription.billing_cycle(self.catalog, self.catalog.billing.period);
            self.ledger.set_bill_days(alias, event.on, cycle);
        }
        self.put(alias, Slot::Running(subscription));
        Ok(notes)
    }

    /// Adds a bundle to a subscription.
    pub(super) fn add(
        &mut self,
        subscription: &mut Subscription,
        event: &Event,
        bundle: Id<Bundle>,
        order: &Order,
    ) -> Result<Vec<String>, Stop> {
        self.compatible(subscription, bundle)?;
        let mut notes = self.purchase(subscription, &Cause::of(event), &[bundle], order, false)?;
        notes.extend(self.come_back(subscription.account, None, &[bundle], event.on));
        Ok(notes)
    }

    /// Returns the first day on which a plan is charged that is held since a day.
    pub(super) fn trial_end(&self, plan: Id<Plan>, since: Date, event: u32) -> Result<Date, Aborted> {
        let trial = self.catalog.plans.get(plan).trial;
        let end = trial.map_or(Some(since), |trial| trial.after(since));
        end.ok_or(Aborted::Calendar { event })
    }

    /// Refuses a plan that is not on sale on a day (`T-4`).
    pub(super) fn plan_on_sale(&self, plan: Id<Plan>, on: Date) -> Result<(), Stop> {
        let plan = self.catalog.plans.get(plan);
        match off_sale(plan.status, plan.status_span, &plan.valid, on) {
            Some((why, because)) => Err(refuse(&PLAN_NOT_ON_SALE, because, format!("plan `{}` {why}", plan.code.text))),
            None => Ok(()),
        }
    }

    /// Refuses a bundle that is not on sale on a day (`T-4`).
    pub(super) fn bundle_on_sale(&self, bundle: Id<Bundle>, on: Date) -> Result<(), Stop> {
        let bundle = self.catalog.bundles.get(bundle);
        match off_sale(bundle.status, bundle.status_span, &bundle.valid, on) {
            Some((why, because)) => {
                Err(refuse(&BUNDLE_NOT_ON_SALE, because, format!("bundle `{}` {why}", bundle.code.text)))
            }
            None => Ok(()),
        }
    }

    pub(super) fn payment_method(&self, account: AccountId, plan: Id<Plan>) -> Result<(), Stop> {
        let plan = self.catalog.plans.get(plan);
        let account = self.scenario.account(account);
        if plan.payment_methods.is_empty() {
            return Ok(());
        }
        let pays = match account.payment_method {
            Some(method) if plan.payment_methods.iter().any(|link| link.target == Some(method)) => return Ok(()),
            Some(method) => format!("pays by `{}`", self.catalog.payment_methods.get(method).code.text),
            None => "names no payment method".to_owned(),
        };
        let accepted = plan
            .payment_methods
            .iter()
            .filter_map(|link| link.target)
            .map(|id| format!("`{}`", self.catalog.payment_methods.get(id).code.text));
        let message = format!(
            "account `{}` {pays}; plan `{}` accepts only {}",
            account.name.text,
            plan.code.text,
            listed(accepted, ", ")
        );
        Err(refuse(&PAYMENT_METHOD_NOT_SUPPORTED, plan.payment_methods_span, message))
    }

    /// Refuses a bundle that the plan does not permit (`T-2`) or that is held already.
    fn compatible(&self, subscription: &Subscription, bundle: Id<Bundle>) -> Result<(), Stop> {
        let plan = self.catalog.plans.get(subscription.plan);
        let code = &self.catalog.bundles.get(bundle).code.text;
        let held = subscription.holdings.iter().find(|holding| holding.bundle == bundle);
        if let Some(held) = held.filter(|holding| !self.has_run_out(subscription, holding)) {
            let how = if held.part_of_plan { "as part of its plan" } else { "already" };
            let alias = self.scenario.alias(subscription.id);
            let message = format!("`{alias}` has held bundle `{code}` {how} since {}", held.since);
            let link = plan.bundles.iter().find(|link| link.target == Some(bundle));
            let because = link.map_or(self.catalog.bundles.get(bundle).code.span, |link| link.span);
            return Err(refuse(&BUNDLE_ALREADY_HELD, because, message));
        }
        let compatible = &plan.compatible;
        if compatible.only && !compatible.bundles.iter().any(|link| link.target == Some(bundle)) {
            let because = if compatible.span.is_written() { compatible.span } else { compatible.only_span };
            let message = format!("bundle `{code}` is not among the compatible bundles of plan `{}`", plan.code.text);
            return Err(refuse(&BUNDLE_NOT_COMPATIBLE, because, message));
        }
        Ok(())
    }

    /// Buys bundles: looks at everything first, then changes what has to change.
    pub(super) fn purchase(
        &mut self,
        subscription: &mut Subscription,
        cause: &Cause,
        bundles: &[Id<Bundle>],
        order: &Order,
        of_plan: bool,
    ) -> Result<Vec<String>, Stop> {
        let first = self.serial;
        let coupon = self.redeemable(order, cause.booked)?;
        let mut bought: SmallVec<[Id<Bundle>; 4]> = bundles.into();
        if let Some(coupon) = &coupon {
            bought.extend(self.brought_by(coupon, subscription, bundles)?);
        }
        for bundle in bought.iter().copied().chain(coupon.as_ref().map(|c| c.bundle)) {
            self.bundle_on_sale(bundle, cause.booked)?;
        }
        let offer = Offer {
            bundles: &bought,
            order,
            currency: subscription.currency,
            on: cause.booked,
            plan: of_plan.then_some(subscription.plan),
            coupon: coupon.as_ref(),
        };
        let offered = offer.examine(self.catalog)?;
        self.not_repeated(subscription, &[], &bought, order)?;
        if let Some(coupon) = &coupon {
            self.grants_something(coupon, subscription, (&offer, bundles), &offered)?;
        }
        let lasts = |id: &Id<Discount>| self.catalog.discounts.get(*id).lasts.is_some();
        let granted = coupon.as_ref().and_then(|c| {
            let discounts = c.discounts.iter().copied().filter(|id| !lasts(id)).collect();
            Some(Granted { coupon: c.coupon()?, discounts })
        });
        let lasting: Vec<Held> = coupon
            .iter()
            .filter_map(|c| Some((c, c.coupon()?)))
            .flat_map(|(c, coupon)| c.discounts.iter().filter(|id| lasts(id)).map(move |id| (*id, coupon)))
            .map(|(discount, coupon)| Held { discount, since: cause.on, coupon: Some(coupon) })
            .collect();
        subscription.running.reserve_exact(offered.len());
        for offered in &offered {
            let running = self.start(subscription, cause, offered, (granted.clone(), lasting.clone(), order))?;
            subscription.running.push(running);
        }
        let granted =
            |bundle: &Id<Bundle>| coupon.as_ref().filter(|c| c.bundle == *bundle && !bundles.contains(bundle));
        // The discounts of a coupon are for this purchase, those of a voucher last as long as its bundle (`T-22`).
        let for_once = |bundle: &Id<Bundle>| granted(bundle).is_some_and(|c| c.coupon().is_some());
        // What is bought again had run out.
        subscription.holdings.retain(|held| !bought.contains(&held.bundle));
        subscription.holdings.extend(bought.iter().map(|bundle| Holding {
            bundle: *bundle,
            part_of_plan: of_plan && granted(bundle).is_none(),
            since: cause.on,
            bought: first,
            products: products_of(self.catalog, *bundle, order).collect(),
            discounts: discounts_of(self.catalog, *bundle, order).filter(|_| !for_once(bundle)).collect(),
        }));
        self.refresh_discounts(subscription);
        self.heed_notices(subscription, cause.booked)?;
        Ok(coupon.iter().map(|coupon| self.redeem(coupon)).collect())
    }

    /// Returns the bundle of a code that is held like an added bundle: a voucher's, or a coupon's if it has products.
    fn brought_by(
        &self,
        coupon: &Redeemable,
        subscription: &Subscription,
        bundles: &[Id<Bundle>],
    ) -> Result<Option<Id<Bundle>>, Stop> {
        let for_once = coupon.coupon().is_some() && self.catalog.bundles.get(coupon.bundle).products.is_empty();
        if for_once || bundles.contains(&coupon.bundle) {
            return Ok(None);
        }
        self.compatible(subscription, coupon.bundle)?;
        Ok(Some(coupon.bundle))
    }

    /// Refuses a coupon that changes nothing about this purchase, and a voucher that changes nothing about what is bought
    /// or held (`T-29`, `T-A8`).
    fn grants_something(
        &self,
        coupon: &Redeemable,
        subscription: &Subscription,
        (offer, ordered): (&Offer<'_>, &[Id<Bundle>]),
        offered: &[Offered<'_>],
    ) -> Result<(), Stop> {
        let brings = |id| !self.catalog.bundles.get(id).products.is_empty();
        if ordered.contains(&coupon.bundle) || brings(coupon.bundle) {
            return Ok(());
        }
        let held = |discount| {
            let lists = |bundle: &Id<Bundle>| discounts_of(self.catalog, *bundle, offer.order).any(|d| d == discount);
            let object = self.catalog.discounts.get(discount);
            let of_offered =
                |o: &Offered<'_>| object.matches(o.product, self.catalog.products.get(o.product), o.charge);
            let holds = |held: &Held| {
                held.discount == discount
                    && (self.still_holds(subscription, *held)
                        || held.holds_from(object, offer.on) && offered.iter().any(of_offered))
            };
            subscription.discounts.iter().any(holds) || ordered.iter().any(lists)
        };
        let matches = |discount| {
            let discount = self.catalog.discounts.get(discount);
            let of_held = |running: &Running| {
                let product = self.catalog.products.get(running.product);
                let charge = product.charges.get(running.charge as usize);
                charge.is_some_and(|charge| discount.matches(running.product, product, charge))
            };
            offered.iter().any(|o| discount.matches(o.product, self.catalog.products.get(o.product), o.charge))
                || coupon.coupon().is_none() && subscription.running.iter().any(of_held)
        };
        let (span, bundle) = (self.catalog.batch(coupon.batch).bundle.span, self.catalog.bundles.get(coupon.bundle));
        let matching: Vec<_> = coupon.discounts.iter().copied().filter(|id| matches(*id)).collect();
        let why = if matching.is_empty() {
            if coupon.coupon().is_some() {
                "matches none of the charges bought"
            } else {
                "matches none of the charges held"
            }
        } else if matching.iter().all(|id| held(*id)) {
            "has only discounts that hold already"
        } else {
            return Ok(());
        };
        let (code, bundle) = (&coupon.code, &bundle.code.text);
        let message = format!("code `{code}` grants nothing: bundle `{bundle}` {why}; the code stays unused");
        Err(refuse(&COUPON_GRANTS_NOTHING, span, message))
    }

    /// Sets a charge running.
    fn start(
        &mut self,
        subscription: &Subscription,
        cause: &Cause,
        offered: &Offered<'_>,
        (coupon, lasting, order): (Option<Granted>, Vec<Held>, &Order),
    ) -> Result<Running, Aborted> {
        let catalog = self.catalog;
        let aligned = match order.bill_day {
            Some(_) => Aligned { bill_day: order.bill_day, first_ends: order.first_period_ends },
            None => subscription.aligned,
        };
        let (charge, own) = (offered.charge, offered.charge.anchor);
        let on = match charge.timing {
            Timing::OneTime => cause.on,
            Timing::Usage { .. } if catalog.billing.conventions.trial_usage.value == TrialUsage::Charged => cause.on,
            Timing::Recurring { .. } | Timing::Usage { .. } => cause.on.max(subscription.free_until),
        };
        let cycle = |every| subscription.cycle_of(catalog, aligned, own, on, every);
        let currency = subscription.currency;
        let origin = match charge.timing {
            Timing::Recurring { phases_from: PhasesFrom::Subscription, .. } => subscription.start,
            Timing::Recurring { .. } | Timing::Usage { .. } | Timing::OneTime => on,
        };
        let restarts = subscription.counts_from_a_start(catalog, aligned, own);
        let tariff = |cycle| {
            let time = Time { bought: cause.booked, from: on, origin, cycle, restarts };
            Tariff::new(catalog, &charge.price, currency, &charge.timing, time)
        };
        let made = || {
            Some(match charge.timing {
                Timing::OneTime => (Stage::OneTime(on), tariff(cycle(Period::MONTH)?)?),
                Timing::Recurring { every, per, bill, first, last, .. } => {
                    let cycle = cycle(every)?;
                    let tariff = tariff(cycle)?;
                    let plan = catalog.plans.get(subscription.plan);
                    let counting = Counting::of_charge(catalog, plan, every, per);
                    let next = part_of(&cycle, counting, cycle.index_of(on)?, on, first)?;
                    let quantities = smallvec![(on, offered.quantity)];
                    let mut course = Course {
                        cycle,
                        earlier: Vec::new(),
                        counting,
                        bill,
                        prepaid: charge.prepaid.as_ref().map_or(1, |prepaid| prepaid.periods),
                        last,
                        next,
                        quantities,
                        ends: tariff.ends,
                        notice: None,
                        paused: subscription.paused,
                        resumed: false,
                        then: None,
                        stub_due: None,
                        outages: Vec::new(),
                        spread: None,
                        paid: Vec::new(),
                    };
                    course.next = course.with_prepaid(course.next)?;
                    course.next.to = tariff.same_cycle_until(course.next.from, course.next.to);
                    (Stage::Recurring(course), tariff)
                }
                Timing::Usage { every, unit, metering, .. } => {
                    let cycle = cycle(every)?;
                    let tariff = tariff(cycle)?;
                    let counting = Counting::from(&catalog.billing.conventions);
                    let next = part_of(&cycle, counting, cycle.index_of(on)?, on, true)?;
                    let (counts, since) = ((unit, metering), subscription.used.len());
                    (Stage::Usage(Meter::new(charge, counts, (cycle, next), since, cause.number)), tariff)
                }
            })
        };
        let (stage, tariff) = made().ok_or(Aborted::Calendar { event: cause.number })?;
        let Tariff { now, turns, .. } = tariff;
        let begun = match &stage {
            Stage::OneTime(on) => *on,
            Stage::Recurring(course) => course.next.from,
            Stage::Usage(meter) => meter.next.from,
        };
        // What is agreed for this purchase goes before what the account always has.
        let of_account = || {
            let discount = self.scenario.account(subscription.account).discount;
            discount.map(|portion| Adjustment { discount: Some(portion), upcharge: None })
        };
        let adjustment = match order.adjustment {
            Some(agreed) => Some(agreed),
            None => of_account(),
        };
        let serial = self.serial;
        self.serial = serial.saturating_add(1);
        Ok(Running {
            bundle: offered.bundle,
            product: offered.product,
            charge: offered.index,
            variant: now.variant,
            unit: now.unit,
            per_unit: now.per_unit,
            source: now.source,
            counts: offered.counts,
            turns,
            turned: Vec::new(),
            serial,
            quantity: offered.quantity,
            event: cause.number,
            booked: cause.booked,
            coupon,
            lasting,
            begun,
            adjustment: matches!(stage, Stage::Recurring(_)).then_some(adjustment).flatten(),
            fee: None,
            stage,
        })
    }
}

/// Returns why something cannot be bought on a day and where that is written, if it cannot (`T-4`).
fn off_sale(status: Status, status_span: Span, valid: &Validity, on: Date) -> Option<(String, Span)> {
    match status {
        Status::Draft => return Some(("is a draft".to_owned(), status_span)),
        Status::Retired => return Some(("is retired".to_owned(), status_span)),
        Status::Active => {}
    }
    if valid.contains(on) {
        return None;
    }
    let why = match (valid.from, valid.until.and_then(|until| until.plus_days(-1))) {
        (Some(from), _) if on < from => format!("is on sale only from {from}, not yet on {on}"),
        (_, Some(last)) => format!("was on sale only through {last}, no longer on {on}"),
        _ => format!("is not on sale on {on}"),
    };
    Some((why, valid.span))
}
