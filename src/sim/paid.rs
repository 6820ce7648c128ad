//! What was charged of the periods of a charge, of which something may have to go back.

use smallvec::SmallVec;

use super::course::{Course, Part, Spread};
use super::exact::Exact;
use super::ledger::{FeeId, Piece};
use crate::calendar::{Cycle, Date, DayCount};
use crate::money::Decimal;

/// Days of a period at one price that were charged.
#[derive(Debug)]
pub(super) struct Paid {
    /// The period that they are days of.
    pub part: Part,
    pub from: Date,
    pub to: Date,
    /// Where whole periods after it were charged the same.
    alike: Option<Alike>,
    /// The charge for them.
    pub first: Exact,
    /// What was due when it was last settled; then the charge at its start and all before is in it.
    pub settled: Option<Decimal>,
    /// What added units have cost since, each charge rounded.
    pub added: Vec<Decimal>,
    /// What was taken off by hand: it is not given back again.
    pub adjusted: Decimal,
    /// How many units are paid for until the end.
    pub quantity: u32,
    /// The fee at the start; nothing if nothing is due for it any more.
    fee: Option<FeeId>,
    /// The fee from later days on, in the order of days.
    changes: Vec<(Date, Option<FeeId>)>,
}

/// Whole periods of a cycle that were charged the same, one after the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alike {
    /// How many there are, with the first.
    pub count: u32,
    pub cycle: Cycle,
    pub days: DayCount,
    /// The first day after the last of them.
    pub end: Date,
}

impl Paid {
    /// Returns what was charged as a whole at one fee.
    pub fn new(part: Part, (from, to): (Date, Date), first: Exact, quantity: u32, fee: FeeId) -> Self {
        let (alike, settled, added, adjusted, changes) = (None, None, Vec::new(), Decimal::ZERO, Vec::new());
        Self { part, from, to, alike, first, settled, added, adjusted, quantity, fee: Some(fee), changes }
    }

    /// Returns the same for periods of which this is the first.
    pub fn with(self, alike: Alike) -> Self {
        Self { alike: (alike.count > 1).then_some(alike), ..self }
    }

    /// Returns the first day after all of its periods.
    fn end(&self) -> Date {
        self.alike.map_or(self.to, |alike| alike.end)
    }

    /// Takes the periods that end after a day out of those that were charged the same, each alone.
    fn unfold(&mut self, day: Date) -> SmallVec<[Self; 1]> {
        let Some(Alike { count, cycle, days, .. }) = self.alike else { return SmallVec::new() };
        let ended = cycle.index_of(day).and_then(|index| u32::try_from(index.checked_sub(self.part.index)?).ok());
        let ended = ended.unwrap_or(0).min(count);
        let (first, quantity) = (self.first, self.quantity);
        let alone = (ended.max(1)..count).filter_map(|nth| {
            let part = self.part.whole_after(&cycle, days, nth)?;
            Some(Self::new(part, (part.from, part.to), first, quantity, self.fee?))
        });
        let alone = alone.collect();
        let end = self.part.whole_after(&cycle, days, ended).map_or(self.to, |next| next.from);
        self.alike = (ended > 1).then_some(Alike { count: ended, cycle, days, end });
        alone
    }

    /// Returns the fee that holds on the latest day, if something is due for it.
    pub fn fee(&self) -> Option<FeeId> {
        self.changes.last().map_or(self.fee, |(_, fee)| *fee)
    }

    /// Tells whether the same fee holds on all days.
    pub fn is_uniform(&self) -> bool {
        self.changes.is_empty()
    }

    /// Changes the fee from a day on.
    pub fn set_fee(&mut self, on: Date, fee: Option<FeeId>) {
        self.set_between(on, self.to, fee);
    }

    /// Changes the fee of the days in `[from, to)`; those after them keep theirs.
    pub fn set_between(&mut self, from: Date, to: Date, fee: Option<FeeId>) {
        let after = self.changes.iter().rfind(|(day, _)| *day <= to).map_or(self.fee, |(_, fee)| *fee);
        self.changes.retain(|(day, _)| *day < from || to < *day);
        let at = self.changes.partition_point(|(day, _)| *day < from);
        if to < self.to {
            self.changes.insert(at, (to, after));
        }
        if from <= self.from {
            self.fee = fee;
        } else {
            self.changes.insert(at, (from, fee));
        }
    }

    /// Returns the days for which something is due, in pieces at one fee.
    pub fn due(&self) -> impl Iterator<Item = Piece> {
        let starts = std::iter::once((self.from, self.fee)).chain(self.changes.iter().copied());
        let ends = self.changes.iter().map(|(day, _)| *day).chain(std::iter::once(self.to));
        starts.zip(ends).filter_map(|((from, fee), to)| Some(Piece { from, to, fee: fee? }))
    }

    /// Returns the days in `[from, to)` for which something is due, in pieces at one fee.
    pub fn due_between(&self, from: Date, to: Date) -> Vec<Piece> {
        let clipped = self.due().map(|piece| Piece { from: piece.from.max(from), to: piece.to.min(to), ..piece });
        clipped.filter(|piece| piece.from < piece.to).collect()
    }
}

impl Course {
    /// Keeps in mind what was charged.
    pub fn pay(&mut self, paid: Paid) {
        // Most have a first part, what is alike and a last part: no more memory than that.
        if self.paid.is_empty() {
            self.paid.reserve_exact(3);
        }
        self.paid.push(paid);
    }

    /// Takes out what was charged, each period alone that ends after a day.
    pub fn take_paid(&mut self, day: Date) -> Vec<Paid> {
        let mut paid = std::mem::take(&mut self.paid);
        let reaches_back = |paid: &Paid| paid.alike.is_some_and(|alike| day < alike.end);
        while let Some(at) = paid.iter().rposition(reaches_back) {
            let after = paid.get_mut(at).map(|one| one.unfold(day)).unwrap_or_default();
            paid.splice(at + 1..at + 1, after);
        }
        paid
    }

    /// Puts back what was taken out.
    pub fn put_paid(&mut self, paid: Vec<Paid>) {
        self.paid = paid;
    }

    /// Returns the first day after the period that was charged for a day.
    pub fn paid_for(&self, day: Date) -> Option<Date> {
        let paid = self.paid.iter().rfind(|paid| paid.part.from <= day && day < paid.end().max(paid.part.to))?;
        match paid.alike {
            Some(Alike { cycle, .. }) => cycle.boundary(cycle.index_of(day)?.checked_add(1)?),
            None => Some(paid.part.to),
        }
    }

    /// Returns the first day after all for which something is due that was charged.
    pub fn paid_until(&self) -> Option<Date> {
        let until = |paid: &Paid| match paid.alike {
            Some(_) => Some(paid.end()),
            None => paid.due().map(|piece| piece.to).max(),
        };
        self.paid.iter().filter_map(until).max()
    }

    /// Takes what was charged day by day of the running period for what was charged at once, as it is from now on.
    pub fn keep_spread(&mut self, quantity: u32) {
        let Some(Spread { until, charged, pieces }) = self.spread.take() else { return };
        let Some((first, others)) = pieces.split_first() else { return };
        let mut paid = Paid::new(self.next, (first.from, until), Exact::whole(charged), quantity, first.fee);
        paid.settled = Some(charged);
        paid.changes = others.iter().map(|piece| (piece.from, Some(piece.fee))).collect();
        self.paid.push(paid);
        self.next.from = until;
    }
}
