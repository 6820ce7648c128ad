//! Findings: what is wrong, where, why it matters and what to do.
//!
//! A [`Rule`] is the record of one kind of finding; a [`Finding`] is one occurrence. Knows source text and places,
//! nothing of YAML or catalogs.

mod finding;
pub mod render;
mod rule;
mod suggest;

pub use finding::{Edit, Finding, Label};
pub use rule::{Level, Rule, Stage};
pub use suggest::nearest;
