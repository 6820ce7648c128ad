//! What the tests share: temporary folders, runs of the built program, snapshots, generated files.

mod calculator;
mod folder;
mod generated;
mod run;
mod shop;
mod snapshot;
mod stored;
mod tree;

pub use calculator::{Calculator, figures, key};
pub use folder::Folder;
pub use generated::check_or_write;
pub use run::{Run, ratebook};
pub use shop::{BROKEN, MANIFEST, PLANS, STORY, WITHDRAWABLE, WITHDRAWAL, broken_shop, shop};
pub use snapshot::snapshot;
pub use stored::{manifests, stored};
pub use tree::{files_below, project, relative};
