//! Lines and indentation around the place of a syntax error.

use std::ops::Range;

/// One line: where its content stands, in bytes, without indentation, comment and line break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line<'s> {
    pub(super) content: Range<usize>,
    pub(super) text: &'s str,
    /// Spaces before the content.
    pub(super) indent: usize,
}

impl Line<'_> {
    /// Tells whether the line is an item of a list.
    pub(super) fn is_item(&self) -> bool {
        self.text == "-" || self.text.starts_with("- ")
    }

    fn is_blank(&self) -> bool {
        self.text.is_empty() || self.text.starts_with('#')
    }
}

/// Returns the line that holds `at`.
pub(super) fn line(text: &str, at: usize) -> Line<'_> {
    let start = text.get(..at).and_then(|t| t.rfind('\n')).map_or(0, |n| n + 1);
    let whole = text.get(start..).unwrap_or("").split('\n').next().unwrap_or("");
    let shown = whole.trim_start_matches(['\u{feff}', ' ']);
    let begin = start + whole.len() - shown.len();
    let shown = shown.split(" #").next().unwrap_or("").trim_end();
    let indent = whole.trim_start_matches('\u{feff}').bytes().take_while(|b| *b == b' ').count();
    Line { content: begin..begin + shown.len(), text: shown, indent }
}

/// Returns the lines above the one that holds `at`, nearest first, without blank ones and comments, up to the start of
/// the document.
pub(super) fn lines_above(text: &str, at: usize) -> impl Iterator<Item = Line<'_>> {
    let mut before = text.get(..at).and_then(|t| t.rfind('\n'));
    std::iter::from_fn(move || {
        let end = before?;
        let found = line(text, end);
        before = text.get(..end).and_then(|t| t.rfind('\n'));
        Some(found)
    })
    .take_while(|l| !(l.indent == 0 && (l.text == "---" || l.text.starts_with("--- "))))
    .filter(|l| !l.is_blank())
}

/// Returns the lines that begin what is open above `at`: each indented less than the one before it, innermost first.
pub(super) fn open_lines(text: &str, at: usize) -> Vec<Line<'_>> {
    let mut open: Vec<Line<'_>> = Vec::new();
    for above in lines_above(text, at) {
        if open.last().is_none_or(|inner| above.indent < inner.indent) {
            let is_outermost = above.indent == 0;
            open.push(above);
            if is_outermost {
                break;
            }
        }
    }
    open
}

/// Returns where the word at `at` ends: before white space, a colon, a comma, a bracket.
pub(super) fn word(text: &str, at: usize) -> Range<usize> {
    let rest = text.get(at..).unwrap_or("");
    let ends = |c: char| c.is_whitespace() || matches!(c, ':' | ',' | '[' | ']' | '{' | '}');
    let length = match rest.find(ends) {
        Some(0) => rest.chars().next().filter(|c| !c.is_whitespace()).map_or(0, char::len_utf8),
        Some(length) => length,
        None => rest.len(),
    };
    at..at + length
}

/// Returns the key with which a line begins, and where its value begins.
pub(super) fn key<'s>(line: &Line<'s>) -> Option<(&'s str, usize)> {
    let mut rest = line.text;
    while let Some(item) = rest.strip_prefix("- ") {
        rest = item.trim_start();
    }
    let (key, value) = match rest.split_once(": ") {
        Some((key, value)) => (key, value.trim_start()),
        None => (rest.strip_suffix(':')?, ""),
    };
    Some((key.trim_end(), line.content.end - value.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_lines_lead_out_of_the_innermost_block() {
        let text = "---\na:\n  - b: 1\n\n    # note\n    c: 2\n   d: 3\n";
        let at = text.find('d').unwrap();
        let indents: Vec<_> = open_lines(text, at).iter().map(|l| (l.indent, l.is_item())).collect();
        assert_eq!(indents, [(4, false), (2, true), (0, false)]);
        assert_eq!(key(&line(text, text.find('b').unwrap())), Some(("b", 14)));
        assert_eq!(line(text, at).content, at..at + 4);
    }
}
