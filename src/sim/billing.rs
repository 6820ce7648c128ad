//! What falls due as time passes: one-time charges, and periods in advance and in arrears (`T-8`).

use super::billing_cycle::anniversary;
use super::course::{Part, Share};
use super::exact::Exact;
use super::ledger::{Aborted, Entry, EntryKind, FeeId, Piece};
use super::meter::{Meter, Progress};
use super::paid::Paid;
use super::run::Run;
use super::subscription::{Running, Stage, Subscription};
use crate::calendar::Date;
use crate::graph::Bill;
use crate::money::Decimal;

/// How far to bill.
#[derive(Debug, Clone, Copy)]
pub(super) enum Limit {
    /// Everything that was due before an event's day, and the periods that have ended by then.
    Before(Date),
    /// Everything that is due up to the last day and on it.
    Through(Date),
}

impl Limit {
    /// Tells whether a charge at the start of something is due.
    pub(super) fn begun(self, from: Date) -> bool {
        match self {
            Self::Before(day) => from < day,
            Self::Through(day) => from <= day,
        }
    }

    /// Tells whether a charge at the end of something is due.
    pub(super) fn ended(self, to: Date) -> bool {
        match self {
            Self::Before(day) | Self::Through(day) => to <= day,
        }
    }
}

impl Run<'_> {
    /// Bills a subscription up to a limit. The order in which its charges are billed leaves no trace.
    pub(super) fn advance(&mut self, subscription: &mut Subscription, limit: Limit) -> Result<(), Aborted> {
        let mut running = std::mem::take(&mut subscription.running);
        for charge in &mut running {
            self.advance_charge(subscription, charge, limit)?;
        }
        running.retain(|charge| match charge.stage {
            Stage::OneTime(on) => !limit.begun(on),
            Stage::Recurring(_) | Stage::Usage(_) => true,
        });
        subscription.running = running;
        self.advance_spending(subscription, limit)
    }

    pub(super) fn advance_charge(
        &mut self,
        subscription: &Subscription,
        charge: &mut Running,
        limit: Limit,
    ) -> Result<(), Aborted> {
        loop {
            self.charge_steadily(subscription, charge, limit)?;
            match &charge.stage {
                Stage::Recurring(course) if course.has_ended(course.next.from) => return Ok(()),
                Stage::OneTime(on) if limit.begun(*on) => return self.charge_once(subscription, charge),
                Stage::Recurring(course) if course.is_in_advance() && limit.begun(course.due()) => {
                    self.charge_in_advance(subscription, charge)?;
                }
                Stage::Recurring(course) if course.bill == Bill::Progressive => {
                    if !self.charge_next_day(subscription, charge, limit)? {
                        return Ok(());
                    }
                }
                Stage::Recurring(course) if course.bill == Bill::InArrears && limit.ended(course.next.to) => {
                    let Part { to, .. } = course.next;
                    let due = to.max(charge.booked);
                    self.charge_in_arrears(subscription, charge, to, (due, due == charge.booked))?;
                }
                Stage::Usage(Meter { progress: Progress { day: Some(day), .. }, .. }) if limit.begun(*day) => {
                    let day = *day;
                    self.charge_day(subscription, charge, day)?;
                }
                Stage::Usage(meter) if limit.ended(meter.next.to) => {
                    let Part { to, .. } = meter.next;
                    let due = to.max(charge.booked);
                    self.charge_usage(subscription, charge, to, (due, due == charge.booked))?;
                }
                Stage::OneTime(_) | Stage::Recurring(_) | Stage::Usage(_) => return Ok(()),
            }
        }
    }

    /// Charges what is charged once.
    pub(super) fn charge_once(&mut self, subscription: &Subscription, charge: &mut Running) -> Result<(), Aborted> {
        let Stage::OneTime(on) = charge.stage else { return Ok(()) };
        let fee = self.fee(subscription, charge)?;
        let piece = Piece { from: on, to: on, fee };
        let (due, whole) = (on.max(charge.booked), Share { part: 1, of: 1, full_from: on, full_to: on });
        self.push_part(EntryKind::OneTime, (charge.event, due == charge.booked), due, piece, whole).map(drop)
    }

    /// Charges the next period up to its end, or to the day on which another price takes over: what follows is charged
    /// when that begins.
    fn charge_in_advance(&mut self, subscription: &Subscription, charge: &mut Running) -> Result<(), Aborted> {
        let Stage::Recurring(course) = &charge.stage else { return Ok(()) };
        let (part, due) = (course.next, course.due().max(charge.booked));
        let starts = part.from == part.begins && !course.resumed;
        // A known end inside the period leaves a partial one, unless the last period is charged in full.
        let to = course.end().filter(|_| course.last).map_or(part.to, |end| end.min(part.to));
        charge.turn_to(part.from, starts);
        let end = charge.same_price_until(part.from, to);
        let fee = self.fee(subscription, charge)?;
        charge.use_coupon();
        let mut from = part.from;
        while from < end {
            let part = priced(charge, part, from)?;
            let until = end.min(part.to);
            let piece = Piece { from, to: until, fee };
            // A period that begins later is charged by time, whatever event set its quantity.
            self.charge_piece(charge, part, piece, charge.quantity, (due, due == charge.booked))?;
            from = until;
        }
        match &mut charge.stage {
            // What lies behind an end may still be charged, if the notice is refused on its day.
            Stage::Recurring(course) if end < part.to => (course.next.from, course.stub_due) = (end, None),
            Stage::OneTime(_) | Stage::Recurring(_) | Stage::Usage(_) => self.go_on(charge)?,
        }
        Ok(())
    }

    /// Lets a charge go on to its next period.
    pub(super) fn go_on(&self, charge: &mut Running) -> Result<(), Aborted> {
        let Running { stage, turns, event, .. } = charge;
        let Stage::Recurring(course) = stage else { return Ok(()) };
        let (from, periods) = (course.next.to, course.next.periods);
        if turns.iter().any(|turn| turn.restarts && turn.on == from) {
            course.then = Some(anniversary(self.catalog, from, course.cycle.every()));
        }
        course.go_on().ok_or(Aborted::Calendar { event: *event })?;
        let part = &mut course.next;
        if let Some(turn) = turns.iter().find(|turn| turn.restarts && part.from < turn.on && turn.on < part.to) {
            part.to = turn.on;
        }
        if periods != part.periods {
            charge.fee = None;
        }
        Ok(())
    }

    /// Charges the running period up to `to` on the day `due`, a line for each price and quantity.
    pub(super) fn charge_in_arrears(
        &mut self,
        subscription: &Subscription,
        charge: &mut Running,
        to: Date,
        (due, by_event): (Date, bool),
    ) -> Result<(), Aborted> {
        let Stage::Recurring(course) = &mut charge.stage else { return Ok(()) };
        let (part, starts) = (course.next, !course.resumed);
        let mut quantities = std::mem::take(&mut course.quantities);
        // Days at the same quantity are one piece, so that a change to what already is changes no amount.
        quantities.dedup_by_key(|(_, quantity)| *quantity);
        charge.turn_to(part.from, starts);
        let (mut from, last) = (part.from, to);
        while from < last {
            let part = priced(charge, part, from)?;
            let to = last.min(part.to);
            let quantity = quantities.iter().rev().find(|(day, _)| *day <= from).map_or(charge.quantity, |(_, q)| *q);
            let change = quantities.iter().map(|(day, _)| *day).find(|day| *day > from);
            let end = charge.same_price_until(from, change.map_or(to, |day| day.min(to)));
            let fee = if quantity == charge.quantity {
                self.fee(subscription, charge)?
            } else {
                self.fee_at(subscription, charge, Decimal::from(quantity))?
            };
            self.charge_piece(charge, part, Piece { from, to: end, fee }, quantity, (due, by_event))?;
            from = end;
            if from < last {
                charge.turn_to(from, false);
            }
        }
        charge.use_coupon();
        self.give_outages_back(charge, due)?;
        let quantity = charge.quantity;
        let Stage::Recurring(course) = &mut charge.stage else { return Ok(()) };
        quantities.clear();
        quantities.push((part.to, quantity));
        course.quantities = quantities;
        self.go_on(charge)
    }

    /// Charges days of a period at one price, and keeps in mind that they are paid.
    fn charge_piece(
        &mut self,
        charge: &mut Running,
        part: Part,
        piece: Piece,
        quantity: u32,
        (due, by_event): (Date, bool),
    ) -> Result<(), Aborted> {
        let Piece { from, to, fee } = piece;
        let amount =
            self.push_part(EntryKind::Recurring, (charge.event, by_event), due, piece, part.share(from, to))?;
        if let Stage::Recurring(course) = &mut charge.stage {
            course.pay(Paid::new(part, (from, to), amount, quantity, fee));
        }
        Ok(())
    }

    /// Books a part of a fee and returns its amount. What is free makes no line (`M-8`).
    pub(super) fn push_part(
        &mut self,
        kind: EntryKind,
        (event, by_event): (u32, bool),
        due: Date,
        piece: Piece,
        share: Share,
    ) -> Result<Exact, Aborted> {
        let Piece { from, to, fee } = piece;
        let priced = self.ledger.fee(fee);
        let (free, source) = (priced.is_free(), priced.source);
        let Share { part, of, full_from, full_to } = share;
        let amount = self.share(priced.full, part, of).ok_or(Aborted::Amount { event, source })?;
        if free {
            self.count(1)?;
        } else {
            self.push(Entry { kind, fee, event, by_event, due, from, to, part, of, full_from, full_to, amount })?;
        }
        Ok(amount)
    }

    /// Returns a share of a full fee, as the catalog's convention has it.
    pub(super) fn share(&self, full: Decimal, part: u32, of: u32) -> Option<Exact> {
        Exact::share(full, part, of, self.catalog.billing.conventions.ratio_digits.value)
    }

    /// Returns an amount with the digits of an invoice.
    pub(super) fn round(&self, amount: Exact, fee: FeeId, event: u32) -> Result<Decimal, Aborted> {
        let fee = self.ledger.fee(fee);
        let rounded = amount.round(self.catalog.rounding.mode, self.catalog.rounding.digits(fee.currency));
        rounded.ok_or(Aborted::Amount { event, source: fee.source })
    }
}

/// Returns the part of a period from a day on that is a share of one price.
fn priced(charge: &Running, part: Part, from: Date) -> Result<Part, Aborted> {
    let Stage::Recurring(course) = &charge.stage else { return Ok(part) };
    part.at_one_price(course.counting, from).ok_or(Aborted::Calendar { event: charge.event })
}
