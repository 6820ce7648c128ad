//! What was charged in a period of a plan that costs a least or a most amount: the lines that count in it, and of those
//! that are for longer the part that does.

use std::borrow::Cow;
use std::cell::OnceCell;

use foldhash::HashMap;

use super::describe::{describe, exact_money, money, sum};
use super::ratio::Ratio;
use super::steps::period;
use super::usage_steps::SHOWN_EVENTS;
use crate::calendar::Date;
use crate::graph::{Catalog, Id, Plan};
use crate::money::Decimal;
use crate::scenario::SubscriptionId;
use crate::sim::{Entry, EntryId, EntryKind, Exact, Fee, Ledger, Subject, exact_add};

/// A line and what of it has not counted yet.
struct Charged<'l> {
    entry: &'l Entry,
    /// The first day that has not counted yet.
    from: Date,
    /// What of it has counted in earlier periods.
    before: Vec<Counted>,
    left: Decimal,
}

/// What of a line has counted in an earlier period.
#[derive(Clone, Copy)]
struct Counted {
    from: Date,
    /// What of it had not counted before.
    left: Decimal,
    /// For how many of how many days.
    days: (u32, u32),
    amount: Decimal,
}

/// What of a line counts in a period.
struct Part<'l> {
    of: Charged<'l>,
    /// For how many of how many days, if it is for longer.
    days: Option<(u32, u32)>,
    amount: Decimal,
}

/// The places of the entries of each subscription, in the order of the ledger; gathered when they are asked for.
#[derive(Debug, Default)]
pub(super) struct BySubscription(OnceCell<HashMap<SubscriptionId, Vec<EntryId>>>);

impl BySubscription {
    /// Returns the entries of a subscription that were booked before one.
    pub fn before<'l>(
        &'l self,
        ledger: &'l Ledger,
        subscription: SubscriptionId,
        at: EntryId,
    ) -> impl Iterator<Item = Cow<'l, Entry>> {
        let gathered = self.0.get_or_init(|| {
            let mut gathered: HashMap<SubscriptionId, Vec<EntryId>> = HashMap::default();
            for (id, entry) in ledger.entries() {
                gathered.entry(ledger.fee(entry.fee).subscription).or_default().push(id);
            }
            gathered
        });
        let of_subscription = gathered.get(&subscription).map(Vec::as_slice).unwrap_or_default();
        of_subscription.iter().take_while(move |id| **id < at).filter_map(|id| ledger.entry(*id))
    }
}

impl Part<'_> {
    /// Tells whether the whole line counts.
    fn is_whole(&self) -> bool {
        self.days.is_none() && self.of.before.is_empty()
    }
}

/// Of how many earlier periods it is told what has counted in them.
const SHOWN_PERIODS: usize = 12;

/// Returns the steps to what was charged in the period of a plan that an entry brings to its least or most; none if the
/// lines alone do not tell.
///
/// The simulator keeps what counts and the ledger does not: it is worked out again, and shown only where it comes to the
/// same.
pub(super) fn counted<'l>(
    catalog: &Catalog,
    (ledger, earlier): (&Ledger, impl Iterator<Item = Cow<'l, Entry>>),
    entry: &Entry,
    cost: Decimal,
    carries: bool,
) -> Vec<String> {
    let fee = ledger.fee(entry.fee);
    let Subject::PlanSpend { plan } = fee.subject else { return Vec::new() };
    let earlier: Vec<Cow<'l, Entry>> = earlier.filter(|other| reaches(ledger, other, entry)).collect();
    let ways = [(true, false), (false, false), (true, true), (false, true)];
    let counted = ways.into_iter().find_map(|(from_before, ends)| {
        let parts = parts(catalog, (ledger, &earlier), entry, plan, Way { from_before, ends })?;
        let sum = parts.iter().try_fold(Decimal::ZERO, |sum, part| exact_add(sum, part.amount))?;
        (sum == cost).then_some(parts)
    });
    counted.map_or_else(Vec::new, |parts| told(catalog, ledger, fee, &parts, (cost, carries)))
}

/// How what counts in a period may come to be.
#[derive(Clone, Copy)]
struct Way {
    /// Whether what is for longer has counted in earlier periods from its first day on, or not before this one, with which
    /// the plan began.
    from_before: bool,
    /// Whether the plan ends: of what ends with it all counts that was charged and has gone back.
    ends: bool,
}

/// Tells whether an earlier entry may count in the period of one, or belongs to the same event.
fn reaches(ledger: &Ledger, other: &Entry, entry: &Entry) -> bool {
    other.event == entry.event || counts(ledger, other, entry)
}

/// Tells whether an earlier entry may count in the period of one.
fn counts(ledger: &Ledger, other: &Entry, entry: &Entry) -> bool {
    matches!(ledger.fee(other.fee).subject, Subject::Charge { .. })
        && !matches!(other.kind, EntryKind::OneTime | EntryKind::Penalty)
        && (entry.from < other.to || entry.from < other.due)
}

/// Returns what counts in the period of an entry of what was booked earlier, in the order of the ledger.
fn parts<'l>(
    catalog: &Catalog,
    (ledger, earlier): (&Ledger, &'l [Cow<'_, Entry>]),
    entry: &Entry,
    plan: Id<Plan>,
    Way { from_before, ends: is_end }: Way,
) -> Option<Vec<Part<'l>>> {
    let every = catalog.plans.get(plan).spend.as_ref()?.every;
    let fee = ledger.fee(entry.fee);
    let (mode, digits) = (catalog.rounding.mode, catalog.rounding.digits(fee.currency));
    let mut charged = Vec::new();
    for entry in earlier.iter().map(|other| &**other).filter(|other| counts(ledger, other, entry)) {
        let left = entry.amount.round(mode, digits)?;
        charged.push(Charged { entry, from: entry.from, before: Vec::new(), left });
    }
    let first = charged.iter().map(|charged| charged.from).min().unwrap_or(entry.from);
    let mut ends = vec![entry.from];
    while from_before && ends.last().is_some_and(|end| first < *end) {
        ends.push(every.times_after(entry.from, i32::try_from(ends.len()).ok()?.checked_neg()?)?);
    }
    let of_event = earlier.iter().map(|other| &**other).filter(|other| other.event == entry.event);
    let refunds = of_event.filter(|other| matches!(other.kind, EntryKind::Refund(_)));
    // The change of plan that began the period may have been said later than on its first day.
    let said = refunds.clone().map(|refund| refund.due).min().filter(|_| !from_before);
    for end in ends.into_iter().rev() {
        let due = said.unwrap_or(end).max(end);
        let _ = take(&mut charged, (end, due), |amount| amount.round(mode, digits))?;
    }
    let serial = |entry: &Entry| ledger.fee(entry.fee).serial;
    let ending: Vec<u32> = refunds.filter(|other| is_end && other.due == entry.due).map(serial).collect();
    let ended = |of: &Charged<'_>| begins(of.entry) < entry.to && ending.contains(&serial(of.entry));
    let (whole, mut shared): (Vec<_>, Vec<_>) = charged.into_iter().partition(ended);
    let whole = whole.into_iter().map(|of| Part { amount: of.left, days: None, of });
    let shared = take(&mut shared, (entry.to, entry.due), |amount| amount.round(mode, digits))?;
    Some(whole.chain(shared).collect())
}

/// Returns the first day of the period that an entry is of.
fn begins(entry: &Entry) -> Date {
    match &entry.kind {
        EntryKind::Refund(settlement) | EntryKind::Day(settlement) => settlement.from,
        EntryKind::Increase { .. } | EntryKind::Progress { .. } => entry.full_from,
        EntryKind::OneTime
        | EntryKind::Recurring
        | EntryKind::Usage { .. }
        | EntryKind::Minimum { .. }
        | EntryKind::Maximum { .. }
        | EntryKind::Adjustment
        | EntryKind::Penalty => entry.from,
    }
}

/// Returns what counts that was charged by the day `due` for days before `to`, and counts it no more.
fn take<'l>(
    charged: &mut Vec<Charged<'l>>,
    (to, due): (Date, Date),
    round: impl Fn(Exact) -> Option<Decimal>,
) -> Option<Vec<Part<'l>>> {
    let (mut taken, mut kept) = (Vec::new(), Vec::new());
    for of in charged.drain(..) {
        let Charged { entry, from, left, .. } = of;
        if due < entry.due || (to <= from && to < entry.to) {
            kept.push(of);
        } else if entry.to <= to {
            taken.push(Part { amount: left, days: None, of });
        } else {
            let days = |to: Date| u32::try_from(from.days_until(to)).ok();
            let (part, all) = (days(to)?, days(entry.to)?);
            let amount = round(Exact::share(left, part, all, None)?)?;
            let counted = Counted { from, left, days: (part, all), amount };
            let before = of.before.iter().copied().chain([counted]).collect();
            kept.push(Charged { entry, from: to, before, left: exact_add(left, -amount)? });
            taken.push(Part { amount, days: Some((part, all)), of });
        }
    }
    *charged = kept;
    Some(taken)
}

fn told(
    catalog: &Catalog,
    ledger: &Ledger,
    fee: &Fee,
    parts: &[Part<'_>],
    (cost, carries): (Decimal, bool),
) -> Vec<String> {
    let digits = catalog.rounding.digits(fee.currency);
    let shares = parts.iter().filter_map(|part| share(catalog, ledger, part, (digits, carries)));
    let mut steps: Vec<String> = shares.take(SHOWN_EVENTS).flatten().collect();
    let is_exact = |part: &Part<'_>| Ratio::of_exact(part.of.entry.amount) == Ratio::of(part.of.left);
    let is_alone = carries && parts.iter().any(|part| part.is_whole() && !is_exact(part));
    let alone = if is_alone { ", each rounded alone" } else { "" };
    let cost = money(cost, digits);
    match sum(parts.iter().map(|part| part.amount), digits) {
        Some(sum) => steps.push(format!("charged{alone}: {sum} = {cost}")),
        None if parts.len() > 1 => steps.push(format!("charged in {} lines{alone}: {cost}", parts.len())),
        None => {}
    }
    steps
}

/// Returns the steps to what counts of a line that is for longer, or that shows what it adds to a rounded sum.
fn share(catalog: &Catalog, ledger: &Ledger, part: &Part<'_>, (digits, carries): (u32, bool)) -> Option<Vec<String>> {
    let Part { of: Charged { entry, from, before, left }, days, amount } = part;
    let name = describe(catalog, ledger, entry);
    let rounded = |exact: &str, amount: Decimal| {
        let amount = money(amount, digits);
        if exact == amount { String::new() } else { format!(", rounded {} to {amount}", catalog.rounding.mode.name()) }
    };
    let all = entry.amount.round(catalog.rounding.mode, digits)?;
    let exact = exact_money(entry.amount, digits);
    let alone = Some(rounded(&exact, all)).filter(|rounded| carries && !rounded.is_empty());
    let mut steps: Vec<String> = alone.map(|rounded| format!("{name}: {exact}{rounded}")).into_iter().collect();
    let share = |counted: &Counted| {
        let Counted { from, left, days: (part, of), amount } = counted;
        let exact = exact_money(Exact::share(*left, *part, *of, None)?, digits);
        let (left, rounded) = (money(*left, digits), rounded(&exact, *amount));
        Some(format!("{left} x {part}/{of} days of {} = {exact}{rounded}", period(*from, entry.to)))
    };
    for counted in before {
        let after = exact_add(counted.left, -counted.amount)?;
        let [was, off, after] = [counted.left, counted.amount, after].map(|amount| money(amount, digits));
        if before.len() <= SHOWN_PERIODS {
            steps.push(format!("{name}, before: {}", share(counted)?));
        }
        steps.push(format!("{was} - {off} = {after}"));
    }
    if let Some(days) = days {
        let counted = Counted { from: *from, left: *left, days: *days, amount: *amount };
        steps.push(format!("{name}: {}", share(&counted)?));
    }
    Some(steps).filter(|steps| !steps.is_empty())
}
