//! Scenarios: dated events of a few accounts, and what is expected to come of them.
//!
//! Holds a scenario as the simulator takes it: every code resolved against one catalog. Knows the catalog's nouns,
//! nothing of how an event is billed.

mod action;
mod amount;
pub mod codes;
mod expect;
mod expected;
mod life;
mod lower;
mod reached_taxes;
mod redeem;
#[allow(clippy::module_inception, reason = "the file is named for the one thing it holds")]
mod scenario;
mod tax_amounts;
mod tax_rates;
mod unclear;

pub use lower::{Before, lower};

pub use expected::{
    Expectation, Expected, FiguresExpectation, InvoiceKey, LineExpectation, LineKind, TotalsExpectation,
};
pub use scenario::{
    Account, AccountId, Action, Adjustment, Channel, Choice, Effective, Event, Order, Redeemer, Scenario,
    SubscriptionId, UnusedPart,
};
