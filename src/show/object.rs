//! One object as YAML: what is written, what is inherited, what is a default, and where each comes from.

use std::fmt::Write;

use serde_json::Value;

use super::meetings::meetings;
use super::users::find;
use crate::compile::Compilation;
use crate::diag::is_unprintable;
use crate::schema::{FileKind, inlined};
use crate::source::{SourceFile, SourceSet, Span};
use crate::syntax::{Document, Documents, Kind, NodeId, parse};

/// The column at which the sources stand.
const SOURCE_COLUMN: usize = 44;

/// Returns the object with this code in a section; nothing if there is none.
#[must_use]
pub fn object(compilation: &Compilation, section: &str, code: &str, manifest: &str) -> Option<String> {
    let catalog = compilation.catalog();
    let sources = &compilation.sources;
    let found = find(catalog, section, code)?;
    let documents: Vec<Document<'_>> = [Some(found.span), None]
        .into_iter()
        .filter_map(|span| match span {
            Some(span) => sources.file_of(span),
            None => sources.files().find(|file| file.name() == manifest),
        })
        .filter_map(|file: &SourceFile| parse(file, Documents::One).documents.into_iter().next())
        .collect();
    let [own, manifest_document] = documents.as_slice() else { return None };
    let (_, objects) = own.get(own.root(), section)?;
    let (_, node) = own.get(objects, code)?;
    let schema = inlined(FileKind::Catalog);
    let object_schema = schema.pointer(&format!("/properties/{section}/additionalProperties"))?;
    let shower = Shower {
        sources,
        manifest: manifest_document,
        manifest_schema: inlined(FileKind::Manifest),
        product: (section == "products").then_some((own, node)),
    };
    let mut text = String::new();
    let _ = writeln!(text, "{section}:");
    shower.line(&mut text, 1, &format!("{code}:"), &shower.place(found.span));
    shower.fields(&mut text, 2, Some((own, node)), object_schema);
    if !found.users.is_empty() {
        let _ = writeln!(text, "\n# used by {}", found.users.join(", "));
    }
    if compilation.checked().is_some() {
        text.push_str(&meetings(catalog, section, code));
    }
    Some(text)
}

/// Returns the manifest, whose file has this name, with every default filled in; nothing if it could not be read.
#[must_use]
pub fn manifest(compilation: &Compilation, name: &str) -> Option<String> {
    let sources = &compilation.sources;
    let file = sources.files().find(|file| file.name() == name)?;
    let documents = parse(file, Documents::One).documents;
    let document = documents.first()?;
    let schema = inlined(FileKind::Manifest);
    let shower = Shower { sources, manifest: document, manifest_schema: schema.clone(), product: None };
    let mut text = String::new();
    shower.fields(&mut text, 0, Some((document, document.root())), &schema);
    Some(text)
}

struct Shower<'a> {
    sources: &'a SourceSet,
    manifest: &'a Document<'a>,
    manifest_schema: Value,
    /// The product that charges inherit from.
    product: Option<(&'a Document<'a>, NodeId)>,
}

impl Shower<'_> {
    fn place(&self, span: Span) -> String {
        let location = self.sources.locate(span);
        format!("{}:{}", location.file, location.line)
    }

    fn line(&self, text: &mut String, depth: usize, yaml: &str, source: &str) {
        let yaml = format!("{}{}", "  ".repeat(depth), visible(yaml));
        let _ = writeln!(text, "{yaml:<SOURCE_COLUMN$} # {source}");
    }

    /// Writes every field that an object has or could have; an absent object has only defaults.
    fn fields(&self, text: &mut String, depth: usize, at: Option<(&Document<'_>, NodeId)>, schema: &Value) {
        let schema = at.map_or(schema, |(document, node)| branch(document, node, schema));
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
            if let Some((document, node)) = at {
                self.entries(text, depth, document, node, schema);
            }
            return;
        };
        for (name, field) in properties {
            match at.and_then(|(document, node)| Some((document, document.get(node, name)?))) {
                Some((document, (key, value))) => self.written(text, depth, name, document, (key, value), field),
                None => self.absent(text, depth, name, field),
            }
        }
        if let Some((document, node)) = at {
            for (key, value) in document.entries(node) {
                let name = document.text(key);
                if !properties.contains_key(name) {
                    self.written(text, depth, name, document, (key, value), &Value::Null);
                }
            }
        }
    }

    /// Writes the entries of a mapping whose keys are codes.
    fn entries(&self, text: &mut String, depth: usize, document: &Document<'_>, node: NodeId, schema: &Value) {
        let each = schema.get("additionalProperties").unwrap_or(&Value::Null);
        for (key, value) in document.entries(node) {
            self.written(text, depth, document.text(key), document, (key, value), each);
        }
    }

    fn written(
        &self,
        text: &mut String,
        depth: usize,
        name: &str,
        document: &Document<'_>,
        (key, value): (NodeId, NodeId),
        schema: &Value,
    ) {
        let place = self.place(document.span(key));
        let is_object = document.kind(value) == Kind::Map;
        let has_fields =
            schema.get("properties").is_some() || schema.get("additionalProperties").is_some_and(Value::is_object);
        if is_object && has_fields {
            self.line(text, depth, &format!("{name}:"), &place);
            self.fields(text, depth + 1, Some((document, value)), schema);
        } else {
            self.line(text, depth, &format!("{name}: {}", flow(document, value)), &place);
        }
    }

    fn absent(&self, text: &mut String, depth: usize, name: &str, schema: &Value) {
        for path in schema.get("x-inherits").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
            if let Some((value, source)) = self.inherited(path) {
                self.line(text, depth, &format!("{name}: {value}"), &source);
                return;
            }
        }
        if let Some(default) = schema.get("default").filter(|default| !is_empty_object(default)) {
            self.line(text, depth, &format!("{name}: {}", scalar(default)), "default");
            return;
        }
        // An optional group of fields: each has its own default.
        if schema.get("default").is_some() && schema.get("properties").is_some() {
            self.line(text, depth, &format!("{name}:"), "default");
            self.fields(text, depth + 1, None, schema);
        }
    }

    /// Returns the value at `manifest.a.b` or `product.a`, written or a default of the manifest.
    fn inherited(&self, path: &str) -> Option<(String, String)> {
        let mut names = path.split('.');
        let (document, mut node) = match names.next()? {
            "product" => self.product?,
            _ => (self.manifest, self.manifest.root()),
        };
        let is_manifest = path.starts_with("manifest.");
        let mut schema = is_manifest.then_some(&self.manifest_schema);
        let mut written = Some(());
        let mut key = node;
        for name in names {
            schema = schema.and_then(|s| s.get("properties")?.get(name));
            match written.and_then(|()| document.get(node, name)) {
                Some((found_key, value)) => (key, node) = (found_key, value),
                None => written = None,
            }
        }
        if written.is_some() {
            let source = format!("{} ({path})", self.place(document.span(key)));
            return Some((flow(document, node), source));
        }
        let default = schema?.get("default")?;
        Some((scalar(default), format!("default ({path})")))
    }
}

/// Returns the branch of a tagged union that an object has chosen.
fn branch<'v>(document: &Document<'_>, node: NodeId, schema: &'v Value) -> &'v Value {
    let chosen = schema.get("allOf").and_then(Value::as_array).into_iter().flatten().find(|branch| {
        let conditions = branch.pointer("/if/properties").and_then(Value::as_object);
        conditions.into_iter().flatten().all(|(tag, condition)| {
            let wanted = condition.get("const").and_then(Value::as_str);
            document.get(node, tag).map(|(_, value)| document.text(value)) == wanted
        })
    });
    chosen.and_then(|branch| branch.get("then")).unwrap_or(schema)
}

fn is_empty_object(value: &Value) -> bool {
    value.as_object().is_some_and(serde_json::Map::is_empty)
}

/// Returns a value of a schema as YAML on one line.
fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

/// Returns YAML with what acts on the terminal written as an escape, as in quotes; texts of several lines stay so.
fn visible(yaml: &str) -> String {
    yaml.chars().fold(String::with_capacity(yaml.len()), |mut text, c| {
        if is_unprintable(c) && c != '\n' {
            let _ = write!(text, "\\u{:04X}", u32::from(c));
        } else {
            text.push(c);
        }
        text
    })
}

/// Returns text as a YAML scalar, in quotes where it needs them.
fn quoted(text: &str) -> String {
    serde_yaml::to_string(&text).map_or_else(|_| format!("{text:?}"), |yaml| yaml.trim_end().to_owned())
}

/// Returns a written value on one line, scalars as they are written.
fn flow(document: &Document<'_>, node: NodeId) -> String {
    match document.kind(node) {
        Kind::Plain => document.text(node).to_owned(),
        Kind::Quoted => quoted(document.text(node)),
        Kind::List => {
            let items: Vec<String> = document.items(node).iter().map(|item| flow(document, *item)).collect();
            format!("[{}]", items.join(", "))
        }
        Kind::Map => {
            let entry = |(key, value): (NodeId, NodeId)| format!("{}: {}", document.text(key), flow(document, value));
            let entries: Vec<String> = document.entries(node).map(entry).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Kind::Empty | Kind::Broken => "null".to_owned(),
    }
}
