//! A whole catalog through the pipeline: compiled, its findings rendered, its scenarios replayed.
//!
//! The input is several files, divided by lines of `=====`: the manifest, any number of catalog files, the scenarios.

#![no_main]

mod lines;
mod places;

use std::sync::Once;

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use ratebook::compile::{Compilation, Files, compile};
use ratebook::diag::render::{Style, Summary, concise, full, json};
use ratebook::invoice;
use ratebook::replay::{invoices_text, replay, verdict};
use ratebook::show;
use ratebook::source::FileText;

use places::assert_finding;

fuzz_target!(|bytes: &[u8]| {
    one_thread();
    let compilation = compile(files(bytes));
    compilation.findings.iter().for_each(|finding| assert_finding(finding, &compilation.sources));
    render(&compilation);
    replay_all(&compilation);
});

// Every second input is changed line by line: bytes alone seldom make another catalog that is right.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    if seed.is_multiple_of(2) {
        return fuzzer_mutate(data, size, max_size);
    }
    let mutated = lines::mutate(&data[..size], seed);
    let length = mutated.len().min(max_size);
    data[..length].copy_from_slice(&mutated[..length]);
    length
});

/// Keeps all work on the thread whose coverage and time the fuzzer watches.
fn one_thread() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global().unwrap());
}

fn files(bytes: &[u8]) -> Files {
    let mut pieces = vec![Vec::new()];
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if line == b"=====\n" {
            pieces.push(Vec::new());
        } else {
            pieces.last_mut().unwrap().extend_from_slice(line);
        }
    }
    let last = pieces.len() - 1;
    let name = |at: usize| match at {
        0 => "ratebook.yaml".to_owned(),
        _ if at == last && at > 1 => "events.scenario.yaml".to_owned(),
        _ => format!("catalog-{at}.yaml"),
    };
    let files = pieces.into_iter().enumerate().map(|(at, bytes)| (name(at), FileText::from_bytes(bytes)));
    Files { manifest: name(0), files: files.collect() }
}

fn render(compilation: &Compilation) {
    let Compilation { sources, findings, .. } = compilation;
    for style in [Style { width: 100, color: false }, Style { width: 40, color: true }] {
        let _ = full(findings, sources, style);
    }
    let _ = concise(findings, sources);
    let mut summary = Summary::default();
    summary.add(sources.files().len(), findings);
    let _ = json([(findings.as_slice(), sources)], summary).to_string();
    let _ = show::outline(compilation);
}

fn replay_all(compilation: &Compilation) {
    let Some(catalog) = compilation.checked() else { return };
    let scenarios = compilation.scenarios.iter().filter_map(|placed| placed.scenario.as_ref());
    let reports: Vec<_> = scenarios.map(|scenario| replay(catalog, scenario, &compilation.sources)).collect();
    let text = invoices_text(&reports);
    let _ = verdict(&reports, true, Some(&text));
    let _ = invoice::render::json::render(&invoice::render::json::document(reports));
}
