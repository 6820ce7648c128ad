//! ratebook compiles subscription catalogs written as YAML and replays dated scenarios into invoices.
//!
//! Data flows one way; a module uses only what stands above it in this list:
//!
//! - [`money`], [`calendar`]: exact amounts and civil dates; they know nothing of the rest
//! - [`source`]: text with places; [`diag`]: findings, their records, pages and rendering
//! - [`syntax`]: YAML text to a marked tree
//! - [`decl`]: the nouns as written; [`schema`]: what a tree should look like, and where it does not
//! - [`graph`]: codes resolved, defaults filled in; [`rules`]: what is wrong in a catalog whose every field is right
//! - [`scenario`]: dated events; [`sim`]: what falls due; [`invoice`]: rounded, taxed, with its arithmetic
//! - [`allow`]: allow comments; [`registry`]: every rule; [`compile`]: the pipeline; [`replay`]: a scenario and its verdict;
//!   [`show`]: an object with its defaults; [`codes`]: the codes of a batch, one by one
//! - [`cli`]: the only part that touches disk, terminal and exit codes

pub mod allow;
pub mod calendar;
pub mod cli;
pub mod codes;
pub mod compile;
pub mod decl;
pub mod diag;
pub mod graph;
pub mod invoice;
pub mod money;
pub mod registry;
pub mod replay;
pub mod rules;
pub mod scenario;
pub mod schema;
pub mod show;
pub mod sim;
pub mod source;
pub mod syntax;
