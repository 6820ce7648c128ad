//! Usage: counted as it happens, charged when its period has ended, or day by day.

use super::course::{Counting, Share};
use super::discounting::Metered;
use super::exact::{Exact, exact_add, exact_mul};
use super::ledger::{Aborted, Consumption, Entry, EntryKind, Fee, FeeId, Piece, Spent};
use super::meter::Meter;
use super::refusals::{USAGE_NOT_METERED, USAGE_NOT_STANDING};
use super::run::{Run, Stop, refuse};
use super::subscription::{Running, Stage, Subscription};
use crate::calendar::Date;
use crate::graph::{Charge, Id, Timing, Unit};
use crate::money::Decimal;
use crate::scenario::Event;
use crate::source::Span;

/// What a usage event says.
#[derive(Debug, Clone, Copy)]
pub(super) struct UsageEvent {
    pub unit: Id<Unit>,
    pub quantity: Decimal,
    pub prorated: Option<Decimal>,
    pub span: Span,
}

impl UsageEvent {
    /// Tells whether it is no use of a charge: units are taken away where they do not stay, or prorated where none are.
    pub fn is_unfit_for(&self, is_standing: bool, is_prorated: bool) -> bool {
        let takes_away = self.quantity.is_sign_negative() && !self.quantity.is_zero();
        (takes_away && !is_standing) || (self.prorated.is_some() && !is_prorated)
    }
}

/// Usage that was counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Usage {
    pub on: Date,
    pub event: UsageEvent,
}

impl Run<'_> {
    /// Counts usage in every charge of a subscription that meters its unit. The day itself belongs to the period that
    /// begins on it.
    pub(super) fn record_usage(
        &self,
        subscription: &mut Subscription,
        event: &Event,
        usage: UsageEvent,
    ) -> Result<(), Stop> {
        let UsageEvent { unit, quantity, span, .. } = usage;
        let (alias, code) = (self.scenario.alias(subscription.id), &self.catalog.units.get(unit).code.text);
        let counted = || subscription.running.iter().filter_map(|charge| Some((charge, charge.meter_of(unit)?)));
        if counted().next().is_none() {
            let message = format!("usage in `{code}` cannot be charged: no charge of `{alias}` counts it");
            return Err(refuse(&USAGE_NOT_METERED, span, message));
        }
        let takes_away = quantity.is_sign_negative() && !quantity.is_zero();
        let other = counted().find(|(_, meter)| usage.is_unfit_for(meter.is_standing(), meter.is_prorated()));
        if let Some((charge, _)) = other {
            let product = self.catalog.products.get(charge.product);
            let (code, place) =
                product.charges.get(charge.charge as usize).map_or(("", span), |c| (&c.code.text, c.code.span));
            let what = if takes_away { "units cannot be taken away" } else { "units cannot be prorated" };
            let message = format!(
                "{what} in `{alias}`: charge `{code}` of product `{}` does not count units that stay",
                product.code.text
            );
            return Err(refuse(&USAGE_NOT_STANDING, place, message));
        }
        for charge in &mut subscription.running {
            charge.count(Usage { on: event.on, event: usage }, event.number)?;
        }
        subscription.used.push(Usage { on: event.on, event: usage });
        Ok(())
    }

    /// Charges what was used in the running period up to `to` and not charged yet on the day `due`, and goes on.
    pub(super) fn charge_usage(
        &mut self,
        subscription: &Subscription,
        charge: &mut Running,
        to: Date,
        (due, by_event): (Date, bool),
    ) -> Result<(), Aborted> {
        let Stage::Usage(meter) = &charge.stage else { return Ok(()) };
        let (part, events, bought, in_pieces) = (meter.next, meter.events, meter.bought, meter.is_charged_in_pieces());
        let (event, last, ahead) = (charge.event, meter.last, meter.is_in_advance().then_some(part.to));
        charge.turn_to(part.from, true);
        let fee = self.usage_fee(subscription, charge, to)?;
        charge.use_coupon();
        let held = to;
        // What was used after a back-dated end is on the line, too.
        let to = last.and_then(|day| day.plus_days(1)).map_or(to, |after| to.max(after.min(due)));
        let piece = Piece { from: part.from, to, fee };
        if in_pieces {
            let piece = Piece { to: ahead.unwrap_or(to), ..piece };
            self.charge_progress(charge, piece, (due, by_event))?;
        } else {
            let whole = Share { part: 1, of: 1, full_from: part.from, full_to: part.to };
            self.push_part(EntryKind::Usage { events }, (event, by_event), due, piece, whole)?;
        }
        self.bound_usage(subscription, charge, (piece, held), (due, by_event))?;
        charge.event = bought;
        let included = self.charge_of(charge).map_or(Decimal::ZERO, included);
        let counting = Counting::from(&self.catalog.billing.conventions);
        let Stage::Usage(meter) = &mut charge.stage else { return Ok(()) };
        meter.turn(included, counting).ok_or(Aborted::Calendar { event })
    }

    /// Charges what has been used on a day of the running period; in advance what there is from that day on to its end.
    pub(super) fn charge_day(
        &mut self,
        subscription: &Subscription,
        charge: &mut Running,
        day: Date,
    ) -> Result<(), Aborted> {
        let Stage::Usage(meter) = &mut charge.stage else { return Ok(()) };
        meter.progress.day = None;
        let (from, to) = (meter.next.from, meter.next.to);
        // What begins with the period falls due with time, whatever event added it.
        let (ahead, by_event) = (meter.is_in_advance().then_some(to), meter.events > 0 || day == charge.booked);
        charge.turn_to(from, true);
        let fee = self.usage_fee(subscription, charge, to)?;
        let after = ahead.or_else(|| day.plus_days(1)).ok_or(Aborted::Calendar { event: charge.event })?;
        self.charge_progress(charge, Piece { from: day, to: after, fee }, (day.max(charge.booked), by_event))
    }

    /// Books what the period has come to, less what was charged of it before, so that the pieces add up (`P-16`).
    fn charge_progress(
        &mut self,
        charge: &mut Running,
        piece: Piece,
        (due, by_event): (Date, bool),
    ) -> Result<(), Aborted> {
        let event = charge.event;
        let full = Exact::whole(self.ledger.fee(piece.fee).full);
        let total = self.round(full, piece.fee, event)?;
        let Stage::Usage(meter) = &mut charge.stage else { return Ok(()) };
        let (events, charged, before) = (meter.events, meter.progress.charged, meter.progress.before);
        let (full_from, full_to) = (meter.next.from, meter.next.to);
        let more = exact_add(total, -charged).ok_or(Aborted::Amount { event, source: charge.source })?;
        if more.is_zero() {
            return self.count(1);
        }
        (meter.progress.charged, meter.progress.before) = (total, Some(piece.fee));
        let (kind, amount) = match before {
            None => (EntryKind::Usage { events }, full),
            Some(before) => (EntryKind::Progress { events, before, charged }, Exact::whole(more)),
        };
        let Piece { from, to, fee } = piece;
        let entry = Entry { kind, fee, event, by_event, due, from, to, part: 1, of: 1, full_from, full_to, amount };
        self.push(entry)
    }

    /// Returns the fee of what was used in the running period up to a day.
    fn usage_fee(&mut self, subscription: &Subscription, charge: &Running, to: Date) -> Result<FeeId, Aborted> {
        let metered = self.metered(subscription, charge, to)?;
        self.metered_fee(subscription, charge, metered)
    }

    /// Returns what was used in the running period up to a day.
    pub(super) fn metered(
        &mut self,
        subscription: &Subscription,
        charge: &Running,
        to: Date,
    ) -> Result<Metered, Aborted> {
        let too_large = Aborted::Amount { event: charge.event, source: charge.source };
        if let Stage::Usage(meter) = &charge.stage {
            self.count_events(meter.logged(), charge.event)?;
        }
        let (Stage::Usage(meter), Some(object)) = (&charge.stage, self.charge_of(charge)) else {
            return Err(too_large);
        };
        let reading = meter.read(included(object), to).ok_or(too_large)?;
        let spend = match &object.spend {
            Some(spend) => Some(self.bounds((&**spend).into(), &meter.next, to, subscription).ok_or(too_large)?),
            None => None,
        };
        let usage = Consumption { used: reading.used, carried: reading.carried, spend };
        let says = usage.used.is_some() || usage.spend.is_some() || !usage.carried.is_zero();
        Ok(Metered {
            quantity: reading.quantity,
            included: Some(reading.included),
            usage: says.then(|| Box::new(usage)),
        })
    }

    pub(super) fn charge_of(&self, charge: &Running) -> Option<&Charge> {
        self.catalog.products.get(charge.product).charges.get(charge.charge as usize)
    }
}

/// Returns how many units a period of a charge includes.
pub(super) fn included(charge: &Charge) -> Decimal {
    match charge.timing {
        Timing::Usage { included, .. } => included,
        Timing::OneTime | Timing::Recurring { .. } => Decimal::ZERO,
    }
}

impl Running {
    /// Counts usage, if it is of its unit and not in a trial, before the charge begins.
    pub(super) fn count(&mut self, used: Usage, event: u32) -> Result<(), Aborted> {
        let Usage { on, event: UsageEvent { unit, quantity, prorated, .. } } = used;
        let Stage::Usage(meter) = &mut self.stage else { return Ok(()) };
        if !meter.counts(unit) || on < meter.next.from {
            return Ok(());
        }
        let too_large = Aborted::Amount { event, source: self.source };
        meter.record(on, unit, quantity, prorated).ok_or(too_large)?;
        self.event = event;
        Ok(())
    }

    /// Returns the meter of a charge, if it counts a unit.
    fn meter_of(&self, unit: Id<Unit>) -> Option<&Meter> {
        match &self.stage {
            Stage::Usage(meter) => Some(meter).filter(|meter| meter.counts(unit)),
            Stage::OneTime(_) | Stage::Recurring(_) => None,
        }
    }
}

impl Spent {
    /// Returns what a price comes to with everything above the minimum multiplied.
    pub(super) fn with_overage(&mut self, priced: Decimal) -> Option<Decimal> {
        self.priced = priced;
        match (self.minimum, self.overage) {
            (Some(minimum), Some(factor)) if priced > minimum => {
                exact_add(minimum, exact_mul(exact_add(priced, -minimum)?, factor)?)
            }
            _ => Some(priced),
        }
    }

    /// Returns what is left of an amount that may not be more than the maximum, and notes what is taken off.
    pub(super) fn capped(&mut self, amount: Decimal) -> Option<Decimal> {
        let maximum = self.maximum.filter(|maximum| amount > *maximum);
        self.over = match maximum {
            Some(maximum) => exact_add(amount, -maximum)?,
            None => Decimal::ZERO,
        };
        Some(maximum.unwrap_or(amount))
    }
}

impl Fee {
    /// Returns what the most that a period may cost takes off.
    #[must_use]
    pub fn over(&self) -> Decimal {
        self.usage.as_ref().and_then(|usage| usage.spend).map_or(Decimal::ZERO, |spent| spent.over)
    }

    /// Tells whether it brings a period to its least or most for which lines before have done so.
    #[must_use]
    pub fn settles_again(&self) -> bool {
        self.usage.as_ref().and_then(|usage| usage.spend).is_some_and(|spent| !spent.before.is_zero())
    }
}
