//! Rules about discounts.

pub mod below_zero_total;
pub mod discount_cut_short;
pub mod excessive_discount;
