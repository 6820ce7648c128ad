//! Rules about coupons and their codes.

pub mod bad_template;
pub mod code_for_nothing;
pub mod colliding_codes;
pub mod coupon_matches_nothing;
pub mod coupon_outlives_bundle;
pub mod coupon_without_discount;
pub mod template_too_short;
pub mod template_without_placeholder;
