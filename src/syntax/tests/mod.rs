//! What the tree, its places and its findings must be.

mod aliases;
mod allows;
mod documents;
mod keys;
mod laws;
mod places;
mod words;

use crate::diag::Finding;
use crate::source::{FileText, SourceSet};

use super::{Document, Documents, Kind, NodeId, Parsed, parse};

/// A set of one file that does not begin at address 0.
fn set(text: &str) -> SourceSet {
    let before = ("a.yaml".to_owned(), FileText::Whole("x: 1\n".to_owned()));
    SourceSet::new(vec![before, ("b.yaml".to_owned(), FileText::Whole(text.to_owned()))])
}

fn read(set: &SourceSet, documents: Documents) -> Parsed<'_> {
    parse(set.files().last().unwrap(), documents)
}

/// Returns names of findings and the text at their place: `name@text`.
fn named(set: &SourceSet, findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|f| format!("{}@{}", f.rule.name, set.text(f.primary.span))).collect()
}

/// Returns the findings of a text with any number of documents.
fn findings(text: &str) -> Vec<String> {
    let set = set(text);
    let parsed = read(&set, Documents::Many);
    named(&set, &parsed.findings)
}

/// Draws a tree with everything that can be asked of it.
fn draw(document: &Document<'_>, id: NodeId) -> String {
    let children = || document.items(id).iter().map(|c| draw(document, *c)).collect::<Vec<_>>();
    match document.kind(id) {
        Kind::Empty => "~".to_owned(),
        Kind::Broken => "!".to_owned(),
        Kind::Plain => document.text(id).to_owned(),
        Kind::Quoted => format!("{:?}", document.text(id)),
        Kind::List => format!("[{}]", children().join(" ")),
        Kind::Map => {
            let pair = |(k, v): (NodeId, NodeId)| format!("{}:{}", draw(document, k), draw(document, v));
            format!("{{{}}}", document.entries(id).map(pair).collect::<Vec<_>>().join(" "))
        }
    }
}

/// Draws all documents of a text.
fn drawn(text: &str) -> Vec<String> {
    let set = set(text);
    read(&set, Documents::Many).documents.iter().map(|d| draw(d, d.root())).collect()
}
