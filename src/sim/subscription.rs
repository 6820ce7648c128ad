//! A subscription while it runs: what is held and where each charge stands.

use smallvec::SmallVec;

use crate::calendar::{Date, DayCount};
use crate::graph::{Bundle, Catalog, Discount, Id, Outage, Plan, Product, Unit};
use crate::money::{Currency, Decimal};
use crate::scenario::{AccountId, Adjustment, SubscriptionId};
use crate::source::Span;

use super::billing_cycle::Aligned;
use super::course::Course;
use super::held::Held;
use super::ledger::FeeId;
use super::meter::Meter;
use super::plan_spend::Spending;
use super::tariff::{Quote, Turn};
use super::usage::Usage;

/// One subscription to one plan.
#[derive(Debug)]
pub(super) struct Subscription {
    pub id: SubscriptionId,
    pub account: AccountId,
    pub currency: Currency,
    pub plan: Id<Plan>,
    pub start: Date,
    /// The bill day of its account, if it has one.
    pub bill_day: Option<u32>,
    /// What the subscription said about where its periods begin.
    pub aligned: Aligned,
    /// Where its anniversary is counted from: its start, or the end of its trial.
    pub anchor: Date,
    /// The first day on which something recurring is charged: the end of its trial.
    pub free_until: Date,
    /// Since when the term of the plan counts.
    pub committed: Date,
    /// The number of the first charge that was bought with that term.
    pub bought: u32,
    /// Where the periods stand that cost a least or a most amount, if the plan has one.
    pub spending: Option<Spending>,
    /// Since when it is not billed, if it is paused.
    pub paused: Option<Date>,
    /// The days on which it was paused before.
    pub pauses: Vec<(Date, Date)>,
    /// The days on which it was suspended before.
    pub outages: Vec<(Date, Date)>,
    /// Since when it is without service, and why, if it is suspended.
    pub outage: Option<(Date, Outage)>,
    /// The bundles held: those of the plan first, then the added ones in the order of purchase.
    pub holdings: Vec<Holding>,
    /// The charges that are not done with, in the order bought.
    pub running: Vec<Running>,
    /// The charges that have ended, of which a back-dated event may still give something back.
    pub past: Vec<Running>,
    /// What was used, in the order of days.
    pub used: Vec<Usage>,
    /// The units that stay of which no charge has counted more since a change of plan on a day.
    pub left: Vec<(Date, Id<Unit>, Decimal)>,
    /// The last day on which it went on after a pause.
    pub resumed: Option<Date>,
    /// The discounts of all bundles held, in the order they apply.
    pub discounts: Vec<Held>,
}

impl Subscription {
    /// Tells whether it is or was paused or suspended on a day.
    pub fn is_inactive_on(&self, day: Date) -> bool {
        let since = [self.paused, self.outage.map(|(since, _)| since)];
        since.into_iter().flatten().any(|since| since <= day)
            || self.pauses.iter().chain(&self.outages).any(|(from, until)| *from <= day && day < *until)
    }

    /// Returns the paused days in `[from, to)`.
    pub fn pauses_within(&self, from: Date, to: Date) -> impl Iterator<Item = (Date, Date)> {
        let running = self.paused.map(|since| (since, to));
        let clipped = self.pauses.iter().copied().chain(running).map(move |(on, until)| (on.max(from), until.min(to)));
        clipped.filter(|(on, until)| on < until)
    }
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
    Ended(Date, Span, Box<Subscription>),
}

/// A bundle that is held.
#[derive(Debug)]
pub(super) struct Holding {
    pub bundle: Id<Bundle>,
    pub part_of_plan: bool,
    pub since: Date,
    /// The number of the first charge that was bought with it.
    pub bought: u32,
    /// Its products that were taken.
    pub products: SmallVec<[Id<Product>; 4]>,
    /// Its discounts, if they last: those of a coupon's bundle are for one purchase only.
    pub discounts: SmallVec<[Id<Discount>; 4]>,
}

/// A charge that is not done with.
#[derive(Debug)]
pub(super) struct Running {
    pub bundle: Id<Bundle>,
    pub product: Id<Product>,
    pub charge: u32,
    /// Which of the prices of the charge holds.
    pub variant: u16,
    pub unit: Option<Decimal>,
    pub per_unit: bool,
    pub source: Span,
    /// Whether the quantity decides the amount at some time.
    pub counts: bool,
    /// The prices that take over later, in the order of days.
    pub turns: Vec<Turn>,
    /// Those that have taken over, each with the price that held before it.
    pub turned: Vec<(Quote, Turn)>,
    pub serial: u32,
    pub quantity: u32,
    /// The last event that shaped it.
    pub event: u32,
    /// The day on which that was said: nothing falls due before it, also where it is back-dated.
    pub booked: Date,
    /// The discounts of a coupon, for the first charge only (`T-A9`).
    pub coupon: Option<Granted>,
    /// The discounts of a coupon that say how long they last.
    pub lasting: Vec<Held>,
    /// The first day it is charged for.
    pub begun: Date,
    /// How its price was adjusted for the customer (`P-23`).
    pub adjustment: Option<Adjustment>,
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

impl Running {
    /// Tells whether what is charged next are several periods that are paid at once.
    pub fn is_prepaid_next(&self) -> bool {
        matches!(&self.stage, Stage::Recurring(course) if course.next.periods > 1)
    }

    /// Returns how the days of its periods are counted.
    pub fn day_count(&self, catalog: &Catalog) -> DayCount {
        match &self.stage {
            Stage::Recurring(course) => course.counting.days(),
            Stage::OneTime(_) | Stage::Usage(_) => catalog.billing.conventions.count.value,
        }
    }

    /// Lets the coupon go whose discounts the first charge has had (`T-A9`).
    pub fn use_coupon(&mut self) {
        if self.coupon.take().is_some() {
            self.fee = None;
        }
    }

    /// Lets the price hold that has taken over by a day; inside a period what waits for its end waits on.
    pub fn turn_to(&mut self, day: Date, at_boundary: bool) {
        let due = |turn: &Turn| turn.on <= day && (at_boundary || !turn.waits);
        // The latest one that is due ends the wait of those before it.
        let Some(last) = self.turns.iter().rposition(due) else { return };
        let mut before = self.quote();
        for turn in self.turns.drain(..=last) {
            self.turned.push((before, turn));
            before = turn.quote;
        }
        self.set_quote(before);
    }

    /// Lets the price hold again that held on a day, where the prices of later days have taken over ahead of them.
    pub fn turn_back(&mut self, day: Date) {
        while let Some((before, turn)) = self.turned.pop_if(|(_, turn)| day < turn.on) {
            self.turns.insert(0, turn);
            self.set_quote(before);
        }
    }

    fn quote(&self) -> Quote {
        let Self { variant, unit, per_unit, source, .. } = *self;
        Quote { variant, unit, per_unit, source }
    }

    fn set_quote(&mut self, quote: Quote) {
        Quote { variant: self.variant, unit: self.unit, per_unit: self.per_unit, source: self.source } = quote;
        self.fee = None;
    }

    /// Returns the first day within `(from, to)` on which another price takes over, or `to`.
    pub fn same_price_until(&self, from: Date, to: Date) -> Date {
        let turn = self.turns.iter().find(|turn| !turn.waits && from < turn.on && turn.on < to);
        turn.map_or(to, |turn| turn.on)
    }
}
