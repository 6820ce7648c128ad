//! What resolving one object needs to know of the rest.

use foldhash::{HashMap, HashMapExt};
use smol_str::SmolStr;

use super::names::Names;
use crate::calendar::Period;
use crate::decl::{
    BundleDecl, Code, DiscountDecl, ItemTypeDecl, LedgerDecl, PaymentMethodDecl, PlanDecl, PolicyDecl, ProductDecl,
    Spanned, Tag, TaxDecl, TermDecl, Text, UnitDecl, ValidityDecl,
};
use crate::diag::{Finding, Label, Rule, Suggestions};
use crate::graph::codes::{REPEATED_REFERENCE, REVERSED_VALIDITY};
use crate::graph::{
    Billing, Bundle, Discount, Id, ItemType, Ledger, Link, Object, PaymentMethod, Plan, Policy, Product, Rounding, Tax,
    Term, Unit, Validity,
};
use crate::money::Currency;
use crate::source::Span;

/// Findings, and the defaults of the manifest.
pub(super) struct Context {
    pub(super) findings: Vec<Finding>,
    pub(super) currencies: Vec<Currency>,
    pub(super) currencies_span: Span,
    pub(super) billing: Billing,
    pub(super) rounding: Rounding,
    pub(super) default_tax: Option<Id<Tax>>,
    /// Findings about unknown codes, by number, with the code.
    unknown: Vec<(usize, SmolStr)>,
    pub(super) suggestions: Suggestions,
}

impl Context {
    pub(super) fn new(currencies: Vec<Currency>, currencies_span: Span, billing: Billing, rounding: Rounding) -> Self {
        Self {
            findings: Vec::new(),
            currencies,
            currencies_span,
            billing,
            rounding,
            default_tax: None,
            unknown: Vec::new(),
            suggestions: Suggestions::default(),
        }
    }

    pub(super) fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    pub(super) fn report_unknown(&mut self, code: &str, finding: Finding) {
        self.unknown.push((self.findings.len(), code.into()));
        self.findings.push(finding);
    }

    /// Adds to each unknown code that it is known as the code of another noun, where it is.
    pub(super) fn name_other_nouns(&mut self, names: &AllNames, plans: &Names<Plan, PlanDecl>) {
        for (number, code) in std::mem::take(&mut self.unknown) {
            let Some((noun, place)) = names.declared(&code).or_else(|| plans.declared(&code)) else { continue };
            if let Some(finding) = self.findings.get_mut(number).filter(|finding| finding.edit.is_none()) {
                finding.related.push(Label { span: place, text: format!("`{code}` is a {noun}") });
            }
        }
    }

    /// Resolves one reference; an unknown code is reported and becomes a hole.
    pub(super) fn link<T: Object, D>(
        &mut self,
        names: &Names<T, D>,
        rule: &'static Rule,
        owner: impl FnOnce() -> String,
        code: &Spanned<Code>,
    ) -> Option<Link<T>> {
        let text = &code.get()?.0;
        let target = names.find(text);
        if target.is_none() {
            names.report_unknown(rule, &owner(), text, code.span, self);
        }
        Some(Link { span: code.span, target })
    }

    /// Resolves a list of references; one that is there twice is reported and kept once.
    pub(super) fn links<T: Object, D>(
        &mut self,
        names: &Names<T, D>,
        rule: &'static Rule,
        owner: impl Fn() -> String,
        codes: &Spanned<Vec<Spanned<Code>>>,
    ) -> Box<[Link<T>]> {
        let mut links: Vec<Link<T>> = Vec::new();
        let mut seen: HashMap<Id<T>, Span> = HashMap::new();
        for code in codes.get().into_iter().flatten() {
            let Some(link) = self.link(names, rule, &owner, code) else { continue };
            let first = link.target.and_then(|target| seen.get(&target).copied());
            if let (Some(first), Some(text)) = (first, code.get()) {
                let message = format!("{} names {} `{}` twice", owner(), T::NOUN, text.0);
                let finding = Finding::new(&REPEATED_REFERENCE, code.span, message);
                self.report(finding.label("named again here").also(first, "first named here").help("remove one"));
            } else {
                seen.extend(link.target.map(|target| (target, link.span)));
                links.push(link);
            }
        }
        links.into_boxed_slice()
    }

    /// Turns a validity with both days included into a half-open one.
    pub(super) fn validity(&mut self, owner: impl FnOnce() -> String, valid: &Spanned<ValidityDecl>) -> Validity {
        let unknown = Validity { from: None, until: None, span: valid.span, whole: false };
        let Some(decl) = valid.get() else { return Validity { whole: !valid.is_written(), ..unknown } };
        let from = decl.from.get().map(|day| day.0);
        let through = decl.through.get().map(|day| day.0);
        if let (Some(from), Some(through)) = (from, through)
            && through < from
        {
            let message = format!("{} is valid from {from} through {through}, which is no day at all", owner());
            self.report(
                Finding::new(&REVERSED_VALIDITY, decl.through.span, message)
                    .label("before the first day")
                    .also(decl.from.span, "the first day")
                    .help("swap the two days, or mend the later one"),
            );
            return unknown;
        }
        let whole = from.is_some() == decl.from.is_written() && through.is_some() == decl.through.is_written();
        Validity { from, until: through.and_then(|day| day.plus_days(1)), span: valid.span, whole }
    }
}

/// The names of every noun that others refer to.
pub(super) struct AllNames {
    pub(super) taxes: Names<Tax, TaxDecl>,
    pub(super) ledgers: Names<Ledger, LedgerDecl>,
    pub(super) item_types: Names<ItemType, ItemTypeDecl>,
    pub(super) units: Names<Unit, UnitDecl>,
    pub(super) payment_methods: Names<PaymentMethod, PaymentMethodDecl>,
    pub(super) products: Names<Product, ProductDecl>,
    pub(super) discounts: Names<Discount, DiscountDecl>,
    pub(super) terms: Names<Term, TermDecl>,
    pub(super) bundles: Names<Bundle, BundleDecl>,
    pub(super) policies: Names<Policy, PolicyDecl>,
}

impl AllNames {
    /// Returns what declares a code, and where; the nouns that are mistaken for one another most often come first.
    fn declared(&self, code: &str) -> Option<(&'static str, Span)> {
        let sold = || self.products.declared(code).or_else(|| self.bundles.declared(code));
        let applied = || self.discounts.declared(code).or_else(|| self.terms.declared(code));
        let booked = || self.taxes.declared(code).or_else(|| self.ledgers.declared(code));
        sold()
            .or_else(applied)
            .or_else(booked)
            .or_else(|| self.item_types.declared(code))
            .or_else(|| self.units.declared(code))
            .or_else(|| self.payment_methods.declared(code))
            .or_else(|| self.policies.declared(code))
    }
}

pub(super) fn name(name: &Spanned<Text>) -> Option<SmolStr> {
    name.get().map(|text| text.0.clone())
}

pub(super) fn tags(tags: &Spanned<Vec<Spanned<Tag>>>) -> Box<[SmolStr]> {
    tags.get().into_iter().flatten().filter_map(Spanned::get).map(|tag| tag.0.clone()).collect()
}

/// The period of a charge that names none, where the manifest names none either.
pub(super) const DEFAULT_PERIOD: Period = Period::MONTH;
