//! A scenario as written to one with every code resolved.

use foldhash::{HashMap, HashMapExt};
use smol_str::SmolStr;

use super::codes::{
    CIRCULAR_BILLING, DUPLICATE_ALIAS, EVENT_OUT_OF_RANGE, HORIZON_TOO_LONG, PAYER_CURRENCY_MISMATCH,
    REVERSED_SCENARIO, UNKNOWN_ACCOUNT, UNKNOWN_SUBSCRIPTION,
};
use super::{Account, AccountId, Event, Scenario, SubscriptionId};
use crate::calendar::{Date, DayCount, Zone};
use crate::decl::{self, EventDecl, PaysDecl, ScenarioFile, Spanned};
use crate::diag::{Finding, Rule, Suggestions};
use crate::graph::codes::{UNDECLARED_CURRENCY, UNKNOWN_PAYMENT_METHOD};
use crate::graph::{Catalog, Code, Id, Object, Table};
use crate::money::Currency;
use crate::source::{Span, budget};

/// What the stages before found out.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    /// Where they found an error in the scenario's document: with one there is no scenario, and what follows from it is
    /// not said again.
    pub errors: &'a [Span],
    /// Every rule by which an event may be refused.
    pub refusals: &'a [&'static Rule],
}

/// Resolves a scenario against a catalog. With an error there is no scenario; everything found is returned either way.
#[must_use]
pub fn lower(
    written: &Spanned<ScenarioFile>,
    catalog: &Catalog,
    before: Before<'_>,
) -> (Option<Scenario>, Vec<Finding>) {
    let Some(decl) = written.get() else { return (None, Vec::new()) };
    let mut cx = Lowering {
        catalog,
        before,
        findings: Vec::new(),
        accounts: HashMap::new(),
        last_account: None,
        aliases: HashMap::new(),
        zones: HashMap::new(),
        paid_in: HashMap::new(),
        holders: HashMap::new(),
        all_accounts: true,
        all_aliases: true,
        suggestions: Suggestions::default(),
    };
    let scenario = cx.scenario(decl);
    (scenario.filter(|_| before.errors.is_empty() && cx.findings.is_empty()), cx.findings)
}

/// What lowering knows so far.
pub(super) struct Lowering<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) before: Before<'a>,
    pub(super) findings: Vec<Finding>,
    pub(super) accounts: HashMap<SmolStr, (AccountId, Span)>,
    /// The account that was found last: most expectations are about the same.
    last_account: Option<(SmolStr, AccountId)>,
    pub(super) aliases: HashMap<SmolStr, (SubscriptionId, Span)>,
    /// The time zones of accounts that have their own.
    zones: HashMap<AccountId, Zone>,
    /// The currencies in which accounts pay, where they are clear.
    pub(super) paid_in: HashMap<AccountId, Currency>,
    /// Whose a subscription is.
    pub(super) holders: HashMap<SmolStr, SmolStr>,
    /// Whether every account could be read; if not, an unknown one may be one that could not.
    all_accounts: bool,
    /// The same of subscriptions.
    all_aliases: bool,
    suggestions: Suggestions,
}

impl Lowering<'_> {
    /// Builds the scenario. A hole anywhere has its finding already and makes the whole `None`, but only at the end.
    fn scenario(&mut self, decl: &ScenarioFile) -> Option<Scenario> {
        let from = decl.from.get().map(|day| day.0);
        let through = decl.through.get().map(|day| day.0);
        self.check_horizon(decl, from, through);
        let accounts = self.accounts(decl);
        let accounts = accounts.and_then(|accounts| self.billed_to(decl, accounts));
        let written: &[Spanned<EventDecl>] = decl.events.get().map_or(&[], Vec::as_slice);
        let subscriptions = self.collect_aliases(written);
        let events: Vec<Option<Event>> =
            written.iter().enumerate().map(|(index, event)| self.event(index + 1, event, from.zip(through))).collect();
        let tax_amounts = self.tax_amounts(decl);
        let tax_rates = self.tax_rates(decl, &events, tax_amounts.as_deref());
        let expectations = self.expectations(decl, events.len());
        Some(Scenario {
            title: decl.scenario.get()?.0.clone(),
            title_span: decl.scenario.span,
            from: from?,
            through: through?,
            accounts: accounts?,
            tax_rates: tax_rates?,
            tax_amounts: tax_amounts?,
            subscriptions,
            events: events.into_iter().collect::<Option<_>>()?,
            expectations: expectations?,
        })
    }

    fn check_horizon(&mut self, decl: &ScenarioFile, from: Option<Date>, through: Option<Date>) {
        let (Some(from), Some(through)) = (from, through) else { return };
        if through < from {
            let message = format!("the scenario runs from {from} through {through}, which is no day at all");
            let finding = Finding::new(&REVERSED_SCENARIO, decl.through.span, message);
            let finding = finding.label("before the first day").also(decl.from.span, "the first day");
            self.findings.push(finding.help("swap the two days, or mend the wrong one"));
        } else if from.days_until(through) > budget::HORIZON_DAYS {
            let message = format!("the scenario runs from {from} through {through}, more than a hundred years");
            let finding = Finding::new(&HORIZON_TOO_LONG, decl.through.span, message).label("too far away");
            self.findings.push(finding.also(decl.from.span, "the first day").help("end it earlier"));
        }
    }

    fn accounts(&mut self, decl: &ScenarioFile) -> Option<Vec<Account>> {
        let mut accounts = Vec::new();
        let mut whole = true;
        self.all_accounts = decl.accounts.get().is_some();
        for (name, account) in decl.accounts.get().into_iter().flat_map(|section| &section.0) {
            let Some(text) = name.get() else {
                self.all_accounts = false;
                continue;
            };
            let id = AccountId(u32::try_from(accounts.len()).ok()?);
            self.accounts.insert(text.clone(), (id, name.span));
            whole &= account.get().is_some();
            let decl = account.get().cloned().unwrap_or_default();
            if let Some(zone) = decl.time_zone.get() {
                self.zones.insert(id, zone.0.clone());
            }
            let owner = || format!("account `{text}`");
            let method = self.find(&self.catalog.payment_methods, &UNKNOWN_PAYMENT_METHOD, owner, &decl.payment_method);
            let currency = decl.currency.get().map(|code| code.0);
            if let Some(currency) = currency.filter(|c| {
                // Without any, the manifest's could not be read.
                !self.catalog.currencies.is_empty() && !self.catalog.currencies.contains(c)
            }) {
                let message = format!("account `{text}` pays in {currency}, in which the catalog does not sell");
                let finding = Finding::new(&UNDECLARED_CURRENCY, decl.currency.span, message);
                let finding = finding.label("not a currency of the catalog");
                self.findings.push(finding.also(self.catalog.currencies_span, "the catalog's currencies"));
            }
            let Some(currency) = currency.or_else(|| self.catalog.currencies.first().copied()) else {
                whole = false;
                continue;
            };
            let is_clear = !decl.currency.is_written() || decl.currency.get().is_some();
            if is_clear && self.catalog.currencies.contains(&currency) {
                self.paid_in.insert(id, currency);
            }
            let discount = self.discount(&owner, Some(currency), &decl.discount);
            accounts.push(Account {
                name: Code { text: text.clone(), span: name.span },
                payment_method: method,
                payment_method_span: decl.payment_method.span,
                currency,
                bill_day: decl.bill_day.get().copied(),
                pays_by_hand: decl.pays.get() == Some(&PaysDecl::ByHand),
                discount,
                billed_to: None,
                tax_exempt: decl.tax_exempt.get().copied().unwrap_or(false),
            });
        }
        (whole && self.all_accounts).then_some(accounts)
    }

    /// Resolves who pays the invoices of each account, once all are known; a circle is reported.
    fn billed_to(&mut self, decl: &ScenarioFile, mut accounts: Vec<Account>) -> Option<Vec<Account>> {
        let mut whole = true;
        for (name, account) in decl.accounts.get().into_iter().flat_map(|section| &section.0) {
            let Some((text, written)) = name.get().zip(account.get().map(|account| &account.billed_to)) else {
                continue;
            };
            if !written.is_written() {
                continue;
            }
            let payer = self.account(|| format!("account `{text}`"), written);
            let id = self.accounts.get(text).map(|(id, _)| *id);
            whole &= payer.is_some();
            let Some((id, payer)) = id.zip(payer) else { continue };
            let known = |id: &AccountId| accounts.get(id.0 as usize).and_then(|account| account.billed_to);
            if std::iter::successors(Some(payer), known).any(|other| other == id) {
                let message = format!("account `{text}` is billed to itself, over the accounts it is billed to");
                let finding = Finding::new(&CIRCULAR_BILLING, written.span, message).label("closes the circle");
                self.findings.push(finding.help("leave one of them to pay"));
                continue;
            }
            self.check_currencies(text, written.span, (id, payer), &accounts);
            if let Some(account) = accounts.get_mut(id.0 as usize) {
                account.billed_to = Some(payer);
            }
        }
        whole.then_some(accounts)
    }

    /// Reports a payer that pays in another currency than the account that is billed to it.
    fn check_currencies(
        &mut self,
        text: &str,
        written: Span,
        (id, payer): (AccountId, AccountId),
        accounts: &[Account],
    ) {
        let (Some(own), Some(other)) = (self.paid_in.get(&id), self.paid_in.get(&payer)) else { return };
        if own == other {
            return;
        }
        let Some(payer) = accounts.get(payer.0 as usize) else { return };
        let message =
            format!("account `{text}` pays in {own}, and `{}`, which it is billed to, in {other}", payer.name.text);
        let finding = Finding::new(&PAYER_CURRENCY_MISMATCH, written, message).label(format!("pays in {other}"));
        let finding = finding.also(payer.name.span, "the payer");
        self.findings.push(finding.help("give both the same currency, or let the account pay itself"));
    }

    /// Gathers the names that `subscribe` events give, before any event refers to one.
    fn collect_aliases(&mut self, events: &[Spanned<EventDecl>]) -> Vec<SmolStr> {
        let mut names = Vec::new();
        self.all_aliases = events.iter().all(is_readable);
        for subscribe in events.iter().filter_map(|e| e.get()?.subscribe.get()) {
            let alias = &subscribe.r#as;
            let Some(text) = alias.get().map(|code| &code.0) else { continue };
            if let Some(account) = subscribe.account.get() {
                self.holders.entry(text.clone()).or_insert_with(|| account.0.clone());
            }
            if let Some((_, first)) = self.aliases.get(text) {
                let message = format!("two subscriptions are called `{text}`");
                let finding = Finding::new(&DUPLICATE_ALIAS, alias.span, message).label("called so again here");
                let finding = finding.also(*first, "first called so here");
                self.findings.push(finding.help("give one of the two another name"));
                continue;
            }
            let id = SubscriptionId(u32::try_from(names.len()).unwrap_or(u32::MAX));
            self.aliases.insert(text.clone(), (id, alias.span));
            names.push(text.clone());
        }
        names
    }

    fn event(&mut self, number: usize, event: &Spanned<EventDecl>, days: Option<(Date, Date)>) -> Option<Event> {
        let decl = event.get()?;
        let on = self.on(decl);
        if let (Some(day), Some((from, through))) = (on.map(Date::midnight), days)
            && from <= through
            && (day < from || day > through)
        {
            let on = on.unwrap_or(day);
            let side = if day < from { "before the scenario begins" } else { "after the scenario has ended" };
            let message = format!("event {number} is on {on}, {side}");
            let finding = Finding::new(&EVENT_OUT_OF_RANGE, decl.on.span, message);
            let finding = finding.label(format!("the scenario runs from {from} through {through}"));
            self.findings.push(finding.help("move the event, or widen the scenario"));
        }
        let action = self.action(number, event.span, decl);
        let number = u32::try_from(number).ok()?;
        Some(Event { number, on: on?, span: decl.on.span, action: action? })
    }

    /// Returns the day of an event where its account lives, and the second if the catalog counts seconds.
    pub(super) fn on(&self, event: &EventDecl) -> Option<Date> {
        let subscription = event.subscription().and_then(|alias| self.holders.get(alias));
        let account = event.account().or(subscription).and_then(|account| self.accounts.get(account));
        let zone = account.map(|(account, _)| self.zone(*account)).unwrap_or_default();
        let on = event.on.get()?.0.local(&zone)?;
        let by_seconds = self.catalog.billing.conventions.count.value == DayCount::Seconds;
        Some(if by_seconds { on } else { on.midnight() })
    }

    /// Returns the time zone of an account: its own, or the catalog's.
    pub(super) fn zone(&self, account: AccountId) -> Zone {
        self.zones.get(&account).unwrap_or(&self.catalog.time_zone).clone()
    }

    pub(super) fn account(&mut self, owner: impl Fn() -> String, code: &Spanned<decl::Code>) -> Option<AccountId> {
        let name = &code.get()?.0;
        if let Some((_, id)) = self.last_account.as_ref().filter(|(last, _)| last == name) {
            return Some(*id);
        }
        if let Some((id, _)) = self.accounts.get(name) {
            self.last_account = Some((name.clone(), *id));
            return Some(*id);
        }
        if !self.all_accounts {
            return None;
        }
        let message = format!("{} names account `{name}`, which the scenario does not declare", owner());
        let finding = Finding::new(&UNKNOWN_ACCOUNT, code.span, message).label("no such account");
        let finding = self.with_known(finding, name, "the scenario declares", self.accounts.keys());
        self.findings.push(finding);
        None
    }

    pub(super) fn subscription(
        &mut self,
        owner: impl Fn() -> String,
        code: &Spanned<decl::Code>,
    ) -> Option<SubscriptionId> {
        let name = &code.get()?.0;
        if let Some((id, _)) = self.aliases.get(name) {
            return Some(*id);
        }
        if !self.all_aliases {
            return None;
        }
        let message = format!("{} names subscription `{name}`, which no event begins", owner());
        let finding = Finding::new(&UNKNOWN_SUBSCRIPTION, code.span, message).label("no `subscribe` has this name");
        let finding = self.with_known(finding, name, "the scenario begins", self.aliases.keys());
        self.findings.push(finding);
        None
    }

    /// Finds an object of the catalog by its code; an unknown one is reported with the nearest that exists, unless its
    /// table has gaps.
    pub(super) fn find<T: Object>(
        &mut self,
        table: &Table<T>,
        rule: &'static Rule,
        owner: impl Fn() -> String,
        code: &Spanned<decl::Code>,
    ) -> Option<Id<T>> {
        let text = &code.get()?.0;
        let found = table.find(text);
        if found.is_none() && table.is_complete() {
            let noun = T::NOUN;
            let message = format!("{} names {noun} `{text}`, which the catalog does not have", owner());
            let finding = Finding::new(rule, code.span, message).label(format!("no {noun} has this code"));
            let finding = match self.suggestions.one_more() {
                true => finding.suggest(text, table.iter().map(|(_, object)| object.code().as_str())),
                false => finding,
            };
            let near = finding.edit.as_ref().and_then(|edit| table.find(&edit.text));
            let place = near.map(|id| (table.get(id).span(), table.get(id).code().clone()));
            self.findings.push(match place {
                Some((span, name)) => finding.also(span, format!("`{name}` is here")),
                None => finding,
            });
        }
        found
    }

    /// Says what there is instead, if that is little enough to read, and which of it is nearest.
    fn with_known<'k>(
        &self,
        finding: Finding,
        written: &str,
        whose: &str,
        names: impl ExactSizeIterator<Item = &'k SmolStr>,
    ) -> Finding {
        if names.len() > LISTED && !self.suggestions.one_more() {
            return finding;
        }
        let mut names: Vec<&str> = names.map(SmolStr::as_str).collect();
        names.sort_unstable();
        let finding = finding.suggest(written, names.iter().copied());
        if names.is_empty() || names.len() > LISTED {
            return finding;
        }
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        finding.note(format!("{whose} {}", names.join(", ")))
    }
}

/// How many names fit into a sentence.
const LISTED: usize = 5;

/// Tells whether an event says what it does, and a subscription its name.
fn is_readable(event: &Spanned<EventDecl>) -> bool {
    event.get().is_some_and(|e| !e.subscribe.is_written() || e.subscribe.get().is_some_and(|s| s.r#as.get().is_some()))
}
