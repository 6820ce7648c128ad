//! `ratebook test`: verdicts, accepted invoices, exit codes.

use crate::support::{Folder, MANIFEST, PLANS, STORY, broken_shop, ratebook, shop, snapshot};

const ACCEPTED: &str = "story.invoices.txt";

fn shown(name: &str, folder: &Folder, arguments: &[&str]) {
    snapshot("test", name, &folder.run(arguments).transcript());
}

fn with_expectation(total: &str) -> Folder {
    let folder = shop();
    let expect = format!("expect:\n  - {{ invoice: {{ account: acme, on: 2026-03-01 }}, total: {total} }}\n");
    folder.write("story.scenario.yaml", format!("{STORY}{expect}"));
    folder
}

#[test]
fn an_expectation_that_holds_is_ok() {
    shown("ok", &with_expectation("18.00"), &["test"]);
}

#[test]
fn an_expectation_that_fails_says_what_was_found() {
    let folder = with_expectation("19.00");
    shown("failed", &folder, &["test"]);
    let accept = folder.run(&["test", "--accept"]);
    assert_eq!(accept.code, Some(1), "what is not expected is not accepted");
    assert!(!folder.at(ACCEPTED).exists());
}

#[test]
fn a_scenario_that_nothing_holds_is_new_until_it_is_accepted() {
    let folder = shop();
    shown("new", &folder, &["test"]);
    let before: Vec<(String, String)> =
        folder.names().into_iter().map(|name| (name.clone(), folder.read(&name))).collect();
    shown("accept", &folder, &["test", "--accept"]);
    let mut after = folder.names();
    after.retain(|name| name != ACCEPTED);
    assert_eq!(after.len() + 1, folder.names().len(), "the accepted invoices are written");
    assert_eq!(after, before.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>(), "nothing else is written");
    assert!(before.iter().all(|(name, text)| folder.read(name) == *text));
    shown("accepted", &folder, &["test"]);
    snapshot("test", "accepted_file", &format!("{}[end]", folder.read(ACCEPTED)));
}

#[test]
fn accepting_twice_writes_nothing_new() {
    let folder = shop();
    folder.run(&["test", "--accept"]);
    let first = folder.read(ACCEPTED);
    assert_eq!(folder.run(&["test", "--accept"]).code, Some(0));
    assert_eq!(folder.read(ACCEPTED), first);
}

#[test]
fn a_changed_invoice_is_shown_as_a_diff() {
    let folder = shop();
    folder.run(&["test", "--accept"]);
    folder.write("plans.yaml", PLANS.replace("9.00", "9.50"));
    shown("changed", &folder, &["test"]);
}

#[test]
fn a_failed_expectation_hides_no_changed_invoice() {
    let folder = with_expectation("18.00");
    assert_eq!(folder.run(&["test", "--accept"]).code, Some(0));
    let accepted = folder.read(ACCEPTED);
    folder.write("plans.yaml", PLANS.replace("9.00", "10.00"));
    shown("failed_and_changed", &folder, &["test"]);
    // What is not expected is not accepted either.
    assert_eq!(folder.run(&["test", "--accept"]).code, Some(1));
    assert_eq!(folder.read(ACCEPTED), accepted);
}

#[test]
fn line_ends_of_a_checkout_change_no_invoice() {
    let folder = shop();
    folder.run(&["test", "--accept"]);
    folder.write(ACCEPTED, folder.read(ACCEPTED).replace('\n', "\r\n"));
    assert_eq!(folder.run(&["test"]).code, Some(0));
}

#[test]
fn a_broken_catalog_fails_with_its_findings() {
    let folder = broken_shop();
    folder.write("story.scenario.yaml", STORY);
    shown("broken_catalog", &folder, &["test"]);
}

#[test]
fn a_broken_scenario_leaves_the_others_to_be_replayed() {
    let folder = with_expectation("18.00");
    folder.write("typo.scenario.yaml", STORY.replace("plan: team", "plan: taem"));
    shown("broken_scenario", &folder, &["test"]);
}

#[test]
fn a_catalog_without_scenarios_passes() {
    let folder = Folder::with(&[("ratebook.yaml", MANIFEST), ("plans.yaml", PLANS)]);
    shown("no_scenarios", &folder, &["test"]);
}

#[test]
fn one_file_is_tested_alone() {
    let folder = with_expectation("18.00");
    folder.write("other/failing.scenario.yaml", STORY);
    assert_eq!(folder.run(&["test"]).code, Some(1));
    assert_eq!(folder.run(&["test", "story.scenario.yaml"]).code, Some(0));
    assert_eq!(folder.run(&["test", "./story.scenario.yaml"]).code, Some(0));
    assert_eq!(folder.run(&["test", "other"]).code, Some(1));
    let inside = ratebook(&folder.at("other"), &["test", "failing.scenario.yaml"]);
    snapshot("test", "from_inside", &inside.transcript());
}

#[test]
fn an_expectation_that_names_no_refusal_is_told_the_nearest() {
    let folder = shop();
    folder.write("story.scenario.yaml", format!("{STORY}expect:\n  - {{ event: 1, rejected: coupon-usedup }}\n"));
    shown("no_such_refusal", &folder, &["test"]);
}
