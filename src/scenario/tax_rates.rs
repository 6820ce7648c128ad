//! The rates of taxes that a provider works out, for which a scenario stands in.

use super::Event;
use super::codes::{MISSING_TAX_RATE, TAX_RATE_OF_CATALOG};
use super::lower::Lowering;
use super::reached_taxes::reached;
use crate::decl::{self, ScenarioFile, Spanned};
use crate::diag::Finding;
use crate::graph::codes::UNKNOWN_TAX;
use crate::graph::{Amounts, Id, Tax};
use crate::money::Decimal;
use crate::source::Span;

impl Lowering<'_> {
    /// Resolves the rates; a tax of a provider without one, and without an amount, is reported if the events can come to it,
    /// and so is a rate of another tax.
    pub(super) fn tax_rates(
        &mut self,
        decl: &ScenarioFile,
        events: &[Option<Event>],
        amounts: Option<&[(Id<Tax>, Amounts)]>,
    ) -> Option<Vec<(Id<Tax>, Decimal)>> {
        let catalog = self.catalog;
        let (mut rates, mut whole) = (Vec::new(), !decl.tax_rates.is_written() || decl.tax_rates.get().is_some());
        for (code, rate) in decl.tax_rates.get().into_iter().flat_map(|section| &section.0) {
            let reference = Spanned { span: code.span, value: code.get().cloned().map(decl::Code) };
            let tax = self.find(&catalog.taxes, &UNKNOWN_TAX, || "the scenario".to_owned(), &reference);
            let Some((tax, rate)) = tax.zip(rate.get()) else {
                whole = false;
                continue;
            };
            self.is_left_to_provider(tax, code.span, "a rate");
            rates.push((tax, rate.0));
        }
        let is_added = |tax: Id<Tax>| amounts.is_none_or(|amounts| amounts.iter().any(|(id, _)| *id == tax));
        let given = |tax: Id<Tax>| rates.iter().any(|(id, _)| *id == tax) || is_added(tax);
        let missing: Vec<_> = catalog
            .taxes
            .iter()
            .filter(|(id, tax)| {
                tax.provided && !tax.rate_span.is_written() && !tax.amount_span.is_written() && !given(*id)
            })
            .collect();
        if missing.is_empty() {
            return whole.then_some(rates);
        }
        let reached = reached(catalog, events.iter().flatten());
        let missing = missing.into_iter().filter(|(id, _)| reached.contains(id));
        for (_, tax) in missing.filter(|_| whole) {
            let code = &tax.code.text;
            let message = format!("the scenario has no rate for tax `{code}`, which a provider works out");
            let finding = Finding::new(&MISSING_TAX_RATE, decl.scenario.span, message);
            let finding = finding.label("what would the provider say?").also(tax.code.span, "has no rate of its own");
            self.findings.push(
                finding.help(format!("add `tax_rates: {{ {code}: 20% }}` with the rate to assume, or `tax_amounts`")),
            );
        }
        whole.then_some(rates)
    }

    /// Reports a tax that the scenario gives something for, if it has a rate or an amount of its own.
    pub(super) fn is_left_to_provider(&mut self, tax: Id<Tax>, place: Span, what: &str) {
        let tax = self.catalog.taxes.get(tax);
        let of_catalog = [(tax.rate_span, "a rate", "the rate"), (tax.amount_span, "an amount", "the amount")];
        let Some((span, own, used)) = of_catalog.into_iter().find(|(span, ..)| span.is_written()) else { return };
        let own = if own == what { "its own".to_owned() } else { format!("{own} of its own") };
        let message = format!("the scenario gives {what} for tax `{}`, which has {own}", tax.code.text);
        let finding = Finding::new(&TAX_RATE_OF_CATALOG, place, message).label("would not be used");
        let finding = finding.also(span, format!("{used} that is"));
        self.findings.push(finding.help(format!("remove it, or leave {used} to a `provider` in the catalog")));
    }
}
