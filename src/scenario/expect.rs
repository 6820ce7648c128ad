//! The expectations of a scenario, resolved.

use super::codes::{UNCLEAR_EXPECTATION, UNKNOWN_EVENT, UNKNOWN_REFUSAL};
use super::lower::Lowering;
use super::unclear::{advice, is_of_one_kind};
use super::{
    AccountId, Expectation, Expected, FiguresExpectation, InvoiceKey, LineExpectation, LineKind, TotalsExpectation,
};
use crate::decl::{ExpectationDecl, InvoiceKeyDecl, LineDecl, LineKindDecl, ScenarioFile, Spanned, When};
use crate::diag::Finding;
use crate::graph::codes::{UNKNOWN_BUNDLE, UNKNOWN_DISCOUNT, UNKNOWN_PRODUCT, UNKNOWN_TERM};
use crate::source::Span;

impl Lowering<'_> {
    /// Resolves every expectation; nothing if one of them has an error.
    pub(super) fn expectations(&mut self, decl: &ScenarioFile, events: usize) -> Option<Vec<Expectation>> {
        let written = decl.expect.get().map_or(&[][..], Vec::as_slice);
        let (mut resolved, mut whole) = (Vec::with_capacity(written.len()), true);
        for (index, expect) in written.iter().enumerate() {
            match self.expectation(index + 1, expect, events) {
                Some(expectation) => resolved.push(expectation),
                None => whole = false,
            }
        }
        whole.then_some(resolved)
    }

    fn expectation(&mut self, number: usize, expect: &Spanned<ExpectationDecl>, events: usize) -> Option<Expectation> {
        let decl = expect.get()?;
        let span = expect.span;
        let what = if is_of_one_kind(decl) { self.expected(number, decl, events) } else { None };
        let what = match what {
            Some(what) => Some(what),
            None if self.is_explained(span) => None,
            // What it names could not be read: that has its finding where it is written.
            None if is_of_one_kind(decl) && !decl.event.is_written() => None,
            None => {
                let (label, help) = advice(decl);
                let message = format!("expectation {number} asks nothing clear");
                self.findings.push(Finding::new(&UNCLEAR_EXPECTATION, span, message).label(label).help(help));
                None
            }
        };
        what.map(|what| Expectation { span, what })
    }

    fn expected(&mut self, number: usize, decl: &ExpectationDecl, events: usize) -> Option<Expected> {
        if decl.event.is_written() {
            return self.about_event(number, decl, events);
        }
        if decl.account.is_written() && decl.on.is_written() {
            let account = self.account(|| format!("expectation {number}"), &decl.account)?;
            return Some(Expected::Figures(FiguresExpectation {
                account,
                on: decl.on.get()?.0,
                balance: decl.balance.get().map(|amount| amount.0),
                owed: decl.owed.get().map(|amount| amount.0),
                credit: decl.credit.get().map(|amount| amount.0),
            }));
        }
        if decl.account.is_written() && !decl.invoices.is_written() {
            let account = self.account(|| format!("expectation {number}"), &decl.account)?;
            return Some(Expected::Totals(totals(account, None, decl)));
        }
        if decl.account.is_written() {
            let account = self.account(|| format!("expectation {number}"), &decl.account)?;
            let count = usize::try_from(*decl.invoices.get()?).ok()?;
            return Some(Expected::InvoiceCount { account, count });
        }
        match decl.line.get() {
            Some(line) => self.about_line(number, decl.invoice.get()?, line),
            None if decl.line.is_written() => None,
            None => self.about_totals(number, decl),
        }
    }

    /// Tells whether something was found inside already, here or by a stage before.
    fn is_explained(&self, expectation: Span) -> bool {
        let inside = |place: Span| expectation.start <= place.start && place.end <= expectation.end;
        let here = self.findings.iter().map(|finding| finding.primary.span);
        self.before.errors.iter().copied().chain(here).any(inside)
    }

    fn about_event(&mut self, number: usize, decl: &ExpectationDecl, events: usize) -> Option<Expected> {
        let event = *decl.event.get()?;
        if usize::try_from(event).is_ok_and(|event| event > events) {
            let there = match events {
                0 => "the scenario has none".to_owned(),
                1 => "the scenario has 1 event".to_owned(),
                _ => format!("the scenario has {events} events"),
            };
            let message = format!("expectation {number} is about event {event}, but {there}");
            let finding = Finding::new(&UNKNOWN_EVENT, decl.event.span, message);
            self.findings.push(finding.label("no such event").help("events are counted from 1 in the order written"));
            return None;
        }
        match (decl.rejected.get(), decl.accepted.get()) {
            (Some(rule), None) => {
                let mut refusals = self.before.refusals.iter().map(|refusal| refusal.name);
                if refusals.clone().any(|name| name == rule.0) {
                    return Some(Expected::Rejected { event, rule: rule.0.clone() });
                }
                let message = format!("expectation {number} names rule `{}`, by which no event is refused", rule.0);
                let finding = Finding::new(&UNKNOWN_REFUSAL, decl.rejected.span, message).label("refuses nothing");
                let finding = finding.suggest(&rule.0, &mut refusals);
                let helped = finding.edit.is_some();
                let advice = "`ratebook explain` lists the rules of the simulation";
                self.findings.push(if helped { finding } else { finding.help(advice) });
                None
            }
            (None, Some(true)) => Some(Expected::Accepted { event }),
            _ => None,
        }
    }

    fn about_line(&mut self, number: usize, invoice: &InvoiceKeyDecl, line: &LineDecl) -> Option<Expected> {
        let owner = || format!("expectation {number}");
        let invoice = self.invoice_key(number, invoice);
        let zone = invoice.map(|key| self.zone(key.account)).unwrap_or_default();
        let local = |when: &Spanned<When>| when.get().and_then(|when| when.0.local(&zone));
        let product = self.find(&self.catalog.products, &UNKNOWN_PRODUCT, owner, &line.product);
        let bundle = self.find(&self.catalog.bundles, &UNKNOWN_BUNDLE, owner, &line.bundle);
        let term = self.find(&self.catalog.terms, &UNKNOWN_TERM, owner, &line.term);
        let of_discount = self.find(&self.catalog.discounts, &UNKNOWN_DISCOUNT, owner, &line.of_discount);
        let lost = [
            line.product.is_written() && product.is_none(),
            line.bundle.is_written() && bundle.is_none(),
            line.term.is_written() && term.is_none(),
            line.of_discount.is_written() && of_discount.is_none(),
        ];
        if lost.contains(&true) {
            return None;
        }
        Some(Expected::Line(Box::new(LineExpectation {
            invoice: invoice?,
            product,
            bundle,
            term,
            charge: line.charge.get().map(|code| code.0.clone()),
            kind: line.kind.get().map(|kind| kind_of(*kind)),
            of_discount,
            amount: line.amount.get().map(|amount| amount.0),
            quantity: line.quantity.get().map(|quantity| quantity.0),
            tax: line.tax.get().map(|tax| tax.0),
            from: local(&line.from),
            to: local(&line.to),
            gross: line.gross.get().map(|amount| amount.0),
            discount: line.discount.get().map(|amount| amount.0),
        })))
    }

    fn invoice_key(&mut self, number: usize, key: &InvoiceKeyDecl) -> Option<InvoiceKey> {
        let account = self.account(|| format!("expectation {number}"), &key.account);
        Some(InvoiceKey { account: account?, on: key.on.get()?.0, event: key.event.get().copied() })
    }

    fn about_totals(&mut self, number: usize, decl: &ExpectationDecl) -> Option<Expected> {
        let key = self.invoice_key(number, decl.invoice.get()?)?;
        Some(Expected::Totals(totals(key.account, Some(key), decl)))
    }
}

fn totals(account: AccountId, invoice: Option<InvoiceKey>, decl: &ExpectationDecl) -> TotalsExpectation {
    TotalsExpectation {
        account,
        invoice,
        net: decl.net.get().map(|amount| amount.0),
        tax: decl.tax.get().map(|amount| amount.0),
        total: decl.total.get().map(|amount| amount.0),
        credit: decl.credit.get().map(|amount| amount.0),
        due: decl.due.get().map(|amount| amount.0),
        paid_out: decl.paid_out.get().map(|amount| amount.0),
    }
}

fn kind_of(decl: LineKindDecl) -> LineKind {
    match decl {
        LineKindDecl::OneTime => LineKind::OneTime,
        LineKindDecl::Recurring => LineKind::Recurring,
        LineKindDecl::Usage => LineKind::Usage,
        LineKindDecl::Minimum => LineKind::Minimum,
        LineKindDecl::Maximum => LineKind::Maximum,
        LineKindDecl::Increase => LineKind::Increase,
        LineKindDecl::Refund => LineKind::Refund,
        LineKindDecl::Adjustment => LineKind::Adjustment,
        LineKindDecl::Penalty => LineKind::Penalty,
        LineKindDecl::Discount => LineKind::Discount,
        LineKindDecl::Summary => LineKind::Summary,
    }
}
