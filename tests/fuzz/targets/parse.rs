//! Any bytes through the YAML reader: it always returns, every place lies in the file, both ways to read agree.

#![no_main]

mod places;

use std::collections::HashSet;

use libfuzzer_sys::fuzz_target;
use ratebook::source::{FileText, SourceSet, Span};
use ratebook::syntax::{Document, Documents, Kind, NodeId, Parsed, parse};

use places::{assert_finding, assert_within};

fuzz_target!(|bytes: &[u8]| {
    for documents in [Documents::One, Documents::Many] {
        reads(bytes, documents);
        both_ways_agree(bytes, documents);
    }
});

/// Returns a set in which the file does not begin at address 0.
fn second_of_two(bytes: Vec<u8>) -> SourceSet {
    SourceSet::new(vec![("a.yaml".into(), FileText::Whole("a: 1\n".into())), ("b.yaml".into(), FileText::from_bytes(bytes))])
}

fn reads(bytes: &[u8], documents: Documents) {
    let sources = second_of_two(bytes.to_vec());
    let file = sources.files().last().unwrap();
    let parsed = parse(file, documents);
    for document in &parsed.documents {
        for (_, span, _) in nodes(document) {
            assert_within(span, file);
        }
    }
    parsed.findings.iter().for_each(|finding| assert_finding(finding, &sources));
    for allow in &parsed.allows {
        assert_within(allow.span, file);
        assert_within(allow.name_span, file);
        if allow.line.is_written() {
            assert_within(allow.line, file);
        }
    }
    assert!(parsed.whole || !parsed.findings.is_empty(), "what is not read is said");
}

/// A tab sends the whole file to the parser; inside a comment it must change nothing else.
fn both_ways_agree(bytes: &[u8], documents: Documents) {
    let [faster, slower] = [b"#x\n", b"#\t\n"].map(|comment| second_of_two([comment, bytes].concat()));
    let [faster, slower] = [&faster, &slower].map(|sources| parse(sources.files().last().unwrap(), documents));
    let outcome = |parsed: &Parsed<'_>| (parsed.whole, parsed.more_findings, parsed.allows.clone().len());
    assert_eq!(outcome(&faster), outcome(&slower));
    assert_eq!(faster.findings, slower.findings);
    assert_eq!(faster.allows, slower.allows);
    assert_eq!(faster.documents.len(), slower.documents.len());
    for (faster, slower) in faster.documents.iter().zip(&slower.documents) {
        assert_eq!(nodes(faster), nodes(slower));
    }
}

/// Returns every node once, in the order of the text, with its place and its text.
fn nodes<'d>(document: &'d Document<'_>) -> Vec<(Kind, Span, &'d str)> {
    let mut seen = HashSet::new();
    let mut open: Vec<NodeId> = vec![document.root()];
    let mut nodes = Vec::new();
    while let Some(node) = open.pop() {
        if !seen.insert(node) {
            continue;
        }
        nodes.push((document.kind(node), document.span(node), document.text(node)));
        let _ = document.scalar_type(node);
        let _ = document.describe(node);
        for (key, value) in document.entries(node) {
            assert_eq!(document.get(node, document.text(key)), Some((key, value)), "a key leads to its own value");
        }
        open.extend(document.items(node).iter().rev());
    }
    nodes
}
