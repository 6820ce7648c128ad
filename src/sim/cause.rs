//! Why something is booked: the event behind it, since when it holds, and when it falls due.

use crate::calendar::Date;
use crate::scenario::{Event, UnusedPart};
use crate::source::Span;

/// An event as it takes effect.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cause {
    /// The event's number.
    pub number: u32,
    /// Where the event is written.
    pub span: Span,
    /// The first day on which it holds: before `booked` if it is back-dated.
    pub on: Date,
    /// The day on which what it changes falls due.
    pub booked: Date,
    /// Whether it takes effect between two periods, so that no day is used on both sides of it.
    pub at_boundary: bool,
    /// Whether it takes effect at the end of a term, of which notice was given: the term does not renew.
    pub at_term_end: bool,
    /// What becomes of what was charged and is not used, if the event says so.
    pub unused: Option<UnusedPart>,
}

impl Cause {
    /// Returns the event as it takes effect on the day it happens.
    pub fn of(event: &Event) -> Self {
        Self {
            number: event.number,
            span: event.span,
            on: event.on,
            booked: event.on,
            at_boundary: false,
            at_term_end: false,
            unused: event.action.unused().map(|(part, _)| part),
        }
    }
}
