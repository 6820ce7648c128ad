//! The JSON Schemas of amounts and prices: one for each place in which a price can stand.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use super::price::{AmountsDecl, PhasedPriceDecl, PlainPriceDecl, PriceDecl};
use super::{
    Amount, CapacityTierDecl, PackageDecl, PercentageDecl, PhaseDecl, RateTierDecl, Text, TierDecl, VersionDecl,
};

impl JsonSchema for AmountsDecl {
    fn schema_name() -> Cow<'static, str> {
        "Amounts".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let amount = generator.subschema_for::<Amount>();
        json_schema!({
            "description": "An amount in the catalog's currency, or one for each of its currencies.",
            "examples": [9.90, { "USD": 9.90, "EUR": 8.90 }],
            "if": { "type": "object" },
            "then": {
                "type": "object",
                "patternProperties": { "^[A-Z]{3}$": amount },
                "additionalProperties": false,
                "minProperties": 1
            },
            "else": amount
        })
    }
}

impl JsonSchema for PriceDecl {
    fn schema_name() -> Cow<'static, str> {
        "Price".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = models(generator);
        insert(&mut schema, "phases", phases(generator));
        insert(&mut schema, "versions", versions(generator));
        schema
    }
}

impl JsonSchema for PhasedPriceDecl {
    fn schema_name() -> Cow<'static, str> {
        "PhasedPrice".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = models(generator);
        insert(&mut schema, "phases", phases(generator));
        schema
    }
}

impl JsonSchema for PlainPriceDecl {
    fn schema_name() -> Cow<'static, str> {
        "PlainPrice".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        models(generator)
    }
}

/// Adds a field to the mapping that a price may be.
fn insert(schema: &mut Schema, field: &str, of: Schema) {
    let fields = schema.get_mut("then").and_then(|then| then.get_mut("properties")).and_then(Value::as_object_mut);
    if let Some(fields) = fields {
        fields.insert(field.to_owned(), of.into());
    }
}

fn phases(generator: &mut SchemaGenerator) -> Schema {
    let mut phases = generator.subschema_for::<Vec<PhaseDecl>>();
    phases.insert("minItems".into(), 1.into());
    phases.insert("description".into(), "Prices one after the other, as a subscription grows older.".into());
    phases.insert("examples".into(), json!([[{ "for": "3 periods", "price": 0 }, { "price": 12.99 }]]));
    phases.insert("x-default".into(), "the price has no phases".into());
    phases
}

fn versions(generator: &mut SchemaGenerator) -> Schema {
    let mut versions = generator.subschema_for::<Vec<VersionDecl>>();
    versions.insert("minItems".into(), 1.into());
    versions.insert("description".into(), "The price as published on several days, the oldest first.".into());
    versions.insert("examples".into(), json!([[{ "price": 49.95 }, { "from": "2026-07-01", "price": 59.95 }]]));
    versions.insert("x-default".into(), "the price was never changed".into());
    versions
}

/// Returns the schema of a price that does not change with time.
fn models(generator: &mut SchemaGenerator) -> Schema {
    let amount = generator.subschema_for::<Amount>();
    let mut amounts = generator.subschema_for::<AmountsDecl>();
    amounts.insert("description".into(), "What each unit of the quantity costs.".into());
    amounts.insert("examples".into(), json!([8.75, { "USD": 8.75, "EUR": 7.95 }]));
    amounts.insert("x-default".into(), "the price is flat".into());
    let mut text = generator.subschema_for::<Text>();
    text.insert("description".into(), "Words in place of a number: it cannot be bought without asking.".into());
    text.insert("examples".into(), json!(["contact sales"]));
    text.insert("x-default".into(), "the price is a number".into());
    let mut tiers = |description: &str, examples: Value| {
        let mut tiers = generator.subschema_for::<Vec<TierDecl>>();
        tiers.insert("minItems".into(), 1.into());
        tiers.insert("description".into(), description.into());
        tiers.insert("examples".into(), examples);
        tiers.insert("x-default".into(), "the price has no such tiers".into());
        tiers
    };
    let graduated = tiers(
        "Tiers that are filled one after the other: the units in each cost its price. Bounds belong to the tier below.",
        json!([[{ "up_to": 100, "each": 0.10, "flat": 5.00 }, { "each": 0.05 }]]),
    );
    let volume = tiers(
        "Tiers of which one counts: all units cost the price of the tier that the quantity lies in.",
        json!([[{ "up_to": 100, "each": 2.00, "flat": 10.00 }, { "each": 1.50 }]]),
    );
    let mut package = generator.subschema_for::<PackageDecl>();
    package.insert("description".into(), "So much for each package of units.".into());
    package.insert("examples".into(), json!([{ "size": 100, "price": 2.95, "partial": "round_up" }]));
    package.insert("x-default".into(), "units are not sold by the package".into());
    let mut percentage = generator.subschema_for::<PercentageDecl>();
    percentage.insert("description".into(), "A share of the quantity of each event.".into());
    percentage.insert("examples".into(), json!([{ "rate": "1.3%", "fixed": 2.00, "free_events": 3 }]));
    percentage.insert("x-default".into(), "no share of the quantity".into());
    let mut rates = generator.subschema_for::<Vec<RateTierDecl>>();
    rates.insert("minItems".into(), 1.into());
    rates.insert("description".into(), "Tiers that are filled one after the other, each at its rate.".into());
    rates.insert("examples".into(), json!([[{ "up_to": 100, "rate": "1%", "flat": 2.00 }, { "rate": "0.5%" }]]));
    rates.insert("x-default".into(), "the price has no such tiers".into());
    let mut capacity = generator.subschema_for::<Vec<CapacityTierDecl>>();
    capacity.insert("minItems".into(), 1.into());
    let words =
        "Tiers of which one counts: the first whose limits hold the highest reading of every unit in the period.";
    capacity.insert("description".into(), words.into());
    capacity.insert("examples".into(), json!([[{ "up_to": { "seat": 10 }, "price": 1.00 }, { "price": 10.00 }]]));
    capacity.insert("x-default".into(), "the price has no such tiers".into());
    json_schema!({
        "description": "A flat amount, an amount that depends on the quantity, or words where there is no number.",
        "examples": [
            12.00, { "each": 8.75 }, { "text": "contact sales" }, { "USD": 9.90, "EUR": 8.90 },
            { "graduated": [{ "up_to": 100, "each": 0.10 }, { "each": 0.05 }] },
            { "package": { "size": 100, "price": 2.95 } }
        ],
        "if": { "type": "object" },
        "then": {
            "type": "object",
            "properties": {
                "each": amounts,
                "graduated": graduated,
                "volume": volume,
                "package": package,
                "percentage": percentage,
                "graduated_percentage": rates,
                "capacity": capacity,
                "text": text
            },
            "patternProperties": { "^[A-Z]{3}$": amount },
            "additionalProperties": false,
            "minProperties": 1
        },
        "else": amount
    })
}
