//! YAML text to a marked tree: [`parse`] reads a file into [`Document`]s and findings.
//!
//! **Owns** everything that can be said of a file without knowing what a catalog is: broken YAML, tabs, duplicate keys,
//! anchors and aliases within their budget, depth, tags, merge keys, and where `# allow:` comments stand. **In** comes a
//! [`SourceFile`], **out** go flat trees in which every key and every scalar keeps its exact place and its text as
//! written, so that `9.90` reaches exact money untouched. One broken document does not hide the next.
//!
//! There are two ways to read. `quick` takes the plain YAML in which catalogs are nearly always written; at anything else
//! it stops, and the file goes to the parser, whose events cost many times as much and who alone judges what is wrong. A
//! `builder` makes trees out of those, `plain_tree` out of plain text; a tree does not show which way it came.
//!
//! **Does not know** what keys mean, which of them may stand where, or what a price is; it does not read a disk.

mod allow;
mod anchors;
mod builder;
pub mod codes;
mod error_lines;
mod key_index;
mod node;
mod open_token;
mod plain_tree;
mod quick;
mod read;
mod report;
mod retell;
#[cfg(test)]
mod tests;

#[cfg(doc)]
use crate::source::SourceFile;
pub use allow::Allow;
pub use codes::RULES;
pub use node::{Document, Kind, NodeId, ScalarType};
pub use read::{Documents, Parsed, parse};
