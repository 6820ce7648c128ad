//! Invoices: what fell due, by payer and day, rounded, taxed and shown with its arithmetic.
//!
//! Takes the simulator's [`Ledger`](crate::sim::Ledger), gives [`Invoice`]s whose lines add up to their totals in every
//! rounding mode, tells whether a scenario's expectations hold, and renders text and JSON. Decides no amount that the
//! simulator has not decided, except rounding and tax.

mod account;
mod alone;
mod assemble;
mod carry;
mod cut;
mod cut_steps;
mod describe;
mod fixed_tax;
mod gross;
mod group;
#[allow(clippy::module_inception, reason = "the file is named for the one thing it holds")]
mod invoice;
mod off_steps;
mod plan_steps;
mod prorated_steps;
mod ratio;
pub mod render;
mod returned;
mod steps;
mod summary;
mod tax_steps;
#[cfg(test)]
mod tests;
mod usage_steps;
mod verdict;

pub use account::{Books, books};
pub use assemble::{Assembly, assemble};
pub use invoice::{Invoice, Item, Line, TaxTotal};
pub use returned::PaidOut;
pub use verdict::{FailedExpectation, check};
