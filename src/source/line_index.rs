//! Byte offsets to lines and columns.

/// Where the lines of one text begin.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Reads the line starts of `text`. Lines end with `\n` or `\r\n`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        let breaks = text.bytes().enumerate().filter(|(_, b)| *b == b'\n');
        starts.extend(breaks.filter_map(|(at, _)| u32::try_from(at + 1).ok()));
        Self { starts }
    }

    /// Returns line and column, both from 1, of a byte offset in `text`; the column counts characters.
    ///
    /// ```
    /// use ratebook::source::LineIndex;
    /// let text = "a: 1\r\nprix: \"é€\" # x\n";
    /// let index = LineIndex::new(text);
    /// let at = text.find('#').unwrap();
    /// assert_eq!(index.line_column(text, at), (2, 12));
    /// ```
    #[must_use]
    pub fn line_column(&self, text: &str, offset: usize) -> (u32, u32) {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|s| *s as usize <= offset);
        let start = self.starts.get(line.saturating_sub(1)).map_or(0, |s| *s as usize);
        let column = text.get(start..offset).map_or(0, |t| t.trim_start_matches('\u{feff}').chars().count());
        (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column + 1).unwrap_or(u32::MAX))
    }
}
