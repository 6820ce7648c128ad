//! What a catalog holds, for people: an outline, or one object with every default filled in and its source.
//!
//! Works on a catalog with errors too: it shows what is written. Knows the fields of the nouns only through their schema,
//! so a new field needs nothing here, unless it refers to another object (`users`).

mod meetings;
mod object;
mod outline;
mod users;

pub use object::{manifest, object};
pub use outline::outline;
