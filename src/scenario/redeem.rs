//! A voucher code that is redeemed, resolved.

use super::codes::UNCLEAR_REDEMPTION;
use super::lower::Lowering;
use super::{Action, Redeemer};
use crate::decl::{EventDecl, RedeemDecl, Spanned};
use crate::diag::Finding;

impl Lowering<'_> {
    /// Resolves a redemption; one that says nobody, or two, is reported.
    pub(super) fn redeem(&mut self, number: usize, event: &EventDecl, redeem: &RedeemDecl) -> Option<Action> {
        let owner = || format!("event {number}");
        let (quantities, channel) = (Spanned::default(), Spanned::default());
        let order = self.order(number, &redeem.options, &quantities, &redeem.code, &channel);
        let holder = match (redeem.subscription.is_written(), redeem.account.is_written()) {
            (true, false) => self.subscription(owner, &redeem.subscription).map(Redeemer::Subscription),
            (false, true) => self.account(owner, &redeem.account).map(Redeemer::Account),
            (false, false) => {
                let message = format!("event {number} redeems a code, but does not say for what");
                let finding = Finding::new(&UNCLEAR_REDEMPTION, event.redeem.span, message);
                self.findings.push(finding.label("whose code is it?").help("add `subscription`, or `account`"));
                None
            }
            (true, true) => {
                let message = format!("event {number} redeems a code both for an account and for a subscription");
                let (account, subscription) = (redeem.account.span, redeem.subscription.span);
                let finding = Finding::new(&UNCLEAR_REDEMPTION, account, message).label("the account");
                self.findings.push(
                    finding
                        .also(subscription, "the subscription")
                        .help("leave out `account`: the subscription has one"),
                );
                None
            }
        };
        order.as_ref()?.code.as_ref()?;
        Some(Action::Redeem { holder: holder?, order: order? })
    }
}
