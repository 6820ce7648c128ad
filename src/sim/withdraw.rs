//! Withdrawal: within the cooling-off period of a term one leaves as if nothing had been bought.

use super::cause::Cause;
use super::commitment::Commitment;
use super::exact::{Exact, exact_add};
use super::ledger::{Aborted, Entry, EntryKind, FeeId, Holder, Reckoning, Settlement, Subject};
use super::run::Run;
use super::subscription::Subscription;
use crate::calendar::Date;
use crate::graph::{Bundle, Id};
use crate::money::Decimal;

/// What of a subscription is withdrawn from.
#[derive(Debug, Default)]
pub(super) struct Withdrawn {
    /// Whether all of it is: the term is the plan's.
    whole: bool,
    /// The bundles whose own term it is.
    bundles: Vec<Id<Bundle>>,
    /// What there is to say.
    pub notes: Vec<String>,
}

impl Withdrawn {
    /// Tells whether a bundle is among it.
    pub fn contains(&self, bundle: Id<Bundle>) -> bool {
        self.whole || self.bundles.contains(&bundle)
    }

    /// Tells whether all of the subscription is.
    pub fn is_whole(&self) -> bool {
        self.whole
    }
}

/// What was charged for a period of a charge, or for a charge without any.
struct Charged {
    serial: u32,
    fee: FeeId,
    from: Date,
    to: Date,
    charges: Vec<Decimal>,
    back: Decimal,
}

impl Run<'_> {
    /// Tells whether a commitment can still be left as if nothing had been bought.
    pub(super) fn cools(&self, commitment: &Commitment, cause: &Cause) -> bool {
        let time = self.catalog.terms.get(commitment.term).cooling_off;
        time.is_some_and(|time| time.after(commitment.since).is_none_or(|end| cause.booked < end))
    }

    /// Returns what is withdrawn from by leaving commitments.
    pub(super) fn withdrawn(&self, commitments: &[Commitment], cause: &Cause) -> Withdrawn {
        let mut withdrawn = Withdrawn::default();
        for commitment in commitments.iter().filter(|commitment| self.cools(commitment, cause)) {
            match commitment.holder {
                Holder::Plan(_) => withdrawn.whole = true,
                Holder::Bundle(bundle) => withdrawn.bundles.push(bundle),
            }
            let (term, since) = (self.catalog.terms.get(commitment.term), commitment.since);
            if let Some(time) = term.cooling_off {
                let code = &term.code.text;
                withdrawn.notes.push(format!(
                    "within {time} of {since}, the cooling-off period of term `{code}`: all that was charged goes back"
                ));
            }
        }
        withdrawn
    }

    /// Gives back everything that was charged for what is withdrawn from, and has not gone back yet.
    pub(super) fn give_all_back(
        &mut self,
        subscription: &Subscription,
        withdrawn: &Withdrawn,
        cause: &Cause,
    ) -> Result<(), Aborted> {
        if !withdrawn.whole && withdrawn.bundles.is_empty() {
            return Ok(());
        }
        let mut periods: Vec<Charged> = Vec::new();
        for entry in &self.ledger.entries {
            let fee = self.ledger.fee(entry.fee);
            let Subject::Charge { bundle, .. } = fee.subject else { continue };
            if fee.subscription != subscription.id || !withdrawn.contains(bundle) {
                continue;
            }
            let (from, to) = if let EntryKind::Refund(of) | EntryKind::Day(of) = &entry.kind {
                (of.from, of.to)
            } else {
                (entry.from, entry.to)
            };
            let amount = self.round(entry.amount, entry.fee, cause.number)?;
            let too_large = Aborted::Amount { event: cause.number, source: fee.source };
            let known = periods.iter_mut().find(|period| period.serial == fee.serial && period.to == to);
            match known {
                Some(period) => {
                    period.back = exact_add(period.back, amount).ok_or(too_large)?;
                    period.charges.push(amount);
                }
                None => {
                    let (serial, fee, charges) = (fee.serial, entry.fee, vec![amount]);
                    periods.push(Charged { serial, fee, from, to, charges, back: amount });
                }
            }
        }
        for Charged { fee, from, to, charges, back, .. } in periods.into_iter().filter(|period| !period.back.is_zero())
        {
            let (part, of) = (1, 1);
            let reckoning = Reckoning::Back { base: back, charge: true, part, of, exact: Exact::whole(back) };
            let (adjusted, due, units) = (Decimal::ZERO, Decimal::ZERO, 0);
            let settlement = Settlement { units, from, to, charged: back, charges, adjusted, due, reckoning, of };
            let kind = EntryKind::Refund(Box::new(settlement));
            let (event, due, amount) = (cause.number, cause.booked, Exact::whole(-back));
            self.push(Entry { kind, fee, event, due, from, to, part, of, full_from: from, full_to: to, amount })?;
        }
        Ok(())
    }
}
