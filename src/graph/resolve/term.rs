//! Terms.

use super::amounts::Digits;
use super::context::{AllNames, Context, name};
use crate::decl::{CommitmentBasisDecl, EarlyTerminationDecl, GraceAnchorDecl, GraceDecl, TermDecl};
use crate::graph::codes::{UNKNOWN_ITEM_TYPE, UNKNOWN_LEDGER, UNKNOWN_TAX, UNKNOWN_TERM};
use crate::graph::{Basis, Code, EarlyTermination, Grace, GraceAnchor, Penalty, Term};
use crate::source::Span;

pub(super) fn term(cx: &mut Context, names: &AllNames, code: Code, decl: Option<TermDecl>) -> Term {
    let decl = decl.unwrap_or_default();
    let owner = || format!("term `{}`", code.text);
    let commitment = decl.commitment.get();
    let early_termination = match decl.early_termination.get() {
        Some(EarlyTerminationDecl::Allowed {}) | None => EarlyTermination::Allowed,
        Some(EarlyTerminationDecl::NotAllowed {}) => EarlyTermination::NotAllowed,
        Some(EarlyTerminationDecl::Penalty { fee, prorated, grace, ledger, item_type, tax }) => {
            EarlyTermination::Penalty(Penalty {
                fee: cx.amounts(&owner, fee, Digits::OfCurrency),
                fee_span: fee.span,
                prorated: prorated.get().copied().unwrap_or(false),
                grace: grace.get().and_then(|decl| self::grace(decl, grace.span)),
                ledger: cx.link(&names.ledgers, &UNKNOWN_LEDGER, owner, ledger),
                item_type: cx.link(&names.item_types, &UNKNOWN_ITEM_TYPE, owner, item_type),
                tax: cx.link(&names.taxes, &UNKNOWN_TAX, owner, tax),
            })
        }
    };
    Term {
        name: name(&decl.name),
        commitment: commitment.and_then(|c| c.period.get()).map(|length| length.0),
        basis: match commitment.and_then(|c| c.basis.get()) {
            Some(CommitmentBasisDecl::Actual) | None => Basis::Actual,
            Some(CommitmentBasisDecl::BillingCycle) => Basis::BillingCycle,
        },
        early_termination,
        early_span: decl.early_termination.span,
        notice: decl.notice.get().map(|length| length.0),
        notice_span: decl.notice.span,
        cooling_off: decl.cooling_off.get().map(|length| length.0),
        cooling_off_span: decl.cooling_off.span,
        commitment_span: decl.commitment.span,
        renews_to: cx.link(&names.terms, &UNKNOWN_TERM, owner, &decl.renews_to),
        code,
    }
}

fn grace(decl: &GraceDecl, span: Span) -> Option<Grace> {
    let anchor = match decl.anchor.get()? {
        GraceAnchorDecl::Start => GraceAnchor::Start,
        GraceAnchorDecl::Termination => GraceAnchor::Termination,
    };
    Some(Grace { period: decl.period.get()?.0, anchor, span })
}
