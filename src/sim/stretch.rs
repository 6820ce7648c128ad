//! Whole periods of a charge at one fee, one after the other: booked at once, told one by one.

use std::borrow::Cow;

use super::ledger::{Aborted, Entry, Ledger};
use super::run::Run;
use crate::calendar::{Cycle, Date, DayCount};

/// The place of an entry in its [`Ledger`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId {
    /// The number of what was booked.
    pub(super) at: u32,
    /// Which of the periods it is that were booked with it, from 0.
    pub(super) nth: u32,
}

impl EntryId {
    /// Returns the place of the next period that was booked with this one.
    pub(crate) fn next(self) -> Self {
        self.after(1)
    }

    /// Returns the place of the period that comes so many after this one and was booked with it.
    pub(crate) fn after(self, periods: u32) -> Self {
        Self { nth: self.nth.saturating_add(periods), ..self }
    }
}

/// The number of periods that were booked at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct StretchId(u32);

/// Periods of a cycle that were booked at once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    /// The number of the entry of the first one.
    pub(super) at: u32,
    /// How many periods there are, with the first.
    pub(super) count: u32,
    pub(super) cycle: Cycle,
    /// The number of the first one in the cycle.
    pub(super) index: i32,
    pub(super) days: DayCount,
    /// Whether each falls due when it ends, and not when it begins.
    pub(super) in_arrears: bool,
    /// The day on which the last event that shaped it was said: nothing falls due before it.
    pub(super) booked: Date,
}

/// Periods that were booked at once, from one of them on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    stretch: &'a Stretch,
    /// Which of the periods it begins with.
    nth: u32,
}

impl Row<'_> {
    /// Returns how many periods there are.
    pub(crate) fn len(&self) -> u32 {
        self.stretch.count - self.nth
    }

    /// Tells whether each of its periods falls due when time has come to it, and so each on a day of its own.
    pub(crate) fn is_on_time(&self) -> bool {
        self.due().is_some_and(|due| due > self.stretch.booked)
    }

    /// Tells whether each of its periods falls due with that of another as many places on.
    pub(crate) fn falls_due_with(&self, other: &Self) -> bool {
        let (one, two) = (self.stretch, other.stretch);
        let boundary = |row: &Self| row.stretch.boundary(row.nth);
        one.cycle == two.cycle && one.booked == two.booked && boundary(self) == boundary(other)
    }

    /// Returns the days on which its periods fall due, one after the other, and more as if there were more of them.
    #[inline]
    pub(crate) fn dues(&self) -> Option<impl Iterator<Item = Date> + use<>> {
        let booked = self.stretch.booked;
        let boundaries = self.stretch.cycle.boundaries(self.stretch.boundary(self.nth)?);
        Some(boundaries.map(move |day| day.max(booked)))
    }

    /// Returns the day on which the first of its periods falls due.
    pub(crate) fn due(&self) -> Option<Date> {
        self.stretch.due(self.nth)
    }
}

impl Stretch {
    /// Returns the number of the boundary of the cycle at which one of its periods falls due.
    fn boundary(&self, nth: u32) -> Option<i32> {
        self.number(nth)?.checked_add(i32::from(self.in_arrears))
    }

    /// Returns the day on which one of its periods falls due.
    #[inline]
    fn due(&self, nth: u32) -> Option<Date> {
        Some(self.cycle.boundary(self.boundary(nth)?)?.max(self.booked))
    }

    fn number(&self, nth: u32) -> Option<i32> {
        self.index.checked_add(i32::try_from(nth).ok()?)
    }

    /// Returns one of its periods as it would have been booked alone.
    fn entry(&self, first: &Entry, nth: u32) -> Option<Entry> {
        let number = self.number(nth)?;
        let (from, to) = (self.cycle.boundary(number)?, self.cycle.boundary(number.checked_add(1)?)?);
        let of = u32::try_from(self.days.whole(from, to, self.cycle.every())).ok()?;
        let due = self.due(nth)?;
        let by_event = due == self.booked;
        Some(Entry { due, by_event, from, to, part: of, of, full_from: from, full_to: to, ..first.clone() })
    }
}

impl Ledger {
    /// Returns an entry; nothing if the place is of another ledger.
    #[must_use]
    pub fn entry(&self, id: EntryId) -> Option<Cow<'_, Entry>> {
        let first = self.booked.get(id.at as usize)?;
        if id.nth == 0 {
            return Some(Cow::Borrowed(first));
        }
        let known = self.stretches.binary_search_by_key(&id.at, |stretch| stretch.at).ok()?;
        let stretch = self.stretches.get(known).filter(|stretch| id.nth < stretch.count)?;
        stretch.entry(first, id.nth).map(Cow::Owned)
    }

    /// Returns all entries with their places, in the order in which they were booked.
    pub fn entries(&self) -> impl Iterator<Item = (EntryId, Cow<'_, Entry>)> {
        let count = |stretch: StretchId| self.stretches.get(stretch.0 as usize).map_or(1, |stretch| stretch.count);
        let ids = self.booked().flat_map(move |(first, _, stretch)| {
            (0..stretch.map_or(1, count)).map(move |nth| EntryId { nth, ..first })
        });
        ids.filter_map(|id| Some((id, self.entry(id)?)))
    }

    /// Returns what was booked, each with the periods that were booked at once with it.
    pub(crate) fn booked(&self) -> impl Iterator<Item = (EntryId, &Entry, Option<StretchId>)> {
        let mut stretches = (0_u32..).zip(&self.stretches).peekable();
        (0_u32..).zip(&self.booked).map(move |(at, entry)| {
            let stretch = stretches.next_if(|(_, stretch)| stretch.at == at);
            (EntryId { at, nth: 0 }, entry, stretch.map(|(number, _)| StretchId(number)))
        })
    }

    /// Returns a period and those after it that were booked at once with it; nothing if it is not one of them.
    pub(crate) fn row(&self, id: EntryId, stretch: StretchId) -> Option<Row<'_>> {
        let stretch = self.stretches.get(stretch.0 as usize).filter(|stretch| id.nth < stretch.count)?;
        Some(Row { stretch, nth: id.nth })
    }

    /// Returns the place of what was booked last, of its first period if there are several.
    pub(super) fn last_entry(&self) -> EntryId {
        EntryId { at: u32::try_from(self.booked.len().saturating_sub(1)).unwrap_or(u32::MAX), nth: 0 }
    }

    /// Books periods at once of which this is the first.
    fn book_stretch(&mut self, first: Entry, stretch: Stretch) {
        let at = u32::try_from(self.booked.len()).unwrap_or(u32::MAX);
        self.booked.push(first);
        if stretch.count > 1 {
            self.stretches.push(Stretch { at, ..stretch });
        }
    }
}

impl Run<'_> {
    /// Books periods of which this is the first.
    pub(super) fn push_stretch(&mut self, first: Entry, stretch: Stretch) -> Result<(), Aborted> {
        self.count(stretch.count)?;
        self.ledger.book_stretch(first, stretch);
        if !self.counted.is_empty() {
            let last = self.ledger.last_entry();
            for nth in 0..stretch.count {
                self.count_spending(EntryId { nth, ..last })?;
            }
        }
        Ok(())
    }
}
