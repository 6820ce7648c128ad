//! Laws that hold for every way to count days and to give back.

use proptest::prelude::*;

use crate::calendar::DayCount;
use crate::graph::{Anchor, Because, Catalog, Checked, Chosen, FirstWhole, LastDay, MonthEnd, Refund, RoundAt};
use crate::money::{Decimal, RoundingMode};
use crate::sim::EntryKind;
use crate::sim::testing::*;

fn chosen<T>(value: T) -> Chosen<T> {
    Chosen { value, because: Because::Default }
}

fn counts() -> impl Strategy<Value = DayCount> {
    use DayCount::*;
    prop::sample::select(vec![ActualDays, Actual360, Thirty360, TwentyEight, Nominal, Seconds])
}

fn refunds() -> impl Strategy<Value = Refund> {
    prop::sample::select(vec![Refund::Difference, Refund::ShareOfPrice, Refund::ShareOfCharge])
}

fn periods() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "1 day",
        "1 week",
        "30 days",
        "1 half-month",
        "1 month",
        "2 months",
        "3 months",
        "6 months",
        "1 year",
    ])
}

fn wholes() -> impl Strategy<Value = FirstWhole> {
    prop::sample::select(vec![FirstWhole::Cycle, FirstWhole::Length])
}

fn start(days: u32) -> String {
    day("2027-01-25").plus_days(days.into()).unwrap().to_string()
}

fn anchors() -> impl Strategy<Value = Anchor> {
    let named = vec![Anchor::Anniversary, Anchor::Calendar, Anchor::Purchase];
    prop_oneof![prop::sample::select(named), (1_u32..=31).prop_map(Anchor::BillDay)]
}

fn shop(count: DayCount, anchor: Anchor, change: impl FnOnce(Shop) -> Shop) -> Checked<Catalog> {
    let shop = Shop::new().rounding(RoundingMode::HalfUp, RoundAt::Line).conventions(|c| c.count = chosen(count));
    change(shop.anchor(anchor)).bundle(Sold::new("base", "seats")).plan(Sold::new("team", "base")).open()
}

proptest! {
    #[test]
    fn pieces_of_a_period_add_up_to_it(
        count in counts(), every in periods(), anchor in anchors(), whole in wholes(), from in 0_u32..400,
        changes in prop::collection::vec((1_u32..400, 1_u32..9), 0..8),
    ) {
        let charge = || monthly("fee", "10.00").each().arrears().every(every);
        let catalog = shop(count, anchor, |shop| shop
            .conventions(|c| c.first_whole = chosen(whole)).product("seats", [charge()]));
        let (first, last) = (start(from), start(from + 800));
        let tell = |changes: &[(u32, u32)]| {
            let story = Story::new(&catalog, &first, &last).subscribe(&first, "team").quantity("seats", 1);
            changes.iter().fold(story, |story, (on, quantity)| story.change(&start(from + on), 0, "seats", *quantity)).play()
        };
        let whole = tell(&[]);
        let split = tell(&changes).entries();
        for period in &whole.entries() {
            let pieces = split.iter().filter(|piece| piece.due == period.due);
            prop_assert_eq!(pieces.map(|piece| piece.part).sum::<u32>(), period.part, "{}", period.from);
        }
        // All but a first part cost as much as the price says.
        prop_assert!(whole.entries().iter().skip(1).all(|entry| entry.part == entry.of));
        prop_assert!(whole.entries().iter().all(|entry| entry.part <= entry.of));
    }

    #[test]
    fn a_cancellation_gives_back_no_more_than_was_charged(
        count in counts(), refund in refunds(), ratio in prop::option::of(2_u32..=12), charged in any::<bool>(),
        every in periods(), anchor in anchors(), whole in wholes(), from in 0_u32..400, after in 0_u32..500,
        seats in prop::collection::vec((0_u32..500, 0_u32..9), 0..4), cents in 0_u32..100_000,
    ) {
        let price = Decimal::new(cents.into(), 2).to_string();
        let catalog = shop(count, anchor, |shop| shop
            .conventions(|c| {
                c.first_whole = chosen(whole);
                c.refund = chosen(refund);
                c.ratio_digits = chosen(ratio);
                c.last_day = chosen(if charged { LastDay::Charged } else { LastDay::Free });
                c.month_end = chosen(MonthEnd::Day28);
            })
            .product("seats", [monthly("fee", &price).each().every(every)]));
        let first = start(from);
        let mut seats = seats;
        seats.sort_by_key(|(on, _)| *on);
        let story = Story::new(&catalog, &first, &start(from + 600)).subscribe(&first, "team").quantity("seats", 3);
        let story = seats.iter().filter(|(on, _)| *on < after)
            .fold(story, |story, (on, quantity)| story.change(&start(from + on), 0, "seats", *quantity));
        let played = story.cancel(&start(from + after), 0).play();
        prop_assert!(played.sum() >= Decimal::ZERO);
        let report = played.report();
        for line in report.invoices.iter().flat_map(|i| &i.lines) {
            prop_assert!(line.steps.iter().all(|step| !step.is_empty()));
        }
    }

    #[test]
    fn what_goes_back_by_price_or_by_difference_is_a_cent_apart_at_most(
        count in counts(), after in 1_u32..28, cents in 1_u32..100_000,
    ) {
        let price = Decimal::new(cents.into(), 2).to_string();
        let back = |refund: Refund| {
            let catalog = shop(count, Anchor::Anniversary, |shop| shop
                .conventions(|c| c.refund = chosen(refund)).product("seats", [monthly("fee", &price)]));
            let story = Story::new(&catalog, &start(0), &start(60)).subscribe(&start(0), "team");
            let played = story.cancel(&start(after), 0).play();
            let entries = played.entries();
            let refunds = entries.iter().filter(|e| matches!(e.kind, EntryKind::Refund(_)));
            refunds.map(|e| e.amount.round(RoundingMode::HalfUp, 2).unwrap()).sum::<Decimal>()
        };
        let cent = Decimal::new(1, 2);
        let (price, charge, difference) = (back(Refund::ShareOfPrice), back(Refund::ShareOfCharge), back(Refund::Difference));
        prop_assert_eq!(price, charge);
        prop_assert!((price - difference).abs() <= cent);
    }
}
