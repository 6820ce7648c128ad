//! Whether a document fits its schema, at a fraction of what a whole validator costs.
//!
//! Knows the keywords that our schemas are made of, each as JSON Schema means it, and answers nothing where it meets another
//! one: then the validator is asked. What is wrong with a document, and where, only the validator says. A property test
//! compares the two.

use foldhash::HashMap;
use serde_json::{Map, Value};

use super::grammar::Grammar;
use super::tag::Tag;
use crate::syntax::{Document, Kind, NodeId, ScalarType};

/// A schema made ready. Its parts refer to each other by number; the first is the schema of the whole.
pub(super) struct Quick {
    parts: Vec<Part>,
}

/// One schema of those that a schema consists of.
#[derive(Default)]
struct Part {
    only: Only,
    /// Fits nothing.
    is_never: bool,
    /// The types that fit; any if empty.
    types: Vec<Type>,
    grammar: Option<Grammar>,
    tag: Option<Tag>,
    words: Option<Vec<Word>>,
    least: Option<i64>,
    most: Option<i64>,
    /// How many characters, items or entries there are at least, and how many characters at most.
    least_length: usize,
    most_length: Option<usize>,
    least_items: usize,
    least_entries: usize,
    fields: Vec<Field>,
    /// Where to begin to look for a field, by the look of its name.
    first: Vec<usize>,
    /// How many of the fields must be there.
    required: usize,
    /// Fields that must be there and are described nowhere.
    undescribed: Vec<Box<str>>,
    /// Fields whose names are of a form.
    patterns: Vec<(Form, usize)>,
    other_fields: Option<usize>,
    items: Option<usize>,
    /// Schemas that must fit as well.
    all: Vec<usize>,
    not: Option<usize>,
    condition: Option<(usize, Option<usize>, Option<usize>)>,
}

/// The one thing that a schema says, where it says no more.
#[derive(Clone, Copy, Default)]
enum Only {
    #[default]
    More,
    Grammar(Grammar),
    /// The same as another.
    Part(usize),
    /// Something with a keyword that is not known here.
    Strange,
}

/// The forms of names that our schemas know.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Begins with `x-`.
    Extension,
    /// Three capital letters, as a currency has.
    Currency,
}

impl Form {
    fn of(pattern: &str) -> Option<Self> {
        match pattern {
            "^x-" => Some(Self::Extension),
            "^[A-Z]{3}$" => Some(Self::Currency),
            _ => None,
        }
    }

    fn is_of(self, name: &str) -> bool {
        match self {
            Self::Extension => name.starts_with("x-"),
            Self::Currency => name.len() == 3 && name.bytes().all(|byte| byte.is_ascii_uppercase()),
        }
    }
}

struct Field {
    name: Box<str>,
    part: usize,
    is_required: bool,
}

/// How many looks names can have.
const LOOKS: usize = 32;

/// Returns the look of a name: names that have different ones differ.
fn look_of(name: &str) -> usize {
    (name.len() + 7 * usize::from(name.as_bytes().first().copied().unwrap_or(0))) % LOOKS
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

enum Word {
    Text(Box<str>),
    Truth(bool),
}

impl Quick {
    /// Takes a schema in the form that is validated with.
    pub(super) fn new(schema: &Value) -> Self {
        let mut builder = Builder { definitions: schema.get("$defs"), parts: Vec::new(), named: HashMap::default() };
        builder.part(schema);
        let mut quick = Self { parts: builder.parts };
        quick.follow();
        quick
    }

    /// Lets fields and items that only refer to another part lead to that.
    fn follow(&mut self) {
        let meant: Vec<usize> = (0..self.parts.len()).map(|at| self.meant(at)).collect();
        let lead = |part: &mut usize| *part = meant.get(*part).copied().unwrap_or(*part);
        for part in &mut self.parts {
            part.fields.iter_mut().for_each(|field| lead(&mut field.part));
            part.items.iter_mut().for_each(lead);
        }
    }

    fn meant(&self, mut part: usize) -> usize {
        // No more steps than there are parts, for they could go in a circle.
        for _ in &self.parts {
            match self.parts.get(part).map(|part| part.only) {
                Some(Only::Part(same)) => part = same,
                Some(Only::More | Only::Grammar(_) | Only::Strange) | None => break,
            }
        }
        part
    }

    /// Tells whether a document fits, if that is known here.
    pub(super) fn fits(&self, document: &Document<'_>) -> Option<bool> {
        self.node(0, document, document.root())
    }

    fn node(&self, part: usize, document: &Document<'_>, node: NodeId) -> Option<bool> {
        let part = self.parts.get(part)?;
        match part.only {
            Only::Grammar(grammar) => return Some(grammar.fits(document, node)),
            Only::Part(same) => return self.node(same, document, node),
            Only::Strange => return None,
            Only::More => {}
        }
        if part.is_never {
            return Some(false);
        }
        for also in &part.all {
            if !self.node(*also, document, node)? {
                return Some(false);
            }
        }
        if let Some(not) = part.not
            && self.node(not, document, node)?
        {
            return Some(false);
        }
        if let Some((condition, then, otherwise)) = part.condition {
            let chosen = if self.node(condition, document, node)? { then } else { otherwise };
            if let Some(chosen) = chosen
                && !self.node(chosen, document, node)?
            {
                return Some(false);
            }
        }
        match document.kind(node) {
            Kind::Map => self.map(part, document, node),
            Kind::List => self.list(part, document, node),
            Kind::Empty | Kind::Plain | Kind::Quoted | Kind::Broken => part.scalar(document, node),
        }
    }

    fn map(&self, part: &Part, document: &Document<'_>, node: NodeId) -> Option<bool> {
        if !part.takes(Type::Object) || part.is_for_scalars() || document.items(node).len() < 2 * part.least_entries {
            return Some(false);
        }
        let mut required = 0;
        for (key, value) in document.entries(node) {
            let name = document.text(key);
            let field = part.field(name);
            required += usize::from(field.is_some_and(|field| field.is_required));
            let mut is_known = field.is_some();
            if let Some(field) = field
                && !self.node(field.part, document, value)?
            {
                return Some(false);
            }
            for (form, inner) in &part.patterns {
                if form.is_of(name) {
                    is_known = true;
                    if !self.node(*inner, document, value)? {
                        return Some(false);
                    }
                }
            }
            if let Some(inner) = part.other_fields
                && !is_known
                && !self.node(inner, document, value)?
            {
                return Some(false);
            }
        }
        Some(required == part.required && part.undescribed.iter().all(|name| document.get(node, name).is_some()))
    }

    fn list(&self, part: &Part, document: &Document<'_>, node: NodeId) -> Option<bool> {
        let items = document.items(node);
        if !part.takes(Type::Array) || part.is_for_scalars() || items.len() < part.least_items {
            return Some(false);
        }
        let Some(inner) = part.items else { return Some(true) };
        for item in items {
            if !self.node(inner, document, *item)? {
                return Some(false);
            }
        }
        Some(true)
    }
}

impl Part {
    /// Returns the field with a name.
    fn field(&self, name: &str) -> Option<&Field> {
        let from = *self.first.get(look_of(name))?;
        self.fields.get(from..)?.iter().find(|field| *field.name == *name)
    }

    /// Notes where the first field of each look stands; names of other looks are found nowhere.
    fn note_looks(&mut self) {
        self.first = vec![self.fields.len(); LOOKS];
        for (at, field) in self.fields.iter().enumerate().rev() {
            if let Some(first) = self.first.get_mut(look_of(&field.name)) {
                *first = at;
            }
        }
    }

    fn takes(&self, wanted: Type) -> bool {
        self.types.is_empty() || self.types.contains(&wanted)
    }

    /// Tells whether no list or mapping fits.
    fn is_for_scalars(&self) -> bool {
        self.grammar.is_some() || self.tag.is_some() || self.words.is_some()
    }

    fn scalar(&self, document: &Document<'_>, node: NodeId) -> Option<bool> {
        if let Some(grammar) = self.grammar
            && !grammar.fits(document, node)
        {
            return Some(false);
        }
        let written = document.scalar_type(node).unwrap_or(ScalarType::Null);
        let fits_type = self.types.is_empty()
            || match written {
                ScalarType::Null => self.takes(Type::Null),
                ScalarType::Bool(_) => self.takes(Type::Boolean),
                ScalarType::Int => self.takes(Type::Integer) || self.takes(Type::Number),
                ScalarType::Float => self.takes(Type::Number),
                ScalarType::Text => self.takes(Type::String),
            };
        if !fits_type {
            return Some(false);
        }
        let text = document.text(node);
        if self.tag.as_ref().is_some_and(|tag| !tag.is_meant_by(text)) {
            return Some(false);
        }
        if let Some(words) = &self.words {
            let is_one = words.iter().any(|word| match word {
                Word::Text(word) => written == ScalarType::Text && **word == *text,
                Word::Truth(truth) => written == ScalarType::Bool(*truth),
            });
            return Some(is_one);
        }
        match written {
            ScalarType::Int if self.least.is_some() || self.most.is_some() => {
                let number: i64 = text.parse().ok()?;
                Some(self.least.is_none_or(|least| least <= number) && self.most.is_none_or(|most| number <= most))
            }
            ScalarType::Float if self.least.is_some() || self.most.is_some() => None,
            ScalarType::Text if self.least_length > 0 || self.most_length.is_some() => {
                let length = text.chars().count();
                Some(self.least_length <= length && self.most_length.is_none_or(|most| length <= most))
            }
            ScalarType::Null | ScalarType::Bool(_) | ScalarType::Int | ScalarType::Float | ScalarType::Text => {
                Some(true)
            }
        }
    }
}

/// Makes parts out of schemas.
struct Builder<'a> {
    definitions: Option<&'a Value>,
    parts: Vec<Part>,
    /// The parts of the definitions, by name.
    named: HashMap<&'a str, usize>,
}

impl<'a> Builder<'a> {
    /// Adds the part of a schema and returns its number.
    fn part(&mut self, schema: &'a Value) -> usize {
        let at = self.parts.len();
        self.parts.push(Part::default());
        let part = match schema {
            Value::Bool(fits) => Part { is_never: !fits, ..Part::default() },
            Value::Object(object) => self.object(object).unwrap_or_else(strange),
            Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) => strange(),
        };
        if let Some(place) = self.parts.get_mut(at) {
            *place = part;
        }
        at
    }

    /// Returns the part of a schema; nothing if it says what is not known here.
    fn object(&mut self, object: &'a Map<String, Value>) -> Option<Part> {
        let mut part = Part::default();
        // How many of the keywords say something of a document.
        let mut telling = object.len();
        for (keyword, value) in object {
            match keyword.as_str() {
                "type" => part.types = types(value)?,
                "x-grammar" => part.grammar = Some(Grammar::by_name(value.as_str()?)?),
                "x-tag" => part.tag = Some(Tag::new(value)?),
                "enum" => part.words = Some(value.as_array()?.iter().map(word).collect::<Option<_>>()?),
                "const" => part.words = Some(vec![word(value)?]),
                "minimum" => part.least = Some(value.as_i64()?),
                "maximum" => part.most = Some(value.as_i64()?),
                "minLength" => part.least_length = length(value)?,
                "maxLength" => part.most_length = Some(length(value)?),
                "minItems" => part.least_items = length(value)?,
                "minProperties" => part.least_entries = length(value)?,
                "items" => part.items = Some(self.part(value)),
                "additionalProperties" => part.other_fields = Some(self.part(value)),
                "patternProperties" => {
                    for (pattern, schema) in value.as_object()? {
                        part.patterns.push((Form::of(pattern)?, self.part(schema)));
                    }
                }
                "properties" => {
                    for (name, schema) in value.as_object()? {
                        let field = Field { name: name.as_str().into(), part: self.part(schema), is_required: false };
                        part.fields.push(field);
                    }
                }
                "allOf" => {
                    let all: Vec<usize> = value.as_array()?.iter().map(|schema| self.part(schema)).collect();
                    part.all.extend(all);
                }
                "$ref" => {
                    let definition = self.definition(value.as_str()?.strip_prefix("#/$defs/")?)?;
                    part.all.push(definition);
                }
                "not" => part.not = Some(self.part(value)),
                "if" => {
                    let [then, otherwise] = ["then", "else"].map(|key| object.get(key).map(|value| self.part(value)));
                    part.condition = Some((self.part(value), then, otherwise));
                }
                // Looked at when all fields are known.
                "required" => {}
                // Without `if` these say nothing, nor does the rest about a document.
                "then" | "else" | "$defs" | "$schema" | "title" | "description" | "examples" | "default"
                | "x-default" | "x-inherits" | "format" => telling -= 1,
                _ => return None,
            }
        }
        for name in object.get("required").and_then(Value::as_array).into_iter().flatten() {
            let name = name.as_str()?;
            match part.fields.iter_mut().find(|field| &*field.name == name) {
                Some(field) => {
                    field.is_required = true;
                    part.required += 1;
                }
                None => part.undescribed.push(name.into()),
            }
        }
        part.note_looks();
        part.only = match (telling, part.grammar, part.all.as_slice()) {
            (1, Some(grammar), _) => Only::Grammar(grammar),
            (1, None, [same]) => Only::Part(*same),
            _ => Only::More,
        };
        Some(part)
    }

    fn definition(&mut self, name: &'a str) -> Option<usize> {
        if let Some(known) = self.named.get(name) {
            return Some(*known);
        }
        let schema = self.definitions?.get(name)?;
        self.named.insert(name, self.parts.len());
        Some(self.part(schema))
    }
}

fn strange() -> Part {
    Part { only: Only::Strange, ..Part::default() }
}

fn length(value: &Value) -> Option<usize> {
    usize::try_from(value.as_u64()?).ok()
}

fn word(value: &Value) -> Option<Word> {
    match value {
        Value::String(text) => Some(Word::Text(text.as_str().into())),
        Value::Bool(truth) => Some(Word::Truth(*truth)),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn types(value: &Value) -> Option<Vec<Type>> {
    let of = |name: &Value| {
        Some(match name.as_str()? {
            "null" => Type::Null,
            "boolean" => Type::Boolean,
            "integer" => Type::Integer,
            "number" => Type::Number,
            "string" => Type::String,
            "array" => Type::Array,
            "object" => Type::Object,
            _ => return None,
        })
    };
    match value.as_array() {
        Some(names) => names.iter().map(of).collect(),
        None => Some(vec![of(value)?]),
    }
}
