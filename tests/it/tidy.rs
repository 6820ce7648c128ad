//! House rules that a text search can hold: sizes, names, the order of modules, what is listed where.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use ratebook::diag::Stage;

use crate::support::{files_below, project, relative};

/// The longest file, in lines.
const LONGEST: usize = 500;

/// Returns the Rust files below a folder of the project, by name from there.
fn rust_files(folder: &str) -> Vec<(String, String)> {
    let paths =
        files_below(&project().join(folder)).into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs"));
    paths.map(|path| (relative(&path, &project()), fs::read_to_string(&path).unwrap())).collect()
}

/// Returns the lines of code that are part of the program: no comments, no tests.
fn code_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().take_while(|line| line.trim() != "#[cfg(test)]").filter(|line| !line.trim_start().starts_with("//"))
}

/// Tells whether a file holds only tests or what only tests use.
fn is_test(name: &str) -> bool {
    name.split('/').any(|part| matches!(part, "tests" | "testing" | "tests.rs"))
}

/// Returns the modules of the crate that a text uses, and what of them.
fn uses(text: &str) -> Vec<(String, String)> {
    let code: String = code_lines(text).map(|line| format!("{line}\n")).collect();
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut used = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let group = group.split('}').next().unwrap();
            used.extend(group.split(',').map(|name| (word(name.trim()), String::new())));
        } else {
            let module = word(rest);
            let path = rest[module.len()..].strip_prefix("::").map(word).unwrap_or_default();
            // `crate::records!` is a macro, which belongs to no module.
            if !rest[module.len()..].starts_with('!') {
                used.push((module, path));
            }
        }
    }
    used.retain(|(module, _)| !module.is_empty());
    used
}

/// Returns the modules in the order in which `src/lib.rs` lists them.
fn order() -> Vec<String> {
    let text = fs::read_to_string(project().join("src/lib.rs")).unwrap();
    let bullets = text.lines().filter(|line| line.starts_with("//! - ") || line.starts_with("//!   "));
    let names =
        bullets.flat_map(|line| line.split("[`").skip(1).map(|part| part.split('`').next().unwrap().to_owned()));
    names.collect()
}

/// Returns the modules there are.
fn modules() -> BTreeSet<String> {
    let entries = fs::read_dir(project().join("src")).unwrap().map(|entry| entry.unwrap().path());
    let entries = entries.filter(|path| path.is_dir() || path.extension().is_some_and(|e| e == "rs"));
    let names = entries.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned());
    names.filter(|name| name != "lib" && name != "main").collect()
}

#[test]
fn no_file_is_long() {
    let mut long = Vec::new();
    for (name, text) in ["src", "tests"].into_iter().flat_map(rust_files) {
        let lines = text.lines().count();
        if lines > LONGEST {
            long.push(format!("{name} has {lines} lines"));
        }
    }
    assert!(long.is_empty(), "split what has more than {LONGEST} lines:\n{}", long.join("\n"));
}

#[test]
fn the_median_file_is_short() {
    let mut lines: Vec<usize> = rust_files("src").iter().map(|(_, text)| text.lines().count()).collect();
    lines.sort_unstable();
    assert!(lines[lines.len() / 2] < 150, "the median file of src has {} lines", lines[lines.len() / 2]);
}

#[test]
fn files_are_named_for_what_they_hold() {
    let vague =
        ["util", "utils", "helper", "helpers", "common", "misc", "shared", "stuff", "old", "tmp", "temp", "new2"];
    for (name, _) in ["src", "tests"].into_iter().flat_map(rust_files) {
        for part in name.trim_end_matches(".rs").split('/') {
            assert!(part.split('_').all(|word| !vague.contains(&word)), "{name}: what does `{part}` hold?");
            assert!(
                part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'),
                "{name} is not in snake_case"
            );
        }
        let beside = project().join(name.trim_end_matches(".rs"));
        let module_beside_its_folder = name.starts_with("src/") && beside.is_dir() && beside.join("mod.rs").exists();
        assert!(!module_beside_its_folder, "{name} stands beside its folder: move it to mod.rs");
    }
}

#[test]
fn modules_use_only_what_stands_above_them() {
    let order = order();
    assert_eq!(
        order.iter().cloned().collect::<BTreeSet<_>>(),
        modules(),
        "src/lib.rs lists other modules than there are"
    );
    let rank = |module: &str| order.iter().position(|other| other == module);
    let mut wrong = Vec::new();
    for (name, text) in rust_files("src").into_iter().filter(|(name, _)| !is_test(name)) {
        let module = name.trim_start_matches("src/").split('/').next().unwrap().trim_end_matches(".rs").to_owned();
        let Some(own) = rank(&module) else { continue };
        for (used, what) in uses(&text) {
            if rank(&used).is_some_and(|other| other > own) {
                wrong.push(format!("{name} uses crate::{used}::{what}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\nthe order in src/lib.rs is {}", wrong.join("\n"), order.join(", "));
}

#[test]
fn billing_knows_nothing_of_yaml() {
    for (name, text) in rust_files("src").into_iter().filter(|(name, _)| !is_test(name)) {
        if name.starts_with("src/sim/") || name.starts_with("src/invoice/") {
            let yaml = uses(&text).into_iter().find(|(used, _)| matches!(used.as_str(), "decl" | "syntax" | "schema"));
            assert!(yaml.is_none(), "{name} uses crate::{}", yaml.unwrap().0);
        }
    }
}

#[test]
fn only_the_command_line_touches_disk_terminal_and_environment() {
    for (name, text) in rust_files("src") {
        if is_test(&name) || name.starts_with("src/cli/") {
            continue;
        }
        for line in code_lines(&text) {
            for edge in
                ["std::fs", "std::env", "std::io", "std::net", "std::process", "std::time", "println!", "eprint"]
            {
                let main = name == "src/main.rs" && edge == "std::process";
                assert!(main || !line.contains(edge), "{name} touches {edge}: {line}");
            }
        }
    }
}

#[test]
fn the_reading_order_names_every_module() {
    let readme = fs::read_to_string(project().join("src/README.md")).unwrap();
    let lines = readme.lines().filter(|line| line.starts_with("| [`"));
    let listed: Vec<&str> = lines.map(|line| line.trim_start_matches("| [`").split('`').next().unwrap()).collect();
    let once: BTreeSet<String> = listed.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(once.len(), listed.len(), "src/README.md lists a module twice");
    assert_eq!(once, modules(), "src/README.md lists other modules than there are");
}

#[test]
fn nothing_is_left_to_do() {
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X ")];
    let texts =
        ["src", "tests", "catalogs", "schema"].into_iter().flat_map(|folder| files_below(&project().join(folder)));
    for path in texts.filter(|path| !relative(path, &project()).contains("/node_modules/")) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let left = marks.iter().find(|mark| text.contains(*mark));
        assert!(left.is_none(), "{} says {}", relative(&path, &project()), left.unwrap());
    }
}

/// The rules of billing that this version covers.
const RULES: std::ops::RangeInclusive<u32> = 1..=29;

#[test]
fn every_rule_of_billing_has_its_scenario() {
    let folders = fs::read_dir(project().join("tests/scenarios")).unwrap().map(|entry| entry.unwrap().path());
    let folders: Vec<PathBuf> = folders.collect();
    for rule in RULES {
        let named = |path: &&PathBuf| path.file_name().unwrap().to_string_lossy().starts_with(&format!("T-{rule}-"));
        let folder = folders.iter().find(named).unwrap_or_else(|| panic!("no folder tests/scenarios/T-{rule}-..."));
        let stories = files_below(folder).into_iter().filter(|path| path.to_string_lossy().ends_with(".scenario.yaml"));
        let texts: Vec<String> = stories.map(|path| fs::read_to_string(path).unwrap()).collect();
        assert!(
            texts.iter().any(|text| names(text, &format!("T-{rule}"))),
            "no scenario in {} names T-{rule}",
            folder.display()
        );
    }
}

/// The static checks that this version makes.
const CHECKS: [&str; 22] = [
    "T-E1", "T-E2", "T-E3", "T-E4", "T-E5", "T-E6", "T-E7", "T-E8", "T-E9", "T-E10", "T-E11", "T-W1", "T-W2", "T-W3",
    "T-W4", "T-W5", "T-W6", "T-W7", "T-W8", "T-W9", "T-W10", "T-W11",
];

#[test]
fn every_static_check_is_named_on_a_page() {
    let pages: Vec<&str> = ratebook::registry::all().iter().map(|rule| rule.page).collect();
    let missing: Vec<&str> = CHECKS.into_iter().filter(|check| !pages.iter().any(|page| names(page, check))).collect();
    assert!(missing.is_empty(), "no page names {missing:?}");
}

/// Tells whether a text names an id, and not a longer one that begins with it.
fn names(text: &str, id: &str) -> bool {
    text.match_indices(id).any(|(at, _)| !text[at + id.len()..].starts_with(|c: char| c.is_ascii_digit()))
}

#[test]
fn every_finding_has_a_fixture() {
    let texts = |folder: &str| -> String {
        let files = files_below(&project().join(folder)).into_iter();
        files.map(|path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()).collect()
    };
    let (syntax, scenarios) = (texts("tests/syntax"), texts("tests/scenarios") + &texts("catalogs"));
    let mut missing = Vec::new();
    for rule in ratebook::registry::all() {
        let name = rule.name;
        let is_there = match rule.stage {
            Stage::Syntax => syntax.contains(&format!("[{name}]")) || IN_BAD_INPUT.contains(&name),
            Stage::Simulation => scenarios.contains(&format!("rejected: {name}")),
            Stage::Schema | Stage::Graph | Stage::Rules | Stage::Scenario => {
                let folder = project().join("tests").join(rule.stage.name()).join(name);
                files_below(&folder).iter().any(|path| fs::read_to_string(path).unwrap().contains(&format!("[{name}]")))
            }
        };
        if !is_there {
            missing.push(format!("{name} ({})", rule.stage.name()));
        }
    }
    assert!(missing.is_empty(), "no fixture shows {}", missing.join(", "));
}

/// What no text file can hold: `bad_input.rs` makes the bytes.
const IN_BAD_INPUT: [&str; 2] = ["file-too-large", "not-utf8"];
