//! The arithmetic from a quantity to what it costs before discounts, by price model.

use super::describe::{money, percent, shown};
use super::usage_steps::of_usage;
use crate::graph::{Catalog, Charge, Package, PriceModel, Tier, Tiers, Timing, Unit};
use crate::money::{Currency, Decimal, exact_add, exact_mul, plain};
use crate::sim::Fee;

/// Returns the steps from the quantity of a fee to its gross amount.
pub(super) fn gross(catalog: &Catalog, fee: &Fee) -> Vec<String> {
    let digits = catalog.rounding.digits(fee.currency);
    let units = fee.priced_units();
    let used = fee.usage.as_ref().and_then(|usage| usage.used.as_ref());
    if let (Some(used), Some(price)) = (used, fee.subject.price(catalog)) {
        return of_usage(catalog, fee, used, price);
    }
    let cost = fee.usage.as_ref().and_then(|usage| usage.spend).map_or(fee.gross, |spent| spent.priced);
    let cost = fee.prepaid.unwrap_or(cost);
    if let Some(unit) = fee.unit {
        return vec![times(units, unit, cost, digits)];
    }
    match fee.subject.price(catalog) {
        Some(PriceModel::Graduated(tiers)) => {
            tiers.get(fee.currency).map_or_else(Vec::new, |tiers| graduated(tiers, units, cost, digits))
        }
        Some(PriceModel::GraduatedPercentage(tiers)) => {
            tiers.get(fee.currency).map_or_else(Vec::new, |tiers| rates(tiers, units, cost, digits))
        }
        Some(PriceModel::Volume(tiers)) => {
            tiers.get(fee.currency).and_then(|tiers| volume(tiers, units, digits)).into_iter().collect()
        }
        Some(PriceModel::Package(package)) => {
            packages(package, (fee.currency, digits), units, cost).unwrap_or_default()
        }
        Some(
            PriceModel::Flat(_)
            | PriceModel::Each(_)
            | PriceModel::Percentage(_)
            | PriceModel::Capacity(_)
            | PriceModel::Text(_)
            | PriceModel::Broken,
        )
        | None => Vec::new(),
    }
}

/// Returns the unit that the charge of a fee counts, if it is for usage in one.
pub(super) fn unit<'c>(catalog: &'c Catalog, fee: &Fee) -> Option<&'c Unit> {
    match charge(catalog, fee)?.timing {
        Timing::Usage { unit, .. } => unit.map(|unit| catalog.units.get(unit)),
        Timing::OneTime | Timing::Recurring { .. } => None,
    }
}

/// Returns the charge that a fee is for; nothing if it is a penalty.
pub(super) fn charge<'c>(catalog: &'c Catalog, fee: &Fee) -> Option<&'c Charge> {
    fee.subject.charge(catalog)
}

/// Returns the steps from what one period costs to what those cost that are paid at once with it.
pub(super) fn prepaid(catalog: &Catalog, fee: &Fee) -> Vec<String> {
    let (Some(one), Some(prepaid)) = (fee.prepaid, fee.subject.prepaid(catalog)) else { return Vec::new() };
    let digits = catalog.rounding.digits(fee.currency);
    if let Some((together, _)) = prepaid.fee.as_ref().and_then(|amounts| amounts.get(fee.currency)) {
        let units = if fee.per_unit { format!("{} x ", plain(fee.quantity)) } else { String::new() };
        let sum = if fee.per_unit { format!(" = {}", money(fee.gross, digits)) } else { String::new() };
        return vec![format!("{} periods at once for {units}{}{sum}", prepaid.periods, money(together, digits))];
    }
    let all = exact_mul(one, Decimal::from(prepaid.periods)).unwrap_or(fee.gross);
    let mut steps = vec![format!("x {} periods at once = {}", prepaid.periods, money(all, digits))];
    if let Some(share) = prepaid.discount.filter(|share| !share.is_zero()) {
        steps.push(format!("- {} (prepaid) = {}", percent(share), shown(fee.gross, digits)));
    }
    steps
}

pub(super) fn times(count: Decimal, price: Decimal, cost: Decimal, digits: u32) -> String {
    format!("{} x {} = {}", plain(count), money(price, digits), shown(cost, digits))
}

/// Returns a step for each tier that is reached, and their sum.
fn graduated(tiers: &[Tier], quantity: Decimal, sum: Decimal, digits: u32) -> Vec<String> {
    let last = Tiers::holding(tiers, quantity);
    let (mut steps, mut costs) = (Vec::new(), Vec::new());
    for tier in tiers.iter().take(last + 1) {
        let end = tier.up_to.map_or(quantity, |up_to| up_to.min(quantity));
        let units = exact_add(end, -tier.above).unwrap_or(end);
        // A first tier up to zero is there to charge nothing at zero.
        if units.is_zero() && last > 0 && tier.flat.is_zero() {
            continue;
        }
        steps.extend(in_tier(tier, units, digits));
        costs.extend(tier.cost(units).map(|cost| shown(cost, digits)));
    }
    if costs.len() > 1 {
        steps.push(format!("{} = {}", costs.join(" + "), shown(sum, digits)));
    }
    steps
}

/// Returns a step for each tier of rates that is reached, and their sum.
fn rates(tiers: &[Tier], quantity: Decimal, sum: Decimal, digits: u32) -> Vec<String> {
    if quantity.is_zero() {
        return Vec::new();
    }
    let (mut steps, mut costs) = (Vec::new(), Vec::new());
    for tier in tiers.iter().take(Tiers::holding(tiers, quantity) + 1) {
        let end = tier.up_to.map_or(quantity, |up_to| up_to.min(quantity));
        let units = exact_add(end, -tier.above).unwrap_or(end);
        let Some(cost) = tier.cost(units) else { continue };
        let flat = if tier.flat.is_zero() { String::new() } else { format!(" + {} flat", money(tier.flat, digits)) };
        steps.push(format!("{} x {}{flat} = {}", plain(units), percent(tier.each), money(cost, digits)));
        costs.push(money(cost, digits));
    }
    if costs.len() > 1 {
        steps.push(format!("{} = {}", costs.join(" + "), shown(sum, digits)));
    }
    steps
}

fn volume(tiers: &[Tier], quantity: Decimal, digits: u32) -> Option<String> {
    let at = Tiers::holding(tiers, quantity);
    let tier = tiers.get(at)?;
    let range = match (at, tier.up_to) {
        (0, Some(up_to)) => format!("up to {}", plain(up_to)),
        (_, Some(up_to)) => format!("above {} up to {}", plain(tier.above), plain(up_to)),
        (0, None) => return in_tier(tier, quantity, digits),
        (_, None) => format!("above {}", plain(tier.above)),
    };
    Some(format!("{range}: {}", in_tier(tier, quantity, digits)?))
}

/// Returns what some units cost in one tier, as in `50 x 0.05 + 5.00 flat = 7.50`.
fn in_tier(tier: &Tier, units: Decimal, digits: u32) -> Option<String> {
    let (cost, flat) = (shown(tier.cost(units)?, digits), money(tier.flat, digits));
    if tier.each.is_zero() && !tier.flat.is_zero() {
        return Some(format!("{flat} flat for {}", plain(units)));
    }
    let count = plain(tier.count(units)?);
    let sizes = match tier.size {
        Some(size) => format!("{} in sizes of {}: ", plain(units), plain(size)),
        None => String::new(),
    };
    let flat = if tier.flat.is_zero() { String::new() } else { format!(" + {flat} flat") };
    Some(format!("{sizes}{count} x {}{flat} = {cost}", money(tier.each, digits)))
}

fn packages(
    package: &Package,
    (currency, digits): (Currency, u32),
    quantity: Decimal,
    gross: Decimal,
) -> Option<Vec<String>> {
    let (price, _) = package.price.get(currency)?;
    let parcel = package.parcel(quantity)?;
    let mut steps = Vec::new();
    if !package.free.is_zero() {
        // More may be free than there is.
        let free = package.free.min(quantity);
        steps.push(format!("{} - {} free = {}", plain(quantity), plain(free), plain(parcel.units)));
    }
    let last = match (parcel.partial, package.round_up) {
        (false, _) => "",
        (true, true) => ", the last one begun",
        (true, false) => " full, the rest free",
    };
    let (units, size, count) = (plain(parcel.units), plain(package.size), plain(parcel.packages));
    steps.push(format!("{units} in packages of {size}: {count}{last}"));
    steps.push(times(parcel.packages, price, gross, digits));
    Some(steps)
}
