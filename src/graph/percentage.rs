//! A price that is a share of what each event moves.

use crate::money::{Currency, Decimal, exact_add, exact_mul};
use crate::source::Span;

/// A share of the quantity, with what every event costs besides and what is free at first.
///
/// An event is free as long as it is among the free events, if there are any, and lies below the free amount, if there is
/// one. The event that uses the free amount up pays the share of what lies above it, and what an event costs besides.
#[derive(Debug, Clone)]
pub struct Percentage {
    /// Where it is written.
    pub span: Span,
    /// The share as a fraction: 0.013 is 1.3 %.
    pub rate: Decimal,
    /// How many events are free, the first ones; nothing if not counted.
    pub free_events: Option<u32>,
    /// How much of the quantity is free, the first of it; nothing if it is not limited.
    pub free_amount: Option<Decimal>,
    /// What an event costs besides, in each currency that all of it is given in.
    pub per_event: Box<[(Currency, PerEvent)]>,
}

/// What an event costs besides the share, and at least and at most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PerEvent {
    /// So much is added.
    pub fixed: Decimal,
    /// It costs at least so much, unless it is free.
    pub minimum: Option<Decimal>,
    /// It costs at most so much.
    pub maximum: Option<Decimal>,
}

/// What one event costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventCost {
    /// The quantity of the event.
    pub quantity: Decimal,
    /// How much of it is paid for.
    pub paid: Decimal,
    /// Whether nothing at all is due.
    pub free: bool,
    /// The share of what is paid for, and what is added to it; before the least and the most.
    pub cost: Decimal,
    /// What is due.
    pub due: Decimal,
}

impl Percentage {
    /// Returns what every event costs besides in a currency; nothing if it is not priced in it.
    #[must_use]
    pub fn per_event(&self, currency: Currency) -> Option<PerEvent> {
        self.per_event.iter().find(|(c, _)| *c == currency).map(|(_, per_event)| *per_event)
    }

    /// Returns what each event costs, in order; nothing if it is not priced in the currency or a decimal cannot hold it.
    #[must_use]
    pub fn costs(&self, currency: Currency, events: impl Iterator<Item = Decimal>) -> Option<Vec<EventCost>> {
        let per_event = self.per_event(currency)?;
        let mut left = self.free_amount;
        let free = |number: usize| match self.free_events {
            Some(free) => usize::try_from(free).is_ok_and(|free| number < free),
            None => self.free_amount.is_some(),
        };
        let mut costs = Vec::new();
        for (number, quantity) in events.enumerate() {
            let taken = match left {
                _ if !free(number) => Decimal::ZERO,
                Some(left) => left.min(quantity),
                None => quantity,
            };
            let below = left.is_none_or(|left| quantity < left);
            left = left.map(|left| left - taken);
            let paid = exact_add(quantity, -taken)?;
            let is_free = free(number) && below;
            let (mut cost, mut due) = (Decimal::ZERO, Decimal::ZERO);
            if !is_free {
                cost = exact_add(exact_mul(paid, self.rate)?, per_event.fixed)?;
                due = per_event.minimum.map_or(cost, |minimum| cost.max(minimum));
                due = per_event.maximum.map_or(due, |maximum| due.min(maximum));
            }
            costs.push(EventCost { quantity, paid, free: is_free, cost, due });
        }
        Some(costs)
    }

    /// Returns what the events cost together. Nothing used costs nothing, in however many events.
    pub(super) fn amount(&self, currency: Currency, events: impl Iterator<Item = Decimal>) -> Option<Decimal> {
        let costs = self.costs(currency, events)?;
        if costs.iter().all(|cost| cost.quantity.is_zero()) {
            return Some(Decimal::ZERO);
        }
        costs.iter().try_fold(Decimal::ZERO, |sum, cost| exact_add(sum, cost.due))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn price(
        rate: &str,
        free: (Option<u32>, Option<&str>),
        per_event: (&str, Option<&str>, Option<&str>),
    ) -> Percentage {
        let (fixed, minimum, maximum) = per_event;
        let per_event = PerEvent { fixed: d(fixed), minimum: minimum.map(d), maximum: maximum.map(d) };
        Percentage {
            span: Span::NONE,
            rate: d(rate),
            free_events: free.0,
            free_amount: free.1.map(d),
            per_event: Box::new([(Currency::parse("USD").unwrap(), per_event)]),
        }
    }

    #[track_caller]
    fn costs(price: &Percentage, events: &str, amount: &str) {
        let events = events.split_whitespace().map(d);
        assert_eq!(price.amount(Currency::parse("USD").unwrap(), events), Some(d(amount)));
    }

    #[test]
    fn free_events_and_a_free_amount_count_together() {
        let fixed = ("2.00", None, None);
        let events = "50 100 250 400";
        // 250 of 800 free, two events below them.
        costs(&price("0.013", (Some(3), Some("250")), fixed), events, "11.15");
        costs(&price("0.013", (None, Some("250")), fixed), events, "11.15");
        // Three events with 400 free.
        costs(&price("0.013", (Some(3), None), fixed), events, "7.20");
        costs(&price("0.013", (Some(3), Some("500")), fixed), events, "7.20");
        costs(&price("0.013", (None, None), fixed), events, "18.40");
        costs(&price("0.013", (Some(5), None), fixed), events, "0");
        costs(&price("0.013", (None, None), fixed), "0 0", "0");
        costs(&price("0.013", (None, None), fixed), "", "0");
        costs(&price("0", (None, None), fixed), events, "8.00");
        // What reaches the free amount is paid for as an event.
        costs(&price("0.013", (None, Some("50")), fixed), "50", "2.00");
    }

    #[test]
    fn the_least_and_the_most_are_those_of_each_event_that_is_paid() {
        let bounds = |fixed| (fixed, Some("1.75"), Some("12"));
        let events = "10 80 10000";
        costs(&price("0.0299", (None, None), ("0", None, None)), events, "301.691");
        costs(&price("0.0299", (None, None), bounds("0")), events, "16.142");
        costs(&price("0.0299", (None, None), bounds("2")), events, "18.691");
        costs(&price("0.0299", (Some(2), None), bounds("0")), events, "12");
        costs(&price("0.0299", (None, Some("30")), bounds("0")), events, "13.794");
        costs(&price("0.0299", (Some(3), Some("10000")), bounds("0")), events, "2.691");
    }
}
