//! A subscription while it runs: what is held and where each charge stands.

use crate::calendar::{Cycle, Date, DayCount, Period};
use crate::graph::{Bundle, Discount, Id, Plan, Product, Unit};
use crate::money::{Currency, Decimal};
use crate::scenario::{AccountId, SubscriptionId};
use crate::source::Span;

use super::exact::Exact;
use super::ledger::FeeId;

/// One subscription to one plan.
#[derive(Debug)]
pub(super) struct Subscription {
    pub id: SubscriptionId,
    pub account: AccountId,
    pub currency: Currency,
    pub plan: Id<Plan>,
    pub start: Date,
    /// The bundles held: those of the plan first, then the added ones in the order of purchase.
    pub holdings: Vec<Holding>,
    /// The charges that are not done with, in the order bought.
    pub running: Vec<Running>,
    /// The discounts of all bundles held, in the order they apply.
    pub discounts: Vec<Id<Discount>>,
}

/// Where an alias of the scenario stands.
#[derive(Debug)]
pub(super) enum Slot {
    /// Nothing has subscribed under this alias yet.
    Vacant,
    /// The purchase was refused; holds where it is written.
    Refused(Span),
    /// It runs.
    Running(Box<Subscription>),
    /// It was cancelled on a day, by an event written here.
    Ended(Date, Span),
}

/// A bundle that is held.
#[derive(Debug)]
pub(super) struct Holding {
    pub bundle: Id<Bundle>,
    pub part_of_plan: bool,
    pub since: Date,
    /// Its discounts, if they last: those of a coupon's bundle are for one purchase only.
    pub discounts: Box<[Id<Discount>]>,
}

/// A charge that is not done with.
#[derive(Debug)]
pub(super) struct Running {
    pub bundle: Id<Bundle>,
    pub product: Id<Product>,
    pub charge: u32,
    pub unit: Option<Decimal>,
    pub per_unit: bool,
    pub source: Span,
    pub serial: u32,
    pub quantity: u32,
    /// The last event that shaped it.
    pub event: u32,
    /// The discounts of a coupon, for the first charge only (`T-A9`).
    pub coupon: Option<Granted>,
    /// The fee of a whole period, if nothing has changed since it was last worked out.
    pub fee: Option<FeeId>,
    pub stage: Stage,
}

/// The discounts that a coupon grants to one purchase.
#[derive(Debug, Clone)]
pub(super) struct Granted {
    pub coupon: Id<crate::graph::Coupon>,
    pub discounts: Box<[Id<Discount>]>,
}

/// Where a charge stands.
#[derive(Debug)]
pub(super) enum Stage {
    /// Charged once, on this day.
    OneTime(Date),
    /// Recurring.
    Recurring(Course),
    /// For usage.
    Usage(Meter),
}

/// What was used in the running period.
#[derive(Debug)]
pub(super) struct Meter {
    pub cycle: Cycle,
    pub unit: Id<Unit>,
    /// The period that is running.
    pub next: Part,
    /// How much was used since it began.
    pub used: Decimal,
    /// In how many events.
    pub events: u32,
    /// The event that bought the charge.
    pub bought: u32,
}

/// Where a recurring charge stands.
#[derive(Debug)]
pub(super) struct Course {
    pub cycle: Cycle,
    pub count: DayCount,
    pub in_advance: bool,
    pub last: bool,
    /// The period that is charged next: in advance it has not begun, in arrears it is running.
    pub next: Part,
    /// In arrears: quantities within the running period, from its start on.
    pub quantities: Vec<(Date, u32)>,
    /// In advance: the period that runs and is paid.
    pub paid: Option<Paid>,
}

/// A period, or the part of it that is held.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    /// The number of the period in the cycle.
    pub index: i32,
    pub from: Date,
    pub to: Date,
    /// The first of the days that the full fee is for.
    pub full_from: Date,
    /// How many days the full fee is for, as they are counted.
    pub of: u32,
    /// How they are counted.
    count: DayCount,
    every: Period,
}

/// A share of a full fee.
#[derive(Debug, Clone, Copy)]
pub(super) struct Share {
    /// How many days are charged.
    pub part: u32,
    /// How many days the full fee is for.
    pub of: u32,
    /// The first day of the full fee.
    pub full_from: Date,
    /// The first day after it.
    pub full_to: Date,
}

/// A period that was paid in advance.
#[derive(Debug)]
pub(super) struct Paid {
    pub part: Part,
    /// The charge at its start.
    pub first: Exact,
    /// What was due when it was last settled; then the charge at its start and all before is in it.
    pub settled: Option<Decimal>,
    /// What added units have cost since, each charge rounded.
    pub added: Vec<Decimal>,
    /// How many units are paid for until its end.
    pub quantity: u32,
    /// The fee from each day on.
    pub fees: Vec<(Date, FeeId)>,
}

impl Part {
    /// Returns how many of the days of the full fee lie in `[from, to)`, both within the part.
    ///
    /// Days are counted from the start of the part, so that pieces of it add up to it in every count; those of a whole
    /// period add up to the full fee.
    pub fn days(&self, from: Date, to: Date) -> u32 {
        let counted = |day: Date| {
            if day >= self.to && self.from == self.full_from {
                return self.of;
            }
            u32::try_from(self.count.days(self.from, day, self.every)).unwrap_or(0).min(self.of)
        };
        counted(to).saturating_sub(counted(from))
    }

    /// Returns the share of the full fee that the days in `[from, to)` cost.
    pub fn share(&self, from: Date, to: Date) -> Share {
        Share { part: self.days(from, to), of: self.of, full_from: self.full_from, full_to: self.to }
    }
}

/// Returns the part of the period with number `index` that begins on `from`, if both its ends lie in the calendar.
///
/// With `prorated` the fee is for the whole period, so that the part costs its share; without, the part costs it all.
pub(super) fn part_of(cycle: &Cycle, count: DayCount, index: i32, from: Date, prorated: bool) -> Option<Part> {
    let to = cycle.boundary(index.checked_add(1)?)?;
    let full_from = if prorated { cycle.boundary(index)? } else { from };
    let every = cycle.every();
    // A part that costs as much as a whole period is shared out over its own calendar days.
    let count = if prorated { count } else { DayCount::ActualDays };
    let of = u32::try_from(count.whole(full_from, to, every)).ok()?;
    Some(Part { index, from, to, full_from, of, count, every })
}
