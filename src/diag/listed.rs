//! Lists in a sentence: the first of what there is, and how much more.

/// The most that is listed of what there is.
pub const LISTED: usize = 8;

/// Returns what there is in one line: the first eight of it, and how much more there is.
///
/// ```
/// use ratebook::diag::listed;
/// assert_eq!(listed(["a".to_owned(), "b".to_owned()], ", "), "a, b");
/// assert_eq!(listed((1..=10).map(|n| n.to_string()), ", "), "1, 2, 3, 4, 5, 6, 7, 8, and 2 more");
/// ```
#[must_use]
pub fn listed(names: impl IntoIterator<Item = String>, between: &str) -> String {
    let mut names = names.into_iter();
    let shown = names.by_ref().take(LISTED).collect::<Vec<_>>().join(between);
    match names.count() {
        0 => shown,
        more => format!("{shown}{between}and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_ends_with_how_much_more_there_is() {
        let names = |count: u32| (1..=count).map(|number| number.to_string());
        assert_eq!(listed(names(0), ", "), "");
        assert_eq!(listed(names(8), ", "), "1, 2, 3, 4, 5, 6, 7, 8");
        assert_eq!(listed(names(10), ", "), "1, 2, 3, 4, 5, 6, 7, 8, and 2 more");
    }
}
