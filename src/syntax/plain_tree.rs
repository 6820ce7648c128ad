//! The tree of a plain document, built while it is read.
//!
//! Does what the builder does where there are no anchors, aliases and tags, and gives up at the first mistake: the parser
//! finds it again and says what it is.

use crate::source::{SourceFile, Span, budget};

use super::key_index::SMALL;
use super::node::Node;
use super::{Document, Kind, NodeId};

/// The longest document for whose like room is made before it is read, in nodes.
const LIKELY: usize = 1_000;

/// A list or mapping that has not ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    id: NodeId,
    /// Where its children begin among the pending ones.
    first: usize,
}

/// Builds one document after the other in one file.
#[derive(Debug)]
pub(super) struct PlainTree<'s> {
    text: &'s str,
    base: u32,
    document: Document<'s>,
    /// The nodes whose list or mapping has not ended.
    pending: Vec<NodeId>,
    depth: usize,
}

impl<'s> PlainTree<'s> {
    pub(super) fn new(file: &'s SourceFile) -> Self {
        let text = file.text();
        Self { text, base: file.base(), document: Document::empty(text), pending: Vec::new(), depth: 0 }
    }

    /// Tells whether the document has no value yet.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.document.nodes.is_empty()
    }

    /// Returns the document, unless it is empty, and begins the next.
    pub(super) fn finish(&mut self) -> Option<Document<'s>> {
        if self.is_empty() {
            return None;
        }
        let mut next = Document::empty(self.text);
        // The next document of a file is mostly as long as this one.
        if self.document.nodes.len() <= LIKELY {
            next.nodes.reserve_exact(self.document.nodes.len() + self.document.nodes.len() / 8);
            next.children.reserve_exact(self.document.children.len() + self.document.children.len() / 8);
        }
        self.pending.clear();
        Some(std::mem::replace(&mut self.document, next))
    }

    #[inline]
    fn push(&mut self, start: u32, end: u32, range: (u32, u32), kind: Kind) -> NodeId {
        let id = NodeId(offset_of(self.document.nodes.len()));
        let span = Span::new(self.base.saturating_add(start), self.base.saturating_add(end));
        self.document.nodes.push(Node { span, range, kind });
        id
    }

    /// Takes in a scalar without quotes.
    #[inline]
    pub(super) fn plain(&mut self, start: usize, end: usize) {
        let (start, end) = (offset_of(start), offset_of(end));
        let id = self.push(start, end, (start, end), Kind::Plain);
        self.pending.push(id);
    }

    /// Takes in a scalar in quotes, which are its first and its last byte.
    #[inline]
    pub(super) fn quoted(&mut self, start: usize, end: usize) {
        let (start, end) = (offset_of(start), offset_of(end));
        let id = self.push(start, end, (start.saturating_add(1), end.saturating_sub(1)), Kind::Quoted);
        self.pending.push(id);
    }

    /// Takes in an empty value.
    pub(super) fn nothing(&mut self, at: usize) {
        let at = offset_of(at);
        let id = self.push(at, at, (0, 0), Kind::Empty);
        self.pending.push(id);
    }

    /// Begins a list or mapping; nothing if it nests deeper than the budget.
    #[inline]
    pub(super) fn begin(&mut self, kind: Kind, start: usize, end: usize) -> Option<Open> {
        if self.depth >= budget::DEPTH {
            return None;
        }
        self.depth += 1;
        let id = self.push(offset_of(start), offset_of(end), (0, 0), kind);
        Some(Open { id, first: self.pending.len() })
    }

    /// Ends the innermost list or mapping behind a bracket, or, without one, with its last child. Nothing if it has a key
    /// twice.
    #[inline]
    pub(super) fn end(&mut self, open: Open, bracket: Option<usize>) -> Option<()> {
        self.depth -= 1;
        let children = self.pending.get(open.first..)?;
        let begin = offset_of(self.document.children.len());
        let last = children.last().and_then(|last| self.document.nodes.get(last.0 as usize)).map(|node| node.span.end);
        let end = match bracket {
            Some(end) => self.base.saturating_add(offset_of(end)),
            None => last?,
        };
        if self.document.kind(open.id) == Kind::Map {
            if children.len() > 2 * SMALL {
                self.index(open)?;
            } else if !are_distinct(self.text, &self.document, children) {
                return None;
            }
        }
        self.document.children.extend_from_slice(self.pending.get(open.first..)?);
        self.pending.truncate(open.first);
        let range = (begin, offset_of(self.document.children.len()));
        let node = self.document.nodes.get_mut(open.id.0 as usize)?;
        (node.range, node.span.end) = (range, end);
        self.pending.push(open.id);
        Some(())
    }

    /// Writes the index of a mapping of many entries; nothing if it has a key twice.
    fn index(&mut self, open: Open) -> Option<()> {
        let entries = self.pending.get(open.first..)?.as_chunks::<2>().0;
        let mut large = self.document.large.take().unwrap_or_default();
        let table = large.open(open.id, entries.len());
        for (at, [key, _]) in entries.iter().enumerate() {
            let text = self.document.text(*key);
            let is_key = |other: usize| entries.get(other).is_some_and(|[first, _]| self.document.text(*first) == text);
            let slot = large.find(table, text, is_key).err()?;
            large.fill(slot, at);
        }
        self.document.large = Some(large);
        Some(())
    }
}

/// Returns an offset as it is kept: no file has more bytes than that.
#[inline]
fn offset_of(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// Tells whether the keys of a mapping all differ.
#[inline]
fn are_distinct(text: &str, document: &Document<'_>, children: &[NodeId]) -> bool {
    let pairs = children.as_chunks::<2>().0;
    if pairs.len() < 2 {
        return true;
    }
    let mut seen = 0_u64;
    for (at, [key, _]) in pairs.iter().enumerate() {
        // Keys of another length or beginning differ: only those that look alike are compared.
        let (start, end) = document.nodes.get(key.0 as usize).map_or((0, 0), |node| node.range);
        let first = text.as_bytes().get(start as usize).copied().unwrap_or(0);
        let look = 1_u64 << ((end.wrapping_sub(start).wrapping_mul(5).wrapping_add(u32::from(first))) % 64);
        let earlier = pairs.get(..at).unwrap_or(&[]);
        if seen & look != 0 && earlier.iter().any(|[other, _]| document.text(*other) == document.text(*key)) {
            return false;
        }
        seen |= look;
    }
    true
}
