//! The rules, each with its arithmetic worked out by hand.

mod conventions;
mod coupons;
mod cycles;
mod discounts;
mod leaving;
mod limits;
mod plain;
mod properties;
mod quantities;
mod sales;
mod terms;
