//! A replayed scenario in words: what the text prints and the JSON carries.

use schemars::JsonSchema;
use serde::Serialize;

use super::event::about;
use crate::graph::{Catalog, Checked, Code, Id, Object, Table};
use crate::invoice::carry::Carry;
use crate::invoice::describe::{describe, money, named, percent};
use crate::invoice::gross::unit;
use crate::invoice::steps::steps;
use crate::invoice::{FailedExpectation, Invoice, Line};
use crate::money::{Decimal, plain};
use crate::scenario::Scenario;
use crate::sim::{self, Entry, EntryKind, Holder, Ledger, Subject, Verdict};
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

/// What became of one event.
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
    /// The day everything on it falls due.
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
    /// To pay.
    pub total: String,
}

/// One line of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LineReport {
    /// What it is for.
    pub description: String,
    /// `one_time`, `recurring`, `usage`, `minimum`, `increase`, `refund`, `adjustment` or `penalty`.
    pub kind: String,
    /// The catalog's object, as in `products/live-tv`.
    pub object: String,
    /// The code of the product's charge.
    pub charge: Option<String>,
    /// The alias of the subscription.
    pub subscription: String,
    /// The first day it is for; nothing if it is not for a time.
    pub from: Option<String>,
    /// The first day it is no longer for.
    pub to: Option<String>,
    /// How many units; of usage, all that was used.
    pub quantity: String,
    /// The code of the unit that usage is counted in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// How many of the units are included, so that only more than that is priced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub included: Option<String>,
    /// The price of one, before discounts; nothing if it goes by tiers or packages, which the steps show.
    pub unit_price: Option<String>,
    /// Which part of the full fee is charged; nothing if all of it is.
    pub fraction: Option<Fraction>,
    /// The discounts, in the order they apply.
    pub discounts: Vec<DiscountReport>,
    /// The amount as priced: with tax if prices contain it, else without.
    pub amount: String,
    /// The amount without tax.
    pub net: String,
    /// The tax.
    pub tax: String,
    /// The code of the tax.
    pub tax_code: Option<String>,
    /// The code of the ledger it is booked on.
    pub ledger: Option<String>,
    /// The code of the heading it is shown under.
    pub item_type: Option<String>,
    /// The name of that heading; the code if it has none.
    pub heading: Option<String>,
    /// The arithmetic, one step after the other.
    pub steps: Vec<String>,
    /// Where the price is written.
    pub source: Option<Source>,
    /// The number of the last event that shaped it.
    pub event: u32,
}

/// A part of a full fee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fraction {
    /// How many are charged.
    pub part: u32,
    /// How many the full fee is for.
    pub of: u32,
    /// `days` or `cycles`.
    pub unit: String,
    /// The first of the days that the full fee is for; nothing for cycles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The first day after them; nothing for cycles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// A discount on a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DiscountReport {
    /// The discount's code.
    pub discount: String,
    /// The coupon that granted it, if no bundle did.
    pub coupon: Option<String>,
    /// What it takes off the full fee.
    pub amount: String,
}

/// What is owed under one tax code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TaxReport {
    /// The tax's code.
    pub tax: String,
    /// Its name; the code if it has none.
    pub name: String,
    /// The rate, as in `20%`.
    pub rate: String,
    /// The net amount of its lines.
    pub net: String,
    /// The tax on them.
    pub amount: String,
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
    let teller = Teller { catalog, scenario, ledger, sources };
    let aborted = ledger.aborted.map(|reason| match (&reason, reason.message()) {
        (sim::Aborted::Amount { source, .. }, message) => match teller.source(*source) {
            Some(Source { file, line }) => format!("{message} ({file}:{line})"),
            None => message,
        },
        (_, message) => message,
    });
    ScenarioReport {
        scenario: scenario.title.to_string(),
        catalog: catalog.code.to_string(),
        root: teller.source(catalog.currencies_span).map_or_else(String::new, |manifest| folder(&manifest.file)),
        file: teller.source(scenario.title_span).map_or_else(String::new, |source| source.file),
        from: scenario.from.to_string(),
        through: scenario.through.to_string(),
        timeline: ledger.outcomes.iter().map(|outcome| teller.outcome(outcome)).collect(),
        invoices: invoices.iter().map(|invoice| teller.invoice(invoice)).collect(),
        aborted,
        failed_expectations: failed
            .iter()
            .map(|failure| FailureReport { at: teller.source(failure.span), message: failure.message.clone() })
            .collect(),
    }
}

/// Returns how many units a line is for: those added, those given back, or all.
pub(in crate::invoice) fn units(ledger: &Ledger, entry: &Entry) -> Decimal {
    let fee = ledger.fee(entry.fee);
    match &entry.kind {
        EntryKind::Increase { before } | EntryKind::Progress { before, .. } => {
            fee.units() - ledger.fee(*before).units()
        }
        EntryKind::Refund(settlement) if fee.per_unit => Decimal::from(settlement.units),
        EntryKind::OneTime
        | EntryKind::Recurring
        | EntryKind::Usage { .. }
        | EntryKind::Minimum { .. }
        | EntryKind::Refund(_)
        | EntryKind::Adjustment
        | EntryKind::Penalty => fee.units(),
    }
}

struct Teller<'a> {
    catalog: &'a Catalog,
    scenario: &'a Scenario,
    ledger: &'a Ledger,
    sources: &'a SourceSet,
}

impl Teller<'_> {
    fn source(&self, span: Span) -> Option<Source> {
        let place = span.is_written().then(|| self.sources.locate(span)).filter(|place| !place.file.is_empty())?;
        Some(Source { file: place.file.to_owned(), line: place.line })
    }

    fn outcome(&self, outcome: &sim::Outcome) -> TimelineEntry {
        let event = self.scenario.events.iter().find(|event| event.number == outcome.event);
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

    fn invoice(&self, invoice: &Invoice) -> InvoiceReport {
        let digits = self.catalog.rounding.digits(invoice.currency);
        let mut above = Carry::default();
        let mut lines = Vec::with_capacity(invoice.lines.len());
        for line in &invoice.lines {
            let Some(entry) = self.ledger.entries.get(line.entry) else { continue };
            lines.push(self.line(line, entry, &above));
            // It was possible when the invoice was made.
            let _ = above.line(self.catalog, self.ledger, line.entry, entry);
        }
        InvoiceReport {
            number: invoice.number,
            kind: invoice.title().to_owned(),
            payer: self.scenario.account(invoice.payer).name.text.to_string(),
            payee: self.catalog.operator.to_string(),
            on: invoice.on.to_string(),
            currency: invoice.currency.to_string(),
            lines,
            taxes: invoice
                .taxes
                .iter()
                .map(|total| (total, self.catalog.taxes.get(total.tax)))
                .map(|(total, tax)| TaxReport {
                    tax: tax.code.text.to_string(),
                    name: named(tax.name.as_ref(), &tax.code).to_owned(),
                    rate: percent(total.rate),
                    net: money(total.net, digits),
                    amount: money(total.amount, digits),
                })
                .collect(),
            net: money(invoice.net, digits),
            tax: money(invoice.tax, digits),
            total: money(invoice.total, digits),
        }
    }

    fn line(&self, line: &Line, entry: &Entry, above: &Carry) -> LineReport {
        let fee = self.ledger.fee(entry.fee);
        let digits = self.catalog.rounding.digits(fee.currency);
        let (object, charge, in_cycles) = match fee.subject {
            Subject::Charge { product, charge, .. } => {
                let object = self.catalog.products.get(product);
                let charge = object.charges.get(charge as usize).map(|charge| charge.code.text.to_string());
                (format!("products/{}", object.code.text), charge, false)
            }
            Subject::Penalty { holder, in_cycles, .. } => (self.holder(holder), None, in_cycles),
        };
        let kind = match entry.kind {
            EntryKind::OneTime => "one_time",
            EntryKind::Recurring => "recurring",
            EntryKind::Usage { .. } | EntryKind::Progress { .. } => "usage",
            EntryKind::Minimum { .. } => "minimum",
            EntryKind::Increase { .. } => "increase",
            EntryKind::Refund(_) => "refund",
            EntryKind::Adjustment => "adjustment",
            EntryKind::Penalty => "penalty",
        };
        let timed = entry.from < entry.to;
        let discounts =
            fee.discounts.iter().filter(|applied| !applied.amount.is_zero()).map(|applied| DiscountReport {
                discount: self.catalog.discounts.get(applied.discount).code.text.to_string(),
                coupon: code(&self.catalog.coupons, applied.coupon),
                amount: money(applied.amount, digits),
            });
        LineReport {
            description: describe(self.catalog, self.ledger, entry),
            kind: kind.to_owned(),
            object,
            charge,
            subscription: self.scenario.alias(fee.subscription).to_owned(),
            from: timed.then(|| entry.from.to_string()),
            to: timed.then(|| entry.to.to_string()),
            quantity: plain(units(self.ledger, entry)),
            unit: unit(self.catalog, fee).map(|unit| unit.code.text.to_string()),
            included: (!fee.included.is_zero()).then(|| plain(fee.included)),
            unit_price: fee.unit.map(|unit| money(unit, digits)),
            fraction: (entry.part != entry.of).then(|| Fraction {
                part: entry.part,
                of: entry.of,
                unit: if in_cycles { "cycles" } else { "days" }.to_owned(),
                from: (!in_cycles).then(|| entry.full_from.to_string()),
                to: (!in_cycles).then(|| entry.full_to.to_string()),
            }),
            discounts: discounts.collect(),
            amount: money(line.amount, digits),
            net: money(line.net, digits),
            tax: money(line.tax, digits),
            tax_code: code(&self.catalog.taxes, fee.tax),
            ledger: code(&self.catalog.ledgers, fee.ledger),
            item_type: code(&self.catalog.item_types, fee.item_type),
            heading: fee.item_type.map(|id| {
                let item_type = self.catalog.item_types.get(id);
                named(item_type.name.as_ref(), &item_type.code).to_owned()
            }),
            steps: steps(self.catalog, self.ledger, entry, line, above),
            source: self.source(fee.source),
            event: entry.event,
        }
    }

    fn holder(&self, holder: Holder) -> String {
        let name = |section: &str, code: &Code| format!("{section}/{}", code.text);
        match holder {
            Holder::Plan(id) => name("plans", &self.catalog.plans.get(id).code),
            Holder::Bundle(id) => name("bundles", &self.catalog.bundles.get(id).code),
        }
    }
}

/// Returns the folder of a file, with a slash at its end.
fn folder(file: &str) -> String {
    file.rsplit_once('/').map_or_else(String::new, |(folder, _)| format!("{folder}/"))
}

fn code<T: Object>(table: &Table<T>, id: Option<Id<T>>) -> Option<String> {
    id.map(|id| table.get(id).code().to_string())
}
