//! When an event takes effect: at once, back-dated, or on a later day, which is then kept in mind.

use super::billing::Limit;
use super::cause::Cause;
use super::ledger::{Aborted, Outcome, Refusal, Verdict};
use super::refusals::{EFFECTIVE_TOO_EARLY, SUBSCRIPTION_NOT_RUNNING};
use super::run::{Run, Stop, refuse};
use super::subscription::{Slot, Stage, Subscription};
use crate::calendar::Date;
use crate::scenario::{Action, Effective, Event, SubscriptionId};

/// An event that takes effect on a later day.
#[derive(Debug)]
pub(super) struct Appointment<'a> {
    /// The day.
    pub on: Date,
    /// What that day is.
    pub effective: Effective,
    /// The event.
    pub event: &'a Event,
}

impl Appointment<'_> {
    /// Returns the event as it will take effect.
    pub fn cause(&self) -> Cause {
        Cause { on: self.on, booked: self.on, ..taking_effect(self.event, self.effective) }
    }
}

/// When an event takes effect.
pub(super) enum Effect {
    /// Now, perhaps from an earlier day on.
    Now(Cause),
    /// On a day that is still to come; what is to be said about it.
    Later(Vec<String>),
}

impl<'a> Run<'a> {
    /// Returns when an event takes effect on a subscription; what is still to come is kept in mind, if it is permitted.
    pub(super) fn when(&mut self, subscription: &mut Subscription, event: &'a Event) -> Result<Effect, Stop> {
        let mut notes = Vec::new();
        let (effective, policy) = self.by_policy(subscription, event);
        let day = match effective {
            Effective::AtOnce | Effective::ByPolicy => event.on,
            Effective::PeriodEnd => subscription.period_end(event.on).unwrap_or(event.on).max(event.on),
            Effective::TermEnd => {
                let notice = self.notice(subscription, event)?;
                notes.extend(notice.late);
                notice.leaves
            }
            Effective::On(day) => day,
        };
        if day < subscription.start {
            let alias = self.scenario.alias(subscription.id);
            let message = format!("it would take effect on {day}, but `{alias}` begins on {}", subscription.start);
            return Err(refuse(&EFFECTIVE_TOO_EARLY, event.span, message));
        }
        let cause = Cause { on: day, ..taking_effect(event, effective) };
        if day <= event.on {
            return Ok(Effect::Now(cause));
        }
        match &event.action {
            Action::Cancel { bundle, .. } => self.may_cancel(subscription, &Cause { booked: day, ..cause }, *bundle)?,
            Action::ChangePlan { plan, order, .. } => self.may_change(subscription, event, &cause, *plan, order)?,
            Action::Subscribe { .. }
            | Action::Add { .. }
            | Action::ChangeQuantity { .. }
            | Action::Usage { .. }
            | Action::Redeem { .. }
            | Action::Pause { .. }
            | Action::Suspend { .. }
            | Action::Resume { .. }
            | Action::ChangeBillDay { .. }
            | Action::Adjust { .. }
            | Action::Credit { .. }
            | Action::Payment { .. } => {}
        }
        let replaced =
            if matches!(event.action, Action::ChangePlan { .. }) { self.give_way(subscription) } else { Vec::new() };
        let at = self.agenda.partition_point(|other| other.on <= day);
        self.agenda.insert(at, Appointment { on: day, effective, event });
        self.heed_notices(subscription, event.on)?;
        let why = policy.map_or_else(String::new, |code| format!(", as policy `{code}` says"));
        notes.push(format!("takes effect on {day}{why}"));
        notes.extend(replaced);
        Ok(Effect::Later(notes))
    }

    /// Drops the changes of plan that have not taken effect yet, and tells which.
    pub(super) fn give_way(&mut self, subscription: &Subscription) -> Vec<String> {
        let gives_way = |event: &Event| {
            event.action.subscription() == Some(subscription.id) && matches!(event.action, Action::ChangePlan { .. })
        };
        let dropped = self.agenda.iter().filter(|other| gives_way(other.event));
        let notes =
            dropped.map(|other| format!("takes the place of the change that event {} said", other.event.number));
        let notes = notes.collect();
        self.agenda.retain(|other| !gives_way(other.event));
        notes
    }

    /// Returns when an event says that it takes effect, or else the policy of the plan, whose code it returns as well.
    fn by_policy(&self, subscription: &Subscription, event: &Event) -> (Effective, Option<&'a str>) {
        let said = event.action.effective();
        if said != Effective::ByPolicy {
            return (said, None);
        }
        let catalog = self.catalog;
        let plan = subscription.plan;
        let policy = catalog.plans.get(plan).policy.or(catalog.policy).and_then(|link| catalog.policies.follow(link));
        let rule = policy.and_then(|policy| {
            if let Action::ChangePlan { plan: to, .. } = &event.action {
                return policy.change(plan, *to);
            }
            policy.cancel(plan).filter(|_| matches!(event.action, Action::Cancel { bundle: None, .. }))
        });
        match rule {
            Some(rule) if rule.at_period_end => (Effective::PeriodEnd, policy.map(|policy| &*policy.code.text)),
            Some(_) | None => (Effective::AtOnce, None),
        }
    }

    /// Does what was said before and takes effect by a day. What is no longer permitted then is refused then.
    pub(super) fn take_effect(&mut self, by: Date) -> Result<(), Aborted> {
        while self.agenda.first().is_some_and(|appointment| appointment.on <= by) {
            let appointment = self.agenda.remove(0);
            let (cause, Appointment { on, event, .. }) = (appointment.cause(), appointment);
            let Some(id) = event.action.subscription() else { continue };
            let Some(mut subscription) = self.take(id) else { continue };
            self.advance(&mut subscription, Limit::Before(on))?;
            match self.effect(subscription, event, cause) {
                Ok(notes) if notes.is_empty() => {}
                Ok(notes) => {
                    let (did, result) = (event.action.verb(), Verdict::Accepted { notes });
                    self.ledger.outcomes.push(Outcome { event: event.number, on, did, result });
                }
                Err(Stop::Aborted(reason)) => return Err(reason),
                Err(Stop::Refused(refusal)) => {
                    let (did, result) = (event.action.verb(), Verdict::Refused(*refusal));
                    self.ledger.outcomes.push(Outcome { event: event.number, on, did, result });
                    if let Some(mut subscription) = self.take(id) {
                        self.heed_notices(&mut subscription, on)?;
                        self.put(id, Slot::Running(subscription));
                    }
                }
            }
            self.drop_overtaken(id, on);
        }
        Ok(())
    }

    /// Refuses what was said for a later day of a subscription that has ended before: `today` it is known that it will
    /// never take effect.
    pub(super) fn drop_overtaken(&mut self, id: SubscriptionId, today: Date) {
        if self.agenda.is_empty() {
            return;
        }
        let Some(Slot::Ended(ended, because, _)) = self.slots.get(id.0 as usize) else { return };
        let (ended, because, alias) = (*ended, *because, self.scenario.alias(id));
        let overtaken = self.agenda.extract_if(.., |other| other.event.action.subscription() == Some(id));
        self.ledger.outcomes.extend(overtaken.map(|Appointment { on, event, .. }| {
            let message =
                format!("subscription `{alias}` ended on {ended}: what was said for {on} does not take effect");
            let refusal = Refusal { rule: &SUBSCRIPTION_NOT_RUNNING, message, because };
            let (did, result) = (event.action.verb(), Verdict::Refused(refusal));
            Outcome { event: event.number, on: today, did, result }
        }));
    }
}

/// Returns an event as it takes effect on its day, or at the end of a period or term.
fn taking_effect(event: &Event, effective: Effective) -> Cause {
    let at_term_end = effective == Effective::TermEnd;
    let at_boundary = at_term_end || effective == Effective::PeriodEnd;
    Cause { at_boundary, at_term_end, ..Cause::of(event) }
}

impl Subscription {
    /// Returns when the period ends that a day belongs to: the latest end among the charges of its plan.
    fn period_end(&self, day: Date) -> Option<Date> {
        let of_plan = |bundle| self.holdings.iter().any(|held| held.bundle == bundle && held.part_of_plan);
        let ends =
            self.running.iter().filter(|charge| of_plan(charge.bundle)).filter_map(|charge| match &charge.stage {
                Stage::OneTime(_) => None,
                Stage::Usage(meter) => Some(meter.next.to),
                Stage::Recurring(course) if course.is_in_advance() && course.next.begins > day => {
                    // What is charged further ahead is no reason to wait longer.
                    Some(course.paid_for(day).unwrap_or(course.next.begins))
                }
                Stage::Recurring(course) => Some(course.next.to),
            });
        ends.max()
    }
}
