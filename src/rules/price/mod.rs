//! Rules about prices.

pub mod falling_volume_total;
