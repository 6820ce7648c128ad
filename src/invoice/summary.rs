//! Accounts that are billed to others: a line on the payer's invoice for each invoice of theirs (`D25`).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use foldhash::HashMap;

use super::group::ranks;
use super::invoice::{Invoice, Item, Line, TaxTotal};
use super::returned::Returned;
use crate::calendar::Date;
use crate::money::{Decimal, exact_add};
use crate::scenario::{AccountId, Scenario};

/// Puts what accounts come to that are billed to others onto the invoices of those, and numbers all invoices again;
/// nothing if an amount is more than a decimal holds.
pub(super) fn bill_to_others(scenario: &Scenario, invoices: &mut Vec<Invoice>) -> Option<()> {
    let depths = depths(scenario);
    let depth = |account: AccountId| depths.get(account.0 as usize).copied().unwrap_or(0);
    let mut paying = Paying::of(invoices);
    let mut waiting: BinaryHeap<(usize, Reverse<usize>)> =
        invoices.iter().enumerate().map(|(at, invoice)| (depth(invoice.payer), Reverse(at))).collect();
    // The deepest first, so that an invoice is whole when it is billed.
    while let Some((depth_of_payer, Reverse(at))) = waiting.pop() {
        let Some(billed) = invoices.get(at) else { continue };
        let Some(payer) = scenario.account(billed.payer).billed_to else { continue };
        let to = paying.get(payer, billed.on).unwrap_or(invoices.len());
        if to == invoices.len() {
            let invoice = billed.empty_for(payer);
            paying.insert(&invoice, to);
            waiting.push((depth_of_payer.saturating_sub(1), Reverse(to)));
            invoices.push(invoice);
        }
        let summary = Summary::of(invoices.get(at)?)?;
        invoices.get_mut(to)?.summarize(&summary, at)?;
    }
    renumber(scenario, invoices);
    Some(())
}

/// Returns of each account how many payers stand between it and who pays for it in the end.
pub(super) fn depths(scenario: &Scenario) -> Vec<usize> {
    let mut depths: Vec<Option<usize>> = vec![None; scenario.accounts.len()];
    for account in (0..).map(AccountId).take(scenario.accounts.len()) {
        let known = |account: AccountId| depths.get(account.0 as usize).copied().flatten();
        let payers = std::iter::successors(Some(account), |account| scenario.account(*account).billed_to);
        // A circle has its finding, so that the accounts are enough.
        let chain: Vec<AccountId> =
            payers.take(scenario.accounts.len()).take_while(|account| known(*account).is_none()).collect();
        let beyond = chain.last().and_then(|last| scenario.account(*last).billed_to).and_then(known);
        let first = beyond.map_or(0, |depth| depth.saturating_add(1));
        for (depth, account) in (first..).zip(chain.into_iter().rev()) {
            if let Some(place) = depths.get_mut(account.0 as usize) {
                *place = Some(depth);
            }
        }
    }
    depths.into_iter().map(Option::unwrap_or_default).collect()
}

/// The first invoice of every payer and day, by index: all of a payer are in one currency.
pub(super) struct Paying(HashMap<(AccountId, Date), usize>);

impl Paying {
    pub fn of(invoices: &[Invoice]) -> Self {
        let mut paying = Self(HashMap::default());
        for (at, invoice) in invoices.iter().enumerate() {
            paying.insert(invoice, at);
        }
        paying
    }

    fn insert(&mut self, invoice: &Invoice, at: usize) {
        self.0.entry((invoice.payer, invoice.on)).or_insert(at);
    }

    pub fn get(&self, payer: AccountId, on: Date) -> Option<usize> {
        self.0.get(&(payer, on)).copied()
    }
}

/// Orders invoices by day and the payer's name and numbers them so; summaries follow the numbers.
fn renumber(scenario: &Scenario, invoices: &mut Vec<Invoice>) {
    let ranks = ranks(scenario);
    let mut order: Vec<(usize, Invoice)> = std::mem::take(invoices).into_iter().enumerate().collect();
    order.sort_by_key(|(at, invoice)| {
        (invoice.on, ranks.get(invoice.payer.0 as usize).copied().unwrap_or(u32::MAX), invoice.currency, *at)
    });
    let mut places: Vec<usize> = vec![0; order.len()];
    for (now, (before, _)) in order.iter().enumerate() {
        if let Some(place) = places.get_mut(*before) {
            *place = now;
        }
    }
    for (now, (_, mut invoice)) in order.into_iter().enumerate() {
        invoice.number = u32::try_from(now + 1).unwrap_or(u32::MAX);
        for line in &mut invoice.lines {
            if let Item::Summary(at) = &mut line.item {
                *at = places.get(*at).copied().unwrap_or(*at);
            }
        }
        invoices.push(invoice);
    }
}

/// What an invoice comes to for who pays it.
struct Summary {
    /// As priced: with tax if prices contain it.
    amount: Decimal,
    net: Decimal,
    tax: Decimal,
    total: Decimal,
    taxes: Vec<TaxTotal>,
}

impl Summary {
    fn of(billed: &Invoice) -> Option<Self> {
        let nothing = Decimal::new(0, billed.net.scale());
        let amount = billed.lines.iter().map(|line| line.amount).try_fold(nothing, exact_add)?;
        let Invoice { net, tax, total, .. } = *billed;
        Some(Self { amount, net, tax, total, taxes: billed.taxes.clone() })
    }
}

impl Invoice {
    /// Adds a line for an invoice that is billed to this one's payer, with its tax.
    fn summarize(&mut self, billed: &Summary, at: usize) -> Option<()> {
        self.lines.push(Line { item: Item::Summary(at), amount: billed.amount, net: billed.net, tax: billed.tax });
        self.net = exact_add(self.net, billed.net)?;
        self.tax = exact_add(self.tax, billed.tax)?;
        self.total = exact_add(self.total, billed.total)?;
        self.due = self.total;
        for other in &billed.taxes {
            match self.taxes.iter_mut().find(|total| total.tax == other.tax) {
                Some(total) => {
                    let TaxTotal { net, amount, base, .. } = total;
                    *net = exact_add(*net, other.net)?;
                    *amount = exact_add(*amount, other.amount)?;
                    *base = base.plus(other.base)?;
                }
                None => self.taxes.push(*other),
            }
        }
        self.taxes.sort_by_key(|total| total.tax);
        Some(())
    }

    /// Returns an invoice of the same day and currency without lines.
    fn empty_for(&self, payer: AccountId) -> Self {
        let nothing = Decimal::new(0, self.net.scale());
        Self {
            payer,
            lines: Vec::new(),
            taxes: Vec::new(),
            net: nothing,
            tax: nothing,
            total: nothing,
            credit: nothing,
            paid_out: None,
            due: nothing,
            returned: Returned::default(),
            cuts: Vec::new(),
            ..*self
        }
    }
}
