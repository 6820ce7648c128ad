//! Terms in a few words.

use super::charge::usd;
use super::shop::code;
use crate::calendar::Period;
use crate::graph::*;
use crate::source::Span;

pub(crate) struct TermSpec {
    pub(super) code: &'static str,
    pub(super) commitment: &'static str,
    pub(super) basis: Basis,
    /// `"allowed"`, `"not allowed"` or the fee.
    pub(super) early: &'static str,
    pub(super) prorated: bool,
    pub(super) grace: Option<(&'static str, GraceAnchor)>,
    pub(super) renews_to: Option<&'static str>,
    pub(super) tax: Option<&'static str>,
    pub(super) span: Span,
}

pub(crate) fn term(code: &'static str, commitment: &'static str, early: &'static str) -> TermSpec {
    TermSpec {
        code,
        commitment,
        basis: Basis::Actual,
        early,
        prorated: false,
        grace: None,
        renews_to: None,
        tax: None,
        span: Span::NONE,
    }
}

impl TermSpec {
    /// Says where the early termination is written.
    pub(crate) fn at(mut self, span: Span) -> Self {
        self.span = span;
        self
    }

    pub(crate) fn in_cycles(mut self) -> Self {
        self.basis = Basis::BillingCycle;
        self
    }

    pub(crate) fn prorated(mut self) -> Self {
        self.prorated = true;
        self
    }

    pub(crate) fn grace(mut self, period: &'static str, anchor: GraceAnchor) -> Self {
        self.grace = Some((period, anchor));
        self
    }

    pub(crate) fn renews_to(mut self, term: &'static str) -> Self {
        self.renews_to = Some(term);
        self
    }

    pub(crate) fn tax(mut self, tax: &'static str) -> Self {
        self.tax = Some(tax);
        self
    }
}

pub(super) fn built_term(t: &TermSpec, renews_to: Option<Link<Term>>, tax: Option<Link<Tax>>) -> Term {
    let early_termination = match t.early {
        "allowed" => EarlyTermination::Allowed,
        "not allowed" => EarlyTermination::NotAllowed,
        fee => EarlyTermination::Penalty(Penalty {
            fee: Some(usd(fee)),
            fee_span: Span::NONE,
            prorated: t.prorated,
            grace: t.grace.map(|(period, anchor)| Grace {
                period: Period::parse(period).unwrap(),
                anchor,
                span: Span::NONE,
            }),
            ledger: None,
            item_type: None,
            tax,
        }),
    };
    Term {
        code: code(t.code),
        name: None,
        commitment: Some(Period::parse(t.commitment).unwrap()),
        basis: t.basis,
        early_termination,
        early_span: t.span,
        notice: None,
        notice_span: Span::NONE,
        cooling_off: None,
        cooling_off_span: Span::NONE,
        commitment_span: Span::NONE,
        renews_to,
    }
}
