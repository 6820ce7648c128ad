//! `ratebook simulate`: text and JSON, refused events, exit codes.

use serde_json::Value;

use crate::support::{Folder, STORY, broken_shop, project, ratebook, shop, snapshot};

fn shown(name: &str, folder: &Folder, arguments: &[&str]) {
    snapshot("simulate", name, &folder.run(arguments).transcript());
}

#[test]
fn a_scenario_becomes_a_timeline_and_invoices() {
    shown("text", &shop(), &["simulate", "story.scenario.yaml"]);
}

#[test]
fn json_is_as_its_schema_says() {
    let folder = shop();
    let run = folder.run(&["simulate", "story.scenario.yaml", "--format", "json"]);
    let schema: Value = serde_json::from_str(&folder.run(&["schema", "simulation"]).stdout).unwrap();
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    jsonschema::validator_for(&schema).unwrap().validate(&document).unwrap();
    snapshot("simulate", "json", &run.transcript());
}

#[test]
fn what_is_paid_out_stands_between_the_total_and_what_is_to_pay() {
    let scenario = project().join("tests/conformance/lago/H11/refund.scenario.yaml");
    let run = shop().run(&["simulate", scenario.to_str().unwrap(), "--format", "json"]);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let invoice = &document["scenarios"][0]["invoices"][1];
    let figures = ["total", "paid_out", "credit", "due"].map(|figure| invoice[figure].as_str());
    assert_eq!(figures, [Some("30.00"), Some("15.00"), Some("0.00"), Some("45.00")]);
    assert_eq!(invoice["paid_out_step"], "30.00 goes back less 15.00 still owed = 15.00");
    assert_eq!(document["scenarios"][0]["invoices"][0].get("paid_out"), None);
}

#[test]
fn a_tax_that_is_once_on_the_invoice_has_its_place_and_no_rate() {
    let scenario = project().join("tests/conformance/killbill/D38/D38.scenario.yaml");
    let shown =
        |arguments: &[&str]| shop().run(&[&["simulate", scenario.to_str().unwrap()], arguments].concat()).stdout;
    let document: Value = serde_json::from_str(&shown(&["--format", "json"])).unwrap();
    let invoice = &document["scenarios"][0]["invoices"][1];
    assert_eq!([&invoice["net"], &invoice["tax"], &invoice["total"]], ["217.05", "1.00", "218.05"]);
    let tax = &invoice["taxes"][0];
    assert_eq!([&tax["tax"], &tax["amount"], &tax["rate"], &tax["base"]], ["plugin", "1.00", "", ""]);
    assert_eq!(tax["source"]["line"], 13);
    let text = shown(&[]);
    let row = text.lines().find(|row| row.contains("plugin, once on the invoice")).unwrap();
    assert!(row.ends_with("1.00  D38.scenario.yaml:13"), "{row}");
}

#[test]
fn a_refused_event_is_a_result_and_no_failure() {
    let folder = shop();
    folder.write(
        "story.scenario.yaml",
        format!("{STORY}  - {{ on: 2026-03-02, cancel: {{ subscription: acme-team }} }}\n  - {{ on: 2026-03-03, cancel: {{ subscription: acme-team }} }}\n"),
    );
    shown("refused", &folder, &["simulate", "."]);
}

#[test]
fn a_broken_catalog_is_not_replayed() {
    let folder = broken_shop();
    folder.write("story.scenario.yaml", STORY);
    shown("broken_catalog", &folder, &["simulate", "story.scenario.yaml"]);
}

#[test]
fn an_expectation_that_fails_ends_with_1() {
    let folder = shop();
    folder.write(
        "story.scenario.yaml",
        format!("{STORY}expect:\n  - {{ invoice: {{ account: acme, on: 2026-03-01 }}, total: 1.00 }}\n"),
    );
    let run = folder.run(&["simulate", "."]);
    assert_eq!(run.code, Some(1), "{}", run.transcript());
}

#[test]
fn a_path_without_scenarios_ends_with_2() {
    shown("no_scenario", &shop(), &["simulate", "plans.yaml"]);
    let empty = shop();
    std::fs::create_dir(empty.at("stories")).unwrap();
    shown("no_scenario_below", &empty, &["simulate", "stories"]);
}

#[test]
fn a_scenario_is_found_from_anywhere_inside_its_catalog() {
    let folder = shop();
    folder.write("stories/two.scenario.yaml", STORY);
    let run = ratebook(&folder.at("stories"), &["simulate", "two.scenario.yaml"]);
    snapshot("simulate", "from_inside", &run.transcript());
}
