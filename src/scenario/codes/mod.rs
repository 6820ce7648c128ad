//! The findings about scenarios.

crate::records! {
    Scenario;
    /// An account that the scenario does not declare.
    UNKNOWN_ACCOUNT = Error "unknown-account" "unknown_account.md";
    /// An account that is billed to itself.
    CIRCULAR_BILLING = Error "circular-billing" "circular_billing.md";
    /// An account that is billed to one of another currency.
    PAYER_CURRENCY_MISMATCH = Error "payer-currency-mismatch" "payer_currency_mismatch.md";
    /// A plan that the catalog does not have.
    UNKNOWN_PLAN = Error "unknown-plan" "unknown_plan.md";
    /// A subscription that no event begins.
    UNKNOWN_SUBSCRIPTION = Error "unknown-subscription" "unknown_subscription.md";
    /// An event that the scenario does not have.
    UNKNOWN_EVENT = Error "unknown-event" "unknown_event.md";
    /// A rule by which no event is refused.
    UNKNOWN_REFUSAL = Error "unknown-refusal" "unknown_refusal.md";
    /// Two subscriptions with one name.
    DUPLICATE_ALIAS = Error "duplicate-alias" "duplicate_alias.md";
    /// An event before the first or after the last day.
    EVENT_OUT_OF_RANGE = Error "event-out-of-range" "event_out_of_range.md";
    /// An event that does nothing.
    EVENT_WITHOUT_ACTION = Error "event-without-action" "event_without_action.md";
    /// An event that does several things.
    SEVERAL_ACTIONS = Error "several-actions" "several_actions.md";
    /// A scenario that ends before it begins.
    REVERSED_SCENARIO = Error "reversed-scenario" "reversed_scenario.md";
    /// A first period without any time.
    EMPTY_FIRST_PERIOD = Error "empty-first-period" "empty_first_period.md";
    /// A scenario over too many years.
    HORIZON_TOO_LONG = Error "horizon-too-long" "horizon_too_long.md";
    /// A discount of more than the price.
    DISCOUNT_ABOVE_PRICE = Error "discount-above-price" "discount_above_price.md";
    /// A code that is redeemed for nobody, or twice over.
    UNCLEAR_REDEMPTION = Error "unclear-redemption" "unclear_redemption.md";
    /// A tax of a provider without a rate in the scenario.
    MISSING_TAX_RATE = Error "missing-tax-rate" "missing_tax_rate.md";
    /// A rate in the scenario for a tax that has its own.
    TAX_RATE_OF_CATALOG = Error "tax-rate-of-catalog" "tax_rate_of_catalog.md";
    /// An expectation that asks nothing, or several things at once.
    UNCLEAR_EXPECTATION = Error "unclear-expectation" "unclear_expectation.md";
}
