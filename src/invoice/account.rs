//! The books of accounts: what is owed, what credit there is, and what an invoice does to both.

use std::cmp::Reverse;

use super::invoice::Invoice;
use super::summary::{Paying, depths};
use crate::calendar::Date;
use crate::graph::{Catalog, CreditTarget};
use crate::money::Decimal;
use crate::scenario::{AccountId, Action, Scenario};

/// What an account owes and what credit it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Books {
    /// What it owes.
    pub owed: Decimal,
    /// Its credit.
    pub credit: Decimal,
}

impl Books {
    /// Returns what it owes less its credit.
    #[must_use]
    pub fn balance(self) -> Decimal {
        self.owed - self.credit
    }

    /// Takes credit or a payment: what is owed first, the rest is credit.
    fn receive(&mut self, amount: Decimal) {
        let paid = amount.min(self.owed);
        self.owed -= paid;
        self.credit += amount - paid;
    }

    /// Books an invoice and returns what it changes the credit by.
    fn invoice(&mut self, total: Decimal, by_hand: bool, target: CreditTarget) -> Decimal {
        if total.is_sign_positive() {
            let used = self.credit.min(total);
            self.credit -= used;
            if by_hand {
                self.owed += total - used;
            }
            return -used;
        }
        let back = -total;
        let less = back.min(self.owed);
        self.owed -= less;
        match target {
            // What nobody owes goes back.
            CreditTarget::Note => Decimal::ZERO,
            CreditTarget::Account => {
                self.credit += back - less;
                back - less
            }
        }
    }
}

/// Writes into every invoice what credit it uses or gives and what is left to pay.
pub(super) fn settle(catalog: &Catalog, scenario: &Scenario, invoices: &mut [Invoice]) {
    let money = |action: &Action| matches!(action, Action::Credit { .. } | Action::Payment { .. });
    if catalog.invoices.credit.value == CreditTarget::Note && !scenario.events.iter().any(|event| money(&event.action))
    {
        return;
    }
    let credits = replay(catalog, scenario, invoices, scenario.through).credits;
    for (invoice, credit) in invoices.iter_mut().zip(credits) {
        invoice.credit += credit;
        invoice.due = invoice.total + invoice.credit;
    }
}

/// Returns the books of all accounts at the end of a day, by the account's number.
#[must_use]
pub fn books(catalog: &Catalog, scenario: &Scenario, invoices: &[Invoice], on: Date) -> Vec<Books> {
    replay(catalog, scenario, invoices, on).books
}

struct Replayed {
    books: Vec<Books>,
    /// What is used of credit for each invoice, below zero, or given, above; with that of invoices on it.
    credits: Vec<Decimal>,
}

/// Books invoices and money up to a day: credit is given before the invoices of its day, payments come after them.
fn replay(catalog: &Catalog, scenario: &Scenario, invoices: &[Invoice], through: Date) -> Replayed {
    let mut replayed = Replayed {
        books: vec![Books::default(); scenario.accounts.len()],
        credits: vec![Decimal::ZERO; invoices.len()],
    };
    let mut money: Vec<(Date, bool, AccountId, Decimal)> = scenario
        .events
        .iter()
        .filter_map(|event| match event.action {
            Action::Credit { account, amount } => Some((event.on.midnight(), false, account, amount)),
            Action::Payment { account, amount } => Some((event.on.midnight(), true, account, amount)),
            Action::Subscribe { .. }
            | Action::Add { .. }
            | Action::ChangeQuantity { .. }
            | Action::Usage { .. }
            | Action::Redeem { .. }
            | Action::ChangePlan { .. }
            | Action::Pause { .. }
            | Action::Suspend { .. }
            | Action::Resume { .. }
            | Action::ChangeBillDay { .. }
            | Action::Adjust { .. }
            | Action::Cancel { .. } => None,
        })
        .filter(|(on, ..)| *on <= through)
        .collect();
    money.sort_by_key(|(on, paid, ..)| (*on, *paid));
    let mut money = money.into_iter().peekable();
    let mut order: Vec<(usize, &Invoice)> = invoices.iter().enumerate().filter(|(_, i)| i.on <= through).collect();
    let (depths, paying) = (depths(scenario), Paying::of(invoices));
    let depth = |account: AccountId| depths.get(account.0 as usize).copied().unwrap_or(0);
    // What an account uses of its credit is known before the invoice of who pays for it.
    order.sort_by_key(|(at, invoice)| (invoice.on, Reverse(depth(invoice.payer)), *at));
    for (at, invoice) in order {
        while let Some((.., account, amount)) = money.next_if(|(on, paid, ..)| (*on, *paid) < (invoice.on, true)) {
            replayed.receive(account, amount);
        }
        let account = scenario.account(invoice.payer);
        let of_others = replayed.credits.get(at).copied().unwrap_or_default();
        let by_hand = account.pays_by_hand && account.billed_to.is_none();
        let books = replayed.books.get_mut(invoice.payer.0 as usize);
        let target = catalog.invoices.credit.value;
        let credit = books.map(|books| books.invoice(invoice.total + of_others, by_hand, target)).unwrap_or_default();
        let to = account.billed_to.and_then(|payer| paying.get(payer, invoice.on));
        if let Some(sum) = replayed.credits.get_mut(at) {
            *sum += credit;
        }
        if let Some(sum) = to.and_then(|to| replayed.credits.get_mut(to)) {
            *sum += credit + of_others;
        }
    }
    for (.., account, amount) in money {
        replayed.receive(account, amount);
    }
    replayed
}

impl Replayed {
    fn receive(&mut self, account: AccountId, amount: Decimal) {
        if let Some(books) = self.books.get_mut(account.0 as usize) {
            books.receive(amount);
        }
    }
}
