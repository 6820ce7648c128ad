//! `ratebook simulate --explain`: one line or one event as a story, and what cannot be pointed at.

use ratebook::diag::render::Style;
use ratebook::replay::play;
use serde_json::Value;

use crate::support::{Folder, Run, WITHDRAWABLE, WITHDRAWAL, manifests, project, ratebook, shop, snapshot, stored};

const MANIFEST: &str = "\
ratebook: 1
catalog: television
currencies: [USD]
rounding: { mode: half_up, at: line }
tax: { prices: exclusive, default: vat }
";

const CATALOG: &str = "\
taxes: { vat: { name: VAT, rate: 20% } }
ledgers: { penalties: { name: Fees for leaving } }
products:
  tv: { charges: { access: { type: recurring, price: 12.00, every: 1 month } } }
  films: { charges: { access: { type: recurring, price: 10.00, every: 1 month } } }
discounts:
  minus-20: { type: percent, value: 20%, applies_to: { products: [films] } }
bundles:
  tv: { products: { tv: required } }
  films: { products: { films: required } }
  cheaper: { discounts: { minus-20: required } }
terms:
  year: { commitment: { period: 1 year, basis: actual }, early_termination: { type: not_allowed } }
  bound:
    commitment: { period: 2 years, basis: actual }
    early_termination:
      { type: penalty, fee: 240.00, prorated: true, grace: { period: 14 days, anchor: start }, ledger: penalties }
plans:
  loyal: { bundles: [tv], term: year }
  family: { bundles: [tv], term: bound }
coupons:
  spring:
    bundle: cheaper
    vendor: Television
    codes: { template: \"SPRING-##\", charset: numeric, quantity: 50, redemptions: 1 }
    valid: { from: 2026-03-01 }
";

// 1.1 Ada's television; 2.1 her films from the 11th on: 10.00 x 0.80 x 21/31 = 5.419... -> 5.42. Her year ends on
// 2027-03-01. Bob leaves after 40 of 731 days: 240.00 x 691/731 = 226.867... -> 226.87.
const STORY: &str = "\
scenario: films with a coupon, and two who leave
from: 2026-03-01
through: 2026-04-30
accounts: { ada: {}, bob: {} }
events:
  - { on: 2026-03-01, subscribe: { account: ada, plan: loyal, as: ada-tv } }
  - { on: 2026-03-11, add: { to: ada-tv, bundle: films, code: SPRING-07 } }
  - { on: 2026-03-01, subscribe: { account: bob, plan: family, as: bob-tv } }
  - { on: 2026-04-10, cancel: { subscription: ada-tv } }
  - { on: 2026-04-10, cancel: { subscription: bob-tv } }
expect:
  - { invoice: { account: ada, on: 2026-03-11 }, net: 5.42 }
";

/// Explains a line of the story.
fn television(line: &str, more: &[&str]) -> Run {
    let files = [("ratebook.yaml", MANIFEST), ("tv.yaml", CATALOG), ("story.scenario.yaml", STORY)];
    Folder::with(&files).run(&[&["simulate", "story.scenario.yaml", "--explain", line], more].concat())
}

fn told(name: &str, run: &Run) {
    snapshot("simulate_explain", name, &run.transcript());
}

#[test]
fn a_part_of_a_period_is_followed_to_its_days_and_to_the_code_that_was_entered() {
    told("part", &television("3.1", &[]));
}

#[test]
fn a_penalty_names_its_term_and_what_is_left_of_it() {
    told("penalty", &television("bob penalty", &[]));
}

#[test]
fn a_refused_event_says_from_when_it_would_be_permitted() {
    told("refused", &television("event 4", &[]));
}

#[test]
fn a_question_in_words_finds_the_event_that_was_refused() {
    let asked = television("why can ada not cancel?", &[]);
    assert_eq!(asked.stdout, television("event 4", &[]).stdout);
    assert_eq!(television("why was event 4 refused?", &[]).stdout, asked.stdout);
    assert_eq!(television("line 1 of the invoice 3", &[]).stdout, television("3.1", &[]).stdout);
}

#[test]
fn an_accepted_event_lists_its_lines() {
    told("accepted", &television("event 2", &[]));
}

#[test]
fn json_is_as_its_schema_says() {
    let run = television("3.1", &["--format", "json"]);
    let schema: Value = serde_json::from_str(&ratebook(&project(), &["schema", "explanation"]).stdout).unwrap();
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    jsonschema::validator_for(&schema).unwrap().validate(&document).unwrap();
    told("json", &run);
}

const DIALECT: &str = "\
ratebook: 1
catalog: phones
currencies: [EUR]
dialect: killbill
rounding: { at: line }
";

const PHONES: &str = "\
products:
  line:
    charges:
      access:
        type: recurring
        every: 1 month
        price: { phases: [ { for: 30 days, price: 1.00 }, { price: 31.00 } ] }
bundles: { line: { products: { line: required } } }
plans: { solo: { bundles: [line] } }
";

const LEFT: &str = "\
scenario: somebody leaves in the middle of the second phase
from: 2026-01-01
through: 2026-03-31
accounts: { eva: { bill_day: 15 } }
events:
  - { on: 2026-01-01, subscribe: { account: eva, plan: solo, as: e } }
  - { on: 2026-02-25, cancel: { subscription: e } }
";

#[test]
fn money_back_names_the_dialect_that_decides_how_much() {
    let folder = Folder::with(&[("ratebook.yaml", DIALECT), ("phones.yaml", PHONES), ("left.scenario.yaml", LEFT)]);
    told("refund", &folder.run(&["simulate", "left.scenario.yaml", "--explain", "refund"]));
}

#[test]
fn what_is_said_ahead_tells_of_both_days_and_a_withdrawal_of_all_that_was_charged() {
    let manifest = "ratebook: 1\ncatalog: television\ncurrencies: [USD]\n";
    let folder =
        Folder::with(&[("ratebook.yaml", manifest), ("tv.yaml", WITHDRAWABLE), ("ahead.scenario.yaml", WITHDRAWAL)]);
    let explained = |wanted: &str| folder.run(&["simulate", "ahead.scenario.yaml", "--explain", wanted]);
    told("said_ahead", &explained("event 2"));
    assert_eq!(explained("cancel a").stdout, explained("event 2").stdout);
    told("withdrawn", &explained("2.1"));
}

/// Explains a line or an event of a stored scenario and looks for these words, which may go over several lines.
fn tells(scenario: &str, wanted: &str, words: &[&str]) {
    let run = ratebook(&project(), &["simulate", &format!("tests/scenarios/{scenario}"), "--explain", wanted]);
    let told = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in words {
        assert!(told.contains(words), "{words}: {}", run.transcript());
    }
}

#[test]
fn a_least_amount_is_the_catalogs_and_what_is_held_of_it() {
    // From 16 June: 15 of 30 days of 40.00.
    tells(
        "plan-spend/plan-spend.scenario.yaml",
        "1.2",
        &["costs at least 40.00 USD every 1 month", "share: 15 of 30 days"],
    );
    tells("plan-spend/plan-spend.scenario.yaml", "3.3", &["costs at most 60.00 USD every 1 month"]);
}

// Used in April: 2 left of March and 3 of April's, 20 more are paid. In usage-rollover, April has 4 left of March, as the oldest
// are used first: 16 - 4 - 10 = 2.
#[test]
fn what_is_left_of_earlier_periods_says_until_when_it_can_be_used() {
    tells(
        "steps-of-every-kind/every-kind.scenario.yaml",
        "8.3",
        &[
            "rollover: 2 of the included units are left of earlier periods, beside 3 of this one",
            "included: 3 GB, rollover: 1 period",
            "rule: what is left of a period can be used in the period after it; the oldest units are used first",
            "note: used: 2 of 2, and 3 of this period's",
            "note: nothing is left of this period",
        ],
    );
    tells(
        "usage-rollover/four-months.scenario.yaml",
        "2.4",
        &[
            "rollover: 4 of the included units are left of earlier periods, beside 10 of this one",
            "rule: what is left of a period can be used in the 2 periods after it; the oldest units are used first",
            "note: nothing is left of this period",
        ],
    );
}

#[test]
fn the_rate_of_a_provider_is_the_scenarios() {
    let words = ["tax: VAT 8.875% comes on top", "why: its provider works it out; the scenario gives the rate"];
    tells("T-17-tax-of-a-provider/another-rate.scenario.yaml", "penalty", &words);
}

#[test]
fn notice_says_when_it_is_over_and_what_it_leads_to() {
    // 2025-12-03 + 30 days = 2026-01-02, a day after the year's end; 2026-06-02 + 1 month = 2026-07-02.
    let given = "the notice of term `year` is 30 days: given on 2025-12-03 it is over on 2026-01-02";
    tells(
        "term-notice/notice.scenario.yaml",
        "event 9",
        &["notice: whose notice is over by the end of a term leaves then", given],
    );
    let given = "the notice of term `half-year` is 1 month: given on 2026-06-02 it is over on 2026-07-02";
    let hint = "hint: say it on 2026-06-02 with `effective: term_end`";
    tells("term-notice/notice.scenario.yaml", "event 15", &[given, hint, "note: takes effect on 2027-01-01"]);
    // What is left of a month when the notice is over.
    tells(
        "term-notice/notice.scenario.yaml",
        "fay tv 2025-04-01 2025-04-11",
        &["given on 2025-03-12 it is over on 2025-04-11"],
    );
}

const COOLING: &str = "term-cooling-off/cooling-off.scenario.yaml";

#[test]
fn a_withdrawal_says_until_when_one_could() {
    // 14 days from 2025-01-01 end with 2025-01-14, from 2025-01-10 with 2025-01-23.
    let within = "withdrawal: within 14 days of the purchase, the cooling-off period of term `year`";
    let before = "bought on 2025-01-01: before 2025-01-15 one could withdraw, and this was on 2025-01-14";
    tells(COOLING, "10.2", &[within, before]);
    tells(COOLING, "event 2", &[within, before]);
    let passed = "withdrawal: the cooling-off period of term `year`, 14 days from the purchase, had passed";
    tells(COOLING, "event 4", &[passed, "before 2025-01-15 one could withdraw", "takes effect on 2026-01-01"]);
    let passed = "withdrawal: the cooling-off period of term `short`, 14 days from the purchase, had passed";
    tells(COOLING, "eve penalty", &[passed, "bought on 2025-01-10: before 2025-01-24 one could withdraw"]);
    // The least that a plan costs goes back as well: 9.32 for seven days.
    let back = "costs at least 10.00 USD every 7 days; what that came to for [2025-05-01 .. 2025-05-08) goes back";
    let before = "bought on 2025-05-01: before 2025-05-15 one could withdraw, and this was on 2025-05-10";
    tells("term-cooling-off/minimum.scenario.yaml", "2025-05-10 minimum", &[back, before]);
}

#[test]
fn credit_says_whose_it_is() {
    // The branch's 5.00 are all the credit that the head office's invoice uses: 36.00 - 5.00 = 31.00.
    let words = "credit -5.00, -5.00 of it of accounts billed to it, so 31.00 to pay";
    tells("billed-to-another/billed-to-another.scenario.yaml", "2.2", &[words]);
    let run = ratebook(&project(), &["simulate", "tests/scenarios/billed-to-another/billed-to-another.scenario.yaml"]);
    let of_credit: Vec<&str> = run.stdout.lines().filter(|line| line.contains("credit used")).map(str::trim).collect();
    let of_others = "credit used, of accounts billed to it       -5.00";
    assert_eq!(of_credit, ["credit used                                 -5.00", of_others, of_others]);
}

#[test]
fn what_cannot_be_pointed_at_is_answered_with_what_there_is() {
    let wrong = ["6", "99", "1.9", "99.1", "event 77", "", "nobody at all", "tv access"];
    let runs = wrong.map(|line| television(line, &[]));
    assert!(runs.iter().all(|run| run.code == Some(2) && run.stdout.is_empty()));
    told(
        "wrong",
        &Run {
            line: "(one after the other)".to_owned(),
            stderr: runs.map(|run| run.stderr).concat(),
            ..television("9", &[])
        },
    );
}

#[test]
fn one_scenario_is_told_of() {
    let folder = shop();
    told("none", &folder.run(&["simulate", "plans.yaml", "--explain", "1.1"]));
    folder.write("two.scenario.yaml", folder.read("story.scenario.yaml"));
    told("several", &folder.run(&["simulate", ".", "--explain", "1.1"]));
    folder.write(
        "two.scenario.yaml",
        [folder.read("story.scenario.yaml"), folder.read("story.scenario.yaml")].join("---\n"),
    );
    told("several_in_a_file", &folder.run(&["simulate", "two.scenario.yaml", "--explain", "1.1"]));
}

/// Returns a story about a scenario of the project.
fn story_of(scenario: &str, wanted: &str) -> String {
    let run = Folder::with(&[]).run(&["simulate", project().join(scenario).to_str().unwrap(), "--explain", wanted]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    run.stdout
}

#[test]
fn usage_names_the_lines_that_count_it() {
    let story = story_of("tests/scenarios/usage-counted-otherwise/three-readings.scenario.yaml", "event 2");
    assert!(story.contains("outcome: accepted; 3 lines of invoices count it"), "{story}");
    assert!(story.contains("line: 1.1 storage, highest, 60.00 USD"), "{story}");
}

#[test]
fn a_line_of_usage_tells_what_it_costs_at_least_and_at_most() {
    // 31.00 x 10/31 = 10.00 and 62.00 x 10/31 = 20.00
    let story = story_of("tests/scenarios/usage-spend/partial-periods.scenario.yaml", "1.1");
    assert!(story.contains("spend: what is used in the period costs at least 10.00, at most 20.00"), "{story}");
    assert!(story.contains("note: 10 of the 31 days of a whole period count"), "{story}");
}

#[test]
fn a_line_tells_its_share_of_the_invoice_s_discounts() {
    let scenario = "tests/scenarios/discounts-taken-back-with-more/back-to-the-first-day.scenario.yaml";
    let story = story_of(scenario, "1.1");
    let share = "discount: `welcome` takes 6.00 off the whole invoice, of which 3.00 is this line's share";
    assert!(story.contains(share), "{story}");
    let story = story_of(scenario, "2.2");
    assert!(story.contains("of what `welcome` has taken off, 0.75 is taken back with this line"), "{story}");
}

#[test]
fn what_the_end_of_its_subscription_has_overtaken_tells_both_days() {
    let story = story_of("tests/scenarios/overtaken-by-the-end/overtaken.scenario.yaml", "event 3");
    assert!(story.contains("said on 2026-01-10, accepted, then refused"), "{story}");
    assert!(story.contains("note: takes effect on 2026-03-01"), "{story}");
    let refused = "refused: subscription `s` ended on 2026-02-01: what was said for 2026-03-01 does not take effect";
    assert!(story.contains(refused), "{story}");
    assert!(story.contains("cancel: { subscription: s } }"), "the event that ended it: {story}");
    assert!(!story.contains("permitted"), "no other day of the event would help: {story}");
}

#[test]
fn what_is_paid_out_is_told_with_the_word_that_says_so_and_its_arithmetic() {
    let scenario = "tests/conformance/lago/H11/refund.scenario.yaml";
    let story = story_of(scenario, "2.1");
    assert!(story.contains("unused: refund"), "{story}");
    assert!(story.contains("the cancellation says so"), "{story}");
    assert!(story.contains("step: 30.00 goes back less 15.00 still owed = 15.00"), "{story}");
    assert!(story.contains("note: 15.00 is paid out, so 45.00 to pay"), "{story}");
    let story = story_of(scenario, "event 4");
    assert!(story.contains("unused: what was charged and is not used is paid out"), "{story}");
    let story = story_of(scenario, "event 3");
    assert!(story.contains("account: at the end of the day `ada` owes 15.00 USD and has 0.00 of credit"), "{story}");
    let story = story_of("tests/conformance/lago/H11/skip.scenario.yaml", "event 3");
    assert!(story.contains("unused: what was charged and is not used does not go back"), "{story}");
}

#[test]
fn a_tax_that_is_once_on_the_invoice_tells_where_it_is_written() {
    let story = story_of("tests/conformance/killbill/D38/D38.scenario.yaml", "2.1");
    assert!(story.contains("tax: plugin is 1.00 USD, once on each invoice with a line under it"), "{story}");
    assert!(story.contains("tax_amounts: { plugin: 1.00 }"), "{story}");
    assert!(!story.contains("on top of the price"), "it has no rate: {story}");
}

#[test]
fn every_line_and_every_event_can_be_explained() {
    let mut stories = 0;
    for manifest in &manifests() {
        let compilation = stored(manifest);
        let Some(catalog) = compilation.checked() else { continue };
        for scenario in compilation.scenarios.iter().filter_map(|placed| placed.scenario.as_ref()) {
            let played = play(catalog, scenario);
            let lines =
                played.invoices.iter().take(12).flat_map(|invoice| {
                    (1..=invoice.lines.len()).map(move |line| format!("{}.{line}", invoice.number))
                });
            let events = played.ledger.outcomes.iter().take(12).map(|outcome| format!("event {}", outcome.event));
            for wanted in lines.chain(events) {
                let story = played.explain(catalog, scenario, &compilation.sources, &wanted);
                let story = story.unwrap_or_else(|error| panic!("{}, {wanted}: {error}", scenario.title));
                assert!(story.passages.len() > 1, "{}, {wanted}", scenario.title);
                assert!(story.text(&compilation.sources, Style::PLAIN).lines().count() > 5);
                stories += 1;
            }
        }
    }
    assert!(stories > 500, "{stories}");
}
