//! An amount that is taken off what was charged last.

use super::cause::Cause;
use super::exact::{Exact, exact_add};
use super::ledger::{Aborted, Entry, EntryKind, Fee, FeeId, Subject};
use super::paid::Paid;
use super::refusals::ADJUSTMENT_EXCEEDS_CHARGE;
use super::run::{Run, Stop, refuse};
use super::subscription::{Running, Stage, Subscription};
use crate::calendar::Date;
use crate::graph::{Id, Product};
use crate::money::Decimal;
use crate::source::Span;

/// What was charged once.
struct Once {
    fee: FeeId,
    on: Date,
    /// How much of it has not gone back.
    left: Decimal,
}

impl Run<'_> {
    /// Takes an amount off the period that a charge was charged last, also after its end, or off what was charged once;
    /// what goes back later is never more than is left.
    pub(super) fn adjust(
        &mut self,
        subscription: &mut Subscription,
        cause: &Cause,
        product: Id<Product>,
        charge: Option<&str>,
        amount: Decimal,
        span: Span,
    ) -> Result<Vec<String>, Stop> {
        let object = self.catalog.products.get(product);
        let wanted = |running: &&mut Running| {
            let code = object.charges.get(running.charge as usize).map(|charge| charge.code.text.as_str());
            running.product == product && charge.is_none_or(|wanted| code == Some(wanted))
        };
        let charged = |running: &mut Running| match &mut running.stage {
            Stage::Recurring(course) => course.take_paid(running.begun),
            Stage::OneTime(_) | Stage::Usage(_) => Vec::new(),
        };
        let running = std::mem::take(&mut subscription.running);
        let (at, past) = (running.len(), std::mem::take(&mut subscription.past));
        // What has ended last was charged last.
        let mut charges: Vec<Running> = running.into_iter().chain(past.into_iter().rev()).collect();
        let mut result = Err(refuse(
            &ADJUSTMENT_EXCEEDS_CHARGE,
            span,
            format!("nothing was charged for `{}` that could be adjusted", object.code.text),
        ));
        let mut found = false;
        for running in charges.iter_mut().filter(wanted) {
            let mut paid = charged(running);
            if let Some(last) = paid.last_mut() {
                found = true;
                result = self.take_off(last, cause, amount, span);
            }
            if let Stage::Recurring(course) = &mut running.stage {
                course.put_paid(paid);
            }
            if result.is_ok() {
                break;
            }
        }
        subscription.past = charges.split_off(at);
        subscription.past.reverse();
        subscription.running = charges;
        if !found && let Some(once) = self.charged_once(subscription, product, charge, cause.number)? {
            result = self.take_off_once(once, cause, amount, span);
        }
        result.map(|()| Vec::new())
    }

    /// Returns what was charged once for a product and has not gone back, if something was: the latest.
    fn charged_once(
        &self,
        subscription: &Subscription,
        product: Id<Product>,
        charge: Option<&str>,
        event: u32,
    ) -> Result<Option<Once>, Aborted> {
        let wanted = |fee: &Fee| {
            let code = fee.subject.charge(self.catalog).map(|charge| charge.code.text.as_str());
            let is_of = matches!(fee.subject, Subject::Charge { product: of, .. } if of == product);
            fee.subscription == subscription.id && is_of && charge.is_none_or(|wanted| code == Some(wanted))
        };
        let booked = || self.ledger.booked.iter().map(|entry| (entry, self.ledger.fee(entry.fee)));
        let once = |(entry, fee): &(&Entry, &Fee)| matches!(entry.kind, EntryKind::OneTime) && wanted(fee);
        let Some((entry, fee)) = booked().rfind(once) else { return Ok(None) };
        let too_large = Aborted::Amount { event, source: fee.source };
        let mut left = Decimal::ZERO;
        for (of, _) in booked().filter(|(_, of)| of.serial == fee.serial && of.subscription == fee.subscription) {
            left = exact_add(left, self.round(of.amount, of.fee, event)?).ok_or(too_large)?;
        }
        Ok(Some(Once { fee: entry.fee, on: entry.from, left }))
    }

    fn take_off_once(&mut self, once: Once, cause: &Cause, amount: Decimal, span: Span) -> Result<(), Stop> {
        let Once { fee, on, left } = once;
        self.may_take_off(fee, amount, left, span)?;
        Ok(self.push_adjustment(fee, cause, amount, ((on, on), (on, on)))?)
    }

    /// Refuses to take off more than is left.
    fn may_take_off(&self, fee: FeeId, amount: Decimal, left: Decimal, span: Span) -> Result<(), Stop> {
        if amount <= left {
            return Ok(());
        }
        if left.is_zero() {
            return Err(refuse(&ADJUSTMENT_EXCEEDS_CHARGE, span, "what was charged has gone back already"));
        }
        let digits = self.catalog.rounding.digits(self.ledger.fee(fee).currency);
        let [amount, left] = [amount, left].map(|mut amount| {
            amount.rescale(amount.scale().max(digits));
            amount
        });
        let message = format!("{amount} is more than the {left} that is left of what was charged");
        Err(refuse(&ADJUSTMENT_EXCEEDS_CHARGE, span, message))
    }

    fn push_adjustment(
        &mut self,
        fee: FeeId,
        cause: &Cause,
        amount: Decimal,
        ((from, to), (full_from, full_to)): ((Date, Date), (Date, Date)),
    ) -> Result<(), Aborted> {
        let (kind, by_event, part, of) = (EntryKind::Adjustment, true, 1, 1);
        let (event, due, amount) = (cause.number, cause.booked, Exact::whole(-amount));
        self.push(Entry { kind, fee, event, by_event, due, from, to, part, of, full_from, full_to, amount })
    }

    fn take_off(&mut self, paid: &mut Paid, cause: &Cause, amount: Decimal, span: Span) -> Result<(), Stop> {
        let Some(fee) = paid.due().last().map(|piece| piece.fee) else {
            return Err(refuse(&ADJUSTMENT_EXCEEDS_CHARGE, span, "what was charged has gone back already"));
        };
        let too_large = Aborted::Amount { event: cause.number, source: self.ledger.fee(fee).source };
        let charged = self.charged(paid, fee, cause.number)?;
        let left = exact_add(charged, -paid.adjusted).ok_or(too_large)?;
        self.may_take_off(fee, amount, left, span)?;
        paid.adjusted = exact_add(paid.adjusted, amount).ok_or(too_large)?;
        let days = ((paid.from, paid.to), (paid.part.full_from, paid.part.full_to));
        Ok(self.push_adjustment(fee, cause, amount, days)?)
    }
}
