//! `schema/README.md`: the format field by field, out of the descriptions in the schemas.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::schemas::yaml_schemas;
use crate::support::check_or_write;

/// What stands above the fields: how to use the schemas.
const HEAD: &str = include_str!("schema_readme_head.md");

#[test]
fn the_manual_of_the_format_is_the_schemas_in_words() {
    let mut text = HEAD.to_owned();
    for (name, schema) in yaml_schemas() {
        let file = match name {
            "manifest" => "`ratebook.yaml`",
            "catalog" => "every other `*.yaml` of a catalog",
            _ => "`*.scenario.yaml`",
        };
        write!(text, "\n## {}: {file}\n", capital(name)).unwrap();
        describe(&mut text, schema.as_object().unwrap());
        for (definition, schema) in schema["$defs"].as_object().unwrap() {
            let schema = schema.as_object().unwrap();
            write!(text, "\n### {}\n", title(definition)).unwrap();
            describe(&mut text, schema);
        }
    }
    check_or_write("schema/README.md", &text);
}

/// Writes a schema's description and its fields.
fn describe(text: &mut String, schema: &Map<String, Value>) {
    write!(text, "\n{}\n", schema["description"].as_str().unwrap()).unwrap();
    for branch in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        let tag = branch["if"]["required"][0].as_str().unwrap();
        let word = branch["if"]["properties"][tag]["const"].as_str().unwrap();
        let branch = branch["then"].as_object().unwrap();
        let description = branch.get("description").and_then(Value::as_str).unwrap_or("");
        write!(text, "\nWith `{tag}: {word}`: {}\n", small(description)).unwrap();
        fields(text, branch, Some(tag));
    }
    let branched = schema.contains_key("allOf");
    if !branched {
        fields(text, schema, None);
    }
    if let Some(then) = schema.get("then").and_then(Value::as_object) {
        fields(text, then, None);
    }
}

/// Writes the table of an object's fields, without the one that chose it.
fn fields(text: &mut String, object: &Map<String, Value>, tag: Option<&str>) {
    let properties = object.get("properties").and_then(Value::as_object).into_iter().flatten();
    let properties: Vec<_> = properties.filter(|(name, _)| Some(name.as_str()) != tag).collect();
    if properties.is_empty() {
        return;
    }
    text.push_str("\n| field | meaning | value | if absent |\n|---|---|---|---|\n");
    let required = object.get("required").and_then(Value::as_array);
    for (name, property) in properties {
        let is_required = required.is_some_and(|all| all.iter().any(|other| other == name));
        let absent = match (is_required, property.get("default"), property.get("x-default")) {
            (true, ..) => "required".to_owned(),
            (_, Some(Value::Object(object)), _) if object.is_empty() => "empty".to_owned(),
            (_, Some(Value::Array(items)), _) if items.is_empty() => "empty".to_owned(),
            (_, Some(value), _) => format!("`{}`", flow(value)),
            (_, _, Some(words)) => words.as_str().unwrap().to_owned(),
            _ => String::new(),
        };
        let meaning = property["description"].as_str().unwrap_or("").split("\n\n").next().unwrap().replace('\n', " ");
        let example = &property["examples"][0];
        let example = flow(example);
        writeln!(text, "| `{name}` | {meaning} | {}, as `{example}` | {absent} |", value(property)).unwrap();
    }
}

/// Returns a value as it is written on one line of YAML.
fn flow(value: &Value) -> String {
    match value {
        Value::Object(object) if object.is_empty() => "{}".to_owned(),
        Value::Object(object) => {
            let entries: Vec<String> = object.iter().map(|(key, value)| format!("{key}: {}", flow(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::String(text) => text.clone(),
        // Prices have two digits where people write them.
        Value::Number(number) if number.is_f64() => format!("{:.2}", number.as_f64().unwrap()),
        Value::Number(_) | Value::Bool(_) | Value::Null => value.to_string(),
    }
}

/// Returns what may stand there, in words.
fn value(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|name| name.strip_prefix("#/$defs/")) {
        let title = title(name);
        return format!("[{}](#{})", small(&title), title.to_lowercase().replace(' ', "-"));
    }
    if let Some(words) = schema["enum"].as_array() {
        return words.iter().map(|word| format!("`{}`", word.as_str().unwrap())).collect::<Vec<_>>().join(" or ");
    }
    if let Some(grammar) = schema["x-grammar"].as_str() {
        return grammar.replace('-', " ");
    }
    if let Some(fields) = schema["then"]["properties"].as_object() {
        let fields: Vec<String> = fields.keys().map(|field| format!("`{field}`")).collect();
        return format!("{} or a mapping with {}", value(&schema["else"]), fields.join(", "));
    }
    match schema["type"].as_str().unwrap_or("") {
        "object" if schema["additionalProperties"].is_object() => {
            format!("code to {}", value(&schema["additionalProperties"]))
        }
        "array" => format!("list of {}", value(&schema["items"])),
        "integer" => "whole number".to_owned(),
        "boolean" => "`true` or `false`".to_owned(),
        other => other.to_owned(),
    }
}

/// Returns a definition's heading: `EarlyTerminationDecl` is "Early termination".
fn title(definition: &str) -> String {
    let mut words = String::new();
    for letter in definition.trim_end_matches("Decl").chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }

    capital(&words)
}

fn capital(text: &str) -> String {
    text.chars().take(1).flat_map(char::to_uppercase).chain(text.chars().skip(1)).collect()
}

fn small(text: &str) -> String {
    text.chars().take(1).flat_map(char::to_lowercase).chain(text.chars().skip(1)).collect()
}
