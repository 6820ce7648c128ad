//! A small catalog that the tests of the command line share, whole and broken.

use super::Folder;

pub const MANIFEST: &str = "\
ratebook: 1
catalog: shop
currencies: [USD]
rounding: { mode: half_up, at: line }
";

pub const PLANS: &str = "\
products:
  seat:
    name: Seat
    charges:
      access: { type: recurring, price: { each: 9.00 }, every: 1 month }
bundles:
  seats: { products: { seat: required } }
plans:
  team: { name: Team, bundles: [seats] }
";

/// A scenario without expectations: only accepted invoices can hold it.
pub const STORY: &str = "\
# Two seats from 1 March: 2 x 9.00 = 18.00 a month.
scenario: two seats
from: 2026-03-01
through: 2026-04-15
accounts: { acme: {} }
events:
  - { on: 2026-03-01, subscribe: { account: acme, plan: team, quantities: { seat: 2 }, as: acme-team } }
";

/// A plan that one can withdraw from, and what is charged for it: each month, and once.
pub const WITHDRAWABLE: &str = "\
products:
  tv:
    charges:
      access: { type: recurring, price: 31.00, bill: in_advance }
      install: { type: one_time, price: 5.00 }
terms:
  year: { commitment: { period: 1 year }, early_termination: { type: not_allowed }, cooling_off: 14 days }
bundles: { tv: { products: { tv: required } } }
plans: { tv: { bundles: [tv], term: year } }
";

/// Somebody withdraws from it, and says so two days before.
pub const WITHDRAWAL: &str = "\
scenario: a withdrawal that is said two days before
from: 2026-03-01
through: 2026-04-10
accounts: { ada: {} }
events:
  - { on: 2026-03-01, subscribe: { account: ada, plan: tv, as: a } }
  - { on: 2026-03-10, cancel: { subscription: a, effective: 2026-03-12 } }
";

/// Plans with an error and a warning.
pub const BROKEN: &str = "\
products:
  seat:
    name: Seat
    charges:
      access: { type: recurring, price: 9,00 }
  spare:
    charges:
      access: { type: recurring, price: 1.00 }
bundles:
  seats: { products: { seat: required } }
plans:
  team: { name: Team, bundles: [seats] }
  solo: { name: Solo, bundles: [seat] }
";

/// Makes a catalog without findings, with one scenario.
pub fn shop() -> Folder {
    Folder::with(&[("ratebook.yaml", MANIFEST), ("plans.yaml", PLANS), ("story.scenario.yaml", STORY)])
}

/// Makes a catalog with errors.
pub fn broken_shop() -> Folder {
    Folder::with(&[("ratebook.yaml", MANIFEST), ("plans.yaml", BROKEN)])
}
