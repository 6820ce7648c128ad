//! What a part of a period costs, and what goes back: the conventions in force.

use super::Explainer;
use super::convention::{self, unused};
use super::story::Passage;
use crate::graph::{FirstWhole, FullPeriod, LastDay};
use crate::sim::{Entry, EntryKind};

impl Explainer<'_> {
    /// Tells the conventions by which time becomes a share of a price: so many days or seconds of so many.
    pub(super) fn share(&self, entry: &Entry, (part, of): (u32, u32)) -> Vec<Passage> {
        let conventions = &self.tell.catalog.billing.conventions;
        let mut passages = Vec::new();
        let count = self.tell.ledger.fee(entry.fee).day_count;
        let is_other = count != conventions.count.value;
        let text = match (&entry.kind, part != of) {
            (EntryKind::Refund(_) | EntryKind::Day(_), _) | (_, false) => convention::count(count).to_owned(),
            (_, true) => {
                format!("{part} of {of} {}: {}", count.noun(), convention::count(count))
            }
        };
        let because = if is_other { conventions.other_cadence.because } else { conventions.count.because };
        passages.push(Passage::new("share", text).since(because));
        if is_other {
            let text = "the period of the charge is another than its plan's";
            passages.push(Passage::new("share", text));
        }
        if let Some(digits) = conventions.ratio_digits.value {
            let text = format!("the share is rounded half up to {digits} digits before the price is multiplied by it");
            passages.push(Passage::new("share", text).since(conventions.ratio_digits.because));
        }
        if let EntryKind::Refund(_) = entry.kind {
            let text = convention::refund(conventions.refund.value);
            passages.push(Passage::new("refund", text).since(conventions.refund.because));
            passages.extend(self.tell.scenario.event(entry.event).and_then(unused));
            if conventions.last_day.value != LastDay::default() {
                let text = convention::last_day(conventions.last_day.value);
                passages.push(Passage::new("refund", text).since(conventions.last_day.because));
            }
        }
        if conventions.full_period.value != FullPeriod::default() {
            let text = convention::full_period(conventions.full_period.value);
            passages.push(Passage::new("share", text).since(conventions.full_period.because));
        }
        let is_first = matches!(entry.kind, EntryKind::Recurring) && entry.full_from < entry.from;
        if is_first && conventions.first_whole.value != FirstWhole::default() {
            let text = convention::first_whole(conventions.first_whole.value);
            passages.push(Passage::new("share", text).since(conventions.first_whole.because));
        }
        passages
    }
}
