//! YAML text to a marked tree: [`parse`] reads a file into [`Document`]s and findings.
//!
//! Every key and scalar keeps its exact place and its text as written. One broken document does not hide the next.
//! Knows nothing of catalogs: what the keys mean is for later stages.

mod node;

pub use node::{Document, Kind, NodeId, ScalarType};
