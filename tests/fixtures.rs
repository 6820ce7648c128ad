//! Every page, fixture and worked catalog as a named test: `cargo test --test fixtures template-too-short`.
//!
//! A fixture announces its findings on the lines they are on; anything not announced fails. See README.md beside this file.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it does not expect has failed, and says where"
)]

#[path = "fixtures/announced.rs"]
mod announced;
#[path = "fixtures/find.rs"]
mod find;
#[path = "fixtures/pages.rs"]
mod pages;
#[path = "fixtures/scenarios.rs"]
mod scenarios;

use libtest_mimic::{Arguments, Trial};

fn main() {
    let arguments = Arguments::from_args();
    let mut trials: Vec<Trial> = Vec::new();
    trials.extend(pages::trials());
    trials.extend(announced::trials());
    trials.extend(scenarios::trials());
    libtest_mimic::run(&arguments, trials).exit();
}
