//! Laws of leaving: charged less refunded is what was used, however a charge is billed and priced.

use proptest::prelude::*;

use super::properties::{later, modes, prices};
use crate::calendar::{Cycle, Date, Period};
use crate::graph::{Bill, RoundAt};
use crate::money::{Decimal, RoundingMode};
use crate::sim::Exact;
use crate::sim::testing::*;

/// When another price takes over.
#[derive(Debug, Clone, Copy)]
enum Turn {
    Never,
    /// After so many periods.
    Phase(u16),
    /// So many days after the start.
    Version(u32),
}

fn turns() -> impl Strategy<Value = Turn> {
    prop_oneof![Just(Turn::Never), (1_u16..5).prop_map(Turn::Phase), (1_u32..150).prop_map(Turn::Version)]
}

fn bills() -> impl Strategy<Value = Bill> {
    prop_oneof![(1_u16..5).prop_map(Bill::InAdvance), Just(Bill::InArrears), Just(Bill::Progressive)]
}

fn cycle(bill_day: Option<u32>) -> Cycle {
    let start = day(&later(0));
    bill_day.map_or_else(
        || Cycle::anniversary(start, Period::MONTH),
        |day| Cycle::on_bill_day(start, day, Period::MONTH).unwrap(),
    )
}

/// The days of a period at one price.
struct Piece {
    index: i32,
    price: Decimal,
    days: u32,
    of: u32,
}

/// Returns the days up to an end in pieces, gathered day by day.
fn pieces(cycle: &Cycle, turn: Turn, [first, second]: [Decimal; 2], end: Date) -> Vec<Piece> {
    let start = day(&later(0));
    let turned = match turn {
        Turn::Never => None,
        Turn::Phase(periods) => cycle.boundary(cycle.index_of(start).unwrap() + i32::from(periods)),
        Turn::Version(days) => Some(day(&later(days))),
    };
    let mut pieces: Vec<Piece> = Vec::new();
    let mut date = start;
    while date < end {
        let index = cycle.index_of(date).unwrap();
        let is_second = turned.is_some_and(|turned| turned <= date);
        let price = if is_second { second } else { first };
        let begins = turned == Some(date);
        match pieces.last_mut() {
            Some(piece) if piece.index == index && !begins => piece.days += 1,
            _ => {
                let (from, to) = (cycle.boundary(index).unwrap(), cycle.boundary(index + 1).unwrap());
                pieces.push(Piece { index, price, days: 1, of: u32::try_from(from.days_until(to)).unwrap() });
            }
        }
        date = date.plus_days(1).unwrap();
    }
    pieces
}

fn rounded(numerator: Decimal, of: u32, mode: RoundingMode) -> Decimal {
    Exact { numerator, divisor: of }.round(mode, 2).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn leaving_costs_what_was_used_however_it_is_billed_and_priced(
        mode in modes(), both in prop::array::uniform2(prices()), bill in bills(), turn in turns(),
        bill_day in prop::option::of(1_u32..=31), days in 1_u32..150,
    ) {
        let [first, second] = &both;
        let charge = monthly("fee", first).billed(bill);
        let charge = match turn {
            Turn::Never => charge,
            Turn::Phase(periods) => charge.then_after(periods, second),
            Turn::Version(days) => charge.then_on(day(&later(days)), second),
        };
        let mut shop = Shop::new().rounding(mode, RoundAt::Line).product("tv", [charge])
            .bundle(Sold::new("base", "tv")).plan(Sold::new("family", "base"));
        if let Some(day) = bill_day {
            shop = shop.bill_day(day);
        }
        let catalog = shop.open();
        let story = Story::new(&catalog, &later(0), &later(200)).subscribe(&later(0), "family");
        let played = story.cancel(&later(days), 0).play();
        let pieces = pieces(&cycle(bill_day), turn, [dec(first), dec(second)], day(&later(days)));
        // Day by day a period is rounded as a whole, else each price in it is a line.
        let mut used = Decimal::ZERO;
        let of_a_line = |a: &Piece, b: &Piece| bill == Bill::Progressive && a.index == b.index;
        for line in pieces.chunk_by(of_a_line) {
            let numerator = line.iter().map(|piece| piece.price * Decimal::from(piece.days)).sum();
            used += rounded(numerator, line[0].of, mode);
        }
        prop_assert_eq!(played.sum(), used);
    }

    #[test]
    fn leaving_costs_the_periods_that_have_begun_where_several_are_paid_at_once(
        mode in modes(), price in prices(), periods in 2_u16..8, percent in 0_i64..=100, days in 1_u32..400,
    ) {
        let discount = Decimal::new(percent, 2);
        let catalog = Shop::new().rounding(mode, RoundAt::Line)
            .product("tv", [monthly("fee", &price).prepaid(periods, &discount.to_string())])
            .bundle(Sold::new("base", "tv")).plan(Sold::new("family", "base")).open();
        let story = Story::new(&catalog, &later(0), &later(500)).subscribe(&later(0), "family");
        let played = story.cancel(&later(days), 0).play();
        let cycle = cycle(None);
        let begun = (0..).take_while(|index| cycle.boundary(*index).unwrap() < day(&later(days))).count();
        let (begun, periods) = (u32::try_from(begun).unwrap(), u32::from(periods));
        let together = dec(&price) * Decimal::from(periods) * (Decimal::ONE - discount);
        let of_all = |begun: u32| rounded(together * Decimal::from(begun), periods, mode);
        let whole = Decimal::from(begun / periods);
        prop_assert_eq!(played.sum(), of_all(periods) * whole + of_all(begun % periods));
    }

    #[test]
    fn days_add_up_to_the_fee(mode in modes(), price in prices(), bill_day in prop::option::of(1_u32..=31), days in 1_u32..150) {
        let sum = |bill| {
            let mut shop = Shop::new().rounding(mode, RoundAt::Line).product("tv", [monthly("fee", &price).billed(bill)])
                .bundle(Sold::new("base", "tv")).plan(Sold::new("family", "base"));
            if let Some(day) = bill_day {
                shop = shop.bill_day(day);
            }
            let catalog = shop.open();
            let played = Story::new(&catalog, &later(0), &later(days)).subscribe(&later(0), "family").play();
            let ended = |on: Date| cycle(bill_day).boundary(cycle(bill_day).index_of(on).unwrap()).unwrap();
            let end = ended(day(&later(days)));
            let entries = played.entries();
            let lines = entries.iter().filter(|entry| entry.to <= end);
            lines.map(|entry| entry.amount.round(mode, 2).unwrap()).sum::<Decimal>()
        };
        prop_assert_eq!(sum(Bill::Progressive), sum(Bill::InArrears));
    }
}
