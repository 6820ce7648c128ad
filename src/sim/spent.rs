//! What counted in a period of a plan that was brought to its least or most: lines, and parts of lines.

use super::ledger::{FeeId, Ledger};
use super::stretch::EntryId;
use crate::calendar::Date;

/// A line that counts in the period of a plan, or a part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpentPart {
    /// The line.
    pub entry: EntryId,
    /// Which part of it; nothing if all of it counts.
    pub share: Option<SpentShare>,
}

/// Which part of a line counts in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpentShare {
    /// That of the days in `[from, to)`: what it comes to by days up to `to`, rounded, less what it comes to up to `from`.
    Days {
        /// The first day.
        from: Date,
        /// The first day after them.
        to: Date,
    },
    /// What was used between two changes of plan: what that before the second one comes to, less that before the first.
    Used {
        /// What was used before the first one; nothing if none is before it.
        before: Option<UsedBefore>,
        /// What was used before the second one; nothing if none comes after.
        until: Option<UsedBefore>,
    },
}

/// What was used in a period before a change of plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsedBefore {
    /// The first day of the other plan.
    pub on: Date,
    /// What it costs.
    pub fee: FeeId,
    /// In how many events.
    pub events: u32,
}

impl Ledger {
    /// Returns what counted in the period of a plan that the line of a fee brings to its least or most.
    pub fn spent(&self, fee: FeeId) -> impl Iterator<Item = SpentPart> {
        let first = self.spent.partition_point(|(of, _)| *of < fee);
        self.spent.iter().skip(first).take_while(move |(of, _)| *of == fee).map(|(_, part)| *part)
    }
}
