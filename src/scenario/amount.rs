//! The amounts of a scenario: none that nobody can pay.

use super::lower::Lowering;
use super::{AccountId, Adjustment};
use crate::decl::{self, AdjustmentDecl, PortionText, Spanned};
use crate::graph::too_many_decimals;
use crate::money::{Currency, Decimal, Portion};
use crate::source::Span;

impl Lowering<'_> {
    /// Returns in which currency an account pays.
    pub(super) fn currency(&self, account: AccountId) -> Option<Currency> {
        self.paid_in.get(&account).copied()
    }

    /// Returns in which currency the holder of a subscription pays.
    pub(super) fn currency_of(&self, subscription: &Spanned<decl::Code>) -> Option<Currency> {
        let holder = self.holders.get(&subscription.get()?.0)?;
        self.accounts.get(holder).and_then(|(account, _)| self.currency(*account))
    }

    /// Reports an amount that the currency has no coins for.
    pub(super) fn payable(
        &mut self,
        owner: &dyn Fn() -> String,
        currency: Option<Currency>,
        amount: Decimal,
        span: Span,
    ) {
        // The first piece of a number that a comma has cut in two is told already.
        let is_piece = || self.before.errors.iter().any(|place| place.start == span.start);
        let Some(currency) = currency else { return };
        let finding = too_many_decimals(&self.catalog.rounding, owner, (currency, amount), span);
        let finding = finding.filter(|_| !is_piece());
        self.findings.extend(finding);
    }

    /// Resolves how prices are adjusted for one purchase.
    pub(super) fn adjustment(
        &mut self,
        owner: &dyn Fn() -> String,
        currency: Option<Currency>,
        decl: &Spanned<AdjustmentDecl>,
    ) -> Option<Adjustment> {
        let (discount, upcharge) = match decl.get()? {
            AdjustmentDecl::None => return Some(Adjustment::default()),
            AdjustmentDecl::Changed { discount, upcharge } => (discount, upcharge),
        };
        let discount = self.portion(owner, currency, discount);
        Some(Adjustment { discount, upcharge: self.portion(owner, currency, upcharge) })
    }

    /// Resolves what is taken off a price or added to it.
    pub(super) fn portion(
        &mut self,
        owner: &dyn Fn() -> String,
        currency: Option<Currency>,
        portion: &Spanned<PortionText>,
    ) -> Option<Portion> {
        let resolved = portion.get()?.0;
        if let Portion::Amount(amount) = resolved {
            self.payable(owner, currency, amount, portion.span);
        }
        Some(resolved)
    }
}
