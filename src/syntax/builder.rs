//! Parser events of one document to its tree.

use std::borrow::Cow;
use std::ops::Range;

use granit_parser::ScalarStyle;

use crate::diag::Finding;
use crate::source::{SourceFile, Span, budget};

use super::anchors::{Anchors, Resolved};
use super::key_index::SMALL;
use super::node::Node;
use super::report::Report;
use super::{Document, Kind, NodeId, codes, open_token};

/// A list or mapping nests deeper than the budget.
pub(super) struct TooDeep;

/// The longest document for whose like room is made before it is read, in nodes.
const LIKELY: usize = 1_000;

/// A list or mapping that has not ended.
#[derive(Debug, Clone, Copy)]
struct Frame {
    id: NodeId,
    /// Where its children begin among the pending ones.
    first: usize,
    anchor: usize,
    weight: u64,
    height: usize,
    /// Where its last child ends, in bytes.
    end: usize,
    is_map: bool,
    /// The next child is a key.
    at_key: bool,
    /// Some of its keys are no plain text.
    odd_keys: bool,
}

/// Builds one document after the other in one file.
///
/// Children wait in one stack until their list or mapping ends and are then laid out side by side: a node costs 20 bytes,
/// a child 4, and nothing is allocated per node.
#[derive(Debug)]
pub(super) struct Builder<'s> {
    text: &'s str,
    base: u32,
    document: Document<'s>,
    frames: Vec<Frame>,
    pending: Vec<NodeId>,
    anchors: Anchors,
    report: Report,
    /// Where the last token ended, in bytes.
    last_end: usize,
}

impl<'s> Builder<'s> {
    pub(super) fn new(file: &'s SourceFile) -> Self {
        let text = file.text();
        Self {
            text,
            base: file.base(),
            document: Document::empty(text),
            frames: Vec::with_capacity(budget::DEPTH),
            pending: Vec::new(),
            anchors: Anchors::new(),
            report: Report::default(),
            last_end: 0,
        }
    }

    pub(super) fn report(&mut self) -> &mut Report {
        &mut self.report
    }

    /// Returns from where on a text must be looked at to find what is still open: the innermost open bracket, or else the
    /// end of the last token.
    pub(super) fn open_from(&self) -> usize {
        let frame = self.frames.last().and_then(|f| self.document.nodes.get(f.id.0 as usize));
        let start = frame.map_or(0, |node| node.span.start.saturating_sub(self.base) as usize);
        match self.text.as_bytes().get(start) {
            Some(b'[' | b'{') if frame.is_some() => start,
            _ => self.last_end,
        }
    }

    /// Tells whether the document has no value yet.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.document.nodes.is_empty()
    }

    /// Returns the document, unless it is empty, and begins the next.
    pub(super) fn finish(&mut self) -> Option<Document<'s>> {
        self.anchors.clear();
        self.frames.clear();
        self.pending.clear();
        let mut document = std::mem::replace(&mut self.document, Document::empty(self.text));
        // The next document of a file is mostly as long as this one.
        if document.nodes.len() <= LIKELY {
            self.document.nodes.reserve(document.nodes.len());
            self.document.children.reserve(document.children.len());
        }
        let is_empty = matches!(document.nodes.as_slice(), [] | [Node { kind: Kind::Empty, .. }]);
        // Vectors grow by doubling; a catalog keeps its trees for as long as it lives.
        document.nodes.shrink_to_fit();
        document.children.shrink_to_fit();
        (!is_empty).then_some(document)
    }

    /// Drops the document, but not the findings in what was read of it.
    pub(super) fn abandon(&mut self) {
        while let Some(frame) = self.frames.pop() {
            self.lay_out(frame);
        }
        self.finish();
    }

    #[inline]
    fn span(&self, start: usize, end: usize) -> Span {
        let at = |offset: usize| self.base.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX));
        Span::new(at(start), at(end))
    }

    #[inline]
    fn push(&mut self, span: Span, range: (u32, u32), kind: Kind) -> NodeId {
        let id = NodeId(u32::try_from(self.document.nodes.len()).unwrap_or(u32::MAX));
        self.document.nodes.push(Node { span, range, kind });
        id
    }

    /// Tells whether the next node is the key of an entry.
    #[inline]
    fn is_key(&self) -> bool {
        self.frames.last().is_some_and(|f| f.is_map && f.at_key)
    }

    /// Tells whether the next node is the value of an entry.
    #[inline]
    fn is_value(&self) -> bool {
        self.frames.last().is_some_and(|f| f.is_map && !f.at_key)
    }

    /// Tells whether all of this stands inside a key, which is a finding anyway.
    fn is_inside_key(&self) -> bool {
        self.frames.iter().any(|f| f.is_map && f.at_key)
    }

    /// Takes in a scalar.
    #[inline]
    pub(super) fn scalar(
        &mut self,
        text: Cow<'s, str>,
        style: ScalarStyle,
        mut start: usize,
        mut end: usize,
        anchor: usize,
        tag: Option<Range<usize>>,
    ) {
        let kind = match style {
            // An empty value comes as the text `~` without a place.
            ScalarStyle::Plain if start == end => Kind::Empty,
            ScalarStyle::Plain => Kind::Plain,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Kind::Quoted,
            ScalarStyle::Literal | ScalarStyle::Folded => {
                (start, end) = open_token::block_scalar(self.text, self.last_end, start, end);
                Kind::Quoted
            }
        };
        let range = match &text {
            _ if kind == Kind::Empty => (0, 0),
            Cow::Borrowed(piece) => self.range_of(piece).unwrap_or_else(|| self.own(piece)),
            Cow::Owned(text) => self.own(text),
        };
        if kind == Kind::Empty && anchor == 0 && tag.is_none() {
            start = self.empty_place(start);
            end = start;
        }
        self.last_end = end;
        let id = self.push(self.span(start, end), range, kind);
        if anchor != 0 {
            self.anchors.add(anchor, id);
            self.anchors.close(anchor, 1, 0);
        }
        if let Some(tag) = tag {
            self.tag(tag);
            let is_key = self.is_key();
            if let Some(node) = self.document.nodes.last_mut().filter(|_| !is_key) {
                // What the value would be without its tag is not what was meant.
                node.kind = Kind::Broken;
            }
        }
        self.place(id, end, 1, 0);
    }

    /// Returns where people look for an empty value: behind its `:` or `-`. The parser puts it before the `:`, and behind a
    /// comment that follows the `-`.
    fn empty_place(&self, start: usize) -> usize {
        match self.is_value() {
            true => start + usize::from(self.text.as_bytes().get(start) == Some(&b':')),
            false if self.is_key() => start,
            false => open_token::dash(self.text, self.last_end, start).map_or(start, |dash| dash + 1),
        }
    }

    /// Returns where in the file a text lies, if it is a piece of it.
    #[inline]
    fn range_of(&self, piece: &str) -> Option<(u32, u32)> {
        let start = (piece.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)?;
        let end = start.checked_add(piece.len())?;
        if end > self.text.len() {
            return None;
        }
        Some((u32::try_from(start).ok()?, u32::try_from(end).ok()?))
    }

    fn own(&mut self, text: &str) -> (u32, u32) {
        let index = u32::try_from(self.document.owned.len()).unwrap_or(u32::MAX);
        self.document.owned.push(text.into());
        (u32::MAX, index)
    }

    /// Begins a list or mapping.
    #[inline]
    pub(super) fn begin(
        &mut self,
        is_map: bool,
        mut start: usize,
        end: usize,
        anchor: usize,
        tag: Option<Range<usize>>,
    ) -> Result<(), TooDeep> {
        if self.frames.len() >= budget::DEPTH {
            let span = self.span(start, end);
            self.report.add(|| codes::too_deep(span));
            return Err(TooDeep);
        }
        let mut token_end = end;
        if !is_map && start == end && self.is_value() {
            // The parser puts a list that is indented no deeper than its key behind its first `-`.
            start = open_token::dash(self.text, self.last_end, start).unwrap_or(start);
            token_end = start;
        }
        self.last_end = self.last_end.max(token_end);
        let kind = if is_map { Kind::Map } else { Kind::List };
        let id = self.push(self.span(start, end), (0, 0), kind);
        if anchor != 0 {
            self.anchors.add(anchor, id);
        }
        if let Some(tag) = tag {
            self.tag(tag);
        }
        let first = self.pending.len();
        self.frames.push(Frame {
            id,
            first,
            anchor,
            weight: 1,
            height: 1,
            end,
            is_map,
            at_key: is_map,
            odd_keys: false,
        });
        Ok(())
    }

    /// Ends the innermost list or mapping.
    #[inline]
    pub(super) fn end(&mut self, start: usize, end: usize) {
        let Some(frame) = self.frames.pop() else { return };
        // Where it has no closing bracket, it ends with its last child and not where the next thing begins.
        let end = if start == end { frame.end } else { end };
        self.last_end = self.last_end.max(end);
        let end_address = self.span(start, end).end;
        let range = self.lay_out(frame);
        if let Some(node) = self.document.nodes.get_mut(frame.id.0 as usize) {
            node.range = range;
            node.span.end = end_address;
        }
        if frame.anchor != 0 {
            self.anchors.close(frame.anchor, frame.weight, frame.height);
        }
        self.place(frame.id, end, frame.weight, frame.height);
    }

    /// Puts a node that has ended into the list or mapping around it.
    #[inline]
    fn place(&mut self, id: NodeId, end: usize, weight: u64, height: usize) {
        let Some(frame) = self.frames.last_mut() else {
            self.document.root = id;
            return;
        };
        frame.end = end;
        frame.weight = frame.weight.saturating_add(weight);
        frame.height = frame.height.max(height + 1);
        if frame.is_map {
            if frame.at_key {
                frame.odd_keys |= is_odd_key(&self.document, id);
            }
            frame.at_key = !frame.at_key;
        }
        self.pending.push(id);
    }

    /// Lays the children of a list or mapping side by side and returns where.
    #[inline]
    fn lay_out(&mut self, frame: Frame) -> (u32, u32) {
        let begin = self.document.children.len();
        let children = self.pending.get(frame.first..).unwrap_or(&[]);
        if !frame.is_map {
            self.document.children.extend_from_slice(children);
        } else if children.len() > 2 * SMALL {
            self.lay_out_large(frame, begin);
        } else if !frame.odd_keys && are_distinct(&self.document, children) {
            self.document.children.extend_from_slice(children);
        } else {
            self.lay_out_small(frame, begin);
        }
        self.pending.truncate(frame.first);
        let at = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        (at(begin), at(self.document.children.len()))
    }

    /// Lays out a small mapping that has keys twice or keys that are none.
    #[cold]
    fn lay_out_small(&mut self, frame: Frame, begin: usize) {
        let inside_key = self.is_inside_key();
        for [key, value] in self.pending.get(frame.first..).unwrap_or(&[]).as_chunks::<2>().0 {
            if !accept_key(&self.document, &mut self.report, *key, inside_key) {
                continue;
            }
            let kept = self.document.children.get(begin..).unwrap_or(&[]).as_chunks::<2>().0;
            let text = self.document.text(*key);
            match kept.iter().find(|[first, _]| self.document.text(*first) == text) {
                Some([first, _]) => self.report.add(|| duplicate(&self.document, *first, *key)),
                None => self.document.children.extend_from_slice(&[*key, *value]),
            }
        }
    }

    /// Lays out a mapping of many entries and writes its index.
    fn lay_out_large(&mut self, frame: Frame, begin: usize) {
        let entries = self.pending.get(frame.first..).unwrap_or(&[]).as_chunks::<2>().0;
        let mut large = self.document.large.take().unwrap_or_default();
        let table = large.open(frame.id, entries.len());
        let inside_key = frame.odd_keys && self.is_inside_key();
        for [key, value] in entries {
            if frame.odd_keys && !accept_key(&self.document, &mut self.report, *key, inside_key) {
                continue;
            }
            let document = &self.document;
            let text = document.text(*key);
            let kept = document.children.get(begin..).unwrap_or(&[]).as_chunks::<2>().0;
            let is_key = |at: usize| kept.get(at).is_some_and(|[first, _]| document.text(*first) == text);
            match large.find(table, text, is_key) {
                Ok(at) => {
                    if let Some([first, _]) = kept.get(at) {
                        self.report.add(|| duplicate(document, *first, *key));
                    }
                }
                Err(slot) => {
                    let at = kept.len();
                    large.fill(slot, at);
                    self.document.children.extend_from_slice(&[*key, *value]);
                }
            }
        }
        self.document.large = Some(large);
    }

    /// Takes in an alias: the node of its anchor stands in its place.
    pub(super) fn alias(&mut self, anchor: usize, start: usize, end: usize) {
        self.last_end = end;
        let span = self.span(start, end);
        let written = self.text.get(start..end).unwrap_or("");
        match self.anchors.follow(anchor, span, written, self.frames.len()) {
            Resolved::Node(anchor) => {
                let target = self.document.nodes.get(anchor.node.0 as usize).copied();
                let is_key = self.is_key();
                let id = match target {
                    // A key is reported where it stands, so it gets a node of its own, over the same text.
                    Some(Node { range, kind: kind @ (Kind::Plain | Kind::Quoted), .. }) if is_key => {
                        self.push(span, range, kind)
                    }
                    _ => anchor.node,
                };
                self.place(id, end, anchor.weight, anchor.height);
            }
            Resolved::Broken(finding) => {
                if let Some(finding) = finding {
                    self.report.add(|| *finding);
                }
                self.broken(span, end);
            }
        }
    }

    /// Takes in an alias to which there is no anchor.
    pub(super) fn unresolved(&mut self, name: &str, start: usize, end: usize) {
        self.last_end = end;
        let span = self.span(start, end);
        let (base, source) = (self.base, self.text);
        let text = |s: Span| {
            let at = |address: u32| address.saturating_sub(base) as usize;
            source.get(at(s.start)..at(s.end)).unwrap_or("").to_owned()
        };
        let anchors = &self.anchors;
        self.report.add(|| anchors.unknown(name, span, text));
        self.broken(span, end);
    }

    fn broken(&mut self, span: Span, end: usize) {
        let id = self.push(span, (0, 0), Kind::Broken);
        self.place(id, end, 1, 0);
    }

    /// Notes where the anchor of the node stands that was begun last.
    pub(super) fn anchor(&mut self, anchor: usize, start: usize, end: usize) {
        let span = self.span(start, end);
        self.anchors.place(anchor, span);
    }

    #[cold]
    fn tag(&mut self, tag: Range<usize>) {
        let span = self.span(tag.start, tag.end);
        let written = self.text.get(tag).unwrap_or("");
        self.report.add(|| codes::tag(span, written));
    }
}

/// Tells whether a key is anything but text, or the merge key of YAML 1.1.
#[inline]
fn is_odd_key(document: &Document<'_>, key: NodeId) -> bool {
    match document.kind(key) {
        Kind::Plain => document.text(key) == "<<",
        Kind::Quoted => false,
        Kind::Empty | Kind::List | Kind::Map | Kind::Broken => true,
    }
}

/// Tells whether the keys of a mapping all differ.
#[inline]
fn are_distinct(document: &Document<'_>, children: &[NodeId]) -> bool {
    let mut keys = [""; SMALL];
    let pairs = children.as_chunks::<2>().0;
    for (at, [key, _]) in pairs.iter().enumerate() {
        let text = document.text(*key);
        let (earlier, rest) = keys.split_at_mut(at.min(SMALL));
        if earlier.contains(&text) {
            return false;
        }
        if let Some(slot) = rest.first_mut() {
            *slot = text;
        }
    }
    true
}

/// Tells whether a key is one, and reports it if not and if nothing around it is reported for the same.
fn accept_key(document: &Document<'_>, report: &mut Report, key: NodeId, inside_key: bool) -> bool {
    let span = document.span(key);
    match document.kind(key) {
        Kind::Plain if document.text(key) == "<<" => report.add(|| codes::merge_key(span)),
        Kind::Plain | Kind::Quoted => return true,
        Kind::Empty | Kind::List | Kind::Map if inside_key => {}
        kind @ (Kind::Empty | Kind::List | Kind::Map) => report.add(|| codes::complex_key(kind, span)),
        Kind::Broken => {}
    }
    false
}

fn duplicate(document: &Document<'_>, first: NodeId, second: NodeId) -> Finding {
    codes::duplicate_key(document.text(second), document.span(first), document.span(second))
}
