//! The replay: events by day, and between them whatever falls due.

use foldhash::{HashMap, HashMapExt};

use super::agenda::{Appointment, Effect};
use super::billing::Limit;
use super::cancel::PendingPenalty;
use super::cause::Cause;
use super::counted::Tally;
use super::ledger::{Aborted, Entry, Fee, FeeId, Ledger, Outcome, Refusal, Verdict};
use super::refusals::SUBSCRIPTION_NOT_RUNNING;
use super::spare::Spare;
use super::spend::Settled;
use super::subscription::{Slot, Subscription};
use super::usage::UsageEvent;
use crate::calendar::Date;
use crate::diag::Rule;
use crate::graph::{BatchId, Catalog, Checked, Collect};
use crate::scenario::{Action, Event, Redeemer, Scenario, SubscriptionId};
use crate::source::{Span, budget};

/// Replays a scenario against a catalog.
///
/// Events are replayed by date, equal dates as written; an event after the last day is left out. What falls due on a
/// day is worked out after all events of that day, so one day's purchases and changes are billed as one. Refused events
/// change nothing. If an amount, the number of lines or a date goes beyond its limit, the run ends there and says so in
/// [`Ledger::aborted`].
#[must_use]
pub fn run(catalog: &Checked<Catalog>, scenario: &Scenario) -> Ledger {
    let mut ledger = Ledger::default();
    run_in(&mut ledger, catalog, scenario);
    Ledger { spare: Spare::default(), ..ledger }
}

/// Does the same into a ledger whose entries are no longer needed, in its memory: for who replays one scenario after the
/// other.
pub fn run_in(ledger: &mut Ledger, catalog: &Checked<Catalog>, scenario: &Scenario) {
    replay_into(ledger, catalog, scenario, true);
}

/// Does the same period by period, which is the judge of the faster way.
#[cfg(test)]
pub(crate) fn run_slowly(catalog: &Checked<Catalog>, scenario: &Scenario) -> Ledger {
    let mut ledger = Ledger::default();
    replay_into(&mut ledger, catalog, scenario, false);
    ledger
}

/// Tells whether a scenario is replayed as a plain life.
#[cfg(test)]
pub(crate) fn is_plain(catalog: &Checked<Catalog>, scenario: &Scenario) -> bool {
    Run::begin(&mut Ledger::default(), catalog, scenario, true).replay_plainly().is_some()
}

fn replay_into(ledger: &mut Ledger, catalog: &Catalog, scenario: &Scenario, steadily: bool) {
    ledger.clear();
    let mut run = Run::begin(ledger, catalog, scenario, steadily);
    let is_plain = steadily && run.replay_plainly().is_some();
    if !is_plain {
        run.ledger.clear();
        run.billed = 0;
        run.ledger.aborted = run.replay().err();
    }
    run.ledger.spare.keep(run.slots);
}

/// One replay under way.
pub(super) struct Run<'a> {
    pub catalog: &'a Catalog,
    pub scenario: &'a Scenario,
    pub slots: Vec<Slot>,
    /// How often each code of each coupon and voucher was used (`T-24`).
    pub redeemed: HashMap<(BatchId, u64), u32>,
    /// Penalties that coming back in time would waive.
    pub pending: Vec<PendingPenalty>,
    /// The next number of a charge that is bought.
    pub serial: u32,
    /// What has been said and takes effect on a later day, in the order of days.
    pub agenda: Vec<Appointment<'a>>,
    /// What was charged in each subscription whose plan costs a least or a most amount, by the days it is for.
    pub counted: HashMap<SubscriptionId, Tally>,
    /// The periods of each subscription that were brought to their least or most.
    pub settled: HashMap<SubscriptionId, Vec<Settled>>,
    /// How much has been billed, free periods included.
    billed: usize,
    /// From how many events prices have been worked out.
    priced: usize,
    /// Whether periods that are alike are charged in one go.
    pub steadily: bool,
    pub ledger: &'a mut Ledger,
}

/// Why an event was not done.
pub(super) enum Stop {
    /// It is refused.
    Refused(Box<Refusal>),
    /// The run cannot go on.
    Aborted(Aborted),
}

impl From<Aborted> for Stop {
    fn from(reason: Aborted) -> Self {
        Self::Aborted(reason)
    }
}

/// Returns a refusal.
pub(super) fn refuse(rule: &'static Rule, because: Span, message: impl Into<String>) -> Stop {
    Stop::Refused(Box::new(Refusal { rule, message: message.into(), because }))
}

impl<'a> Run<'a> {
    fn begin(ledger: &'a mut Ledger, catalog: &'a Catalog, scenario: &'a Scenario, steadily: bool) -> Self {
        Self {
            catalog,
            scenario,
            slots: ledger.spare.slots(scenario.subscriptions.len()),
            redeemed: HashMap::new(),
            pending: Vec::new(),
            serial: 0,
            agenda: Vec::new(),
            counted: HashMap::new(),
            settled: HashMap::new(),
            billed: 0,
            priced: 0,
            steadily,
            ledger,
        }
    }

    fn replay(&mut self) -> Result<(), Aborted> {
        let scenario = self.scenario;
        if scenario.from.days_until(scenario.through) > budget::HORIZON_DAYS {
            return Err(Aborted::Horizon);
        }
        for event in scenario.replayed() {
            if event.on > scenario.end() {
                break;
            }
            self.take_effect(event.on)?;
            let result = match self.apply(event) {
                Ok(notes) => Verdict::Accepted { notes },
                Err(Stop::Refused(refusal)) => Verdict::Refused(*refusal),
                Err(Stop::Aborted(reason)) => return Err(reason),
            };
            if let (Verdict::Refused(_), Action::Subscribe { alias, .. }) = (&result, &event.action) {
                self.put(*alias, Slot::Refused(event.span));
            }
            let did = event.action.verb();
            self.ledger.outcomes.push(Outcome { event: event.number, on: event.on, did, result });
            if let Some(id) = event.action.subscription() {
                self.drop_overtaken(id, event.on);
            }
        }
        self.take_effect(scenario.end())?;
        for index in 0..self.slots.len() {
            let alias = SubscriptionId(u32::try_from(index).unwrap_or(u32::MAX));
            if let Some(mut subscription) = self.take(alias) {
                self.advance(&mut subscription, Limit::Through(scenario.end()))?;
                self.put(alias, Slot::Running(subscription));
            }
        }
        self.flush_penalties()
    }

    fn apply(&mut self, event: &'a Event) -> Result<Vec<String>, Stop> {
        if let Action::Subscribe { account, plan, order, alias, .. } = &event.action {
            let notes = self.subscribe(event, *account, *plan, order, *alias)?;
            return Ok(notes);
        }
        let id = if let Action::Redeem { holder: Redeemer::Account(account), .. } = event.action {
            self.only_subscription(account, event)?
        } else {
            let Some(id) = event.action.subscription() else { return Ok(Vec::new()) };
            id
        };
        if matches!(event.action, Action::Adjust { .. })
            && let Some((on, span, mut ended)) = self.take_ended(id)
        {
            let done = self.change(&mut ended, event, &Cause::of(event));
            self.put(id, Slot::Ended(on, span, ended));
            return done;
        }
        let mut subscription = self.running(id, event)?;
        // What is taken off by hand is taken off what begins on the day, too.
        let is_adjusted = matches!(event.action, Action::Adjust { .. });
        let limit = if is_adjusted { Limit::Through(event.on) } else { self.limit_before(event.on) };
        let advanced = self.advance(&mut subscription, limit).map_err(Stop::from);
        let cause = advanced.and_then(|()| self.when(&mut subscription, event));
        match cause {
            Ok(Effect::Now(cause)) => self.effect(subscription, event, cause),
            Ok(Effect::Later(notes)) => {
                self.put(id, Slot::Running(subscription));
                Ok(notes)
            }
            Err(stop) => {
                self.put(id, Slot::Running(subscription));
                Err(stop)
            }
        }
    }

    /// Returns how far to bill before an event of a day. Where each event has an invoice of its own, what the events before
    /// it charged on the day is charged already.
    pub(super) fn limit_before(&self, event: Date) -> Limit {
        match self.catalog.invoices.collect {
            Collect::Event => Limit::Through(event),
            Collect::Day | Collect::BillDay => Limit::Before(event),
        }
    }

    /// Does to a subscription what an event does, and puts it back.
    pub(super) fn effect(
        &mut self,
        mut subscription: Box<Subscription>,
        event: &Event,
        cause: Cause,
    ) -> Result<Vec<String>, Stop> {
        let done = self.change(&mut subscription, event, &cause);
        if done.is_ok() && cause.on < cause.booked {
            self.reopen(&subscription, &cause);
        }
        let ended = done.is_ok() && matches!(event.action, Action::Cancel { bundle: None, .. });
        let id = subscription.id;
        self.put(id, if ended { Slot::Ended(cause.on, event.span, subscription) } else { Slot::Running(subscription) });
        done
    }

    fn change(&mut self, subscription: &mut Subscription, event: &Event, cause: &Cause) -> Result<Vec<String>, Stop> {
        match &event.action {
            Action::Subscribe { .. } | Action::Credit { .. } | Action::Payment { .. } => Ok(Vec::new()),
            Action::Add { bundle, order, .. } => self.add(subscription, event, *bundle, order),
            Action::ChangeQuantity { product, quantity, span, .. } => {
                self.change_quantity(subscription, cause, *product, *quantity, *span)
            }
            Action::Usage { unit, quantity, prorated, span, .. } => {
                let usage = UsageEvent { unit: *unit, quantity: *quantity, prorated: *prorated, span: *span };
                self.record_usage(subscription, event, usage).map(|()| Vec::new())
            }
            Action::Redeem { order, .. } => self.redeem_alone(subscription, event, order),
            Action::ChangePlan { plan, order, .. } => self.change_plan(subscription, event, cause, *plan, order),
            Action::Pause { .. } => self.pause(subscription, cause),
            Action::Suspend { reason, .. } => self.suspend(subscription, cause, *reason),
            Action::Resume { .. } => self.resume(subscription, cause),
            Action::ChangeBillDay { bundle, bill_day, .. } => {
                self.change_bill_day(subscription, cause, *bundle, *bill_day)
            }
            Action::Adjust { product, charge, amount, span, .. } => {
                self.adjust(subscription, cause, *product, charge.as_deref(), *amount, *span)
            }
            Action::Cancel { bundle: Some(bundle), .. } => self.cancel_bundle(subscription, cause, *bundle),
            Action::Cancel { bundle: None, .. } => self.cancel(subscription, cause),
        }
    }

    /// Takes a subscription out of its slot to work on it.
    pub(super) fn running(&mut self, id: SubscriptionId, event: &Event) -> Result<Box<Subscription>, Stop> {
        if let Some(subscription) = self.take(id) {
            return Ok(subscription);
        }
        let alias = self.scenario.alias(id);
        let (because, why) = match self.slots.get(id.0 as usize) {
            Some(Slot::Refused(span)) => (*span, "its purchase was refused".to_owned()),
            Some(Slot::Ended(on, span, _)) => (*span, format!("it was cancelled on {on}")),
            Some(Slot::Vacant | Slot::Running(_)) | None => {
                (event.span, "nothing has subscribed under that name yet".to_owned())
            }
        };
        let message = format!("subscription `{alias}` does not run on {}: {why}", event.on);
        Err(refuse(&SUBSCRIPTION_NOT_RUNNING, because, message))
    }

    pub(super) fn take(&mut self, id: SubscriptionId) -> Option<Box<Subscription>> {
        let slot = self.slots.get_mut(id.0 as usize)?;
        match std::mem::replace(slot, Slot::Vacant) {
            Slot::Running(subscription) => Some(subscription),
            other @ (Slot::Vacant | Slot::Refused(_) | Slot::Ended(..)) => {
                *slot = other;
                None
            }
        }
    }

    /// Takes a subscription that has ended out of its slot, with the day and the event that ended it.
    fn take_ended(&mut self, id: SubscriptionId) -> Option<(Date, Span, Box<Subscription>)> {
        let slot = self.slots.get_mut(id.0 as usize)?;
        match std::mem::replace(slot, Slot::Vacant) {
            Slot::Ended(on, span, subscription) => Some((on, span, subscription)),
            other @ (Slot::Vacant | Slot::Refused(_) | Slot::Running(_)) => {
                *slot = other;
                None
            }
        }
    }

    pub(super) fn put(&mut self, id: SubscriptionId, content: Slot) {
        if let Some(slot) = self.slots.get_mut(id.0 as usize) {
            *slot = content;
        }
    }

    pub(super) fn push(&mut self, entry: Entry) -> Result<(), Aborted> {
        self.count(1)?;
        self.ledger.booked.push(entry);
        if self.counted.is_empty() { Ok(()) } else { self.count_spending(self.ledger.last_entry()) }
    }

    /// Counts something that is billed; what is free counts too, for it takes as much time.
    pub(super) fn count(&mut self, lines: u32) -> Result<(), Aborted> {
        self.billed = self.billed.saturating_add(lines as usize);
        if self.billed > budget::LINES { Err(Aborted::Lines) } else { Ok(()) }
    }

    /// Counts the events that a price is worked out from.
    pub(super) fn count_events(&mut self, events: usize, event: u32) -> Result<(), Aborted> {
        self.priced = self.priced.saturating_add(events);
        if self.priced > budget::PRICED_EVENTS { Err(Aborted::Events { event }) } else { Ok(()) }
    }

    pub(super) fn push_fee(&mut self, fee: Fee) -> FeeId {
        let id = FeeId(u32::try_from(self.ledger.fees.len()).unwrap_or(u32::MAX));
        self.ledger.fees.push(fee);
        id
    }
}
