//! Any catalog file: a mapping of sections, in any split over files.

use schemars::JsonSchema;
use serde::Deserialize;

use super::bundle::BundleDecl;
use super::coupon::{CouponDecl, VoucherDecl};
use super::discount::DiscountDecl;
use super::plan::PlanDecl;
use super::policy::PolicyDecl;
use super::product::ProductDecl;
use super::registers::{ItemTypeDecl, LedgerDecl, PaymentMethodDecl, TaxDecl, UnitDecl};
use super::term::TermDecl;
use super::{Section, Spanned};

/// A file of a catalog: sections, each a mapping from code to object. Codes are unique per section over all files.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CatalogFile {
    /// The taxes.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "vat": { "rate": "20%" } }], "default" = {}))]
    pub taxes: Spanned<Section<TaxDecl>>,
    /// The accounts of the general ledger.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "revenue": { "name": "Revenue" } }], "default" = {}))]
    pub ledgers: Spanned<Section<LedgerDecl>>,
    /// The headings of invoice lines.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "subscription": { "name": "Subscription" } }], "default" = {}))]
    pub item_types: Spanned<Section<ItemTypeDecl>>,
    /// The units in which usage is counted.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "GB": { "name": "gigabyte" } }], "default" = {}))]
    pub units: Spanned<Section<UnitDecl>>,
    /// The ways to pay.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "card": { "name": "Credit card" } }], "default" = {}))]
    pub payment_methods: Spanned<Section<PaymentMethodDecl>>,
    /// The products.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "live-tv": { "charges": { "access": { "type": "recurring", "price": 12.00 } } } }], "default" = {}))]
    pub products: Spanned<Section<ProductDecl>>,
    /// The discounts.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "minus-20": { "type": "percent", "value": "20%" } }], "default" = {}))]
    pub discounts: Spanned<Section<DiscountDecl>>,
    /// The terms.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "one-year": { "commitment": { "period": "1 year" }, "early_termination": { "type": "not_allowed" } } }], "default" = {}))]
    pub terms: Spanned<Section<TermDecl>>,
    /// The bundles.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "tv-base": { "products": { "live-tv": "required" } } }], "default" = {}))]
    pub bundles: Spanned<Section<BundleDecl>>,
    /// The plans.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "family": { "bundles": ["tv-base"] } }], "default" = {}))]
    pub plans: Spanned<Section<PlanDecl>>,
    /// When changes of plan and cancellations take effect.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "standard": { "cancel": [{ "effective": "period_end" }] } }], "default" = {}))]
    pub policies: Spanned<Section<PolicyDecl>>,
    /// The coupons.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "spring": { "vendor": "Digital TV Ltd", "bundle": "twenty-off", "codes": { "template": "coupon_##", "quantity": 5 }, "valid": { "from": "2026-03-01" } } }], "default" = {}))]
    pub coupons: Spanned<Section<CouponDecl>>,
    /// The vouchers.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "gift": { "vendor": "Digital TV Ltd", "bundle": "two-years-off", "codes": { "template": "GIFT-####", "quantity": 500 }, "valid": { "from": "2026-03-01" } } }], "default" = {}))]
    pub vouchers: Spanned<Section<VoucherDecl>>,
}
