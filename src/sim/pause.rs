//! Pauses, in which nothing but usage is billed, and outages, for which charges that say so give money back (`P-22`).

use smallvec::smallvec;

use super::billing_cycle::anniversary;
use super::cause::Cause;
use super::ledger::{Aborted, Piece};
use super::refusals::{EFFECTIVE_TOO_EARLY, NOTHING_TO_RESUME, SUBSCRIPTION_PAUSED};
use super::run::{Run, Stop, refuse};
use super::settle::Unused;
use super::subscription::{Running, Stage, Subscription};
use crate::calendar::Date;
use crate::graph::{FirstEnd, Outage, Timing};

impl Run<'_> {
    /// Stops billing, but of what is used: what is charged for later days goes back, as at a cancellation.
    pub(super) fn pause(&mut self, subscription: &mut Subscription, cause: &Cause) -> Result<Vec<String>, Stop> {
        self.not_interrupted(subscription, cause)?;
        let mut running = std::mem::take(&mut subscription.running);
        for charge in &mut running {
            let Stage::Recurring(course) = &charge.stage else { continue };
            let ends = course.ends;
            self.close(subscription, charge, cause, cause.on)?;
            if let Stage::Recurring(course) = &mut charge.stage {
                // What ends some day ends then, paused or not.
                (course.ends, course.paused) = (ends, Some(cause.on));
            }
        }
        subscription.running = running;
        subscription.paused = Some(cause.on);
        subscription.running.iter_mut().for_each(|charge| charge.fee = None);
        Ok(Vec::new())
    }

    /// Notes that there is no service.
    pub(super) fn suspend(
        &mut self,
        subscription: &mut Subscription,
        cause: &Cause,
        reason: Outage,
    ) -> Result<Vec<String>, Stop> {
        self.not_interrupted(subscription, cause)?;
        subscription.outage = Some((cause.on, reason));
        // Discounts may not hold any more.
        subscription.running.iter_mut().for_each(|charge| charge.fee = None);
        Ok(Vec::new())
    }

    fn not_interrupted(&self, subscription: &Subscription, cause: &Cause) -> Result<(), Stop> {
        let (since, how) = match (subscription.paused, subscription.outage) {
            (Some(since), _) => (since, "paused"),
            (None, Some((since, _))) => (since, "suspended"),
            (None, None) => return Ok(()),
        };
        let alias = self.scenario.alias(subscription.id);
        Err(refuse(&SUBSCRIPTION_PAUSED, cause.span, format!("`{alias}` has been {how} since {since}")))
    }

    /// Goes on after a pause or an outage.
    pub(super) fn resume(&mut self, subscription: &mut Subscription, cause: &Cause) -> Result<Vec<String>, Stop> {
        let alias = self.scenario.alias(subscription.id);
        if let Some(since) = subscription.paused.or(subscription.outage.map(|(since, _)| since))
            && cause.on < since
        {
            let message =
                format!("it would take effect on {}, before the interruption of `{alias}` on {since}", cause.on);
            return Err(refuse(&EFFECTIVE_TOO_EARLY, cause.span, message));
        }
        if let Some(since) = subscription.paused.take() {
            subscription.pauses.push((since, cause.on));
            subscription.resumed = Some(cause.on);
            for charge in &mut subscription.running {
                charge.fee = None;
                self.go_on_from(charge, cause)?;
            }
            return Ok(vec![format!("paused since {since}")]);
        }
        if let Some((since, _)) = subscription.outage {
            self.end_outage(subscription, cause)?;
            return Ok(vec![format!("without service since {since}")]);
        }
        let message = format!("`{alias}` is neither paused nor suspended on {}", cause.on);
        Err(refuse(&NOTHING_TO_RESUME, cause.span, message))
    }

    /// Gives back the days without service up to now, where charges say so.
    pub(super) fn end_outage(&mut self, subscription: &mut Subscription, cause: &Cause) -> Result<(), Aborted> {
        let Some((since, reason)) = subscription.outage.take() else { return Ok(()) };
        if cause.on <= since {
            return Ok(());
        }
        subscription.outages.push((since, cause.on));
        let mut running = std::mem::take(&mut subscription.running);
        for charge in &mut running {
            charge.fee = None;
            if self.gives_days_back(charge, reason) {
                if let Stage::Recurring(course) = &mut charge.stage
                    && let from = since.max(course.next.from)
                    && !course.is_in_advance()
                    && from < cause.on
                {
                    // Not charged yet: it waits until it is.
                    course.outages.push((from, cause.on));
                }
                self.give_days_back(charge, cause, (since, cause.on))?;
            }
        }
        subscription.running = running;
        Ok(())
    }

    /// Gives back the days without service up to now, of which some charge may end, and counts on from here.
    pub(super) fn settle_outage(&mut self, subscription: &mut Subscription, cause: &Cause) -> Result<(), Aborted> {
        let outage = subscription.outage;
        self.end_outage(subscription, cause)?;
        subscription.outage = outage.map(|(since, reason)| (since.max(cause.on), reason));
        Ok(())
    }

    fn gives_days_back(&self, charge: &Running, reason: Outage) -> bool {
        let charge = self.catalog.products.get(charge.product).charges.get(charge.charge as usize);
        match charge.map(|charge| charge.timing) {
            Some(Timing::Recurring { credits, .. }) => credits.contains(reason),
            Some(Timing::OneTime | Timing::Usage { .. }) | None => false,
        }
    }

    fn give_days_back(
        &mut self,
        charge: &mut Running,
        cause: &Cause,
        (since, until): (Date, Date),
    ) -> Result<(), Aborted> {
        let Stage::Recurring(course) = &mut charge.stage else { return Ok(()) };
        let mut paid = course.take_paid(since);
        for paid in paid.iter_mut().filter(|paid| since < paid.to && paid.from < until) {
            for Piece { from, to, fee } in paid.due_between(since, until) {
                let unused = Unused { from, to, units: paid.quantity, still: None };
                self.settle(paid, cause, fee, unused)?;
            }
        }
        if let Stage::Recurring(course) = &mut charge.stage {
            course.put_paid(paid);
        }
        Ok(())
    }

    /// Gives back the days without service of a period that has just been charged in arrears.
    pub(super) fn give_outages_back(&mut self, charge: &mut Running, due: Date) -> Result<(), Aborted> {
        let Stage::Recurring(course) = &mut charge.stage else { return Ok(()) };
        for (from, until) in std::mem::take(&mut course.outages) {
            let (number, span) = (charge.event, charge.source);
            let (at_boundary, at_term_end, unused) = (false, false, None);
            let cause = Cause { number, span, on: from, booked: due, at_boundary, at_term_end, unused };
            self.give_days_back(charge, &cause, (from, until))?;
        }
        Ok(())
    }

    /// Lets a charge go on that a pause has stopped; as if it were bought again on its bill day, if the convention has it so.
    fn go_on_from(&self, charge: &mut Running, cause: &Cause) -> Result<(), Aborted> {
        let Stage::Recurring(course) = &mut charge.stage else { return Ok(()) };
        if course.paused.take().is_none() {
            return Ok(());
        }
        // Where nothing goes back, what was charged before the pause is not charged again.
        let paid_until = course.paid_until();
        let from = paid_until.map_or(cause.on, |until| until.max(cause.on)).max(charge.begun);
        let every = course.cycle.every();
        charge.turn_back(from);
        let Stage::Recurring(course) = &mut charge.stage else { return Ok(()) };
        if let Some(turn) = charge.turns.iter().rfind(|turn| turn.restarts && turn.on <= from) {
            course.turn_to(anniversary(self.catalog, turn.on, every), turn.on);
        }
        let anew = self.catalog.billing.conventions.first_end.value == FirstEnd::StartMonth;
        if let Some(cycle) = course.cycle.again(from).filter(|_| anew) {
            course.turn_to(cycle, from);
        }
        let mut next = course.part_from(from).ok_or(Aborted::Calendar { event: cause.number })?;
        if let Some(turn) = charge.turns.iter().find(|turn| turn.restarts && from < turn.on && turn.on < next.to) {
            next.to = turn.on;
        }
        course.resumed = course.cycle.boundary(next.index) != Some(from);
        (course.next, course.quantities, course.stub_due) = (next, smallvec![(from, charge.quantity)], None);
        charge.fee = None;
        (charge.event, charge.booked) = (cause.number, cause.booked);
        Ok(())
    }
}
