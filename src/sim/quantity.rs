//! A change of quantity within a period.
//!
//! In advance, added units are charged for the rest of the period, or for all of it where neither end of the charge is
//! prorated, and removed ones are given back; in arrears, the period is charged in pieces when it has ended.

use super::cause::Cause;
use super::course::Share;
use super::exact::exact_add;
use super::ledger::{Aborted, Entry, EntryKind};
use super::paid::Paid;
use super::refusals::QUANTITY_WITHOUT_UNIT_PRICE;
use super::run::{Run, Stop, refuse};
use super::settle::Unused;
use super::subscription::{Running, Stage, Subscription};
use crate::graph::{Id, Product, Timing};
use crate::source::Span;

/// What units cost that are added to a period which is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Added {
    /// What is left of the period.
    Rest,
    /// All of it.
    Whole,
}

impl Run<'_> {
    /// Changes the quantity of a product; of the one held longest, if several bundles brought it.
    pub(super) fn change_quantity(
        &mut self,
        subscription: &mut Subscription,
        cause: &Cause,
        product: Id<Product>,
        quantity: u32,
        span: Span,
    ) -> Result<Vec<String>, Stop> {
        let code = &self.catalog.products.get(product).code;
        let alias = self.scenario.alias(subscription.id);
        let held = subscription.running.iter().find(|c| c.product == product && c.counts);
        let Some((bundle, before)) = held.map(|c| (c.bundle, c.quantity)) else {
            let (because, why) = if subscription.running.iter().any(|c| c.product == product) {
                (code.span, "none of its prices depends on a quantity")
            } else {
                (span, "it is not held")
            };
            let message = format!("the quantity of `{}` in `{alias}` cannot change: {why}", code.text);
            return Err(refuse(&QUANTITY_WITHOUT_UNIT_PRICE, because, message));
        };
        let mut running = std::mem::take(&mut subscription.running);
        for charge in running.iter_mut().filter(|c| c.product == product && c.bundle == bundle) {
            self.change_charge(charge, cause, quantity)?;
        }
        subscription.running = running;
        Ok(vec![format!("before: {before}")])
    }

    fn change_charge(&mut self, charge: &mut Running, cause: &Cause, quantity: u32) -> Result<(), Aborted> {
        let on = cause.on;
        if charge.quantity == quantity || matches!(charge.stage, Stage::Usage(_)) {
            return Ok(());
        }
        charge.quantity = quantity;
        charge.event = cause.number;
        charge.fee = None;
        if !charge.counts {
            return Ok(());
        }
        let added = self.added_to(charge);
        let Stage::Recurring(course) = &mut charge.stage else { return Ok(()) };
        if !course.is_in_advance() {
            course.quantities.retain(|(day, _)| *day < on);
            course.quantities.push((on, quantity));
            return Ok(());
        }
        let (last, mut paid) = (course.last, course.take_paid(on));
        for paid in paid.iter_mut().filter(|paid| on < paid.to) {
            if quantity > paid.quantity {
                self.charge_added(paid, cause, (quantity, added))?;
            } else if quantity < paid.quantity && last {
                // Units that are not given back stay paid for, and are not charged again if they return in the period.
                self.give_back(paid, cause, quantity)?;
            }
        }
        let Stage::Recurring(course) = &mut charge.stage else { return Ok(()) };
        course.put_paid(paid);
        Ok(())
    }

    /// Returns what added units cost: a whole period if the charge is prorated at neither end.
    fn added_to(&self, charge: &Running) -> Added {
        match self.charge_of(charge).map(|charge| charge.timing) {
            Some(Timing::Recurring { first: false, last: false, .. }) => Added::Whole,
            Some(Timing::Recurring { .. } | Timing::OneTime | Timing::Usage { .. }) | None => Added::Rest,
        }
    }

    /// Charges added units for a period that is paid.
    fn charge_added(&mut self, paid: &mut Paid, cause: &Cause, (quantity, units): (u32, Added)) -> Result<(), Aborted> {
        let Some(before) = paid.fee() else { return Ok(()) };
        let (from, to) = (cause.on.max(paid.from), paid.to);
        let after = self.same_fee_at(before, quantity, cause.number)?;
        let (old, new) = (self.ledger.fee(before), self.ledger.fee(after));
        let (source, free) = (new.source, new.gross == old.gross);
        let too_large = Aborted::Amount { event: cause.number, source };
        let Share { part, of, full_from, full_to } = paid.part.share(from, to);
        let part = if units == Added::Whole { of } else { part };
        let added = exact_add(new.full, -old.full).ok_or(too_large)?;
        let amount = self.share(added, part, of).ok_or(too_large)?;
        let rounded = self.round(amount, after, cause.number)?;
        paid.added.push(rounded);
        paid.quantity = quantity;
        paid.set_fee(from, Some(after));
        if free {
            return Ok(());
        }
        let kind = EntryKind::Increase { before };
        let (event, due) = (cause.number, cause.booked);
        let by_event = true;
        self.push(Entry { kind, fee: after, event, by_event, due, from, to, part, of, full_from, full_to, amount })
    }

    fn give_back(&mut self, paid: &mut Paid, cause: &Cause, quantity: u32) -> Result<(), Aborted> {
        let Some(before) = paid.fee() else { return Ok(()) };
        let after = self.same_fee_at(before, quantity, cause.number)?;
        let units = paid.quantity - quantity;
        paid.quantity = quantity;
        let unused = Unused { from: cause.on, to: paid.to, units, still: Some(after) };
        self.settle(paid, cause, before, unused)
    }
}
