//! Which event brought what a line is for: the purchase of the plan or of the bundle.

use std::collections::BTreeMap;

use super::Explainer;
use super::story::Passage;
use crate::graph::{BatchId, Bundle, Coupon, Discount, Id, Plan};
use crate::scenario::{Action, Event, Order, Redeemer, SubscriptionId};
use crate::sim::{Entry, EntryKind, Verdict};
use crate::source::Span;

/// A purchase.
pub(super) struct Bought<'a> {
    pub event: &'a Event,
    /// The plan that brought it; nothing if it was added.
    pub plan: Option<Id<Plan>>,
    pub order: &'a Order,
}

impl<'a> Explainer<'a> {
    /// Returns the accepted events of a subscription up to the one with a number, latest first.
    pub(super) fn before(&self, subscription: SubscriptionId, number: u32) -> Vec<&'a Event> {
        // What was said for a later day and refused then has not been done.
        let last: BTreeMap<u32, bool> =
            self.tell.ledger.outcomes.iter().map(|o| (o.event, is_accepted(&o.result))).collect();
        // A code that is redeemed for an account is for its only subscription.
        let owner = self.tell.ledger.fees.iter().find(|fee| fee.subscription == subscription).map(|fee| fee.account);
        let mut events = Vec::new();
        for event in self.tell.scenario.replayed() {
            let begins = matches!(event.action, Action::Subscribe { alias, .. } if alias == subscription);
            let redeems = matches!(
                event.action,
                Action::Redeem { holder: Redeemer::Account(account), .. } if Some(account) == owner
            );
            let is_its = begins || redeems || event.action.subscription() == Some(subscription);
            if is_its && last.get(&event.number) == Some(&true) {
                events.push(event);
            }
            if event.number == number {
                break;
            }
        }
        events.reverse();
        events
    }

    /// Returns the purchase that brought a bundle of which an entry charges something.
    pub(super) fn bought(&self, entry: &Entry, bundle: Id<Bundle>) -> Option<Bought<'a>> {
        let fee = self.tell.ledger.fee(entry.fee);
        let events = self.before(fee.subscription, entry.event);
        let brings = |event: &&'a Event| self.brings(event, bundle);
        // What goes back for a change was bought before the change.
        let goes_back = matches!(entry.kind, EntryKind::Refund(_));
        let mut earlier = events.iter().copied().filter(|event| !(goes_back && event.number == entry.event));
        let found = earlier.find(|event| brings(event).is_some());
        brings(&found.or_else(|| events.iter().copied().find(|event| brings(event).is_some()))?)
    }

    fn brings(&self, event: &'a Event, bundle: Id<Bundle>) -> Option<Bought<'a>> {
        let order = order(&event.action)?;
        let added = if let Action::Add { bundle, .. } = event.action { Some(bundle) } else { None };
        let plan = if let Action::Subscribe { plan, .. } | Action::ChangePlan { plan, .. } = event.action {
            Some(plan)
        } else {
            None
        };
        let of_plan =
            plan.filter(|id| self.tell.catalog.plans.get(*id).bundles.iter().any(|link| link.target == Some(bundle)));
        let granted = self.batch_of(order).and_then(|batch| self.tell.catalog.batch(batch).bundle.target);
        (of_plan.is_some() || added == Some(bundle) || granted == Some(bundle)).then_some(Bought {
            event,
            plan: of_plan,
            order,
        })
    }

    /// Returns the coupon or voucher whose code an order names.
    fn batch_of(&self, order: &Order) -> Option<BatchId> {
        let (code, _) = order.code.as_ref()?;
        self.tell.catalog.batches().find_map(|(id, batch)| batch.codes.as_ref()?.find(code).map(|_| id))
    }

    /// Returns where a bundle that a subscription holds lists a discount, and the bundle's code.
    pub(super) fn listed(&self, entry: &Entry, discount: Id<Discount>) -> Option<(Span, &'a str)> {
        let fee = self.tell.ledger.fee(entry.fee);
        let events = self.before(fee.subscription, entry.event);
        self.tell.catalog.bundles.iter().find_map(|(id, bundle)| {
            let item = bundle.discounts.iter().find(|item| item.link.target == Some(discount))?;
            let is_held = events.iter().any(|event| self.brings(event, id).is_some());
            is_held.then_some((item.link.span, bundle.code.text.as_str()))
        })
    }

    /// Returns where the code of a coupon was entered for a subscription, and the event.
    pub(super) fn entered(&self, entry: &Entry, coupon: Id<Coupon>) -> Option<(&'a Event, &'a str, Span)> {
        let fee = self.tell.ledger.fee(entry.fee);
        self.before(fee.subscription, entry.event).into_iter().find_map(|event| {
            let order = order(&event.action)?;
            let (code, span) = order.code.as_ref()?;
            (self.batch_of(order) == Some(BatchId::Coupon(coupon))).then_some((event, code.as_str(), *span))
        })
    }

    /// Tells which events a line goes back to.
    pub(super) fn events(&self, entry: &Entry, bought: Option<&Bought<'a>>) -> Vec<Passage> {
        let mut passages = Vec::new();
        if let Some(Bought { event, .. }) = bought
            && event.number != entry.event
        {
            passages.push(Passage::new("bought", self.event_words(event)).at(event.span, ""));
        }
        if let Some(event) = self.tell.scenario.event(entry.event) {
            let word = if passages.is_empty() && bought.is_some() { "bought" } else { "changed" };
            passages.push(Passage::new(word, self.event_words(event)).at(event.span, ""));
        }
        passages
    }
}

/// Returns what is ordered, if something is.
fn order(action: &Action) -> Option<&Order> {
    if let Action::Subscribe { order, .. }
    | Action::ChangePlan { order, .. }
    | Action::Add { order, .. }
    | Action::Redeem { order, .. } = action
    {
        Some(order)
    } else {
        None
    }
}

fn is_accepted(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Accepted { .. })
}
