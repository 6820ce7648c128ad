//! What is sold: bundles, plans, coupons and vouchers.

use super::amounts::Digits;
use super::context::{AllNames, Context, name};
use super::names::Names;
use super::product::status;
use crate::decl::{
    BundleDecl, CharsetDecl, CodesDecl, CompatibleDecl, CouponDecl, ItemDecl, PlanDecl, PlanSpendDecl, Section,
    Spanned, VoucherDecl,
};
use crate::diag::Rule;
use crate::graph::codes::{
    UNKNOWN_BUNDLE, UNKNOWN_DISCOUNT, UNKNOWN_PAYMENT_METHOD, UNKNOWN_POLICY, UNKNOWN_PRODUCT, UNKNOWN_TERM,
};
use crate::graph::{
    BatchKind, Bundle, Charset, Code, CodeBatch, Compatible, Coupon, Item, Link, Object, Plan, PlanSpend, Voucher,
};
use crate::source::Span;

pub(super) fn bundle(cx: &mut Context, names: &AllNames, code: Code, decl: Option<BundleDecl>) -> Bundle {
    let holes = |d: &BundleDecl| is_hole(&d.products) || is_hole(&d.discounts);
    let whole = decl.as_ref().is_some_and(|d| !holes(d));
    let decl = decl.unwrap_or_default();
    let owner = || format!("bundle `{}`", code.text);
    Bundle {
        whole,
        name: name(&decl.name),
        products: items(cx, &names.products, &UNKNOWN_PRODUCT, &owner, &decl.products),
        discounts: items(cx, &names.discounts, &UNKNOWN_DISCOUNT, &owner, &decl.discounts),
        term: cx.link(&names.terms, &UNKNOWN_TERM, owner, &decl.term),
        valid: cx.validity(owner, &decl.valid),
        status: status(&decl.status),
        status_span: decl.status.span,
        code,
    }
}

/// Tells whether something is written that could not be read.
fn is_hole<T>(field: &Spanned<T>) -> bool {
    field.is_written() && field.value.is_none()
}

fn items<T: Object, D>(
    cx: &mut Context,
    names: &Names<T, D>,
    rule: &'static Rule,
    owner: &dyn Fn() -> String,
    section: &Spanned<Section<ItemDecl>>,
) -> Box<[Item<T>]> {
    let Some(Section(entries)) = section.get() else { return Box::default() };
    let mut items: Vec<(&str, Item<T>)> = Vec::with_capacity(entries.len());
    for (code, item) in entries {
        let Some(text) = code.get() else { continue };
        let target = names.find(text);
        if target.is_none() {
            names.report_unknown(rule, &owner(), text, code.span, cx);
        }
        let required = item.get() != Some(&ItemDecl::Optional);
        items.push((text, Item { link: Link { span: code.span, target }, required }));
    }
    // The order of keys must not matter on an invoice.
    items.sort_by_key(|(code, _)| *code);
    items.into_iter().map(|(_, item)| item).collect()
}

pub(super) fn plan(cx: &mut Context, names: &AllNames, code: Code, decl: Option<PlanDecl>) -> Plan {
    let in_list = |c: &CompatibleDecl| is_hole(&c.only) || is_hole(&c.bundles);
    let holes = |d: &PlanDecl| {
        d.bundles.value.is_none() || is_hole(&d.compatible_bundles) || d.compatible_bundles.get().is_some_and(in_list)
    };
    let whole = decl.as_ref().is_some_and(|d| !holes(d));
    let decl = decl.unwrap_or_default();
    let owner = || format!("plan `{}`", code.text);
    let compatible = decl.compatible_bundles.value.unwrap_or_default();
    Plan {
        whole,
        name: name(&decl.name),
        bundles: cx.links(&names.bundles, &UNKNOWN_BUNDLE, owner, &decl.bundles),
        bundles_span: decl.bundles.span,
        compatible: Compatible {
            only: compatible.only.get().copied().unwrap_or(false),
            only_span: compatible.only.span,
            bundles: cx.links(&names.bundles, &UNKNOWN_BUNDLE, owner, &compatible.bundles),
            span: compatible.bundles.span,
        },
        trial: decl.trial.get().map(|length| length.0),
        term: cx.link(&names.terms, &UNKNOWN_TERM, owner, &decl.term),
        policy: cx.link(&names.policies, &UNKNOWN_POLICY, owner, &decl.policy),
        spend: spend(cx, &owner, &decl.spend),
        payment_methods: cx.links(&names.payment_methods, &UNKNOWN_PAYMENT_METHOD, owner, &decl.payment_methods),
        payment_methods_span: decl.payment_methods.span,
        valid: cx.validity(owner, &decl.valid),
        status: status(&decl.status),
        status_span: decl.status.span,
        sensitive: decl.sensitive.get().copied().unwrap_or(false),
        sensitive_span: decl.sensitive.span,
        code,
    }
}

fn spend(cx: &mut Context, owner: &dyn Fn() -> String, decl: &Spanned<Box<PlanSpendDecl>>) -> Option<PlanSpend> {
    let spend = decl.get()?;
    let [minimum, maximum] = [&spend.minimum, &spend.maximum].map(|bound| cx.amounts(owner, bound, Digits::OfCurrency));
    cx.minimum_above_maximum(owner, minimum.as_ref(), maximum.as_ref());
    if !spend.minimum.is_written() && !spend.maximum.is_written() {
        cx.bounds_nothing(owner, decl.span);
        return None;
    }
    let every = spend.every.get().map_or(cx.billing.period, |length| length.0);
    Some(PlanSpend { span: decl.span, minimum, maximum, every })
}

pub(super) fn coupon(cx: &mut Context, names: &AllNames, code: Code, decl: Option<CouponDecl>) -> Coupon {
    batch(cx, names, code, decl.unwrap_or_default(), BatchKind::Coupon)
}

pub(super) fn voucher(cx: &mut Context, names: &AllNames, code: Code, decl: Option<VoucherDecl>) -> Voucher {
    let VoucherDecl { name, vendor, bundle, codes, valid, .. } = decl.unwrap_or_default();
    let decl = CouponDecl { name, vendor, bundle, codes, valid, ..CouponDecl::default() };
    Voucher(batch(cx, names, code, decl, BatchKind::Voucher))
}

fn batch(cx: &mut Context, names: &AllNames, code: Code, decl: CouponDecl, kind: BatchKind) -> Coupon {
    let owner = || format!("{} `{}`", kind.noun(), code.text);
    let bundle = cx.link(&names.bundles, &UNKNOWN_BUNDLE, owner, &decl.bundle);
    Coupon {
        name: name(&decl.name),
        vendor: decl.vendor.get().map(|text| text.0.clone()).unwrap_or_default(),
        bundle: bundle.unwrap_or(Link { span: Span::NONE, target: None }),
        codes: decl.codes.get().and_then(code_batch),
        valid: cx.validity(owner, &decl.valid),
        kind,
        code,
    }
}

fn code_batch(decl: &CodesDecl) -> Option<CodeBatch> {
    Some(CodeBatch {
        template: decl.template.get()?.0.clone(),
        template_span: decl.template.span,
        charset: match decl.charset.get() {
            Some(CharsetDecl::Numeric) | None => Charset::Numeric,
            Some(CharsetDecl::Alphanumeric) => Charset::Alphanumeric,
        },
        quantity: *decl.quantity.get()?,
        quantity_span: decl.quantity.span,
        range_start: decl.range_start.get().copied().unwrap_or(0),
        redemptions: decl.redemptions.get().copied().unwrap_or(1),
    })
}
