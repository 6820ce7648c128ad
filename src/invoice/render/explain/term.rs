//! A penalty as a story: which term, whose, how much of it is left.

use super::Explainer;
use super::story::Passage;
use crate::graph::{Basis, EarlyTermination, Grace, GraceAnchor, Id, Link, Penalty, Term};
use crate::invoice::describe::money;
use crate::sim::{Entry, Holder};

impl Explainer<'_> {
    /// Tells of a fee for leaving early.
    pub(super) fn penalty(&self, entry: &Entry, (term, holder): (Id<Term>, Holder), in_cycles: bool) -> Vec<Passage> {
        let catalog = self.tell.catalog;
        let object = catalog.terms.get(term);
        let fee = self.tell.ledger.fee(entry.fee);
        let mut passages = Vec::new();
        passages.extend(
            self.tell
                .scenario
                .event(entry.event)
                .map(|event| Passage::new("left", self.event_words(event)).at(event.span, "")),
        );
        let (link, name, code) = self.holder_term(holder);
        let (from, to) = (entry.full_from, entry.full_to);
        let text = format!("{name} commits to term `{}`, which ran [{from} .. {to})", object.code.text);
        let mut passage = Passage::new("term", text).at(object.code.span, "the term");
        if let Some(link) = link {
            passage = passage.at(link.span, "who buys this commits to it");
            if let Some(first) = link.target.filter(|first| *first != term) {
                let renewed = catalog.terms.get(first);
                passage = passage.say("note", format!("it took over when term `{}` had ended", renewed.code.text));
                passage = renewed.renews_to.map_or(passage.clone(), |next| passage.at(next.span, "renews"));
            }
        }
        passage = passage.say(
            "rule",
            match object.basis {
                Basis::Actual => "the commitment is counted from the day of purchase, in real time",
                Basis::BillingCycle => "the commitment is counted in billing cycles",
            },
        );
        passages.push(passage.at(code, ""));
        let EarlyTermination::Penalty(penalty) = &object.early_termination else { return passages };
        let whole = money(fee.full, catalog.rounding.digits(fee.currency));
        let unit = if in_cycles { "billing cycles" } else { "days" };
        let text = if penalty.prorated {
            format!(
                "the fee is {whole} {} at most and shrinks with what is left: {} of {} {unit}",
                fee.currency, entry.part, entry.of
            )
        } else {
            format!("the fee is {whole} {}, however much is left", fee.currency)
        };
        let passage = Passage::new("penalty", text).at(penalty.fee_span, "").at(object.early_span, "");
        passages.push(grace(penalty, passage).say("date", format!("left on {}, due on {}", entry.from, entry.due)));
        passages
    }

    /// Returns where a plan or bundle names its term, what it is called and where it is written.
    fn holder_term(&self, holder: Holder) -> (Option<Link<Term>>, String, crate::source::Span) {
        let catalog = self.tell.catalog;
        match holder {
            Holder::Plan(id) => {
                let plan = catalog.plans.get(id);
                (plan.term, format!("plan `{}`", plan.code.text), plan.code.span)
            }
            Holder::Bundle(id) => {
                let bundle = catalog.bundles.get(id);
                (bundle.term, format!("bundle `{}`", bundle.code.text), bundle.code.span)
            }
        }
    }
}

fn grace(penalty: &Penalty, passage: Passage) -> Passage {
    match penalty.grace {
        None => passage.say("rule", "there is no time of grace"),
        Some(Grace { period, anchor: GraceAnchor::Start, .. }) => {
            passage.say("rule", format!("leaving is free in the first {period}, which had passed"))
        }
        Some(Grace { period, anchor: GraceAnchor::Termination, .. }) => {
            passage.say("rule", format!("it falls due {period} after leaving, unless the customer comes back before"))
        }
    }
}
