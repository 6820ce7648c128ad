//! Laws that hold for every price, day and rounding.

use proptest::prelude::*;

use crate::calendar::Date;
use crate::graph::{Bill, Catalog, Checked, Collect, RoundAt, TaxRound};
use crate::invoice::Invoice;
use crate::money::{Decimal, RoundingMode};
use crate::scenario::Effective;
use crate::sim::testing::*;
use crate::sim::{EntryKind, Subject, run, run_slowly};

pub(super) fn modes() -> impl Strategy<Value = RoundingMode> {
    use RoundingMode::{Down, HalfEven, HalfUp, Malaysian, Up};
    prop::sample::select(vec![HalfUp, HalfEven, Up, Down, Malaysian])
}

fn places() -> impl Strategy<Value = RoundAt> {
    prop::sample::select(vec![RoundAt::Line, RoundAt::Invoice])
}

/// A price with up to four digits after the dot.
pub(super) fn prices() -> impl Strategy<Value = String> {
    (0_u32..500_000, 0_u32..5).prop_map(|(units, scale)| Decimal::new(units.into(), scale).to_string())
}

/// A day of 2027 or 2028, by number.
pub(super) fn later(days: u32) -> String {
    day("2027-01-31").plus_days(days.into()).unwrap().to_string()
}

#[derive(Debug, Clone)]
struct Deal {
    mode: RoundingMode,
    at: RoundAt,
    bill_day: Option<u32>,
    prices: [String; 4],
    discount: (u32, String),
    prorated: (bool, bool),
    inclusive: bool,
}

fn deals() -> impl Strategy<Value = Deal> {
    let prices = prop::array::uniform4(prices());
    let bill_day = prop::option::of(1_u32..=31);
    (modes(), places(), bill_day, prices, (0_u32..=100, prices_small()), any::<(bool, bool)>(), any::<bool>()).prop_map(
        |(mode, at, bill_day, prices, discount, prorated, inclusive)| Deal {
            mode,
            at,
            bill_day,
            prices,
            discount,
            prorated,
            inclusive,
        },
    )
}

fn prices_small() -> impl Strategy<Value = String> {
    (0_u32..2_000).prop_map(|cents| Decimal::new(cents.into(), 2).to_string())
}

fn shop(deal: &Deal) -> Checked<Catalog> {
    described(deal).open()
}

fn described(deal: &Deal) -> Shop {
    let [once_price, flat, each, late] = &deal.prices;
    let (first, last) = deal.prorated;
    let mut shop = Shop::new()
        .rounding(deal.mode, deal.at)
        .tax("vat", "0.19", deal.inclusive)
        .product("tv", [once("setup", once_price), monthly("flat", flat).prorated(first, last)])
        .product("seats", [monthly("each", each).each().prorated(first, last)])
        .product("metered", [monthly("late", late).each().arrears().prorated(first, last)])
        .product("others", others(flat, late))
        .discount("percent", &format!("{}%", deal.discount.0), "tv metered", 1)
        .discount("amount", &deal.discount.1, "seats", 2)
        .bundle(Sold::new("base", "tv seats metered"))
        .bundle(Sold::new("extra", "seats"))
        .bundle(Sold::new("others", "others"))
        .bundle(Sold::new("offer", "%percent %amount"))
        .plan(Sold::new("family", "base").term("t"))
        .plan(Sold::new("duo", "extra others"))
        .term(term("t", "13 months", "100.00").prorated());
    if let Some(day) = deal.bill_day {
        shop = shop.bill_day(day);
    }
    shop
}

/// Charges that are billed and priced in other ways than month by month.
fn others(price: &str, after: &str) -> [ChargeSpec; 5] {
    [
        monthly("ahead", price).billed(Bill::InAdvance(3)).then_after(2, after),
        monthly("daily", price).billed(Bill::Progressive),
        monthly("later", price).then_on(day("2027-06-15"), after),
        monthly("three", price).prepaid(3, "0.1"),
        monthly("weekly", price).every("1 week").per_month(),
    ]
}

fn tax_rounds() -> impl Strategy<Value = TaxRound> {
    prop::sample::select(vec![TaxRound::Line, TaxRound::EachTax, TaxRound::Invoice, TaxRound::Total])
}

/// Something that happens some days after the start.
#[derive(Debug, Clone)]
enum Step {
    Seats(u32),
    Metered(u32),
    Add(&'static str),
    Drop(&'static str),
    Plan(&'static str, bool),
    Pause,
    Resume,
    Adjust(&'static str, u32),
    Cancel,
    CancelFrom(u32),
}

fn steps() -> impl Strategy<Value = Vec<(u32, Step)>> {
    let step = prop_oneof![
        (0_u32..20).prop_map(Step::Seats),
        (0_u32..20).prop_map(Step::Metered),
        prop::sample::select(vec!["extra", "offer"]).prop_map(Step::Add),
        prop::sample::select(vec!["extra", "offer"]).prop_map(Step::Drop),
        (prop::sample::select(vec!["family", "duo"]), any::<bool>()).prop_map(|(plan, wait)| Step::Plan(plan, wait)),
        Just(Step::Pause),
        Just(Step::Resume),
        (prop::sample::select(vec!["tv", "seats", "others"]), 1_u32..2_000)
            .prop_map(|(p, cents)| Step::Adjust(p, cents)),
        Just(Step::Cancel),
        (0_u32..60).prop_map(Step::CancelFrom),
    ];
    prop::collection::vec((0_u32..400, step), 0..8)
}

fn tell<'a>(catalog: &'a Checked<Catalog>, steps: &[(u32, Step)], through: u32) -> Story<'a> {
    let mut story = Story::new(catalog, &later(0), &later(through)).subscribe(&later(0), "family").quantity("seats", 3);
    for (days, step) in steps {
        let on = later(*days);
        story = match step {
            Step::Seats(quantity) => story.change(&on, 0, "seats", *quantity),
            Step::Metered(quantity) => story.change(&on, 0, "metered", *quantity),
            Step::Add(bundle) => story.add(&on, 0, bundle),
            Step::Drop(bundle) => story.cancel_bundle(&on, 0, bundle),
            Step::Plan(plan, true) => story.change_plan(&on, 0, plan, Effective::PeriodEnd),
            Step::Plan(plan, false) => story.change_plan(&on, 0, plan, Effective::AtOnce),
            Step::Pause => story.pause(&on, 0),
            Step::Resume => story.resume(&on, 0),
            Step::Adjust(product, cents) => {
                story.adjust(&on, 0, product, &Decimal::new((*cents).into(), 2).to_string())
            }
            Step::Cancel => story.cancel(&on, 0),
            Step::CancelFrom(back) => story.cancel_from(&on, 0, &later(days.saturating_sub(*back))),
        };
    }
    story
}

fn before(invoices: &[Invoice], day: Date) -> Vec<String> {
    // Lines name entries by index, which later events may shift; all that an invoice shows stays.
    let show = |i: &Invoice| {
        let lines: Vec<_> = i.lines.iter().map(|l| (l.amount, l.net, l.tax)).collect();
        format!("{} {} {lines:?} {:?} {} {} {}", i.number, i.on, i.taxes, i.net, i.tax, i.total)
    };
    invoices.iter().filter(|i| i.on < day).map(show).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn discounts_of_the_invoice_take_no_more_than_there_is(
        deal in deals(),
        round in tax_rounds(),
        once in any::<bool>(),
        steps in steps(),
    ) {
        let catalog = described(&deal).tax_round(round).discounts_of_invoices(once).open();
        let played = tell(&catalog, &steps, 500).play();
        prop_assert_eq!(played.ledger.aborted, None);
        for invoice in &played.invoices {
            let sum = |of: fn(&crate::invoice::Line) -> Decimal| invoice.lines.iter().map(of).sum::<Decimal>();
            let priced = if deal.inclusive { invoice.total } else { invoice.net };
            prop_assert_eq!(sum(|l| l.amount), priced);
            prop_assert_eq!(invoice.net + invoice.tax, invoice.total);
            prop_assert_eq!(invoice.taxes.iter().map(|t| t.amount).sum::<Decimal>(), invoice.tax);
            // Where lines are rounded alone and their tax together, the lines show what each would pay alone.
            if deal.at == RoundAt::Invoice || matches!(round, TaxRound::Line | TaxRound::Total) {
                prop_assert_eq!(sum(|l| l.net), invoice.net);
                prop_assert_eq!(sum(|l| l.tax), invoice.tax);
            }
            let is_charge = |line: &&crate::invoice::Line| line.item.entry().is_some_and(|at| {
                !matches!(played.ledger.entry(at).unwrap().kind, EntryKind::Refund(_) | EntryKind::Adjustment)
            });
            let charged: Decimal = invoice.lines.iter().filter(is_charge).map(|line| line.amount).sum();
            let off: Decimal = invoice.lines.iter().filter(|line| line.item.entry().is_none()).map(|l| l.amount).sum();
            // A line of a sum that is rounded as a whole can be a cent beside its own amount.
            let cents = Decimal::new(if deal.at == RoundAt::Line && round != TaxRound::Total { 0 } else { 6 }, 2);
            prop_assert!(charged + off + cents >= Decimal::ZERO, "{} - {}", charged, off);
        }
    }

    #[test]
    fn lines_add_up_to_totals_in_every_mode(deal in deals(), steps in steps()) {
        let catalog = shop(&deal);
        let played = tell(&catalog, &steps, 500).play();
        prop_assert_eq!(played.ledger.aborted, None);
        for invoice in &played.invoices {
            let sum = |of: fn(&crate::invoice::Line) -> Decimal| invoice.lines.iter().map(of).sum::<Decimal>();
            prop_assert_eq!(sum(|l| l.net), invoice.net);
            prop_assert_eq!(sum(|l| l.tax), invoice.tax);
            prop_assert_eq!(invoice.net + invoice.tax, invoice.total);
            prop_assert_eq!(invoice.taxes.iter().map(|t| t.amount).sum::<Decimal>(), invoice.tax);
            let digits = invoice.lines.iter().flat_map(|l| [l.amount, l.net, l.tax]).chain([invoice.net, invoice.tax, invoice.total]);
            for amount in digits {
                prop_assert_eq!(amount.scale(), 2);
            }
            if deal.at == RoundAt::Invoice {
                // The lines add up to the exact sum, rounded once: sums of days over 28 to 31 days each.
                let parts = 28 * 29 * 30 * 31 * 17_i64;
                let exact: Decimal = invoice.lines.iter().map(|line| {
                    let exact = played.ledger.entry(line.item.entry().unwrap()).unwrap().amount;
                    exact.numerator * Decimal::from(parts) / Decimal::from(exact.divisor)
                }).sum();
                if played.entries().iter().all(|e| parts % i64::from(e.amount.divisor) == 0) {
                    let shown: Decimal = invoice.lines.iter().map(|l| l.amount).sum();
                    prop_assert_eq!(shown, deal.mode.round(exact / Decimal::from(parts), 2));
                }
            }
        }
    }

    #[test]
    fn charged_less_refunded_is_what_was_used_rounded(
        mode in modes(), at in places(), price in prices(), bill_day in prop::option::of(1_u32..=31), days in 1_u32..100,
    ) {
        let mut shop = Shop::new().rounding(mode, at).product("tv", [monthly("fee", &price)])
            .bundle(Sold::new("base", "tv")).plan(Sold::new("family", "base"));
        if let Some(day) = bill_day {
            shop = shop.bill_day(day);
        }
        let catalog = shop.open();
        let story = Story::new(&catalog, &later(0), &later(200)).subscribe(&later(0), "family");
        let cancelled = day(&later(days));
        let played = story.cancel(&later(days), 0).play();
        // Every period that has begun, each used up to the cancellation and rounded once.
        let mut used = Decimal::ZERO;
        for entry in played.entries().iter().filter(|e| matches!(e.kind, EntryKind::Recurring)) {
            let days = entry.from.days_until(entry.to.min(cancelled));
            let fee = played.ledger.fee(entry.fee).full;
            let exact = crate::sim::Exact::part(fee, u32::try_from(days).unwrap(), entry.of).unwrap();
            used += exact.round(mode, 2).unwrap();
        }
        prop_assert_eq!(played.sum(), used);
    }

    #[test]
    fn after_any_changes_a_cancelled_period_costs_its_pieces_rounded_once(
        mode in modes(), price in prices(), changes in prop::collection::vec((1_u32..28, 0_u32..20), 0..5), end in 1_u32..28,
    ) {
        let catalog = Shop::new().tax("vat", "0.19", false).rounding(mode, RoundAt::Line).product("seats", [monthly("fee", &price).each()])
            .bundle(Sold::new("base", "seats")).plan(Sold::new("team", "base")).open();
        let mut changes = changes;
        changes.sort_by_key(|(on, _)| *on);
        changes.retain(|(on, _)| *on < end);
        let mut story = Story::new(&catalog, &later(0), &later(27)).subscribe(&later(0), "team").quantity("seats", 5);
        // Day by day, at the quantity of the evening: [31 January, 28 February) has 28 days.
        let mut by_day = [5_u32; 28];
        for (on, quantity) in &changes {
            story = story.change(&later(*on), 0, "seats", *quantity);
            by_day[*on as usize..].fill(*quantity);
        }
        let played = story.cancel(&later(end), 0).play();
        let unit_days: u32 = by_day[..end as usize].iter().sum();
        let exact = crate::sim::Exact::part(dec(&price), unit_days, 28).unwrap();
        prop_assert_eq!(played.sum(), exact.round(mode, 2).unwrap());
        // So is its tax, where the last of it is money back.
        if matches!(played.entries().last().map(|e| &e.kind), Some(EntryKind::Refund(_))) {
            let tax: Decimal = played.invoices.iter().map(|invoice| invoice.tax).sum();
            prop_assert_eq!(tax, mode.round(played.sum() * dec("0.19"), 2));
        }
    }

    #[test]
    fn a_change_to_what_already_is_leaves_no_trace(deal in deals(), days in prop::collection::vec(0_u32..100, 1..5)) {
        let catalog = shop(&deal);
        let plain = tell(&catalog, &[], 120).play();
        let split: Vec<(u32, Step)> = days.iter().flat_map(|d| [(*d, Step::Metered(1)), (*d, Step::Seats(3))]).collect();
        let played = tell(&catalog, &split, 120).play();
        prop_assert_eq!(before(&plain.invoices, day("2030-01-01")), before(&played.invoices, day("2030-01-01")));
        // There and back within a day leaves none either, in arrears.
        let split: Vec<(u32, Step)> = days.iter().flat_map(|d| [(*d, Step::Metered(7)), (*d, Step::Metered(1))]).collect();
        let played = tell(&catalog, &split, 120).play();
        prop_assert_eq!(before(&plain.invoices, day("2030-01-01")), before(&played.invoices, day("2030-01-01")));
    }

    #[test]
    fn a_first_part_and_the_rest_add_up_to_the_whole(price in prices(), mode in modes(), start in 0_u32..365, length in 1_u32..60) {
        // In arrears on a bill day, periods of any split share no day and miss none.
        let catalog = Shop::new().bill_day(31).rounding(mode, RoundAt::Line).product("tv", [monthly("fee", &price).arrears()])
            .bundle(Sold::new("base", "tv")).plan(Sold::new("family", "base")).open();
        let (from, to) = (later(start), later(start + length));
        let played = Story::new(&catalog, &from, &to).subscribe(&from, "family").cancel(&to, 0).play();
        let days: u32 = played.entries().iter().map(|e| e.part).sum();
        prop_assert!(price.parse::<Decimal>().unwrap().is_zero() || days == length);
    }

    #[test]
    fn periods_charged_in_one_go_are_those_charged_one_by_one(
        deal in deals(), steps in steps(), through in 0_u32..600, collect in 0_usize..3,
    ) {
        let mut described = described(&deal);
        described.invoices.collect = [Collect::Day, Collect::BillDay, Collect::Event][collect];
        let catalog = described.open();
        let story = tell(&catalog, &steps, through);
        let (quick, slow) = (run(&catalog, &story.scenario), run_slowly(&catalog, &story.scenario));
        prop_assert_eq!(told(&quick), told(&slow));
        // Nor does it show on the invoices, whether they are kept or seen one after the other.
        let mut patient = crate::invoice::Assembly::slow();
        let kept = patient.assemble(&catalog, &story.scenario, &slow).unwrap();
        let kept: Vec<String> = kept.iter().map(|invoice| told_invoice(&slow, invoice)).collect();
        let mut seen = Vec::new();
        let mut assembly = crate::invoice::Assembly::default();
        assembly.each(&catalog, &story.scenario, &quick, |invoice| seen.push(told_invoice(&quick, invoice))).unwrap();
        prop_assert_eq!(kept, seen);
    }

    #[test]
    fn a_later_horizon_keeps_the_earlier_invoices(deal in deals(), steps in steps(), early in 0_u32..450, more in 1_u32..100) {
        let catalog = shop(&deal);
        let end = day(&later(early)).plus_days(1).unwrap();
        let short = tell(&catalog, &steps, early).play();
        let long = tell(&catalog, &steps, early + more).play();
        prop_assert_eq!(before(&short.invoices, end), before(&long.invoices, end));
        prop_assert_eq!(short.invoices.len(), before(&long.invoices, end).len());
    }

    #[test]
    fn an_event_never_changes_an_earlier_invoice(deal in deals(), steps in steps()) {
        let catalog = shop(&deal);
        let mut steps = steps;
        steps.sort_by_key(|(days, _)| *days);
        let all = tell(&catalog, &steps, 450).play();
        if let Some(((days, _), earlier)) = steps.split_last() {
            let fewer = tell(&catalog, earlier, 450).play();
            let on = day(&later(*days));
            prop_assert_eq!(before(&fewer.invoices, on), before(&all.invoices, on));
        }
    }

    #[test]
    fn a_refused_event_changes_nothing(deal in deals(), steps in steps()) {
        let catalog = shop(&deal);
        let all = tell(&catalog, &steps, 450).play();
        let kept: Vec<(u32, Step)> = steps.iter().enumerate()
            .filter(|(at, _)| all.refused(u32::try_from(at + 2).unwrap()).is_none())
            .map(|(_, step)| step.clone()).collect();
        let fewer = tell(&catalog, &kept, 450).play();
        let end = day("2030-01-01");
        prop_assert_eq!(before(&all.invoices, end), before(&fewer.invoices, end));
    }

    #[test]
    fn a_report_never_panics_and_every_step_has_words(deal in deals(), steps in steps()) {
        let catalog = shop(&deal);
        let played = tell(&catalog, &steps, 450).play();
        let report = played.report();
        let text = crate::invoice::render::text::render(&report, crate::invoice::render::Places::Shown);
        prop_assert!(text.ends_with("\nend of scenario\n"));
        for row in text.lines() {
            prop_assert!(row.chars().count() <= 100, "{}", row);
        }
        for line in report.invoices.iter().flat_map(|i| &i.lines) {
            prop_assert!(line.steps.iter().all(|step| !step.is_empty()));
        }
        let penalties = played.ledger.fees.iter().filter(|f| matches!(f.subject, Subject::Penalty { .. })).count();
        // Each purchase of the plan with the term can be left once.
        let changes = steps.iter().filter(|(_, step)| matches!(step, Step::Plan(..))).count();
        prop_assert!(penalties <= 1 + changes);
    }
}
