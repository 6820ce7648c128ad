//! The manifest's invoices, and where their tax is rounded.

use super::context::Context;
use super::manifest::dialect;
use crate::decl::{CollectDecl, CreditTargetDecl, ManifestDecl, RoundAtDecl, TaxRoundDecl};
use crate::diag::Finding;
use crate::graph::codes::SETTING_WITHOUT_EFFECT;
use crate::graph::{Because, Chosen, Collect, CreditTarget, Dialect, Invoicing, TaxRound};

pub(super) fn invoicing(manifest: &ManifestDecl) -> Invoicing {
    let of = Invoicing::of(dialect(manifest), manifest.dialect.get().is_some());
    let Some(decl) = manifest.invoices.get() else { return of };
    Invoicing {
        collect: match decl.collect.get() {
            Some(CollectDecl::BillDay) => Collect::BillDay,
            Some(CollectDecl::Event) => Collect::Event,
            Some(CollectDecl::Day) => Collect::Day,
            None => of.collect,
        },
        after: decl.after.get().map(|length| length.0),
        credit: match decl.credit.get() {
            None => of.credit,
            Some(target) => {
                let value = match target {
                    CreditTargetDecl::Note => CreditTarget::Note,
                    CreditTargetDecl::Account => CreditTarget::Account,
                };
                Chosen { value, because: Because::Written(decl.credit.span) }
            }
        },
    }
}

/// Reports a delay of invoices that are not collected on a bill day.
pub(super) fn report_without_effect(cx: &mut Context, manifest: &ManifestDecl) {
    let Some(decl) = manifest.invoices.get().filter(|decl| decl.after.get().is_some()) else { return };
    let by_bill_day = decl.collect.get() == Some(&CollectDecl::BillDay);
    if by_bill_day || (decl.collect.is_written() && decl.collect.get().is_none()) {
        return;
    }
    let message = "the manifest: `after` dates invoices of the bill day, and none are collected on it";
    let finding = Finding::new(&SETTING_WITHOUT_EFFECT, decl.after.span, message).label("without effect");
    let finding = match decl.collect.is_written() {
        true => finding.also(decl.collect.span, "collected otherwise"),
        false => finding,
    };
    cx.report(finding.help("write `collect: bill_day`, or remove `after`"));
}

pub(super) fn tax_round(manifest: &ManifestDecl) -> Chosen<TaxRound> {
    let at_invoice = manifest.rounding.get().and_then(|rounding| rounding.at.get()) == Some(&RoundAtDecl::Invoice);
    let written = manifest.tax.get().map(|tax| &tax.round);
    let default = || match (of_dialect(dialect(manifest)), at_invoice) {
        (Some(value), _) => Chosen { value, because: Because::Dialect(dialect(manifest)) },
        (None, true) => Chosen { value: TaxRound::EachTax, because: Because::Default },
        (None, false) => Chosen { value: TaxRound::Line, because: Because::Default },
    };
    match written.and_then(|round| Some((round.get()?, round.span))) {
        Some((round, span)) => {
            let value = match round {
                TaxRoundDecl::Line => TaxRound::Line,
                TaxRoundDecl::EachTax => TaxRound::EachTax,
                TaxRoundDecl::Invoice => TaxRound::Invoice,
                TaxRoundDecl::Total => TaxRound::Total,
            };
            Chosen { value, because: Because::Written(span) }
        }
        None => default(),
    }
}

/// Returns where a dialect rounds the tax, if it says so.
fn of_dialect(dialect: Dialect) -> Option<TaxRound> {
    match dialect {
        Dialect::Lago => Some(TaxRound::Invoice),
        Dialect::Flexprice => Some(TaxRound::EachTax),
        Dialect::Emersion => Some(TaxRound::Total),
        Dialect::Ratebook
        | Dialect::Killbill
        | Dialect::Portabilling
        | Dialect::Openmeter
        | Dialect::Meteroid
        | Dialect::Stripe
        | Dialect::Zuora => None,
    }
}
