//! Rules about taxes.

pub mod rate_and_amount;
pub mod tax_without_rate;
