//! The published schemas: checked in, valid, complete, and retold by us keyword by keyword.

use std::fs;

use ratebook::codes::ListedCode;
use ratebook::diag::render::json_schema;
use ratebook::invoice::render::explain::Explanation;
use ratebook::invoice::render::json;
use ratebook::schema::{FileKind, published};
use serde_json::{Map, Value, json};

use crate::support::{check_or_write, project};

/// Returns the schemas of the YAML files.
pub fn yaml_schemas() -> Vec<(&'static str, Value)> {
    FileKind::ALL.iter().map(|kind| (kind.name(), published(*kind))).collect()
}

fn all_schemas() -> Vec<(&'static str, Value)> {
    let mut all = yaml_schemas();
    all.push(("findings", json_schema()));
    all.push(("simulation", json::json_schema().into()));
    all.push(("explanation", Explanation::json_schema().into()));
    all.push(("codes", ListedCode::json_schema().into()));
    all
}

/// Where in a schema another one stands, and whether as a condition.
fn walk<'s>(schema: &'s Value, path: &str, see: &mut dyn FnMut(&str, &'s Map<String, Value>)) {
    let Some(object) = schema.as_object() else { return };
    see(path, object);
    for (keyword, value) in object {
        let at = format!("{path}/{keyword}");
        match keyword.as_str() {
            "properties" | "patternProperties" | "$defs" => {
                for (name, inner) in value.as_object().unwrap() {
                    walk(inner, &format!("{at}/{name}"), see);
                }
            }
            "items" | "additionalProperties" | "propertyNames" | "if" | "then" | "else" => walk(value, &at, see),
            "allOf" | "anyOf" | "oneOf" => {
                for (number, inner) in value.as_array().unwrap().iter().enumerate() {
                    walk(inner, &format!("{at}/{number}"), see);
                }
            }
            _ => {}
        }
    }
}

/// Returns every property of a schema with its path, its name and whether it is required; conditions are no properties.
fn properties(schema: &Value) -> Vec<(String, String, Value, bool)> {
    let mut all = Vec::new();
    walk(schema, "", &mut |path, object| {
        let condition = path.split('/').any(|step| step == "if");
        let Some(properties) = object.get("properties").and_then(Value::as_object).filter(|_| !condition) else {
            return;
        };
        let required =
            |name: &str| object.get("required").and_then(Value::as_array).is_some_and(|r| r.contains(&json!(name)));
        for (name, property) in properties {
            all.push((format!("{path}/properties/{name}"), name.clone(), property.clone(), required(name)));
        }
    });
    all
}

#[test]
fn the_checked_in_schemas_are_those_that_the_program_prints() {
    for (name, schema) in all_schemas() {
        check_or_write(&format!("schema/{name}.schema.json"), &format!("{schema:#}\n"));
    }
}

#[test]
fn schemas_satisfy_the_meta_schema() {
    for (name, schema) in all_schemas() {
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        if let Err(error) = jsonschema::meta::validate(&schema) {
            panic!("{name}: {error} at {}", error.instance_path());
        }
    }
}

#[test]
fn every_property_has_title_description_example_and_default() {
    let mut missing = Vec::new();
    for (file, schema) in yaml_schemas() {
        for (path, _, property, required) in properties(&schema) {
            let text =
                |key: &str| property.get(key).and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty());
            let has_example = property.get("examples").and_then(Value::as_array).is_some_and(|all| !all.is_empty());
            let has_default = required || property.get("default").is_some() || property.get("x-default").is_some();
            for (what, there) in [
                ("title", text("title")),
                ("description", text("description")),
                ("example", has_example),
                ("default", has_default),
            ] {
                if !there {
                    missing.push(format!("{file}{path} has no {what}"));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_example_and_default_is_valid() {
    let mut wrong = Vec::new();
    for (file, schema) in yaml_schemas() {
        for (path, _, property, _) in properties(&schema) {
            let inner = json!({ "$schema": schema["$schema"], "$defs": schema["$defs"], "allOf": [property] });
            let validator = jsonschema::options().should_validate_formats(true).build(&inner).unwrap();
            let examples = property.get("examples").and_then(Value::as_array).into_iter().flatten();
            for value in examples.chain(property.get("default")) {
                if let Err(error) = validator.validate(value) {
                    wrong.push(format!("{file}{path}: {value}: {error}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Keywords that never fail: they lead to others, or only speak to people.
const SILENT: [&str; 18] = [
    "$defs",
    "$ref",
    "$schema",
    "allOf",
    "default",
    "description",
    "else",
    "examples",
    "if",
    "items",
    "patternProperties",
    "properties",
    "then",
    "title",
    "x-default",
    "propertyNames",
    "x-grammar",
    "x-inherits",
];

/// Keywords that editors need where our own grammar of the value speaks instead.
const LEFT_TO_THE_GRAMMAR: [&str; 5] = ["exclusiveMinimum", "format", "minLength", "pattern", "minimum"];

#[test]
fn every_keyword_has_a_retelling() {
    let retell = fs::read_to_string(project().join("src/schema/retell.rs")).unwrap();
    let mut untold = Vec::new();
    for (file, schema) in yaml_schemas() {
        walk(&schema, "", &mut |path, object| {
            // A condition fails silently; the pattern of a key is told when the codes are read.
            if path.split('/').any(|step| step == "if" || step == "propertyNames") {
                return;
            }
            for keyword in object.keys().map(String::as_str) {
                let (first, rest) = keyword.split_at(1);
                let told = retell.contains(&format!("ValidationErrorKind::{}{rest} ", first.to_uppercase()));
                let by_grammar = object.contains_key("x-grammar") && LEFT_TO_THE_GRAMMAR.contains(&keyword);
                // `format` only names the width of an integer.
                let integer = keyword == "format" && object.get("type") == Some(&json!("integer"));
                // The word that chose this branch cannot fail in it.
                let tag = keyword == "const" && path.contains("/then/properties/");
                if !(told || SILENT.contains(&keyword) || by_grammar || integer || tag) {
                    untold.push(format!("{file}{path}: {keyword}"));
                }
            }
        });
    }
    assert!(untold.is_empty(), "no arm of `retell` speaks of\n{}", untold.join("\n"));
}

#[test]
fn the_newest_format_in_the_changes_is_the_one_that_is_read() {
    let changes = fs::read_to_string(project().join("schema/CHANGES.md")).unwrap();
    let newest = changes.lines().find_map(|line| line.strip_prefix("## Format ")).unwrap();
    let format = &published(FileKind::Manifest)["properties"]["ratebook"];
    assert_eq!(
        format["maximum"].to_string(),
        newest,
        "schema/CHANGES.md begins with another format than the manifest's"
    );
}
