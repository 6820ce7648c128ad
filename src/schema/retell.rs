//! A failing keyword, retold in the catalog's words at the exact key or value.

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

use super::codes::{
    EMPTY_VALUE, MISSING_FIELD, NUMBER_OUT_OF_RANGE, TEXT_TOO_LONG, UNKNOWN_FIELD, UNKNOWN_SECTION, UNKNOWN_VALUE,
    UNSUPPORTED_FORMAT, WRONG_TYPE,
};
use super::generate::FileKind;
use super::grammar::Grammar;
use super::path::Path;
use super::retell_scalar::retell_scalar;
use crate::diag::{Finding, nearest};
use crate::source::Span;
use crate::syntax::{Document, Kind, NodeId, ScalarType};

/// Returns what a failure of the validator says about the document; nothing if it is the echo of another failure.
pub(super) fn retell(
    document: &Document<'_>,
    kind: FileKind,
    schema: &Value,
    error: &ValidationError<'_>,
) -> Vec<Finding> {
    let path = Path::follow(document, kind, error.instance_path());
    let teller = Teller { document, kind, schema, keyword: error.schema_path().as_str(), path };
    if document.kind(teller.path.node()) == Kind::Broken {
        return Vec::new();
    }
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            unexpected.iter().filter_map(|name| teller.unknown_field(name)).collect()
        }
        ValidationErrorKind::Required { property } => {
            property.as_str().and_then(|name| teller.missing_field(name)).into_iter().collect()
        }
        ValidationErrorKind::Type { kind } => vec![teller.wrong_type(&words_for(kind))],
        ValidationErrorKind::Enum { options } => vec![teller.unknown_value(options)],
        ValidationErrorKind::Minimum { limit } => vec![teller.out_of_range("at least", limit)],
        ValidationErrorKind::Maximum { limit } => vec![teller.out_of_range("at most", limit)],
        ValidationErrorKind::MinItems { .. } | ValidationErrorKind::MinProperties { .. } => vec![teller.empty()],
        ValidationErrorKind::MaxLength { limit } => vec![teller.too_long(*limit)],
        ValidationErrorKind::Custom { .. } => teller.scalar().into_iter().collect(),
        // Every keyword that our schemas use stands above; a test over the schemas holds that line.
        other => panic!("bug: the keyword `{}` has no retelling", other.keyword()),
    }
}

/// What is known about one failure.
struct Teller<'a> {
    document: &'a Document<'a>,
    kind: FileKind,
    schema: &'a Value,
    /// The path of the failing keyword in the schema.
    keyword: &'a str,
    path: Path<'a>,
}

impl Teller<'_> {
    fn node(&self) -> NodeId {
        self.path.node()
    }

    fn span(&self) -> Span {
        self.document.span(self.node())
    }

    /// Returns where to point at an object as a whole: its key, else its first entry.
    fn object_span(&self) -> Span {
        match (self.path.key(), self.document.entries(self.node()).next()) {
            (Some(key), _) => self.document.span(key),
            (None, Some((key, _))) => self.document.span(key),
            (None, None) => self.span(),
        }
    }

    /// Returns the fields that the object at hand can have.
    fn known_fields(&self) -> Vec<&str> {
        let object = self.keyword.rsplit_once('/').map_or("", |(parent, _)| parent);
        let properties = self.schema.pointer(object).and_then(|o| o.get("properties")).and_then(Value::as_object);
        properties.map(|p| p.keys().map(String::as_str).collect()).unwrap_or_default()
    }

    fn unknown_field(&self, name: &str) -> Option<Finding> {
        let (key, _) = self.document.get(self.node(), name)?;
        let known = self.known_fields();
        let absent = known.iter().copied().filter(|field| self.document.get(self.node(), field).is_none());
        let span = self.document.span(key);
        if self.path.is_root() && self.kind == FileKind::Catalog {
            let finding = Finding::new(&UNKNOWN_SECTION, span, format!("unknown section `{name}`"))
                .label("no section has this name")
                .note(format!("the sections are {}", list(&known)));
            return Some(finding.suggest(name, known.iter().copied()));
        }
        let finding = Finding::new(&UNKNOWN_FIELD, span, format!("unknown field `{name}` in {}", self.path.words()))
            .label("no field has this name");
        let finding = if known.is_empty() { finding } else { finding.note(format!("the fields are {}", list(&known))) };
        Some(finding.suggest(name, absent))
    }

    fn missing_field(&self, name: &str) -> Option<Finding> {
        let known = self.known_fields();
        let misspelt = |key: &str| !known.contains(&key) && nearest(key, [name]).is_some();
        if self.document.entries(self.node()).any(|(key, _)| misspelt(self.document.text(key))) {
            return None;
        }
        let words = self.path.words();
        Some(
            Finding::new(&MISSING_FIELD, self.object_span(), format!("{words} has no `{name}`"))
                .label(format!("`{name}` is required here"))
                .help(format!("add `{name}: …`")),
        )
    }

    fn wrong_type(&self, wanted: &str) -> Finding {
        let found = self.document.describe(self.node());
        let words = self.path.words();
        let finding = Finding::new(&WRONG_TYPE, self.span_or_key(), format!("{words} must be {wanted}, found {found}"))
            .label(format!("this is {found}"));
        let truth = match self.document.text(self.node()) {
            "yes" | "on" | "y" | "Yes" | "YES" | "On" => Some("true"),
            "no" | "off" | "n" | "No" | "NO" | "Off" => Some("false"),
            _ => None,
        };
        match truth.filter(|_| wanted == "`true` or `false`") {
            Some(word) => finding
                .note("in YAML 1.2 `yes`, `no`, `on` and `off` are words")
                .help(format!("write `{word}`"))
                .replace(self.span(), word),
            None => finding,
        }
    }

    /// Returns the value's place, or its key's if there is no value.
    fn span_or_key(&self) -> Span {
        let span = self.span();
        match self.path.key() {
            Some(key) if span.start == span.end => self.document.span(key),
            _ => span,
        }
    }

    fn unknown_value(&self, options: &Value) -> Finding {
        let options: Vec<&str> = options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let (words, found) = (self.path.words(), self.document.describe(self.node()));
        let written = self.document.text(self.node());
        let message = format!("{words} must be {}, found {found}", either(&options));
        Finding::new(&UNKNOWN_VALUE, self.span_or_key(), message)
            .label("not one of the allowed words")
            .suggest(written, options.iter().copied())
    }

    fn out_of_range(&self, bound: &str, limit: &Value) -> Finding {
        let found = self.document.text(self.node());
        if self.kind == FileKind::Manifest && self.path.words() == "`ratebook`" {
            let message = format!("this ratebook reads catalog format 1, found format {found}");
            return Finding::new(&UNSUPPORTED_FORMAT, self.span(), message)
                .label("not a format of this version")
                .help("write `1`, or use the ratebook that the catalog was written for")
                .replace(self.span(), "1");
        }
        let message = format!("{} must be {bound} {limit}, found {found}", self.path.words());
        Finding::new(&NUMBER_OUT_OF_RANGE, self.span(), message).label(format!("must be {bound} {limit}"))
    }

    fn empty(&self) -> Finding {
        Finding::new(&EMPTY_VALUE, self.span(), format!("{} is empty", self.path.words()))
            .label("needs at least one entry")
            .help("add an entry, or remove the field")
    }

    fn too_long(&self, limit: u64) -> Finding {
        Finding::new(&TEXT_TOO_LONG, self.span(), format!("{} is longer than {limit} characters", self.path.words()))
            .label(format!("at most {limit} characters"))
    }

    fn scalar(&self) -> Option<Finding> {
        let parent = self.keyword.rsplit_once('/').map_or("", |(parent, _)| parent);
        let grammar = self.schema.pointer(parent).and_then(|s| s.get("x-grammar")).and_then(Value::as_str);
        let grammar = Grammar::by_name(grammar?)?;
        let node = self.node();
        let is_scalar = matches!(self.document.kind(node), Kind::Plain | Kind::Quoted)
            && self.document.scalar_type(node) != Some(ScalarType::Null);
        if is_scalar {
            return Some(retell_scalar(grammar, &self.path.words(), self.document.text(node), self.span()));
        }
        Some(self.wrong_type(match grammar {
            Grammar::Amount | Grammar::SignedAmount => "an amount",
            Grammar::Percent => "a percentage",
            Grammar::Date => "a date",
            Grammar::Period => "a length of time",
            Grammar::Currency => "a currency code",
            Grammar::Code => "a code",
            Grammar::Text => "text",
        }))
    }
}

fn words_for(kind: &TypeKind) -> String {
    let one = |name: &str| match name {
        "integer" => "a whole number",
        "number" => "a number",
        "string" => "text",
        "array" => "a list",
        "object" => "a mapping",
        "boolean" => "`true` or `false`",
        _ => "empty",
    };
    match kind {
        TypeKind::Single(kind) => one(&kind.to_string()).to_owned(),
        TypeKind::Multiple(kinds) => {
            kinds.iter().map(|kind| one(&kind.to_string())).collect::<Vec<_>>().join(" or ")
        }
    }
}

/// Returns names as a list in a sentence.
fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Returns names as alternatives in a sentence.
fn either(names: &[&str]) -> String {
    match names.split_last() {
        Some((last, [])) => format!("`{last}`"),
        Some((last, rest)) => format!("{} or `{last}`", list(rest)),
        None => "nothing".to_owned(),
    }
}
