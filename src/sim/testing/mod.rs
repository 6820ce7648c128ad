//! Small catalogs and stories in a few words, for tests.

mod charge;
mod shop;
mod story;
mod terms;

pub(crate) use charge::{ChargeSpec, monthly, once};
pub(crate) use shop::{Shop, Sold};
pub(crate) use story::{Story, told, told_invoice};
pub(crate) use terms::{TermSpec, term};

use crate::calendar::Date;
use crate::money::Decimal;

pub(crate) fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub(crate) fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}
