//! The codes of a coupon or voucher as a stream, with what a scenario has left of each.
//!
//! Takes a batch of a checked catalog, gives its codes one by one. Reads no disk and prints nothing.

mod listing;

pub use listing::{CodeState, CodeStatus, ListedCode, Listing};
