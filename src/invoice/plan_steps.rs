//! What was charged in a period of a plan that costs a least or a most amount: the lines that count in it, and of those
//! that are for longer the part that does.

use super::describe::{describe, exact_money, money, sum};
use super::ratio::Ratio;
use super::steps::{full, period};
use super::usage_steps::used;
use crate::calendar::Date;
use crate::graph::Catalog;
use crate::money::Decimal;
use crate::sim::{Entry, Exact, Fee, Ledger, SpentPart, SpentShare, Subject, UsedBefore, exact_add};

/// How many lines a step adds up.
const TERMS: usize = 20;

/// What tells the parts of a period.
struct Teller<'a> {
    catalog: &'a Catalog,
    ledger: &'a Ledger,
    digits: u32,
    /// Whether lines show what they add to a rounded sum.
    carries: bool,
}

/// Returns the steps to what was charged in the period of a plan that an entry brings to its least or most.
pub(super) fn counted(catalog: &Catalog, ledger: &Ledger, entry: &Entry, cost: Decimal, carries: bool) -> Vec<String> {
    let fee = ledger.fee(entry.fee);
    if !matches!(fee.subject, Subject::PlanSpend { .. }) {
        return Vec::new();
    }
    let teller = Teller { catalog, ledger, digits: catalog.rounding.digits(fee.currency), carries };
    let (mut steps, mut amounts, mut is_alone) = (Vec::new(), Vec::new(), false);
    for part in ledger.spent(entry.fee) {
        let Some(counts) = ledger.entry(part.entry) else { continue };
        let Some(told) = teller.part(&counts, part) else { continue };
        is_alone |= told.is_alone;
        steps.extend(told.steps);
        amounts.push(told.amount);
    }
    steps.extend(teller.sum(&amounts, cost, if is_alone { ", each rounded alone" } else { "" }));
    steps
}

/// What of a line counts, and how it comes to that.
struct Told {
    steps: Vec<String>,
    amount: Decimal,
    /// Whether all of it counts, and is rounded otherwise than its line shows.
    is_alone: bool,
}

impl Teller<'_> {
    fn part(&self, entry: &Entry, SpentPart { share, .. }: SpentPart) -> Option<Told> {
        let all = entry.amount.round(self.catalog.rounding.mode, self.digits)?;
        let is_exact = Ratio::of_exact(entry.amount) == Ratio::of(all);
        let name = describe(self.catalog, self.ledger, entry);
        let mut steps = Vec::new();
        let is_alone = self.carries && !is_exact;
        if is_alone {
            steps.extend(self.rounded(&format!("{name}: "), entry.amount));
        }
        let (until, before) = match share {
            None => return Some(Told { steps, amount: all, is_alone }),
            Some(SpentShare::Days { from, to }) => {
                let days = |day| self.days(&name, entry, all, day);
                let until = if to == entry.to { None } else { Some(days(to)?) };
                (until, if from == entry.from { None } else { Some(days(from)?) })
            }
            Some(SpentShare::Used { before, until }) => {
                let used = |used: UsedBefore| self.used(&name, used);
                (until.map(used), before.map(used))
            }
        };
        let until = until.map_or((None, all), |(step, amount)| (Some(step), amount));
        let amount = match before {
            Some((step, less)) => {
                let amount = exact_add(until.1, -less)?;
                let [all, less, left] = [until.1, less, amount].map(|amount| money(amount, self.digits));
                steps.extend(until.0.into_iter().flatten().chain(step));
                steps.push(format!("{all} - {less} = {left}"));
                amount
            }
            None => {
                steps.extend(until.0.into_iter().flatten());
                until.1
            }
        };
        Some(Told { steps, amount, is_alone: false })
    }

    /// Returns what a line comes to by its days before one.
    fn days(&self, name: &str, entry: &Entry, all: Decimal, day: Date) -> Option<(Vec<String>, Decimal)> {
        let days = |day: Date| u32::try_from(entry.from.days_until(day)).ok();
        let (part, of) = (days(day)?, days(entry.to)?);
        let share = Exact::share(all, part, of, None)?;
        let whole = period(entry.from, entry.to);
        let step = self.rounded(
            &format!("{name}, before {day}: {} x {part}/{of} days of {whole} = ", money(all, self.digits)),
            share,
        )?;
        Some((vec![step], share.round(self.catalog.rounding.mode, self.digits)?))
    }

    /// Returns what that comes to which was used before a change of plan.
    fn used(&self, name: &str, UsedBefore { on, fee, events }: UsedBefore) -> (Vec<String>, Decimal) {
        let fee: &Fee = self.ledger.fee(fee);
        let mut steps: Vec<String> =
            used(self.catalog, fee, events).into_iter().chain(full(self.catalog, fee)).collect();
        if let Some(first) = steps.first_mut() {
            first.insert_str(0, &format!("{name}, before {on}: "));
        }
        let exact = Exact::whole(fee.full);
        let amount = exact.round(self.catalog.rounding.mode, self.digits).unwrap_or(fee.full);
        if amount != fee.full {
            steps.push(format!("rounded {} to {}", self.catalog.rounding.mode.name(), money(amount, self.digits)));
        }
        (steps, amount)
    }

    /// Returns a step that comes to an amount, and to what it is rounded.
    fn rounded(&self, step: &str, exact: Exact) -> Option<String> {
        let mode = self.catalog.rounding.mode;
        let (shown, rounded) = (exact_money(exact, self.digits), money(exact.round(mode, self.digits)?, self.digits));
        let to = if shown == rounded { String::new() } else { format!(", rounded {} to {rounded}", mode.name()) };
        Some(format!("{step}{shown}{to}"))
    }

    /// Returns the steps that add up what counts.
    fn sum(&self, amounts: &[Decimal], cost: Decimal, alone: &str) -> Vec<String> {
        if let Some(sum) = sum(amounts.iter().copied(), self.digits) {
            return vec![format!("charged{alone}: {sum} = {}", money(cost, self.digits))];
        }
        let (mut steps, mut all) = (Vec::new(), Decimal::ZERO);
        if amounts.len() <= TERMS {
            return steps;
        }
        for (at, some) in amounts.chunks(TERMS).enumerate() {
            let before = Some(all).filter(|_| at > 0);
            let Some(now) = some.iter().try_fold(all, |all, amount| exact_add(all, *amount)) else { return steps };
            if let Some(sum) = sum(before.into_iter().chain(some.iter().copied()), self.digits) {
                let what = if at == 0 { format!("charged{alone}: ") } else { String::new() };
                steps.push(format!("{what}{sum} = {}", money(now, self.digits)));
            }
            all = now;
        }
        steps
    }
}
