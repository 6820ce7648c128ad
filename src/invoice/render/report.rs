//! A replayed scenario in words: what the text prints and the JSON carries.

use schemars::JsonSchema;
use serde::Serialize;

use super::event::about;
use super::line::LineReport;
use crate::graph::{Catalog, Checked};
use crate::invoice::describe::{money, named, percent};
use crate::invoice::{FailedExpectation, Invoice, TaxTotal};
use crate::money::{Currency, Decimal};
use crate::scenario::Scenario;
use crate::sim::{self, Aborted, Ledger, Verdict};
use crate::source::{SourceSet, Span};

/// One replayed scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ScenarioReport {
    /// The scenario's title.
    pub scenario: String,
    /// The catalog's code.
    pub catalog: String,
    /// The catalog's folder with a slash at its end, relative to where the tool was started; empty if that is the folder.
    pub root: String,
    /// The file it is written in.
    pub file: String,
    /// The first day, as YYYY-MM-DD.
    pub from: String,
    /// The last day, which belongs to the scenario.
    pub through: String,
    /// What became of each event, in the order replayed.
    pub timeline: Vec<TimelineEntry>,
    /// The invoices, by day and payer.
    pub invoices: Vec<InvoiceReport>,
    /// Why the replay ended before its last day, if it did; there are no invoices then.
    pub aborted: Option<String>,
    /// The expectations that have not come true.
    pub failed_expectations: Vec<FailureReport>,
}

/// What became of one event. One that is said for a later day has an entry of that day too, if there is something to say then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TimelineEntry {
    /// The event's number as written, from 1.
    pub event: u32,
    /// The day.
    pub on: String,
    /// What it does: the word that the scenario uses for it, as in `subscribe`.
    pub did: String,
    /// What it is about, as in `ada to family as ada-tv`.
    pub what: String,
    /// Whether it was done.
    pub outcome: Outcome,
    /// The rule that refused it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The YAML that decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<Source>,
    /// What else is worth knowing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// Whether an event was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It was done.
    Accepted,
    /// It was refused and changed nothing.
    Rejected,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Source {
    /// The file, relative to where the tool was started.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

/// One invoice: what one payer owes one payee for one day in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct InvoiceReport {
    /// The number, from 1.
    pub number: u32,
    /// `invoice`, or `credit note` if the total is negative.
    pub kind: String,
    /// Who pays.
    pub payer: String,
    /// Who is paid.
    pub payee: String,
    /// The day of the invoice.
    pub on: String,
    /// The currency of all amounts.
    pub currency: String,
    /// The lines.
    pub lines: Vec<LineReport>,
    /// The tax by code.
    pub taxes: Vec<TaxReport>,
    /// The sum without tax, with the currency's digits.
    pub net: String,
    /// The tax.
    pub tax: String,
    /// With tax.
    pub total: String,
    /// How much of the account's credit it uses, below zero, or gives to it, above; with that of accounts billed to it.
    pub credit: String,
    /// How much of that is credit of the accounts that are billed to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit_of_others: Option<String>,
    /// How much is paid out to the payer, if a cancellation says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paid_out: Option<String>,
    /// How that has come about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paid_out_step: Option<String>,
    /// What is left to pay: the total with the credit and with what is paid out.
    pub due: String,
    /// Who pays that, if not the payer: it is a line on an invoice of theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billed_to: Option<String>,
}

/// What is owed under one tax code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TaxReport {
    /// The tax's code.
    pub tax: String,
    /// Its name; the code if it has none.
    pub name: String,
    /// The rate, as in `20%`; empty where a provider adds an amount once to the whole invoice.
    pub rate: String,
    /// The net amount of its lines.
    pub net: String,
    /// The tax on them.
    pub amount: String,
    /// What the rate is taken of, with all its digits; empty where there is no rate.
    pub base: String,
    /// Whether the base contains the tax.
    pub contained: bool,
    /// Where an amount is written that is added once to the whole invoice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// An expectation that has not come true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FailureReport {
    /// Where it is written.
    pub at: Option<Source>,
    /// What was expected and what was found.
    pub message: String,
}

/// Puts a replayed scenario into words.
#[must_use]
pub fn report(
    catalog: &Checked<Catalog>,
    scenario: &Scenario,
    ledger: &Ledger,
    invoices: &[Invoice],
    failed: &[FailedExpectation],
    sources: &SourceSet,
) -> ScenarioReport {
    let teller = Teller::new(catalog, scenario, ledger, sources);
    let aborted = ledger.aborted.map(|reason| teller.aborted(reason));
    ScenarioReport {
        scenario: scenario.title.to_string(),
        catalog: catalog.code.to_string(),
        root: teller.source(catalog.currencies_span).map_or_else(String::new, |manifest| folder(&manifest.file)),
        file: teller.source(scenario.title_span).map_or_else(String::new, |source| source.file),
        from: scenario.from.to_string(),
        through: scenario.through.to_string(),
        timeline: ledger.outcomes.iter().map(|outcome| teller.outcome(outcome)).collect(),
        invoices: invoices.iter().map(|invoice| teller.invoice(invoice, invoices)).collect(),
        aborted,
        failed_expectations: failed
            .iter()
            .map(|failure| FailureReport { at: teller.source(failure.span), message: failure.message.clone() })
            .collect(),
    }
}

/// Puts what came of one scenario into words.
pub(super) struct Teller<'a> {
    pub catalog: &'a Catalog,
    pub scenario: &'a Scenario,
    pub ledger: &'a Ledger,
    pub sources: &'a SourceSet,
}

impl<'a> Teller<'a> {
    pub(super) fn new(
        catalog: &'a Catalog,
        scenario: &'a Scenario,
        ledger: &'a Ledger,
        sources: &'a SourceSet,
    ) -> Self {
        Self { catalog, scenario, ledger, sources }
    }
}

impl Teller<'_> {
    pub(super) fn source(&self, span: Span) -> Option<Source> {
        let place = span.is_written().then(|| self.sources.locate(span)).filter(|place| !place.file.is_empty())?;
        Some(Source { file: place.file.to_owned(), line: place.line })
    }

    /// Returns why a run was aborted, with the place of the price or event if it is one of those.
    fn aborted(&self, reason: Aborted) -> String {
        let place = match reason {
            Aborted::Amount { source, .. } => Some(source),
            Aborted::Events { event } | Aborted::Calendar { event } => {
                self.scenario.event(event).map(|event| event.span)
            }
            Aborted::Lines | Aborted::Horizon => None,
        };
        match place.and_then(|place| self.source(place)) {
            Some(Source { file, line }) => format!("{} ({file}:{line})", reason.message()),
            None => reason.message(),
        }
    }

    fn outcome(&self, outcome: &sim::Outcome) -> TimelineEntry {
        let event = self.scenario.event(outcome.event);
        let mut entry = TimelineEntry {
            event: outcome.event,
            on: outcome.on.to_string(),
            did: outcome.did.to_owned(),
            what: event.map_or_else(String::new, |event| about(self.catalog, self.scenario, event)),
            outcome: Outcome::Accepted,
            rule: None,
            message: None,
            because: None,
            notes: Vec::new(),
        };
        match &outcome.result {
            Verdict::Accepted { notes } => entry.notes.clone_from(notes),
            Verdict::Refused(refusal) => {
                entry.outcome = Outcome::Rejected;
                entry.rule = Some(refusal.rule.name.to_owned());
                entry.message = Some(refusal.message.clone());
                entry.because = self.source(refusal.because);
            }
        }
        entry
    }

    fn invoice(&self, invoice: &Invoice, invoices: &[Invoice]) -> InvoiceReport {
        let digits = self.catalog.rounding.digits(invoice.currency);
        let lines = self.lines(invoice, invoices);
        InvoiceReport {
            number: invoice.number,
            kind: invoice.title().to_owned(),
            payer: self.scenario.account(invoice.payer).name.text.to_string(),
            payee: self.catalog.operator.to_string(),
            on: invoice.on.to_string(),
            currency: invoice.currency.to_string(),
            lines,
            taxes: invoice.taxes.iter().flat_map(|total| self.taxes(invoice.currency, total)).collect(),
            net: money(invoice.net, digits),
            tax: money(invoice.tax, digits),
            total: money(invoice.total, digits),
            credit: money(invoice.credit, digits),
            credit_of_others: Some(invoice.credit_of_others(invoices))
                .filter(|credit| !credit.is_zero())
                .map(|credit| money(credit, digits)),
            paid_out: invoice.paid_out.map(|paid_out| money(paid_out.amount, digits)),
            paid_out_step: invoice.paid_out.map(|paid_out| paid_out.step(digits)),
            due: money(invoice.due, digits),
            billed_to: self
                .scenario
                .account(invoice.payer)
                .billed_to
                .map(|payer| self.scenario.account(payer).name.text.to_string()),
        }
    }

    /// Returns what an invoice shows of a tax: by its rate, and once for the whole invoice.
    fn taxes(&self, currency: Currency, total: &TaxTotal) -> impl Iterator<Item = TaxReport> {
        let digits = self.catalog.rounding.digits(currency);
        let tax = self.catalog.taxes.get(total.tax);
        let report = |rate: Decimal, amount: Decimal| TaxReport {
            tax: tax.code.text.to_string(),
            name: named(tax.name.as_ref(), &tax.code).to_owned(),
            rate: percent(rate),
            net: money(total.net, digits),
            amount: money(amount, digits),
            base: total.base.ratio(digits).map_or_else(String::new, |base| base.text(digits)),
            contained: self.catalog.tax.inclusive,
            source: None,
        };
        let amounts = self.scenario.tax_amounts(self.catalog, total.tax);
        let added = amounts.and_then(|amounts| amounts.get(currency)).filter(|_| !total.fixed.is_zero());
        let has_rate = self.scenario.tax_rate(self.catalog, total.tax).is_some();
        let by_rate = (has_rate || amounts.is_none()).then(|| report(total.rate, total.amount - total.fixed));
        let once = added.map(|(_, span)| TaxReport {
            rate: String::new(),
            base: String::new(),
            contained: false,
            source: self.source(span),
            ..report(total.rate, total.fixed)
        });
        by_rate.into_iter().chain(once)
    }
}

/// Returns the folder of a file, with a slash at its end.
fn folder(file: &str) -> String {
    file.rsplit_once('/').map_or_else(String::new, |(folder, _)| format!("{folder}/"))
}
