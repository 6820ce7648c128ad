//! A change of quantity within a period.
//!
//! In advance, added units are charged for the rest of the period and removed ones are given back; in arrears, the
//! period is charged in pieces when it has ended.

use super::exact::{Exact, exact_add, exact_mul};
use super::ledger::{Aborted, Entry, EntryKind, FeeId, Piece, Settlement};
use super::refusals::QUANTITY_WITHOUT_UNIT_PRICE;
use super::run::{Run, Stop, refuse};
use super::subscription::{Paid, Part, Running, Stage, Subscription};
use crate::calendar::Date;
use crate::graph::{Id, Product};
use crate::money::Decimal;
use crate::scenario::Event;
use crate::source::Span;

impl Run<'_> {
    /// Changes the quantity of a product; of the one held longest, if several bundles brought it.
    pub(super) fn change_quantity(
        &mut self,
        subscription: &mut Subscription,
        event: &Event,
        product: Id<Product>,
        quantity: u32,
        span: Span,
    ) -> Result<Vec<String>, Stop> {
        let code = &self.catalog.products.get(product).code;
        let alias = self.scenario.alias(subscription.id);
        let held = subscription.running.iter().find(|c| c.product == product && c.per_unit);
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
            self.change_charge(charge, event, quantity)?;
        }
        subscription.running = running;
        Ok(vec![format!("before: {before}")])
    }

    fn change_charge(&mut self, charge: &mut Running, event: &Event, quantity: u32) -> Result<(), Aborted> {
        let on = event.on;
        if charge.quantity == quantity || matches!(charge.stage, Stage::Usage(_)) {
            return Ok(());
        }
        charge.quantity = quantity;
        charge.event = event.number;
        charge.fee = None;
        if !charge.per_unit {
            return Ok(());
        }
        let Stage::Recurring(course) = &mut charge.stage else { return Ok(()) };
        if !course.in_advance {
            course.quantities.retain(|(day, _)| *day < on);
            course.quantities.push((on, quantity));
            return Ok(());
        }
        match &mut course.paid {
            Some(paid) if on < paid.part.to && quantity > paid.quantity => self.charge_added(paid, event, quantity),
            // Units that are not given back stay paid for, and are not charged again if they return in the period.
            Some(paid) if on < paid.part.to && quantity < paid.quantity && course.last => {
                self.give_back(paid, event, quantity)
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Charges added units for the rest of a period that is paid.
    fn charge_added(&mut self, paid: &mut Paid, event: &Event, quantity: u32) -> Result<(), Aborted> {
        let Part { to, of, .. } = paid.part;
        let before = paid.fee();
        let Some(before) = before else { return Ok(()) };
        let after = self.same_fee_at(before, quantity, event.number)?;
        let (old, new) = (self.ledger.fee(before), self.ledger.fee(after));
        let (source, free) = (new.source, new.gross == old.gross);
        let too_large = Aborted::Amount { event: event.number, source };
        let part = u32::try_from(event.on.days_until(to)).unwrap_or(0);
        let added = exact_add(new.full, -old.full).ok_or(too_large)?;
        let amount = Exact::part(added, part, of).ok_or(too_large)?;
        let rounded = self.round(amount, after, event.number)?;
        paid.changes = exact_add(paid.changes, rounded).ok_or(too_large)?;
        paid.quantity = quantity;
        paid.set_fee(event.on, after);
        if free {
            return Ok(());
        }
        let kind = EntryKind::Increase { before };
        let (event, due, full_from) = (event.number, event.on, paid.part.full_from());
        self.push(Entry { kind, fee: after, event, due, from: due, to, part, of, full_from, amount })
    }

    fn give_back(&mut self, paid: &mut Paid, event: &Event, quantity: u32) -> Result<(), Aborted> {
        let Some(before) = paid.fee() else { return Ok(()) };
        let after = self.same_fee_at(before, quantity, event.number)?;
        let units = paid.quantity - quantity;
        paid.set_fee(event.on, after);
        paid.quantity = quantity;
        self.settle(paid, event, before, units, paid.part.to)
    }

    /// Gives back what was charged for a paid period less what is due for it up to `end`, rounded once (`C-15`).
    pub(super) fn settle(
        &mut self,
        paid: &mut Paid,
        event: &Event,
        fee: FeeId,
        units: u32,
        end: Date,
    ) -> Result<(), Aborted> {
        let Part { to, of, .. } = paid.part;
        let too_large = Aborted::Amount { event: event.number, source: self.ledger.fee(fee).source };
        let ends = paid.fees.iter().skip(1).map(|(day, _)| *day).chain([end]);
        let pieces: Vec<Piece> = paid
            .fees
            .iter()
            .zip(ends)
            .map(|((from, fee), to)| Piece { from: *from, to, fee: *fee })
            .filter(|piece| piece.from < piece.to)
            .collect();
        let exact = self.sum(&pieces, of).ok_or(too_large)?;
        let due = self.round(exact, fee, event.number)?;
        let charged = self.round(paid.first, fee, event.number)?;
        let charged = exact_add(charged, paid.changes).ok_or(too_large)?;
        let back = exact_add(charged, -due).ok_or(too_large)?;
        paid.changes = exact_add(paid.changes, -back).ok_or(too_large)?;
        if back.is_zero() {
            return Ok(());
        }
        let part = u32::try_from(event.on.days_until(to)).unwrap_or(0);
        let (amount, full_from) = (Exact::whole(-back), paid.part.full_from());
        let settlement = Settlement { units, from: paid.part.from, to, charged, due, exact, pieces, of };
        let kind = EntryKind::Refund(Box::new(settlement));
        let (event, due) = (event.number, event.on);
        self.push(Entry { kind, fee, event, due, from: due, to, part, of, full_from, amount })
    }

    /// Returns what pieces of a period cost together, before rounding.
    fn sum(&self, pieces: &[Piece], of: u32) -> Option<Exact> {
        let mut numerator = Decimal::ZERO;
        for piece in pieces {
            let days = u32::try_from(piece.from.days_until(piece.to)).ok()?;
            let full = self.ledger.fee(piece.fee).full;
            if days == of {
                return Some(Exact::whole(full));
            }
            numerator = exact_add(numerator, exact_mul(full, Decimal::from(days))?)?;
        }
        (of > 0).then_some(Exact { numerator, divisor: of })
    }
}

impl Paid {
    /// Returns the fee that holds on the latest day.
    pub(super) fn fee(&self) -> Option<FeeId> {
        self.fees.last().map(|(_, fee)| *fee)
    }

    fn set_fee(&mut self, on: Date, fee: FeeId) {
        self.fees.retain(|(day, _)| *day < on);
        self.fees.push((on, fee));
    }
}
