//! `ratebook codes`: a stream of codes, in bounded time and memory, with what a scenario has left of them.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::{Folder, Run, snapshot};

const MANIFEST: &str = "ratebook: 1\ncatalog: cinema\ncurrencies: [USD]\n";

const CATALOG: &str = "\
products: { films: { charges: { access: { type: recurring, price: 10.00, every: 1 month } } } }
discounts: { minus-20: { type: percent, value: 20% } }
bundles:
  films: { products: { films: required } }
  cheaper: { discounts: { minus-20: required } }
plans: { films: { bundles: [films] } }
coupons:
  spring:
    bundle: cheaper
    vendor: Cinema
    codes: { template: \"SPRING-##\", charset: numeric, quantity: 4, range_start: 8, redemptions: 2 }
    valid: { from: 2026-03-01, through: 2026-05-31 }
  flood:
    bundle: cheaper
    vendor: Cinema
    codes: { template: \"F-############\", charset: numeric, quantity: 1000000000, redemptions: 1 }
    valid: { from: 2026-03-01 }
  tide:
    bundle: cheaper
    vendor: Cinema
    codes: { template: \"F#############\", charset: alphanumeric, quantity: 1000000000, redemptions: 1 }
    valid: { from: 2026-03-01 }
";

const STORY: &str = "\
scenario: one code is used twice, one once
from: 2026-03-01
through: 2026-04-30
accounts: { ada: {}, bob: {}, cem: {} }
events:
  - { on: 2026-03-01, subscribe: { account: ada, plan: films, as: a, code: SPRING-08 } }
  - { on: 2026-03-02, subscribe: { account: bob, plan: films, as: b, code: SPRING-08 } }
  - { on: 2026-03-03, subscribe: { account: cem, plan: films, as: c, code: SPRING-10 } }
";

fn cinema() -> Folder {
    let later = STORY.replace("through: 2026-04-30", "through: 2026-06-01");
    Folder::with(&[
        ("ratebook.yaml", MANIFEST),
        ("films.yaml", CATALOG),
        ("story.scenario.yaml", STORY),
        ("later.scenario.yaml", &later),
    ])
}

fn told(name: &str, run: &Run) {
    snapshot("codes", name, &run.transcript());
}

#[test]
fn a_batch_is_printed_one_code_a_line() {
    let run = cinema().run(&["codes", ".", "spring"]);
    assert_eq!((run.stdout.as_str(), run.code), ("SPRING-08\nSPRING-09\nSPRING-10\nSPRING-11\n", Some(0)));
}

#[test]
fn after_a_scenario_each_code_says_what_is_left_of_it() {
    told("after", &cinema().run(&["codes", ".", "coupon/spring", "--after", "story.scenario.yaml"]));
    told("expired", &cinema().run(&["codes", ".", "spring", "--after", "later.scenario.yaml"]));
}

#[test]
fn json_is_a_document_a_line() {
    let run = cinema().run(&["codes", ".", "spring", "--after", "story.scenario.yaml", "--format", "json"]);
    let lines: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[0]["status"], "redeemed");
    let schema: Value = serde_json::from_str(&cinema().run(&["schema", "codes"]).stdout).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let without = cinema().run(&["codes", ".", "spring", "--format", "json"]);
    let without: Vec<Value> = without.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for line in lines.iter().chain(&without) {
        schema.validate(line).unwrap();
    }
    assert!(!schema.is_valid(&serde_json::json!({ "code": "SPRING-08" })));
    told("json", &run);
}

#[test]
fn what_is_not_there_is_answered_with_what_is() {
    let folder = cinema();
    told("unknown", &folder.run(&["codes", ".", "sprong"]));
    told("no_scenario", &folder.run(&["codes", ".", "spring", "--after", "films.yaml"]));
    told("several_scenarios", &folder.run(&["codes", ".", "spring", "--after", "."]));
}

/// The catalog has a billion codes twice over: it is checked, and the reader of the first code is answered, without any of
/// the others being written.
#[test]
fn a_billion_codes_are_answered_at_once_and_a_closed_pipe_ends_them() {
    let folder = cinema();
    assert_eq!(folder.run(&["check", "."]).code, Some(0));
    for after in [&[][..], &["--after", "story.scenario.yaml"]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ratebook"))
            .args([&["codes", ".", "flood"], after].concat())
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        stdout.read_line(&mut first).unwrap();
        assert!(first.starts_with("F-000000000000"), "{first}");
        drop(stdout);
        let output = child.wait_with_output().unwrap();
        assert_eq!((String::from_utf8(output.stderr).unwrap().as_str(), output.status.code()), ("", Some(0)));
    }
}
