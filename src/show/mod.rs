//! What a catalog holds, for people: an outline, or one object with every default filled in and its source.
//!
//! Works on a catalog with errors too: it shows what is written. Knows the nouns only through their schema, so a new field
//! needs nothing here.

mod object;
mod outline;

pub use object::object;
pub use outline::outline;
