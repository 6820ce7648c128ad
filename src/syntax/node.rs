//! The marked tree of one YAML document: every key and every value with its exact place, scalars as written.

use std::borrow::Cow;

use crate::diag::shorten;
use crate::source::Span;

use super::key_index::{KeyIndex, SMALL};

/// The number of a node in its [`Document`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(super) u32);

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An empty value.
    Empty,
    /// A scalar without quotes.
    Plain,
    /// A scalar in quotes or a block scalar: always text.
    Quoted,
    /// A list.
    List,
    /// A mapping.
    Map,
    /// Something that could not be read and has its finding already.
    Broken,
}

/// What YAML 1.2's core schema makes of a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarType {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`; `yes`, `on` and `no` are words.
    Bool(bool),
    /// A whole number.
    Int,
    /// A number with a dot or an exponent.
    Float,
    /// Text.
    Text,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub(super) span: Span,
    /// Scalars: the range of the text in the source, or `(u32::MAX, index)` into `owned`.
    /// Containers: the range of their children in `children`.
    pub(super) range: (u32, u32),
    pub(super) kind: Kind,
}

/// One YAML document as a flat arena. A node that an alias stands for is the node of its anchor.
#[derive(Debug)]
pub struct Document<'s> {
    pub(super) source: &'s str,
    pub(super) nodes: Vec<Node>,
    /// Items of lists; keys and values of mappings in turn.
    pub(super) children: Vec<NodeId>,
    /// Texts of scalars that are not a piece of the source, as escapes make them.
    pub(super) owned: Vec<Box<str>>,
    /// Keys of the mappings with many of them.
    pub(super) large: Option<Box<KeyIndex>>,
    pub(super) root: NodeId,
}

impl<'s> Document<'s> {
    pub(super) fn empty(source: &'s str) -> Self {
        Self { source, nodes: Vec::new(), children: Vec::new(), owned: Vec::new(), large: None, root: NodeId(0) }
    }

    #[inline]
    fn node(&self, id: NodeId) -> Node {
        let broken = Node { span: Span::NONE, range: (0, 0), kind: Kind::Broken };
        self.nodes.get(id.0 as usize).copied().unwrap_or(broken)
    }

    /// Returns the outermost value.
    #[must_use]
    pub fn root(&self) -> NodeId {
        self.root
    }

    /// Returns what a node is.
    #[inline]
    #[must_use]
    pub fn kind(&self, id: NodeId) -> Kind {
        self.node(id).kind
    }

    /// Returns where a node is written; quotes belong to it, the line break after a block does not.
    #[inline]
    #[must_use]
    pub fn span(&self, id: NodeId) -> Span {
        self.node(id).span
    }

    /// Returns the text of a scalar as written, escapes resolved; empty for anything else.
    #[inline]
    #[must_use]
    pub fn text(&self, id: NodeId) -> &str {
        let node = self.node(id);
        match (node.kind, node.range) {
            (Kind::Plain | Kind::Quoted, (u32::MAX, index)) => self.owned.get(index as usize).map_or("", |t| t),
            (Kind::Plain | Kind::Quoted, (start, end)) => self.source.get(start as usize..end as usize).unwrap_or(""),
            (Kind::Empty | Kind::List | Kind::Map | Kind::Broken, _) => "",
        }
    }

    /// Returns the items of a list.
    #[inline]
    #[must_use]
    pub fn items(&self, id: NodeId) -> &[NodeId] {
        let node = self.node(id);
        match node.kind {
            Kind::List | Kind::Map => self.children.get(node.range.0 as usize..node.range.1 as usize).unwrap_or(&[]),
            Kind::Empty | Kind::Plain | Kind::Quoted | Kind::Broken => &[],
        }
    }

    /// Returns keys and values of a mapping, in the order written; duplicates are left out.
    #[inline]
    pub fn entries(&self, id: NodeId) -> impl ExactSizeIterator<Item = (NodeId, NodeId)> + Clone {
        let pairs = if self.kind(id) == Kind::Map { self.items(id) } else { &[] };
        pairs.as_chunks::<2>().0.iter().map(|[key, value]| (*key, *value))
    }

    /// Returns key and value of an entry of a mapping.
    #[must_use]
    pub fn get(&self, id: NodeId, key: &str) -> Option<(NodeId, NodeId)> {
        let mut entries = self.entries(id);
        if entries.len() <= SMALL {
            return entries.find(|(k, _)| self.text(*k) == key);
        }
        let pairs = self.items(id).as_chunks::<2>().0;
        let is_key = |at: usize| pairs.get(at).is_some_and(|[k, _]| self.text(*k) == key);
        let large = self.large.as_ref()?;
        let at = large.find(large.table(id)?, key, is_key).ok()?;
        pairs.get(at).map(|[k, value]| (*k, *value))
    }

    /// Returns what the core schema makes of a scalar; nothing for lists and mappings.
    #[must_use]
    pub fn scalar_type(&self, id: NodeId) -> Option<ScalarType> {
        match self.kind(id) {
            Kind::Empty | Kind::Broken => Some(ScalarType::Null),
            Kind::Plain => Some(core_schema(self.text(id))),
            Kind::Quoted => Some(ScalarType::Text),
            Kind::List | Kind::Map => None,
        }
    }

    /// Returns a node in words: "the number `9.90`", "a list".
    #[must_use]
    pub fn describe(&self, id: NodeId) -> Cow<'static, str> {
        match (self.kind(id), self.scalar_type(id)) {
            (Kind::List, _) => "a list".into(),
            (Kind::Map, _) => "a mapping".into(),
            (_, Some(ScalarType::Null)) | (_, None) => "nothing".into(),
            (_, Some(ScalarType::Bool(value))) => format!("`{value}`").into(),
            (_, Some(ScalarType::Int | ScalarType::Float)) => format!("the number `{}`", self.text(id)).into(),
            (_, Some(ScalarType::Text)) => format!("the text `{}`", shorten(self.text(id))).into(),
        }
    }
}

/// Types a plain scalar by YAML 1.2's core schema, without hexadecimal and octal: amounts are decimal.
pub(super) fn core_schema(text: &str) -> ScalarType {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return ScalarType::Null,
        "true" | "True" | "TRUE" => return ScalarType::Bool(true),
        "false" | "False" | "FALSE" => return ScalarType::Bool(false),
        _ => {}
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text).as_bytes();
    let (has_whole, behind) = skip_digits(unsigned);
    let (has_part, exponent, has_dot) = match behind {
        [b'.', part @ ..] => {
            let (has_part, behind) = skip_digits(part);
            (has_part, behind, true)
        }
        _ => (false, behind, false),
    };
    if !has_whole && !has_part {
        return ScalarType::Text;
    }
    match exponent {
        [] if has_dot => ScalarType::Float,
        [] => ScalarType::Int,
        [b'e' | b'E', b'-' | b'+', digits @ ..] | [b'e' | b'E', digits @ ..] if skip_digits(digits) == (true, &[]) => {
            ScalarType::Float
        }
        _ => ScalarType::Text,
    }
}

/// Tells whether a text begins with digits, and returns what stands behind them.
fn skip_digits(text: &[u8]) -> (bool, &[u8]) {
    let count = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    (count > 0, text.get(count..).unwrap_or(&[]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_schema_of_yaml_1_2_decides_what_a_word_is() {
        use ScalarType::{Bool, Float, Int, Null, Text};
        let cases = [
            ("no", Text),
            ("on", Text),
            ("true", Bool(true)),
            ("~", Null),
            ("12", Int),
            ("-5", Int),
            ("010", Int),
            ("9.90", Float),
            (".5", Float),
            ("1e3", Float),
            ("1e", Text),
            ("1e+", Text),
            ("1.5E-3", Float),
            ("+1e+3", Float),
            ("1.", Float),
            ("e5", Text),
            (".e5", Text),
            ("+-1", Text),
            ("1.2.3", Text),
            ("1e5e5", Text),
            ("1_000", Text),
            ("0x1F", Text),
            ("9,90", Text),
            ("NaN", Text),
            (".", Text),
            ("-", Text),
            ("2026-01-01", Text),
            ("20%", Text),
        ];
        for (text, expected) in cases {
            assert_eq!(core_schema(text), expected, "{text}");
        }
    }
}
