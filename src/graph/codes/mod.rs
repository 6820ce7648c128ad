//! The findings of the graph stage: codes and currencies over all files.

crate::records! {
    Graph;
    /// One code for two objects of a noun.
    DUPLICATE_CODE = Error "duplicate-code" "duplicate_code.md";
    /// A reference to a tax that is declared nowhere.
    UNKNOWN_TAX = Error "unknown-tax" "unknown_tax.md";
    /// A reference to a ledger that is declared nowhere.
    UNKNOWN_LEDGER = Error "unknown-ledger" "unknown_ledger.md";
    /// A reference to an item type that is declared nowhere.
    UNKNOWN_ITEM_TYPE = Error "unknown-item-type" "unknown_item_type.md";
    /// A reference to a unit that is declared nowhere.
    UNKNOWN_UNIT = Error "unknown-unit" "unknown_unit.md";
    /// An allowance in another unit than its charge counts.
    UNIT_MISMATCH = Error "unit-mismatch" "unit_mismatch.md";
    /// A reference to a payment method that is declared nowhere.
    UNKNOWN_PAYMENT_METHOD = Error "unknown-payment-method" "unknown_payment_method.md";
    /// A reference to a product that is declared nowhere.
    UNKNOWN_PRODUCT = Error "unknown-product" "unknown_product.md";
    /// A reference to a discount that is declared nowhere.
    UNKNOWN_DISCOUNT = Error "unknown-discount" "unknown_discount.md";
    /// A reference to a term that is declared nowhere.
    UNKNOWN_TERM = Error "unknown-term" "unknown_term.md";
    /// A reference to a bundle that is declared nowhere.
    UNKNOWN_BUNDLE = Error "unknown-bundle" "unknown_bundle.md";
    /// A reference to a policy that is declared nowhere.
    UNKNOWN_POLICY = Error "unknown-policy" "unknown_policy.md";
    /// A rule of a policy for a plan that is declared nowhere.
    UNKNOWN_POLICY_PLAN = Error "unknown-policy-plan" "unknown_policy_plan.md";
    /// A bare amount in a catalog with several currencies.
    AMBIGUOUS_CURRENCY = Error "ambiguous-currency" "ambiguous_currency.md";
    /// An amount in a currency that the catalog does not sell in.
    UNDECLARED_CURRENCY = Error "undeclared-currency" "undeclared_currency.md";
    /// A price of several kinds at once.
    MIXED_PRICE = Error "mixed-price" "mixed_price.md";
    /// Two tiers that end at the same quantity.
    OVERLAPPING_TIERS = Error "overlapping-tiers" "overlapping_tiers.md";
    /// A tier that ends before the one above it.
    TIERS_OUT_OF_ORDER = Error "tiers-out-of-order" "tiers_out_of_order.md";
    /// A last tier that ends.
    ENDLESS_TIER_MISSING = Error "endless-tier-missing" "endless_tier_missing.md";
    /// A tier after one that never ends.
    TIER_AFTER_ENDLESS = Error "tier-after-endless" "tier_after_endless.md";
    /// A tier without `each` or `flat`.
    TIER_WITHOUT_PRICE = Error "tier-without-price" "tier_without_price.md";
    /// A least amount above the greatest.
    MINIMUM_ABOVE_MAXIMUM = Error "minimum-above-maximum" "minimum_above_maximum.md";
    /// A setting that changes nothing beside the others.
    SETTING_WITHOUT_EFFECT = Error "setting-without-effect" "setting_without_effect.md";
    /// Periods paid at once whose price contradicts itself.
    BAD_PREPAID = Error "bad-prepaid" "bad_prepaid.md";
    /// Periods charged at once that reach beyond the calendar.
    PERIODS_BEYOND_CALENDAR = Error "periods-beyond-calendar" "periods_beyond_calendar.md";
    /// A price for a time that is no whole number of periods.
    UNEVEN_PRICE_PERIOD = Error "uneven-price-period" "uneven_price_period.md";
    /// A charge for usage that says in no unit what is counted.
    USAGE_WITHOUT_UNIT = Error "usage-without-unit" "usage_without_unit.md";
    /// A fixed amount with more digits than its currency has.
    TOO_MANY_DECIMALS = Error "too-many-decimals" "too_many_decimals.md";
    /// A phase after one that never ends.
    PHASE_AFTER_ENDLESS = Error "phase-after-endless" "phase_after_endless.md";
    /// A later version of a price without a day.
    VERSION_WITHOUT_DATE = Error "version-without-date" "version_without_date.md";
    /// Versions of a price whose days do not follow one another.
    VERSIONS_OUT_OF_ORDER = Error "versions-out-of-order" "versions_out_of_order.md";
    /// A version that existing customers would pay before it is published.
    EXISTING_BEFORE_VERSION = Error "existing-before-version" "existing_before_version.md";
    /// A validity that ends before it begins.
    REVERSED_VALIDITY = Error "reversed-validity" "reversed_validity.md";
    /// The same reference twice in one list.
    REPEATED_REFERENCE = Error "repeated-reference" "repeated_reference.md";
    /// Terms that renew into each other in a loop.
    RENEWAL_LOOP = Info "renewal-loop" "renewal_loop.md";
}
