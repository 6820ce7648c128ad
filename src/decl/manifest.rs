//! `ratebook.yaml`: what holds for the whole catalog.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use super::noun::{noun, words};
use super::{Code, CurrencyCode, Length, Spanned, Tag, Text, Unread};

noun! {
    /// The manifest of a catalog. Its folder is the root: every other YAML file below it belongs to the catalog.
    ///
    /// Known elsewhere as: account settings (Emersion), customer class (PortaBilling), studio package (Magicline).
    ManifestDecl {
        /// The version of the catalog format, which is 1.
        #[schemars(range(min = 1, max = 1), extend("examples" = [1]))]
        pub ratebook: Spanned<u32>,
        /// The catalog's code.
        #[schemars(extend("examples" = ["digital-tv"]))]
        pub catalog: Spanned<Code>,
        /// Who sells: the payee on every invoice to a customer.
        #[serde(default)]
        #[schemars(extend("examples" = ["Digital TV Ltd"], "default" = "operator"))]
        pub operator: Spanned<Text>,
        /// The currencies the catalog sells in, by ISO 4217 code.
        #[schemars(length(min = 1), extend("examples" = [["USD", "EUR"]]))]
        pub currencies: Spanned<Vec<Spanned<CurrencyCode>>>,
        /// Billing periods and proration.
        #[serde(default)]
        #[schemars(extend("examples" = [{ "period": "1 month", "anchor": "anniversary" }], "default" = {}))]
        pub billing: Spanned<BillingDecl>,
        /// How amounts are rounded.
        #[serde(default)]
        #[schemars(extend("examples" = [{ "mode": "half_even", "at": "line" }], "default" = {}))]
        pub rounding: Spanned<RoundingDecl>,
        /// What prices mean with respect to tax.
        #[serde(default)]
        #[schemars(extend("examples" = [{ "prices": "exclusive", "default": "vat" }], "default" = {}))]
        pub tax: Spanned<TaxSettingsDecl>,
        /// Free labels.
        #[serde(default)]
        #[schemars(extend("examples" = [["tv"]], "default" = []))]
        pub tags: Unread<Vec<Tag>>,
    }
}

/// Billing periods and proration.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct BillingDecl {
    /// The period of a recurring charge that names none.
    #[serde(default)]
    #[schemars(extend("examples" = ["1 month", "14 days"], "default" = "1 month"))]
    pub period: Spanned<Length>,
    /// Where a billing period begins: on the day of the subscription, or on a day of the month.
    #[serde(default)]
    #[schemars(extend("examples" = ["anniversary", { "bill_day": 1 }], "default" = "anniversary"))]
    pub anchor: Spanned<AnchorDecl>,
    /// What a partial period costs.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "first": true, "last": false }], "default" = {}))]
    pub proration: Spanned<ProrationDecl>,
}

/// Where a billing period begins.
#[derive(Debug, Clone)]
pub enum AnchorDecl {
    /// On the day of the subscription.
    Anniversary,
    /// On this day of the month.
    BillDay(Spanned<u32>),
}

impl<'de> Deserialize<'de> for AnchorDecl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnchorVisitor)
    }
}

struct AnchorVisitor;

impl<'de> Visitor<'de> for AnchorVisitor {
    type Value = AnchorDecl;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`anniversary` or a bill day")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<AnchorDecl, E> {
        if text == "anniversary" { Ok(AnchorDecl::Anniversary) } else { Err(E::custom("no such anchor")) }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<AnchorDecl, A::Error> {
        let mut day = Spanned::default();
        while let Some(key) = map.next_key::<String>()? {
            if key == "bill_day" {
                day = map.next_value()?;
            } else {
                map.next_value::<serde::de::IgnoredAny>()?;
            }
        }
        Ok(AnchorDecl::BillDay(day))
    }
}

impl JsonSchema for AnchorDecl {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Anchor".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "if": { "type": "object" },
            "then": {
                "type": "object",
                "properties": {
                    "bill_day": {
                        "description": "The day of the month, 1 to 31; in a shorter month its last day.",
                        "type": "integer", "minimum": 1, "maximum": 31, "examples": [1]
                    }
                },
                "required": ["bill_day"],
                "additionalProperties": false
            },
            "else": { "enum": ["anniversary"] }
        })
    }
}

/// What a partial period costs.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ProrationDecl {
    /// How the days of a partial period are counted.
    #[serde(default)]
    #[schemars(extend("examples" = ["actual_days"], "default" = "actual_days"))]
    pub basis: Spanned<BasisDecl>,
    /// Whether the first partial period is prorated; if not, it costs a whole period.
    #[serde(default)]
    #[schemars(extend("examples" = [false], "default" = true))]
    pub first: Spanned<bool>,
    /// Whether the last partial period is prorated; if not, it costs a whole period.
    #[serde(default)]
    #[schemars(extend("examples" = [false], "default" = true))]
    pub last: Spanned<bool>,
}

words! {
    /// How the days of a partial period are counted.
    BasisDecl {
        /// Its calendar days over the calendar days of the whole period.
        ActualDays,
    }
}

/// How amounts are rounded to the digits of their currency.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RoundingDecl {
    /// What happens to the part that the currency has no digit for.
    #[serde(default)]
    #[schemars(extend("examples" = ["half_even"], "default" = "half_up"))]
    pub mode: Spanned<RoundingModeDecl>,
    /// Where rounding happens.
    #[serde(default)]
    #[schemars(extend("examples" = ["invoice"], "default" = "line"))]
    pub at: Spanned<RoundAtDecl>,
}

words! {
    /// What happens to the part that the currency has no digit for.
    RoundingModeDecl {
        /// To the nearest, a half away from zero.
        HalfUp,
        /// To the nearest, a half to the even digit.
        HalfEven,
        /// Away from zero.
        Up,
        /// Towards zero.
        Down,
    }
}

words! {
    /// Where rounding happens.
    RoundAtDecl {
        /// Each line alone.
        Line,
        /// The invoice's sum, once.
        Invoice,
    }
}

/// What prices mean with respect to tax.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct TaxSettingsDecl {
    /// Whether prices contain the tax.
    #[serde(default)]
    #[schemars(extend("examples" = ["inclusive"], "default" = "exclusive"))]
    pub prices: Spanned<TaxPricesDecl>,
    /// The tax of every charge that names none.
    #[serde(default)]
    #[schemars(extend("examples" = ["vat"], "x-default" = "no tax"))]
    pub default: Spanned<Code>,
}

words! {
    /// Whether prices contain the tax.
    TaxPricesDecl {
        /// The tax comes on top.
        Exclusive,
        /// The tax is inside.
        Inclusive,
    }
}
