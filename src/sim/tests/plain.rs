//! Plain lives: what is booked of them the fast way is what the long way books.

use proptest::prelude::*;

use super::properties::{later, modes, prices};
use crate::graph::{Anchor, Catalog, Checked, Collect, Conventions, Dialect, Refund, RoundAt};
use crate::invoice::Assembly;
use crate::scenario::Action;
use crate::sim::run::is_plain;
use crate::sim::testing::*;
use crate::sim::{run, run_in, run_slowly};

const PERIODS: [&str; 7] = ["1 month", "1 week", "1 half-month", "3 months", "1 year", "30 days", "1 day"];

/// What a plan sells and how that is billed.
#[derive(Debug, Clone)]
struct Deal {
    prices: [String; 4],
    every: [usize; 3],
    prorated: (bool, bool),
    percent: u32,
    dialect: usize,
    refund: usize,
    anchor: usize,
    collect: usize,
    rounds_lines: bool,
}

fn deals() -> impl Strategy<Value = Deal> {
    let every = prop::array::uniform3(0_usize..PERIODS.len());
    let conventions = (0_usize..8, 0_usize..3, 0_usize..6, 0_usize..3);
    let prices = prop::array::uniform4(prices());
    (prices, every, any::<(bool, bool, bool)>(), 0_u32..=100, conventions).prop_map(
        |(prices, every, (first, last, rounds_lines), percent, (dialect, refund, anchor, collect))| {
            let prorated = (first, last);
            Deal { prices, every, prorated, percent, dialect, refund, anchor, collect, rounds_lines }
        },
    )
}

fn shop(deal: &Deal, mode: crate::money::RoundingMode) -> Checked<Catalog> {
    use Dialect::{Killbill, Lago, Meteroid, Openmeter, Portabilling, Ratebook, Stripe, Zuora};
    let [once_price, ahead, late, each] = &deal.prices;
    let (first, last) = deal.prorated;
    let [one, two, three] = deal.every.map(|at| PERIODS[at]);
    let dialect = [Ratebook, Killbill, Lago, Openmeter, Portabilling, Stripe, Zuora, Meteroid][deal.dialect];
    let refund = [Refund::Difference, Refund::ShareOfPrice, Refund::ShareOfCharge][deal.refund];
    let at = if deal.rounds_lines { RoundAt::Line } else { RoundAt::Invoice };
    let mut shop = Shop::new()
        .rounding(mode, at)
        .tax("vat", "0.19", false)
        .conventions(|conventions| {
            *conventions = Conventions::of(dialect, true);
            conventions.refund.value = refund;
        })
        .product("tv", [once("setup", once_price), monthly("ahead", ahead).every(one).prorated(first, last)])
        .product("late", [monthly("late", late).every(two).arrears().prorated(first, last)])
        .product("seats", [monthly("each", each).every(three).each().prorated(last, first)])
        .discount("percent", &format!("{}%", deal.percent), "tv late", 1)
        .discount("amount", "3.33", "seats late", 2)
        .bundle(Sold::new("base", "tv late %amount %percent"))
        .bundle(Sold::new("extra", "seats"))
        .plan(Sold::new("family", "base extra"));
    shop.invoices.collect = [Collect::Day, Collect::BillDay, Collect::Event][deal.collect];
    let anchors = [Anchor::Anniversary, Anchor::Calendar, Anchor::Purchase, Anchor::BillDay(31), Anchor::BillDay(1)];
    if let Some(anchor) = anchors.get(deal.anchor) {
        shop = shop.anchor(*anchor);
    }
    shop.open()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_plain_life_is_booked_as_the_long_way_books_it(
        deal in deals(), mode in modes(), begins in 0_u32..40, lasts in prop::option::of(0_u32..400), through in 0_u32..500,
        seats in 0_u32..5, bill_day in prop::option::of(1_u32..=31), seconds in (0_u32..86_400, 0_u32..86_400),
    ) {
        let catalog = shop(&deal, mode);
        let (begins, through) = (later(begins), later(begins + through));
        let mut story = Story::new(&catalog, &begins, &through).subscribe(&begins, "family").quantity("seats", seats);
        if let Some(lasts) = lasts {
            story = story.cancel(&day(&begins).plus_days(lasts.into()).unwrap().to_string(), 0);
        }
        let mut scenario = story.scenario;
        if matches!(deal.dialect, 3 | 5) {
            for (event, second) in scenario.events.iter_mut().zip([seconds.0, seconds.0.max(seconds.1)]) {
                event.on = event.on.at(second);
            }
        }
        if let Action::Subscribe { order, .. } = &mut scenario.events[0].action {
            order.bill_day = bill_day;
        }
        prop_assert_eq!(is_plain(&catalog, &scenario), deal.dialect != 6);
        let slow = run_slowly(&catalog, &scenario);
        prop_assert_eq!(told(&run(&catalog, &scenario)), told(&slow));
        // Nor does it show where its memory was another's, or on the invoices.
        let mut again = run(&catalog, &scenario);
        run_in(&mut again, &catalog, &scenario);
        prop_assert_eq!(told(&again), told(&slow));
        let invoices = |ledger, mut assembly: Assembly| {
            let mut seen = Vec::new();
            assembly.each(&catalog, &scenario, ledger, |invoice| seen.push(told_invoice(ledger, invoice))).unwrap();
            seen
        };
        prop_assert_eq!(invoices(&again, Assembly::default()), invoices(&slow, Assembly::slow()));
    }
}
