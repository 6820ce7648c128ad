//! What is true of ratebook as a whole: the program as people run it, its promises, its own house rules.
//!
//! Run one: `cargo test --test it cli_check`. See `tests/README.md`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets the unexpected must stop"
)]

mod arithmetic;
mod bad_input;
mod cli_check;
mod cli_codes;
mod cli_explain;
mod cli_new;
mod cli_schema;
mod cli_shell;
mod cli_show;
mod cli_show_conventions;
mod cli_simulate;
mod cli_simulate_explain;
mod cli_test;
mod combinations;
mod conformance;
mod properties;
mod readme;
mod schema_readme;
mod schemas;
mod steps;
mod support;
mod tidy;
mod usage;
