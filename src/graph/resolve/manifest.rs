//! The manifest: currencies, billing defaults, rounding, tax.

use smol_str::SmolStr;

use super::context::{Context, DEFAULT_PERIOD};
use crate::calendar::DayCount;
use crate::decl::{
    AnchorDecl, BasisDecl, BillingDecl, DaysDecl, DialectDecl, FirstEndDecl, FirstWholeDecl, FullPeriodDecl,
    ManifestDecl, MonthEndDecl, OtherCadenceDecl, RefundDecl, RoundAtDecl, RoundingModeDecl, Spanned, StubDueDecl,
    TaxPricesDecl, TrialUsageDecl,
};
use crate::diag::Finding;
use crate::graph::codes::REPEATED_REFERENCE;
use crate::graph::{
    Anchor, Because, Billing, Chosen, Conventions, Dialect, FirstEnd, FirstWhole, FullPeriod, LastDay, MonthEnd,
    OtherCadence, Refund, RoundAt, Rounding, StubDue, TrialUsage,
};
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

pub(super) fn dialect(manifest: &ManifestDecl) -> Dialect {
    match manifest.dialect.get() {
        Some(DialectDecl::Ratebook) | None => Dialect::Ratebook,
        Some(DialectDecl::Killbill) => Dialect::Killbill,
        Some(DialectDecl::Lago) => Dialect::Lago,
        Some(DialectDecl::Portabilling) => Dialect::Portabilling,
        Some(DialectDecl::Openmeter) => Dialect::Openmeter,
        Some(DialectDecl::Flexprice) => Dialect::Flexprice,
        Some(DialectDecl::Meteroid) => Dialect::Meteroid,
        Some(DialectDecl::Stripe) => Dialect::Stripe,
        Some(DialectDecl::Zuora) => Dialect::Zuora,
        Some(DialectDecl::Emersion) => Dialect::Emersion,
    }
}

/// Returns the conventions of the dialect, except for what the manifest says itself.
fn conventions(manifest: &ManifestDecl) -> Conventions {
    fn written<D: Copy, T>(decl: Option<&Spanned<D>>, value: fn(D) -> T) -> Option<Chosen<T>> {
        decl.and_then(|d| Some(Chosen { value: value(*d.get()?), because: Because::Written(d.span) }))
    }
    let billing = manifest.billing.get();
    let proration = billing.and_then(|b| b.proration.get());
    let of = Conventions::of(dialect(manifest), manifest.dialect.get().is_some());
    let count = written(proration.map(|p| &p.basis), |basis| match basis {
        BasisDecl::ActualDays => DayCount::ActualDays,
        BasisDecl::Actual360 => DayCount::Actual360,
        BasisDecl::Thirty360 => DayCount::Thirty360,
        BasisDecl::TwentyEight => DayCount::TwentyEight,
        BasisDecl::Nominal => DayCount::Nominal,
        BasisDecl::Seconds => DayCount::Seconds,
    });
    let other_cadence = written(proration.map(|p| &p.other_cadence), |cadence| match cadence {
        OtherCadenceDecl::Basis => OtherCadence::Basis,
        OtherCadenceDecl::Nominal => OtherCadence::Nominal,
    });
    let last_day = written(proration.map(|p| &p.days), |days| match days {
        DaysDecl::HalfOpen => LastDay::Free,
        DaysDecl::Inclusive => LastDay::Charged,
    });
    let refund = written(proration.map(|p| &p.refund), |refund| match refund {
        RefundDecl::Difference => Refund::Difference,
        RefundDecl::ShareOfPrice => Refund::ShareOfPrice,
        RefundDecl::ShareOfCharge => Refund::ShareOfCharge,
    });
    let month_end = written(billing.map(|b| &b.month_end), |end| match end {
        MonthEndDecl::LastDay => MonthEnd::LastDay,
        MonthEndDecl::Day28 => MonthEnd::Day28,
    });
    let first_end = written(billing.map(|b| &b.first_end), |end| match end {
        FirstEndDecl::NextBillDay => FirstEnd::NextBillDay,
        FirstEndDecl::StartMonth => FirstEnd::StartMonth,
    });
    let full_period = written(proration.map(|p| &p.full_period), |full| match full {
        FullPeriodDecl::Price => FullPeriod::Price,
        FullPeriodDecl::Days => FullPeriod::Days,
    });
    let first_whole = written(proration.map(|p| &p.first_whole), |whole| match whole {
        FirstWholeDecl::Cycle => FirstWhole::Cycle,
        FirstWholeDecl::Length => FirstWhole::Length,
    });
    let trial_usage = written(billing.map(|b| &b.trial_usage), |usage| match usage {
        TrialUsageDecl::Free => TrialUsage::Free,
        TrialUsageDecl::Charged => TrialUsage::Charged,
    });
    let stub_due = written(billing.map(|b| &b.stub_due), |due| match due {
        StubDueDecl::Start => StubDue::Start,
        StubDueDecl::BillDay => StubDue::BillDay,
    });
    Conventions {
        count: count.unwrap_or(of.count),
        other_cadence: other_cadence.unwrap_or(of.other_cadence),
        last_day: last_day.unwrap_or(of.last_day),
        ratio_digits: written(proration.map(|p| &p.ratio_digits), Some).unwrap_or(of.ratio_digits),
        refund: refund.unwrap_or(of.refund),
        month_end: month_end.unwrap_or(of.month_end),
        first_end: first_end.unwrap_or(of.first_end),
        full_period: full_period.unwrap_or(of.full_period),
        first_whole: first_whole.unwrap_or(of.first_whole),
        credits: of.credits,
        stub_due: stub_due.unwrap_or(of.stub_due),
        trial_usage: trial_usage.unwrap_or(of.trial_usage),
    }
}

/// Returns the anchor that is written, if one is.
pub(super) fn anchor(decl: &Spanned<AnchorDecl>) -> Option<Anchor> {
    match decl.get()? {
        AnchorDecl::Anniversary => Some(Anchor::Anniversary),
        AnchorDecl::Calendar => Some(Anchor::Calendar),
        AnchorDecl::Purchase => Some(Anchor::Purchase),
        AnchorDecl::BillDay(day) => day.get().map(|day| Anchor::BillDay(*day)),
    }
}

pub(super) fn billing(manifest: &ManifestDecl) -> Billing {
    let billing: &Spanned<BillingDecl> = &manifest.billing;
    let decl = billing.get();
    let anchor = decl.and_then(|b| anchor(&b.anchor)).unwrap_or(Anchor::Anniversary);
    let proration = decl.and_then(|b| b.proration.get());
    Billing {
        period: decl.and_then(|b| b.period.get()).map_or(DEFAULT_PERIOD, |length| length.0),
        anchor,
        first: proration.and_then(|p| p.first.get()).copied().unwrap_or(true),
        last: proration.and_then(|p| p.last.get()).copied().unwrap_or(true),
        conventions: conventions(manifest),
        span: billing.span,
    }
}

pub(super) fn rounding(manifest: &ManifestDecl) -> Rounding {
    let decl = manifest.rounding.get();
    let (mode, because) = match decl.map(|r| (r.mode.get(), r.mode.span)) {
        Some((Some(mode), span)) => {
            let mode = match mode {
                RoundingModeDecl::HalfUp => RoundingMode::HalfUp,
                RoundingModeDecl::HalfEven => RoundingMode::HalfEven,
                RoundingModeDecl::Up => RoundingMode::Up,
                RoundingModeDecl::Down => RoundingMode::Down,
                RoundingModeDecl::Malaysian => RoundingMode::Malaysian,
            };
            (mode, Because::Written(span))
        }
        Some((None, _)) | None => {
            let dialect = dialect(manifest);
            let because = if manifest.dialect.get().is_some() { Because::Dialect(dialect) } else { Because::Default };
            (dialect.rounding(), because)
        }
    };
    let at = match decl.and_then(|r| r.at.get()) {
        Some(RoundAtDecl::Line) | None => RoundAt::Line,
        Some(RoundAtDecl::Invoice) => RoundAt::Invoice,
    };
    let digits = decl.and_then(|r| r.digits.get().copied());
    Rounding { mode, because, at, digits, span: manifest.rounding.span }
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
