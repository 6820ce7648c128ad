//! Findings for people and for programs.
//!
//! Comes in: findings and the texts they are about. Goes out: text or JSON, the same bytes on every machine. Reads no
//! terminal, environment or clock: width and colour are told.

mod concise;
mod drawing;
mod excerpt;
mod full;
mod json;
mod mend;
mod passage;
mod summary;
pub(super) mod terminal_text;

#[cfg(test)]
mod tests;

pub use concise::concise;
pub use drawing::Style;
pub(super) use drawing::{Drawing, Sheet, draw, flat};
pub(super) use excerpt::Mark;
pub use full::full;
pub use json::{json, json_schema};
pub use passage::passage;
pub use summary::Summary;
pub use terminal_text::printable;
