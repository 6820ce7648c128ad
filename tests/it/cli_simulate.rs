//! `ratebook simulate`: text and JSON, refused events, exit codes.

use serde_json::Value;

use crate::support::{Folder, STORY, broken_shop, ratebook, shop, snapshot};

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
