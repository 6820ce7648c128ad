//! The way from the root of a document to a node, in words.

use jsonschema::paths::{Location, LocationSegment};

use super::generate::FileKind;
use crate::syntax::{Document, NodeId};

/// One step on the way.
#[derive(Clone, Copy)]
struct Step {
    /// The key, or nothing for an item of a list.
    key: Option<NodeId>,
    /// The number of the item, from 1.
    item: usize,
    value: NodeId,
}

/// A node and how to get there.
pub(super) struct Path<'a> {
    document: &'a Document<'a>,
    kind: FileKind,
    steps: Vec<Step>,
}

/// What one of a section is called.
pub(super) const ONE_OF: &[(&str, &str)] = &[
    ("taxes", "tax"),
    ("ledgers", "ledger"),
    ("item_types", "item type"),
    ("units", "unit"),
    ("payment_methods", "payment method"),
    ("products", "product"),
    ("charges", "charge"),
    ("graduated", "tier"),
    ("volume", "tier"),
    ("discounts", "discount"),
    ("terms", "term"),
    ("bundles", "bundle"),
    ("plans", "plan"),
    ("policies", "policy"),
    ("coupons", "coupon"),
    ("vouchers", "voucher"),
    ("accounts", "account"),
    ("events", "event"),
    ("expect", "expectation"),
];

impl<'a> Path<'a> {
    pub(super) fn follow(document: &'a Document<'a>, kind: FileKind, location: &Location) -> Self {
        let mut steps: Vec<Step> = Vec::new();
        let mut at = document.root();
        for segment in location.segments() {
            let step = match segment {
                LocationSegment::Property(key) => match document.get(at, &key) {
                    Some((key, value)) => Step { key: Some(key), item: 0, value },
                    None => break,
                },
                LocationSegment::Index(index) => match document.items(at).get(index) {
                    Some(value) => Step { key: None, item: index + 1, value: *value },
                    None => break,
                },
            };
            at = step.value;
            steps.push(step);
        }
        Self { document, kind, steps }
    }

    /// Returns the node at the end.
    pub(super) fn node(&self) -> NodeId {
        self.steps.last().map_or_else(|| self.document.root(), |step| step.value)
    }

    /// Returns the key of the node, if it is the value of one.
    pub(super) fn key(&self) -> Option<NodeId> {
        self.steps.last().and_then(|step| step.key)
    }

    /// Returns the way to the mapping or list that holds the node; nothing for the root.
    pub(super) fn container(&self) -> Option<Self> {
        let (_, steps) = self.steps.split_last()?;
        Some(Self { document: self.document, kind: self.kind, steps: steps.to_vec() })
    }

    pub(super) fn is_root(&self) -> bool {
        self.steps.is_empty()
    }

    /// Returns how many steps it is from the root.
    pub(super) fn depth(&self) -> usize {
        self.steps.len()
    }

    /// Returns what one of the section at the end is called; nothing if the end is no section.
    pub(super) fn section_noun(&self) -> Option<&'static str> {
        let name = self.document.text(self.key()?);
        let is_noun =
            |at: &Step| at.key.is_some_and(|key| ONE_OF.iter().any(|(many, _)| *many == self.document.text(key)));
        // `products` of a bundle is a section as well, `bundles` of a plan is a list.
        let is_inner = self.steps.iter().rev().nth(1).is_some_and(is_noun);
        ONE_OF.iter().find(|(many, _)| *many == name && !is_inner).map(|(_, one)| *one)
    }

    /// Returns the node in words: "`price` of charge `access` of product `live-tv`".
    pub(super) fn words(&self) -> String {
        let mut parts = Vec::new();
        let mut at = self.steps.len();
        while at > 0 {
            let (part, used) = self.part(at);
            parts.push(part);
            at -= used;
        }
        if parts.is_empty() {
            return match self.kind {
                FileKind::Manifest => "the manifest".to_owned(),
                FileKind::Catalog => "a catalog file".to_owned(),
                FileKind::Scenario => "the scenario".to_owned(),
            };
        }
        parts.join(" of ")
    }

    /// Returns the words for the last steps up to `end`, and how many steps they stand for.
    fn part(&self, end: usize) -> (String, usize) {
        let step = |at: usize| at.checked_sub(1).and_then(|at| self.steps.get(at));
        let name = |step: &Step| step.key.map(|key| self.document.text(key));
        let Some(last) = step(end) else { return (String::new(), 1) };
        let container = step(end - 1).and_then(name);
        let one = container.and_then(|section| ONE_OF.iter().find(|(many, _)| *many == section).map(|(_, one)| *one));
        match (one, name(last), last.item) {
            (Some(one), Some(code), _) => (format!("{one} `{code}`"), 2),
            (Some(one), None, item) => (format!("{one} {item}"), 2),
            (None, Some(name), _) => (format!("`{name}`"), 1),
            (None, None, item) => (format!("item {item}"), 1),
        }
    }
}
