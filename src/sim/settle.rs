//! What goes back of a period that was charged (`C-15`).

use super::cause::Cause;
use super::course::Share;
use super::exact::{Exact, exact_add, exact_mul};
use super::ledger::{Aborted, Entry, EntryKind, FeeId, Piece, Reckoning, Settlement};
use super::paid::Paid;
use super::run::Run;
use crate::calendar::Date;
use crate::graph::Refund;
use crate::money::Decimal;

/// Days of a charged period that are not used, or not all of their units.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unused {
    /// The first day; the start of the period if it is earlier.
    pub from: Date,
    /// The first day after them.
    pub to: Date,
    /// How many units are not used.
    pub units: u32,
    /// The full fee of what is still used on these days, if something is.
    pub still: Option<FeeId>,
}

impl Run<'_> {
    /// Settles a charged period: gives back what the catalog's convention says. `fee` is what was due for the days.
    pub(super) fn settle(&mut self, paid: &mut Paid, cause: &Cause, fee: FeeId, unused: Unused) -> Result<(), Aborted> {
        let unused = Unused { from: paid.part.unused_from(unused.from.max(paid.from)), ..unused };
        if unused.from >= unused.to {
            return Ok(());
        }
        let too_large = Aborted::Amount { event: cause.number, source: self.ledger.fee(fee).source };
        let charges = self.charges(paid, fee, cause.number)?;
        let charged = self.charged(paid, fee, cause.number)?;
        // What was taken off by hand does not go back a second time.
        let most = exact_add(charged, -paid.adjusted).ok_or(too_large)?;
        // The charge is for all units alike only if there is one, and all of them go.
        let alike = paid.is_uniform() && unused.still.is_none();
        paid.set_between(unused.from, unused.to, unused.still);
        let reckoning = match self.catalog.billing.conventions.refund.value {
            Refund::Difference => self.due(paid),
            Refund::ShareOfCharge if alike => self.unused_charge(paid, charged, unused),
            Refund::ShareOfPrice | Refund::ShareOfCharge => self.unused_price(paid, fee, unused),
        };
        let reckoning = reckoning.ok_or(too_large)?;
        let back = match &reckoning {
            Reckoning::Due { exact, .. } => {
                let due = self.round(*exact, fee, cause.number)?;
                exact_add(charged, -due).ok_or(too_large)?
            }
            Reckoning::Back { exact, .. } => self.round(*exact, fee, cause.number)?,
            Reckoning::Withdrawn => charged,
        };
        // A charge may lie below zero, after discounts; then it is no less that may go back.
        let back = if most.is_sign_negative() { back.max(most) } else { back.min(most) };
        let due = exact_add(charged, -back).ok_or(too_large)?;
        if back.is_zero() {
            return Ok(());
        }
        (paid.settled, paid.added) = (Some(due), Vec::new());
        let Unused { from, to, units, .. } = unused;
        let Share { part, of, full_from, full_to } = paid.part.share(from, to);
        let amount = Exact::whole(-back);
        let (paid_from, paid_to, adjusted) = (paid.from, paid.to, paid.adjusted);
        let settlement =
            Settlement { units, from: paid_from, to: paid_to, charged, charges, adjusted, due, reckoning, of };
        let kind = EntryKind::Refund(Box::new(settlement));
        let (event, by_event, due) = (cause.number, true, cause.booked);
        self.push(Entry { kind, fee, event, by_event, due, from, to, part, of, full_from, full_to, amount })
    }

    /// Returns what was charged for a period: what was due when it was last settled, or at its start, and the charges since.
    fn charges(&self, paid: &Paid, fee: FeeId, event: u32) -> Result<Vec<Decimal>, Aborted> {
        let first = match paid.settled {
            Some(settled) => settled,
            None => self.round(paid.first, fee, event)?,
        };
        Ok(std::iter::once(first).chain(paid.added.iter().copied()).collect())
    }

    /// Returns what the charges for a period come to.
    pub(super) fn charged(&self, paid: &Paid, fee: FeeId, event: u32) -> Result<Decimal, Aborted> {
        let source = self.ledger.fee(fee).source;
        let charges = self.charges(paid, fee, event)?;
        let sum = charges.iter().try_fold(Decimal::ZERO, |sum, charge| exact_add(sum, *charge));
        sum.ok_or(Aborted::Amount { event, source })
    }

    /// Reckons what is due for a charged period, to be rounded once.
    fn due(&self, paid: &Paid) -> Option<Reckoning> {
        let pieces: Vec<(Piece, u32)> =
            paid.due().map(|piece| (piece, paid.part.share(piece.from, piece.to).part)).collect();
        let exact = self.sum(&pieces, paid.part.of)?;
        Some(Reckoning::Due { exact, pieces })
    }

    /// Reckons the unused share of the price of what is given back.
    fn unused_price(&self, paid: &Paid, fee: FeeId, unused: Unused) -> Option<Reckoning> {
        let Share { part, of, .. } = paid.part.share(unused.from, unused.to);
        let still = unused.still.map_or(Decimal::ZERO, |fee| self.ledger.fee(fee).full);
        let base = exact_add(self.ledger.fee(fee).full, -still)?;
        Some(Reckoning::Back { base, charge: false, part, of, exact: self.share(base, part, of)? })
    }

    /// Reckons the unused share of what was charged.
    fn unused_charge(&self, paid: &Paid, charged: Decimal, unused: Unused) -> Option<Reckoning> {
        let (part, of) = (paid.part.days(unused.from, unused.to), paid.part.days(paid.from, paid.to));
        Some(Reckoning::Back { base: charged, charge: true, part, of, exact: self.share(charged, part, of.max(1))? })
    }

    /// Returns what pieces of a period cost together, before rounding.
    pub(super) fn sum(&self, pieces: &[(Piece, u32)], of: u32) -> Option<Exact> {
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
