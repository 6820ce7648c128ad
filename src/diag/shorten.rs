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
    let line = text.lines().next().unwrap_or("");
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or("")).into(),
        None => line.into(),
    }
}
