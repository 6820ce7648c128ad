//! The simulator: replays the events of a scenario against a checked catalog.
//!
//! Takes a catalog without errors and a scenario, gives a [`Ledger`]: what became of each event, and everything that
//! fell due, exact to the last digit. Refused events are results, with the rule and the YAML behind them. Knows nothing
//! of YAML or of how an invoice looks; rounds only where one amount decides another (a refund).

mod adjust;
mod agenda;
mod billing;
mod billing_cycle;
mod cancel;
mod cause;
mod change_bill_day;
mod change_plan;
mod close;
mod commitment;
mod counted;
mod coupon;
mod course;
mod discounting;
mod exact;
mod held;
mod ledger;
mod life;
mod meter;
mod notice;
mod offer;
mod paid;
mod pause;
mod plain;
mod plan_spend;
mod progressive;
mod purchase;
mod quantity;
mod recount;
pub mod refusals;
mod repeat;
mod run;
mod settle;
mod spare;
mod spend;
mod spent;
mod steady;
mod stretch;
mod subscription;
mod tariff;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod usage;
mod withdraw;

pub use exact::Exact;
pub(crate) use exact::{exact_add, exact_mul, rounded_ratio};
pub use ledger::{
    Aborted, Applied, Consumption, Entry, EntryKind, Fee, FeeId, Holder, Ledger, Outcome, Piece, Reckoning, Refusal,
    Settlement, Spent, Subject, Verdict,
};
#[cfg(test)]
pub(crate) use run::run_slowly;
pub use run::{run, run_in};
pub use spent::{SpentPart, SpentShare, UsedBefore};
pub use stretch::EntryId;
pub(crate) use stretch::{Row, StretchId};
