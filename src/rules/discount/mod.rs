//! Rules about discounts.

pub mod excessive_discount;
