//! Rules about bundles and plans.

pub mod all_optional_bundle;
pub mod compatible_bundle_in_plan;
pub mod compatible_list_without_effect;
pub mod compatible_only_without_list;
pub mod disjoint_validity;
pub mod empty_bundle;
pub mod plan_outlives_bundle;
pub mod plan_without_bundle;
pub mod repeated_product;
pub mod shadowed_policy_rule;
pub mod unsellable_offer;
