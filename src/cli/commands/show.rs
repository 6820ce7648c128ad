//! `ratebook show`: one object or the manifest with its defaults, or a catalog's outline.

use std::path::{Path, PathBuf};

use crate::cli::Ending;
use crate::cli::args::ShowArgs;
use crate::cli::disk::{self, shown};
use crate::cli::output::Output;
use crate::compile::Compilation;
use crate::diag::{ToolError, nearest};
use crate::graph::{Object, Table};
use crate::show::{manifest, object, outline};

/// The sections, and what one of each is called.
const SECTIONS: [(&str, &str); 13] = [
    ("taxes", "tax"),
    ("ledgers", "ledger"),
    ("item_types", "item_type"),
    ("units", "unit"),
    ("payment_methods", "payment_method"),
    ("products", "product"),
    ("discounts", "discount"),
    ("terms", "term"),
    ("bundles", "bundle"),
    ("plans", "plan"),
    ("policies", "policy"),
    ("coupons", "coupon"),
    ("vouchers", "voucher"),
];

/// What names the manifest.
const MANIFEST: &str = "manifest";

/// Runs the command.
///
/// # Errors
/// If there is no catalog, or it has no such object.
pub fn run(args: &ShowArgs, output: &Output) -> Result<Ending, ToolError> {
    let (path, name) = match args.what.as_slice() {
        [] => (PathBuf::from("."), None),
        [one] if !Path::new(one).exists() && is_name(one) => (PathBuf::from("."), Some(one)),
        [one] => (PathBuf::from(one), None),
        [path, name, ..] => (PathBuf::from(path), Some(name)),
    };
    let mut text = Vec::new();
    for catalog in disk::find(&[path])? {
        let compilation = catalog.compile()?;
        match name {
            None => text.push(outline(&compilation)),
            Some(name) if name == MANIFEST => {
                let file = shown(&catalog.root.join(disk::MANIFEST));
                let unread = || ToolError::new(format!("`{file}` cannot be read")).hint("`ratebook check` says why");
                text.push(manifest(&compilation, &file).ok_or_else(unread)?);
            }
            Some(name) => {
                let manifest = shown(&catalog.root.join(disk::MANIFEST));
                let (section, code) = split(name)?;
                text.push(
                    object(&compilation, section, code, &manifest)
                        .ok_or_else(|| unknown(&compilation, section, code))?,
                );
            }
        }
    }
    output.print(&text.join("\n"))?;
    Ok(Ending::Clean)
}

/// Tells whether a single argument is what to show, and not where.
fn is_name(argument: &str) -> bool {
    argument.contains('/') || argument == MANIFEST
}

/// Splits `plan/family` or `plans/family` into section and code.
fn split(name: &str) -> Result<(&'static str, &str), ToolError> {
    let (noun, code) = name.split_once('/').ok_or_else(|| {
        ToolError::new(format!("`{name}` names no object"))
            .hint("write a noun and a code, as in `plan/family`, or `manifest`")
    })?;
    let section = SECTIONS.iter().find(|(many, one)| *many == noun || *one == noun);
    let Some((section, _)) = section else {
        let error = ToolError::new(format!("there is no noun `{noun}`"));
        let nouns: Vec<&str> = SECTIONS.iter().map(|(_, one)| *one).collect();
        return Err(match nearest(noun, nouns.iter().copied()) {
            Some(near) => error.hint(format!("did you mean `{near}/{code}`?")),
            None => error.hint(format!("the nouns are {}", nouns.join(", "))),
        });
    };
    Ok((section, code))
}

fn unknown(compilation: &Compilation, section: &str, code: &str) -> ToolError {
    fn codes<T: Object>(table: &Table<T>) -> Vec<String> {
        table.iter().map(|(_, object)| object.code().to_string()).collect()
    }
    let catalog = compilation.catalog();
    let codes = match section {
        "taxes" => codes(&catalog.taxes),
        "ledgers" => codes(&catalog.ledgers),
        "item_types" => codes(&catalog.item_types),
        "units" => codes(&catalog.units),
        "payment_methods" => codes(&catalog.payment_methods),
        "products" => codes(&catalog.products),
        "discounts" => codes(&catalog.discounts),
        "terms" => codes(&catalog.terms),
        "bundles" => codes(&catalog.bundles),
        "plans" => codes(&catalog.plans),
        "policies" => codes(&catalog.policies),
        "coupons" => codes(&catalog.coupons),
        _ => codes(&catalog.vouchers),
    };
    let noun = SECTIONS.iter().find(|(many, _)| *many == section).map_or(section, |(_, one)| one);
    let error = ToolError::new(format!("catalog `{}` has no {noun} called `{code}`", catalog.code));
    match nearest(code, codes.iter().map(String::as_str)) {
        Some(near) => error.hint(format!("did you mean `{noun}/{near}`?")),
        None => error.hint("`ratebook show` lists what there is"),
    }
}
