//! The arithmetic of units that stay, priced by their share of a period: events to shares, shares to tiers.

use super::describe::{money, sign};
use super::ratio::Ratio;
use super::usage_steps::SHOWN_EVENTS;
use crate::graph::{Catalog, Counts, Crossing, PriceModel, Tier, Tiers, UnitPrice, Used, UsedUnits};
use crate::money::{Decimal, exact_add, exact_mul, plain};
use crate::sim::Fee;

/// Returns the steps from the events of a period to what their shares of it cost.
pub(super) fn prorated(catalog: &Catalog, fee: &Fee, used: &Used, price: &PriceModel) -> Option<Vec<String>> {
    let digits = catalog.rounding.digits(fee.currency);
    let cost = fee.usage.as_ref().and_then(|usage| usage.spend).map_or(fee.gross, |spent| spent.priced);
    let mut steps: Vec<String> = used.events.iter().take(SHOWN_EVENTS).map(share).collect();
    if used.events.len() > SHOWN_EVENTS {
        steps.push(format!("{} more events", used.events.len() - SHOWN_EVENTS));
    }
    if !fee.included.is_zero() {
        steps.push(format!("the first {} included", plain(fee.included)));
    }
    let (last, _) = used.last_and_most()?;
    if last.is_sign_negative() && !last.is_zero() {
        steps.push(format!("less than none in the end: {}", money(cost, digits)));
        return Some(steps);
    }
    let all = Counts::above(fee.included);
    match price.of_units() {
        Some(UnitPrice::Each(amounts)) => {
            let each = amounts.get(fee.currency)?.0;
            let units = used.within(all)?;
            let amount = units.times(Ratio::of(each)?)?;
            let (units, told) = told(used, all, units)?;
            let least =
                if amount.is_negative() { format!(", at least {}", money(cost, digits)) } else { String::new() };
            let times = format!("x {} = {}{least}", money(each, digits), amount.text(digits));
            steps.push(told.map_or(format!("{units} {times}"), |told| format!("{told} = {units}, {times}")));
        }
        Some(UnitPrice::Volume(tiers)) => {
            let tiers = tiers.get(fee.currency)?;
            let tier = tiers.get(Tiers::holding(tiers, (last - fee.included).max(Decimal::ZERO)))?;
            let (step, _) = in_tier(tier, used, all, digits)?;
            steps.push(format!("{} in all: {step}", plain(last)));
        }
        Some(UnitPrice::Graduated(tiers)) => {
            let reached = used.by_tier(tiers.get(fee.currency)?, fee.included)?;
            let mut sum = Ratio::ZERO;
            for (tier, counts) in &reached {
                let range = match tier.up_to {
                    Some(up_to) => format!("up to {}", plain(up_to)),
                    None => format!("above {}", plain(tier.above)),
                };
                let (step, amount) = in_tier(tier, used, *counts, digits)?;
                sum = sum.plus(amount)?;
                steps.push(format!("{range}: {step}"));
            }
            if reached.len() > 1 {
                let is_all = sum.to_decimal() == Some(cost);
                let together = if is_all { sum.text(digits) } else { money(cost, digits) };
                steps.push(format!("together {together}"));
            }
        }
        None => {}
    }
    Some(steps)
}

/// Returns the share of an event's units that is priced, as in `5 x 17/31 days = 2.7419...`.
fn share(event: &UsedUnits) -> String {
    match event.days {
        Some((part, of)) if part != of => {
            format!("{} x {part}/{of} days = {}", plain(event.full), event.priced.text(0))
        }
        Some(_) => format!("{} for all days", plain(event.full)),
        None => format!("{} of {} priced", event.priced.text(0), plain(event.full)),
    }
}

/// Returns some priced units, and what they are worked out from if that is not the share of a single event.
fn told(used: &Used, counts: Counts, units: Ratio) -> Option<(String, Option<String>)> {
    let crossing: Vec<Crossing<'_>> = used.crossing(counts).collect::<Option<_>>()?;
    let is_shown = match crossing.as_slice() {
        [] => true,
        [one] => one.units == one.event.full.abs(),
        _ => used.events.len() > SHOWN_EVENTS,
    };
    let mut terms = String::new();
    for (at, crossing) in crossing.iter().enumerate() {
        terms.push_str(sign(at == 0, crossing.priced.is_negative()));
        terms.push_str(&term(crossing));
    }
    Some((units.text(0), (!is_shown).then_some(terms)))
}

/// Returns what of an event is priced between two counts, as in `2 x 17/31 days`; without its sign.
fn term(Crossing { event, units, .. }: &Crossing<'_>) -> String {
    let full = event.full.abs();
    match event.days {
        Some((part, of)) if part != of => format!("{} x {part}/{of} days", plain(*units)),
        Some(_) => plain(*units),
        None => {
            let priced = if event.priced.is_negative() { event.priced.negated() } else { event.priced }.text(0);
            let share = if *units == full { String::new() } else { format!(" x {}/{}", plain(*units), plain(full)) };
            format!("{priced}{share}")
        }
    }
}

/// Returns what the units between two counts cost in one tier, and the step to it.
fn in_tier(tier: &Tier, used: &Used, counts: Counts, digits: u32) -> Option<(String, Ratio)> {
    let units = used.within(counts)?;
    let (shown, told) = told(used, counts, units)?;
    let flat = money(tier.flat, digits);
    if tier.each.is_zero() && !tier.flat.is_zero() {
        return Some((format!("{flat} flat for {shown}"), Ratio::of(tier.flat)?));
    }
    let (count, sizes) = match tier.size {
        None => (None, String::new()),
        Some(size) => {
            let count = tier.count(units.to_decimal()?.max(Decimal::ZERO))?;
            (Some(count), format!("in sizes of {}: {} ", plain(size), plain(count)))
        }
    };
    let amount = match count {
        None => units.times(Ratio::of(tier.each)?)?.plus(Ratio::of(tier.flat)?)?,
        Some(count) => Ratio::of(exact_add(exact_mul(count, tier.each)?, tier.flat)?)?,
    };
    let flat = if tier.flat.is_zero() { String::new() } else { format!(" + {flat} flat") };
    let times = format!("{sizes}x {}{flat} = {}", money(tier.each, digits), amount.text(digits));
    Some((told.map_or(format!("{shown} {times}"), |told| format!("{told} = {shown}, {times}")), amount))
}
