//! The catalog as a checked graph: codes resolved to numbers, defaults filled in, both directions walkable.

mod catalog;
mod checked;
pub mod codes;
mod resolve;
mod code_batch;
mod code_collision;
mod discount;
mod table;
mod term;
mod uses;

pub use catalog::*;
pub use discount::*;
pub use term::*;
pub use checked::Checked;
pub use resolve::{Written, resolve};
pub use code_batch::{Charset, CodeBatch};
pub use code_collision::Shared;
pub use uses::Uses;
pub use table::{Id, Link, Object, Table};
