//! When something is on sale.

use schemars::JsonSchema;
use serde::Deserialize;

use super::noun::words;
use super::{Day, Spanned};

/// The days on which something can be bought, both ends included.
///
/// Known elsewhere as: validity, Gültigkeitszeitraum (Tridens). What was bought goes on after it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ValidityDecl {
    /// The first day.
    #[serde(default)]
    #[schemars(extend("examples" = ["2026-01-01"], "x-default" = "since ever"))]
    pub from: Spanned<Day>,
    /// The last day.
    #[serde(default)]
    #[schemars(extend("examples" = ["2026-12-31"], "x-default" = "for ever"))]
    pub through: Spanned<Day>,
}

words! {
    /// Whether something is offered.
    StatusDecl {
        /// Being written; not on sale yet.
        Draft,
        /// On sale, within its validity.
        Active,
        /// No longer on sale.
        Retired,
    }
}
