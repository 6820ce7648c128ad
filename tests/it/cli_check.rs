//! `ratebook check`: paths, formats, levels, colours, exit codes.

use ratebook::compile::{Files, compile};
use ratebook::diag::render::{Style, full};
use ratebook::source::FileText;
use serde_json::Value;

use crate::support::{BROKEN, Folder, MANIFEST, PLANS, broken_shop, shop, snapshot};

/// A catalog with a warning and nothing worse.
fn warned_shop() -> Folder {
    let folder = shop();
    folder.write("spare.yaml", "products:\n  spare: { charges: { access: { type: recurring, price: 1.00 } } }\n");
    folder
}

fn shown(name: &str, folder: &Folder, arguments: &[&str]) {
    snapshot("check", name, &folder.run(arguments).transcript());
}

#[test]
fn a_catalog_without_findings_ends_with_0() {
    shown("clean", &shop(), &["check"]);
}

#[test]
fn findings_go_into_a_pipe_without_colours() {
    shown("pipe", &broken_shop(), &["check"]);
}

#[test]
fn findings_fit_a_terminal_of_80_columns() {
    let file = |name: &str, text: &str| (name.to_owned(), FileText::Whole(text.to_owned()));
    let files = vec![file("ratebook.yaml", MANIFEST), file("plans.yaml", BROKEN)];
    let compilation = compile(Files { manifest: "ratebook.yaml".to_owned(), files });
    let draw = |color| full(&compilation.findings, &compilation.sources, Style { width: 80, color });
    assert!(draw(false).lines().all(|line| line.chars().count() <= 80));
    snapshot("check", "terminal_80", &format!("{}[end]", draw(true).replace('\u{1b}', "<esc>")));
}

#[test]
fn concise_is_one_line_for_each_finding() {
    shown("concise", &broken_shop(), &["check", "--format", "concise"]);
}

#[test]
fn json_is_as_its_schema_says() {
    let folder = broken_shop();
    let run = folder.run(&["check", "--format", "json"]);
    let schema: Value = serde_json::from_str(&folder.run(&["schema", "findings"]).stdout).unwrap();
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    jsonschema::validator_for(&schema).unwrap().validate(&document).unwrap();
    snapshot("check", "json", &run.transcript());
}

#[test]
fn the_level_decides_the_exit_code_and_hides_nothing() {
    let folder = warned_shop();
    let code = |level| folder.run(&["check", "--format", "concise", "--level", level]).code;
    assert_eq!((code("info"), code("warning"), code("error")), (Some(1), Some(1), Some(0)));
    shown("level_error", &folder, &["check", "--format", "concise", "--level", "error"]);
    let broken = broken_shop().run(&["check", "--level", "error"]);
    assert_eq!(broken.code, Some(1));
}

#[test]
fn colours_are_as_asked() {
    let folder = warned_shop();
    shown("color_always", &folder, &["check", "--color", "always"]);
    let never = folder.run(&["check", "--color", "never"]).stdout;
    assert_eq!(never, folder.run(&["check"]).stdout);
    assert!(!never.contains('\u{1b}'));
}

#[test]
fn two_catalogs_below_one_path_are_checked_apart() {
    let both = Folder::with(&[
        ("all/north/ratebook.yaml", MANIFEST),
        ("all/north/plans.yaml", PLANS),
        ("all/south/ratebook.yaml", MANIFEST),
        ("all/south/plans.yaml", BROKEN),
    ]);
    shown("two_catalogs", &both, &["check", "all", "--format", "concise"]);
    shown("one_of_two", &both, &["check", "all/north"]);
}

#[test]
fn a_path_inside_a_catalog_means_the_whole_catalog() {
    let folder = Folder::with(&[("shop/ratebook.yaml", MANIFEST), ("shop/plans/all.yaml", BROKEN)]);
    let whole = folder.run(&["check", "shop", "--format", "concise"]).stdout;
    for path in ["shop/plans", "shop/plans/all.yaml", "shop/ratebook.yaml", "./shop/", "shop/plans/../plans"] {
        let run = folder.run(&["check", path, "--format", "concise"]);
        assert_eq!(run.stdout, whole, "check {path}");
        assert_eq!(run.code, Some(1));
    }
    let inside = crate::support::ratebook(&folder.at("shop/plans"), &["check", "--format", "concise"]);
    snapshot("check", "inside_a_catalog", &inside.transcript());
}

#[test]
fn the_same_catalog_asked_for_twice_is_checked_once() {
    let folder = broken_shop();
    let twice = folder.run(&["check", ".", "plans.yaml", "./", "--format", "concise"]);
    assert_eq!(twice.stdout, folder.run(&["check", "--format", "concise"]).stdout);
}

#[test]
fn wrong_flags_end_with_2() {
    shown("wrong_flag", &shop(), &["check", "--formt", "json"]);
    assert_eq!(shop().run(&["chek"]).code, Some(2));
    assert_eq!(shop().run(&[]).code, Some(2));
}

#[test]
fn natural_mistakes_are_mended_in_one_step() {
    for (name, fixture) in [
        ("mends_shapes", "wrong-type/shapes-of-price-pages"),
        ("mends_field_without_code", "wrong-type/field-without-its-code"),
        ("mends_fields", "unknown-field/no-space-after-colon"),
        ("mends_words", "unknown-value/words-of-other-systems"),
        ("mends_amount", "bad-amount/decimal-comma-behind-groups"),
    ] {
        let folder = Folder::with(&[]);
        let fixture = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema").join(fixture);
        for entry in std::fs::read_dir(fixture).unwrap() {
            let path = entry.unwrap().path();
            folder.write(path.file_name().unwrap().to_str().unwrap(), std::fs::read_to_string(&path).unwrap());
        }
        shown(name, &folder, &["check"]);
    }
}
