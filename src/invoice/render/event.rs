//! An event in a few words: who or what it is about.

use crate::graph::{Catalog, Id, Object, Table};
use crate::invoice::describe::money;
use crate::money::plain;
use crate::scenario::{Account, Action, Channel, Choice, Effective, Event, Order, Redeemer, Scenario, UnusedPart};

/// Returns what an event is about, as in `ada to family as ada-tv, with recorder, code coupon_87`.
pub(super) fn about(catalog: &Catalog, scenario: &Scenario, event: &Event) -> String {
    match &event.action {
        Action::Subscribe { account, plan, order, alias, .. } => {
            let (account, plan) = (&scenario.account(*account).name.text, code(&catalog.plans, *plan));
            format!("{account} to {plan} as {}{}", scenario.alias(*alias), choices(catalog, order))
        }
        Action::Add { to, bundle, order, .. } => {
            format!("{} to {}{}", code(&catalog.bundles, *bundle), scenario.alias(*to), choices(catalog, order))
        }
        Action::ChangeQuantity { subscription, product, quantity, .. } => {
            format!("{} of {} to {quantity}", code(&catalog.products, *product), scenario.alias(*subscription))
        }
        Action::Usage { subscription, unit, quantity, .. } => {
            format!("{} {} by {}", plain(*quantity), code(&catalog.units, *unit), scenario.alias(*subscription))
        }
        Action::Redeem { holder, order } => {
            let holder = match holder {
                Redeemer::Subscription(id) => scenario.alias(*id),
                Redeemer::Account(id) => &scenario.account(*id).name.text,
            };
            format!("for {holder}{}", choices(catalog, order))
        }
        Action::Credit { account, amount } | Action::Payment { account, amount } => {
            let Account { name, currency, .. } = scenario.account(*account);
            let preposition = if matches!(event.action, Action::Credit { .. }) { "to" } else { "from" };
            format!("{} {currency} {preposition} {}", money(*amount, currency.digits()), name.text)
        }
        Action::ChangePlan { subscription, plan, order, effective } => {
            let (alias, plan) = (scenario.alias(*subscription), code(&catalog.plans, *plan));
            format!("{alias} to {plan}{}{}", when(*effective), choices(catalog, order))
        }
        Action::Pause { subscription, effective } | Action::Resume { subscription, effective } => {
            format!("{}{}", scenario.alias(*subscription), when(*effective))
        }
        Action::Suspend { subscription, reason, effective } => {
            format!("{}, {}{}", scenario.alias(*subscription), reason.words(), when(*effective))
        }
        Action::ChangeBillDay { subscription, bundle, bill_day } => {
            let of = bundle.map_or_else(String::new, |bundle| format!("{} of ", code(&catalog.bundles, bundle)));
            format!("{of}{} to day {bill_day}", scenario.alias(*subscription))
        }
        Action::Adjust { subscription, product, amount, .. } => {
            format!("{} of {} by {amount}", code(&catalog.products, *product), scenario.alias(*subscription))
        }
        Action::Cancel { subscription, bundle, effective, unused } => {
            let of = bundle.map_or_else(String::new, |bundle| format!("{} of ", code(&catalog.bundles, bundle)));
            let unused = unused.map_or("", |(part, _)| leftover(part));
            format!("{of}{}{}{unused}", scenario.alias(*subscription), when(*effective))
        }
    }
}

fn when(effective: Effective) -> String {
    match effective {
        Effective::AtOnce | Effective::ByPolicy => String::new(),
        Effective::PeriodEnd => " at the end of the period".to_owned(),
        Effective::TermEnd => " at the end of the term".to_owned(),
        Effective::On(day) => format!(" from {day} on"),
    }
}

fn leftover(part: UnusedPart) -> &'static str {
    match part {
        UnusedPart::Credited => ", what is unused is credit",
        UnusedPart::Refunded => ", what is unused is refunded",
        UnusedPart::Kept => ", what is unused does not go back",
    }
}

fn choices(catalog: &Catalog, order: &Order) -> String {
    let chosen = order.options.iter().filter_map(|Choice { product, discount, .. }| {
        let product = product.map(|id| code(&catalog.products, id));
        Some(format!("with {}", product.or_else(|| discount.map(|id| code(&catalog.discounts, id)))?))
    });
    let counted =
        order.quantities.iter().map(|(product, count, _)| format!("{count} x {}", code(&catalog.products, *product)));
    let entered = order.code.iter().map(|(code, _)| format!("code {code}"));
    let alone = (order.channel == Channel::SelfCare).then(|| "in self-care".to_owned());
    chosen.chain(counted).chain(entered).chain(alone).map(|choice| format!(", {choice}")).collect()
}

fn code<T: Object>(table: &Table<T>, id: Id<T>) -> &str {
    table.get(id).code()
}
