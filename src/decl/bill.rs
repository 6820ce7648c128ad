//! When a period of a recurring charge is charged.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::{PeriodsAhead, Spanned};

/// When a period is charged.
///
/// Known elsewhere as: FORWARD, ARREAR (Tridens), IN_ADVANCE, END_OF_PERIOD, PROGRESSIVE (PortaBilling).
#[derive(Debug, Clone)]
pub enum BillDecl {
    /// When it starts.
    InAdvance,
    /// So many periods in advance, the one that starts included.
    InAdvanceBy(Spanned<PeriodsAhead>),
    /// When it has ended.
    InArrears,
    /// Each day when it is over.
    Progressive,
}

struct BillVisitor;

impl<'de> Visitor<'de> for BillVisitor {
    type Value = BillDecl;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`in_advance`, `in_arrears`, `progressive` or a number of periods in advance")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<BillDecl, E> {
        match text {
            "in_advance" => Ok(BillDecl::InAdvance),
            "in_arrears" => Ok(BillDecl::InArrears),
            "progressive" => Ok(BillDecl::Progressive),
            _ => Err(E::custom("no such time")),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<BillDecl, A::Error> {
        let mut periods = Spanned::default();
        while let Some(key) = map.next_key::<String>()? {
            if key == "in_advance" {
                periods = map.next_value()?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(BillDecl::InAdvanceBy(periods))
    }
}

impl<'de> Deserialize<'de> for BillDecl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(BillVisitor)
    }
}

impl JsonSchema for BillDecl {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Bill".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "if": { "type": "object" },
            "then": {
                "type": "object",
                "properties": {
                    "in_advance": {
                        "description": "How many periods are paid in advance, the one that starts included; at most 120.",
                        "type": "string", "pattern": "^[0-9]+ +periods?$", "x-grammar": "periods-ahead",
                        "examples": ["2 periods"]
                    }
                },
                "required": ["in_advance"],
                "additionalProperties": false
            },
            "else": { "enum": ["in_advance", "in_arrears", "progressive"] }
        })
    }
}
