//! Amounts: which currency, how many digits.

use smol_str::SmolStr;

use super::context::Context;
use crate::decl::{Amount, AmountsDecl, Spanned};
use crate::diag::Finding;
use crate::graph::codes::{AMBIGUOUS_CURRENCY, TOO_MANY_DECIMALS, UNDECLARED_CURRENCY};
use crate::graph::{Amounts, Rounding};
use crate::money::{Currency, Decimal};
use crate::schema::codes::UNKNOWN_CURRENCY;
use crate::source::Span;

/// How many digits an amount may have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Digits {
    /// As many as the currency: it is a price, which appears on an invoice as it is.
    OfPrice,
    /// As many as the currency: it is no price, so that it cannot be one for each unit instead.
    OfCurrency,
    /// Any number: it is multiplied by a quantity first.
    Any,
}

/// The currencies in which amounts can be written.
pub struct Currencies<'a> {
    /// Those that the catalog sells in.
    pub sold_in: &'a [Currency],
    /// Where they are written.
    pub span: Span,
    /// How many digits they have.
    pub rounding: &'a Rounding,
}

impl Context {
    /// Resolves an amount in one or several currencies.
    pub(super) fn amounts(
        &mut self,
        owner: &dyn Fn() -> String,
        amounts: &Spanned<AmountsDecl>,
        digits: Digits,
    ) -> Option<Amounts> {
        match amounts.get()? {
            AmountsDecl::One(amount) => self.bare(owner, amount, amounts.span, digits),
            AmountsDecl::PerCurrency(entries) => self.per_currency(owner, entries, digits),
        }
    }

    pub(super) fn bare(
        &mut self,
        owner: &dyn Fn() -> String,
        amount: &Amount,
        span: Span,
        digits: Digits,
    ) -> Option<Amounts> {
        let Self { currencies, currencies_span: place, rounding, findings, .. } = self;
        Currencies { sold_in: currencies, span: *place, rounding }.bare(owner, amount, span, digits, findings)
    }

    pub(super) fn per_currency(
        &mut self,
        owner: &dyn Fn() -> String,
        entries: &[(Spanned<SmolStr>, Spanned<Amount>)],
        digits: Digits,
    ) -> Option<Amounts> {
        let Self { currencies, currencies_span: span, rounding, findings, .. } = self;
        Currencies { sold_in: currencies, span: *span, rounding }.per_currency(owner, entries, digits, findings)
    }
}

impl Currencies<'_> {
    /// Resolves an amount that somebody pays as it is, in one or several currencies.
    pub fn payable(
        &self,
        owner: &dyn Fn() -> String,
        amounts: &Spanned<AmountsDecl>,
        findings: &mut Vec<Finding>,
    ) -> Option<Amounts> {
        match amounts.get()? {
            AmountsDecl::One(amount) => self.bare(owner, amount, amounts.span, Digits::OfCurrency, findings),
            AmountsDecl::PerCurrency(entries) => self.per_currency(owner, entries, Digits::OfCurrency, findings),
        }
    }

    fn bare(
        &self,
        owner: &dyn Fn() -> String,
        amount: &Amount,
        span: Span,
        digits: Digits,
        findings: &mut Vec<Finding>,
    ) -> Option<Amounts> {
        let currency = match self.sold_in {
            [only] => *only,
            [] => return None,
            several => {
                let codes: Vec<&str> = several.iter().map(|c| c.code()).collect();
                let message = format!("{}: a bare amount is ambiguous in a catalog of {}", owner(), in_a_row(&codes));
                let each: Vec<String> = codes.iter().map(|code| format!("{code}: …")).collect();
                let finding = Finding::new(&AMBIGUOUS_CURRENCY, span, message)
                    .label("in which currency?")
                    .also(self.span, "the catalog's currencies")
                    .help(format!("write `{{ {} }}`", each.join(", ")));
                findings.push(finding);
                return None;
            }
        };
        self.check_digits(owner, currency, amount.0, span, digits, findings);
        Some(Amounts(Box::new([(currency, amount.0, span)])))
    }

    fn per_currency(
        &self,
        owner: &dyn Fn() -> String,
        entries: &[(Spanned<SmolStr>, Spanned<Amount>)],
        digits: Digits,
        findings: &mut Vec<Finding>,
    ) -> Option<Amounts> {
        let mut amounts = Vec::with_capacity(entries.len());
        let mut is_whole = true;
        for (key, amount) in entries {
            let code = key.get()?;
            is_whole &= amount.get().is_some();
            let Some(currency) = Currency::parse(code) else {
                let message = format!("{}: `{code}` is no currency of ISO 4217", owner());
                let declared: Vec<&str> = self.sold_in.iter().map(|c| c.code()).collect();
                let finding = Finding::new(&UNKNOWN_CURRENCY, key.span, message).label("no such currency");
                findings.push(finding.suggest(code, declared));
                is_whole = false;
                continue;
            };
            if !self.sold_in.is_empty() && !self.sold_in.contains(&currency) {
                let message = format!("{}: the catalog does not sell in {currency}", owner());
                let finding = Finding::new(&UNDECLARED_CURRENCY, key.span, message)
                    .label("not a currency of this catalog")
                    .also(self.span, "the catalog's currencies")
                    .help(format!("add `{currency}` to the manifest's `currencies`, or remove the amount"));
                findings.push(finding);
            }
            if let Some(value) = amount.get().map(|a| a.0) {
                self.check_digits(owner, currency, value, amount.span, digits, findings);
                amounts.push((currency, value, key.span));
            }
        }
        // Without the broken one, its currency would seem to be missing.
        is_whole.then(|| Amounts(amounts.into_boxed_slice()))
    }

    fn check_digits(
        &self,
        owner: &dyn Fn() -> String,
        currency: Currency,
        amount: Decimal,
        span: Span,
        digits: Digits,
        findings: &mut Vec<Finding>,
    ) {
        let instead = match digits {
            Digits::OfPrice => ", or write `each` if it is multiplied by a quantity",
            Digits::OfCurrency => "",
            Digits::Any => return,
        };
        if let Some(finding) = too_many_decimals(self.rounding, owner, (currency, amount), span) {
            let help = finding.help.clone().unwrap_or_default();
            findings.push(finding.help(format!("{help}{instead}")));
        }
    }
}

/// Returns the finding about an amount with more digits than anybody can pay; nothing if it has no more.
#[must_use]
pub fn too_many_decimals(
    rounding: &Rounding,
    owner: &dyn Fn() -> String,
    (currency, amount): (Currency, Decimal),
    span: Span,
) -> Option<Finding> {
    let allowed = rounding.written_digits(currency);
    let has = amount.normalize().scale();
    if has <= allowed {
        return None;
    }
    let few = if allowed == 0 { "none".to_owned() } else { allowed.to_string() };
    let message = format!("{}: `{amount}` has {}, {currency} has {few}", owner(), decimals(has));
    let help = match allowed {
        0 => "round it to a whole number".to_owned(),
        _ => format!("round it to {}", decimals(allowed)),
    };
    Some(Finding::new(&TOO_MANY_DECIMALS, span, message).label(decimals(has)).help(help))
}

fn decimals(count: u32) -> String {
    match count {
        1 => "1 decimal".to_owned(),
        count => format!("{count} decimals"),
    }
}

/// Returns codes as a list in a sentence.
fn in_a_row(codes: &[&str]) -> String {
    match codes.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => codes.concat(),
    }
}
