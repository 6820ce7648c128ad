//! Memory of replays that are over, for those that follow.

use std::mem::take;

use super::subscription::{Slot, Subscription};

/// Subscriptions that nobody needs any longer.
#[derive(Debug, Default)]
pub(super) struct Spare {
    #[expect(clippy::vec_box, reason = "the boxes are what is kept")]
    subscriptions: Vec<Box<Subscription>>,
    slots: Vec<Slot>,
}

impl Spare {
    /// Returns a vacant place for each alias.
    pub fn slots(&mut self, count: usize) -> Vec<Slot> {
        let mut slots = take(&mut self.slots);
        slots.resize_with(count, || Slot::Vacant);
        slots
    }

    /// Takes back the places of a replay that is over, with the subscriptions in them.
    pub fn keep(&mut self, mut slots: Vec<Slot>) {
        let subscriptions = slots.drain(..).filter_map(|slot| match slot {
            Slot::Running(subscription) | Slot::Ended(_, _, subscription) => Some(subscription),
            Slot::Vacant | Slot::Refused(_) => None,
        });
        self.subscriptions.extend(subscriptions);
        self.slots = slots;
    }

    /// Begins a subscription.
    pub fn begin(&mut self, new: Subscription) -> Box<Subscription> {
        let Some(mut place) = self.subscriptions.pop() else { return Box::new(new) };
        // Whoever adds a list has to think of it here; what it holds is gone, its memory is not.
        let Subscription { holdings, running, past, used, discounts, pauses, outages, .. } = &mut *place;
        holdings.clear();
        running.clear();
        past.clear();
        used.clear();
        discounts.clear();
        pauses.clear();
        outages.clear();
        let (holdings, running, past) = (take(holdings), take(running), take(past));
        let (used, discounts, pauses, outages) = (take(used), take(discounts), take(pauses), take(outages));
        *place = Subscription { holdings, running, past, used, discounts, pauses, outages, ..new };
        place
    }
}
