//! The JSON of `simulate`: its document and its schema.

use schemars::JsonSchema;
use serde::Serialize;

use super::report::ScenarioReport;

/// What `ratebook simulate --format json` prints. Amounts are text with the currency's digits, periods are half-open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(title = "ratebook simulation")]
pub struct Simulation {
    /// The version of ratebook that wrote it.
    pub ratebook: String,
    /// The scenarios, in the order asked for.
    pub scenarios: Vec<ScenarioReport>,
}

/// Returns the whole document.
#[must_use]
pub fn document(scenarios: Vec<ScenarioReport>) -> Simulation {
    Simulation { ratebook: env!("CARGO_PKG_VERSION").to_owned(), scenarios }
}

/// Returns the document as text, indented, with a line break at its end.
///
/// # Panics
/// Never: a document of texts and numbers can always be written.
#[must_use]
pub fn render(simulation: &Simulation) -> String {
    let mut text = serde_json::to_string_pretty(simulation).expect("bug: a simulation has only texts and numbers");
    text.push('\n');
    text
}

/// Returns the JSON Schema of the document (2020-12).
///
/// ```
/// let schema = ratebook::invoice::render::json::json_schema();
/// assert_eq!(schema.get("title").and_then(|t| t.as_str()), Some("ratebook simulation"));
/// ```
#[must_use]
pub fn json_schema() -> schemars::Schema {
    schemars::schema_for!(Simulation)
}
