//! A change of quantity within a period.
//!
//! In advance, added units are charged for the rest of the period and removed ones are given back; in arrears, the
//! period is charged in pieces when it has ended.

use super::exact::{Exact, exact_add, exact_mul};
use super::ledger::{Aborted, Entry, EntryKind, FeeId, Piece, Reckoning, Settlement};
use super::refusals::QUANTITY_WITHOUT_UNIT_PRICE;
use super::run::{Run, Stop, refuse};
use super::subscription::{Paid, Part, Running, Share, Stage, Subscription};
use crate::calendar::Date;
use crate::graph::{Id, Product, Refund};
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
        let to = paid.part.to;
        let before = paid.fee();
        let Some(before) = before else { return Ok(()) };
        let after = self.same_fee_at(before, quantity, event.number)?;
        let (old, new) = (self.ledger.fee(before), self.ledger.fee(after));
        let (source, free) = (new.source, new.gross == old.gross);
        let too_large = Aborted::Amount { event: event.number, source };
        let Share { part, of, full_from, full_to } = paid.part.share(event.on, to);
        let added = exact_add(new.full, -old.full).ok_or(too_large)?;
        let amount = self.share(added, part, of).ok_or(too_large)?;
        let rounded = self.round(amount, after, event.number)?;
        paid.added.push(rounded);
        paid.quantity = quantity;
        paid.set_fee(event.on, after);
        if free {
            return Ok(());
        }
        let kind = EntryKind::Increase { before };
        let (event, due) = (event.number, event.on);
        self.push(Entry { kind, fee: after, event, due, from: due, to, part, of, full_from, full_to, amount })
    }

    fn give_back(&mut self, paid: &mut Paid, event: &Event, quantity: u32) -> Result<(), Aborted> {
        let Some(before) = paid.fee() else { return Ok(()) };
        let after = self.same_fee_at(before, quantity, event.number)?;
        let units = paid.quantity - quantity;
        paid.set_fee(event.on, after);
        paid.quantity = quantity;
        let kept = self.ledger.fee(after).full;
        self.settle(paid, event, before, units, Kept { from: event.on, until: paid.part.to, full: kept })
    }

    /// Settles a paid period: gives back what the catalog's convention says.
    pub(super) fn settle(
        &mut self,
        paid: &mut Paid,
        event: &Event,
        fee: FeeId,
        units: u32,
        kept: Kept,
    ) -> Result<(), Aborted> {
        let Part { from, to, of, .. } = paid.part;
        let too_large = Aborted::Amount { event: event.number, source: self.ledger.fee(fee).source };
        let first = match paid.settled {
            Some(settled) => settled,
            None => self.round(paid.first, fee, event.number)?,
        };
        let charges: Vec<Decimal> = std::iter::once(first).chain(paid.added.iter().copied()).collect();
        let charged = charges.iter().try_fold(Decimal::ZERO, |sum, charge| exact_add(sum, *charge)).ok_or(too_large)?;
        let reckoning = match self.catalog.billing.conventions.refund.value {
            Refund::Difference => self.due(paid, kept.until),
            Refund::ShareOfPrice => self.unused_price(paid, fee, kept),
            // The charge is for all units alike only if there is one.
            Refund::ShareOfCharge if paid.fees.len() > 1 => self.unused_price(paid, fee, kept),
            Refund::ShareOfCharge => self.unused_charge(paid, charged, kept),
        };
        let reckoning = reckoning.ok_or(too_large)?;
        let due = match &reckoning {
            Reckoning::Due { exact, .. } => self.round(*exact, fee, event.number)?,
            Reckoning::Back { exact, .. } => {
                let back = self.round(*exact, fee, event.number)?;
                exact_add(charged, -back.min(charged)).ok_or(too_large)?
            }
        };
        let back = exact_add(charged, -due).ok_or(too_large)?;
        if back.is_zero() {
            return Ok(());
        }
        (paid.settled, paid.added) = (Some(due), Vec::new());
        let Share { part, full_from, full_to, .. } = paid.part.share(kept.from, to);
        let amount = Exact::whole(-back);
        let settlement = Settlement { units, from, to, charged, charges, due, reckoning, of };
        let kind = EntryKind::Refund(Box::new(settlement));
        let (event, due) = (event.number, event.on);
        self.push(Entry { kind, fee, event, due, from: kept.from, to, part, of, full_from, full_to, amount })
    }

    /// Reckons what is due for a paid period up to a day, to be rounded once (`C-15`).
    fn due(&self, paid: &Paid, until: Date) -> Option<Reckoning> {
        let ends = paid.fees.iter().skip(1).map(|(day, _)| *day).chain([until]);
        let pieces: Vec<(Piece, u32)> = paid
            .fees
            .iter()
            .zip(ends)
            .map(|((from, fee), to)| Piece { from: *from, to, fee: *fee })
            .filter(|piece| piece.from < piece.to)
            .map(|piece| (piece, paid.part.days(piece.from, piece.to)))
            .collect();
        let exact = self.sum(&pieces, paid.part.of)?;
        Some(Reckoning::Due { exact, pieces })
    }

    /// Reckons the unused share of the price of what is given back.
    fn unused_price(&self, paid: &Paid, fee: FeeId, kept: Kept) -> Option<Reckoning> {
        let Share { part, of, .. } = paid.part.share(kept.from, paid.part.to);
        let base = exact_add(self.ledger.fee(fee).full, -kept.full)?;
        Some(Reckoning::Back { base, charge: false, part, of, exact: self.share(base, part, of)? })
    }

    /// Reckons the unused share of what was charged.
    fn unused_charge(&self, paid: &Paid, charged: Decimal, kept: Kept) -> Option<Reckoning> {
        let Part { from, to, .. } = paid.part;
        let (part, of) = (paid.part.days(kept.from, to), paid.part.days(from, to));
        Some(Reckoning::Back { base: charged, charge: true, part, of, exact: self.share(charged, part, of.max(1))? })
    }

    /// Returns what pieces of a period cost together, before rounding.
    fn sum(&self, pieces: &[(Piece, u32)], of: u32) -> Option<Exact> {
        if self.catalog.billing.conventions.ratio_digits.value.is_some() {
            let mut sum = Decimal::ZERO;
            for (piece, days) in pieces {
                // A rounded ratio leaves nothing to divide.
                sum = exact_add(sum, self.share(self.ledger.fee(piece.fee).full, *days, of)?.numerator)?;
            }
            return Some(Exact::whole(sum));
        }
        let mut numerator = Decimal::ZERO;
        for (piece, days) in pieces {
            let full = self.ledger.fee(piece.fee).full;
            if *days == of {
                return Some(Exact::whole(full));
            }
            numerator = exact_add(numerator, exact_mul(full, Decimal::from(*days))?)?;
        }
        (of > 0).then_some(Exact { numerator, divisor: of })
    }
}

/// What stays paid for when a period is settled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kept {
    /// The first day that something is given back for.
    pub from: Date,
    /// The first day that is no longer held.
    pub until: Date,
    /// The full fee of what is still held after `from`.
    pub full: Decimal,
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
