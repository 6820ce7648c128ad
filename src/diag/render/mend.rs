//! A replacement, cut to the width of the terminal.

use std::ops::Range;

use super::excerpt::{CUT, Line, TRAIL};
use super::terminal_text::{columns, head, one_line};

/// How many lines a replacement may take away or bring before it is told instead of drawn.
const LINES: usize = 6;

/// A replacement of some bytes of a text.
pub struct Mend<'a> {
    /// The file's name.
    pub name: &'a str,
    /// Its text.
    pub text: &'a str,
    /// The bytes that are replaced.
    pub range: Range<usize>,
    /// The line of the first of them, from 1.
    pub line: usize,
    /// Its column in characters, from 1.
    pub column: usize,
    /// What they are replaced by.
    pub new: &'a str,
}

/// A replacement inside the lines that it changes.
pub struct CutMend {
    /// The lines.
    pub text: String,
    /// The number of the first, from 1.
    pub line: usize,
    /// What is replaced, in bytes of `text`.
    pub range: Range<usize>,
}

impl Mend<'_> {
    /// Returns the title of a drawn replacement that came without one.
    pub fn title(&self) -> &'static str {
        if self.new.is_empty() { "remove this" } else { "write this instead" }
    }

    /// Says a replacement that is not drawn.
    pub fn in_words(&self) -> String {
        if self.new.is_empty() { self.title().to_owned() } else { format!("write `{}` instead", one_line(self.new)) }
    }

    /// Tells whether all that was written stays, so that one line with `+` under it shows the change.
    pub fn only_adds(&self) -> bool {
        let old = self.text.get(self.range.clone()).unwrap_or("").as_bytes();
        let new = self.new.as_bytes();
        let same = |pairs: &mut dyn Iterator<Item = (&u8, &u8)>| pairs.take_while(|(a, b)| a == b).count();
        let kept = same(&mut old.iter().zip(new)) + same(&mut old.iter().rev().zip(new.iter().rev()));
        // The same bytes may be counted from both ends: `adda` is not `ada` with something added.
        kept >= old.len() && new.len() >= old.len() && !self.new.contains('\n')
    }

    /// Cuts the lines that change, for lines of at most `room` columns; `None` if that hides a part of the change.
    pub fn cut(&self, room: usize) -> Option<CutMend> {
        let old = self.text.get(self.range.clone())?;
        // Four bytes is the longest character: what has more bytes than that cannot fit, so it need not be counted.
        let long = room * 4 * LINES;
        if old == self.new || old.len() > long || self.new.len() > long {
            return None;
        }
        if old.contains('\n') || self.new.contains('\n') { self.cut_lines(old, room) } else { self.cut_line(old, room) }
    }

    fn cut_line(&self, old: &str, room: usize) -> Option<CutMend> {
        let changed = columns(old).max(columns(self.new));
        if changed > room * 2 / 3 {
            return None;
        }
        let line = Line::around(self.text, self.range.start, room * 4 + old.len());
        let lead = self.text.get(line.range.start..self.range.start)?;
        let trail = self.text.get(self.range.end..line.range.end.max(self.range.end))?;
        let space = room.saturating_sub(changed + columns(trail).min(TRAIL));
        let (cut, lead) = line.lead(lead, space, room);
        let mut text = format!("{cut}{lead}");
        let start = text.len();
        text.push_str(old);
        let range = start..text.len();
        let left = room.saturating_sub(columns(text.get(..start).unwrap_or("")) + changed);
        if !line.after && columns(trail) <= left {
            text.push_str(trail);
        } else {
            text.push_str(head(trail, left.saturating_sub(CUT.len())));
            text.push_str(CUT);
        }
        Some(CutMend { text, line: self.line, range })
    }

    fn cut_lines(&self, old: &str, room: usize) -> Option<CutMend> {
        let reach = room * 4;
        let first = Line::around(self.text, self.range.start, reach);
        // A replacement of whole lines ends at the start of the next, which does not change.
        let inside = if old.ends_with('\n') { self.range.end - 1 } else { self.range.end };
        let last = Line::around(self.text, inside, reach);
        let text = self.text.get(first.range.start..last.range.end.max(self.range.end))?;
        let short = |t: &str| t.lines().count() <= LINES && t.lines().all(|l| columns(l) <= room);
        if first.before || last.after || !short(text) || !short(self.new) {
            return None;
        }
        let range = self.range.start - first.range.start..self.range.end - first.range.start;
        Some(CutMend { text: text.to_owned(), line: self.line, range })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_less_is_no_addition_however_the_rest_repeats() {
        let mend = |text: &'static str, new: &'static str| Mend {
            name: "tv.yaml",
            text,
            range: 0..text.len(),
            line: 1,
            column: 1,
            new,
        };
        assert!(!mend("adda", "ada").only_adds());
        assert!(mend("ada", "adda").only_adds());
        assert!(!mend("9,90", "9.90").only_adds());
    }
}
