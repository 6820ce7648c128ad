//! What the invoice of the day of a purchase comes to, with the discounts of the whole invoice.

use super::costs::{Costs, Cut, Line, is_due_at_once};
use super::purchase::Purchase;
use crate::calendar::{Cycle, Date};
use crate::graph::{Anchor, Catalog, Charge, Collect, Discount, DiscountValue, Id, RoundAt, Scope, Timing};
use crate::money::{Decimal, exact_add, exact_mul};

/// An invoice of whole periods, before tax.
#[derive(Debug, Clone)]
pub struct Total {
    /// What each line comes to.
    pub lines: Vec<Decimal>,
    /// What discounts of the whole invoice take off, in the order they apply.
    pub cuts: Vec<Cut>,
    /// What is left.
    pub left: Decimal,
}

impl Total {
    /// Returns the invoice of the day on which all of a purchase is made; nothing if it is not known for certain.
    #[must_use]
    pub fn of(catalog: &Catalog, purchase: &Purchase, costs: &Costs) -> Option<Self> {
        let plan = catalog.plans.get(purchase.plan);
        let on = purchase.steps.first()?.on;
        let collected = match catalog.invoices.collect {
            Collect::Day => true,
            Collect::Event => purchase.steps.len() == 1,
            Collect::BillDay => false,
        };
        if !costs.whole || !collected || !purchase.is_on_one_day() || plan.trial.is_some() || plan.spend.is_some() {
            return None;
        }
        let mut lines: Vec<(&Line, Decimal)> = Vec::new();
        for line in &costs.lines {
            let charge = line.of(catalog)?;
            // What is free is not on the invoice.
            if line.is_free() || !is_due_at_once(&charge.timing)? {
                continue;
            }
            if !is_whole(catalog, charge, on)? {
                return None;
            }
            lines.push((line, rounded(catalog, costs, line.left)));
        }
        let sum = lines.iter().try_fold(Decimal::ZERO, |sum, (_, amount)| exact_add(sum, *amount))?;
        let cuts = cuts(catalog, costs, &lines)?;
        let left = cuts.iter().try_fold(sum, |left, cut| exact_add(left, -cut.amount))?;
        let left = catalog.rounding.mode.round(left, catalog.rounding.digits(costs.currency));
        Some(Self { lines: lines.into_iter().map(|(_, amount)| amount).collect(), cuts, left })
    }
}

/// Tells whether the first period of a charge that is bought on a day is a whole one.
fn is_whole(catalog: &Catalog, charge: &Charge, on: Date) -> Option<bool> {
    let Timing::Recurring { every, .. } = charge.timing else { return Some(true) };
    let cycle = match charge.anchor.unwrap_or(catalog.billing.anchor) {
        // Where a month is shorter a period may be, too.
        Anchor::Anniversary | Anchor::Purchase => return Some(on.day() <= 28),
        Anchor::Calendar => Cycle::calendar(on, every)?,
        Anchor::BillDay(day) => Cycle::on_bill_day(on, day, every)?,
    };
    Some(cycle.boundary(cycle.index_of(on)?)? == on)
}

fn rounded(catalog: &Catalog, costs: &Costs, amount: Decimal) -> Decimal {
    match catalog.rounding.at {
        RoundAt::Line => catalog.rounding.mode.round(amount, catalog.rounding.digits(costs.currency)),
        RoundAt::Invoice => amount,
    }
}

/// Returns what discounts of the whole invoice take off; nothing if their lines overlap without being the same.
fn cuts(catalog: &Catalog, costs: &Costs, lines: &[(&Line, Decimal)]) -> Option<Vec<Cut>> {
    let of_invoice = |cut: &&Cut| catalog.discounts.get(cut.discount).scope == Scope::Invoice;
    let held = lines.iter().flat_map(|(line, _)| line.cuts.iter().filter(of_invoice).map(|cut| cut.discount));
    let mut held: Vec<Id<Discount>> = held.collect();
    held.sort_by_key(|id| catalog.turn(*id));
    held.dedup();
    let matched = |id: &Id<Discount>| -> Vec<usize> {
        lines.iter().enumerate().filter(|(_, (line, _))| line.cut(*id).is_some()).map(|(at, _)| at).collect()
    };
    let Some(first) = held.first().map(matched) else { return Some(Vec::new()) };
    if held.iter().any(|id| matched(id) != first) {
        return None;
    }
    let amounts = first.iter().filter_map(|at| lines.get(*at)).map(|(_, amount)| *amount);
    let sum = amounts.into_iter().try_fold(Decimal::ZERO, exact_add)?;
    let take = |chosen: &[Id<Discount>]| -> Option<(Decimal, Vec<Cut>)> {
        let (mut left, mut cuts) = (sum, Vec::new());
        for id in chosen {
            let amount = cut(catalog, costs, left, *id)?;
            left = exact_add(left, -amount)?;
            cuts.extend((!amount.is_zero()).then_some(Cut { discount: *id, amount }));
        }
        Some((left, cuts))
    };
    let (alone, stacking): (Vec<_>, Vec<_>) = held.into_iter().partition(|id| !catalog.discounts.get(*id).stacks);
    let (mut left, mut best) = take(&stacking)?;
    for id in alone {
        let (other, cuts) = take(&[id])?;
        if other < left {
            (left, best) = (other, cuts);
        }
    }
    Some(best)
}

/// Returns what a discount of the whole invoice takes off what is left, in whole cents if each line is rounded alone.
fn cut(catalog: &Catalog, costs: &Costs, left: Decimal, id: Id<Discount>) -> Option<Decimal> {
    let discount = catalog.discounts.get(id);
    let wanted = match &discount.value {
        DiscountValue::Percent(share) => exact_mul(left, *share)?,
        DiscountValue::Amount(amounts) => amounts.get(costs.currency)?.0,
        DiscountValue::Broken => return None,
    };
    let within = |amount: Decimal| discount.below_zero || amount <= left;
    let limited = if within(wanted) { wanted } else { left };
    let rounded = rounded(catalog, costs, limited);
    // What would be rounded beyond what there is, the invoice cuts to whole cents in its own way.
    within(rounded).then_some(rounded)
}
