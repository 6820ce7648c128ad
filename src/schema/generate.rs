//! JSON Schemas (2020-12) out of the nouns: one form for editors, one for our own validation.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::decl::{CatalogFile, ManifestDecl, ScenarioFile};

/// What kind of file a schema is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// `ratebook.yaml`.
    Manifest,
    /// Any other catalog file.
    Catalog,
    /// `*.scenario.yaml`.
    Scenario,
}

impl FileKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Manifest, Self::Catalog, Self::Scenario];

    /// Returns what kind of file a name stands for; `manifest` is the name of the manifest.
    #[must_use]
    pub fn of(name: &str, manifest: &str) -> Self {
        if name == manifest {
            Self::Manifest
        } else if name.ends_with(".scenario.yaml") || name.ends_with(".scenario.yml") {
            Self::Scenario
        } else {
            Self::Catalog
        }
    }

    /// Returns the name of the schema.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::Catalog => "catalog",
            Self::Scenario => "scenario",
        }
    }
}

/// Returns the schema that editors use: every property with title, description, examples and default.
///
/// ```
/// use ratebook::schema::{FileKind, published};
/// let schema = published(FileKind::Catalog);
/// assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
/// assert!(schema["properties"]["plans"]["description"].is_string());
/// ```
#[must_use]
pub fn published(kind: FileKind) -> Value {
    let mut schema = generate(kind);
    if let Some(root) = schema.as_object_mut() {
        root.insert("title".into(), json!(format!("ratebook {}", kind.name())));
    }
    schema
}

/// Returns the same schema with every reference replaced by what it refers to, for walking beside a document.
#[must_use]
pub fn inlined(kind: FileKind) -> Value {
    without_references(&generate(kind))
}

/// Returns the schema we validate with: the same, without what only editors need where a grammar of ours says it better.
pub(super) fn for_validation(kind: FileKind) -> Value {
    let mut schema = generate(kind);
    strip_for_validation(&mut schema);
    speak_without_the_tag(&mut schema);
    schema
}

/// Replaces every reference by what it refers to; the definitions stay, so that a path through them leads somewhere too.
pub(super) fn without_references(schema: &Value) -> Value {
    inline(schema, schema.get("$defs").unwrap_or(&Value::Null))
}

fn inline(schema: &Value, definitions: &Value) -> Value {
    match schema {
        Value::Object(object) => {
            let name = object.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix("#/$defs/"));
            let target = name.and_then(|name| definitions.get(name)).map(|target| inline(target, definitions));
            let mut inlined = target.and_then(|target| target.as_object().cloned()).unwrap_or_default();
            let own = object.iter().filter(|(key, _)| *key != "$ref");
            inlined.extend(own.map(|(key, value)| (key.clone(), inline(value, definitions))));
            Value::Object(inlined)
        }
        Value::Array(items) => Value::Array(items.iter().map(|item| inline(item, definitions)).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => schema.clone(),
    }
}

fn generate(kind: FileKind) -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let schema = match kind {
        FileKind::Manifest => root::<ManifestDecl>(generator),
        FileKind::Catalog => root::<CatalogFile>(generator),
        FileKind::Scenario => root::<ScenarioFile>(generator),
    };
    let mut schema = schema;
    reshape(&mut schema);
    schema
}

fn root<T: JsonSchema>(generator: schemars::SchemaGenerator) -> Value {
    Value::from(generator.into_root_schema_for::<T>())
}

/// Makes a schema that fails in words: see each step.
fn reshape(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            name_the_branches(object);
            list_the_words(object);
            if object.get("additionalProperties") == Some(&Value::Bool(false)) && !is_price(object) {
                object.insert("patternProperties".into(), json!({ "^x-": true }));
            }
            title_the_properties(object);
            say_the_defaults(object);
            for (key, value) in object.iter_mut() {
                if !matches!(key.as_str(), "examples" | "default") {
                    reshape(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(reshape),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_price(object: &Map<String, Value>) -> bool {
    object.contains_key("patternProperties")
}

/// Turns a tagged `oneOf` into "the tag is one of these, and if it is this one, then …", so that only the branch that was
/// meant speaks about its fields.
fn name_the_branches(object: &mut Map<String, Value>) {
    let Some(branches) = object.get("oneOf").and_then(Value::as_array) else { return };
    let tag_of = |branch: &Value| {
        let properties = branch.get("properties")?.as_object()?;
        properties.iter().find_map(|(key, value)| Some((key.clone(), value.get("const")?.clone())))
    };
    let tags: Option<Vec<(String, Value)>> = branches.iter().map(tag_of).collect();
    let Some(tags) = tags else { return };
    let Some((tag, _)) = tags.first().cloned() else { return };
    let branches: Vec<Value> = branches
        .iter()
        .zip(&tags)
        .map(|(branch, (_, value))| {
            let mut branch = branch.clone();
            tell_the_tag(&mut branch, &tag, value);
            json!({ "if": { "type": "object", "required": [tag], "properties": { tag.clone(): { "const": value } } },
                    "then": branch })
        })
        .collect();
    let values: Vec<&Value> = tags.iter().map(|(_, value)| value).collect();
    let kinds = json!({ tag.clone(): { "description": "Which kind it is.", "enum": values, "examples": values } });
    let required = json!([tag]);
    object.remove("oneOf");
    object.insert("type".into(), json!("object"));
    object.insert("properties".into(), kinds);
    object.insert("required".into(), required);
    object.insert("allOf".into(), Value::Array(branches));
}

/// Gives the tag of a branch what every property has: editors show it to whoever points at it.
fn tell_the_tag(branch: &mut Value, tag: &str, word: &Value) {
    let meaning = branch.get("description").cloned().unwrap_or_else(|| json!("Which kind it is."));
    let property = branch.get_mut("properties").and_then(|all| all.get_mut(tag)).and_then(Value::as_object_mut);
    if let Some(property) = property {
        property.insert("description".into(), meaning);
        property.insert("examples".into(), json!([word]));
    }
}

/// Turns a `oneOf` of words into an `enum`, each word's meaning kept in the description.
fn list_the_words(object: &mut Map<String, Value>) {
    let Some(branches) = object.get("oneOf").and_then(Value::as_array) else { return };
    let words: Option<Vec<Value>> = branches.iter().map(|branch| branch.get("const").cloned()).collect();
    let Some(words) = words else { return };
    let meaning = |branch: &Value| {
        let (word, text) = (branch.get("const")?.as_str()?, branch.get("description")?.as_str()?);
        Some(format!("- `{word}`: {text}"))
    };
    let meanings: Vec<String> = branches.iter().filter_map(meaning).collect();
    let own = object.get("description").and_then(Value::as_str).unwrap_or("");
    let description = format!("{own}\n\n{}", meanings.join("\n"));
    object.remove("oneOf");
    object.insert("enum".into(), Value::Array(words));
    object.insert("description".into(), Value::String(description));
}

/// Gives each property a title, from its name: `compatible_bundles` is "Compatible bundles".
fn title_the_properties(object: &mut Map<String, Value>) {
    let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) else { return };
    for (name, schema) in properties {
        let words = name.replace('_', " ");
        let mut letters = words.chars();
        let title: String = letters.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(letters).collect();
        if let Some(schema) = schema.as_object_mut()
            && !schema.contains_key("title")
        {
            schema.insert("title".into(), Value::String(title));
            // Title and description first: people read these files.
            for key in ["description", "type"] {
                if let Some(value) = schema.remove(key) {
                    schema.insert(key.into(), value);
                }
            }
        }
    }
}

/// Says each default at the end of the description as well: that is what editors show to whoever points at a key.
fn say_the_defaults(object: &mut Map<String, Value>) {
    let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) else { return };
    for property in properties.values_mut().filter_map(Value::as_object_mut) {
        let absent = match (property.get("default"), property.get("x-default")) {
            (Some(Value::Array(items)), _) if items.is_empty() => "empty".to_owned(),
            (Some(Value::Object(_)), _) if property.contains_key("additionalProperties") => "empty".to_owned(),
            (Some(Value::Object(fields)), _) if fields.is_empty() => {
                "each of its fields has its own default".to_owned()
            }
            (Some(Value::String(word)), _) => format!("`{word}`"),
            (Some(value), _) => format!("`{value}`"),
            (None, Some(Value::String(words))) => words.clone(),
            (None, _) => continue,
        };
        if let Some(Value::String(description)) = property.get_mut("description") {
            description.push_str(&format!("\n\nIf absent: {absent}."));
        }
    }
}

fn strip_for_validation(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if object.contains_key("x-grammar") {
                for key in ["type", "pattern", "minimum", "exclusiveMinimum", "minLength", "format"] {
                    object.remove(key);
                }
            }
            for key in ["propertyNames", "title", "description", "examples", "default", "x-default"] {
                if !object.get(key).is_some_and(|value| key == "default" && value.get("x-grammar").is_some()) {
                    object.remove(key);
                }
            }
            for (key, value) in object.iter_mut() {
                match (key.as_str(), value) {
                    ("properties", Value::Object(properties)) => {
                        properties.values_mut().for_each(strip_for_validation);
                    }
                    (_, value) => strip_for_validation(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(strip_for_validation),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Makes a tagged union speak about the other fields when its tag is misspelt or missing, too: the tag has its finding
/// already, and all findings come in one run.
fn speak_without_the_tag(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            let tag = object.get("required").and_then(|required| required.get(0)?.as_str().map(str::to_owned));
            let words = tag.as_ref().and_then(|tag| object.get("properties")?.get(tag)?.get("enum").cloned());
            if let (Some(tag), Some(words), Some(Value::Array(branches))) = (tag, words, object.get_mut("allOf")) {
                branches.iter_mut().for_each(|branch| choose_by_meaning(branch, &tag, &words));
                let fields = undisputed_fields(branches);
                branches.push(json!({ "if": { "type": "object", "not": { "required": [tag] } },
                                      "then": { "properties": fields } }));
            }
            object.values_mut().for_each(speak_without_the_tag);
        }
        Value::Array(items) => items.iter_mut().for_each(speak_without_the_tag),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Lets a misspelt tag choose the branch of the word that is nearest.
fn choose_by_meaning(branch: &mut Value, tag: &str, words: &Value) {
    if let Some(condition) = branch.pointer_mut(&format!("/if/properties/{tag}")) {
        let word = condition.get("const").cloned();
        *condition = json!({ "x-tag": { "is": word, "of": words } });
    }
    if let Some(again) = branch.pointer_mut(&format!("/then/properties/{tag}")) {
        *again = Value::Bool(true);
    }
}

/// Returns the fields that mean the same in every branch that has them.
fn undisputed_fields(branches: &[Value]) -> Map<String, Value> {
    let mut fields: Map<String, Value> = Map::new();
    let mut disputed = Vec::new();
    let all = branches.iter().filter_map(|branch| branch.pointer("/then/properties")?.as_object());
    for (name, field) in all.flatten() {
        match fields.get(name) {
            Some(other) if other != field => disputed.push(name),
            _ => _ = fields.insert(name.clone(), field.clone()),
        }
    }
    for name in disputed {
        fields.shift_remove(name);
    }
    fields
}
