//! What a run yields: the outcome of every event, and everything that fell due, not yet on invoices.

use std::collections::BTreeMap;

use smallvec::SmallVec;

use super::exact::Exact;
use super::spare::Spare;
use super::spent::SpentPart;
use super::stretch::Stretch;
use crate::calendar::{Cycle, Date, DayCount};
use crate::diag::Rule;
use crate::graph::{
    self, BatchId, Bundle, Catalog, Charge, Coupon, Discount, Id, Plan, Prepaid, PriceModel, Product, Tax, Term, Used,
};
use crate::money::{Currency, Decimal};
use crate::scenario::{AccountId, Adjustment, SubscriptionId};
use crate::source::{Span, budget};

/// Everything that came of a scenario.
#[derive(Debug, Default)]
pub struct Ledger {
    /// What became of each event, in the order they were replayed.
    pub outcomes: Vec<Outcome>,
    /// What fell due, periods that were booked at once only by the first of them; invoices sort it by day.
    pub(super) booked: Vec<Entry>,
    /// The periods that were booked at once, in the order of their first ones.
    pub(super) stretches: Vec<Stretch>,
    /// The fees that entries are parts of; many periods share one.
    pub fees: Vec<Fee>,
    /// The bill days of each subscription that has begun, by its number, from each day on that brought others.
    pub(super) cycles: Vec<SmallVec<[(Date, Cycle); 1]>>,
    /// What counted in the periods of plans that were brought to their least or most, by the fee of that.
    pub(super) spent: Vec<(FeeId, SpentPart)>,
    /// The codes that were used, by batch and number, once for each use.
    pub(super) redeemed: Vec<(BatchId, u64)>,
    /// Why the run ended before its last day, if it did: nothing may be invoiced then.
    pub aborted: Option<Aborted>,
    /// Memory for the next replay.
    pub(super) spare: Spare,
}

impl Ledger {
    /// Forgets everything, but keeps the memory.
    pub(super) fn clear(&mut self) {
        let Self { outcomes, booked, stretches, fees, cycles, spent, redeemed, aborted, spare: _ } = self;
        outcomes.clear();
        booked.clear();
        stretches.clear();
        fees.clear();
        cycles.clear();
        spent.clear();
        redeemed.clear();
        *aborted = None;
    }

    /// Returns the cycle whose boundaries are the bill days of a subscription on a day; nothing if it has not begun.
    #[must_use]
    pub fn bill_days(&self, subscription: SubscriptionId, day: Date) -> Option<Cycle> {
        let known = self.cycles.get(subscription.0 as usize)?;
        known.iter().rfind(|(from, _)| *from <= day).map(|(_, cycle)| *cycle)
    }

    /// Notes the bill days that a subscription has from a day on.
    pub(super) fn set_bill_days(&mut self, subscription: SubscriptionId, from: Date, cycle: Option<Cycle>) {
        let at = subscription.0 as usize;
        if self.cycles.len() <= at {
            self.cycles.resize_with(at + 1, SmallVec::new);
        }
        if let (Some(known), Some(cycle)) = (self.cycles.get_mut(at), cycle) {
            known.push((from, cycle));
        }
    }

    /// Returns how often each code of a batch was used, by its number; those never used are left out.
    #[must_use]
    pub fn redeemed(&self, batch: BatchId) -> BTreeMap<u64, u32> {
        let mut used = BTreeMap::new();
        for (_, number) in self.redeemed.iter().filter(|(of, _)| *of == batch) {
            *used.entry(*number).or_insert(0) += 1;
        }
        used
    }

    /// Returns the fee that an entry is a part of.
    ///
    /// # Panics
    /// If the number is of another ledger: a bug of the caller.
    #[must_use]
    pub fn fee(&self, id: FeeId) -> &Fee {
        self.fees.get(id.0 as usize).unwrap_or_else(|| panic!("bug: {id:?} is not in this ledger"))
    }
}

/// What became of one event.
#[derive(Debug)]
pub struct Outcome {
    /// The event's number, from 1.
    pub event: u32,
    /// The day.
    pub on: Date,
    /// The word for what it does.
    pub did: &'static str,
    /// Whether it was done.
    pub result: Verdict,
}

/// Whether an event was done.
#[derive(Debug)]
pub enum Verdict {
    /// Done.
    Accepted {
        /// What else is worth knowing, each a short phrase.
        notes: Vec<String>,
    },
    /// Not done: nothing has changed and nothing was consumed.
    Refused(Refusal),
}

/// Why an event was refused.
#[derive(Debug)]
pub struct Refusal {
    /// The rule.
    pub rule: &'static Rule,
    /// The reason as a sentence that makes sense alone.
    pub message: String,
    /// The YAML that decides.
    pub because: Span,
}

/// Why a run ended early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aborted {
    /// An amount has more digits than an exact decimal holds.
    Amount {
        /// The event whose charge it is.
        event: u32,
        /// Where the price is written.
        source: Span,
    },
    /// More lines than a scenario may have; free periods count too.
    Lines,
    /// Prices are worked out from more events than they may be in one scenario.
    Events {
        /// The event whose charge it is.
        event: u32,
    },
    /// The days of the scenario are more than it may have.
    Horizon,
    /// A period reaches beyond the calendar.
    Calendar {
        /// The event whose charge it is.
        event: u32,
    },
}

impl Aborted {
    /// Returns the reason as a sentence that makes sense alone.
    ///
    /// ```
    /// use ratebook::sim::Aborted;
    /// assert_eq!(Aborted::Lines.message(), "the scenario has more than 200000 invoice lines and free periods");
    /// ```
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::Amount { event, .. } => {
                format!("an amount of event {event} has more than 28 digits, which no exact amount holds")
            }
            Self::Lines => format!("the scenario has more than {} invoice lines and free periods", budget::LINES),
            Self::Events { event } => format!(
                "up to event {event} prices are worked out from more than {} events, counted anew for each piece of a period",
                budget::PRICED_EVENTS
            ),
            Self::Horizon => format!("the scenario spans more than {} days", budget::HORIZON_DAYS),
            Self::Calendar { event } => format!("a period of event {event} reaches beyond the years 1900 to 2999"),
        }
    }
}

/// The number of a fee in its [`Ledger`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeeId(pub(super) u32);

/// What a whole period, a one-time charge or a penalty costs a certain customer at a certain quantity.
#[derive(Debug, Clone, PartialEq)]
pub struct Fee {
    /// Who pays.
    pub account: AccountId,
    /// In which subscription.
    pub subscription: SubscriptionId,
    /// The currency.
    pub currency: Currency,
    /// What is paid for.
    pub subject: Subject,
    /// How many units; of no effect unless the price depends on it.
    pub quantity: Decimal,
    /// The price of one unit, or of all if it is flat; nothing if it goes by tiers or packages.
    pub unit: Option<Decimal>,
    /// Whether the quantity decides the amount.
    pub per_unit: bool,
    /// How many units are included, so that only more than that is priced.
    pub included: Decimal,
    /// What more is known of usage, if its price needs it.
    pub usage: Option<Box<Consumption>>,
    /// What one period costs, if the fee is for several that are paid at once.
    pub prepaid: Option<Decimal>,
    /// What the priced units cost before discounts; exact.
    pub gross: Decimal,
    /// How the price was adjusted for the customer, and what that takes off the gross; below zero for an upcharge.
    pub adjusted: Option<(Adjustment, Decimal)>,
    /// The discounts that match, in the order they apply.
    pub discounts: SmallVec<[Applied; 2]>,
    /// What the quantity costs, less the discounts and at most what a period may cost; exact.
    pub full: Decimal,
    /// How the days of its periods are counted.
    pub day_count: DayCount,
    /// The tax.
    pub tax: Option<Id<Tax>>,
    /// The ledger it is booked on.
    pub ledger: Option<Id<graph::Ledger>>,
    /// The heading it is shown under.
    pub item_type: Option<Id<graph::ItemType>>,
    /// Where the price is written.
    pub source: Span,
    /// Orders the lines of an invoice: charges in the order they were bought.
    pub serial: u32,
}

impl Fee {
    /// Tells whether it makes no line: what costs nothing, whether or not it is discounted (`M-8`).
    #[must_use]
    pub(super) fn is_free(&self) -> bool {
        self.gross.is_zero() && self.full.is_zero()
    }

    /// Returns how many units are paid for: one if the price is flat.
    #[must_use]
    pub fn units(&self) -> Decimal {
        if self.per_unit { self.quantity } else { Decimal::ONE }
    }

    /// Returns how many units are priced: those above what is included.
    #[must_use]
    pub fn priced_units(&self) -> Decimal {
        let units = self.units();
        if units > self.included { units - self.included } else { Decimal::ZERO }
    }
}

/// What is known of usage beside its quantity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Consumption {
    /// Its events or readings.
    pub used: Option<Used>,
    /// How many of the included units are left of earlier periods.
    pub carried: Decimal,
    /// What it costs at least and at most.
    pub spend: Option<Spent>,
}

/// What a period, or the part of it that is held, costs at least and at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spent {
    /// At least so much, rounded.
    pub minimum: Option<Decimal>,
    /// At most so much, rounded.
    pub maximum: Option<Decimal>,
    /// By what everything above the minimum is multiplied.
    pub overage: Option<Decimal>,
    /// How many days of how many are held; nothing if all are.
    pub days: Option<(u32, u32)>,
    /// What the priced units cost before that; exact.
    pub priced: Decimal,
    /// How much is taken off for the most; exact.
    pub over: Decimal,
    /// What lines before it have booked for the same bound of the period, if it is settled again.
    pub before: Decimal,
}

/// What a fee is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A charge of a product.
    Charge {
        /// The bundle that brought the product.
        bundle: Id<Bundle>,
        /// The product.
        product: Id<Product>,
        /// The index of the charge in the product.
        charge: u32,
        /// Which of its prices holds.
        variant: u16,
    },
    /// Leaving early.
    Penalty {
        /// The term that was running.
        term: Id<Term>,
        /// Whose term it is.
        holder: Holder,
        /// Whether the remaining commitment was counted in billing cycles and not in days.
        in_cycles: bool,
    },
    /// What a period lacks to the least that a plan costs, or is above the most.
    PlanSpend {
        /// The plan.
        plan: Id<Plan>,
    },
}

impl Subject {
    /// Returns the price of a charge; nothing for a penalty or what bounds a plan.
    #[must_use]
    pub fn price<'c>(&self, catalog: &'c Catalog) -> Option<&'c PriceModel> {
        match self {
            Self::Charge { product, charge, variant, .. } => {
                let charge = catalog.products.get(*product).charges.get(*charge as usize);
                charge.map(|charge| charge.price.variant(*variant))
            }
            Self::Penalty { .. } | Self::PlanSpend { .. } => None,
        }
    }

    /// Returns the charge that it is; nothing for a penalty or what bounds a plan.
    #[must_use]
    pub fn charge<'c>(&self, catalog: &'c Catalog) -> Option<&'c Charge> {
        let Self::Charge { product, charge, .. } = self else { return None };
        catalog.products.get(*product).charges.get(*charge as usize)
    }

    /// Returns the periods that are paid at once, if its charge has some.
    #[must_use]
    pub fn prepaid<'c>(&self, catalog: &'c Catalog) -> Option<&'c Prepaid> {
        self.charge(catalog)?.prepaid.as_deref()
    }
}

/// What a term belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// A plan.
    Plan(Id<Plan>),
    /// A bundle.
    Bundle(Id<Bundle>),
}

/// A discount and what it takes off the full fee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applied {
    /// The discount.
    pub discount: Id<Discount>,
    /// The coupon that granted it, if none of the bundles did.
    pub coupon: Option<Id<Coupon>>,
    /// How much; exact.
    pub amount: Decimal,
}

/// Something that falls due, before it is rounded.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What kind of line it makes.
    pub kind: EntryKind,
    /// The fee it is a part of.
    pub fee: FeeId,
    /// The last event that shaped it.
    pub event: u32,
    /// Whether an event charges it, if it falls due on the event's day; else it falls due as time passes.
    pub by_event: bool,
    /// The day it falls due.
    pub due: Date,
    /// The first day it is for.
    pub from: Date,
    /// The first day it is no longer for; equal to `from` if it is not for a time.
    pub to: Date,
    /// How many days (or cycles, for a penalty) of `of` are charged; equal to `of` if all are.
    pub part: u32,
    /// How many days the full fee is for.
    pub of: u32,
    /// The first of the days that the full fee is for; of a penalty, of its term, whatever is counted.
    pub full_from: Date,
    /// The first day after them.
    pub full_to: Date,
    /// The amount, rounded only by the invoice.
    pub amount: Exact,
}

/// What kind of line an entry makes.
#[derive(Debug, Clone)]
pub enum EntryKind {
    /// A one-time charge.
    OneTime,
    /// A period of a recurring charge.
    Recurring,
    /// What was used in a period.
    Usage {
        /// In how many events.
        events: u32,
    },
    /// What was used in a period so far, less what was charged of it before.
    Progress {
        /// In how many events of the period.
        events: u32,
        /// The fee of what was charged before.
        before: FeeId,
        /// What was charged before, rounded.
        charged: Decimal,
    },
    /// What a period lacks to the least that it costs.
    Minimum {
        /// What was charged for it, rounded.
        cost: Decimal,
    },
    /// What a period of a plan costs above the most that it may, given back.
    Maximum {
        /// What was charged in it.
        cost: Decimal,
    },
    /// Units added within a period that was paid in advance.
    Increase {
        /// The fee without them.
        before: FeeId,
    },
    /// Money back of what was charged: for the unused part of a period, for days without service, by a withdrawal.
    Refund(Box<Settlement>),
    /// A day of a recurring charge: what the period has come to so far, less what was charged of it before (`P-16`).
    Day(Box<Settlement>),
    /// An amount that was taken off by hand.
    Adjustment,
    /// The fee for leaving early.
    Penalty,
}

/// A period that is settled: back goes what was charged less what is due (`C-15`), or a share of what was charged.
#[derive(Debug, Clone)]
pub struct Settlement {
    /// How many units are given back.
    pub units: u32,
    /// The first day of the period that was charged.
    pub from: Date,
    /// The first day after it.
    pub to: Date,
    /// What was charged for the period so far, each charge rounded alone.
    pub charged: Decimal,
    /// The charges that come to it, or what was due when it was last settled and the charges since.
    pub charges: Vec<Decimal>,
    /// What was taken off it by hand, which does not go back a second time.
    pub adjusted: Decimal,
    /// What is due for it: the pieces, rounded once.
    pub due: Decimal,
    /// How much goes back or stays due.
    pub reckoning: Reckoning,
    /// How many days the full fee is for.
    pub of: u32,
}

impl Settlement {
    /// Tells whether it is a withdrawal, by which all goes back.
    #[must_use]
    pub fn is_withdrawal(&self) -> bool {
        matches!(self.reckoning, Reckoning::Withdrawn)
    }
}

/// How a settlement is reckoned.
#[derive(Debug, Clone)]
pub enum Reckoning {
    /// By what is due; the rest goes back.
    Due {
        /// What is due, before rounding.
        exact: Exact,
        /// The pieces that are due, each with how many of the days of the full fee it is charged for.
        pieces: Vec<(Piece, u32)>,
    },
    /// By what goes back: a share of an amount.
    Back {
        /// The amount.
        base: Decimal,
        /// Whether it is what was charged, and not the price.
        charge: bool,
        /// How many days are unused.
        part: u32,
        /// Of how many that the amount is for.
        of: u32,
        /// The share, before rounding.
        exact: Exact,
    },
    /// All that was charged goes back, whether used or not: by a withdrawal.
    Withdrawn,
}

/// Days of a period at one quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// First day.
    pub from: Date,
    /// First day after.
    pub to: Date,
    /// The full fee at its quantity.
    pub fee: FeeId,
}
