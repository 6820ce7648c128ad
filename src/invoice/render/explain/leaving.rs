//! How a customer leaves without cost: by notice at the end of a term, or within the cooling-off period after a purchase.

use super::Explainer;
use super::permitted::at_term_end;
use super::story::Passage;
use crate::calendar::Date;
use crate::graph::{Bundle, Id, Link, Term};
use crate::scenario::{Action, Effective, Event, SubscriptionId};
use crate::sim::{Entry, EntryKind, Holder, Refusal, Subject};

/// A term that was committed to.
struct Committed {
    term: Id<Term>,
    holder: Holder,
    /// The day of the purchase, where that is the event's.
    since: Option<Date>,
}

/// Whether a passage tells of a withdrawal, or of one that is too late.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Withdrawal {
    Done,
    TooLate,
}

impl Explainer<'_> {
    /// Returns what a subscription has committed to by an event, its plan's term first.
    fn commitments(&self, subscription: SubscriptionId, number: u32) -> Vec<Committed> {
        let catalog = self.tell.catalog;
        let target = |link: Option<Link<Term>>| link.and_then(|link| link.target);
        let (mut of_plan, mut of_bundles) = (None, Vec::new());
        for event in self.before(subscription, number).into_iter().rev() {
            let at_once = Some(event.on);
            match event.action {
                Action::Subscribe { plan, .. } => of_plan = Some((plan, at_once)),
                Action::ChangePlan { plan, effective, .. } => {
                    let term = target(catalog.plans.get(plan).term);
                    let before = of_plan.filter(|(old, _)| target(catalog.plans.get(*old).term) == term);
                    let by_event = catalog.policies.is_empty() && effective == Effective::ByPolicy;
                    let since = if by_event || effective == Effective::AtOnce { at_once } else { None };
                    // The same term goes on as it was.
                    of_plan = Some((plan, before.map_or(since, |(_, since)| since)));
                }
                Action::Add { bundle, .. } => of_bundles.push((bundle, at_once)),
                Action::ChangeQuantity { .. }
                | Action::Usage { .. }
                | Action::Redeem { .. }
                | Action::Pause { .. }
                | Action::Suspend { .. }
                | Action::Resume { .. }
                | Action::ChangeBillDay { .. }
                | Action::Adjust { .. }
                | Action::Cancel { .. }
                | Action::Credit { .. }
                | Action::Payment { .. } => {}
            }
        }
        let of_plan = of_plan.and_then(|(plan, since)| {
            Some(Committed { term: target(catalog.plans.get(plan).term)?, holder: Holder::Plan(plan), since })
        });
        let of_bundles = of_bundles.into_iter().filter_map(|(bundle, since)| {
            Some(Committed { term: target(catalog.bundles.get(bundle).term)?, holder: Holder::Bundle(bundle), since })
        });
        of_plan.into_iter().chain(of_bundles).collect()
    }

    /// Returns a term and those that it renews into, each once.
    fn renewals(&self, term: Id<Term>) -> Vec<Id<Term>> {
        let mut terms = vec![term];
        let next = |term: Id<Term>| self.tell.catalog.terms.get(term).renews_to.and_then(|link| link.target);
        while let Some(next) = terms.last().copied().and_then(next).filter(|next| !terms.contains(next)) {
            terms.push(next);
        }
        terms
    }

    /// Tells of the cooling-off period if an entry gives everything back within it.
    pub(super) fn withdrawn(&self, entry: &Entry, bundle: Option<Id<Bundle>>) -> Option<Passage> {
        let EntryKind::Refund(settlement) = &entry.kind else { return None };
        let event = self.tell.scenario.event(entry.event)?;
        let Action::Cancel { bundle: left, .. } = event.action else { return None };
        if !settlement.is_withdrawal() {
            return None;
        }
        let subscription = self.tell.ledger.fee(entry.fee).subscription;
        let commitments = self.commitments(subscription, entry.event);
        let mut of_it = commitments.iter().filter(|committed| match committed.holder {
            Holder::Plan(_) => left.is_none(),
            Holder::Bundle(other) => bundle == Some(other),
        });
        of_it.find_map(|committed| self.withdrawal(committed, entry.due, Withdrawal::Done))
    }

    /// Tells of the cooling-off period if an event gives everything back within it.
    pub(super) fn withdrew(&self, number: u32) -> Option<Passage> {
        let mut entries = self.tell.ledger.entries().map(|(_, entry)| entry).filter(|entry| entry.event == number);
        entries.find_map(|entry| match self.tell.ledger.fee(entry.fee).subject {
            Subject::Charge { bundle, .. } => self.withdrawn(&entry, Some(bundle)),
            Subject::PlanSpend { .. } => self.withdrawn(&entry, None),
            Subject::Penalty { .. } => None,
        })
    }

    /// Tells of the cooling-off period of the term whose penalty is due, which has passed.
    pub(super) fn cooled(&self, entry: &Entry, holder: Holder) -> Option<Passage> {
        let commitments = self.commitments(self.tell.ledger.fee(entry.fee).subscription, entry.event);
        let committed = commitments.iter().rev().find(|committed| committed.holder == holder)?;
        self.withdrawal(committed, entry.from, Withdrawal::TooLate)
    }

    /// Tells of the cooling-off period of what was committed to, if a day is within it or after it as wanted.
    fn withdrawal(&self, committed: &Committed, on: Date, wanted: Withdrawal) -> Option<Passage> {
        let term = self.tell.catalog.terms.get(committed.term);
        let time = term.cooling_off?;
        let end = committed.since.map(|since| (since, time.after(since)));
        let found = match end {
            Some((_, Some(end))) if on >= end => Withdrawal::TooLate,
            Some(_) => Withdrawal::Done,
            None => wanted,
        };
        if found != wanted {
            return None;
        }
        let code = &term.code.text;
        let text = match wanted {
            Withdrawal::Done => {
                format!(
                    "within {time} of the purchase, the cooling-off period of term `{code}`, all that was charged goes back"
                )
            }
            Withdrawal::TooLate => {
                format!("the cooling-off period of term `{code}`, {time} from the purchase, had passed")
            }
        };
        let passage = Passage::new("withdrawal", text).at(term.cooling_off_span, "the cooling-off period");
        Some(match end {
            Some((since, Some(end))) => {
                passage.say("date", format!("bought on {since}: before {end} one could withdraw, and this was on {on}"))
            }
            Some((_, None)) | None => passage,
        })
    }

    /// Tells of the notice by which a cancellation takes effect at the end of a term.
    pub(super) fn notice(&self, event: &Event) -> Option<Passage> {
        let Action::Cancel { subscription, bundle, effective: Effective::TermEnd, .. } = event.action else {
            return None;
        };
        let commitments = self.commitments(subscription, event.number);
        let is_its = |committed: &&Committed| match committed.holder {
            Holder::Plan(_) => bundle.is_none(),
            Holder::Bundle(other) => bundle == Some(other),
        };
        // A plan without a term ends with the last of its bundles' terms.
        let committed = commitments.iter().find(is_its).or_else(|| commitments.first().filter(|_| bundle.is_none()))?;
        self.notice_of(&self.renewals(committed.term), event.on)
    }

    /// Tells of the notice that a line comes from, or that cuts its period short.
    pub(super) fn notice_behind(&self, entry: &Entry) -> Option<Passage> {
        let event = self.tell.scenario.event(entry.event)?;
        let is_short = matches!(entry.kind, EntryKind::Recurring) && entry.to < entry.full_to;
        if !is_short || matches!(event.action, Action::Cancel { .. }) {
            return self.notice(event);
        }
        let events = self.before(self.tell.ledger.fee(entry.fee).subscription, u32::MAX);
        let mut given = events.into_iter().filter(|event| event.on <= entry.due);
        given.find_map(|event| Some(self.notice(event)?.at(event.span, "it was given here")))
    }

    /// Tells of the notice of terms, if one has any, and when it is over if it is given on a day.
    fn notice_of(&self, terms: &[Id<Term>], on: Date) -> Option<Passage> {
        let text = "whose notice is over by the end of a term leaves then; who is later leaves at the end of the next, or where none follows when the notice is over";
        let mut told: Option<Passage> = None;
        for term in terms.iter().map(|id| self.tell.catalog.terms.get(*id)) {
            let (Some(notice), code) = (term.notice, &term.code.text) else { continue };
            let over =
                notice.after(on).map_or_else(String::new, |over| format!(": given on {on} it is over on {over}"));
            let passage = told.unwrap_or_else(|| Passage::new("notice", text));
            let passage = passage.at(term.notice_span, "the notice");
            told = Some(passage.say("date", format!("the notice of term `{code}` is {notice}{over}")));
        }
        told
    }

    /// Tells of a cancellation that a running term refuses how one leaves the term: by withdrawal and by notice.
    pub(super) fn left_otherwise(&self, event: &Event, refusal: &Refusal) -> Vec<Passage> {
        let Action::Cancel { subscription, effective, .. } = event.action else { return Vec::new() };
        let terms = &self.tell.catalog.terms;
        let Some((refused, _)) = terms.iter().find(|(_, term)| term.early_span == refusal.because) else {
            return Vec::new();
        };
        let commitments = self.commitments(subscription, event.number);
        let renews_into = |committed: &&Committed| self.renewals(committed.term).contains(&refused);
        let bought = commitments.iter().rev().find(renews_into);
        let mut passages: Vec<Passage> =
            bought.and_then(|bought| self.withdrawal(bought, event.on, Withdrawal::TooLate)).into_iter().collect();
        let notice = self.notice_of(&[refused], event.on);
        let said =
            if effective == Effective::TermEnd { None } else { at_term_end(self.catalog, self.tell.scenario, event) };
        let Some(notes) = said else {
            passages.extend(notice);
            return passages;
        };
        let notice =
            notice.unwrap_or_else(|| Passage::new("notice", "the term is left at its end, without any notice"));
        let notice = notice.say("hint", format!("say it on {} with `effective: term_end`", event.on));
        passages.push(notes.into_iter().fold(notice, |passage, note| passage.say("note", note)));
        passages
    }
}
