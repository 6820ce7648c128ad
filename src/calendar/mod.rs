//! Civil dates, time zones, lengths of time as people write them, and billing cycles.
//!
//! Every interval here is half-open: its start belongs to it, its end does not. Knows nothing of money or catalogs.

mod cycle;
mod date;
mod day_count;
mod lasting;
mod moment;
mod period;
mod zone;

pub use cycle::Cycle;
pub use date::{Date, DateProblem};
pub use day_count::DayCount;
pub use lasting::Lasting;
pub use moment::Moment;
pub use period::{Period, PeriodProblem, Unit};
pub use zone::Zone;
