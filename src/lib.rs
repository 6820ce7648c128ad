//! ratebook compiles subscription catalogs written as YAML and replays dated scenarios into invoices.

pub mod calendar;
pub mod cli;
pub mod compile;
pub mod registry;
pub mod diag;
pub mod money;
pub mod source;
pub mod rules;
pub mod schema;
pub mod syntax;
pub mod decl;
pub mod graph;
pub mod scenario;
pub mod sim;
