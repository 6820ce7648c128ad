//! The arithmetic of usage: events to units, prices of single events and readings, the least and the most.

use super::describe::{exact_money, money, named, percent, shown};
use super::gross::{charge, times, unit};
use super::prorated_steps;
use super::steps::days_share;
use crate::graph::{Amounts, Capacity, Catalog, Count, Percentage, PriceModel, Timing, UsageBill, Used};
use crate::money::{Decimal, exact_add, exact_mul, plain};
use crate::sim::{Entry, Exact, Fee, Spent, Subject};

/// How many events of a period are shown one by one.
pub(super) const SHOWN_EVENTS: usize = 20;

/// Returns the steps from the events of a period to the units that are priced.
pub(super) fn used(catalog: &Catalog, fee: &Fee, events: u32) -> Vec<String> {
    let name = unit(catalog, fee).map_or("units", |unit| named(unit.name.as_ref(), &unit.code));
    let (units, priced) = (fee.units(), fee.priced_units());
    let price = fee.subject.price(catalog);
    let prorated = fee.usage.as_ref().is_some_and(|usage| usage.used.as_ref().is_some_and(|used| used.prorated));
    let mut steps = Vec::new();
    if !matches!(price, Some(PriceModel::Capacity(_))) {
        let several = if events > 1 { format!(" in {events} events") } else { String::new() };
        let units = plain(units);
        let (count, bill) = counted(catalog, fee);
        let in_advance = bill == UsageBill::InAdvance;
        steps.push(match count {
            Count::Standing if in_advance => format!("at most {units} {name}, paid to the end of the period"),
            Count::Standing => format!("{units} {name} in the end"),
            _ if events == 0 => "nothing used".to_owned(),
            Count::Sum => format!("{units} {name} used{several}"),
            Count::Highest => format!("at most {units} {name}{several}"),
            Count::Latest => format!("{units} {name} at last{several}"),
        });
    }
    if !fee.included.is_zero() && !units.is_zero() && !prorated {
        let less = fee.included.min(units);
        let carried = fee.usage.as_ref().map_or(Decimal::ZERO, |usage| usage.carried);
        if let (false, Some(own)) = (carried.is_zero(), exact_add(fee.included, -carried)) {
            let [own, carried, all] = [own, carried, fee.included].map(plain);
            steps.push(format!("{own} included + {carried} left of before = {all}"));
        }
        let there = if less == fee.included { String::new() } else { format!(" of {}", plain(fee.included)) };
        steps.push(format!("{} - {}{there} included = {}", plain(units), plain(less), plain(priced)));
    }
    steps
}

/// Returns what several events of a charge come to, and when it is charged.
fn counted(catalog: &Catalog, fee: &Fee) -> (Count, UsageBill) {
    match charge(catalog, fee).map(|charge| charge.timing) {
        Some(Timing::Usage { metering, .. }) => (metering.count, metering.bill),
        Some(Timing::OneTime | Timing::Recurring { .. }) | None => (Count::Sum, UsageBill::InArrears),
    }
}

/// Returns the steps to what usage costs whose price reads its events or its highest readings.
pub(super) fn of_usage(catalog: &Catalog, fee: &Fee, used: &Used, price: &PriceModel) -> Vec<String> {
    match price {
        PriceModel::Percentage(percentage) => events(catalog, fee, used, percentage).unwrap_or_default(),
        PriceModel::Capacity(capacity) => readings(catalog, fee, used, capacity),
        PriceModel::Flat(_)
        | PriceModel::Each(_)
        | PriceModel::Graduated(_)
        | PriceModel::Volume(_)
        | PriceModel::Package(_)
        | PriceModel::GraduatedPercentage(_)
        | PriceModel::Text(_)
        | PriceModel::Broken => prorated_steps::prorated(catalog, fee, used, price).unwrap_or_default(),
    }
}

fn events(catalog: &Catalog, fee: &Fee, used: &Used, price: &Percentage) -> Option<Vec<String>> {
    let digits = catalog.rounding.digits(fee.currency);
    let per_event = price.per_event(fee.currency)?;
    let costs = price.costs(fee.currency, used.events.iter().map(|event| event.full))?;
    let cost = fee.usage.as_ref().and_then(|usage| usage.spend).map_or(fee.gross, |spent| spent.priced);
    if cost.is_zero() {
        return Some(Vec::new());
    }
    if per_event.minimum.is_none() && per_event.maximum.is_none() {
        let all = add(costs.iter().map(|cost| cost.quantity))?;
        let paid = add(costs.iter().filter(|cost| !cost.free).map(|cost| cost.paid))?;
        let mut steps = Vec::new();
        if all != paid {
            steps.push(format!("{} - {} free = {}", plain(all), plain(exact_add(all, -paid)?), plain(paid)));
        }
        let share = exact_mul(paid, price.rate)?;
        steps.push(format!("{} x {} = {}", plain(paid), percent(price.rate), money(share, digits)));
        if !per_event.fixed.is_zero() {
            let count = Decimal::from(costs.iter().filter(|cost| !cost.free).count());
            let fixed = exact_mul(count, per_event.fixed)?;
            let events = if count == Decimal::ONE { "event" } else { "events" };
            steps.push(format!("{} {events}: {}", plain(count), times(count, per_event.fixed, fixed, digits)));
            steps.push(format!("{} + {} = {}", money(share, digits), money(fixed, digits), money(cost, digits)));
        }
        return Some(steps);
    }
    let mut steps = Vec::new();
    for event in costs.iter().take(SHOWN_EVENTS) {
        if event.free {
            steps.push(format!("{} free", plain(event.quantity)));
            continue;
        }
        let fixed =
            if per_event.fixed.is_zero() { String::new() } else { format!(" + {}", money(per_event.fixed, digits)) };
        let bound = match event.due.cmp(&event.cost) {
            std::cmp::Ordering::Equal => String::new(),
            std::cmp::Ordering::Greater => format!(", at least {}", money(event.due, digits)),
            std::cmp::Ordering::Less => format!(", at most {}", money(event.due, digits)),
        };
        let of = if event.paid == event.quantity { String::new() } else { format!("{}: ", plain(event.quantity)) };
        let share = percent(price.rate);
        steps.push(format!("{of}{} x {share}{fixed} = {}{bound}", plain(event.paid), money(event.cost, digits)));
    }
    if costs.len() > SHOWN_EVENTS {
        let rest = add(costs.iter().skip(SHOWN_EVENTS).map(|cost| cost.due))?;
        steps.push(format!("{} more events: {}", costs.len() - SHOWN_EVENTS, money(rest, digits)));
    }
    if costs.len() > 1 {
        steps.push(format!("together {}", money(cost, digits)));
    }
    Some(steps)
}

fn add(mut amounts: impl Iterator<Item = Decimal>) -> Option<Decimal> {
    amounts.try_fold(Decimal::ZERO, exact_add)
}

fn readings(catalog: &Catalog, fee: &Fee, used: &Used, capacity: &Capacity) -> Vec<String> {
    let digits = catalog.rounding.digits(fee.currency);
    let highest: Vec<String> = used
        .readings
        .iter()
        .map(|(unit, reading)| {
            let unit = catalog.units.get(*unit);
            format!("{} {}", plain(*reading), named(unit.name.as_ref(), &unit.code))
        })
        .collect();
    if highest.is_empty() {
        return vec!["nothing read".to_owned()];
    }
    let at = capacity.holding(&used.readings).unwrap_or(0);
    let tier = capacity.tiers.get(at);
    let price = tier.and_then(|tier| tier.price.get(fee.currency)).map_or(Decimal::ZERO, |(amount, _)| amount);
    let limits: Vec<String> = tier
        .iter()
        .flat_map(|tier| tier.limits.iter())
        .map(|(unit, limit)| {
            let unit = catalog.units.get(*unit);
            format!("{} {}", plain(*limit), named(unit.name.as_ref(), &unit.code))
        })
        .collect();
    let tier =
        if limits.is_empty() { "above all limits".to_owned() } else { format!("up to {}", limits.join(" and ")) };
    vec![format!("at most {}", highest.join(" and ")), format!("{tier}: {}", money(price, digits))]
}

/// Returns the steps that multiply what is above the minimum, if anything is.
pub(super) fn overage(catalog: &Catalog, fee: &Fee) -> Vec<String> {
    overage_steps(catalog, fee).unwrap_or_default()
}

fn overage_steps(catalog: &Catalog, fee: &Fee) -> Option<Vec<String>> {
    let spent = fee.usage.as_ref()?.spend.filter(|spent| spent.priced != fee.gross)?;
    let (minimum, factor, digits) = (spent.minimum?, spent.overage?, catalog.rounding.digits(fee.currency));
    let whole = charge(catalog, fee).and_then(|charge| charge.spend.as_ref()?.minimum.as_ref());
    let above = exact_add(spent.priced, -minimum)?;
    let times = exact_add(fee.gross, -minimum)?;
    let [priced, minimum, above, times, gross] =
        [spent.priced, minimum, above, times, fee.gross].map(|amount| shown(amount, digits));
    let steps = [
        format!("{priced} - {minimum} = {above} above the minimum, x {} = {times}", plain(factor)),
        format!("{minimum} + {times} = {gross}"),
    ];
    Some(part_of_bound(catalog, fee, &spent, whole, "at least").into_iter().chain(steps).collect())
}

/// Returns the steps that leave no more than the maximum, if there is more.
pub(super) fn capped(catalog: &Catalog, fee: &Fee) -> Vec<String> {
    let spent = fee.usage.as_ref().and_then(|usage| usage.spend).filter(|spent| !spent.over.is_zero());
    let Some((spent, maximum)) = spent.and_then(|spent| Some((spent, spent.maximum?))) else { return Vec::new() };
    let digits = catalog.rounding.digits(fee.currency);
    let whole = charge(catalog, fee).and_then(|charge| charge.spend.as_ref()?.maximum.as_ref());
    let [cost, maximum, over] =
        [exact_add(maximum, spent.over).unwrap_or(maximum), maximum, spent.over].map(|amount| shown(amount, digits));
    let off = format!("{cost} - {maximum} = {over} above the maximum, no more than {maximum}");
    part_of_bound(catalog, fee, &spent, whole, "at most").into_iter().chain([off]).collect()
}

/// Returns the step from the bound of a whole period to that of the days that are held, if they are fewer.
fn part_of_bound(catalog: &Catalog, fee: &Fee, spent: &Spent, whole: Option<&Amounts>, words: &str) -> Option<String> {
    let (part, of) = spent.days?;
    let (whole, _) = whole?.get(fee.currency)?;
    // Where no day is held, what was used may come to as much as in a whole period.
    if part == 0 && words == "at most" && spent.maximum == Some(whole) {
        return None;
    }
    let digits = catalog.rounding.digits(fee.currency);
    let share = days_share(catalog, fee.day_count, (part, of), "");
    let bound = if words == "at most" { spent.maximum? } else { spent.minimum? };
    let ratio_digits = catalog.billing.conventions.ratio_digits.value;
    let exact = Exact::share(whole, part, of, ratio_digits).map(|exact| exact_money(exact, digits));
    let bound = money(bound, digits);
    let exact = exact.filter(|exact| *exact != bound);
    let bound =
        exact.map_or(bound.clone(), |exact| format!("{exact}, rounded {} to {bound}", catalog.rounding.mode.name()));
    Some(format!("{words} {} {share} = {bound}", money(whole, digits)))
}

/// Returns the step from what a period has come to so far to what is charged of it now.
pub(super) fn so_far(catalog: &Catalog, fee: &Fee, entry: &Entry, charged: Decimal) -> Vec<String> {
    let digits = catalog.rounding.digits(fee.currency);
    let now = entry.amount.numerator;
    let total = exact_add(now, charged).unwrap_or(now);
    let [so_far, charged, now] = [total, charged, now].map(|amount| money(amount, digits));
    let rounded = (fee.full != total).then(|| format!("rounded {} to {so_far}", catalog.rounding.mode.name()));
    rounded.into_iter().chain([format!("{so_far} so far - {charged} charged = {now}")]).collect()
}

/// Returns the steps to what goes back of a period that was charged more than it may cost; `counted` are those to what was.
pub(super) fn maximum(catalog: &Catalog, fee: &Fee, cost: Decimal, counted: Vec<String>) -> Vec<String> {
    let digits = catalog.rounding.digits(fee.currency);
    let Some(spent) = fee.usage.as_ref().and_then(|usage| usage.spend) else { return Vec::new() };
    let maximum = money(spent.maximum.unwrap_or_default(), digits);
    let whole = match fee.subject {
        Subject::PlanSpend { plan } => catalog.plans.get(plan).spend.as_ref().and_then(|spend| spend.maximum.as_ref()),
        Subject::Charge { .. } | Subject::Penalty { .. } => {
            charge(catalog, fee).and_then(|charge| charge.spend.as_ref()?.maximum.as_ref())
        }
    };
    let most = part_of_bound(catalog, fee, &spent, whole, "at most").unwrap_or_else(|| format!("at most {maximum}"));
    let (charged, now) = (money(cost, digits), money(fee.gross, digits));
    let above = if fee.gross.is_zero() {
        format!("{charged} charged: not above it")
    } else {
        format!("{maximum} - {charged} charged = {now}")
    };
    [most].into_iter().chain(counted).chain([above]).chain(less_before(fee, &spent, digits)).collect()
}

/// Returns the steps to what a period lacks to the least that it costs; `counted` are those to what was charged.
pub(super) fn minimum(catalog: &Catalog, fee: &Fee, cost: Decimal, counted: Vec<String>) -> Vec<String> {
    let digits = catalog.rounding.digits(fee.currency);
    let Some(spent) = fee.usage.as_ref().and_then(|usage| usage.spend) else { return Vec::new() };
    let minimum = money(spent.minimum.unwrap_or_default(), digits);
    let (whole, verb) = match fee.subject {
        Subject::PlanSpend { plan } => {
            (catalog.plans.get(plan).spend.as_ref().and_then(|spend| spend.minimum.as_ref()), "charged")
        }
        Subject::Charge { .. } | Subject::Penalty { .. } => {
            (charge(catalog, fee).and_then(|charge| charge.spend.as_ref()?.minimum.as_ref()), "used")
        }
    };
    let least = part_of_bound(catalog, fee, &spent, whole, "at least").unwrap_or_else(|| format!("at least {minimum}"));
    let (cost, now) = (money(cost, digits), money(fee.gross, digits));
    let lacks = if fee.gross.is_zero() {
        format!("{cost} {verb}: nothing is missing")
    } else {
        format!("{minimum} - {cost} {verb} = {now}")
    };
    [least].into_iter().chain(counted).chain([lacks]).chain(less_before(fee, &spent, digits)).collect()
}

/// Returns the step from what brings a period to its bound to what of that was not booked before, if it is settled again.
fn less_before(fee: &Fee, spent: &Spent, digits: u32) -> Option<String> {
    let more = exact_add(fee.gross, -spent.before).filter(|_| !spent.before.is_zero())?;
    let [now, before, more] = [fee.gross, spent.before.abs(), more].map(|amount| money(amount, digits));
    Some(if spent.before.is_sign_negative() {
        format!("{now} due for this period + {before} given back before = {more}")
    } else {
        format!("{now} due for this period - {before} charged before = {more}")
    })
}
