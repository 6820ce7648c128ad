//! `ratebook explain`: the page of a finding, the index, unknown names.

use ratebook::registry;

use crate::support::{Folder, snapshot};

#[test]
fn a_name_may_be_pasted_with_its_brackets() {
    let folder = Folder::with(&[]);
    let page = folder.run(&["explain", "duplicate-code"]);
    assert_eq!(page.code, Some(0));
    assert!(page.stdout.starts_with("error[duplicate-code]"), "{}", page.stdout);
    for pasted in ["[duplicate-code]", "`duplicate-code`"] {
        assert_eq!(folder.run(&["explain", pasted]).stdout, page.stdout);
    }
}

#[test]
fn an_unknown_name_gets_the_nearest() {
    let folder = Folder::with(&[]);
    snapshot("explain", "unknown", &folder.run(&["explain", "duplicate-cod"]).transcript());
    snapshot("explain", "unlike_any", &folder.run(&["explain", "q"]).transcript());
}

#[test]
fn the_index_names_every_finding() {
    let run = Folder::with(&[]).run(&["explain"]);
    assert_eq!(run.code, Some(0));
    for rule in registry::all() {
        assert!(run.stdout.lines().any(|line| line.split_whitespace().next() == Some(rule.name)), "{}", rule.name);
    }
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 80));
}

#[test]
fn every_page_can_be_printed() {
    let folder = Folder::with(&[]);
    for rule in registry::all().into_iter().step_by(7) {
        assert_eq!(folder.run(&["explain", rule.name]).code, Some(0), "{}", rule.name);
    }
}
