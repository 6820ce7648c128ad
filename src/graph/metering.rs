//! How usage is counted, when it is charged, and what a period of it costs at least and at most.

use super::price::Amounts;
use crate::calendar::Period;
use crate::money::Decimal;
use crate::source::Span;

/// How usage is counted and when it is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metering {
    /// What several events of a period come to.
    pub count: Count,
    /// Whether units are priced by the share of the period from their day on.
    pub prorated: bool,
    /// When it is charged.
    pub bill: UsageBill,
    /// For how many periods after its own an allowance can be used.
    pub rollover: Rollover,
    /// Where that is written.
    pub rollover_span: Span,
    /// Whether the newest allowance is used first, and not the oldest.
    pub newest_first: bool,
}

/// When usage is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UsageBill {
    /// When the period has ended.
    #[default]
    InArrears,
    /// On the day it was used.
    Progressive,
    /// Units that stay when the period begins, and what is added on its day; nothing goes back.
    InAdvance,
}

/// What several events of a period come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Count {
    /// All of them together.
    #[default]
    Sum,
    /// The highest.
    Highest,
    /// The latest.
    Latest,
    /// All of them together, also those of earlier periods: what was added stays until it is taken away.
    Standing,
}

/// For how many periods after its own an allowance can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rollover {
    /// For so many; none if it is lost with its period.
    Periods(u32),
    /// For ever.
    Unlimited,
}

impl Default for Rollover {
    fn default() -> Self {
        Self::Periods(0)
    }
}

/// What a period of usage costs at least and at most.
#[derive(Debug, Clone)]
pub struct Spend {
    /// Where it is written.
    pub span: Span,
    /// At least so much.
    pub minimum: Option<Amounts>,
    /// At most so much.
    pub maximum: Option<Amounts>,
    /// By what everything above the minimum is multiplied.
    pub overage: Option<Decimal>,
}

/// What a period of a plan costs at least and at most.
#[derive(Debug, Clone)]
pub struct PlanSpend {
    /// Where it is written.
    pub span: Span,
    /// At least so much.
    pub minimum: Option<Amounts>,
    /// At most so much.
    pub maximum: Option<Amounts>,
    /// How long its periods are.
    pub every: Period,
}
