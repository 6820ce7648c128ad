//! The books of accounts: what is owed, what credit there is, and what an invoice does to both.

use std::cmp::Reverse;

use super::invoice::Invoice;
use super::returned::{PaidOut, Returned, note_adjusted, note_returned};
use super::summary::{Paying, depths};
use crate::calendar::Date;
use crate::graph::{Catalog, CreditTarget};
use crate::money::{Decimal, exact_add};
use crate::scenario::{AccountId, Action, Scenario};
use crate::sim::Ledger;

/// What an account owes and what credit it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Books {
    /// What it owes.
    pub owed: Decimal,
    /// Its credit.
    pub credit: Decimal,
    /// What it has paid and not got back.
    paid: Decimal,
}

/// Who pays an invoice, and when.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pays {
    /// The account, on its day.
    AtOnce,
    /// The account, by payments: until then it owes it.
    ByHand,
    /// Another account.
    Another,
}

/// What an invoice does to the books.
#[derive(Debug, Clone, Copy, Default)]
struct Posted {
    /// What it changes the credit by.
    credit: Decimal,
    /// What it pays out.
    paid_out: Option<PaidOut>,
}

/// Whose amount brings the books to more than an exact decimal holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TooLarge {
    /// The money of the event with this number.
    Event(u32),
    /// What the invoice with this index comes to.
    Invoice(usize),
}

impl Books {
    /// Returns what it owes less its credit; nothing if that is more than an exact decimal holds.
    #[must_use]
    pub fn balance(self) -> Option<Decimal> {
        exact_add(self.owed, -self.credit)
    }

    /// Takes credit or a payment: what is owed first, the rest is credit.
    fn receive(&mut self, amount: Decimal, is_payment: bool) -> Option<()> {
        let paid = amount.min(self.owed);
        self.owed = exact_add(self.owed, -paid)?;
        self.credit = exact_add(self.credit, exact_add(amount, -paid)?)?;
        if is_payment {
            self.paid = exact_add(self.paid, amount)?;
        }
        Some(())
    }

    /// Books an invoice. What is refunded of one that another account pays is that one's.
    fn invoice(&mut self, total: Decimal, returned: Returned, pays: Pays, target: CreditTarget) -> Option<Posted> {
        let Returned { credited, refunded, .. } = returned;
        if refunded.is_zero() || pays == Pays::Another {
            let credit = self.book(exact_add(total, refunded)?, credited, pays, target)?;
            return Some(Posted { credit, paid_out: None });
        }
        let paid_out = PaidOut::of(refunded, self.owed, self.paid)?;
        let amount = paid_out.amount;
        self.paid = exact_add(self.paid, -amount)?;
        let kept = exact_add(credited, exact_add(refunded, -amount)?)?;
        let credit = self.book(exact_add(total, amount)?, kept, pays, target)?;
        Some(Posted { credit, paid_out: Some(paid_out) })
    }

    /// Books what an invoice comes to, and returns what it changes the credit by. Of what is below zero at most `kept`
    /// stays credit, whatever becomes of the rest.
    fn book(&mut self, total: Decimal, kept: Decimal, pays: Pays, target: CreditTarget) -> Option<Decimal> {
        if total.is_sign_positive() {
            let used = self.credit.min(total);
            self.credit = exact_add(self.credit, -used)?;
            let left = exact_add(total, -used)?;
            match pays {
                Pays::AtOnce => self.paid = exact_add(self.paid, left)?,
                Pays::ByHand => self.owed = exact_add(self.owed, left)?,
                Pays::Another => {}
            }
            return Some(-used);
        }
        let back = -total;
        let less = back.min(self.owed);
        self.owed = exact_add(self.owed, -less)?;
        let left = exact_add(back, -less)?;
        let given = match target {
            // What nobody owes goes back.
            CreditTarget::Note => left.min(kept),
            CreditTarget::Account => left,
        };
        self.credit = exact_add(self.credit, given)?;
        self.paid = exact_add(self.paid, -exact_add(left, -given)?)?.max(Decimal::ZERO);
        Some(given)
    }
}

/// Tells whether a cancellation says what becomes of what goes back.
fn returns(scenario: &Scenario) -> bool {
    scenario.events.iter().any(|event| event.action.unused().is_some())
}

/// Tells whether what an invoice comes to, or an event, can change what is left to pay of another.
pub(super) fn moves_credit(catalog: &Catalog, scenario: &Scenario) -> bool {
    let moves =
        |action: &Action| matches!(action, Action::Credit { .. } | Action::Payment { .. }) || action.unused().is_some();
    catalog.invoices.credit.value == CreditTarget::Account || scenario.events.iter().any(|event| moves(&event.action))
}

/// Writes into every invoice what credit it uses or gives, what it pays out, and what is left to pay.
pub(super) fn settle(
    catalog: &Catalog,
    scenario: &Scenario,
    ledger: &Ledger,
    invoices: &mut [Invoice],
) -> Result<(), TooLarge> {
    if returns(scenario) {
        for (at, invoice) in invoices.iter_mut().enumerate() {
            note_returned(catalog, scenario, ledger, invoice).ok_or(TooLarge::Invoice(at))?;
        }
    }
    if !moves_credit(catalog, scenario) {
        return Ok(());
    }
    if scenario.events.iter().any(|event| matches!(event.action, Action::Adjust { .. })) {
        let of_others = |invoice: &Invoice| scenario.account(invoice.payer).billed_to.is_some();
        for (at, invoice) in invoices.iter_mut().enumerate().filter(|(_, invoice)| of_others(invoice)) {
            note_adjusted(catalog, ledger, invoice).ok_or(TooLarge::Invoice(at))?;
        }
    }
    let posted = replay(catalog, scenario, invoices, scenario.through)?.posted;
    for (at, (invoice, posted)) in invoices.iter_mut().zip(posted).enumerate() {
        invoice.post(posted).ok_or(TooLarge::Invoice(at))?;
    }
    Ok(())
}

impl Invoice {
    /// Writes what it does to the books, and what is left to pay.
    fn post(&mut self, Posted { credit, paid_out }: Posted) -> Option<()> {
        self.credit = exact_add(self.credit, credit)?;
        self.paid_out = paid_out;
        let paid_out = paid_out.map_or(Decimal::ZERO, |paid_out| paid_out.amount);
        self.due = exact_add(exact_add(self.total, self.credit)?, paid_out)?;
        Some(())
    }
}

/// Returns the books of all accounts at the end of a day, by the account's number; nothing if an amount is more than an
/// exact decimal holds.
#[must_use]
pub fn books(catalog: &Catalog, scenario: &Scenario, invoices: &[Invoice], on: Date) -> Option<Vec<Books>> {
    Some(replay(catalog, scenario, invoices, on).ok()?.books)
}

struct Replayed {
    books: Vec<Books>,
    /// What each invoice does to the credit: used, below zero, or given, above, with that of invoices on it; and pays out.
    posted: Vec<Posted>,
}

/// Returns the account that pays in the end for what another is charged.
fn who_pays(scenario: &Scenario, account: AccountId) -> AccountId {
    let payers = std::iter::successors(Some(account), |account| scenario.account(*account).billed_to);
    // A circle has its finding, so that the accounts are enough.
    payers.take(scenario.accounts.len()).last().unwrap_or(account)
}

/// Credit that an event gives, or what it pays.
#[derive(Clone, Copy)]
struct Money {
    event: u32,
    account: AccountId,
    amount: Decimal,
}

/// Books invoices and money up to a day: credit is given before the invoices of its day, payments come after them.
fn replay(catalog: &Catalog, scenario: &Scenario, invoices: &[Invoice], through: Date) -> Result<Replayed, TooLarge> {
    let mut replayed = Replayed {
        books: vec![Books::default(); scenario.accounts.len()],
        posted: vec![Posted::default(); invoices.len()],
    };
    let mut money: Vec<(Date, bool, Money)> = scenario
        .events
        .iter()
        .filter_map(|event| match event.action {
            Action::Credit { account, amount } => {
                Some((event.on.midnight(), false, Money { event: event.number, account, amount }))
            }
            Action::Payment { account, amount } => {
                Some((event.on.midnight(), true, Money { event: event.number, account, amount }))
            }
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
    let mut returned: Vec<Returned> = invoices.iter().map(|invoice| invoice.returned).collect();
    let depth = |account: AccountId| depths.get(account.0 as usize).copied().unwrap_or(0);
    // By how much invoices of others on a day lower what an account owes.
    let mut lowered = vec![Decimal::ZERO; scenario.accounts.len()];
    // What an account uses of its credit is known before the invoice of who pays for it.
    order.sort_by_key(|(at, invoice)| (invoice.on, Reverse(depth(invoice.payer)), *at));
    for (at, invoice) in order {
        while let Some((_, paid, money)) = money.next_if(|(on, paid, ..)| (*on, *paid) < (invoice.on, true)) {
            replayed.receive(money, paid)?;
        }
        let too_large = TooLarge::Invoice(at);
        let account = scenario.account(invoice.payer);
        let of_others = replayed.posted.get(at).map(|posted| posted.credit).unwrap_or_default();
        let pays = match account.billed_to {
            Some(_) => Pays::Another,
            None if account.pays_by_hand => Pays::ByHand,
            None => Pays::AtOnce,
        };
        let (target, mut back) = (catalog.invoices.credit.value, returned.get(at).copied().unwrap_or_default());
        let mut left = exact_add(invoice.total, of_others).ok_or(too_large)?;
        let last = who_pays(scenario, invoice.payer);
        let (debtor, lowered) = (replayed.books.get(last.0 as usize), lowered.get_mut(last.0 as usize));
        if let (Some(debtor), Some(lowered)) = (debtor, lowered) {
            if pays == Pays::Another {
                // What is taken off by hand is that much less to pay; only what nobody owes is credit of the account.
                let before = exact_add(*lowered, -back.passed).ok_or(too_large)?;
                let most = exact_add(debtor.owed, -before).ok_or(too_large)?.min(-left);
                let all = exact_add(back.adjusted, back.passed).ok_or(too_large)?;
                back.passed = all.min(most).max(Decimal::ZERO);
                *lowered = exact_add(before, back.passed).ok_or(too_large)?;
                left = exact_add(left, back.passed).ok_or(too_large)?;
            } else {
                // Its own invoice of the day lowers it.
                *lowered = Decimal::ZERO;
            }
        }
        let Some(books) = replayed.books.get_mut(invoice.payer.0 as usize) else { continue };
        let Posted { credit, paid_out } = books.invoice(left, back, pays, target).ok_or(too_large)?;
        let all = exact_add(credit, of_others).ok_or(too_large)?;
        let to = account.billed_to.and_then(|payer| paying.get(payer, invoice.on));
        if let Some(posted) = replayed.posted.get_mut(at) {
            *posted = Posted { credit: all, paid_out };
        }
        if let Some(posted) = to.and_then(|to| replayed.posted.get_mut(to)) {
            posted.credit = exact_add(posted.credit, all).ok_or(too_large)?;
        }
        if let Some(of_payer) = to.and_then(|to| returned.get_mut(to)) {
            of_payer.refunded = exact_add(of_payer.refunded, back.refunded).ok_or(too_large)?;
            of_payer.passed = exact_add(of_payer.passed, back.passed).ok_or(too_large)?;
        }
    }
    for (_, paid, money) in money {
        replayed.receive(money, paid)?;
    }
    Ok(replayed)
}

impl Replayed {
    fn receive(&mut self, money: Money, is_payment: bool) -> Result<(), TooLarge> {
        let Some(books) = self.books.get_mut(money.account.0 as usize) else { return Ok(()) };
        books.receive(money.amount, is_payment).ok_or(TooLarge::Event(money.event))
    }
}
