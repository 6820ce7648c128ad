//! Laws that hold for every catalog: order means nothing, lines add up, and no input makes a stage panic.

use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::test_runner::TestRng;
use ratebook::compile::{Compilation, Files, compile};
use ratebook::diag::Level;
use ratebook::diag::render::{Style, Summary, concise, full, json};
use ratebook::invoice::render::json as simulation;
use ratebook::invoice::render::{Places, text};
use ratebook::money::Decimal;
use ratebook::replay::replay;
use ratebook::source::FileText;
use serde_json::Value;

use crate::support::{files_below, project, relative};

/// The name and text of each file of a catalog.
type Texts = Vec<(String, String)>;

/// The worked catalogs, and scenarios of what they do not have.
static CATALOGS: LazyLock<Vec<Texts>> = LazyLock::new(|| {
    let folders = [
        "catalogs/digital-tv",
        "catalogs/saas-seats",
        "catalogs/saas-bill-day",
        "tests/scenarios/price-models-of-seats",
        "tests/scenarios/usage-in-periods",
    ];
    let texts = folders.map(|folder| {
        let root = project().join(folder);
        let paths = files_below(&root).into_iter().filter(|path| path.extension().is_some_and(|e| e == "yaml"));
        paths.map(|path| (relative(&path, &root), fs::read_to_string(&path).unwrap())).collect()
    });
    texts.to_vec()
});

fn compiled(files: Vec<(String, FileText)>) -> Compilation {
    compile(Files { manifest: "ratebook.yaml".to_owned(), files })
}

fn compiled_texts(texts: &Texts) -> Compilation {
    compiled(texts.iter().map(|(name, text)| (name.clone(), FileText::Whole(text.clone()))).collect())
}

/// Returns everything that replays to, as JSON.
fn replayed(compilation: &Compilation) -> Value {
    let Some(catalog) = compilation.checked() else { return Value::Null };
    let scenarios = compilation.scenarios.iter().filter_map(|placed| placed.scenario.as_ref());
    let reports = scenarios.map(|scenario| replay(catalog, scenario, &compilation.sources)).collect();
    serde_json::to_value(simulation::document(reports)).unwrap()
}

/// Takes out where things are written: only that may differ.
fn without_places(value: &mut Value) {
    match value {
        Value::Object(object) => {
            for place in ["source", "because", "at", "file"] {
                object.shift_remove(place);
            }
            object.values_mut().for_each(without_places);
        }
        Value::Array(items) => items.iter_mut().for_each(without_places),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Cuts a block of YAML mappings into its entries, each with what is indented below it and the comments above it.
fn entries(text: &str) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    let mut comments = String::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let line = format!("{line}\n");
        if line.trim_start().starts_with('#') {
            comments.push_str(&line);
        } else if line.starts_with([' ', '}', ']']) {
            entries.last_mut().unwrap().push_str(&format!("{comments}{line}"));
            comments.clear();
        } else {
            entries.push(format!("{comments}{line}"));
            comments.clear();
        }
    }
    entries
}

/// Returns a block mapping with its entries in another order, at every level; lists keep theirs.
fn shuffled(text: &str, rng: &mut TestRng) -> String {
    let indent = text.lines().find(|line| !line.trim().is_empty() && !line.trim().starts_with('#'));
    let Some(indent) = indent.map(|line| line.len() - line.trim_start().len()) else { return text.to_owned() };
    let flat: String =
        text.lines().map(|line| format!("{}\n", line.get(indent..).unwrap_or(line.trim_start()))).collect();
    let is_list = flat.lines().any(|line| line.starts_with("- "));
    let mut entries = entries(&flat);
    if is_list {
        return text.to_owned();
    }
    mix(&mut entries, rng);
    let inner = |entry: &String| match entry.split_once(":\n") {
        Some((key, value)) if !key.contains(": ") && value.starts_with(' ') => {
            format!("{key}:\n{}", shuffled(value, rng))
        }
        _ => entry.clone(),
    };
    let flat: String = entries.iter().map(inner).collect();
    flat.lines().map(|line| format!("{}{line}\n", " ".repeat(indent))).collect()
}

fn mix<T>(items: &mut [T], rng: &mut TestRng) {
    for at in (1..items.len()).rev() {
        items.swap(at, rng.random_range(0..=at));
    }
}

/// Returns the same catalog with its objects in other files and its keys in another order.
fn rearranged(texts: &Texts, rng: &mut TestRng) -> Texts {
    let is_catalog = |name: &str| name != "ratebook.yaml" && !name.ends_with(".scenario.yaml");
    let (catalog, others): (Texts, Texts) = texts.iter().cloned().partition(|(name, _)| is_catalog(name));
    let mut objects: Vec<(String, String)> = Vec::new();
    for section in catalog.iter().flat_map(|(_, text)| entries(text)) {
        let (head, body) = section.split_once(":\n").unwrap();
        let head = head.lines().last().unwrap().to_owned();
        let flat: String = body.lines().map(|line| format!("{}\n", &line[2..])).collect();
        objects.extend(entries(&flat).into_iter().map(|object| (head.clone(), object)));
    }
    mix(&mut objects, rng);
    let count = rng.random_range(1..6_usize);
    let mut files: Vec<Vec<(String, String)>> = vec![Vec::new(); count];
    objects.into_iter().for_each(|object| files[rng.random_range(0..count)].push(object));
    let mut texts: Texts = others.into_iter().map(|(name, text)| (name, shuffled(&text, rng))).collect();
    for (number, objects) in files.into_iter().enumerate() {
        let mut sections: Vec<String> = objects.iter().map(|(section, _)| section.clone()).collect();
        sections.sort();
        sections.dedup();
        mix(&mut sections, rng);
        let mut text = String::new();
        for section in sections {
            let all: String =
                objects.iter().filter(|(other, _)| *other == section).map(|(_, object)| object.as_str()).collect();
            let all = shuffled(&all, rng);
            text.push_str(&format!("{section}:\n"));
            all.lines().for_each(|line| text.push_str(&format!("  {line}\n")));
        }
        texts.push((format!("{}/part-{number}.yaml", rng.random_range(0..3_u8)), text));
    }
    texts
}

/// Returns what is found, without places.
fn found(compilation: &Compilation) -> BTreeSet<(String, String)> {
    compilation.findings.iter().map(|finding| (finding.rule.name.to_owned(), finding.message.clone())).collect()
}

/// One change of a text.
#[derive(Debug, Clone)]
enum Change {
    Delete(usize, usize),
    Duplicate(usize, usize),
    Replace(usize, usize, String),
    DeleteLine(usize),
    DuplicateLine(usize),
    SwapLines(usize, usize),
    Bytes(usize, Vec<u8>),
}

fn changes() -> impl Strategy<Value = Change> {
    let at = || any::<usize>();
    let pieces = "[-:,#&*!|>'\"%@{}\\[\\]?~. \\n\\t0-9a-z]{0,6}|: |- |\\n  |null|9,90|1e9|-1|2026-02-30|99999999999|\\*a|&a |<<: ";
    prop_oneof![
        (at(), 0..40_usize).prop_map(|(at, length)| Change::Delete(at, length)),
        (at(), 0..40_usize).prop_map(|(at, length)| Change::Duplicate(at, length)),
        (at(), 0..10_usize, pieces).prop_map(|(at, length, text)| Change::Replace(at, length, text)),
        at().prop_map(Change::DeleteLine),
        at().prop_map(Change::DuplicateLine),
        (at(), at()).prop_map(|(a, b)| Change::SwapLines(a, b)),
        (at(), prop::collection::vec(any::<u8>(), 1..4)).prop_map(|(at, bytes)| Change::Bytes(at, bytes)),
    ]
}

fn changed(bytes: &[u8], change: &Change) -> Vec<u8> {
    let place = |at: usize, length: usize| {
        let start = at % (bytes.len() + 1);
        start..(start + length).min(bytes.len())
    };
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let line = |at: usize| at % lines.len().max(1);
    let spliced =
        |range: std::ops::Range<usize>, new: &[u8]| [&bytes[..range.start], new, &bytes[range.end..]].concat();
    match change {
        Change::Delete(at, length) => spliced(place(*at, *length), b""),
        Change::Duplicate(at, length) => {
            let range = place(*at, *length);
            spliced(range.start..range.start, &bytes[range])
        }
        Change::Replace(at, length, text) => spliced(place(*at, *length), text.as_bytes()),
        Change::Bytes(at, new) => spliced(place(*at, 0), new),
        Change::DeleteLine(_) | Change::DuplicateLine(_) | Change::SwapLines(..) if lines.is_empty() => Vec::new(),
        Change::DeleteLine(at) => [&lines[..line(*at)], &lines[line(*at) + 1..]].concat().concat(),
        Change::DuplicateLine(at) => [&lines[..=line(*at)], &lines[line(*at)..]].concat().concat(),
        Change::SwapLines(a, b) => {
            let mut lines = lines.clone();
            lines.swap(line(*a), line(*b));
            lines.concat()
        }
    }
}

/// Tells whether a finding is about a scenario: those never keep a catalog from being checked.
fn in_scenario(compilation: &Compilation, finding: &ratebook::diag::Finding) -> bool {
    compilation.sources.file_of(finding.primary.span).is_some_and(|file| file.name().ends_with(".scenario.yaml"))
}

/// A new seed each time: what one run does not meet the next one may. A failure prints its smallest case.
fn config() -> ProptestConfig {
    let default = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { 48 };
    ProptestConfig { cases, failure_persistence: None, ..default }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn order_of_files_and_keys_changes_nothing(which in 0..3_usize, mut rng in any::<u64>().prop_perturb(|_, rng| rng)) {
        let texts = &CATALOGS[which];
        let other = rearranged(texts, &mut rng);
        let (one, two) = (compiled_texts(texts), compiled_texts(&other));
        prop_assert_eq!(found(&one), found(&two), "{:#?}", other);
        let (mut one, mut two) = (replayed(&one), replayed(&two));
        without_places(&mut one);
        without_places(&mut two);
        prop_assert_eq!(one, two, "{:#?}", other);
    }

    #[test]
    fn order_changes_no_finding_either(which in 0..3_usize, word in 0..40_usize, mut rng in any::<u64>().prop_perturb(|_, rng| rng)) {
        // One reference is misspelt everywhere, so that what names it dangles.
        let mut texts = CATALOGS[which].clone();
        let old = ["required", "percent", "bundles: [", "access:", "1 month", "products: {", "each", "tax", "USD", "actual"][word % 10];
        for (_, text) in texts.iter_mut().filter(|(name, _)| !name.ends_with(".scenario.yaml")) {
            *text = text.replacen(old, &format!("{}x{}", &old[..1], &old[1..]), 1 + word / 10);
        }
        let one = compiled_texts(&texts);
        // Only what can still be cut into objects can be rearranged.
        let two = compiled_texts(&rearranged(&texts, &mut rng));
        prop_assert_eq!(found(&one), found(&two));
    }

    #[test]
    fn no_change_of_a_file_makes_any_stage_panic(
        which in 0..3_usize,
        changes in prop::collection::vec((any::<usize>(), changes()), 1..4),
    ) {
        let mut files: Vec<(String, Vec<u8>)> =
            CATALOGS[which].iter().map(|(name, text)| (name.clone(), text.clone().into_bytes())).collect();
        for (file, change) in &changes {
            let at = file % files.len();
            files[at].1 = changed(&files[at].1, change);
        }
        let files = files.into_iter().map(|(name, bytes)| (name, FileText::from_bytes(bytes))).collect();
        let compilation = compiled(files);
        for width in [40, 100] {
            let drawn = full(&compilation.findings, &compilation.sources, Style { width, color: width == 40 });
            prop_assert!(compilation.findings.is_empty() == drawn.is_empty());
        }
        let lines = concise(&compilation.findings, &compilation.sources).lines().count();
        prop_assert_eq!(lines, compilation.findings.len());
        let _ = json([(compilation.findings.as_slice(), &compilation.sources)].into_iter(), Summary::default());
        let _ = replayed(&compilation);

        let error = |finding: &&ratebook::diag::Finding| finding.level() == Level::Error;
        let of_catalog = compilation.findings.iter().filter(error).filter(|finding| !in_scenario(&compilation, finding)).count();
        prop_assert_eq!(compilation.checked().is_some(), of_catalog == 0, "every hole has its finding");
        let broken = compilation.scenarios.iter().filter(|placed| placed.scenario.is_none()).count();
        for placed in compilation.scenarios.iter().filter(|placed| placed.scenario.is_some()) {
            let in_file = |finding: &&ratebook::diag::Finding| compilation.sources.locate(finding.primary.span).file == placed.file;
            let errors = compilation.findings.iter().filter(error).filter(in_file).count();
            prop_assert_eq!(errors, 0, "a scenario with an error is replayed");
        }
        prop_assert!(broken == 0 || compilation.findings.iter().any(|finding| error(&finding)), "a broken scenario has a finding");
    }
}

#[test]
fn lines_add_up_to_totals() {
    let mut invoices = 0;
    for texts in CATALOGS.iter() {
        let compilation = compiled_texts(texts);
        let document = replayed(&compilation);
        for invoice in document["scenarios"].as_array().unwrap().iter().flat_map(|s| s["invoices"].as_array().unwrap())
        {
            invoices += 1;
            let amount = |value: &Value| value.as_str().unwrap().parse::<Decimal>().unwrap();
            let lines = invoice["lines"].as_array().unwrap();
            let sum = |field: &str| lines.iter().map(|line| amount(&line[field])).sum::<Decimal>();
            assert_eq!(sum("net"), amount(&invoice["net"]), "{invoice:#}");
            assert_eq!(sum("tax"), amount(&invoice["tax"]), "{invoice:#}");
            assert_eq!(amount(&invoice["net"]) + amount(&invoice["tax"]), amount(&invoice["total"]), "{invoice:#}");
        }
    }
    assert!(invoices > 20);
}

#[test]
fn the_same_files_give_the_same_bytes() {
    for texts in CATALOGS.iter() {
        let printed = |texts: &Texts| {
            let compilation = compiled_texts(texts);
            let catalog = compilation.checked().unwrap();
            let scenarios = compilation.scenarios.iter().filter_map(|placed| placed.scenario.as_ref());
            scenarios
                .map(|scenario| text::render(&replay(catalog, scenario, &compilation.sources), Places::Shown))
                .collect::<String>()
        };
        let mut backwards = texts.clone();
        backwards.reverse();
        assert_eq!(printed(texts), printed(&backwards));
    }
}
