//! Every limit on hostile input, in one place.

/// The largest file that is read, in bytes.
pub const FILE_BYTES: u64 = 64 * 1024 * 1024;
/// The largest catalog, all its files together, in bytes. Spans are 32 bits wide and must not overflow.
pub const CATALOG_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// How deep mappings and lists may nest.
pub const DEPTH: usize = 64;
/// How many values the aliases of one file may stand for, counted as if each were written out.
pub const ALIASED_VALUES: u64 = 100_000;
/// How many findings one file may have before the rest is only counted.
pub const FINDINGS_PER_FILE: usize = 200;
/// How many unknown names get a suggestion: looking for the nearest of many names is slow.
pub const SUGGESTIONS: usize = 200;
/// The largest quantity of a purchase.
pub const QUANTITY: u32 = 1_000_000_000;
/// The longest horizon of a scenario, in days (a hundred years).
pub const HORIZON_DAYS: i64 = 36_525;
/// How many invoice lines one scenario may produce.
pub const LINES: usize = 200_000;
/// How many events the prices of one scenario may be worked out from, counted anew for each piece of a period.
pub const PRICED_EVENTS: usize = 4_000_000;
