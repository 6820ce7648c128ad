//! `ratebook schema`: the JSON Schemas for editors and for readers of our JSON.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::cli::Ending;
use crate::cli::args::SchemaArgs;
use crate::cli::output::Output;
use crate::codes::ListedCode;
use crate::diag::{ToolError, nearest};
use crate::invoice::render::explain::Explanation;
use crate::schema::{FileKind, published};

/// Runs the command.
///
/// # Errors
/// If no schema has this name, or a file cannot be written.
pub fn run(args: &SchemaArgs, output: &Output) -> Result<Ending, ToolError> {
    let all = all();
    if let Some(folder) = &args.write {
        write(folder, &all)?;
        return Ok(Ending::Clean);
    }
    let Some(name) = &args.name else {
        let names: Vec<String> = all.iter().map(|(name, schema)| format!("{name:<11} {}\n", title(schema))).collect();
        let head = "Schemas: `ratebook schema NAME` prints one, `ratebook schema --write DIR` writes all.\n\n";
        output.print(&format!("{head}{}", names.concat()))?;
        return Ok(Ending::Clean);
    };
    let Some((_, schema)) = all.iter().find(|(other, _)| other == name) else {
        let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
        let error = ToolError::new(format!("no schema is called `{name}`"));
        return Err(match nearest(name, names.iter().copied()) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint(format!("the schemas are {}", names.join(", "))),
        });
    };
    output.print(&format!("{schema:#}\n"))?;
    Ok(Ending::Clean)
}

/// Returns every schema with its name.
#[must_use]
pub fn all() -> Vec<(&'static str, Value)> {
    let mut all: Vec<(&'static str, Value)> =
        FileKind::ALL.iter().map(|kind| (kind.name(), published(*kind))).collect();
    all.push(("findings", crate::diag::render::json_schema()));
    all.push(("simulation", crate::invoice::render::json::json_schema().into()));
    all.push(("explanation", Explanation::json_schema().into()));
    all.push(("codes", ListedCode::json_schema().into()));
    all
}

fn title(schema: &Value) -> &str {
    schema.get("description").and_then(Value::as_str).and_then(|text| text.lines().next()).unwrap_or("")
}

fn write(folder: &Path, all: &[(&str, Value)]) -> Result<(), ToolError> {
    let fail = |error| ToolError::new(format!("`{}` cannot be written", folder.display())).cause(error);
    fs::create_dir_all(folder).map_err(fail)?;
    for (name, schema) in all {
        fs::write(folder.join(format!("{name}.schema.json")), format!("{schema:#}\n")).map_err(fail)?;
    }
    Ok(())
}
