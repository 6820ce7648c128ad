//! Rules about terms.

pub mod endless_grace;
pub mod notice_without_effect;
pub mod short_commitment;
pub mod unbooked_penalty;
