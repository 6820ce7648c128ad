//! Withdrawal: within the cooling-off period of a term one leaves as if nothing had been bought.

use foldhash::{HashMap, HashMapExt};

use super::cause::Cause;
use super::commitment::Commitment;
use super::exact::{Exact, exact_add};
use super::ledger::{Aborted, Entry, EntryKind, Fee, FeeId, Holder, Reckoning, Settlement, Subject};
use super::run::Run;
use super::subscription::Subscription;
use crate::calendar::Date;
use crate::graph::{Bundle, Id};
use crate::money::Decimal;

/// What of a subscription is withdrawn from.
#[derive(Debug, Default)]
pub(super) struct Withdrawn {
    /// The number of the first charge that was bought with the plan, if the term is the plan's.
    whole: Option<u32>,
    /// The bundles whose own term it is, each with the number of the first charge that was bought with it.
    bundles: Vec<(Id<Bundle>, u32)>,
    /// What there is to say.
    pub notes: Vec<String>,
}

impl Withdrawn {
    /// Tells whether a charge of a bundle is among it: what was bought before the term is not.
    pub fn contains(&self, bundle: Id<Bundle>, serial: u32) -> bool {
        self.is_bought_with_plan(serial) || self.bundles.iter().any(|(of, first)| *of == bundle && *first <= serial)
    }

    /// Tells whether all of the subscription is, but what was bought before its plan.
    pub fn is_whole(&self) -> bool {
        self.whole.is_some()
    }

    fn is_bought_with_plan(&self, serial: u32) -> bool {
        self.whole.is_some_and(|first| first <= serial)
    }

    fn has_charged(&self, fee: &Fee) -> bool {
        match fee.subject {
            Subject::Charge { bundle, .. } => self.contains(bundle, fee.serial),
            Subject::PlanSpend { .. } => self.is_bought_with_plan(fee.serial),
            Subject::Penalty { .. } => false,
        }
    }
}

/// What was charged for a period of a charge, or for a charge without any.
struct Charged {
    fee: FeeId,
    from: Date,
    to: Date,
    /// The end of the whole period that it is of.
    full_to: Date,
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
    pub(super) fn withdrawn(
        &self,
        subscription: &Subscription,
        commitments: &[Commitment],
        cause: &Cause,
    ) -> Withdrawn {
        let mut withdrawn = Withdrawn::default();
        for commitment in commitments.iter().filter(|commitment| self.cools(commitment, cause)) {
            match commitment.holder {
                Holder::Plan(_) => withdrawn.whole = Some(subscription.bought),
                Holder::Bundle(bundle) => {
                    let held = subscription.holdings.iter().find(|held| held.bundle == bundle);
                    withdrawn.bundles.extend(held.map(|held| (bundle, held.bought)));
                }
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
        if !withdrawn.is_whole() && withdrawn.bundles.is_empty() {
            return Ok(());
        }
        let mut periods: Vec<Charged> = Vec::new();
        let mut numbers: HashMap<(u32, Date), usize> = HashMap::new();
        for (_, entry) in self.ledger.entries() {
            let fee = self.ledger.fee(entry.fee);
            if fee.subscription != subscription.id || !withdrawn.has_charged(fee) {
                continue;
            }
            let (from, to) = if let EntryKind::Refund(of) | EntryKind::Day(of) = &entry.kind {
                (of.from, of.to)
            } else {
                (entry.from, entry.to)
            };
            let amount = self.round(entry.amount, entry.fee, cause.number)?;
            let too_large = Aborted::Amount { event: cause.number, source: fee.source };
            // The days of a progressive charge are of one period.
            let number = *numbers.entry((fee.serial, entry.full_to)).or_insert(periods.len());
            match periods.get_mut(number) {
                Some(period) => {
                    (period.from, period.to) = (period.from.min(from), period.to.max(to));
                    period.back = exact_add(period.back, amount).ok_or(too_large)?;
                    period.charges.push(amount);
                }
                None => {
                    let (fee, charges) = (entry.fee, vec![amount]);
                    periods.push(Charged { fee, from, to, full_to: entry.full_to, charges, back: amount });
                }
            }
        }
        for Charged { fee, from, to, full_to, charges, back } in
            periods.into_iter().filter(|period| !period.back.is_zero())
        {
            let (part, of) = (1, 1);
            let reckoning = Reckoning::Withdrawn;
            let (adjusted, due, units) = (Decimal::ZERO, Decimal::ZERO, 0);
            let settlement = Settlement { units, from, to, charged: back, charges, adjusted, due, reckoning, of };
            let kind = EntryKind::Refund(Box::new(settlement));
            let (event, by_event, due, amount) = (cause.number, true, cause.booked, Exact::whole(-back));
            self.push(Entry { kind, fee, event, by_event, due, from, to, part, of, full_from: from, full_to, amount })?;
        }
        Ok(())
    }
}
