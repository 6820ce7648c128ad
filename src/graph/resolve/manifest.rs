//! The manifest: currencies, billing defaults, rounding, tax.

use smol_str::SmolStr;

use super::context::{Context, DEFAULT_PERIOD};
use crate::decl::{
    AnchorDecl, BillingDecl, ManifestDecl, RoundAtDecl, RoundingDecl, RoundingModeDecl, Spanned, TaxPricesDecl,
};
use crate::diag::Finding;
use crate::graph::codes::REPEATED_REFERENCE;
use crate::graph::{Anchor, Billing, RoundAt, Rounding};
use crate::money::{Currency, RoundingMode};
use crate::source::Span;

/// Returns the currencies that the catalog sells in; none if one of them could not be read, since any other may be it.
pub(super) fn currencies(manifest: &ManifestDecl) -> Vec<Currency> {
    let mut currencies = Vec::new();
    let read: Option<Vec<_>> = manifest.currencies.get().into_iter().flatten().map(Spanned::get).collect();
    for currency in read.into_iter().flatten() {
        if !currencies.contains(&currency.0) {
            currencies.push(currency.0);
        }
    }
    currencies
}

/// Reports a currency that the manifest names twice.
pub(super) fn report_repeated_currencies(cx: &mut Context, manifest: &ManifestDecl) {
    let mut seen: Vec<(Currency, Span)> = Vec::new();
    for named in manifest.currencies.get().into_iter().flatten() {
        let Some(currency) = named.get().map(|code| code.0) else { continue };
        match seen.iter().find(|(other, _)| *other == currency) {
            Some((_, first)) => cx.report(
                Finding::new(
                    &REPEATED_REFERENCE,
                    named.span,
                    format!("the manifest names currency `{currency}` twice"),
                )
                .label("named again here")
                .also(*first, "first named here")
                .help("remove one"),
            ),
            None => seen.push((currency, named.span)),
        }
    }
}

pub(super) fn billing(billing: &Spanned<BillingDecl>) -> Billing {
    let decl = billing.get();
    let anchor = match decl.and_then(|b| b.anchor.get()) {
        Some(AnchorDecl::BillDay(day)) => day.get().map_or(Anchor::Anniversary, |day| Anchor::BillDay(*day)),
        Some(AnchorDecl::Anniversary) | None => Anchor::Anniversary,
    };
    let proration = decl.and_then(|b| b.proration.get());
    Billing {
        period: decl.and_then(|b| b.period.get()).map_or(DEFAULT_PERIOD, |length| length.0),
        anchor,
        first: proration.and_then(|p| p.first.get()).copied().unwrap_or(true),
        last: proration.and_then(|p| p.last.get()).copied().unwrap_or(true),
        span: billing.span,
    }
}

pub(super) fn rounding(rounding: &Spanned<RoundingDecl>) -> Rounding {
    let decl = rounding.get();
    let mode = match decl.and_then(|r| r.mode.get()) {
        Some(RoundingModeDecl::HalfUp) | None => RoundingMode::HalfUp,
        Some(RoundingModeDecl::HalfEven) => RoundingMode::HalfEven,
        Some(RoundingModeDecl::Up) => RoundingMode::Up,
        Some(RoundingModeDecl::Down) => RoundingMode::Down,
    };
    let at = match decl.and_then(|r| r.at.get()) {
        Some(RoundAtDecl::Line) | None => RoundAt::Line,
        Some(RoundAtDecl::Invoice) => RoundAt::Invoice,
    };
    Rounding { mode, at, span: rounding.span }
}

pub(super) fn prices_include_tax(manifest: &ManifestDecl) -> bool {
    manifest.tax.get().and_then(|tax| tax.prices.get()) == Some(&TaxPricesDecl::Inclusive)
}

pub(super) fn code(manifest: &ManifestDecl) -> SmolStr {
    manifest.catalog.get().map(|code| code.0.clone()).unwrap_or_default()
}

pub(super) fn operator(manifest: &ManifestDecl) -> SmolStr {
    manifest.operator.get().map_or_else(|| SmolStr::new_static("operator"), |text| text.0.clone())
}
