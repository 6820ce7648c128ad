//! Whether what a scenario expects has come true.

use super::describe::money;
use super::invoice::{Invoice, Line};
use crate::calendar::Date;
use crate::diag::nearest;
use crate::graph::{Catalog, Checked};
use crate::money::{Currency, Decimal};
use crate::scenario::{AccountId, Expected, LineExpectation, Scenario, TotalsExpectation};
use crate::sim::refusals::RULES;
use crate::sim::{Entry, Ledger, Outcome, Subject, Verdict};
use crate::source::Span;

/// An expectation that has not come true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedExpectation {
    /// Where the expectation is written.
    pub span: Span,
    /// What was expected and what was found.
    pub message: String,
}

/// Compares what a scenario expects with what came of it.
///
/// Returns the expectations that have not come true, in the order written, each with what was found instead.
#[must_use]
pub fn check(
    catalog: &Checked<Catalog>,
    scenario: &Scenario,
    ledger: &Ledger,
    invoices: &[Invoice],
) -> Vec<FailedExpectation> {
    let court = Court { catalog, scenario, ledger, invoices };
    let failed = scenario.expectations.iter().filter_map(|expectation| {
        let message = court.judge(&expectation.what).err()?;
        Some(FailedExpectation { span: expectation.span, message })
    });
    failed.collect()
}

/// Returns what to add where an expectation names a rule that refuses nothing.
fn doubt(rule: &str) -> String {
    let names = || RULES.iter().map(|rule| rule.name);
    match nearest(rule, names()) {
        _ if names().any(|name| name == rule) => String::new(),
        Some(meant) => format!("; no rule of that name refuses anything, did you mean `{meant}`?"),
        None => "; no rule of that name refuses anything".to_owned(),
    }
}

struct Court<'a> {
    catalog: &'a Catalog,
    scenario: &'a Scenario,
    ledger: &'a Ledger,
    invoices: &'a [Invoice],
}

impl Court<'_> {
    fn judge(&self, expected: &Expected) -> Result<(), String> {
        match expected {
            Expected::Rejected { event, rule } => match &self.outcome(*event)?.result {
                Verdict::Refused(refusal) if refusal.rule.name == rule => Ok(()),
                Verdict::Refused(refusal) => Err(format!(
                    "expected event {event} to be refused by `{rule}`, found `{}`{}",
                    refusal.rule.name,
                    doubt(rule)
                )),
                Verdict::Accepted { .. } => {
                    Err(format!("expected event {event} to be refused by `{rule}`, found it accepted{}", doubt(rule)))
                }
            },
            Expected::Accepted { event } => match &self.outcome(*event)?.result {
                Verdict::Accepted { .. } => Ok(()),
                Verdict::Refused(refusal) => Err(format!(
                    "expected event {event} to be accepted, found it refused by `{}`: {}",
                    refusal.rule.name, refusal.message
                )),
            },
            Expected::Line(line) => self.line(line),
            Expected::Totals(totals) => self.totals(totals),
            Expected::InvoiceCount { account, count } => {
                let found = self.invoices.iter().filter(|invoice| invoice.payer == *account).count();
                if found == *count {
                    Ok(())
                } else {
                    Err(format!("expected {count} invoices for `{}`, found {found}", self.name(*account)))
                }
            }
        }
    }

    fn outcome(&self, event: u32) -> Result<&Outcome, String> {
        let found = self.ledger.outcomes.iter().find(|outcome| outcome.event == event);
        found.ok_or_else(|| format!("event {event} was not replayed"))
    }

    fn name(&self, account: AccountId) -> &str {
        &self.scenario.account(account).name.text
    }

    fn invoice(&self, account: AccountId, on: Date, currency: Option<Currency>) -> Result<&Invoice, String> {
        let of_account = || self.invoices.iter().filter(|invoice| invoice.payer == account);
        let fits =
            |invoice: &&Invoice| invoice.on == on && currency.is_none_or(|currency| invoice.currency == currency);
        of_account().find(fits).ok_or_else(|| {
            let name = self.name(account);
            let dates: Vec<String> = of_account().map(|invoice| invoice.on.to_string()).collect();
            let there =
                if dates.is_empty() { "has none".to_owned() } else { format!("has invoices on {}", dates.join(", ")) };
            let currency = currency.map_or_else(String::new, |currency| format!(" in {currency}"));
            format!("no invoice for `{name}` on {on}{currency}; {name} {there}")
        })
    }

    fn totals(&self, expected: &TotalsExpectation) -> Result<(), String> {
        let of_account = self.invoices.iter().filter(|invoice| invoice.payer == expected.account);
        let invoices: Vec<&Invoice> = match expected.on {
            Some(on) => vec![self.invoice(expected.account, on, None)?],
            None => of_account.collect(),
        };
        let digits = self.catalog.rounding.digits(self.scenario.account(expected.account).currency);
        let sum = |amount: fn(&Invoice) -> Decimal| invoices.iter().map(|invoice| amount(invoice)).sum();
        let pairs = [
            ("net", expected.net, sum(|invoice| invoice.net)),
            ("tax", expected.tax, sum(|invoice| invoice.tax)),
            ("total", expected.total, sum(|invoice| invoice.total)),
        ];
        let wrong: Vec<String> =
            pairs.into_iter().filter_map(|(what, wanted, found)| amount(what, wanted, found, digits)).collect();
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
    }

    fn line(&self, expected: &LineExpectation) -> Result<(), String> {
        let invoice = self.invoice(expected.account, expected.on, expected.currency)?;
        let entries = invoice.lines.iter().filter_map(|line| Some((line, self.ledger.entries.get(line.entry)?)));
        let mut nearest: Option<Vec<String>> = None;
        for (line, entry) in entries.filter(|(_, entry)| self.selects(expected, entry)) {
            let wrong = self.differences(expected, line, entry, invoice.currency);
            if wrong.is_empty() {
                return Ok(());
            }
            if nearest.as_ref().is_none_or(|other| wrong.len() < other.len()) {
                nearest = Some(wrong);
            }
        }
        Err(match nearest {
            Some(wrong) => wrong.join("; "),
            None => {
                let describe = |line: &Line| {
                    Some(super::describe::describe(self.catalog, self.ledger, self.ledger.entries.get(line.entry)?))
                };
                let lines: Vec<String> = invoice.lines.iter().filter_map(describe).collect();
                format!(
                    "no such line on the invoice for `{}` on {}; its lines are: {}",
                    self.name(expected.account),
                    expected.on,
                    lines.join("; ")
                )
            }
        })
    }

    fn selects(&self, expected: &LineExpectation, entry: &Entry) -> bool {
        let (bundle, product, charge, term) = match self.ledger.fee(entry.fee).subject {
            Subject::Charge { bundle, product, charge } => {
                let charge = self.catalog.products.get(product).charges.get(charge as usize);
                (Some(bundle), Some(product), charge.map(|charge| &charge.code.text), None)
            }
            Subject::Penalty { holder: crate::sim::Holder::Bundle(bundle), term, .. } => {
                (Some(bundle), None, None, Some(term))
            }
            Subject::Penalty { term, .. } => (None, None, None, Some(term)),
        };
        expected.product.is_none_or(|wanted| Some(wanted) == product)
            && expected.bundle.is_none_or(|wanted| Some(wanted) == bundle)
            && expected.term.is_none_or(|wanted| Some(wanted) == term)
            && expected.charge.as_ref().is_none_or(|wanted| Some(wanted) == charge)
    }

    fn differences(&self, expected: &LineExpectation, line: &Line, entry: &Entry, currency: Currency) -> Vec<String> {
        let digits = self.catalog.rounding.digits(currency);
        let fee = self.ledger.fee(entry.fee);
        let discount: Decimal = fee.discounts.iter().map(|applied| applied.amount).sum();
        let quantity = super::render::units(self.ledger, entry);
        let date = |what: &str, wanted: Option<Date>, found: Date| {
            wanted.filter(|wanted| *wanted != found).map(|wanted| format!("expected {what} {wanted}, found {found}"))
        };
        [
            amount("amount", expected.amount, line.amount, digits),
            amount("quantity", expected.quantity, quantity, 0),
            amount("tax", expected.tax, line.tax, digits),
            amount("discount", expected.discount, discount, digits),
            date("from", expected.from, entry.from),
            date("to", expected.to, entry.to),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

fn amount(what: &str, wanted: Option<Decimal>, found: Decimal, digits: u32) -> Option<String> {
    let wanted = wanted.filter(|wanted| *wanted != found)?;
    Some(format!("expected {what} {}, found {}", money(wanted, digits), money(found, digits)))
}
