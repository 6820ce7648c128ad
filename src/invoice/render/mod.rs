//! Invoices as people and other tools read them: text and JSON, both made from one report.

mod event;
pub mod explain;
pub mod json;
mod layout;
mod line;
mod report;
pub mod text;

pub use layout::Places;
pub(super) use line::units;
pub use line::{DiscountReport, Fraction, LineReport};
pub use report::{FailureReport, InvoiceReport, Outcome, ScenarioReport, Source, TaxReport, TimelineEntry, report};
