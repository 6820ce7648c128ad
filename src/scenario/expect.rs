//! The expectations of a scenario, resolved.

use super::codes::{UNCLEAR_EXPECTATION, UNKNOWN_EVENT};
use super::lower::Lowering;
use super::{Expectation, Expected, LineExpectation, TotalsExpectation};
use crate::decl::{ExpectationDecl, InvoiceKeyDecl, LineDecl, ScenarioFile, Spanned};
use crate::diag::Finding;
use crate::graph::codes::{UNKNOWN_PRODUCT, UNKNOWN_TERM};

impl Lowering<'_> {
    /// Resolves every expectation; nothing if one of them has an error.
    pub(super) fn expectations(&mut self, decl: &ScenarioFile, events: usize) -> Option<Vec<Expectation>> {
        let written = decl.expect.get().map_or(&[][..], Vec::as_slice);
        let resolved: Vec<Option<Expectation>> =
            written.iter().enumerate().map(|(index, expect)| self.expectation(index + 1, expect, events)).collect();
        resolved.into_iter().collect()
    }

    fn expectation(&mut self, number: usize, expect: &Spanned<ExpectationDecl>, events: usize) -> Option<Expectation> {
        let decl = expect.get()?;
        let span = expect.span;
        let totals = decl.net.is_written() || decl.tax.is_written() || decl.total.is_written();
        let what = match (decl.event.is_written(), decl.invoice.is_written(), decl.account.is_written()) {
            (true, false, false) if !totals && !decl.line.is_written() => self.about_event(number, decl, events),
            (false, true, false) if totals || decl.line.is_written() => {
                let line = decl.line.get();
                match (line, totals) {
                    (Some(line), false) => self.about_line(number, decl.invoice.get()?, line),
                    (None, true) => self.about_totals(number, decl),
                    (Some(_), true) | (None, false) => None,
                }
            }
            (false, false, true) if decl.invoices.is_written() => {
                let account = self.account(|| format!("expectation {number}"), &decl.account)?;
                let count = usize::try_from(*decl.invoices.get()?).ok()?;
                Some(Expected::InvoiceCount { account, count })
            }
            _ => None,
        };
        let found_before = self.findings.len();
        let what = match what {
            Some(what) => Some(what),
            None if self.findings.iter().take(found_before).any(|f| within(f, expect)) => None,
            None => {
                let message = format!("expectation {number} asks nothing clear");
                let finding = Finding::new(&UNCLEAR_EXPECTATION, span, message).label("what must come out?");
                self.findings.push(finding.help(
                    "write `event` with `rejected` or `accepted`, or `invoice` with either `line` or the totals, \
                     or `account` with `invoices`",
                ));
                None
            }
        };
        what.map(|what| Expectation { span, what })
    }

    fn about_event(&mut self, number: usize, decl: &ExpectationDecl, events: usize) -> Option<Expected> {
        let event = *decl.event.get()?;
        if usize::try_from(event).is_ok_and(|event| event > events) {
            let message = format!("expectation {number} is about event {event}, but there are {events} events");
            let finding = Finding::new(&UNKNOWN_EVENT, decl.event.span, message);
            self.findings.push(finding.label("no such event").help("events are counted from 1 in the order written"));
            return None;
        }
        match (decl.rejected.get(), decl.accepted.get()) {
            (Some(rule), None) => Some(Expected::Rejected { event, rule: rule.0.clone() }),
            (None, Some(true)) => Some(Expected::Accepted { event }),
            _ => None,
        }
    }

    fn about_line(&mut self, number: usize, invoice: &InvoiceKeyDecl, line: &LineDecl) -> Option<Expected> {
        let owner = || format!("expectation {number}");
        let account = self.account(owner, &invoice.account);
        let product = self.find(&self.catalog.products, &UNKNOWN_PRODUCT, owner, &line.product);
        let term = self.find(&self.catalog.terms, &UNKNOWN_TERM, owner, &line.term);
        if line.product.is_written() && product.is_none() || line.term.is_written() && term.is_none() {
            return None;
        }
        Some(Expected::Line(Box::new(LineExpectation {
            account: account?,
            on: invoice.on.get()?.0,
            currency: None,
            product,
            bundle: None,
            term,
            charge: line.charge.get().map(|code| code.0.clone()),
            amount: line.amount.get().map(|amount| amount.0),
            quantity: line.quantity.get().map(|quantity| quantity.0),
            tax: line.tax.get().map(|tax| tax.0),
            from: line.from.get().map(|day| day.0),
            to: line.to.get().map(|day| day.0),
            discount: None,
        })))
    }

    fn about_totals(&mut self, number: usize, decl: &ExpectationDecl) -> Option<Expected> {
        let invoice = decl.invoice.get()?;
        let account = self.account(|| format!("expectation {number}"), &invoice.account)?;
        Some(Expected::Totals(TotalsExpectation {
            account,
            on: invoice.on.get()?.0,
            net: decl.net.get().map(|amount| amount.0),
            tax: decl.tax.get().map(|amount| amount.0),
            total: decl.total.get().map(|amount| amount.0),
        }))
    }
}

fn within(finding: &Finding, expect: &Spanned<ExpectationDecl>) -> bool {
    expect.span.start <= finding.primary.span.start && finding.primary.span.end <= expect.span.end
}
