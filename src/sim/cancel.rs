//! Leaving: the end of a subscription or of one added bundle.

use smallvec::SmallVec;

use super::cause::Cause;
use super::commitment::{Commitment, Leaving, Standing, commitments, standing};
use super::course::Course;
use super::ledger::{Aborted, Entry, EntryKind, Fee, Holder, Subject};
use super::plan_spend::After;
use super::refusals::{BUNDLE_BELONGS_TO_PLAN, BUNDLE_NOT_HELD, COMMITMENT_RUNNING};
use super::run::{Run, Stop, refuse};
use super::subscription::{Stage, Subscription};
use crate::calendar::{Cycle, Date};
use crate::graph::{Bundle, Id, Link, Plan};
use crate::money::Decimal;
use crate::scenario::{AccountId, Action, UnusedPart};

/// A penalty that falls due at the end of a grace period, unless the customer comes back before (`T-A1`).
#[derive(Debug)]
pub(super) struct PendingPenalty {
    account: AccountId,
    holder: Holder,
    entry: Entry,
}

/// What is known to end.
struct Notice {
    /// The first day that is not charged any more.
    end: Date,
    /// Only what these bundles bring; everything if absent.
    bundles: Option<Vec<Id<Bundle>>>,
    /// Whether what was charged ahead does not go back then.
    is_kept: bool,
}

impl Run<'_> {
    /// Ends a subscription with everything in it (`T-A13`).
    pub(super) fn cancel(&mut self, subscription: &mut Subscription, cause: &Cause) -> Result<Vec<String>, Stop> {
        let commitments = commitments(self.catalog, subscription);
        let standing = self.may_leave(subscription, &commitments, cause)?;
        let end = self.end(cause)?;
        let mut notes: Vec<String> = subscription
            .holdings
            .iter()
            .filter(|holding| !holding.part_of_plan)
            .map(|holding| format!("ends bundle `{}` with it", self.catalog.bundles.get(holding.bundle).code.text))
            .collect();
        let withdrawn = self.withdrawn(subscription, &commitments, cause);
        let charged = self.ledger.booked.len();
        self.end_outage(subscription, cause)?;
        let mut ended = std::mem::take(&mut subscription.running);
        ended.retain(|charge| !withdrawn.contains(charge.bundle, charge.serial));
        for charge in &mut ended {
            self.close(subscription, charge, cause, end)?;
        }
        self.close_past(subscription, cause, end, |_| true)?;
        subscription.past.append(&mut ended);
        if !withdrawn.is_whole() {
            self.close_spending(subscription, cause, end, After::Nothing)?;
        }
        self.give_all_back(subscription, &withdrawn, cause)?;
        notes.extend(withdrawn.notes);
        notes.extend(self.nothing_unused(cause, charged));
        for standing in &standing {
            notes.extend(self.leave(subscription, standing, cause)?);
        }
        Ok(notes)
    }

    /// Ends one bundle that was added.
    pub(super) fn cancel_bundle(
        &mut self,
        subscription: &mut Subscription,
        cause: &Cause,
        bundle: Id<Bundle>,
    ) -> Result<Vec<String>, Stop> {
        self.added(subscription, cause, bundle)?;
        let commitments: Vec<Commitment> = commitments(self.catalog, subscription)
            .into_iter()
            .filter(|commitment| commitment.holder == Holder::Bundle(bundle))
            .collect();
        let standing = self.may_leave(subscription, &commitments, cause)?;
        let end = self.end(cause)?;
        let charged = self.ledger.booked.len();
        self.settle_outage(subscription, cause)?;
        let (ending, staying): (Vec<_>, Vec<_>) =
            std::mem::take(&mut subscription.running).into_iter().partition(|charge| charge.bundle == bundle);
        let withdrawn = self.withdrawn(subscription, &commitments, cause);
        for mut charge in ending.into_iter().filter(|charge| !withdrawn.contains(charge.bundle, charge.serial)) {
            self.close(subscription, &mut charge, cause, end)?;
            subscription.past.push(charge);
        }
        self.close_past(subscription, cause, end, |charge| charge.bundle == bundle)?;
        self.give_all_back(subscription, &withdrawn, cause)?;
        subscription.running = staying;
        subscription.holdings.retain(|holding| holding.bundle != bundle);
        self.refresh_discounts(subscription);
        let mut notes = withdrawn.notes;
        notes.extend(self.nothing_unused(cause, charged));
        for standing in &standing {
            notes.extend(self.leave(subscription, standing, cause)?);
        }
        Ok(notes)
    }

    /// Says that nothing goes back of which the event says what becomes; `charged` entries were there before it.
    fn nothing_unused(&self, cause: &Cause, charged: usize) -> Option<String> {
        let wanted = cause.unused.filter(|unused| *unused != UnusedPart::Kept)?;
        let mut booked = self.ledger.booked.iter().skip(charged);
        let what = if wanted == UnusedPart::Refunded { "refund" } else { "credit" };
        let gives_back = booked.any(|entry| matches!(entry.kind, EntryKind::Refund(_)));
        (!gives_back).then(|| format!("nothing that was charged is unused: there is nothing to {what}"))
    }

    /// Refuses to cancel a bundle that is not held, or not on its own.
    fn added(&self, subscription: &Subscription, cause: &Cause, bundle: Id<Bundle>) -> Result<(), Stop> {
        let code = &self.catalog.bundles.get(bundle).code.text;
        let alias = self.scenario.alias(subscription.id);
        let Some(held) = subscription.holdings.iter().find(|holding| holding.bundle == bundle) else {
            let message = format!("bundle `{code}` cannot be cancelled: `{alias}` does not hold it on {}", cause.on);
            return Err(refuse(&BUNDLE_NOT_HELD, cause.span, message));
        };
        if held.part_of_plan {
            let plan = self.catalog.plans.get(subscription.plan);
            let link = plan.bundles.iter().find(|link| link.target == Some(bundle));
            let because = link.map_or(plan.code.span, |link| link.span);
            let message = format!("bundle `{code}` cannot be cancelled alone: it is part of plan `{}`", plan.code.text);
            return Err(refuse(&BUNDLE_BELONGS_TO_PLAN, because, message));
        }
        Ok(())
    }

    /// Looks at a cancellation that takes effect later.
    pub(super) fn may_cancel(
        &self,
        subscription: &Subscription,
        cause: &Cause,
        bundle: Option<Id<Bundle>>,
    ) -> Result<(), Stop> {
        let mut commitments = commitments(self.catalog, subscription);
        if let Some(bundle) = bundle {
            self.added(subscription, cause, bundle)?;
            commitments.retain(|commitment| commitment.holder == Holder::Bundle(bundle));
        }
        self.may_leave(subscription, &commitments, cause).map(drop)
    }

    /// Lets charges run as far as the cancellations and the change of plan say that are still to come. What was not charged
    /// for the sake of one that is no more falls due on the day `today`.
    pub(super) fn heed_notices(&self, subscription: &mut Subscription, today: Date) -> Result<(), Aborted> {
        let mut notices: Vec<Notice> = Vec::new();
        for appointment in &self.agenda {
            let action = &appointment.event.action;
            if action.subscription() != Some(subscription.id) {
                continue;
            }
            if let Action::Cancel { bundle, .. } = action {
                let (cause, bundles) = (appointment.cause(), bundle.map(|bundle| vec![bundle]));
                let (end, is_kept) = (self.end(&cause)?, cause.unused == Some(UnusedPart::Kept));
                notices.push(Notice { end, bundles, is_kept });
            } else if let Action::ChangePlan { plan, .. } = action {
                let bundles = Some(self.ending(subscription, *plan));
                notices.push(Notice { end: appointment.on, bundles, is_kept: false });
            }
        }
        for charge in &mut subscription.running {
            let Stage::Recurring(course) = &mut charge.stage else { continue };
            let of_charge = notices.iter().filter(|notice| notice.is_of(charge.bundle));
            let notice = of_charge.map(|notice| notice.end_of(course)).min();
            let before = std::mem::replace(&mut course.notice, notice);
            let goes_on = before.is_some_and(|before| notice.is_none_or(|notice| before < notice));
            if goes_on && course.is_in_advance() && course.due() < today {
                charge.booked = charge.booked.max(today);
            }
        }
        Ok(())
    }

    /// Returns the cycle in which commitments are counted.
    fn commitment_cycle(&self, subscription: &Subscription, cause: &Cause) -> Result<Cycle, Aborted> {
        let cycle = subscription.billing_cycle(self.catalog, self.catalog.billing.period);
        cycle.ok_or(Aborted::Calendar { event: cause.number })
    }

    /// Returns the terms that are running; refuses if one of them allows nobody to leave.
    pub(super) fn may_leave(
        &self,
        subscription: &Subscription,
        commitments: &[Commitment],
        cause: &Cause,
    ) -> Result<Vec<Standing>, Stop> {
        if commitments.is_empty() {
            return Ok(Vec::new());
        }
        let cycle = self.commitment_cycle(subscription, cause)?;
        let running = |commitment: &Commitment| {
            let standing = standing(self.catalog, &cycle, commitment, cause.on)?;
            // What notice was given of does not renew; what is withdrawn from was never bought.
            let begins = standing.from == cause.on && standing.from > commitment.since;
            let free = cause.at_term_end && begins || self.cools(commitment, cause);
            (!free).then_some(standing)
        };
        let standing: Vec<Standing> = commitments.iter().filter_map(running).collect();
        match standing.iter().find_map(|standing| Some((standing, standing.forbids(self.catalog)?))) {
            None => Ok(standing),
            Some((standing, because)) => {
                let term = &self.catalog.terms.get(standing.term).code.text;
                let until = standing.until;
                let message = format!(
                    "term `{term}` of {} runs until {until} and allows nobody to leave before",
                    self.name(standing.holder)
                );
                Err(refuse(&COMMITMENT_RUNNING, because, message))
            }
        }
    }

    fn name(&self, holder: Holder) -> String {
        match holder {
            Holder::Plan(id) => format!("plan `{}`", self.catalog.plans.get(id).code.text),
            Holder::Bundle(id) => format!("bundle `{}`", self.catalog.bundles.get(id).code.text),
        }
    }

    /// Books the penalty of a term that is left early, and says so.
    pub(super) fn leave(
        &mut self,
        subscription: &Subscription,
        standing: &Standing,
        cause: &Cause,
    ) -> Result<Option<String>, Aborted> {
        let catalog = self.catalog;
        let cycle = self.commitment_cycle(subscription, cause)?;
        let Some(leaving) = standing.leaving(catalog, &cycle, cause.on) else { return Ok(None) };
        let Leaving { penalty, part, of, in_cycles, due } = leaving;
        let fee = penalty.fee.as_ref().and_then(|amounts| amounts.get(subscription.currency));
        let Some((whole, source)) = fee.filter(|(amount, _)| !amount.is_zero()) else { return Ok(None) };
        let amount = leaving.amount(whole, cause.number, source)?;
        let subject = Subject::Penalty { term: standing.term, holder: standing.holder, in_cycles };
        let fee = self.push_fee(Fee {
            account: subscription.account,
            subscription: subscription.id,
            currency: subscription.currency,
            subject,
            quantity: Decimal::ONE,
            unit: Some(whole),
            per_unit: false,
            included: Decimal::ZERO,
            usage: None,
            gross: whole,
            adjusted: None,
            prepaid: None,
            discounts: SmallVec::new(),
            full: whole,
            day_count: catalog.billing.conventions.count.value,
            tax: penalty.tax.or(catalog.tax.default).and_then(target),
            ledger: penalty.ledger.and_then(target),
            item_type: penalty.item_type.and_then(target),
            source,
            serial: u32::MAX,
        });
        let (from, to) = (cause.on, standing.until);
        let (kind, event_number, full_from) = (EntryKind::Penalty, cause.number, standing.from);
        let entry = Entry {
            kind,
            fee,
            event: event_number,
            by_event: true,
            due: due.max(cause.booked),
            from,
            to,
            part,
            of,
            full_from,
            full_to: to,
            amount,
        };
        let term = &catalog.terms.get(standing.term).code.text;
        if due > cause.booked {
            let (account, holder) = (subscription.account, standing.holder);
            self.pending.push(PendingPenalty { account, holder, entry });
            return Ok(Some(format!(
                "penalty of term `{term}` falls due on {due}, unless the customer comes back before"
            )));
        }
        self.push(entry)?;
        Ok(Some(format!("penalty of term `{term}`, which runs until {to}")))
    }

    /// Drops the penalties of a customer who comes back in time, and says so.
    pub(super) fn come_back(
        &mut self,
        account: AccountId,
        plan: Option<Id<Plan>>,
        bundles: &[Id<Bundle>],
        on: Date,
    ) -> Vec<String> {
        let back = |holder: Holder| match holder {
            Holder::Plan(id) => plan == Some(id),
            Holder::Bundle(id) => bundles.contains(&id),
        };
        let mut notes = Vec::new();
        let catalog = self.catalog;
        let ledger = &self.ledger;
        self.pending.retain(|pending| {
            let waived = pending.account == account && back(pending.holder) && on < pending.entry.due;
            if let (true, Subject::Penalty { term, .. }) = (waived, ledger.fee(pending.entry.fee).subject) {
                notes.push(format!(
                    "back in time: the penalty of term `{}` is waived",
                    catalog.terms.get(term).code.text
                ));
            }
            !waived
        });
        notes
    }

    /// Books the penalties whose grace period has ended by the last day.
    pub(super) fn flush_penalties(&mut self) -> Result<(), Aborted> {
        for pending in std::mem::take(&mut self.pending) {
            if pending.entry.due <= self.scenario.end() {
                self.push(pending.entry)?;
            }
        }
        Ok(())
    }
}

impl Notice {
    fn is_of(&self, bundle: Id<Bundle>) -> bool {
        self.bundles.as_ref().is_none_or(|bundles| bundles.contains(&bundle))
    }

    /// Returns how far a charge runs: where nothing goes back, to the end of the period that is charged then, or of those
    /// that are paid at once.
    fn end_of(&self, course: &Course) -> Date {
        if self.is_kept && course.is_in_advance() { course.whole_until(self.end).unwrap_or(self.end) } else { self.end }
    }
}

fn target<T>(link: Link<T>) -> Option<Id<T>> {
    link.target
}
