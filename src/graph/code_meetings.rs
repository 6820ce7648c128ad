//! Which of many batches have codes in common, without comparing each with each.
//!
//! Batches of one template and charset are ranges of the same codes. Templates can only meet if they have the same
//! characters where both have some, and so they are looked up by those.

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

/// Batches of one template and charset.
struct Group {
    template: Vec<char>,
    /// Which of its characters are placeholders.
    shape: usize,
    /// The places of its batches, which ascend.
    batches: Vec<usize>,
}

/// Templates that have their placeholders in the same places.
struct Shape {
    placeholders: Vec<bool>,
    groups: Vec<usize>,
}

/// The groups of a shape by the characters that they have in some places.
type Index = HashMap<Vec<char>, Vec<usize>>;

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
    let (groups, shapes) = grouped(batches);
    let mut indexes: HashMap<(usize, usize), Index> = HashMap::default();
    let mut meetings = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        let mut others = Vec::new();
        for (number, shape) in shapes.iter().enumerate() {
            let Some(own) = shapes.get(group.shape).filter(|own| own.placeholders.len() == shape.placeholders.len())
            else {
                continue;
            };
            let common: Vec<usize> = own
                .placeholders
                .iter()
                .zip(&shape.placeholders)
                .enumerate()
                .filter(|(_, (own, other))| !**own && !**other)
                .map(|(at, _)| at)
                .collect();
            let index = indexes.entry((group.shape, number)).or_insert_with(|| shape.index(&groups, &common));
            others.extend(index.get(&group.text(&common)).into_iter().flatten().copied().filter(|other| *other != at));
        }
        let others: Vec<&Group> = others.into_iter().filter_map(|other| groups.get(other)).collect();
        group.meetings(batches, &others, &mut meetings);
    }
    meetings.sort_unstable_by_key(|meeting| (meeting.first, meeting.second));
    meetings
}

fn grouped(batches: &[&CodeBatch]) -> (Vec<Group>, Vec<Shape>) {
    let (mut groups, mut shapes): (Vec<Group>, Vec<Shape>) = (Vec::new(), Vec::new());
    let mut of_template: HashMap<(&str, bool), usize> = HashMap::default();
    let mut of_shape: HashMap<Vec<bool>, usize> = HashMap::default();
    for (at, batch) in batches.iter().enumerate() {
        let key = (batch.template.as_str(), batch.charset == Charset::Numeric);
        let group = *of_template.entry(key).or_insert_with(|| {
            let template: Vec<char> = batch.template.chars().collect();
            let placeholders: Vec<bool> = template.iter().map(|c| *c == '#').collect();
            let shape = *of_shape.entry(placeholders.clone()).or_insert(shapes.len());
            if shape == shapes.len() {
                shapes.push(Shape { placeholders, groups: Vec::new() });
            }
            shapes.get_mut(shape).into_iter().for_each(|shape| shape.groups.push(groups.len()));
            groups.push(Group { template, shape, batches: Vec::new() });
            groups.len() - 1
        });
        groups.get_mut(group).into_iter().for_each(|group| group.batches.push(at));
    }
    (groups, shapes)
}

impl Shape {
    fn index(&self, groups: &[Group], places: &[usize]) -> Index {
        let mut index = Index::default();
        for at in &self.groups {
            let Some(group) = groups.get(*at) else { continue };
            index.entry(group.text(places)).or_default().push(*at);
        }
        index
    }
}

impl Group {
    /// Returns the characters in some places.
    fn text(&self, places: &[usize]) -> Vec<char> {
        places.iter().filter_map(|at| self.template.get(*at)).copied().collect()
    }

    /// Finds for each of its batches the first one before it, in the group or in others, that has codes in common.
    fn meetings(&self, all: &[&CodeBatch], others: &[&Self], into: &mut Vec<Meeting>) {
        let mut taken = Taken::default();
        for second in &self.batches {
            let Some(batch) = all.get(*second) else { continue };
            let own = taken.add(batch, *second);
            let shared = |first: usize| Some((first, all.get(first)?.shared_with(batch)?));
            let mut best = own.and_then(shared);
            for other in others {
                let end = best.as_ref().map_or(*second, |(first, _)| *first);
                let before = other.batches.iter().copied().take_while(|first| *first < end);
                best = before.into_iter().find_map(shared).or(best);
            }
            into.extend(best.map(|(first, shared)| Meeting { first, second: *second, shared }));
        }
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
