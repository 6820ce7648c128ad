//! `tests/conformance/README.md`: which figures of other billing systems hold, out of replaying each of them.
//!
//! `tests/conformance/vectors.yaml` lists them; a folder `tests/conformance/<system>/<vector>` replays one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use ratebook::compile::{Files, compile};
use ratebook::replay::{Verdict, replay, verdict};
use ratebook::source::FileText;
use serde::Deserialize;

use crate::support::{check_or_write, files_below, project, relative};

/// What stands above the tables.
const HEAD: &str = include_str!("conformance_head.md");

/// A figure of another system.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    /// The test or page it is from.
    source: String,
    /// What it pins, in one line.
    pins: String,
    /// Why it does not hold, or which part of it does not.
    missing: Option<String>,
}

/// By system, then by name.
type Vectors = BTreeMap<String, BTreeMap<String, Vector>>;

fn listed() -> Vectors {
    let text = fs::read_to_string(project().join("tests/conformance/vectors.yaml")).unwrap();
    serde_yaml::from_str(&text).unwrap()
}

/// Returns the folders that replay a vector, as system and name.
fn folders() -> BTreeSet<(String, String)> {
    let root = project().join("tests/conformance");
    let names = files_below(&root).into_iter().map(|path| relative(&path, &root));
    let parts = names.filter_map(|name| {
        let mut parts = name.splitn(3, '/').map(ToOwned::to_owned);
        let (system, vector) = (parts.next()?, parts.next()?);
        parts.next().map(|_| (system, vector))
    });
    parts.collect()
}

/// Returns how a vector's folder fails, if it does.
fn failure(system: &str, name: &str) -> Option<String> {
    let folder = project().join("tests/conformance").join(system).join(name);
    let files: Vec<String> = files_below(&folder).iter().map(|path| relative(path, &project())).collect();
    let mut replayed = 0;
    for manifest in files.iter().filter(|file| file.ends_with("/ratebook.yaml")) {
        let root = manifest.trim_end_matches("ratebook.yaml");
        let texts = files.iter().filter(|file| file.starts_with(root));
        let texts = texts.map(|file| (file.clone(), FileText::from_bytes(fs::read(project().join(file)).unwrap())));
        let compilation = compile(Files { manifest: manifest.clone(), files: texts.collect() });
        let Some(catalog) = compilation.checked().filter(|_| compilation.findings.is_empty()) else {
            return Some(format!("{root} has findings"));
        };
        for placed in &compilation.scenarios {
            let Some(scenario) = &placed.scenario else { return Some(format!("{} is broken", placed.file)) };
            if scenario.expectations.is_empty() {
                return Some(format!("{} expects nothing", placed.file));
            }
            let report = replay(catalog, scenario, &compilation.sources);
            if !matches!(verdict(&[report], true, None), Verdict::Passed) {
                return Some(format!("{} fails", placed.file));
            }
            replayed += 1;
        }
    }
    (replayed == 0).then(|| format!("{system}/{name} replays nothing"))
}

#[test]
fn every_vector_is_listed_and_has_a_folder_or_a_reason() {
    let listed = listed();
    let folders = folders();
    let mut wrong = Vec::new();
    for (system, vectors) in &listed {
        for (name, vector) in vectors {
            let replays = folders.contains(&(system.clone(), name.clone()));
            if !replays && vector.missing.is_none() {
                wrong.push(format!("{system}/{name} has neither a folder nor a reason (`missing`)"));
            }
        }
    }
    for (system, name) in folders {
        if !listed.get(&system).is_some_and(|vectors| vectors.contains_key(&name)) {
            wrong.push(format!("tests/conformance/{system}/{name} is not in vectors.yaml"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_says_what_replaying_every_vector_says() {
    let listed = listed();
    let folders = folders();
    let mut sums = String::from("\n| system | vectors | hold | in part | do not |\n|---|---|---|---|---|\n");
    let mut tables = String::new();
    let mut all = [0; 4];
    for (system, vectors) in &listed {
        let mut counts = [0; 4];
        write!(tables, "\n## {system}\n\n| vector | what it pins | holds | source |\n|---|---|---|---|\n").unwrap();
        for (name, vector) in vectors {
            let replays = folders.contains(&(system.clone(), name.clone()));
            let failure = if replays { failure(system, name) } else { None };
            let (column, holds) = match (failure, &vector.missing) {
                (Some(failure), _) => (3, format!("no: {failure}")),
                (None, Some(missing)) if replays => (2, format!("in part: {missing}")),
                (None, Some(missing)) => (3, format!("no: {missing}")),
                (None, None) if replays => (1, "yes".to_owned()),
                (None, None) => (3, "no: not written".to_owned()),
            };
            for counted in [0, column] {
                counts[counted] += 1;
                all[counted] += 1;
            }
            let linked = if replays { format!("[{name}]({system}/{name})") } else { name.clone() };
            writeln!(tables, "| {linked} | {} | {holds} | {} |", vector.pins, vector.source).unwrap();
        }
        writeln!(sums, "| [{system}](#{system}) | {} | {} | {} | {} |", counts[0], counts[1], counts[2], counts[3])
            .unwrap();
    }
    writeln!(sums, "| all | {} | {} | {} | {} |", all[0], all[1], all[2], all[3]).unwrap();
    check_or_write("tests/conformance/README.md", &format!("{HEAD}{sums}{tables}"));
}
