//! Characters that act instead of being seen.

/// Tells whether a character moves the cursor, breaks the line or reorders the text around it.
///
/// Marks that only say in which direction a text runs are part of names in Hebrew and Arabic, and reorder nothing.
///
/// ```
/// use ratebook::diag::is_unprintable;
/// assert!("\u{1b}\n\u{202e}".chars().all(is_unprintable));
/// assert!(!"Größe 価格 \u{200f}".chars().any(is_unprintable));
/// ```
#[must_use]
pub fn is_unprintable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
