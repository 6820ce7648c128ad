//! Whether what a scenario expects has come true.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;

use super::account::{Books, books};
use super::describe::{describe, kind, money, named};
use super::invoice::{Invoice, Item, Line};
use super::ratio::Ratio;
use crate::calendar::Date;
use crate::diag::listed;
use crate::graph::{Catalog, Checked};
use crate::money::{Decimal, RoundingMode, exact_add};
use crate::scenario::{
    AccountId, Expected, FiguresExpectation, InvoiceKey, LineExpectation, LineKind, Scenario, TotalsExpectation,
};
use crate::sim::{Entry, EntryKind, Fee, Ledger, Outcome, Subject, Verdict};
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
    let court = Court { catalog, scenario, ledger, invoices, books: RefCell::default() };
    let failed = scenario.expectations.iter().filter_map(|expectation| {
        let message = court.judge(&expectation.what).err()?;
        Some(FailedExpectation { span: expectation.span, message })
    });
    failed.collect()
}

struct Court<'a> {
    catalog: &'a Catalog,
    scenario: &'a Scenario,
    ledger: &'a Ledger,
    invoices: &'a [Invoice],
    /// The books at the end of each day that was asked for; nothing if an amount is more than an exact decimal holds.
    books: RefCell<BTreeMap<Date, Option<Vec<Books>>>>,
}

impl Court<'_> {
    fn judge(&self, expected: &Expected) -> Result<(), String> {
        match expected {
            Expected::Rejected { event, rule } => match &self.outcome(*event)?.result {
                Verdict::Refused(refusal) if refusal.rule.name == rule => Ok(()),
                Verdict::Refused(refusal) => {
                    Err(format!("expected event {event} to be refused by `{rule}`, found `{}`", refusal.rule.name))
                }
                Verdict::Accepted { .. } => {
                    Err(format!("expected event {event} to be refused by `{rule}`, found it accepted"))
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
            Expected::Figures(figures) => self.figures(figures),
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

    /// Returns what became of an event: in the end, if it was accepted for a later day and refused then.
    fn outcome(&self, event: u32) -> Result<&Outcome, String> {
        let found = self.ledger.outcomes.iter().rfind(|outcome| outcome.event == event);
        found.ok_or_else(|| format!("event {event} was not replayed"))
    }

    fn name(&self, account: AccountId) -> &str {
        &self.scenario.account(account).name.text
    }

    /// Returns the invoices of an account: all, those of a day, or the one of an event.
    fn of(&self, account: AccountId, key: Option<InvoiceKey>) -> impl Iterator<Item = &Invoice> + Clone {
        let of_event = |invoice: &Invoice, event: u32| {
            invoice.lines.iter().filter_map(|line| self.entry(line)).any(|entry| entry.event == event)
        };
        let fits = move |invoice: &&Invoice| {
            key.is_none_or(|key| invoice.on == key.on && key.event.is_none_or(|event| of_event(invoice, event)))
        };
        let most = if key.is_some_and(|key| key.event.is_some()) { 1 } else { usize::MAX };
        self.invoices.iter().filter(move |invoice| invoice.payer == account).filter(fits).take(most)
    }

    /// Returns the invoices of a day, or the one of an event, of which there must be one.
    fn invoices(&self, key: InvoiceKey) -> Result<impl Iterator<Item = &Invoice> + Clone, String> {
        let found = self.of(key.account, Some(key));
        if found.clone().next().is_none() {
            let name = self.name(key.account);
            let dates = listed(self.of(key.account, None).map(|invoice| invoice.on.to_string()), ", ");
            let there = if dates.is_empty() { "has none".to_owned() } else { format!("has invoices on {dates}") };
            let event = key.event.map_or_else(String::new, |event| format!(" of event {event}"));
            return Err(format!("no invoice for `{name}` on {}{event}; {name} {there}", key.on));
        }
        Ok(found)
    }

    fn totals(&self, expected: &TotalsExpectation) -> Result<(), String> {
        let invoices = self.of(expected.account, expected.invoice);
        let mut found = invoices.clone();
        let (first, is_only) = (found.next(), found.next().is_none());
        if let (Some(key), None) = (expected.invoice, first) {
            return self.invoices(key).map(|_| ());
        }
        let figure = |what: &str, wanted: Option<Decimal>, of: fn(&Invoice) -> Decimal| {
            // Nearly always one invoice is meant, and shows what is expected: then nothing is added up.
            if wanted.is_none_or(|wanted| is_only && first.is_some_and(|invoice| of(invoice) == wanted)) {
                return None;
            }
            let digits = self.catalog.rounding.digits(self.scenario.account(expected.account).currency);
            exact(what, wanted, invoices.clone().map(of).try_fold(Decimal::ZERO, exact_add), digits)
        };
        all_right([
            figure("net", expected.net, |invoice| invoice.net),
            figure("tax", expected.tax, |invoice| invoice.tax),
            figure("total", expected.total, |invoice| invoice.total),
            figure("credit", expected.credit, |invoice| invoice.credit),
            figure("paid out", expected.paid_out, |invoice| invoice.paid_out.map_or(Decimal::ZERO, |paid| paid.amount)),
            figure("due", expected.due, |invoice| invoice.due),
        ])
    }

    fn figures(&self, expected: &FiguresExpectation) -> Result<(), String> {
        let digits = self.catalog.rounding.digits(self.scenario.account(expected.account).currency);
        let mut known = self.books.borrow_mut();
        let of_day =
            known.entry(expected.on).or_insert_with(|| books(self.catalog, self.scenario, self.invoices, expected.on));
        let at = expected.account.0 as usize;
        let books = of_day.as_ref().map(|of_day| of_day.get(at).copied().unwrap_or_default());
        all_right([
            exact("balance", expected.balance, books.and_then(Books::balance), digits),
            exact("owed", expected.owed, books.map(|books| books.owed), digits),
            exact("credit", expected.credit, books.map(|books| books.credit), digits),
        ])
    }

    fn entry(&self, line: &Line) -> Option<Cow<'_, Entry>> {
        self.ledger.entry(line.item.entry()?)
    }

    fn line(&self, expected: &LineExpectation) -> Result<(), String> {
        let invoices = self.invoices(expected.invoice)?;
        let lines =
            || invoices.clone().flat_map(|invoice| invoice.lines.iter().enumerate().map(move |line| (invoice, line)));
        let mut nearest: Option<Vec<String>> = None;
        for (invoice, (at, line)) in lines().filter(|(invoice, (_, line))| self.selects(expected, invoice, line)) {
            let wrong = self.differences(expected, invoice, at, line);
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
                let lines = listed(lines().map(|(invoice, (_, line))| self.describe(invoice, line)), "; ");
                format!(
                    "no such line on the invoice for `{}` on {}; its lines are: {}",
                    self.name(expected.invoice.account),
                    expected.invoice.on,
                    lines
                )
            }
        })
    }

    fn describe(&self, invoice: &Invoice, line: &Line) -> String {
        match line.item {
            Item::Entry(_) => {
                self.entry(line).map_or_else(String::new, |entry| describe(self.catalog, self.ledger, &entry))
            }
            Item::Summary(at) => self.invoices.get(at).map_or_else(String::new, |i| self.name(i.payer).to_owned()),
            Item::Cut(at) => invoice.cuts.get(at).map_or_else(String::new, |cut| {
                let discount = self.catalog.discounts.get(cut.discount);
                named(discount.name.as_ref(), &discount.code).to_owned()
            }),
        }
    }

    fn selects(&self, expected: &LineExpectation, invoice: &Invoice, line: &Line) -> bool {
        let cut = match line.item {
            Item::Entry(_) | Item::Summary(_) => None,
            Item::Cut(at) => invoice.cuts.get(at).map(|cut| cut.discount),
        };
        let entry = self.entry(line);
        let other = if cut.is_some() { LineKind::Discount } else { LineKind::Summary };
        let kind = entry.as_deref().map_or(other, kind);
        let (bundle, product, charge, term) = match entry.as_deref().map(|entry| self.ledger.fee(entry.fee).subject) {
            Some(Subject::Charge { bundle, product, charge, .. }) => {
                let charge = self.catalog.products.get(product).charges.get(charge as usize);
                (Some(bundle), Some(product), charge.map(|charge| &charge.code.text), None)
            }
            Some(Subject::Penalty { holder: crate::sim::Holder::Bundle(bundle), term, .. }) => {
                (Some(bundle), None, None, Some(term))
            }
            Some(Subject::Penalty { term, .. }) => (None, None, None, Some(term)),
            Some(Subject::PlanSpend { .. }) | None => (None, None, None, None),
        };
        expected.product.is_none_or(|wanted| Some(wanted) == product)
            && expected.bundle.is_none_or(|wanted| Some(wanted) == bundle)
            && expected.term.is_none_or(|wanted| Some(wanted) == term)
            && expected.charge.as_ref().is_none_or(|wanted| Some(wanted) == charge)
            && expected.kind.is_none_or(|wanted| wanted == kind)
            && expected.of_discount.is_none_or(|wanted| Some(wanted) == cut)
    }

    /// Returns a figure of the fee that a line is for; of a line that adds to those of earlier days, what it adds.
    fn of_line(&self, entry: &Entry, figure: impl Fn(&Fee) -> Option<Decimal>) -> Option<Decimal> {
        let now = figure(self.ledger.fee(entry.fee))?;
        match entry.kind {
            EntryKind::Progress { before, .. } => exact_add(now, -figure(self.ledger.fee(before))?),
            EntryKind::OneTime
            | EntryKind::Recurring
            | EntryKind::Usage { .. }
            | EntryKind::Minimum { .. }
            | EntryKind::Maximum { .. }
            | EntryKind::Increase { .. }
            | EntryKind::Refund(_)
            | EntryKind::Day(_)
            | EntryKind::Adjustment
            | EntryKind::Penalty => Some(now),
        }
    }

    /// Returns what discounts and the maximum take off a line, with its share of those of the invoice.
    fn off(&self, entry: &Entry, of_invoice: Option<Ratio>) -> Option<Ratio> {
        let of_charge = |fee: &Fee| fee.discounts.iter().map(|applied| applied.amount).try_fold(fee.over(), exact_add);
        Ratio::of(self.of_line(entry, of_charge)?)?.plus(of_invoice?)
    }

    fn differences(&self, expected: &LineExpectation, invoice: &Invoice, at: usize, line: &Line) -> Vec<String> {
        let digits = self.catalog.rounding.digits(invoice.currency);
        let mut wrong: Vec<Option<String>> =
            vec![amount("amount", expected.amount, line.amount, digits), amount("tax", expected.tax, line.tax, digits)];
        if let Some(entry) = self.entry(line) {
            let quantity = super::render::units(self.ledger, &entry);
            let date = |what: &str, wanted: Option<Date>, found: Date| {
                wanted
                    .filter(|wanted| *wanted != found)
                    .map(|wanted| format!("expected {what} {wanted}, found {found}"))
            };
            wrong.extend([
                amount("quantity", expected.quantity, quantity, 0),
                rounded(
                    "gross",
                    expected.gross,
                    self.of_line(&entry, |fee| Some(fee.gross)).and_then(Ratio::of),
                    digits,
                ),
                rounded("discount", expected.discount, self.off(&entry, invoice.off(at)), digits),
                date("from", expected.from, entry.from),
                date("to", expected.to, entry.to),
            ]);
        }
        wrong.into_iter().flatten().collect()
    }
}

/// Compares a figure that is exact with the digits that are expected.
fn rounded(what: &str, wanted: Option<Decimal>, found: Option<Ratio>, digits: u32) -> Option<String> {
    let wanted = wanted?;
    if found.and_then(|exact| exact.round(RoundingMode::HalfUp, wanted.scale())) == Some(wanted) {
        return None;
    }
    let found = found.map_or_else(|| TOO_LONG.to_owned(), |exact| exact.text(digits));
    Some(format!("expected {what} {}, found {found}", money(wanted, digits)))
}

/// Returns everything that is wrong, if something is.
fn all_right<const N: usize>(wrong: [Option<String>; N]) -> Result<(), String> {
    if wrong.iter().all(Option::is_none) {
        return Ok(());
    }
    let wrong: Vec<String> = wrong.into_iter().flatten().collect();
    Err(wrong.join("; "))
}

/// What is found where a sum cannot be told.
const TOO_LONG: &str = "a sum of more than 28 digits, which no exact amount holds";

/// Compares a sum with what is expected; nothing was found if it is more than an exact decimal holds.
fn exact(what: &str, wanted: Option<Decimal>, found: Option<Decimal>, digits: u32) -> Option<String> {
    match found {
        Some(found) => amount(what, wanted, found, digits),
        None => wanted.map(|wanted| format!("expected {what} {}, found {TOO_LONG}", money(wanted, digits))),
    }
}

fn amount(what: &str, wanted: Option<Decimal>, found: Decimal, digits: u32) -> Option<String> {
    let wanted = wanted.filter(|wanted| *wanted != found)?;
    Some(format!("expected {what} {}, found {}", money(wanted, digits), money(found, digits)))
}
