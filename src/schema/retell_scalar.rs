//! What is wrong with a scalar that has a grammar of its own, and what was probably meant.

use super::codes::{
    BAD_ALLOWANCE, BAD_AMOUNT, BAD_CODE, BAD_DATE, BAD_PERCENT, BAD_PERIOD, EMPTY_VALUE, NUMBER_OUT_OF_RANGE,
    UNKNOWN_CURRENCY, UNKNOWN_TIME_ZONE, UNKNOWN_VALUE, UNPRINTABLE_TEXT,
};
use super::grammar::Grammar;
use super::retell::either;
use crate::calendar::{Date, DateProblem, Lasting, Moment, Period, PeriodProblem, Zone};
use crate::decl::{is_blank, unprintable_in_line, unprintable_in_prose};
use crate::diag::{Finding, Suggestions, nearest, shorten};
use crate::money::{AmountProblem, MOST_DECIMALS, MOST_PERCENT, PercentProblem, parse_amount, parse_percent};
use crate::source::Span;

/// Returns what is wrong with `text`, which the grammar does not accept; `words` says whose value it is.
pub(super) fn retell_scalar(
    grammar: Grammar,
    words: &str,
    text: &str,
    span: Span,
    suggestions: &Suggestions,
) -> Finding {
    let shown = shorten(text);
    match grammar {
        Grammar::Factor if parse_amount(text).is_ok_and(|factor| !factor.is_zero()) => {
            let message = format!("{words}: `{shown}` has more than {MOST_DECIMALS} decimals");
            Finding::new(&NUMBER_OUT_OF_RANGE, span, message).label(format!("at most {MOST_DECIMALS} decimals"))
        }
        Grammar::PositiveAmount | Grammar::Factor if parse_amount(text).is_ok() => {
            Finding::new(&NUMBER_OUT_OF_RANGE, span, format!("{words} must be above 0, found {shown}"))
                .label("too small")
        }
        Grammar::Amount | Grammar::PositiveAmount | Grammar::Factor => amount(words, text, "", span),
        Grammar::SignedAmount => {
            let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
            amount(words, digits, sign, span)
        }
        Grammar::Allowance => allowance(words, text, span),
        Grammar::Percent => percent(words, text, span),
        Grammar::Portion if text.contains('%') => percent(words, text, span),
        Grammar::Portion => amount(words, text, "", span),
        Grammar::Date => date(words, text, Date::parse(text).err(), span),
        Grammar::Moment => date(words, text, Moment::parse(text).err(), span),
        Grammar::TimeZone => time_zone(words, text, span, suggestions),
        Grammar::Period => period(words, text, span),
        Grammar::PeriodCount => {
            period_count(grammar, words, text, span).label("written like `3 periods`, or `unlimited`")
        }
        Grammar::PeriodsAhead => {
            period_count(grammar, words, text, span).label("written like `2 periods`, at most 120")
        }
        Grammar::Lasting => lasting(words, text, span),
        Grammar::Effective => effective(words, text, span),
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
        Grammar::Text => text_of_line(words, text, unprintable_in_line(text), span),
        Grammar::Prose => text_of_line(words, text, unprintable_in_prose(text), span),
    }
}

/// Returns the finding about a text that is no code.
#[must_use]
pub fn bad_code(words: &str, text: &str, span: Span) -> Finding {
    if text.trim().is_empty() {
        return blank(words, span);
    }
    let finding = Finding::new(&BAD_CODE, span, format!("{words}: `{}` is not a code", shorten(text)))
        .label(why_no_code(text))
        .note("a code has at most 64 letters, digits, `-`, `_` and `.`, and begins with a letter or digit");
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    let meant: String = text.trim().chars().map(plain).take(64).collect();
    let meant = meant.trim_matches('-').to_owned();
    if crate::decl::is_code(&meant) { propose(finding, span, &meant) } else { finding }
}

/// Returns the first thing for which a text is no code.
fn why_no_code(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    match text.chars().find(|c| !is_plain(*c)) {
        Some(c) if c.is_whitespace() => "a space is not allowed".to_owned(),
        Some(c) if c.is_control() => "a control character is not allowed".to_owned(),
        Some(c) => format!("`{c}` is not allowed"),
        None if text.len() > 64 => format!("{} characters", text.len()),
        None => "begins with a sign".to_owned(),
    }
}

/// Says what a text is that has nothing to see, or a character that acts instead of being seen.
fn text_of_line(words: &str, text: &str, acts: Option<(usize, char)>, span: Span) -> Finding {
    let Some((at, c)) = acts.filter(|_| !is_blank(text)) else { return blank(words, span) };
    let ends = at + 1 == text.chars().count();
    let (what, help) = match c {
        '\n' if ends => ("a line break at its end", "write `>-` or `|-` where a block begins with `>` or `|`"),
        '\n' => ("a line break", "write it on one line"),
        '\r' => ("a carriage return", "remove it"),
        '\u{85}' | '\u{2028}' | '\u{2029}' => ("a line separator", "remove it"),
        '\t' => ("a tab", "write a space"),
        '\u{1b}' => ("the escape character", "remove it"),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            ("a character that reorders the text around it", "remove it")
        }
        _ => ("a control character", "remove it"),
    };
    let code = u32::from(c);
    Finding::new(&UNPRINTABLE_TEXT, span, format!("{words} has {what}, U+{code:04X}"))
        .label(format!("character {}", at + 1))
        .help(help)
}

fn blank(words: &str, span: Span) -> Finding {
    Finding::new(&EMPTY_VALUE, span, format!("{words} is blank")).label("needs a visible character")
}

/// Says what is wrong with the digits of an amount; `sign` is what the grammar allows before them.
fn amount(words: &str, digits: &str, sign: &str, span: Span) -> Finding {
    let written = format!("{sign}{digits}");
    let shown = shorten(&written);
    let problem = parse_amount(digits).err().unwrap_or(AmountProblem::NotANumber);
    let finding = |what: &str| {
        Finding::new(&BAD_AMOUNT, span, format!("{words}: `{shown}` {what}")).label("an amount is written like `9.90`")
    };
    if matches!(problem, AmountProblem::Signed(_)) && digits.starts_with('-') {
        let message = format!("{words}: `{shown}` is below zero");
        let finding = Finding::new(&NUMBER_OUT_OF_RANGE, span, message).label("an amount here is zero or more");
        return match problem.likely() {
            Some(meant) => propose(finding, span, meant),
            None => finding,
        };
    }
    if parse_percent(digits).is_ok() {
        let finding = finding("is a percentage, not an amount");
        let is_discount = words.starts_with("`value` of discount");
        return if is_discount { finding.help("write `type: percent`, or an amount") } else { finding };
    }
    if digits.eq_ignore_ascii_case("free") {
        return finding(problem.message()).help("write `0` for what costs nothing").replace(span, "0");
    }
    match problem.likely() {
        Some(meant) => propose(finding(problem.message()), span, &format!("{sign}{meant}")),
        None => finding(problem.message()),
    }
}

fn allowance(words: &str, text: &str, span: Span) -> Finding {
    let finding = |what: &str| {
        Finding::new(&BAD_ALLOWANCE, span, format!("{words}: `{}` {what}", shorten(text)))
            .label("units are written like `8 GB`")
    };
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '_')).unwrap_or(text.len());
    let (number, unit) = (text.get(..end).unwrap_or(""), text.get(end..).unwrap_or("").trim());
    let number = match parse_amount(number) {
        Ok(zero) if zero.is_zero() => return finding("is nothing at all").help("remove the field"),
        Ok(_) => number.to_owned(),
        Err(problem) => match problem.likely() {
            Some(meant) => meant.to_owned(),
            None => return finding("is not a number of units"),
        },
    };
    if unit.is_empty() {
        return finding("has no unit").help(format!("write `{number} …` with the unit that the charge counts"));
    }
    let (meant, finding) = (format!("{number} {unit}"), finding("is not a number of units"));
    if crate::decl::parse_allowance(&meant).is_some() { propose(finding, span, &meant) } else { finding }
}

fn period_count(grammar: Grammar, words: &str, text: &str, span: Span) -> Finding {
    let message = format!("{words}: `{}` is not a number of periods", shorten(text));
    let finding = Finding::new(&BAD_PERIOD, span, message);
    let digits: String = text.trim_start().chars().take_while(char::is_ascii_digit).collect();
    let meant = if digits == "1" { "1 period".to_owned() } else { format!("{digits} periods") };
    if grammar.accepts(&meant) { propose(finding, span, &meant) } else { finding }
}

fn percent(words: &str, text: &str, span: Span) -> Finding {
    let shown = shorten(text);
    let finding = |what: &str| {
        Finding::new(&BAD_PERCENT, span, format!("{words}: `{shown}` {what}"))
            .label("a percentage is written like `20%`")
    };
    let problem = parse_percent(text).err();
    if let Some(PercentProblem::TooFine(meant)) = problem {
        let finding = finding(&format!("has more than {MOST_DECIMALS} decimals"));
        return finding.label(format!("at most {MOST_DECIMALS} decimals")).help(format!("write `{meant}`"));
    }
    if problem == Some(PercentProblem::TooLarge) {
        return finding(&format!("is more than {MOST_PERCENT} %")).label(format!("at most {MOST_PERCENT} %"));
    }
    if let Some(PercentProblem::NoSign(meant)) = problem {
        let finding = finding("has no `%`; a bare number never means a percentage");
        // A fraction of one is as likely a share of the whole as it is less than one percent.
        let share = text.strip_prefix("0.").filter(|share| share.len() <= 2);
        let share = share.and_then(|share| format!("{share:0<2}").parse::<u8>().ok()).filter(|share| *share > 0);
        return match share {
            Some(share) => {
                finding.help(format!("write `{share}%` for the share, or `{meant}` for less than one percent"))
            }
            None => propose(finding, span, &meant),
        };
    }
    if let Some(meant) = text.strip_prefix(['-', '+']).filter(|meant| parse_percent(meant).is_ok()) {
        return propose(finding("has a sign; a percentage is zero or more"), span, meant);
    }
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || matches!(c, ' ' | '%'));
    let is_percent = matches!(text.get(number.len()..).map(str::trim), Some("%" | "percent" | "pct" | "per cent"));
    let number = number.replace(',', ".");
    let meant = format!("{number}%");
    if is_percent && parse_percent(&meant).is_ok() {
        return propose(finding("is not a percentage"), span, &meant);
    }
    finding("is not a percentage")
}

fn time_zone(words: &str, text: &str, span: Span, suggestions: &Suggestions) -> Finding {
    let message = format!("{words}: `{}` is no time zone of the IANA database", shorten(text));
    let finding = Finding::new(&UNKNOWN_TIME_ZONE, span, message).label("written like `Europe/Paris`");
    if !suggestions.one_more() {
        return finding;
    }
    let names = Zone::names();
    let wanted = text.trim().replace(' ', "_");
    // Most people know the city.
    let is_place = |name: &&String| {
        name.eq_ignore_ascii_case(&wanted)
            || name.rsplit('/').next().is_some_and(|place| place.eq_ignore_ascii_case(&wanted))
    };
    let meant = names.iter().find(is_place).map(String::as_str);
    match meant.or_else(|| nearest(&wanted, names.iter().map(String::as_str))) {
        Some(meant) => propose(finding, span, meant),
        None => finding,
    }
}

fn date(words: &str, text: &str, problem: Option<DateProblem>, span: Span) -> Finding {
    let shown = shorten(text);
    let finding = |what: &str| Finding::new(&BAD_DATE, span, format!("{words}: `{shown}` {what}"));
    match problem.unwrap_or(DateProblem::Form(None)) {
        DateProblem::Form(meant) => {
            let finding = finding("is not a date").label("a date is written like `2026-01-31`");
            match meant {
                Some(meant) => propose(finding, span, &meant),
                None => finding,
            }
        }
        DateProblem::NoSuchDay => finding("is not a day of the calendar").label("no such day"),
        DateProblem::NoSuchTime => finding("is not a time of the day").label("no such time"),
        DateProblem::OutOfRange => finding("is outside the years 1900 to 2999").label("out of range"),
    }
}

/// Says what is wrong with a time at which something takes effect; what looks like a word is one that was meant.
fn effective(words: &str, text: &str, span: Span) -> Finding {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return date(words, text, Date::parse(text).err(), span);
    }
    let message = format!("{words}: `{}` is not a time at which something takes effect", shorten(text));
    let finding = Finding::new(&UNKNOWN_VALUE, span, message).label("`at_once`, `period_end`, `term_end` or a date");
    let meant = match text.trim().to_ascii_lowercase().as_str() {
        "now" | "immediate" | "immediately" | "at once" => Some("at_once"),
        "end_of_term" | "end of term" | "term end" => Some("term_end"),
        "end of period" | "period end" | "next_period" | "renewal" => Some("period_end"),
        _ => None,
    };
    match meant {
        Some(meant) => propose(finding, span, meant),
        None => finding.suggest(text, ["at_once", "period_end", "term_end"]),
    }
}

fn period(words: &str, text: &str, span: Span) -> Finding {
    let shown = shorten(text);
    let finding = |what: &str| {
        Finding::new(&BAD_PERIOD, span, format!("{words}: `{shown}` {what}"))
            .label("written like `1 month` or `14 days`")
    };
    match Period::parse(text).err().unwrap_or(PeriodProblem::Form(None)) {
        PeriodProblem::NoUnit => {
            let plural = if shown == "1" { "" } else { "s" };
            let written = ["day", "month", "year"].map(|unit| format!("`{shown} {unit}{plural}`"));
            finding("has no unit; a bare number never means a duration").help(format!("write {}", either(&written)))
        }
        PeriodProblem::Zero => finding("is no time at all").label("at least 1"),
        PeriodProblem::TooLong(most) => {
            let unit = text.split_whitespace().last().unwrap_or("");
            finding(&format!("is more than {most} {unit}")).label(format!("at most {most} {unit}"))
        }
        PeriodProblem::Form(Some(meant)) => propose(finding("is not a length of time"), span, &meant),
        PeriodProblem::Form(None) => finding("is not a length of time"),
    }
}

fn lasting(words: &str, text: &str, span: Span) -> Finding {
    let counted = text.strip_suffix("periods").or_else(|| text.strip_suffix("period"));
    match counted {
        Some(count) if count.trim() == "0" => {
            Finding::new(&BAD_PERIOD, span, format!("{words}: `{}` is no time at all", shorten(text)))
                .label("at least 1")
        }
        Some(_) if matches!(Lasting::parse(text), Err(PeriodProblem::TooLong(_))) => {
            Finding::new(&BAD_PERIOD, span, format!("{words}: `{}` is more than 1,200 periods", shorten(text)))
                .label("at most 1,200 periods")
        }
        Some(_) => Finding::new(&BAD_PERIOD, span, format!("{words}: `{}` is not a number of periods", shorten(text)))
            .label("written like `3 periods`"),
        None => period(words, text, span).label("written like `3 periods`, `4 months` or `once`"),
    }
}

fn propose(finding: Finding, span: Span, meant: &str) -> Finding {
    finding.help(format!("did you mean `{meant}`?")).replace(span, meant)
}
