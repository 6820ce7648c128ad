//! Prices that change with time: dated versions, each with its phases.

use super::price::PriceModel;
use crate::calendar::{Date, Lasting};
use crate::source::Span;

/// The versions of a price, in the order of their dates, and the price of every phase.
#[derive(Debug, Clone)]
pub struct Timeline {
    /// The versions; at least one.
    pub versions: Box<[Version]>,
    /// The prices of the phases after the very first, by number from 1.
    pub(super) models: Box<[PriceModel]>,
}

/// A price as it was published on a day.
#[derive(Debug, Clone)]
pub struct Version {
    /// The first day on which it is what a new customer pays; nothing if that is since ever.
    pub from: Option<Date>,
    /// The first day on which those pay it who bought before; nothing if they keep their price.
    pub existing_from: Option<Date>,
    /// Whether a change inside a period waits for the next one.
    pub waits: bool,
    /// Its phases, in the order of time; at least one.
    pub phases: Box<[Phase]>,
}

/// A time of a subscription with a price of its own.
#[derive(Debug, Clone, Copy)]
pub struct Phase {
    /// How long it lasts; nothing if it does not end.
    pub lasts: Option<Lasting>,
    /// The number of its price among those of the charge.
    pub variant: u16,
    /// Where it is written.
    pub span: Span,
}

impl Timeline {
    /// Returns a timeline for tests, with the prices of the phases after the very first.
    #[cfg(test)]
    pub(crate) fn of(versions: Vec<Version>, models: Vec<PriceModel>) -> Self {
        Self { versions: versions.into(), models: models.into() }
    }

    /// Returns the number of the version that a new customer gets on a day; nothing if there is none yet.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<usize> {
        self.versions.iter().rposition(|version| version.from.is_none_or(|from| from <= day))
    }
}
