//! `ratebook show`: which conventions are in force, and why.

use crate::support::{Folder, snapshot};

#[test]
fn every_convention_says_why_it_is_in_force() {
    let manifest = "ratebook: 1\ncatalog: example\ncurrencies: [USD]\ndialect: killbill\n\
                    billing:\n  proration:\n    basis: thirty_360\nrounding: { mode: half_even }\n";
    let folder = Folder::with(&[("ratebook.yaml", manifest)]);
    snapshot("show", "conventions_of_a_dialect", &folder.run(&["show"]).transcript());
    let folder = Folder::with(&[("ratebook.yaml", "ratebook: 1\ncatalog: example\ncurrencies: [USD]\n")]);
    snapshot("show", "conventions_by_default", &folder.run(&["show"]).transcript());
}
