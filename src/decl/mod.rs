//! The nouns as they are written: types for serde, from which the JSON Schemas are made as well.
//!
//! Takes a marked tree, gives typed values with places and holes. Says nothing about mistakes: the schema stage does.
//! Resolves no code: that is the graph's work.

mod account;
mod adjustment;
mod bill;
mod bundle;
mod catalog_file;
mod coupon;
mod decode;
mod discount;
mod expectation;
mod invoicing;
mod life;
mod manifest;
mod noun;
mod plan;
mod policy;
mod prepaid;
mod price;
mod price_models;
mod price_schema;
mod price_time;
mod product;
mod redeem;
mod registers;
mod scalar;
mod scenario_file;
mod section;
mod spanned;
mod term;
mod validity;

pub use account::{AccountDecl, MoneyDecl, PaysDecl};
pub use adjustment::AdjustmentDecl;
pub use bill::BillDecl;
pub use bundle::{BundleDecl, ItemDecl};
pub use catalog_file::CatalogFile;
pub use coupon::{CharsetDecl, CodesDecl, CouponDecl, VoucherDecl};
pub use decode::Misspelt;
pub use discount::{AppliesToDecl, ChargeKindDecl, DiscountDecl, NonActiveRatingDecl, ScopeDecl};
pub use expectation::{ExpectationDecl, InvoiceKeyDecl, LineDecl, LineKindDecl};
pub use invoicing::{CollectDecl, CreditTargetDecl, InvoicesDecl};
pub use life::*;
pub use manifest::{
    AnchorDecl, BasisDecl, BillingDecl, DaysDecl, DialectDecl, FirstEndDecl, FirstWholeDecl, FullPeriodDecl,
    ManifestDecl, MonthEndDecl, OtherCadenceDecl, ProrationDecl, RefundDecl, RoundAtDecl, RoundingDecl,
    RoundingModeDecl, StubDueDecl, TaxPricesDecl, TaxRoundDecl, TaxSettingsDecl, TrialUsageDecl,
};
pub use plan::{CompatibleDecl, PlanDecl, PlanSpendDecl};
pub use policy::{CancelRuleDecl, ChangeRuleDecl, PolicyDecl, PolicyTimeDecl};
pub use prepaid::PrepaidDecl;
pub use price::{AmountsDecl, PhasedPriceDecl, PlainPriceDecl, PriceDecl, PriceMapDecl, PriceModelsDecl};
pub use price_models::{CapacityTierDecl, PackageDecl, PartialDecl, PercentageDecl, RateTierDecl, TierDecl};
pub use price_time::{PhaseDecl, VersionDecl, WithinPeriodDecl};
pub use product::{
    ChargeDecl, ChargeProrationDecl, ConsumeDecl, CountDecl, PhasesFromDecl, ProductDecl, SpendDecl, UsageBillDecl,
};
pub use redeem::RedeemDecl;
pub use registers::{ItemTypeDecl, LedgerDecl, PaymentMethodDecl, TaxDecl, UnitDecl};
pub use scalar::{
    Allowance, Amount, CODE_PATTERN, Code, CurrencyCode, Day, Effective, Factor, LastingText, Length, Percent,
    PeriodCount, PeriodsAhead, PortionText, PositiveAmount, Prose, SignedAmount, Tag, TakesEffect, Text, TimeZone,
    Unread, When, factor, is_blank, is_code, parse_allowance, parse_period_count, parse_periods_ahead,
    unprintable_in_line, unprintable_in_prose,
};
pub use scenario_file::*;
pub use section::Section;
pub use spanned::Spanned;
pub use term::{CommitmentBasisDecl, CommitmentDecl, EarlyTerminationDecl, GraceAnchorDecl, GraceDecl, TermDecl};
pub use validity::{StatusDecl, ValidityDecl};

use crate::syntax::Document;

/// Reads a catalog file; what is broken in it becomes a hole, what is misspelt is read as what was meant.
#[must_use]
pub fn catalog_file(document: &Document<'_>, misspelt: &Misspelt) -> CatalogFile {
    decode::decode(document, misspelt)
}

/// Reads a manifest; what is broken in it becomes a hole.
#[must_use]
pub fn manifest(document: &Document<'_>, misspelt: &Misspelt) -> ManifestDecl {
    decode::decode(document, misspelt)
}

/// Reads a scenario; what is broken in it becomes a hole.
#[must_use]
pub fn scenario(document: &Document<'_>, misspelt: &Misspelt) -> ScenarioFile {
    decode::decode(document, misspelt)
}

#[cfg(test)]
mod tests {
    use super::{ChargeDecl, PlanDecl, PriceMapDecl};

    /// All objects of a catalog are in memory at once as they are written: a field that few have goes into a box.
    #[test]
    fn what_a_large_catalog_has_most_of_takes_little_room() {
        let (charge, price, plan) = (size_of::<ChargeDecl>(), size_of::<PriceMapDecl>(), size_of::<PlanDecl>());
        assert!(charge <= 328, "{charge} bytes for a charge");
        assert!(price <= 64, "{price} bytes for a price that is a mapping");
        assert!(plan <= 320, "{plan} bytes for a plan");
    }
}
