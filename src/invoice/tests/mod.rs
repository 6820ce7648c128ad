//! Rounding and tax by hand, expectations, and what text and JSON look like.

mod expectations;
mod rendering;
mod totals;
