//! The catalog as a checked graph: codes resolved to numbers, defaults filled in, both directions walkable.

mod capacity;
mod catalog;
mod checked;
mod code_batch;
mod code_collision;
pub mod codes;
mod convention;
mod discount;
mod metering;
mod package;
mod percentage;
mod price;
mod resolve;
mod table;
mod term;
mod tiers;
mod used;
mod uses;

pub use capacity::{Capacity, CapacityTier};
pub use catalog::*;
pub use checked::Checked;
pub use code_batch::{Charset, CodeBatch};
pub use code_collision::Shared;
pub use convention::*;
pub use discount::*;
pub use metering::{Count, Metering, Rollover, Spend};
pub use package::{Package, Parcel};
pub use percentage::{EventCost, PerEvent, Percentage};
pub use price::{Amounts, Price, PriceModel};
pub use resolve::{Written, resolve};
pub use table::{Id, Link, Object, Table};
pub use term::*;
pub use tiers::{Tier, Tiers};
pub use used::{Used, UsedUnits};
pub use uses::Uses;
