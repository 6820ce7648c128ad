//! What is wrong with a scalar that has a grammar of its own, and what was probably meant.

use super::codes::{
    BAD_AMOUNT, BAD_CODE, BAD_DATE, BAD_PERCENT, BAD_PERIOD, NUMBER_OUT_OF_RANGE, UNKNOWN_CURRENCY, WRONG_TYPE,
};
use super::grammar::Grammar;
use crate::calendar::{Date, DateProblem, Period, PeriodProblem};
use crate::diag::{Finding, Rule};
use crate::money::{AmountProblem, PercentProblem, parse_amount, parse_percent};
use crate::source::Span;

/// Returns what is wrong with `text`, which the grammar does not accept; `words` says whose value it is.
pub(super) fn retell_scalar(grammar: Grammar, words: &str, text: &str, span: Span) -> Finding {
    let shown = shorten(text);
    match grammar {
        Grammar::Amount | Grammar::SignedAmount => amount(words, text, span),
        Grammar::Percent => percent(words, text, span),
        Grammar::Date => date(words, text, span),
        Grammar::Period => period(words, text, span),
        Grammar::Currency => {
            let message = format!("{words}: `{shown}` is no currency of ISO 4217");
            let finding = Finding::new(&UNKNOWN_CURRENCY, span, message).label("three capital letters, as in `USD`");
            let upper = text.trim().to_ascii_uppercase();
            match crate::money::Currency::parse(&upper) {
                Some(currency) => propose(finding, span, currency.code()),
                None => finding,
            }
        }
        Grammar::Code => bad_code(words, text, span),
        Grammar::Text => Finding::new(&WRONG_TYPE, span, format!("{words} is blank")).label("needs a visible character"),
    }
}

/// Returns the finding about a text that is no code.
#[must_use]
pub fn bad_code(words: &str, text: &str, span: Span) -> Finding {
    let finding = Finding::new(&BAD_CODE, span, format!("{words}: `{}` is not a code", shorten(text)))
        .label("letters, digits, `-`, `_` and `.`, at most 64, beginning with a letter or digit");
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    let meant: String = text.trim().chars().map(plain).take(64).collect();
    let meant = meant.trim_matches('-').to_owned();
    if crate::decl::is_code(&meant) { propose(finding, span, &meant) } else { finding }
}

fn amount(words: &str, text: &str, span: Span) -> Finding {
    let problem = parse_amount(text).err().unwrap_or(AmountProblem::NotANumber);
    let rule: &'static Rule = match problem {
        AmountProblem::Signed(_) => &NUMBER_OUT_OF_RANGE,
        _ => &BAD_AMOUNT,
    };
    let finding = Finding::new(rule, span, format!("{words}: `{}` {}", shorten(text), problem.message()))
        .label("an amount is written like `9.90`");
    match problem.likely() {
        Some(meant) => propose(finding, span, meant),
        None => finding,
    }
}

fn percent(words: &str, text: &str, span: Span) -> Finding {
    let shown = shorten(text);
    match parse_percent(text).err().unwrap_or(PercentProblem::NotANumber) {
        PercentProblem::NoSign(meant) => {
            let message = format!("{words}: `{shown}` has no `%`; a bare number never means a percentage");
            propose(Finding::new(&BAD_PERCENT, span, message).label("a percentage is written like `20%`"), span, &meant)
        }
        PercentProblem::NotANumber => {
            let message = format!("{words}: `{shown}` is not a percentage");
            Finding::new(&BAD_PERCENT, span, message).label("a percentage is written like `20%`")
        }
    }
}

fn date(words: &str, text: &str, span: Span) -> Finding {
    let shown = shorten(text);
    let finding = |what: &str| Finding::new(&BAD_DATE, span, format!("{words}: `{shown}` {what}"));
    match Date::parse(text).err().unwrap_or(DateProblem::Form(None)) {
        DateProblem::Form(meant) => {
            let finding = finding("is not a date").label("a date is written like `2026-01-31`");
            match meant {
                Some(meant) => propose(finding, span, &meant),
                None => finding,
            }
        }
        DateProblem::NoSuchDay => finding("is not a day of the calendar").label("no such day"),
        DateProblem::OutOfRange => finding("is outside the years 1900 to 2999").label("not in these years"),
    }
}

fn period(words: &str, text: &str, span: Span) -> Finding {
    let shown = shorten(text);
    let finding = |what: &str| {
        Finding::new(&BAD_PERIOD, span, format!("{words}: `{shown}` {what}"))
            .label("a length of time is written like `1 month` or `14 days`")
    };
    match Period::parse(text).err().unwrap_or(PeriodProblem::Form(None)) {
        PeriodProblem::NoUnit => finding("has no unit; a bare number never means a duration")
            .help(format!("write `{shown} days`, `{shown} months` or `{shown} years`")),
        PeriodProblem::Zero => finding("is no time at all"),
        PeriodProblem::TooLong => finding("is longer than 1,200 of its unit"),
        PeriodProblem::Form(Some(meant)) => propose(finding("is not a length of time"), span, meant),
        PeriodProblem::Form(None) => finding("is not a length of time"),
    }
}

fn propose(finding: Finding, span: Span, meant: &str) -> Finding {
    finding.help(format!("did you mean `{meant}`?")).replace(span, meant)
}

fn shorten(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    match line.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or("")),
        None => line.to_owned(),
    }
}
