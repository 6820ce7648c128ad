//! What happens to a subscription while it runs, resolved.

use super::codes::UNKNOWN_PLAN;
use super::lower::Lowering;
use super::{Action, Effective};
use crate::decl::{self, EventDecl, OutageDecl, Spanned, TakesEffect};
use crate::graph::Outage;
use crate::graph::codes::{UNKNOWN_BUNDLE, UNKNOWN_PRODUCT};

impl Lowering<'_> {
    /// Resolves an action on a running subscription; nothing if the event is none, and no action if it has an error.
    pub(super) fn life(&mut self, number: usize, decl: &EventDecl) -> Option<Option<Action>> {
        let owner = || format!("event {number}");
        if let Some(change) = decl.change_plan.get() {
            let subscription = self.subscription(owner, &change.subscription);
            let plan = self.find(&self.catalog.plans, &UNKNOWN_PLAN, owner, &change.plan);
            let (code, channel) = (Spanned::default(), Spanned::default());
            let order = self.order(number, &change.options, &change.quantities, &code, &channel);
            let effective = by_policy(&change.effective);
            let (Some(subscription), Some(plan), Some(order)) = (subscription, plan, order) else { return Some(None) };
            return Some(Some(Action::ChangePlan { subscription, plan, order, effective }));
        }
        if let Some(pause) = decl.pause.get() {
            let subscription = self.subscription(owner, &pause.subscription);
            let effective = effective(&pause.effective);
            return Some(subscription.map(|subscription| Action::Pause { subscription, effective }));
        }
        if let Some(suspend) = decl.suspend.get() {
            let subscription = self.subscription(owner, &suspend.subscription);
            let reason = match suspend.reason.get() {
                Some(OutageDecl::Expired) => Outage::Expired,
                Some(OutageDecl::Blocked) => Outage::Blocked,
                Some(OutageDecl::Suspended) | None => Outage::Suspended,
                Some(OutageDecl::NoFunds) => Outage::NoFunds,
            };
            let effective = effective(&suspend.effective);
            return Some(subscription.map(|subscription| Action::Suspend { subscription, reason, effective }));
        }
        if let Some(resume) = decl.resume.get() {
            let subscription = self.subscription(owner, &resume.subscription);
            let effective = effective(&resume.effective);
            return Some(subscription.map(|subscription| Action::Resume { subscription, effective }));
        }
        if let Some(change) = decl.change_bill_day.get() {
            let subscription = self.subscription(owner, &change.subscription);
            let bundle = self.find(&self.catalog.bundles, &UNKNOWN_BUNDLE, owner, &change.bundle);
            let (Some(subscription), Some(bill_day)) = (subscription, change.bill_day.get().copied()) else {
                return Some(None);
            };
            if change.bundle.is_written() && bundle.is_none() {
                return Some(None);
            }
            return Some(Some(Action::ChangeBillDay { subscription, bundle, bill_day }));
        }
        let adjust = decl.adjust.get()?;
        let subscription = self.subscription(owner, &adjust.subscription);
        let product = self.find(&self.catalog.products, &UNKNOWN_PRODUCT, owner, &adjust.product);
        let charge = adjust.charge.get().map(|code| code.0.clone());
        let amount = adjust.amount.get().map(|amount| amount.0);
        let (Some(subscription), Some(product), Some(amount)) = (subscription, product, amount) else {
            return Some(None);
        };
        self.payable(&owner, self.currency_of(&adjust.subscription), amount, adjust.amount.span);
        Some(Some(Action::Adjust { subscription, product, charge, amount, span: adjust.product.span }))
    }
}

/// Returns when a change or a cancellation takes effect: as a policy says if nothing else is said.
pub(super) fn by_policy(written: &Spanned<decl::Effective>) -> Effective {
    if written.is_written() { effective(written) } else { Effective::ByPolicy }
}

/// Returns when something takes effect: at once if nothing is said.
fn effective(written: &Spanned<decl::Effective>) -> Effective {
    match written.get().map(|when| when.0) {
        Some(TakesEffect::AtOnce) | None => Effective::AtOnce,
        Some(TakesEffect::PeriodEnd) => Effective::PeriodEnd,
        Some(TakesEffect::TermEnd) => Effective::TermEnd,
        Some(TakesEffect::On(day)) => Effective::On(day),
    }
}
