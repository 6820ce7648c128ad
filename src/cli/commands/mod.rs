//! One file for each verb.

pub mod check;
pub mod codes;
pub mod completions;
pub mod explain;
pub mod man;
pub mod new;
pub mod schema;
pub mod show;
pub mod simulate;
pub mod test;
