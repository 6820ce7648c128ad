//! The marked tree as the JSON Schema validator sees it: in place, nothing copied, numbers as written.

use std::borrow::Cow;

use jsonschema::JsonType;
use jsonschema::json::{Array, Json, JsonNumber, Node, NodeIdentity, Object};
use serde_json::{Map, Number, Value};

use crate::syntax::{Document, Kind, NodeId, ScalarType};

/// YAML as a kind of JSON.
pub(super) struct Yaml;

/// A node of a document, or a key on its own.
#[derive(Clone, Copy)]
pub(super) enum Instance<'a> {
    /// A value.
    Node(&'a Document<'a>, NodeId),
    /// A key.
    Key(&'a str),
}

impl Json for Yaml {
    type Node<'a> = Instance<'a>;
    type PreparedKey = Box<str>;
    type StringBuffer = String;

    fn prepare_key(key: &str) -> Box<str> {
        key.into()
    }

    fn with_string_node<T>(buffer: &mut String, text: &str, f: impl FnOnce(Instance<'_>) -> T) -> T {
        buffer.clear();
        buffer.push_str(text);
        f(Instance::Key(buffer))
    }
}

impl<'a> Instance<'a> {
    fn scalar(&self) -> Option<(&'a str, ScalarType)> {
        match *self {
            Self::Key(text) => Some((text, ScalarType::Text)),
            Self::Node(document, id) => Some((document.text(id), document.scalar_type(id)?)),
        }
    }
}

impl<'a> Node<'a, Yaml> for Instance<'a> {
    type Object = Members<'a>;
    type Array = Items<'a>;
    type Number = Written<'a>;

    fn as_object(&self) -> Option<Members<'a>> {
        match *self {
            Self::Node(document, id) if document.kind(id) == Kind::Map => Some(Members { document, id }),
            Self::Node(..) | Self::Key(_) => None,
        }
    }

    fn as_array(&self) -> Option<Items<'a>> {
        match *self {
            Self::Node(document, id) if document.kind(id) == Kind::List => Some(Items { document, id }),
            Self::Node(..) | Self::Key(_) => None,
        }
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        self.scalar().filter(|(_, kind)| *kind == ScalarType::Text).map(|(text, _)| Cow::Borrowed(text))
    }

    fn as_number(&self) -> Option<Written<'a>> {
        self.scalar().filter(|(_, kind)| matches!(kind, ScalarType::Int | ScalarType::Float)).map(|(t, _)| Written(t))
    }

    fn as_boolean(&self) -> Option<bool> {
        match self.scalar() {
            Some((_, ScalarType::Bool(value))) => Some(value),
            _ => None,
        }
    }

    fn is_null(&self) -> bool {
        matches!(self.scalar(), Some((_, ScalarType::Null)))
    }

    fn json_type(&self) -> JsonType {
        match (self, self.scalar()) {
            (_, Some((_, ScalarType::Text))) => JsonType::String,
            (_, Some((_, ScalarType::Null))) => JsonType::Null,
            (_, Some((_, ScalarType::Bool(_)))) => JsonType::Boolean,
            (_, Some((_, ScalarType::Int | ScalarType::Float))) => JsonType::Number,
            (Self::Node(document, id), None) if document.kind(*id) == Kind::List => JsonType::Array,
            (Self::Node(..) | Self::Key(_), None) => JsonType::Object,
        }
    }

    fn to_value(&self) -> Cow<'a, Value> {
        Cow::Owned(match (*self, self.scalar()) {
            (_, Some((_, ScalarType::Null))) => Value::Null,
            (_, Some((_, ScalarType::Bool(value)))) => Value::Bool(value),
            (_, Some((text, ScalarType::Int | ScalarType::Float))) => Value::Number(Written(text).number()),
            (_, Some((text, ScalarType::Text))) => Value::String(text.into()),
            // Only error messages would need more, and ours never print a whole list or mapping.
            (Self::Node(document, id), None) if document.kind(id) == Kind::List => Value::Array(Vec::new()),
            (Self::Node(..) | Self::Key(_), None) => Value::Object(Map::new()),
        })
    }

    fn identity(&self) -> Option<NodeIdentity> {
        None
    }
}

/// The entries of a mapping.
#[derive(Clone, Copy)]
pub(super) struct Members<'a> {
    document: &'a Document<'a>,
    id: NodeId,
}

impl<'a> Object<'a, Yaml> for Members<'a> {
    type Node = Instance<'a>;
    type MemberName = &'a str;
    type MembersIter = MemberIter<'a>;

    fn len(&self) -> usize {
        self.document.items(self.id).len() / 2
    }

    #[allow(clippy::borrowed_box, reason = "the trait hands out its own key type by reference")]
    fn get(&self, key: &Box<str>) -> Option<Instance<'a>> {
        self.document.get(self.id, key).map(|(_, value)| Instance::Node(self.document, value))
    }

    fn members(&self) -> MemberIter<'a> {
        MemberIter { document: self.document, pairs: self.document.items(self.id).as_chunks::<2>().0.iter() }
    }
}

/// Walks the entries of a mapping.
pub(super) struct MemberIter<'a> {
    document: &'a Document<'a>,
    pairs: std::slice::Iter<'a, [NodeId; 2]>,
}

impl<'a> Iterator for MemberIter<'a> {
    type Item = (&'a str, Instance<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let [key, value] = self.pairs.next()?;
        Some((self.document.text(*key), Instance::Node(self.document, *value)))
    }
}

/// The items of a list.
#[derive(Clone, Copy)]
pub(super) struct Items<'a> {
    document: &'a Document<'a>,
    id: NodeId,
}

impl<'a> Array<'a, Yaml> for Items<'a> {
    type Node = Instance<'a>;
    type ElementsIter = ItemIter<'a>;

    fn len(&self) -> usize {
        self.document.items(self.id).len()
    }

    fn elements(&self) -> ItemIter<'a> {
        ItemIter { document: self.document, items: self.document.items(self.id).iter() }
    }
}

/// Walks the items of a list.
pub(super) struct ItemIter<'a> {
    document: &'a Document<'a>,
    items: std::slice::Iter<'a, NodeId>,
}

impl<'a> Iterator for ItemIter<'a> {
    type Item = Instance<'a>;

    fn next(&mut self) -> Option<Instance<'a>> {
        self.items.next().map(|id| Instance::Node(self.document, *id))
    }
}

/// A number as written.
pub(super) struct Written<'a>(&'a str);

impl Written<'_> {
    fn number(&self) -> Number {
        self.0.trim_start_matches('+').parse().unwrap_or_else(|_| Number::from(0))
    }
}

impl JsonNumber for Written<'_> {
    fn as_u64(&self) -> Option<u64> {
        self.0.parse().ok()
    }

    fn as_i64(&self) -> Option<i64> {
        self.0.parse().ok()
    }

    fn as_f64(&self) -> Option<f64> {
        self.0.parse().ok()
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.0)
    }

    /// Asks how it is written: the decoder takes `1.0` and `1e3` for no whole number either.
    fn is_integer(&self) -> bool {
        !self.0.contains(['.', 'e', 'E'])
    }

    fn to_number(&self) -> Cow<'_, Number> {
        Cow::Owned(self.number())
    }
}
