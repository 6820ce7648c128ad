//! The few lines of a file that a drawing shows, cut to the width of the terminal.
//!
//! A file may be one line of many megabytes and a finding must stay short and quick, so no more is read than is drawn:
//! from each marked place outwards to the ends of its line, or to where the terminal ends.

use std::ops::Range;

use super::terminal_text::{columns, head, one_line, tail, wrap};

/// What stands where a line was cut.
pub const CUT: &str = "...";
/// How far left of a mark a cut line still shows, in columns.
const LEAD: usize = 12;
/// How far right of a mark a cut line still shows, in columns.
pub const TRAIL: usize = 20;
/// The narrowest column that a label is wrapped into.
const LABEL: usize = 36;
/// How many lines may lie between two places that are drawn in one excerpt.
const GAP: usize = 60;

/// What some editors write at the start of a file; it takes no column.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A place to draw in a text.
#[derive(Debug, Clone)]
pub struct Mark<'a> {
    /// The bytes of the text that are underlined.
    pub range: Range<usize>,
    /// The line of the first byte, from 1.
    pub line: usize,
    /// Its column in characters, from 1.
    pub column: usize,
    /// Whether this is the place that the finding is about.
    pub primary: bool,
    /// What is said there; may be empty.
    pub label: &'a str,
}

/// A mark inside an [`Excerpt`]: its label broken into lines that fit.
#[derive(Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The bytes of the excerpt that are underlined.
    pub range: Range<usize>,
    /// Whether this is the place that the finding is about.
    pub primary: bool,
    /// The label's lines; none if it says nothing.
    pub label: Vec<String>,
}

/// Some lines of a text that follow each other.
#[derive(Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The lines.
    pub text: String,
    /// The number of the first, from 1.
    pub line: usize,
    /// The marks, in the order they were given.
    pub marks: Vec<Drawn>,
    /// The line before a mark on an empty line, so that there is something to see.
    pub before: Option<Range<usize>>,
}

/// A line of a text, or the part of it that is near enough to matter.
pub struct Line {
    /// Its bytes, without the line break.
    pub range: Range<usize>,
    /// Whether the line goes on to the left.
    pub before: bool,
    /// Whether the line goes on to the right.
    pub after: bool,
}

impl Line {
    /// Finds the line around `at`, looking at most `reach` bytes to either side.
    pub fn around(text: &str, at: usize, reach: usize) -> Self {
        let at = text.floor_char_boundary(at.min(text.len()));
        let mark = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8().min(at) } else { 0 };
        let from = text.ceil_char_boundary(at.saturating_sub(reach)).max(mark);
        let to = text.floor_char_boundary(at.saturating_add(reach).min(text.len()));
        let line_break = text.get(from..at).and_then(|t| t.rfind('\n'));
        let start = line_break.map_or(from, |n| from + n + 1);
        let rest = text.get(at..to).unwrap_or("");
        let end = at + rest.find('\n').unwrap_or(rest.len());
        let content = text.get(start..end).unwrap_or("").trim_end_matches('\r');
        Self {
            range: start..(start + content.len()).max(at),
            before: line_break.is_none() && from > mark,
            after: end == to && to < text.len() && !rest.contains('\n'),
        }
    }

    /// Returns what is shown of `lead`, this line's text up to a place, in about `space` columns; and what goes before.
    pub fn lead<'t>(&self, lead: &'t str, space: usize, room: usize) -> (&'static str, &'t str) {
        let least = LEAD.min(room / 4);
        if !self.before && columns(lead) <= space.max(least + CUT.len()) {
            return ("", lead);
        }
        (CUT, tail(lead, space.saturating_sub(CUT.len()).max(least)))
    }
}

/// Returns the part of `range` that can be underlined: on its first line, and not wider than `room`.
fn underlined(text: &str, range: &Range<usize>, room: usize) -> Range<usize> {
    let start = text.floor_char_boundary(range.start.min(text.len()));
    let end = text.floor_char_boundary(range.end.min(text.len())).max(start);
    // Four bytes is the longest character, so no more can fit; a span may be megabytes wide.
    let near = text.floor_char_boundary(end.min(start + room * 4));
    let first = text.get(start..near).and_then(|t| t.lines().next()).unwrap_or("");
    start..start + head(first.trim_end_matches('\r'), room).len()
}

/// Puts marks of one text that lie close together into one group each, the primary's group first.
///
/// Two marks share an excerpt if no more than a few lines lie between them and, on one line, both fit on the screen.
pub fn groups<'m, 'a>(text: &str, marks: &'m [Mark<'a>], room: usize) -> Vec<Vec<&'m Mark<'a>>> {
    let mut groups: Vec<Vec<&Mark<'_>>> = Vec::new();
    let fits = |a: &Mark<'_>, b: &Mark<'_>| {
        if a.line != b.line {
            return a.line.abs_diff(b.line) <= GAP;
        }
        let (from, to) = (a.range.start.min(b.range.start), a.range.end.max(b.range.end));
        to - from <= room * 4 && columns(text.get(from..to).unwrap_or("")) + LEAD + 2 * CUT.len() <= room
    };
    for mark in marks {
        // The first of a group speaks for its distance, so that no group grows beyond it mark by mark.
        let home = groups.iter_mut().find(|g| {
            g.first().is_some_and(|first| fits(first, mark)) && g.iter().all(|m| m.line != mark.line || fits(m, mark))
        });
        match home {
            Some(group) => group.push(mark),
            None => groups.push(vec![mark]),
        }
    }
    groups
}

/// Cuts the excerpt around marks that [`groups`] put together, for lines of at most `room` columns.
pub fn excerpt(text: &str, group: &[&Mark<'_>], room: usize) -> Excerpt {
    let reach = room * 4 + 16;
    let mut lines: Vec<usize> = group.iter().map(|m| m.line).collect();
    lines.sort_unstable();
    lines.dedup();
    let mut drawn: Vec<Option<Drawn>> = group.iter().map(|_| None).collect();
    let (mut out, mut first, mut before) = (String::new(), lines.first().copied().unwrap_or(1), None);
    let mut previous: Option<(usize, usize)> = None; // line number, and where its marks begin
    for line in lines {
        let on_line: Vec<(usize, &Mark<'_>)> =
            group.iter().enumerate().filter(|(_, m)| m.line == line).map(|(i, m)| (i, *m)).collect();
        let at = on_line.iter().map(|(_, m)| m.range.start.min(text.len())).min().unwrap_or(0);
        let here = Line::around(text, at, reach);
        if let Some((last, from)) = previous {
            for between in lines_after(text, from, line - last - 1) {
                out.push('\n');
                out.push_str(head(between, room));
            }
            out.push('\n');
        } else if line > 1 && text.get(here.range.clone()).is_some_and(|l| l.trim().is_empty()) {
            let above = Line::around(text, here.range.start.saturating_sub(1), reach);
            out.push_str(head(text.get(above.range).unwrap_or(""), room));
            before = Some(0..out.len());
            out.push('\n');
            first = line - 1;
        }
        previous = Some((line, at));
        for (index, mark) in marked_line(text, &here, &on_line, room, &mut out) {
            if let Some(slot) = drawn.get_mut(index) {
                *slot = Some(mark);
            }
        }
    }
    Excerpt { text: out, line: first, marks: drawn.into_iter().flatten().collect(), before }
}

/// Returns the `count` lines after the one that holds the byte `from`.
fn lines_after(text: &str, from: usize, count: usize) -> impl Iterator<Item = &str> {
    let rest = text.get(text.floor_char_boundary(from.min(text.len()))..).unwrap_or("");
    rest.split('\n').skip(1).take(count).map(|line| line.trim_end_matches('\r'))
}

/// Adds one line with its marks to `out`, cut so that marks and labels fit into `room` columns.
fn marked_line(
    text: &str,
    line: &Line,
    marks: &[(usize, &Mark<'_>)],
    room: usize,
    out: &mut String,
) -> Vec<(usize, Drawn)> {
    let ranges: Vec<(usize, &Mark<'_>, Range<usize>)> =
        marks.iter().map(|(i, m)| (*i, *m, underlined(text, &m.range, room * 2 / 3))).collect();
    let from = ranges.iter().map(|(_, _, r)| r.start).min().unwrap_or(line.range.start);
    let to = ranges.iter().map(|(_, _, r)| r.end).max().unwrap_or(line.range.end);
    let slice = |range: Range<usize>| text.get(range).unwrap_or("");
    let (lead, middle, trail) = (slice(line.range.start..from), slice(from..to), slice(to..line.range.end.max(to)));

    // Columns that labels want: beside the rightmost mark if that is possible, below each of them otherwise.
    let wanted = ranges.iter().filter(|(_, m, _)| !m.label.is_empty()).map(|(_, m, r)| {
        let start = columns(slice(from..r.start));
        let label = columns(&one_line(m.label));
        start + columns(slice(r.clone())).max(1) + 1 + label.min(LABEL)
    });
    let need = wanted.max().unwrap_or(0).max(columns(middle) + columns(trail).min(TRAIL));
    let space = room.saturating_sub(need);
    let (left, kept) = line.lead(lead, space, room);
    let start = from - kept.len();
    let shift = out.len() + left.len();
    out.push_str(left);
    out.push_str(slice(start..to));
    let used = columns(left) + columns(slice(start..to));
    if !line.after && used + columns(trail) <= room {
        out.push_str(trail);
    } else {
        out.push_str(head(trail, room.saturating_sub(used + CUT.len())));
        out.push_str(CUT);
    }
    if start == to && trail.is_empty() && left.is_empty() {
        out.push(' '); // annotate-snippets has no line where a text ends in a line break
    }
    let last = ranges.iter().map(|(_, _, r)| r.start).max();
    ranges
        .iter()
        .map(|(index, mark, range)| {
            let begin = columns(left) + columns(slice(start..range.start));
            let beside = begin + columns(slice(range.clone())).max(1) + 1;
            let below = room.saturating_sub(begin);
            let alone = last == Some(range.start);
            let label = label_lines(mark.label, if alone { room.saturating_sub(beside) } else { below }, below);
            let range = range.start - start + shift..range.end - start + shift;
            (*index, Drawn { range, primary: mark.primary, label })
        })
        .collect()
}

/// Breaks a label: one line if it fits beside its mark, otherwise several below it.
fn label_lines(label: &str, beside: usize, below: usize) -> Vec<String> {
    if label.is_empty() {
        return Vec::new();
    }
    let label = one_line(label);
    let wide = columns(&label);
    if wide <= beside {
        return vec![label];
    }
    let lines = wrap(&label, below);
    // A single line would be drawn beside the mark, where it does not fit.
    if lines.len() == 1 { wrap(&label, wide * 2 / 3) } else { lines }
}
