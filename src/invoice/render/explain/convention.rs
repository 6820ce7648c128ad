//! Which convention is in force, and why: the manifest's line, its dialect, or nothing else said.

use super::story::Passage;
use crate::calendar::DayCount;
use crate::graph::{
    Because, Collect, CreditTarget, FirstWhole, FullPeriod, LastDay, Refund, RoundAt, Rounding, TaxRound,
};
use crate::scenario::{Event, UnusedPart};

impl Passage {
    /// Says why what is told is in force.
    pub(super) fn since(self, because: Because) -> Self {
        match because {
            Because::Written(span) => self.at(span, "the manifest says so"),
            Because::Dialect(dialect) => self.say("why", format!("the manifest's dialect is `{}`", dialect.name())),
            Because::Default => self.say("why", "the default: the manifest says nothing else"),
        }
    }
}

pub(super) fn count(count: DayCount) -> &'static str {
    match count {
        DayCount::ActualDays => "a part costs its calendar days over those of the whole period",
        DayCount::Actual360 => "a part costs its calendar days over 30 for each month of the whole period",
        DayCount::Thirty360 => "a part costs its days over those of the whole period, every month having 30",
        DayCount::TwentyEight => "a part costs its days over those of the whole period, every month having 28",
        DayCount::Nominal => "a part costs its calendar days over the nominal ones of the whole period, 365 a year",
        DayCount::Seconds => "a part costs its seconds over those of the whole period",
    }
}

pub(super) fn refund(refund: Refund) -> &'static str {
    match refund {
        Refund::Difference => "what was charged goes back, less what is due for the used part, which is rounded",
        Refund::ShareOfPrice => "the unused share of the price of the whole period goes back",
        Refund::ShareOfCharge => {
            "the unused share of what was charged goes back; of the price, where the quantity has changed"
        }
    }
}

/// Tells what an event says of what was charged and is not used, if it does.
pub(super) fn unused(event: &Event) -> Option<Passage> {
    let (part, span) = event.action.unused()?;
    let text = match part {
        UnusedPart::Credited => "what was charged and is not used is credit of the account",
        UnusedPart::Refunded => {
            "what was charged and is not used is paid out, less what the account owes and no more than it has paid"
        }
        UnusedPart::Kept => "what was charged and is not used does not go back",
    };
    Some(Passage::new("unused", text).at(span, "the cancellation says so"))
}

pub(super) fn last_day(last_day: LastDay) -> &'static str {
    match last_day {
        LastDay::Free => "the day on which something ends is not charged",
        LastDay::Charged => "the day on which something ends is the last one charged",
    }
}

pub(super) fn full_period(full: FullPeriod) -> &'static str {
    match full {
        FullPeriod::Price => "a whole period costs its price",
        FullPeriod::Days => "a whole period costs its days too",
    }
}

pub(super) fn first_whole(whole: FirstWhole) -> &'static str {
    match whole {
        FirstWhole::Cycle => "a first part is a share of the period of the cycle",
        FirstWhole::Length => "a first part is a share of the period that is as long as others and ends with it",
    }
}

/// Tells how amounts are rounded.
pub(super) fn rounding(rounding: &Rounding, digits: u32) -> Passage {
    let Rounding { mode, because, at, digits: written, span } = rounding;
    let digits = format!("{digits} digit{}", if digits == 1 { "" } else { "s" });
    let at = match at {
        RoundAt::Line => format!("each line alone is rounded {} to {digits}", mode.name()),
        RoundAt::Invoice => format!(
            "the invoice's sum is rounded {} to {digits}, and a line shows what it adds to the rounded sum",
            mode.name()
        ),
    };
    let passage = match because {
        Because::Written(_) => Passage::new("rounding", at).at(*span, "the manifest says so"),
        Because::Dialect(_) | Because::Default => Passage::new("rounding", at).since(*because).at(*span, ""),
    };
    if written.is_none() { passage.say("why", "the currency has so many digits") } else { passage }
}

pub(super) fn tax_round(round: TaxRound) -> &'static str {
    match round {
        TaxRound::Line => "each line's tax is rounded alone",
        TaxRound::EachTax => "the sum of each tax is rounded once on the invoice",
        TaxRound::Invoice => "the sum of all taxes is rounded once on the invoice",
        TaxRound::Total => "the total with tax is rounded, then the tax, and what is left is without tax",
    }
}

pub(super) fn collect(collect: Collect) -> &'static str {
    match collect {
        Collect::Day => "all that falls due for a payer on a day is on one invoice",
        Collect::Event => "what an event charges is an invoice of its own; what falls due by time on a day is another",
        Collect::BillDay => "what falls due waits for the bill day",
    }
}

pub(super) fn credit(target: CreditTarget) -> &'static str {
    match target {
        CreditTarget::Note => "an invoice below zero is a credit note: the money goes back",
        CreditTarget::Account => "an invoice below zero becomes credit of the account",
    }
}
