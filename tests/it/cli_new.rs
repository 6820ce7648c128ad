//! `ratebook new`: a catalog that passes, and folders that are left alone.

use crate::support::{Folder, snapshot};

#[test]
fn what_new_makes_passes_its_own_check_and_test() {
    let folder = Folder::with(&[]);
    snapshot("new", "made", &folder.run(&["new", "Corner Shop"]).transcript());
    snapshot("new", "check", &folder.run(&["check", "Corner Shop"]).transcript());
    snapshot("new", "test", &folder.run(&["test", "Corner Shop"]).transcript());
    assert!(folder.read("Corner Shop/ratebook.yaml").contains("catalog: corner-shop"));
    assert_eq!(folder.run(&["simulate", "Corner Shop/scenarios"]).code, Some(0));
}

#[test]
fn an_empty_folder_is_filled() {
    let folder = Folder::with(&[]);
    assert_eq!(folder.run(&["new", "."]).code, Some(0));
    assert_eq!(folder.run(&["test"]).code, Some(0));
}

#[test]
fn a_folder_with_files_is_left_alone() {
    let folder = Folder::with(&[("shop/notes.txt", "mine")]);
    snapshot("new", "not_empty", &folder.run(&["new", "shop"]).transcript());
    snapshot("new", "a_file", &folder.run(&["new", "shop/notes.txt"]).transcript());
    assert_eq!(folder.names(), ["shop/notes.txt"]);
}
