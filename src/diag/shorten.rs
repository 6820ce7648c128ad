//! The user's own words, short enough for a headline.

use std::borrow::Cow;

/// How many characters of a text fit into a headline.
const LONGEST: usize = 40;

/// Returns the first line of a text, cut after 40 characters.
///
/// ```
/// use ratebook::diag::shorten;
/// assert_eq!(shorten("9,90"), "9,90");
/// assert_eq!(shorten(&"9".repeat(100)), format!("{}…", "9".repeat(40)));
/// ```
#[must_use]
pub fn shorten(text: &str) -> Cow<'_, str> {
    cut_after(text.lines().next().unwrap_or(""), LONGEST)
}

/// Returns a text, cut after so many characters.
///
/// ```
/// use ratebook::diag::cut_after;
/// assert_eq!(cut_after("seat", 4), "seat");
/// assert_eq!(cut_after("seats", 4), "seat…");
/// ```
#[must_use]
pub fn cut_after(text: &str, longest: usize) -> Cow<'_, str> {
    if text.len() <= longest {
        // A text has no more characters than bytes.
        return text.into();
    }
    match text.char_indices().nth(longest) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or("")).into(),
        None => text.into(),
    }
}
