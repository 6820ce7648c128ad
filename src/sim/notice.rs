//! Notice: on which day a term can be left that does not end by itself.

use super::commitment::{Commitment, commitments, standing, standings};
use super::ledger::{Aborted, Holder};
use super::run::Run;
use super::subscription::Subscription;
use crate::calendar::Date;
use crate::scenario::{Action, Event};

/// What giving notice on a day comes to.
#[derive(Debug)]
pub(super) struct Notice {
    /// The first day on which one can have left by it.
    pub leaves: Date,
    /// What there is to say if it is too late for the term that is running.
    pub late: Option<String>,
}

impl Run<'_> {
    /// Returns when somebody leaves who gives notice on the day of an event: at the end of the running term, or of the
    /// first one it renews into for which the notice is in time; where no term follows, when the notice is over.
    pub(super) fn notice(&self, subscription: &Subscription, event: &Event) -> Result<Notice, Aborted> {
        let beyond = Aborted::Calendar { event: event.number };
        let cycle = subscription.billing_cycle(self.catalog, self.catalog.billing.period).ok_or(beyond)?;
        let all = commitments(self.catalog, subscription);
        let ends = |commitment: &Commitment| standing(self.catalog, &cycle, commitment, event.on).map(|s| s.until);
        let wanted = if let Action::Cancel { bundle: Some(bundle), .. } = &event.action {
            Holder::Bundle(*bundle)
        } else {
            Holder::Plan(subscription.plan)
        };
        let of_holder = all.iter().find(|commitment| commitment.holder == wanted);
        // A plan without a term ends with the last of its bundles' terms.
        let whole = matches!(wanted, Holder::Plan(_));
        let Some(commitment) = of_holder.or_else(|| all.iter().filter(|_| whole).max_by_key(|c| ends(c))) else {
            return Ok(Notice { leaves: event.on, late: None });
        };
        let (mut leaves, mut late) = (event.on, None);
        for standing in standings(self.catalog, &cycle, commitment).skip_while(|s| s.until <= event.on) {
            let term = self.catalog.terms.get(standing.term);
            let over = term.notice.map_or(Some(event.on), |notice| notice.after(event.on)).ok_or(beyond)?;
            if over <= standing.until || standing.until > self.scenario.end() {
                return Ok(Notice { leaves: standing.until, late });
            }
            let of_notice = term.notice.map_or_else(String::new, |notice| format!(" of {notice}"));
            late.get_or_insert_with(|| {
                let (code, until) = (&term.code.text, standing.until);
                format!(
                    "too late to leave term `{code}` at its end on {until}: its notice{of_notice} is over on {over}"
                )
            });
            // If no term follows, one leaves when the notice is over.
            leaves = over;
        }
        Ok(Notice { leaves, late })
    }
}
