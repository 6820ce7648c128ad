//! How the prices of recurring charges are adjusted for one customer.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::{PortionText, Spanned};

/// How the prices of recurring charges are adjusted for one customer.
#[derive(Debug, Clone)]
pub enum AdjustmentDecl {
    /// They are not.
    None,
    /// They are lower, or higher.
    Changed {
        /// How much lower.
        discount: Spanned<PortionText>,
        /// How much higher.
        upcharge: Spanned<PortionText>,
    },
}

impl<'de> Deserialize<'de> for AdjustmentDecl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AdjustmentVisitor)
    }
}

struct AdjustmentVisitor;

impl<'de> Visitor<'de> for AdjustmentVisitor {
    type Value = AdjustmentDecl;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`none`, a discount or an upcharge")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<AdjustmentDecl, E> {
        if text == "none" { Ok(AdjustmentDecl::None) } else { Err(E::custom("no such adjustment")) }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<AdjustmentDecl, A::Error> {
        let (mut discount, mut upcharge) = (Spanned::default(), Spanned::default());
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "discount" => discount = map.next_value()?,
                "upcharge" => upcharge = map.next_value()?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(AdjustmentDecl::Changed { discount, upcharge })
    }
}

impl JsonSchema for AdjustmentDecl {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Adjustment".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let portion = |description: &str, example: &str| {
            let mut schema = PortionText::json_schema(generator);
            schema.insert("description".to_owned(), description.into());
            schema.insert("examples".to_owned(), [example].as_slice().into());
            schema.insert("x-default".to_owned(), "nothing".into());
            schema
        };
        let mut portion = portion;
        let discount = portion("How much less a whole period costs.", "15%");
        let upcharge = portion("How much more a whole period costs.", "5.00");
        json_schema!({
            "if": { "type": "object" },
            "then": {
                "type": "object",
                "properties": { "discount": discount, "upcharge": upcharge },
                "minProperties": 1,
                "additionalProperties": false
            },
            "else": { "enum": ["none"] }
        })
    }
}
