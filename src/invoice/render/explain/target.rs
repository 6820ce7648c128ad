//! What a person points at: `2.1`, `event 3`, or words that only one line or event has.

use crate::diag::{ToolError, listed};
use crate::invoice::render::{InvoiceReport, LineReport, Outcome, ScenarioReport, TimelineEntry};

/// What is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A line of an invoice, both by index.
    Line {
        /// The invoice.
        invoice: usize,
        /// Its line.
        line: usize,
    },
    /// An event of the timeline, by index.
    Event(usize),
}

/// What people say around the words that matter.
const FILLERS: [&str; 24] = [
    "a", "an", "and", "can", "could", "did", "do", "does", "for", "has", "have", "in", "is", "may", "no", "not", "of",
    "on", "the", "to", "was", "why", "cannot", "refused",
];

/// Finds what a person points at.
///
/// # Errors
/// If there is no such line or event, or several; the hint says what there is.
pub fn find(report: &ScenarioReport, wanted: &str) -> Result<Target, ToolError> {
    let lower = wanted.to_lowercase();
    let words: Vec<&str> = lower.split([' ', ',', '?', '`']).filter(|word| !word.is_empty()).collect();
    let number = |text: &str| text.parse::<usize>().ok();
    let telling: Vec<&str> = words.iter().copied().filter(|word| !FILLERS.contains(word)).collect();
    match telling.as_slice() {
        [] if !words.is_empty() => by_words(report, wanted, &words),
        [] => Err(ToolError::new("`--explain` names nothing").hint(what_there_is(report))),
        ["invoice", rest @ ..] | ["credit", "note", rest @ ..] if rest.first().is_some_and(|n| number(n).is_some()) => {
            match rest {
                [invoice, "line", line] => line_of(report, wanted, number(invoice), number(line)),
                [invoice] => alone(report, wanted, number(invoice)),
                _ => by_words(report, wanted, &words),
            }
        }
        ["line", line, "invoice", invoice] if number(line).is_some() && number(invoice).is_some() => {
            line_of(report, wanted, number(invoice), number(line))
        }
        ["event", event] if number(event).is_some() => {
            let index = report.timeline.iter().rposition(|entry| Some(entry.event as usize) == number(event));
            let missing = || ToolError::new(format!("there is no event {event}")).hint(what_there_is(report));
            index.map(Target::Event).ok_or_else(missing)
        }
        [one] => match one.split_once(['.', '/', ':']).map(|(invoice, line)| (number(invoice), number(line))) {
            Some((Some(invoice), Some(line))) => line_of(report, wanted, Some(invoice), Some(line)),
            _ if number(one).is_some() => alone(report, wanted, number(one)),
            _ => by_words(report, wanted, &words),
        },
        _ => by_words(report, wanted, &words),
    }
}

fn invoice_at(report: &ScenarioReport, number: Option<usize>) -> Result<(usize, &InvoiceReport), ToolError> {
    let number = number.unwrap_or(0);
    let index = report.invoices.iter().position(|invoice| invoice.number as usize == number);
    let found = index.and_then(|at| Some((at, report.invoices.get(at)?)));
    found.ok_or_else(|| ToolError::new(format!("there is no invoice {number}")).hint(what_there_is(report)))
}

fn line_of(
    report: &ScenarioReport,
    wanted: &str,
    invoice: Option<usize>,
    line: Option<usize>,
) -> Result<Target, ToolError> {
    let (at, invoice) = invoice_at(report, invoice)?;
    let index = line.and_then(|line| line.checked_sub(1)).filter(|line| *line < invoice.lines.len());
    let missing =
        || ToolError::new(format!("`{wanted}` names no line: {}", counted(invoice))).hint(listed(lines(invoice), "; "));
    index.map(|line| Target::Line { invoice: at, line }).ok_or_else(missing)
}

/// Returns the only line of an invoice.
fn alone(report: &ScenarioReport, wanted: &str, invoice: Option<usize>) -> Result<Target, ToolError> {
    let (at, invoice) = invoice_at(report, invoice)?;
    match invoice.lines.len() {
        1 => Ok(Target::Line { invoice: at, line: 0 }),
        _ => Err(ToolError::new(format!("`{wanted}` does not say which line: {}", counted(invoice)))
            .hint(listed(lines(invoice), "; "))),
    }
}

fn counted(invoice: &InvoiceReport) -> String {
    let InvoiceReport { kind, number, lines, .. } = invoice;
    let lines = if lines.len() == 1 { "1 line".to_owned() } else { format!("{} lines", lines.len()) };
    format!("{kind} {number} has {lines}")
}

/// Finds the one line or event that has all the words.
fn by_words(report: &ScenarioReport, wanted: &str, words: &[&str]) -> Result<Target, ToolError> {
    let telling: Vec<&str> = words.iter().copied().filter(|word| !FILLERS.contains(word)).collect();
    let has_all = |text: String| telling.iter().all(|word| text.to_lowercase().contains(word));
    let mut found: Vec<(Target, String)> = Vec::new();
    for (at, invoice) in report.invoices.iter().enumerate() {
        let of_invoice = lines(invoice).zip(&invoice.lines).enumerate();
        let fitting = of_invoice.filter(|(_, (_, line))| has_all(text_of_line(invoice, line)));
        found.extend(fitting.map(|(line, (name, _))| (Target::Line { invoice: at, line }, name)));
    }
    let events = report.timeline.iter().enumerate().filter(|(_, entry)| has_all(text_of_event(entry)));
    for (at, entry) in events {
        // An event that is said for a later day has an entry for each of the two days; its story tells of both.
        let is_same = |(target, _): &(Target, String)| number_of(report, *target) == Some(entry.event);
        found.retain(|other| !is_same(other));
        found.push((Target::Event(at), event_name(entry)));
    }
    // Who asks why something was not done means what was refused.
    if words.iter().any(|word| matches!(*word, "not" | "cannot" | "refused")) {
        let refused = |(target, _): &(Target, String)| is_refused(report, *target);
        if found.iter().any(refused) {
            found.retain(refused);
        }
    }
    match found.as_slice() {
        [(target, _)] if !telling.is_empty() || is_refused(report, *target) => Ok(*target),
        several
            if several.len() > 1 && (!telling.is_empty() || several.iter().all(|(t, _)| is_refused(report, *t))) =>
        {
            let message = format!("`{wanted}` fits {} lines and events", several.len());
            Err(ToolError::new(message).hint(listed(found.into_iter().map(|(_, name)| name), "; ")))
        }
        _ => Err(ToolError::new(format!("no line and no event is called `{wanted}`")).hint(what_there_is(report))),
    }
}

/// Returns the number of the event that is meant, if one is.
fn number_of(report: &ScenarioReport, target: Target) -> Option<u32> {
    match target {
        Target::Event(at) => report.timeline.get(at).map(|entry| entry.event),
        Target::Line { .. } => None,
    }
}

fn is_refused(report: &ScenarioReport, target: Target) -> bool {
    match target {
        Target::Event(at) => report.timeline.get(at).is_some_and(|entry| entry.outcome == Outcome::Rejected),
        Target::Line { .. } => false,
    }
}

fn text_of_line(invoice: &InvoiceReport, line: &LineReport) -> String {
    let optional = [&line.charge, &line.subscription, &line.from, &line.to, &line.heading];
    let optional = optional.into_iter().flatten().map(String::as_str);
    let always = [&invoice.on, &invoice.payer, &line.payer, &line.description, &line.object, &line.kind, &line.amount];
    always.into_iter().map(String::as_str).chain(optional).collect::<Vec<_>>().join(" ")
}

fn text_of_event(entry: &TimelineEntry) -> String {
    let TimelineEntry { on, did, what, rule, .. } = entry;
    format!("{on} {did} {what} {}", rule.as_deref().unwrap_or(""))
}

/// Returns the lines of an invoice, each with what names it.
fn lines(invoice: &InvoiceReport) -> impl Iterator<Item = String> {
    let name = |(at, line): (usize, &LineReport)| format!("{}.{} {}", invoice.number, at + 1, line.description);
    invoice.lines.iter().enumerate().map(name)
}

fn event_name(entry: &TimelineEntry) -> String {
    let TimelineEntry { event, did, what, .. } = entry;
    let refused = if entry.outcome == Outcome::Rejected { ", refused" } else { "" };
    format!("event {event} {did} {what}{refused}")
}

fn what_there_is(report: &ScenarioReport) -> String {
    let up_to = |count: usize, one: &str| match count {
        0 => format!("no {one}"),
        1 => format!("1 {one}"),
        _ => format!("{count} {one}s"),
    };
    let (invoices, events) = (up_to(report.invoices.len(), "invoice"), up_to(report.timeline.len(), "event"));
    format!("the scenario has {invoices} and {events}; point at one as in `2.1`, `event 3` or `tv access 2026-03-01`")
}
