//! A scenario in a few words, and what came of it.

use super::{day, dec};
use crate::calendar::Date;
use crate::graph::{Catalog, Checked, Code};
use crate::invoice::{self, Invoice, Item};
use crate::money::{Currency, Decimal};
use crate::scenario::*;
use crate::sim::{self, Entry, Ledger, Verdict};
use crate::source::{SourceSet, Span};

/// Events of the accounts `ada` (pays by card) and `bob` (names no way to pay), both in dollars.
#[derive(Clone)]
pub(crate) struct Story<'a> {
    catalog: &'a Checked<Catalog>,
    pub(crate) scenario: Scenario,
}

impl<'a> Story<'a> {
    pub(crate) fn new(catalog: &'a Checked<Catalog>, from: &str, through: &str) -> Self {
        let account = |name: &str, method: Option<&str>| Account {
            name: Code { text: name.into(), span: Span::NONE },
            payment_method: method.and_then(|m| catalog.payment_methods.find(m)),
            payment_method_span: Span::NONE,
            currency: Currency::parse("USD").unwrap(),
            bill_day: None,
            pays_by_hand: false,
            tax_exempt: false,
            billed_to: None,
            discount: None,
        };
        let scenario = Scenario {
            title: "a story".into(),
            title_span: Span::NONE,
            from: day(from),
            through: day(through),
            accounts: vec![account("ada", Some("card")), account("bob", None)],
            subscriptions: Vec::new(),
            events: Vec::new(),
            tax_rates: Vec::new(),
            tax_amounts: Vec::new(),
            expectations: Vec::new(),
        };
        Self { catalog, scenario }
    }

    fn event(mut self, on: &str, action: Action) -> Self {
        let number = u32::try_from(self.scenario.events.len() + 1).unwrap();
        self.scenario.events.push(Event { number, on: day(on), span: Span::NONE, action });
        self
    }

    /// Subscribes `ada` under the next alias: `s0`, `s1`, ...
    pub(crate) fn subscribe(mut self, on: &str, plan: &str) -> Self {
        let alias = SubscriptionId(u32::try_from(self.scenario.subscriptions.len()).unwrap());
        self.scenario.subscriptions.push(format!("s{}", alias.0).into());
        let plan = self.catalog.plans.find(plan).unwrap();
        let (account, order) = (AccountId(0), Order::default());
        self.event(on, Action::Subscribe { account, plan, plan_span: Span::NONE, order, alias })
    }

    pub(crate) fn add(self, on: &str, to: u32, bundle: &str) -> Self {
        let bundle = self.catalog.bundles.find(bundle).unwrap();
        let (to, order) = (SubscriptionId(to), Order::default());
        self.event(on, Action::Add { to, bundle, bundle_span: Span::NONE, order })
    }

    pub(crate) fn change(self, on: &str, to: u32, product: &str, quantity: u32) -> Self {
        let product = self.catalog.products.find(product).unwrap();
        self.event(on, Action::ChangeQuantity { subscription: SubscriptionId(to), product, quantity, span: Span::NONE })
    }

    pub(crate) fn cancel(self, on: &str, subscription: u32) -> Self {
        self.event(
            on,
            Action::Cancel {
                subscription: SubscriptionId(subscription),
                bundle: None,
                effective: Effective::AtOnce,
                unused: None,
            },
        )
    }

    pub(crate) fn cancel_bundle(self, on: &str, subscription: u32, bundle: &str) -> Self {
        let bundle = self.catalog.bundles.find(bundle);
        self.event(
            on,
            Action::Cancel {
                subscription: SubscriptionId(subscription),
                bundle,
                effective: Effective::AtOnce,
                unused: None,
            },
        )
    }

    pub(crate) fn change_plan(self, on: &str, subscription: u32, plan: &str, effective: Effective) -> Self {
        let plan = self.catalog.plans.find(plan).unwrap();
        let (subscription, order) = (SubscriptionId(subscription), Order::default());
        self.event(on, Action::ChangePlan { subscription, plan, order, effective })
    }

    pub(crate) fn pause(self, on: &str, subscription: u32) -> Self {
        let subscription = SubscriptionId(subscription);
        self.event(on, Action::Pause { subscription, effective: Effective::AtOnce })
    }

    pub(crate) fn resume(self, on: &str, subscription: u32) -> Self {
        let subscription = SubscriptionId(subscription);
        self.event(on, Action::Resume { subscription, effective: Effective::AtOnce })
    }

    pub(crate) fn adjust(self, on: &str, subscription: u32, product: &str, amount: &str) -> Self {
        let product = self.catalog.products.find(product).unwrap();
        let (subscription, amount) = (SubscriptionId(subscription), dec(amount));
        self.event(on, Action::Adjust { subscription, product, charge: None, amount, span: Span::NONE })
    }

    pub(crate) fn cancel_from(self, on: &str, subscription: u32, from: &str) -> Self {
        let (subscription, effective) = (SubscriptionId(subscription), Effective::On(day(from)));
        self.event(on, Action::Cancel { subscription, bundle: None, effective, unused: None })
    }

    /// Changes the last purchase.
    fn with(mut self, change: impl FnOnce(&mut AccountId, &mut Order)) -> Self {
        let mut nobody = AccountId(0);
        match &mut self.scenario.events.last_mut().unwrap().action {
            Action::Subscribe { account, order, .. } => change(account, order),
            Action::Add { order, .. } | Action::Redeem { order, .. } => change(&mut nobody, order),
            Action::ChangeQuantity { .. }
            | Action::Usage { .. }
            | Action::ChangePlan { .. }
            | Action::Pause { .. }
            | Action::Suspend { .. }
            | Action::Resume { .. }
            | Action::ChangeBillDay { .. }
            | Action::Adjust { .. }
            | Action::Cancel { .. }
            | Action::Credit { .. }
            | Action::Payment { .. } => panic!("no purchase"),
        }
        self
    }

    pub(crate) fn by_bob(self) -> Self {
        self.with(|account, _| *account = AccountId(1))
    }

    pub(crate) fn option(self, code: &str) -> Self {
        let (product, discount) = (self.catalog.products.find(code), self.catalog.discounts.find(code));
        self.with(|_, order| order.options.push(Choice { product, discount, span: Span::NONE }))
    }

    pub(crate) fn quantity(self, product: &str, quantity: u32) -> Self {
        let product = self.catalog.products.find(product).unwrap();
        self.with(|_, order| order.quantities.push((product, quantity, Span::NONE)))
    }

    pub(crate) fn code(self, code: &str) -> Self {
        self.with(|_, order| order.code = Some((code.into(), Span::NONE)))
    }

    pub(crate) fn through(mut self, through: Date) -> Self {
        self.scenario.through = through;
        self
    }

    pub(crate) fn play(&self) -> Played<'a> {
        let ledger = sim::run(self.catalog, &self.scenario);
        let invoices = invoice::assemble(self.catalog, &self.scenario, &ledger).unwrap_or_default();
        Played { catalog: self.catalog, scenario: self.scenario.clone(), ledger, invoices }
    }
}

pub(crate) struct Played<'a> {
    pub(crate) catalog: &'a Checked<Catalog>,
    pub(crate) scenario: Scenario,
    pub(crate) ledger: Ledger,
    pub(crate) invoices: Vec<Invoice>,
}

/// Returns all of a ledger in words, periods that were booked at once one by one.
pub(crate) fn told(ledger: &Ledger) -> String {
    let entries: Vec<_> = ledger.entries().map(|(_, entry)| entry).collect();
    format!("{entries:?} {:?} {:?} {:?}", ledger.outcomes, ledger.fees, ledger.aborted)
}

/// Returns all of an invoice in words, its entries as if each had been booked alone.
pub(crate) fn told_invoice(ledger: &Ledger, invoice: &Invoice) -> String {
    let entry = |item: Item| item.entry().map(|at| ledger.entry(at).unwrap().into_owned());
    let lines = invoice.lines.iter().map(|line| (entry(line.item), line.amount, line.net, line.tax));
    let lines: Vec<_> = lines.collect();
    let mut rest = invoice.clone();
    rest.lines.clear();
    format!("{lines:?} {rest:?}")
}

impl Played<'_> {
    /// Returns what fell due, each period alone.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.ledger.entries().map(|(_, entry)| entry.into_owned()).collect()
    }

    /// Returns the amounts of the lines of one day, over all accounts.
    pub(crate) fn amounts(&self, on: &str) -> Vec<String> {
        let on = day(on);
        self.invoices.iter().filter(|i| i.on == on).flat_map(|i| &i.lines).map(|line| line.amount.to_string()).collect()
    }

    /// Returns the days that have invoices.
    pub(crate) fn days(&self) -> Vec<String> {
        self.invoices.iter().map(|i| i.on.to_string()).collect()
    }

    /// Returns the sum of all lines without tax.
    pub(crate) fn sum(&self) -> Decimal {
        self.invoices.iter().map(|i| i.net).sum::<Decimal>() + dec("0.00")
    }

    /// Returns the rule that refused an event.
    pub(crate) fn refused(&self, event: u32) -> Option<&'static str> {
        let outcome = self.ledger.outcomes.iter().find(|o| o.event == event).unwrap();
        match &outcome.result {
            Verdict::Accepted { .. } => None,
            Verdict::Refused(refusal) => Some(refusal.rule.name),
        }
    }

    /// Returns why an event was refused.
    pub(crate) fn why(&self, event: u32) -> &str {
        let outcome = self.ledger.outcomes.iter().find(|o| o.event == event).unwrap();
        match &outcome.result {
            Verdict::Accepted { .. } => "accepted",
            Verdict::Refused(refusal) => &refusal.message,
        }
    }

    pub(crate) fn report(&self) -> invoice::render::ScenarioReport {
        self.report_in(&SourceSet::default())
    }

    pub(crate) fn report_in(&self, sources: &SourceSet) -> invoice::render::ScenarioReport {
        let failed = invoice::check(self.catalog, &self.scenario, &self.ledger, &self.invoices);
        invoice::render::report(self.catalog, &self.scenario, &self.ledger, &self.invoices, &failed, sources)
    }

    /// Returns the steps of the lines of one day.
    pub(crate) fn steps(&self, on: &str) -> Vec<String> {
        let report = self.report();
        report.invoices.iter().filter(|i| i.on == on).flat_map(|i| &i.lines).map(|l| l.steps.join("; ")).collect()
    }
}
