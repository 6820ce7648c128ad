//! The outcome of an event as a story: what it charged, or why it was refused.

use super::Explainer;
use super::convention::unused;
use super::permitted::{Permitted, permitted};
use super::story::{Passage, Story};
use crate::diag::Page;
use crate::graph::{PriceModel, Timing};
use crate::invoice::describe::money;
use crate::invoice::render::LineReport;
use crate::invoice::{Books, books};
use crate::scenario::{Account, Action, Effective, Event};
use crate::sim::refusals::SUBSCRIPTION_NOT_RUNNING;
use crate::sim::{EntryKind, Refusal, Verdict};

impl Explainer<'_> {
    /// Tells what became of an event.
    pub(super) fn event(&self, at: usize) -> Option<Story> {
        // Said for a later day, an event has an outcome of that day too, which is the one that counts.
        let number = self.tell.ledger.outcomes.get(at)?.event;
        let mut of_event = self.tell.ledger.outcomes.iter().filter(|outcome| outcome.event == number);
        let outcome = of_event.next_back()?;
        let event = self.tell.scenario.event(outcome.event)?;
        let happened = Passage::new("event", self.event_words(event)).at(event.span, "");
        let mut passages = vec![happened];
        for said in of_event {
            if let Verdict::Accepted { notes } = &said.result {
                let passage = Passage::new("said", format!("accepted on {}", said.on));
                passages.push(notes.iter().fold(passage, |passage, note| passage.say("note", note)));
            }
        }
        let result = match &outcome.result {
            Verdict::Accepted { notes } => {
                passages.push(self.accepted(outcome.event, notes));
                passages.extend(self.withdrew(outcome.event));
                passages.extend(self.notice(event));
                passages.extend(unused(event));
                passages.extend(self.money(event));
                "accepted"
            }
            Verdict::Refused(refusal) => {
                let was_said = passages.iter().any(|passage| passage.word == "said");
                // No other day helps what the end of its subscription has overtaken.
                let is_overtaken = was_said && refusal.rule.name == SUBSCRIPTION_NOT_RUNNING.name;
                passages.push(self.refused(refusal));
                if !is_overtaken {
                    passages.extend(self.permitted_instead(event, refusal));
                }
                if was_said { "accepted, then refused" } else { "refused" }
            }
        };
        let what = super::super::event::about(self.catalog, self.tell.scenario, event);
        let on = if let Effective::On(_) = event.action.effective() { ", said on" } else { " on" };
        let title = format!("{} {what}{on} {}, {result}", event.action.verb(), event.on);
        Some(Story { of: format!("event {}", outcome.event), title, passages })
    }

    fn accepted(&self, number: u32, notes: &[String]) -> Passage {
        let counted = self.tell.scenario.event(number);
        let shaped = |invoice: usize, at: usize, line: &LineReport| {
            line.event == Some(number) || counted.is_some_and(|event| self.counts(event, invoice, at))
        };
        let lines = self.report.invoices.iter().enumerate().flat_map(|(place, invoice)| {
            let shaped = invoice.lines.iter().enumerate().filter(move |(at, line)| shaped(place, *at, line));
            shaped.map(|(at, line)| (format!("{}.{}", invoice.number, at + 1), line, &invoice.currency))
        });
        let lines: Vec<_> = lines.collect();
        let is_usage = counted.is_some_and(|event| matches!(event.action, Action::Usage { .. }));
        let text = match lines.len() {
            0 => "accepted; no line of an invoice comes from it".to_owned(),
            1 if is_usage => "accepted; one line of an invoice counts it".to_owned(),
            count if is_usage => format!("accepted; {count} lines of invoices count it"),
            1 => "accepted; one line of an invoice comes from it".to_owned(),
            count => format!("accepted; {count} lines of invoices come from it"),
        };
        let passage = notes.iter().fold(Passage::new("outcome", text), |passage, note| passage.say("note", note));
        let shown = lines.iter().take(LINES).fold(passage, |passage, (name, line, currency)| {
            passage.say("line", format!("{name} {}, {} {currency}", line.description, line.amount))
        });
        match lines.len().checked_sub(LINES) {
            None | Some(0) => shown,
            Some(more) => shown.say("line", format!("and {more} more")),
        }
    }

    /// Tells what an account owes after money that it was given or has paid.
    fn money(&self, event: &Event) -> Option<Passage> {
        let (Action::Credit { account, .. } | Action::Payment { account, .. }) = event.action else { return None };
        let (scenario, catalog) = (self.tell.scenario, self.tell.catalog);
        let Account { name, currency, .. } = scenario.account(account);
        let digits = catalog.rounding.digits(*currency);
        let books = books(catalog, scenario, self.invoices, event.on.midnight())?;
        let Books { owed, credit, .. } = books.get(account.0 as usize).copied()?;
        let [owed, credit] = [owed, credit].map(|sum| money(sum, digits));
        let text = format!("at the end of the day `{}` owes {owed} {currency} and has {credit} of credit", name.text);
        let passage = Passage::new("account", text).at(name.span, "");
        Some(passage.say("rule", "it pays what is owed first, and the rest is credit for the next invoices"))
    }

    /// Tells whether a line is for what was used in an event, among others of its period.
    fn counts(&self, event: &Event, invoice: usize, at: usize) -> bool {
        let Action::Usage { subscription, unit, .. } = event.action else { return false };
        let line = self.invoices.get(invoice).and_then(|invoice| invoice.lines.get(at));
        let entry = line.and_then(|line| self.tell.ledger.entry(line.item.entry()?));
        let Some(entry) = entry.filter(|entry| entry.from <= event.on && event.on < entry.to) else { return false };
        let fee = self.tell.ledger.fee(entry.fee);
        let is_usage = matches!(entry.kind, EntryKind::Usage { .. } | EntryKind::Progress { .. });
        let of_unit =
            fee.subject.charge(self.tell.catalog).is_some_and(|charge| match (charge.timing, &charge.price.model) {
                (Timing::Usage { .. }, PriceModel::Capacity(capacity)) => capacity.units.contains(&unit),
                (Timing::Usage { unit: counted, .. }, _) => counted == Some(unit),
                (Timing::OneTime | Timing::Recurring { .. }, _) => false,
            });
        is_usage && of_unit && fee.subscription == subscription
    }

    fn refused(&self, refusal: &Refusal) -> Passage {
        let Refusal { rule, message, because } = refusal;
        Passage::new("refused", message)
            .at(*because, "this decides")
            .say("rule", format!("{}: {}", rule.name, Page::parse(rule.page).first_sentence()))
            .say("note", "a refused event changes nothing and uses nothing up")
            .say("see", format!("ratebook explain {}", rule.name))
    }

    /// Tells what would be permitted instead of an event that was refused.
    fn permitted_instead(&self, event: &Event, refusal: &Refusal) -> Vec<Passage> {
        let mut passages = self.left_otherwise(event, refusal);
        match permitted(self.catalog, self.tell.scenario, event) {
            Some(Permitted { from: Some(from), ahead, .. }) => {
                let text = format!("the same event is accepted on {from}, and not yet on the day before");
                let passage = Passage::new("permitted", text).say("rule", TRIED);
                passages.push(if ahead {
                    let effective = format!("or say it on {} with `effective: {}`", event.on, from.midnight());
                    passage.say("hint", effective)
                } else {
                    passage
                });
            }
            Some(Permitted { from: None, tried, .. }) => {
                let text =
                    format!("waiting does not help: the event is refused on later days too, tried up to {tried}");
                passages.push(Passage::new("permitted", text).say("rule", TRIED));
            }
            None => {}
        }
        passages
    }
}

/// The most lines that are named.
const LINES: usize = 12;

const TRIED: &str = "tried by replaying the scenario with this event on later days and nothing else in between";
