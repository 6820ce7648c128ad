//! A catalog's objects, a line each.

use std::fmt::Write;

use smol_str::SmolStr;

use crate::calendar::DayCount;
use crate::compile::Compilation;
use crate::diag::cut_after;
use crate::diag::render::printable;
use crate::graph::{
    Anchor, Because, Catalog, Collect, Conventions, CreditTarget, FirstEnd, FirstWhole, FullPeriod, LastDay, MonthEnd,
    Object, OtherCadence, Outages, Refund, RoundAt, StubDue, Table, TaxRound, TrialUsage,
};
use crate::source::SourceSet;

/// Returns the outline of a catalog: what holds for all of it, then every object with its name and place.
#[must_use]
pub fn outline(compilation: &Compilation) -> String {
    let catalog = compilation.catalog();
    let sources = &compilation.sources;
    let mut text = String::new();
    head(catalog, &mut text);
    conventions(catalog, sources, &mut text);
    section(&catalog.plans, |o| &o.name, sources, &mut text);
    section(&catalog.bundles, |o| &o.name, sources, &mut text);
    section(&catalog.products, |o| &o.name, sources, &mut text);
    section(&catalog.discounts, |o| &o.name, sources, &mut text);
    section(&catalog.coupons, |o| &o.name, sources, &mut text);
    section(&catalog.vouchers, |o| &o.0.name, sources, &mut text);
    section(&catalog.policies, |o| &o.name, sources, &mut text);
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
        Anchor::Calendar => "with the calendar".to_owned(),
        Anchor::Purchase => "from the day each charge is bought".to_owned(),
        Anchor::BillDay(day) => format!("on day {day} of the month"),
    };
    let prices = if catalog.tax.inclusive { "contain tax" } else { "are without tax" };
    let _ = writeln!(text, "catalog `{}` of {}", catalog.code, catalog.operator);
    let _ = writeln!(text, "  sells in {}; prices {prices}", currencies.join(", "));
    let _ = writeln!(text, "  bills every {}, {anchor}", catalog.billing.period);
    let _ = writeln!(text, "  days are those of {}", catalog.time_zone.name());
    match catalog.invoices.collect {
        Collect::Day => {}
        Collect::Event => text.push_str("  invoices what each event charges alone\n"),
        Collect::BillDay => {
            let later = catalog.invoices.after.map_or_else(String::new, |after| format!(", dated {after} later"));
            let _ = writeln!(text, "  collects invoices until the bill day{later}");
        }
    }
}

/// Writes the conventions that turn time into a share of a price, each with the reason why it is in force.
fn conventions(catalog: &Catalog, sources: &SourceSet, text: &mut String) {
    let conventions = &catalog.billing.conventions;
    let Conventions { count, last_day, ratio_digits, refund, month_end, first_end, .. } = conventions;
    let Conventions { other_cadence, full_period, first_whole, credits, trial_usage, stub_due, .. } = conventions;
    let basis = match count.value {
        DayCount::ActualDays => "by calendar days",
        DayCount::Actual360 => "by calendar days over 30 a month",
        DayCount::Thirty360 => "as if each month had 30 days",
        DayCount::TwentyEight => "as if each month had 28 days",
        DayCount::Nominal => "by calendar days over 30 a month, 91 a quarter, 182 a half-year, 365 a year",
        DayCount::Seconds => "by seconds",
    };
    let other_cadence_words = match other_cadence.value {
        OtherCadence::Basis => "as others",
        OtherCadence::Nominal => "by nominal days, 365 a year",
    };
    let last_day_words = match last_day.value {
        LastDay::Free => "not charged",
        LastDay::Charged => "charged",
    };
    let ratio = ratio_digits.value.map_or_else(|| "exact".to_owned(), |digits| format!("rounded to {digits} digits"));
    let refund_words = match refund.value {
        Refund::Difference => "what was charged less the used part",
        Refund::ShareOfPrice => "the unused share of the price",
        Refund::ShareOfCharge => "the unused share of what was charged",
    };
    let month_end_words = match month_end.value {
        MonthEnd::LastDay => "on the last day of a shorter month",
        MonthEnd::Day28 => "on the 28th",
    };
    let first_end_words = match first_end.value {
        FirstEnd::NextBillDay => "on the next bill day",
        FirstEnd::StartMonth => "whole periods after the bill day of its first month",
    };
    let stub_words = match stub_due.value {
        StubDue::Start => "when it begins",
        StubDue::BillDay => "on the new bill day before it",
    };
    let full_period_words = match full_period.value {
        FullPeriod::Price => "its price",
        FullPeriod::Days => "its days",
    };
    let first_whole_words = match first_whole.value {
        FirstWhole::Cycle => "the period of the bill days before and after it",
        FirstWhole::Length => "the period that ends with it",
    };
    let credits_words = if credits.value == Outages::default() { "are charged" } else { "go back" };
    let trial_words = if trial_usage.value == TrialUsage::Free { "is free" } else { "is charged" };
    let at = match catalog.rounding.at {
        RoundAt::Line => "on each line",
        RoundAt::Invoice => "on each invoice",
    };
    let tax_at = match catalog.tax.round.value {
        TaxRound::Line => "on each line",
        TaxRound::EachTax => "on each invoice, each tax alone",
        TaxRound::Invoice => "on each invoice, all taxes together",
        TaxRound::Total => "on each invoice, after its total",
    };
    let credit_words = match catalog.invoices.credit.value {
        CreditTarget::Note => "a credit note",
        CreditTarget::Account => "credit of the account",
    };
    let rows = [
        ("prorates", basis.to_owned(), count.because),
        ("prorates periods unlike the plan's", other_cadence_words.to_owned(), other_cadence.because),
        ("day of a cancellation", last_day_words.to_owned(), last_day.because),
        ("share of a period", ratio, ratio_digits.because),
        ("gives back", refund_words.to_owned(), refund.because),
        ("periods from the 29th on begin", month_end_words.to_owned(), month_end.because),
        ("first of several-month periods ends", first_end_words.to_owned(), first_end.because),
        ("the rest up to a new bill day is due", stub_words.to_owned(), stub_due.because),
        ("a whole period costs", full_period_words.to_owned(), full_period.because),
        ("a first part is one of", first_whole_words.to_owned(), first_whole.because),
        ("days without service", credits_words.to_owned(), credits.because),
        ("what is used in a trial", trial_words.to_owned(), trial_usage.because),
        ("rounds", format!("{} {at}", catalog.rounding.mode.name()), catalog.rounding.because),
        ("rounds tax", tax_at.to_owned(), catalog.tax.round.because),
        ("an invoice below zero is", credit_words.to_owned(), catalog.invoices.credit.because),
    ];
    let _ = writeln!(text, "\nconventions");
    let width = rows.iter().map(|(what, how, _)| what.len() + how.len() + 2).max().unwrap_or(0);
    for (what, how, because) in rows {
        let why = match because {
            Because::Written(span) => {
                let place = sources.locate(span);
                format!("{}:{}", place.file, place.line)
            }
            Because::Dialect(dialect) => format!("dialect `{}`", dialect.name()),
            Because::Default => "default".to_owned(),
        };
        let row = format!("{what}: {how}");
        let _ = writeln!(text, "  {row:<width$}  {why}");
    }
}

/// The longest name that is shown whole.
const LONGEST_NAME: usize = 80;

fn section<T: Object>(table: &Table<T>, name: fn(&T) -> &Option<SmolStr>, sources: &SourceSet, text: &mut String) {
    if table.is_empty() {
        return;
    }
    let mut objects: Vec<&T> = table.iter().map(|(_, object)| object).collect();
    objects.sort_by(|a, b| a.code().cmp(b.code()));
    let width = |of: &dyn Fn(&T) -> usize| objects.iter().map(|o| of(o)).max().unwrap_or(0);
    let label = |object: &T| cut_after(name(object).as_deref().unwrap_or_default(), LONGEST_NAME).into_owned();
    // The catalog may be broken: a code may be anything.
    let code = |object: &T| printable(&cut_after(object.code(), LONGEST_NAME)).into_owned();
    let (codes, names) = (width(&|o| code(o).chars().count()), width(&|o| label(o).chars().count()));
    let _ = writeln!(text, "\n{}", T::SECTION);
    for object in &objects {
        let place = sources.locate(object.span());
        let (code, name) = (code(object), label(object));
        let gap = if names == 0 { "" } else { "  " };
        let _ = writeln!(text, "  {code:<codes$}{gap}{name:<names$}  {}:{}", place.file, place.line);
    }
}
