//! How long a customer commits and what leaving early costs, as every later stage sees it.

use smol_str::SmolStr;

use super::catalog::{Code, ItemType, Ledger, Tax};
use super::price::Amounts;
use super::table::Link;
use crate::calendar::Period;
use crate::source::Span;

/// How long a customer commits and what leaving early costs.
#[derive(Debug)]
pub struct Term {
    /// Its code.
    pub code: Code,
    /// Its name.
    pub name: Option<SmolStr>,
    /// How long the commitment runs.
    pub commitment: Option<Period>,
    /// How the commitment is counted.
    pub basis: Basis,
    /// What happens to a customer who leaves before its end.
    pub early_termination: EarlyTermination,
    /// Where the early termination is written.
    pub early_span: Span,
    /// How long before its end one must say so to leave then.
    pub notice: Option<Period>,
    /// Where that is written.
    pub notice_span: Span,
    /// How long after the purchase one may leave as if nothing had been bought.
    pub cooling_off: Option<Period>,
    /// Where that is written.
    pub cooling_off_span: Span,
    /// Where the commitment is written.
    pub commitment_span: Span,
    /// The term that takes over.
    pub renews_to: Option<Link<Term>>,
}

/// How a commitment is counted (`T-14`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// From the day of purchase, in real time.
    Actual,
    /// In billing cycles.
    BillingCycle,
}

/// What happens to a customer who leaves early (`T-12`).
#[derive(Debug)]
pub enum EarlyTermination {
    /// Nothing.
    Allowed,
    /// The cancellation is refused.
    NotAllowed,
    /// A fee is due.
    Penalty(Penalty),
}

/// The fee for leaving early.
#[derive(Debug)]
pub struct Penalty {
    /// The most it can be; nothing if it could not be read.
    pub fee: Option<Amounts>,
    /// Where the fee is written.
    pub fee_span: Span,
    /// Whether it shrinks with the time that is left (`T-15`).
    pub prorated: bool,
    /// The time without a penalty (`T-16`).
    pub grace: Option<Grace>,
    /// The ledger it is booked on.
    pub ledger: Option<Link<Ledger>>,
    /// The heading it is shown under.
    pub item_type: Option<Link<ItemType>>,
    /// The tax on it.
    pub tax: Option<Link<Tax>>,
}

/// Time in which leaving costs nothing.
#[derive(Debug, Clone, Copy)]
pub struct Grace {
    /// How long.
    pub period: Period,
    /// From when.
    pub anchor: GraceAnchor,
    /// Where it is written.
    pub span: Span,
}

/// What a grace period counts from (`T-A1`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GraceAnchor {
    /// The start of the subscription: the time in which one may leave.
    Start,
    /// The termination: the time in which one may come back.
    Termination,
}
