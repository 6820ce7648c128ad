//! Text made fit for a terminal: nothing in it moves the cursor, no line is wider than asked for.

use std::borrow::Cow;

use crate::diag::is_unprintable;

/// The longest run without a space that is shown whole; a longer one loses its middle.
const LONGEST_WORD: usize = 120;

/// Tells whether a character would act on the terminal, or reorder the text around it, instead of being seen.
fn acts(c: char) -> bool {
    is_unprintable(c) || matches!(c, '\u{200e}' | '\u{200f}')
}

/// Returns `text` on one line, with every character that would act on the terminal written as an escape.
///
/// Messages quote the user's words, and a catalog is allowed to hold anything.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let escaped = text.chars().fold(String::with_capacity(text.len()), |mut line, c| {
        if acts(c) {
            line.extend(c.escape_default());
        } else {
            line.push(c);
        }
        line
    });
    Cow::Owned(escaped)
}

/// Returns how many columns a character takes at most; never too few, as a line that is too short does no harm.
pub fn columns_of(c: char) -> usize {
    match c {
        '\t' => 4,
        '\u{2010}'..='\u{2027}' => 1,
        '\u{1100}'.. => 2,
        _ => 1,
    }
}

/// Returns how many columns `text` takes at most.
pub fn columns(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

/// Returns the longest beginning of `text` that takes at most `room` columns.
pub fn head(text: &str, room: usize) -> &str {
    let mut used = 0;
    let end = text.char_indices().find(|(_, c)| {
        used += columns_of(*c);
        used > room
    });
    end.and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

/// Returns the longest end of `text` that takes at most `room` columns.
pub fn tail(text: &str, room: usize) -> &str {
    let mut used = 0;
    let start = text.char_indices().rev().find(|(_, c)| {
        used += columns_of(*c);
        used > room
    });
    start.and_then(|(at, c)| text.get(at + c.len_utf8()..)).unwrap_or(text)
}

/// Returns `text` with the middle of overlong words taken out.
fn shortened(word: &str) -> Cow<'_, str> {
    if columns(word) <= LONGEST_WORD {
        return Cow::Borrowed(word);
    }
    Cow::Owned(format!("{}...{}", head(word, LONGEST_WORD * 2 / 3), tail(word, LONGEST_WORD / 3)))
}

/// Returns `text` as one printable line whose overlong words have lost their middle.
pub fn one_line(text: &str) -> String {
    let text = printable(text);
    if columns(&text) <= LONGEST_WORD {
        return text.into_owned();
    }
    text.split(' ').map(shortened).collect::<Vec<_>>().join(" ")
}

/// Breaks `text` into lines of at most `width` columns: at spaces, and inside a word only if it is wider than a line.
///
/// Line breaks that are already in the text are kept.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(10);
    text.lines().flat_map(|line| wrap_line(&one_line(line), width)).collect()
}

fn wrap_line(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split(' ') {
        let wide = columns(word);
        if used > 0 && used + 1 + wide > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        } else if used > 0 {
            line.push(' ');
            used += 1;
        }
        let mut rest = word;
        while columns(rest) > width {
            let part = head(rest, width);
            lines.push(part.to_owned());
            rest = rest.get(part.len()..).unwrap_or("");
        }
        line.push_str(rest);
        used += columns(rest);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_word_cannot_act_on_the_terminal() {
        assert_eq!(printable("code `\u{1b}[2Ja\nb\u{202e}`"), "code `\\u{1b}[2Ja\\nb\\u{202e}`");
    }

    #[test]
    fn no_wrapped_line_is_wider_than_asked_for() {
        let text = format!("a plan {} of many words {} 価格", "x".repeat(5_000), "ß".repeat(70));
        let lines = wrap(&text, 40);
        assert!(lines.len() < 12, "{lines:#?}");
        assert!(lines.iter().all(|l| columns(l) <= 40), "{lines:#?}");
    }

    #[test]
    fn words_survive_wrapping() {
        let text = "one two three four five six seven eight nine ten";
        assert_eq!(wrap(text, 12).join(" "), text);
    }
}
