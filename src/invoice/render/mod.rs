//! Invoices as people and other tools read them: text and JSON, both made from one report.

mod event;
pub mod json;
mod layout;
mod report;
pub mod text;

pub use layout::Places;
pub(super) use report::units;
pub use report::{
    DiscountReport, FailureReport, Fraction, InvoiceReport, LineReport, Outcome, ScenarioReport, Source, TaxReport,
    TimelineEntry, report,
};
