//! The codes of a batch one after the other, with what a scenario has left of each.
//!
//! Nothing is collected: a batch of a billion codes takes no more memory than one of five.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;

use crate::calendar::Date;
use crate::graph::{BatchId, Catalog, Checked, CodeBatch, Coupon};
use crate::scenario::Scenario;
use crate::sim::{self, Aborted};

/// A batch of codes, and what a scenario has left of it.
#[derive(Debug)]
pub struct Listing<'c> {
    batch: &'c Coupon,
    codes: &'c CodeBatch,
    after: Option<After>,
}

/// The end of a scenario: its last day, and how often each code was used.
#[derive(Debug)]
struct After {
    on: Date,
    used: BTreeMap<u64, u32>,
}

/// A code of a coupon or voucher: a line that `ratebook codes --format json` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(title = "ratebook code")]
pub struct ListedCode {
    /// The code as a customer enters it.
    pub code: String,
    /// Its number in its batch.
    pub number: u64,
    /// What the scenario of `--after` has made of it.
    #[serde(flatten)]
    pub state: Option<CodeState>,
}

/// What a scenario has made of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CodeState {
    /// Whether it can be used on the last day.
    pub status: CodeStatus,
    /// How often it was used.
    pub used: u32,
    /// How often it can be used yet, within its validity.
    pub remaining: u32,
}

/// Whether a code can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CodeStatus {
    /// It can.
    Active,
    /// It is used up.
    Redeemed,
    /// Its validity is over.
    Expired,
    /// Its validity has not begun.
    Pending,
}

impl ListedCode {
    /// Returns the JSON Schema of a line (2020-12).
    #[must_use]
    pub fn json_schema() -> schemars::Schema {
        SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<Self>()
    }
}

impl CodeStatus {
    /// Returns the word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Redeemed => "redeemed",
            Self::Expired => "expired",
            Self::Pending => "pending",
        }
    }
}

impl<'c> Listing<'c> {
    /// Begins with the first code of a batch; nothing if its codes could not be read.
    #[must_use]
    pub fn new(batch: &'c Coupon) -> Option<Self> {
        Some(Self { batch, codes: batch.codes.as_ref()?, after: None })
    }

    /// Replays a scenario, so that each code says what is left of it on the scenario's last day.
    ///
    /// # Errors
    /// If the replay ends before its last day: then nobody knows what is left.
    pub fn after(self, catalog: &Checked<Catalog>, batch: BatchId, scenario: &Scenario) -> Result<Self, Aborted> {
        let ledger = sim::run(catalog, scenario);
        match ledger.aborted {
            Some(reason) => Err(reason),
            None => {
                let used = ledger.redeemed(batch);
                Ok(Self { after: Some(After { on: scenario.through, used }), ..self })
            }
        }
    }

    /// Returns the codes in the order of their numbers.
    pub fn codes(&self) -> impl Iterator<Item = ListedCode> {
        let first = self.codes.range_start;
        (first..first.saturating_add(self.codes.quantity)).map_while(|number| {
            let state = self.after.as_ref().map(|after| self.state(after, number));
            Some(ListedCode { code: self.codes.code(number)?, number, state })
        })
    }

    fn state(&self, after: &After, number: u64) -> CodeState {
        let used = after.used.get(&number).copied().unwrap_or(0);
        let remaining = self.codes.redemptions.saturating_sub(used);
        let valid = &self.batch.valid;
        let status = if remaining == 0 {
            CodeStatus::Redeemed
        } else if valid.until.is_some_and(|until| until <= after.on) {
            CodeStatus::Expired
        } else if valid.contains(after.on) {
            CodeStatus::Active
        } else {
            CodeStatus::Pending
        };
        CodeState { status, used, remaining }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{BatchKind, Charset, Code, Link, Validity};
    use crate::source::Span;

    fn batch(quantity: u64) -> Coupon {
        let codes = CodeBatch {
            template: "C-############".into(),
            template_span: Span::NONE,
            charset: Charset::Numeric,
            quantity,
            quantity_span: Span::NONE,
            range_start: 7,
            redemptions: 2,
        };
        Coupon {
            code: Code { text: "spring".into(), span: Span::NONE },
            name: None,
            vendor: "".into(),
            bundle: Link { span: Span::NONE, target: None },
            codes: Some(codes),
            valid: Validity { from: None, until: Date::parse("2026-06-01").ok(), span: Span::NONE, whole: true },
            kind: BatchKind::Coupon,
        }
    }

    fn after(on: &str, used: &[(u64, u32)]) -> Option<After> {
        Some(After { on: Date::parse(on).unwrap(), used: used.iter().copied().collect() })
    }

    #[test]
    fn a_billion_codes_are_not_written_out_to_know_the_second() {
        let billion = batch(1_000_000_000);
        let listing = Listing::new(&billion).unwrap();
        assert_eq!(listing.codes().nth(1).unwrap().code, "C-000000000008");
    }

    #[test]
    fn a_code_is_active_until_it_is_used_up_or_its_time_is_over() {
        let batch = batch(3);
        let mut listing = Listing::new(&batch).unwrap();
        let states = |listing: &Listing<'_>| -> Vec<(CodeStatus, u32)> {
            listing.codes().filter_map(|code| code.state).map(|state| (state.status, state.remaining)).collect()
        };
        listing.after = after("2026-05-31", &[(7, 1), (8, 2)]);
        let expected = [(CodeStatus::Active, 1), (CodeStatus::Redeemed, 0), (CodeStatus::Active, 2)];
        assert_eq!(states(&listing), expected);
        listing.after = after("2026-06-01", &[(7, 1), (8, 2)]);
        let expected = [(CodeStatus::Expired, 1), (CodeStatus::Redeemed, 0), (CodeStatus::Expired, 2)];
        assert_eq!(states(&listing), expected);
    }
}
