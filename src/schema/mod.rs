//! The schema stage: the JSON Schemas that editors use, and every place where a document differs from them.
//!
//! Takes marked trees, gives findings in the catalog's words. Sees one document at a time and resolves no code.

pub mod codes;
mod field_without_code;
mod generate;
mod grammar;
mod instance;
mod path;
mod quick;
mod retell;
mod retell_field;
mod retell_scalar;
mod retell_shape;
mod split_number;
mod tag;
mod validate;

pub use generate::{FileKind, inlined, published};
pub use retell_scalar::bad_code;
pub use validate::validate;
