//! An amount that is taken off what was charged last.

use super::cause::Cause;
use super::exact::{Exact, exact_add};
use super::ledger::{Aborted, Entry, EntryKind};
use super::paid::Paid;
use super::refusals::ADJUSTMENT_EXCEEDS_CHARGE;
use super::run::{Run, Stop, refuse};
use super::subscription::{Running, Stage, Subscription};
use crate::graph::{Id, Product};
use crate::money::Decimal;
use crate::source::Span;

impl Run<'_> {
    /// Takes an amount off the period that a charge was charged last, also after its end; what goes back later is never
    /// more than is left.
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
        for running in charges.iter_mut().filter(wanted) {
            let mut paid = charged(running);
            if let Some(last) = paid.last_mut() {
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
        result.map(|()| Vec::new())
    }

    fn take_off(&mut self, paid: &mut Paid, cause: &Cause, amount: Decimal, span: Span) -> Result<(), Stop> {
        let Some(fee) = paid.due().last().map(|piece| piece.fee) else {
            return Err(refuse(&ADJUSTMENT_EXCEEDS_CHARGE, span, "what was charged has gone back already"));
        };
        let too_large = Aborted::Amount { event: cause.number, source: self.ledger.fee(fee).source };
        let charged = self.charged(paid, fee, cause.number)?;
        let left = exact_add(charged, -paid.adjusted).ok_or(too_large)?;
        if amount > left {
            let digits = self.catalog.rounding.digits(self.ledger.fee(fee).currency);
            let [amount, left] = [amount, left].map(|mut amount| {
                amount.rescale(amount.scale().max(digits));
                amount
            });
            let message = format!("{amount} is more than the {left} that is left of what was charged");
            return Err(refuse(&ADJUSTMENT_EXCEEDS_CHARGE, span, message));
        }
        paid.adjusted = exact_add(paid.adjusted, amount).ok_or(too_large)?;
        let (kind, by_event, part, of) = (EntryKind::Adjustment, true, 1, 1);
        let (from, to, full_from, full_to) = (paid.from, paid.to, paid.part.full_from, paid.part.full_to);
        let (event, due, amount) = (cause.number, cause.booked, Exact::whole(-amount));
        self.push(Entry { kind, fee, event, by_event, due, from, to, part, of, full_from, full_to, amount })?;
        Ok(())
    }
}
