//! Policies: ordered rules about plans.

use super::context::{Context, name};
use super::names::Names;
use crate::decl::{CancelRuleDecl, ChangeRuleDecl, Code as CodeDecl, PlanDecl, PolicyDecl, PolicyTimeDecl, Spanned};
use crate::graph::codes::UNKNOWN_POLICY_PLAN;
use crate::graph::{Code, Plan, Plans, Policy, PolicyRule};

pub(super) fn policy(cx: &mut Context, plans: &Names<Plan, PlanDecl>, code: Code, decl: Option<PolicyDecl>) -> Policy {
    let decl = decl.unwrap_or_default();
    let owner = format!("policy `{}`", code.text);
    let mut changes = Vec::new();
    for rule in decl.change.get().into_iter().flatten() {
        let Some(ChangeRuleDecl { from, to, effective }) = rule.get() else { continue };
        let (from, to) = (chosen(cx, plans, &owner, from), chosen(cx, plans, &owner, to));
        changes.push(PolicyRule { span: rule.span, from, to, at_period_end: waits(effective) });
    }
    let mut cancels = Vec::new();
    for rule in decl.cancel.get().into_iter().flatten() {
        let Some(CancelRuleDecl { plans: left, effective }) = rule.get() else { continue };
        let (from, to) = (chosen(cx, plans, &owner, left), Plans::Any);
        cancels.push(PolicyRule { span: rule.span, from, to, at_period_end: waits(effective) });
    }
    Policy { name: name(&decl.name), changes: changes.into(), cancels: cancels.into(), code }
}

fn chosen(
    cx: &mut Context,
    plans: &Names<Plan, PlanDecl>,
    owner: &str,
    written: &Spanned<Vec<Spanned<CodeDecl>>>,
) -> Plans {
    if !written.is_written() {
        return Plans::Any;
    }
    let mut links = cx.links(plans, &UNKNOWN_POLICY_PLAN, || owner.to_owned(), written);
    links.sort_by_key(|link| link.target);
    Plans::Some(links)
}

fn waits(effective: &Spanned<PolicyTimeDecl>) -> bool {
    effective.get() == Some(&PolicyTimeDecl::PeriodEnd)
}
