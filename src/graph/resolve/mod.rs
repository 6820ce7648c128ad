//! Nouns as written to a graph: codes to numbers over all files, defaults filled in.
//!
//! Never fails: what is unknown or broken becomes a hole, reported once.

mod amounts;
mod context;
mod discount;
mod invoicing;
mod manifest;
mod names;
mod offer;
mod policy;
mod prepaid;
mod price;
mod price_time;
mod product;
mod renewals;
mod term;
mod tiers;
mod usage;
mod usage_price;

pub use amounts::{Currencies, too_many_decimals};

use amounts::Digits;
use context::{AllNames, Context};
use names::Names;

use super::catalog::{Catalog, Code, ItemType, Ledger, PaymentMethod, Plan, Tax, TaxSettings, Unit};
use super::codes::{UNKNOWN_POLICY, UNKNOWN_TAX};
use super::coupon::{Coupon, Voucher};
use crate::decl::{CatalogFile, ManifestDecl, Spanned, TaxDecl};
use crate::diag::Finding;

/// What is written in one catalog.
#[derive(Debug, Default)]
pub struct Written {
    /// The manifest.
    pub manifest: ManifestDecl,
    /// The other files, in order of their names.
    pub files: Vec<CatalogFile>,
    /// Whether every file could be read. If not, an unknown code may be one that could not be read, and is not reported.
    pub complete: bool,
    /// Sections with objects that are not known: the section was misspelt, or is written twice in one file.
    pub incomplete_sections: Vec<String>,
}

fn tax(cx: &mut Context, _: &AllNames, code: Code, decl: Option<TaxDecl>) -> Tax {
    let decl = decl.unwrap_or_default();
    let owner = || format!("tax `{}`", code.text);
    Tax {
        name: context::name(&decl.name),
        rate: decl.rate.get().map(|p| p.0),
        rate_span: decl.rate.span,
        amount: cx.amounts(&owner, &decl.amount, Digits::OfCurrency),
        amount_span: decl.amount.span,
        provided: decl.provider.is_written(),
        code,
    }
}

/// Resolves every code and fills in every default.
#[must_use]
pub fn resolve(written: Written) -> (Catalog, Vec<Finding>) {
    let manifest = written.manifest;
    let (billing, rounding) = (manifest::billing(&manifest), manifest::rounding(&manifest));
    let mut cx = Context::new(manifest::currencies(&manifest), manifest.currencies.span, billing, rounding);
    let mut files = written.files;
    let (complete, misspelt) = (written.complete, written.incomplete_sections);
    macro_rules! gather {
        ($section:ident) => {{
            let complete = complete && !misspelt.iter().any(|name| name == stringify!($section));
            Names::gather(files.iter_mut().map(|file| std::mem::take(&mut file.$section)), complete, &mut cx)
        }};
    }
    let mut names = AllNames {
        taxes: gather!(taxes),
        ledgers: gather!(ledgers),
        item_types: gather!(item_types),
        units: gather!(units),
        payment_methods: gather!(payment_methods),
        products: gather!(products),
        discounts: gather!(discounts),
        terms: gather!(terms),
        bundles: gather!(bundles),
        policies: gather!(policies),
    };
    let mut plans: Names<Plan, _> = gather!(plans);
    let mut coupons: Names<Coupon, _> = gather!(coupons);
    let mut vouchers: Names<Voucher, _> = gather!(vouchers);
    drop(files);

    manifest::report_repeated_currencies(&mut cx, &manifest);
    invoicing::report_without_effect(&mut cx, &manifest);
    let default = Spanned::default();
    let default_tax = manifest.tax.get().map_or(&default, |tax| &tax.default);
    let default_tax = cx.link(&names.taxes, &UNKNOWN_TAX, || "the manifest".to_owned(), default_tax);
    cx.default_tax = default_tax.and_then(|link| link.target);

    macro_rules! build {
        ($names:expr, $build:expr) => {{
            let objects = $names.objects();
            objects.map(|(code, decl)| $build(&mut cx, &names, code, decl)).collect::<Vec<_>>()
        }};
    }
    let taxes = build!(names.taxes, tax);
    let ledgers =
        build!(names.ledgers, |_: &mut Context, _: &AllNames, code, decl: Option<crate::decl::LedgerDecl>| {
            Ledger { code, name: context::name(&decl.unwrap_or_default().name) }
        });
    let item_types =
        build!(names.item_types, |_: &mut Context, _: &AllNames, code, decl: Option<crate::decl::ItemTypeDecl>| {
            ItemType { code, name: context::name(&decl.unwrap_or_default().name) }
        });
    let units = build!(names.units, |_: &mut Context, _: &AllNames, code, decl: Option<crate::decl::UnitDecl>| {
        Unit { code, name: context::name(&decl.unwrap_or_default().name) }
    });
    let payment_methods = build!(
        names.payment_methods,
        |_: &mut Context, _: &AllNames, code, decl: Option<crate::decl::PaymentMethodDecl>| PaymentMethod {
            code,
            name: context::name(&decl.unwrap_or_default().name)
        }
    );
    let products = build!(names.products, product::product);
    let discounts = build!(names.discounts, discount::discount);
    let terms = build!(names.terms, term::term);
    let bundles = build!(names.bundles, offer::bundle);
    let policy = cx.link(&names.policies, &UNKNOWN_POLICY, || "the manifest".to_owned(), &manifest.policy);
    let policies = names.policies.objects();
    let policies = policies.map(|(code, decl)| policy::policy(&mut cx, &plans, code, decl)).collect();
    let plan_objects = build!(plans, offer::plan);
    let coupon_objects = build!(coupons, offer::coupon);
    let voucher_objects = build!(vouchers, offer::voucher);
    cx.name_other_nouns(&names, &plans);
    let terms = names.terms.table(terms);
    renewals::report_loops(&mut cx, &terms);

    let catalog = Catalog {
        code: manifest::code(&manifest),
        operator: manifest::operator(&manifest),
        currencies: cx.currencies,
        currencies_span: cx.currencies_span,
        time_zone: manifest.time_zone.get().map(|zone| zone.0.clone()).unwrap_or_default(),
        billing: cx.billing,
        rounding: cx.rounding,
        tax: TaxSettings {
            inclusive: manifest::prices_include_tax(&manifest),
            default: default_tax,
            round: invoicing::tax_round(&manifest),
        },
        invoices: invoicing::invoicing(&manifest),
        taxes: names.taxes.table(taxes),
        ledgers: names.ledgers.table(ledgers),
        item_types: names.item_types.table(item_types),
        units: names.units.table(units),
        payment_methods: names.payment_methods.table(payment_methods),
        products: names.products.table(products),
        discounts: names.discounts.table(discounts),
        terms,
        bundles: names.bundles.table(bundles),
        plans: plans.table(plan_objects),
        policies: names.policies.table(policies),
        policy,
        coupons: coupons.table(coupon_objects),
        vouchers: vouchers.table(voucher_objects),
    };
    (catalog, cx.findings)
}
