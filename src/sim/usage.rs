//! Usage: counted as it happens, charged when its period has ended.

use super::course::{Counting, Share, part_of};
use super::exact::exact_add;
use super::ledger::{Aborted, EntryKind, Piece};
use super::refusals::USAGE_NOT_METERED;
use super::run::{Run, Stop, refuse};
use super::subscription::{Running, Stage, Subscription};
use crate::calendar::Date;
use crate::graph::{Id, Unit};
use crate::money::Decimal;
use crate::scenario::Event;
use crate::source::Span;

impl Run<'_> {
    /// Counts usage in every charge of a subscription that meters its unit. The day itself belongs to the period that
    /// begins on it.
    pub(super) fn record_usage(
        &self,
        subscription: &mut Subscription,
        event: &Event,
        unit: Id<Unit>,
        quantity: Decimal,
        span: Span,
    ) -> Result<(), Stop> {
        let mut metered = false;
        for charge in &mut subscription.running {
            let Stage::Usage(meter) = &mut charge.stage else { continue };
            if meter.unit != unit {
                continue;
            }
            let too_large = Aborted::Amount { event: event.number, source: charge.source };
            meter.used = exact_add(meter.used, quantity).ok_or(too_large)?;
            meter.events = meter.events.saturating_add(1);
            charge.event = event.number;
            metered = true;
        }
        if metered {
            return Ok(());
        }
        let (alias, code) = (self.scenario.alias(subscription.id), &self.catalog.units.get(unit).code.text);
        let message = format!("usage in `{code}` cannot be charged: no charge of `{alias}` counts it");
        Err(refuse(&USAGE_NOT_METERED, span, message))
    }

    /// Charges what was used in the running period up to `to` on the day `due`. Nothing is prorated.
    pub(super) fn charge_usage(
        &mut self,
        subscription: &Subscription,
        charge: &mut Running,
        to: Date,
        due: Date,
    ) -> Result<(), Aborted> {
        let Stage::Usage(meter) = &charge.stage else { return Ok(()) };
        let (part, used, events, bought) = (meter.next, meter.used, meter.events, meter.bought);
        let event = charge.event;
        let fee = self.fee_at(subscription, charge, used, charge.coupon.is_some())?;
        charge.coupon = None;
        let piece = Piece { from: part.from, to, fee };
        let whole = Share { part: 1, of: 1, full_from: part.from, full_to: part.to };
        self.push_part(EntryKind::Usage { events }, event, due, piece, whole)?;
        charge.event = bought;
        let counting = Counting::from(&self.catalog.billing.conventions);
        let Stage::Usage(meter) = &mut charge.stage else { return Ok(()) };
        (meter.used, meter.events) = (Decimal::ZERO, 0);
        let next = part.index.checked_add(1).and_then(|index| part_of(&meter.cycle, counting, index, part.to, true));
        meter.next = next.ok_or(Aborted::Calendar { event })?;
        Ok(())
    }
}
