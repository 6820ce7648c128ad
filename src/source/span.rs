//! A place in the text of a catalog.

/// A half-open range of bytes in the one address space of a [`SourceSet`](super::SourceSet).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of what was never written.
    pub const NONE: Self = Self { start: u32::MAX, end: u32::MAX };

    /// Returns the span of these bytes.
    #[must_use]
    pub fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// Tells whether something was written here.
    #[must_use]
    pub fn is_written(self) -> bool {
        self != Self::NONE
    }
}

/// A span as people and other tools name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location<'a> {
    /// The file's name, relative to where the tool was started, with forward slashes.
    pub file: &'a str,
    /// Line of the first character, from 1.
    pub line: u32,
    /// Column of the first character, in characters, from 1.
    pub column: u32,
    /// Line of the end.
    pub end_line: u32,
    /// Column one past the last character.
    pub end_column: u32,
}
