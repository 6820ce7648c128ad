//! Rules about taxes.

pub mod tax_without_rate;
