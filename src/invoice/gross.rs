//! The arithmetic from a quantity to what it costs before discounts, by price model.

use super::describe::{money, named};
use crate::graph::{Catalog, Package, PriceModel, Tier, Tiers, Timing, Unit};
use crate::money::{Currency, Decimal, exact_add, plain};
use crate::sim::{Fee, Subject};

/// Returns the steps from the quantity of a fee to its gross amount.
pub(super) fn gross(catalog: &Catalog, fee: &Fee) -> Vec<String> {
    let digits = catalog.rounding.digits(fee.currency);
    let units = fee.priced_units();
    if let Some(unit) = fee.unit {
        return vec![times(units, unit, fee.gross, digits)];
    }
    match fee.subject.price(catalog) {
        Some(PriceModel::Graduated(tiers)) => {
            tiers.get(fee.currency).map_or_else(Vec::new, |tiers| graduated(tiers, units, fee.gross, digits))
        }
        Some(PriceModel::Volume(tiers)) => {
            tiers.get(fee.currency).and_then(|tiers| volume(tiers, units, digits)).into_iter().collect()
        }
        Some(PriceModel::Package(package)) => {
            packages(package, (fee.currency, digits), units, fee.gross).unwrap_or_default()
        }
        Some(PriceModel::Flat(_) | PriceModel::Each(_) | PriceModel::Text(_) | PriceModel::Broken) | None => Vec::new(),
    }
}

/// Returns the steps from the events of a period to the units that are priced.
pub(super) fn used(catalog: &Catalog, fee: &Fee, events: u32) -> impl Iterator<Item = String> {
    let unit = unit(catalog, fee).map_or("", |unit| named(unit.name.as_ref(), &unit.code));
    let (units, priced) = (fee.units(), fee.priced_units());
    let counted = match events {
        0 => "nothing used".to_owned(),
        1 => format!("{} {unit} used", plain(units)),
        _ => format!("{} {unit} used in {events} events", plain(units)),
    };
    let included = (!fee.included.is_zero() && !units.is_zero()).then(|| {
        let less = fee.included.min(units);
        format!("{} - {} included = {}", plain(units), plain(less), plain(priced))
    });
    std::iter::once(counted).chain(included)
}

/// Returns the unit that the charge of a fee counts, if it is for usage.
pub(super) fn unit<'c>(catalog: &'c Catalog, fee: &Fee) -> Option<&'c Unit> {
    let Subject::Charge { product, charge, .. } = fee.subject else { return None };
    match catalog.products.get(product).charges.get(charge as usize)?.timing {
        Timing::Usage { unit, .. } => unit.map(|unit| catalog.units.get(unit)),
        Timing::OneTime | Timing::Recurring { .. } => None,
    }
}

fn times(count: Decimal, price: Decimal, cost: Decimal, digits: u32) -> String {
    format!("{} x {} = {}", plain(count), money(price, digits), money(cost, digits))
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
        costs.extend(tier.cost(units).map(|cost| money(cost, digits)));
    }
    if costs.len() > 1 {
        steps.push(format!("{} = {}", costs.join(" + "), money(sum, digits)));
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
    let (cost, flat) = (money(tier.cost(units)?, digits), money(tier.flat, digits));
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
