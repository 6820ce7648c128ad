//! Which of many batches have codes in common, without comparing each with each.
//!
//! Batches of one template and charset are ranges of the same codes. Others can only meet if their codes have the same
//! characters where those of both have some that never change, and so they are looked up by those.

use std::collections::BTreeMap;

use foldhash::HashMap;

use super::code_batch::{Charset, CodeBatch};
use super::code_collision::Shared;

/// Two batches that have codes in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// The place of the first one among all.
    pub first: usize,
    /// The place of the later one.
    pub second: usize,
    /// What they share.
    pub shared: Shared,
}

/// Batches of one template and charset whose codes have the same characters in common.
struct Group {
    text: Vec<char>,
    /// Which of its characters change from code to code.
    shape: usize,
    /// The number of the template and charset.
    template: usize,
    /// The places of its batches, which ascend.
    batches: Vec<usize>,
}

/// Groups whose codes change in the same places.
struct Shape {
    changes: Vec<bool>,
    groups: Vec<usize>,
}

/// The groups of a shape by the characters that they have where neither they nor those of another shape change.
struct Index {
    places: Vec<usize>,
    groups: HashMap<Vec<char>, Vec<usize>>,
}

/// Returns for each batch the first one before it that it has codes in common with, if there is one; in the order of the
/// first ones, then of the later ones.
///
/// ```
/// use ratebook::graph::{Charset, CodeBatch, meetings};
/// use ratebook::source::Span;
/// let batch = |template: &str, range_start| CodeBatch { template: template.into(), template_span: Span::NONE,
///     charset: Charset::Numeric, quantity: 5, quantity_span: Span::NONE, range_start, redemptions: 1 };
/// let batches = [batch("C##", 10), batch("D##", 10), batch("C1#", 0), batch("C##", 14)];
/// let pairs = meetings(&batches.iter().collect::<Vec<_>>()).iter().map(|m| (m.first, m.second)).collect::<Vec<_>>();
/// assert_eq!(pairs, [(0, 2), (0, 3)]);
/// ```
#[must_use]
pub fn meetings(batches: &[&CodeBatch]) -> Vec<Meeting> {
    let mut templates: HashMap<(&str, bool), usize> = HashMap::default();
    let mut taken: Vec<Taken> = Vec::new();
    let mut own: Vec<Option<usize>> = Vec::with_capacity(batches.len());
    let mut grouped = Grouped::default();
    for (place, batch) in batches.iter().enumerate() {
        let key = (batch.template.as_str(), batch.charset == Charset::Numeric);
        let template = *templates.entry(key).or_insert(taken.len());
        if template == taken.len() {
            taken.push(Taken::default());
        }
        own.push(taken.get_mut(template).and_then(|taken| taken.add(batch, place)));
        grouped.add(batch, template, place);
    }
    let mut indexes: HashMap<(usize, usize), Index> = HashMap::default();
    let mut meetings = Vec::new();
    for group in &grouped.groups {
        let others = grouped.others(group, &mut indexes);
        for second in &group.batches {
            let (Some(batch), Some(own)) = (batches.get(*second), own.get(*second)) else { continue };
            let shared = |first: usize| Some((first, batches.get(first)?.shared_with(batch)?));
            let mut best = own.and_then(shared);
            for other in &others {
                let end = best.as_ref().map_or(*second, |(first, _)| *first);
                let mut before = other.batches.iter().copied().take_while(|first| *first < end);
                best = before.find_map(shared).or(best);
            }
            meetings.extend(best.map(|(first, shared)| Meeting { first, second: *second, shared }));
        }
    }
    meetings.sort_unstable_by_key(|meeting| (meeting.first, meeting.second));
    meetings
}

/// All groups and their shapes.
#[derive(Default)]
struct Grouped {
    groups: Vec<Group>,
    shapes: Vec<Shape>,
    of_text: HashMap<(usize, Vec<char>), usize>,
    of_changes: HashMap<Vec<bool>, usize>,
}

impl Grouped {
    fn add(&mut self, batch: &CodeBatch, template: usize, place: usize) {
        let Some(text) = batch.common_text() else { return };
        let (groups, shapes, of_changes) = (&mut self.groups, &mut self.shapes, &mut self.of_changes);
        let group = *self.of_text.entry((template, text)).or_insert_with_key(|(_, text)| {
            let changes: Vec<bool> = text.iter().map(|c| *c == '#').collect();
            let shape = *of_changes.entry(changes.clone()).or_insert(shapes.len());
            if shape == shapes.len() {
                shapes.push(Shape { changes, groups: Vec::new() });
            }
            shapes.get_mut(shape).into_iter().for_each(|shape| shape.groups.push(groups.len()));
            groups.push(Group { text: text.clone(), shape, template, batches: Vec::new() });
            groups.len() - 1
        });
        self.groups.get_mut(group).into_iter().for_each(|group| group.batches.push(place));
    }

    /// Returns the groups of other templates that may have codes in common with one.
    fn others(&self, group: &Group, indexes: &mut HashMap<(usize, usize), Index>) -> Vec<&Group> {
        let mut others = Vec::new();
        let Some(own) = self.shapes.get(group.shape) else { return others };
        let alike = self.shapes.iter().enumerate().filter(|(_, shape)| shape.changes.len() == own.changes.len());
        for (number, shape) in alike {
            let index = indexes.entry((group.shape, number)).or_insert_with(|| self.index(own, shape));
            let found = index.groups.get(&group.text_in(&index.places)).into_iter().flatten();
            let found = found.filter_map(|other| self.groups.get(*other));
            others.extend(found.filter(|other| other.template != group.template));
        }
        others
    }

    fn index(&self, own: &Shape, shape: &Shape) -> Index {
        let changes = own.changes.iter().zip(&shape.changes).enumerate();
        let places: Vec<usize> = changes.filter(|(_, (one, other))| !**one && !**other).map(|(at, _)| at).collect();
        let mut groups: HashMap<Vec<char>, Vec<usize>> = HashMap::default();
        for at in &shape.groups {
            let Some(group) = self.groups.get(*at) else { continue };
            groups.entry(group.text_in(&places)).or_default().push(*at);
        }
        Index { places, groups }
    }
}

impl Group {
    /// Returns the characters in some places.
    fn text_in(&self, places: &[usize]) -> Vec<char> {
        places.iter().filter_map(|at| self.text.get(*at)).copied().collect()
    }
}

/// Which numbers of a template are taken, and by which batch first.
#[derive(Default)]
struct Taken {
    /// Ranges that do not meet, by their starts: each with its end and the place of the batch.
    // INVARIANT: a range is of the first batch that has its numbers.
    ranges: BTreeMap<u64, (u64, usize)>,
}

impl Taken {
    /// Returns the first batch that has taken a number of this one, and takes those that are left.
    fn add(&mut self, batch: &CodeBatch, place: usize) -> Option<usize> {
        let (start, end) = (batch.range_start, batch.range_start.saturating_add(batch.quantity));
        let before = self.ranges.range(..=start).next_back().filter(|(_, (until, _))| start < *until);
        let from = before.map_or(start, |(from, _)| *from);
        let (mut first, mut free, mut gaps) = (None::<usize>, start, Vec::new());
        for (from, (until, by)) in self.ranges.range(from..end.max(from)) {
            first = Some(first.map_or(*by, |first| first.min(*by)));
            if free < *from {
                gaps.push((free, *from));
            }
            free = *until;
        }
        if free < end {
            gaps.push((free, end));
        }
        self.ranges.extend(gaps.into_iter().map(|(from, until)| (from, (until, place))));
        first
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::Span;

    fn batches() -> impl Strategy<Value = Vec<CodeBatch>> {
        let template =
            prop_oneof![Just("C##"), Just("C1#"), Just("#1#"), Just("###"), Just("##2"), Just("D#"), Just("C2#")];
        let batch =
            (template, any::<bool>(), 0_u64..30, 0_u64..12).prop_map(|(template, numeric, range_start, quantity)| {
                CodeBatch {
                    template: template.into(),
                    template_span: Span::NONE,
                    charset: if numeric { Charset::Numeric } else { Charset::Alphanumeric },
                    quantity,
                    quantity_span: Span::NONE,
                    range_start,
                    redemptions: 1,
                }
            });
        // A batch that begins behind its last number has no codes.
        prop::collection::vec(batch.prop_filter("in range", |batch| batch.range_start < batch.capacity()), 0..24)
    }

    proptest! {
        #[test]
        fn each_batch_has_the_first_that_comparing_all_pairs_finds(batches in batches()) {
            let batches: Vec<&CodeBatch> = batches.iter().collect();
            let pairs = batches.iter().enumerate().filter_map(|(second, later)| {
                let mut earlier = batches.iter().take(second).enumerate();
                earlier.find_map(|(first, batch)| Some(Meeting { first, second, shared: batch.shared_with(later)? }))
            });
            let mut expected: Vec<Meeting> = pairs.collect();
            expected.sort_by_key(|meeting| (meeting.first, meeting.second));
            prop_assert_eq!(meetings(&batches), expected);
        }
    }
}
