//! The anchors of one document and what their aliases may cost.

use crate::diag::{Finding, nearest};
use crate::source::{Span, budget};

use super::NodeId;
use super::codes;

/// How many of the last anchors are looked at for the nearest name.
const CANDIDATES: usize = 100;

/// One anchor: what it marks and how much that is when written out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Anchor {
    id: usize,
    pub(super) node: NodeId,
    /// `&name`.
    pub(super) span: Span,
    /// Keys and values, aliases counted as if each were written out.
    pub(super) weight: u64,
    /// How many lists and mappings stand inside one another.
    pub(super) height: usize,
    /// Its value has not ended yet.
    pub(super) open: bool,
}

/// The anchors of a document in the order written, and what is left of the file's budget.
#[derive(Debug)]
pub(super) struct Anchors {
    list: Vec<Anchor>,
    left: u64,
    exhausted: bool,
}

/// What an alias comes to.
pub(super) enum Resolved {
    Node(Anchor),
    /// It cannot be followed; with the finding that says so, unless that was said before.
    Broken(Option<Box<Finding>>),
}

impl Anchors {
    pub(super) fn new() -> Self {
        Self { list: Vec::new(), left: budget::ALIASED_VALUES, exhausted: false }
    }

    /// Forgets the anchors: they do not reach into the next document. The budget is the file's and stays.
    pub(super) fn clear(&mut self) {
        self.list.clear();
    }

    pub(super) fn add(&mut self, id: usize, node: NodeId) {
        self.list.push(Anchor { id, node, span: Span::NONE, weight: 1, height: 0, open: true });
    }

    /// Sets the place of the anchor that was added last.
    pub(super) fn place(&mut self, id: usize, span: Span) {
        if let Some(anchor) = self.get_mut(id) {
            anchor.span = span;
        }
    }

    /// Says that the value of an anchor has ended.
    pub(super) fn close(&mut self, id: usize, weight: u64, height: usize) {
        if let Some(anchor) = self.get_mut(id) {
            (anchor.weight, anchor.height, anchor.open) = (weight, height, false);
        }
    }

    // INVARIANT: the parser counts anchors up in the order in which their values begin.
    fn get_mut(&mut self, id: usize) -> Option<&mut Anchor> {
        let at = self.list.partition_point(|a| a.id < id);
        self.list.get_mut(at).filter(|a| a.id == id)
    }

    /// Follows an alias at `span` that stands inside so many lists and mappings.
    pub(super) fn follow(&mut self, id: usize, span: Span, written: &str, depth: usize) -> Resolved {
        let Some(anchor) = self.get_mut(id).copied() else { return Resolved::Broken(None) };
        if anchor.open {
            let message = format!("`{written}` stands inside the value that it stands for");
            let finding = Finding::new(&codes::UNKNOWN_ANCHOR, span, message)
                .label("this would never end")
                .also(anchor.span, "the value begins here")
                .help("write the value out, or move the anchor to a value that ends before the alias");
            return Resolved::Broken(Some(Box::new(finding)));
        }
        if depth.saturating_add(anchor.height) > budget::DEPTH {
            let message = format!("`{written}` brings lists and mappings to more than {} levels", budget::DEPTH);
            let finding = Finding::new(&codes::TOO_DEEP, span, message)
                .label(format!("its value has {} levels, and this place {depth}", anchor.height))
                .also(anchor.span, "the value is given here");
            return Resolved::Broken(Some(Box::new(finding)));
        }
        match self.left.checked_sub(anchor.weight) {
            Some(left) if !self.exhausted => {
                self.left = left;
                Resolved::Node(anchor)
            }
            _ if self.exhausted => Resolved::Broken(None),
            _ => {
                self.exhausted = true;
                let limit = budget::ALIASED_VALUES;
                let message = format!("the aliases of this file stand for more than {limit} values");
                let finding = Finding::new(&codes::TOO_MANY_ALIASES, span, message)
                    .label(format!("this one alone stands for {}", anchor.weight))
                    .also(anchor.span, "for this value")
                    .help("write the values out, or split the file");
                Resolved::Broken(Some(Box::new(finding)))
            }
        }
    }

    /// Returns the finding about an alias `*name` to which there is no anchor.
    pub(super) fn unknown(&self, name: &str, span: Span, text: impl Fn(Span) -> String) -> Finding {
        let names: Vec<String> = self.list.iter().rev().take(CANDIDATES).map(|a| text(a.span)).collect();
        let names = names.iter().map(|n| n.trim_start_matches('&'));
        let finding =
            Finding::new(&codes::UNKNOWN_ANCHOR, span, format!("no anchor `&{name}` stands before `*{name}`"))
                .label("stands for nothing");
        match nearest(name, names) {
            Some(near) => finding.help(format!("did you mean `*{near}`?")).replace(span, format!("*{near}")),
            None => {
                finding.help(format!("mark a value above with `&{name}`, or put `*{name}` in quotes if it is text"))
            }
        }
    }
}
