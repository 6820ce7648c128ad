//! Files of a catalog as text with places: one address space over all of them.
//!
//! Owns file names, text, spans, lines and columns, and the budgets that bound hostile input. Does not read a disk and
//! knows nothing of YAML.

pub mod budget;
mod files;
mod line_index;
mod span;

pub use files::{FileId, FileText, SourceFile, SourceSet};
pub use line_index::LineIndex;
pub use span::{Location, Span};
