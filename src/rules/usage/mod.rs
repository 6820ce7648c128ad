//! Rules about the catalog as a whole.

pub mod incomplete_currencies;
pub mod unused_object;
