//! Exact money: amounts, currencies, percentages and the one place where rounding happens.
//!
//! Owns the grammar of amounts as people write them. Knows nothing of catalogs, dates or invoices.

mod amount;
mod currency;
mod exact;
mod narrow;
mod percent;
mod portion;
mod ratio;
mod rounding;

pub use amount::{AmountProblem, parse_amount};
pub use currency::Currency;
pub(crate) use exact::{at_most, divide, exact_add, exact_mul, minor_of, of_minor, power_of_ten, whole_parts};
pub(crate) use narrow::divide as divide_short;
pub use percent::{MOST_DECIMALS, MOST_PERCENT, PercentProblem, parse_percent};
pub use portion::Portion;
pub use ratio::Ratio;
pub use rounding::{RoundingMode, plain, to_fives};
pub use rust_decimal::Decimal;
