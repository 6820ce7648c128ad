//! A catalog's objects, a line each.

use std::fmt::Write;

use smol_str::SmolStr;

use crate::compile::Compilation;
use crate::graph::{Anchor, Catalog, Object, RoundAt, Table};
use crate::source::SourceSet;

/// Returns the outline of a catalog: what holds for all of it, then every object with its name and place.
#[must_use]
pub fn outline(compilation: &Compilation) -> String {
    let catalog = compilation.catalog();
    let sources = &compilation.sources;
    let mut text = String::new();
    head(catalog, &mut text);
    section(&catalog.plans, |o| &o.name, sources, &mut text);
    section(&catalog.bundles, |o| &o.name, sources, &mut text);
    section(&catalog.products, |o| &o.name, sources, &mut text);
    section(&catalog.discounts, |o| &o.name, sources, &mut text);
    section(&catalog.coupons, |o| &o.name, sources, &mut text);
    section(&catalog.terms, |o| &o.name, sources, &mut text);
    section(&catalog.taxes, |o| &o.name, sources, &mut text);
    section(&catalog.ledgers, |o| &o.name, sources, &mut text);
    section(&catalog.item_types, |o| &o.name, sources, &mut text);
    section(&catalog.units, |o| &o.name, sources, &mut text);
    section(&catalog.payment_methods, |o| &o.name, sources, &mut text);
    text
}

fn head(catalog: &Catalog, text: &mut String) {
    let currencies: Vec<&str> = catalog.currencies.iter().map(|currency| currency.code()).collect();
    let anchor = match catalog.billing.anchor {
        Anchor::Anniversary => "from the day of the subscription".to_owned(),
        Anchor::BillDay(day) => format!("on day {day} of the month"),
    };
    let prices = if catalog.tax.inclusive { "contain tax" } else { "are without tax" };
    let at = match catalog.rounding.at {
        RoundAt::Line => "on each line",
        RoundAt::Invoice => "on each invoice",
    };
    let _ = writeln!(text, "catalog `{}` of {}", catalog.code, catalog.operator);
    let _ = writeln!(text, "  sells in {}; prices {prices}", currencies.join(", "));
    let _ = writeln!(text, "  bills every {}, {anchor}", catalog.billing.period);
    let _ = writeln!(text, "  rounds {} {at}", catalog.rounding.mode.name());
}

fn section<T: Object>(table: &Table<T>, name: fn(&T) -> &Option<SmolStr>, sources: &SourceSet, text: &mut String) {
    if table.is_empty() {
        return;
    }
    let mut objects: Vec<&T> = table.iter().map(|(_, object)| object).collect();
    objects.sort_by(|a, b| a.code().cmp(b.code()));
    let width = |of: &dyn Fn(&T) -> usize| objects.iter().map(|o| of(o)).max().unwrap_or(0);
    let label = |object: &T| name(object).clone().unwrap_or_default();
    let (codes, names) = (width(&|o| o.code().chars().count()), width(&|o| label(o).chars().count()));
    let _ = writeln!(text, "\n{}", T::SECTION);
    for object in &objects {
        let place = sources.locate(object.span());
        let (code, name) = (object.code(), label(object));
        let gap = if names == 0 { "" } else { "  " };
        let _ = writeln!(text, "  {code:<codes$}{gap}{name:<names$}  {}:{}", place.file, place.line);
    }
}
