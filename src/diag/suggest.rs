//! Did you mean …?

use std::cell::Cell;

use crate::source::budget;

/// How many more texts are compared with everything that could be meant.
#[derive(Debug)]
pub struct Suggestions(Cell<usize>);

impl Default for Suggestions {
    fn default() -> Self {
        Self(Cell::new(budget::SUGGESTIONS))
    }
}

impl Suggestions {
    /// Tells whether one more may be, and counts it.
    #[must_use]
    pub fn one_more(&self) -> bool {
        let left = self.0.get();
        self.0.set(left.saturating_sub(1));
        left > 0
    }
}

/// Returns the candidate nearest to `written`, if one is close enough to be what was meant.
///
/// Near means one edit, and one more for every five characters, but never as many as the candidate has characters. Ties
/// go to the first in the alphabet.
///
/// ```
/// use ratebook::diag::nearest;
/// assert_eq!(nearest("bundels", ["bundles", "products"]), Some("bundles"));
/// assert_eq!(nearest("zebra", ["bundles", "products"]), None);
/// ```
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let budget = |name: &str| 1 + name.len().max(written.len()) / 5;
    candidates
        .into_iter()
        .filter(|name| *name != written && name.len().abs_diff(written.len()) <= budget(name))
        .map(|name| (strsim::damerau_levenshtein(&written.to_lowercase(), &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= budget(name) && *distance < name.chars().count())
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_texts_get_a_suggestion_and_no_more() {
        let suggestions = Suggestions::default();
        assert_eq!((0..3000).filter(|_| suggestions.one_more()).count(), budget::SUGGESTIONS);
    }
}
