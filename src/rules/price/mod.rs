//! Rules about prices.

pub mod falling_volume_total;
pub mod flat_usage_price;
pub mod usage_price_without_usage;
