//! The amounts of a scenario: none that nobody can pay, and no discount above the price.

use super::codes::DISCOUNT_ABOVE_PRICE;
use super::lower::Lowering;
use super::{AccountId, Adjustment};
use crate::decl::{self, AdjustmentDecl, PortionText, Spanned};
use crate::diag::Finding;
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
        let discount = self.discount(owner, currency, discount);
        Some(Adjustment { discount, upcharge: self.portion(owner, currency, upcharge) })
    }

    /// Resolves what is taken off a price; more than all of it is reported.
    pub(super) fn discount(
        &mut self,
        owner: &dyn Fn() -> String,
        currency: Option<Currency>,
        discount: &Spanned<PortionText>,
    ) -> Option<Portion> {
        let portion = self.portion(owner, currency, discount)?;
        if matches!(portion, Portion::Share(share) if share > Decimal::ONE) {
            let message = format!("{} takes more than the whole price off", owner());
            let finding = Finding::new(&DISCOUNT_ABOVE_PRICE, discount.span, message).label("more than 100%");
            self.findings.push(finding.help("write at most `100%`"));
        }
        Some(portion)
    }

    fn portion(
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
