//! The amounts that a provider adds for a tax to every invoice, for which a scenario stands in.

use super::lower::Lowering;
use crate::decl::{self, ScenarioFile, Spanned};
use crate::graph::codes::UNKNOWN_TAX;
use crate::graph::{Amounts, Currencies, Id, Tax};

impl Lowering<'_> {
    /// Resolves the amounts; one for a tax with a rate of its own is reported.
    pub(super) fn tax_amounts(&mut self, decl: &ScenarioFile) -> Option<Vec<(Id<Tax>, Amounts)>> {
        let catalog = self.catalog;
        let (mut resolved, written) = (Vec::new(), &decl.tax_amounts);
        let mut whole = !written.is_written() || written.get().is_some();
        for (code, amounts) in written.get().into_iter().flat_map(|section| &section.0) {
            let reference = Spanned { span: code.span, value: code.get().cloned().map(decl::Code) };
            let tax = self.find(&catalog.taxes, &UNKNOWN_TAX, || "the scenario".to_owned(), &reference);
            let Some(text) = code.get() else {
                whole = false;
                continue;
            };
            if let Some(tax) = tax {
                self.is_left_to_provider(tax, code.span, "an amount");
            }
            let (sold_in, span, rounding) = (&*catalog.currencies, catalog.currencies_span, &catalog.rounding);
            let mut findings = Vec::new();
            let owner = || format!("what tax `{text}` adds");
            let amounts = Currencies { sold_in, span, rounding }.payable(&owner, amounts, &mut findings);
            // The first piece of a number that a comma has cut in two is told already.
            let is_told = |place| self.before.errors.iter().any(|error| error.start == place);
            findings.retain(|finding| !is_told(finding.primary.span.start));
            self.findings.extend(findings);
            match tax.zip(amounts) {
                Some(amounts) => resolved.push(amounts),
                None => whole = false,
            }
        }
        whole.then_some(resolved)
    }
}
