//! The files of one catalog, laid end to end in one address space.

use std::sync::OnceLock;

use super::{LineIndex, Location, Span};

/// The number of a file in its [`SourceSet`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// What could be read of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileText {
    /// The whole text.
    Whole(String),
    /// The text up to the first byte that is not UTF-8.
    NotUtf8(String),
    /// Nothing: the file has this many bytes, more than the budget.
    TooLarge(u64),
}

impl FileText {
    /// Takes the bytes of a file as text.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self::Whole(text),
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let mut bytes = error.into_bytes();
                bytes.truncate(valid);
                Self::NotUtf8(String::from_utf8(bytes).unwrap_or_default())
            }
        }
    }
}

/// One file: its name, its text and its place in the address space.
#[derive(Debug)]
pub struct SourceFile {
    name: String,
    content: FileText,
    base: u32,
    lines: OnceLock<LineIndex>,
}

impl SourceFile {
    /// Returns the name, relative to where the tool was started, with forward slashes.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the text that could be read.
    #[must_use]
    pub fn text(&self) -> &str {
        match &self.content {
            FileText::Whole(text) | FileText::NotUtf8(text) => text,
            FileText::TooLarge(_) => "",
        }
    }

    /// Returns what could be read, and why not all of it.
    #[must_use]
    pub fn content(&self) -> &FileText {
        &self.content
    }

    /// Returns the first address of this file.
    #[must_use]
    pub fn base(&self) -> u32 {
        self.base
    }

    /// Returns the span of the bytes `start..end` of this file's text.
    #[must_use]
    pub fn span(&self, start: usize, end: usize) -> Span {
        let at = |offset: usize| self.base.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX));
        Span::new(at(start), at(end))
    }

    /// Returns the byte range that a span of this file covers in its text.
    #[must_use]
    pub fn range(&self, span: Span) -> std::ops::Range<usize> {
        let at = |address: u32| (address.saturating_sub(self.base) as usize).min(self.text().len());
        at(span.start)..at(span.end)
    }

    /// Returns line and column of a byte offset, both from 1.
    #[must_use]
    pub fn line_column(&self, offset: usize) -> (u32, u32) {
        self.lines.get_or_init(|| LineIndex::new(self.text())).line_column(self.text(), offset)
    }
}

/// The files of one catalog, sorted by name.
#[derive(Debug, Default)]
pub struct SourceSet {
    files: Vec<SourceFile>,
}

impl SourceSet {
    /// Lays the files end to end, sorted by name, so that the same files give the same spans on every machine.
    ///
    /// The caller keeps the sum of all texts below [`CATALOG_BYTES`](super::budget::CATALOG_BYTES).
    ///
    /// ```
    /// use ratebook::source::{FileText, SourceSet};
    /// let set = SourceSet::new(vec![("b.yaml".into(), FileText::Whole("x: 1\n".into())),
    ///                               ("a.yaml".into(), FileText::Whole("y: 2\n".into()))]);
    /// let file = set.files().next().unwrap();
    /// assert_eq!(file.name(), "a.yaml");
    /// assert_eq!(set.locate(file.span(3, 4)).line, 1);
    /// ```
    #[must_use]
    pub fn new(mut files: Vec<(String, FileText)>) -> Self {
        files.sort_by(|a, b| a.0.cmp(&b.0));
        let mut base = 0_u32;
        let files = files
            .into_iter()
            .map(|(name, content)| {
                let file = SourceFile { name, content, base, lines: OnceLock::new() };
                // One address is left free between files, so that a span at the end of one is not the start of the next.
                base = base.saturating_add(u32::try_from(file.text().len()).unwrap_or(u32::MAX)).saturating_add(1);
                file
            })
            .collect();
        Self { files }
    }

    /// Returns the files in order of their names.
    pub fn files(&self) -> impl ExactSizeIterator<Item = &SourceFile> {
        self.files.iter()
    }

    /// Returns a file by its number.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// Returns the number of the file that a span lies in.
    #[must_use]
    pub fn file_id(&self, span: Span) -> FileId {
        let after = self.files.partition_point(|f| f.base <= span.start);
        FileId(u32::try_from(after.saturating_sub(1)).unwrap_or(u32::MAX))
    }

    /// Returns the file that a span lies in.
    #[must_use]
    pub fn file_of(&self, span: Span) -> Option<&SourceFile> {
        self.get(self.file_id(span))
    }

    /// Returns a span as file, lines and columns.
    #[must_use]
    pub fn locate(&self, span: Span) -> Location<'_> {
        let Some(file) = self.file_of(span) else {
            return Location { file: "", line: 1, column: 1, end_line: 1, end_column: 1 };
        };
        let range = file.range(span);
        let (line, column) = file.line_column(range.start);
        let (end_line, end_column) = file.line_column(range.end);
        Location { file: &file.name, line, column, end_line, end_column }
    }

    /// Returns the text that a span covers.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.file_of(span).and_then(|f| f.text().get(f.range(span))).unwrap_or("")
    }
}
