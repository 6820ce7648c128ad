//! Products that an account can hold only once (`P-24`).

use super::offer::products_of;
use super::refusals::PRODUCT_NOT_REPEATABLE;
use super::run::{Run, Stop, refuse};
use super::subscription::{Holding, Slot, Subscription};
use crate::graph::{Bundle, Id};
use crate::scenario::Order;

impl Run<'_> {
    /// Refuses a purchase that brings a product again which an account can hold once: twice in itself, beside what the
    /// subscription keeps when some bundles end, or beside another subscription of the account.
    pub(super) fn not_repeated(
        &self,
        subscription: &Subscription,
        ending: &[Id<Bundle>],
        bought: &[Id<Bundle>],
        order: &Order,
    ) -> Result<(), Stop> {
        let catalog = self.catalog;
        let bought = || bought.iter().flat_map(|bundle| products_of(catalog, *bundle, order));
        if bought().all(|id| catalog.products.get(id).repeatable) {
            return Ok(());
        }
        let others = self.slots.iter().filter_map(|slot| match slot {
            Slot::Running(other) if other.account == subscription.account => Some(&**other),
            Slot::Vacant | Slot::Refused(_) | Slot::Ended(..) | Slot::Running(_) => None,
        });
        let kept = subscription.holdings.iter().filter(|held| !ending.contains(&held.bundle));
        let holdings: Vec<&Holding> = kept.chain(others.flat_map(|other| &other.holdings)).collect();
        let mut brought = Vec::new();
        for id in bought() {
            let product = catalog.products.get(id);
            let since = holdings.iter().find(|held| held.products.contains(&id)).map(|held| held.since);
            if product.repeatable || since.is_none() && !brought.contains(&id) {
                brought.push(id);
                continue;
            }
            let account = &self.scenario.account(subscription.account).name.text;
            let held = since.map_or_else(|| "it comes twice".to_owned(), |since| format!("it is held since {since}"));
            let message = format!("account `{account}` can hold product `{}` once, and {held}", product.code.text);
            return Err(refuse(&PRODUCT_NOT_REPEATABLE, product.repeatable_span, message));
        }
        Ok(())
    }
}
