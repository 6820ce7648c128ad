//! A recurring charge that is charged day by day (`P-16`).

use smallvec::smallvec;

use super::billing::Limit;
use super::course::{Part, Spread};
use super::exact::{Exact, exact_add};
use super::ledger::{Aborted, Entry, EntryKind, Piece, Reckoning, Settlement};
use super::run::Run;
use super::subscription::{Running, Stage, Subscription};
use crate::calendar::Date;
use crate::money::Decimal;

impl Run<'_> {
    /// Charges the next day of a period if it is over, and tells whether it was.
    pub(super) fn charge_next_day(
        &mut self,
        subscription: &Subscription,
        charge: &mut Running,
        limit: Limit,
    ) -> Result<bool, Aborted> {
        let Stage::Recurring(course) = &charge.stage else { return Ok(false) };
        let day = course.spread.as_ref().map_or(course.next.from, |spread| spread.until);
        let after = day.plus_days(1).ok_or(Aborted::Calendar { event: charge.event })?;
        if !limit.ended(after) || course.has_ended(day) {
            return Ok(false);
        }
        self.charge_days(subscription, charge, after, after.max(charge.booked))?;
        Ok(true)
    }

    /// Charges the running period up to a day on the day `due`: what it has come to so far, rounded, less what was charged
    /// of it before, so that the days add up to the fee.
    pub(super) fn charge_days(
        &mut self,
        subscription: &Subscription,
        charge: &mut Running,
        to: Date,
        due: Date,
    ) -> Result<(), Aborted> {
        let event = charge.event;
        let Stage::Recurring(course) = &mut charge.stage else { return Ok(()) };
        let part = course.next;
        let spread = course.spread.take();
        let fresh = || Spread { until: part.from, charged: Decimal::ZERO, pieces: Vec::new() };
        let mut spread = spread.unwrap_or_else(fresh);
        let from = spread.until;
        let held = course.quantities.iter().rev().find(|(day, _)| *day <= from);
        let quantity = held.map_or(charge.quantity, |(_, quantity)| *quantity);
        charge.turn_to(from, from == part.from);
        let fee = if quantity == charge.quantity {
            self.fee(subscription, charge)?
        } else {
            self.fee_at(subscription, charge, Decimal::from(quantity))?
        };
        match spread.pieces.last_mut() {
            // The days of a discount that ends each have a fee of their own, which is the same while it lasts.
            Some(last) if last.fee == fee || self.ledger.fee(last.fee) == self.ledger.fee(fee) => last.to = to,
            Some(_) | None => spread.pieces.push(Piece { from, to, fee }),
        }
        let days = |piece: &Piece| part.share(piece.from, piece.to).part;
        let pieces: Vec<(Piece, u32)> = spread.pieces.iter().map(|piece| (*piece, days(piece))).collect();
        let too_large = Aborted::Amount { event, source: charge.source };
        let exact = self.sum(&pieces, part.of).ok_or(too_large)?;
        let total = self.round(exact, fee, event)?;
        let amount = Exact::whole(exact_add(total, -spread.charged).ok_or(too_large)?);
        let Part { of, full_from, full_to, .. } = part;
        let settlement = Settlement {
            units: quantity,
            from: part.from,
            to,
            charged: spread.charged,
            charges: Vec::new(),
            adjusted: Decimal::ZERO,
            due: total,
            reckoning: Reckoning::Due { exact, pieces },
            of,
        };
        (spread.until, spread.charged) = (to, total);
        let (kind, by_event) = (EntryKind::Day(Box::new(settlement)), true);
        if amount.numerator.is_zero() {
            self.count(1)?;
        } else {
            self.push(Entry { kind, fee, event, by_event, due, from, to, part: 1, of: 1, full_from, full_to, amount })?;
        }
        let Stage::Recurring(course) = &mut charge.stage else { return Ok(()) };
        course.spread = Some(spread);
        if to < part.to {
            return Ok(());
        }
        course.keep_spread(charge.quantity);
        course.quantities = smallvec![(part.to, charge.quantity)];
        charge.use_coupon();
        self.give_outages_back(charge, due)?;
        self.go_on(charge)
    }
}
