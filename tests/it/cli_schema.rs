//! `ratebook schema`: the list, one, all into a folder, unknown names.

use crate::support::{Folder, snapshot};

#[test]
fn without_a_name_the_schemas_are_listed() {
    snapshot("schema", "list", &Folder::with(&[]).run(&["schema"]).transcript());
}

#[test]
fn one_is_printed_as_json() {
    let run = Folder::with(&[]).run(&["schema", "catalog"]);
    let schema: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(schema["title"], "ratebook catalog");
    assert_eq!(run.code, Some(0));
}

#[test]
fn all_are_written_into_a_folder_as_they_are_printed() {
    let folder = Folder::with(&[]);
    snapshot("schema", "write", &folder.run(&["schema", "--write", "editor/schemas"]).transcript());
    let names = ["catalog", "codes", "explanation", "findings", "manifest", "scenario", "simulation"];
    let files: Vec<String> = names.iter().map(|name| format!("editor/schemas/{name}.schema.json")).collect();
    assert_eq!(folder.names(), files);
    for (name, file) in names.iter().zip(&files) {
        assert_eq!(folder.read(file), folder.run(&["schema", name]).stdout);
    }
}

#[test]
fn an_unknown_name_gets_the_nearest() {
    let folder = Folder::with(&[]);
    snapshot("schema", "unknown", &folder.run(&["schema", "catalogue"]).transcript());
    snapshot("schema", "unlike_any", &folder.run(&["schema", "q"]).transcript());
}
