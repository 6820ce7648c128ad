//! Findings: what is wrong, where, why it matters and what to do.
//!
//! A [`Rule`] is the record of one kind of finding; a [`Finding`] is one occurrence. Knows source text and places,
//! nothing of YAML or catalogs.

mod explain;
mod finding;
mod listed;
mod page;
pub mod render;
mod report_handler;
mod rule;
mod shorten;
mod shown;
mod suggest;
mod tool_error;
mod unprintable;

pub use explain::{explain, index};
pub use finding::{Edit, Finding, Label};
pub use listed::{LISTED, listed};
pub use page::{Announced, Page, PageExample, Section, announced};
pub use report_handler::install_hook;
pub use rule::{Level, Rule, Stage};
pub use shorten::{cut_after, shorten};
pub use shown::Shown;
pub use suggest::{Suggestions, nearest};
pub use tool_error::ToolError;
pub use unprintable::is_unprintable;
