//! A replayed scenario as text: timeline, then invoices, at most about a hundred columns wide.

use std::fmt::{Result, Write as _};

use super::layout::{LONGEST, Layout, PERIOD, Places, WIDTH, tax_label, width, wrap};
use super::line::LineReport;
use super::report::{InvoiceReport, Outcome, ScenarioReport, TaxReport, TimelineEntry};
use crate::diag::cut_after;

/// Under what it belongs to.
const INDENT: &str = "      ";

/// Returns timeline, invoices and failed expectations of a scenario, ending in a marker line.
///
/// Each line of an invoice shows its steps below it, so that a person with a pocket calculator can follow it. Files are
/// named from the catalog's folder on, so that the text is the same wherever the tool was started.
#[must_use]
pub fn render(report: &ScenarioReport, places: Places) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write_report(&mut text, report, places);
    text
}

fn write_report(text: &mut String, report: &ScenarioReport, places: Places) -> Result {
    let layout = Layout::of(report, places);
    writeln!(text, "scenario: {}", cut_after(&report.scenario, LONGEST))?;
    writeln!(text, "catalog {}, from {} through {}", report.catalog, report.from, report.through)?;
    writeln!(text, "\ntimeline")?;
    for entry in &report.timeline {
        write_event(text, entry, &layout)?;
    }
    if report.timeline.is_empty() && report.aborted.is_some() {
        writeln!(text, "  ends with its first event")?;
    }
    if report.timeline.is_empty() && report.aborted.is_none() {
        writeln!(text, "  nothing happens")?;
    }
    for invoice in &report.invoices {
        text.push('\n');
        write_invoice(text, invoice, &layout)?;
    }
    if let Some(reason) = &report.aborted {
        writeln!(text, "\naborted: {reason}; nothing is invoiced")?;
    }
    for failure in &report.failed_expectations {
        let place = failure.at.as_ref().and_then(|at| layout.place(at));
        let place = place.map_or_else(String::new, |place| format!("  {place}"));
        writeln!(text, "\nfailed expectation{place}")?;
        write_wrapped(text, "    ", failure.message.split(' '), " ")?;
    }
    writeln!(text, "\nend of scenario")
}

fn write_event(text: &mut String, entry: &TimelineEntry, layout: &Layout<'_>) -> Result {
    let TimelineEntry { event, on, did, what, outcome, rule, message, because, notes } = entry;
    let Layout { event: digits, verb, .. } = *layout;
    let outcome = match outcome {
        Outcome::Accepted => "accepted",
        Outcome::Rejected => "refused ",
    };
    let head = format!("  {on}  event {event:<digits$}  {did:<verb$}  {outcome}  ");
    if width(&head) + width(what) <= WIDTH {
        writeln!(text, "{head}{what}")?;
    } else {
        writeln!(text, "{}", head.trim_end())?;
        write_wrapped(text, INDENT, what.split(' '), " ")?;
    }
    let rule = rule.as_ref().map(|rule| format!("[{rule}]"));
    let why = rule.iter().chain(message).flat_map(|words| words.split(' '));
    write_wrapped(text, INDENT, why, " ")?;
    for note in notes {
        write_wrapped(text, INDENT, note.split(' '), " ")?;
    }
    match because.as_ref().and_then(|at| layout.place(at)) {
        Some(because) => writeln!(text, "{INDENT}{because}"),
        None => Ok(()),
    }
}

fn write_invoice(text: &mut String, invoice: &InvoiceReport, layout: &Layout<'_>) -> Result {
    let InvoiceReport {
        number,
        kind,
        payer,
        payee,
        on,
        currency,
        lines,
        taxes,
        net,
        total,
        credit,
        credit_of_others,
        paid_out,
        paid_out_step,
        due,
        billed_to,
        ..
    } = invoice;
    let Layout { what, amount, .. } = *layout;
    writeln!(text, "{kind} {number}   {payer} to {payee}   {on}   {currency}")?;
    let mut heading = None;
    for line in lines {
        let now = headed(line);
        if now != heading {
            writeln!(text, "  -- {}", cut_after(now.as_deref().unwrap_or("other"), LONGEST))?;
            heading = now;
        }
        write_line(text, line, layout)?;
    }
    let label = what + 2 + PERIOD;
    writeln!(text, "  {:<label$}  {:->amount$}", "", "")?;
    writeln!(text, "  {:<label$}  {net:>amount$}", "net")?;
    for tax in taxes {
        write_tax(text, tax, layout)?;
    }
    writeln!(text, "  {:<label$}  {total:>amount$}", "total")?;
    let to_pay = billed_to.as_ref().map_or_else(|| "to pay".to_owned(), |payer| format!("billed to {payer}"));
    if let (Some(paid_out), Some(step)) = (paid_out, paid_out_step) {
        writeln!(text, "  {:<label$}  {paid_out:>amount$}", "paid out")?;
        write_wrapped(text, INDENT, [step.as_str()], "; ")?;
    }
    if is_nothing(credit) && paid_out.is_none() && billed_to.is_none() {
        return Ok(());
    }
    if is_nothing(credit) {
        return writeln!(text, "  {to_pay:<label$}  {due:>amount$}");
    }
    let what_credit = if credit.starts_with('-') { "credit used" } else { "credit given" };
    let of_others = match credit_of_others {
        Some(all) if all == credit => ", of accounts billed to it".to_owned(),
        Some(part) => format!(", {part} of accounts billed to it"),
        None => String::new(),
    };
    let what_credit = format!("{what_credit}{of_others}");
    writeln!(text, "  {what_credit:<label$}  {credit:>amount$}")?;
    writeln!(text, "  {to_pay:<label$}  {due:>amount$}")
}

fn write_tax(text: &mut String, tax: &TaxReport, layout: &Layout<'_>) -> Result {
    let (label, amount) = (layout.what + 2 + PERIOD, layout.amount);
    let name = tax_label(tax);
    let row = format!("  {name:<label$}  {:>amount$}", tax.amount);
    match tax.source.as_ref().and_then(|at| layout.place(at)) {
        Some(place) if layout.beside => writeln!(text, "{row}  {place}"),
        Some(place) => writeln!(text, "{row}\n{INDENT}{place}"),
        None => writeln!(text, "{row}"),
    }
}

fn write_line(text: &mut String, line: &LineReport, layout: &Layout<'_>) -> Result {
    let Layout { what, amount, .. } = *layout;
    let period = match (&line.from, &line.to) {
        (Some(from), Some(to)) => format!("[{from} .. {to})"),
        _ => String::new(),
    };
    let description = layout.description(line);
    let first = description.first().map_or("", String::as_str);
    let row = format!("  {first:<what$}  {period:<PERIOD$}  {:>amount$}", line.amount);
    let origin = layout.origin(line);
    match layout.beside && !origin.is_empty() {
        true => writeln!(text, "{row}  {origin}")?,
        false => writeln!(text, "{row}")?,
    }
    for more in description.iter().skip(1) {
        writeln!(text, "  {more}")?;
    }
    if !layout.beside && !origin.is_empty() {
        writeln!(text, "{INDENT}{origin}")?;
    }
    write_wrapped(text, INDENT, line.steps.iter().map(String::as_str), "; ")
}

/// Tells whether an amount is zero.
fn is_nothing(amount: &str) -> bool {
    amount.bytes().all(|byte| matches!(byte, b'0' | b'.' | b'-'))
}

/// Returns the heading of a line and the ledger it is booked on, if it has either.
fn headed(line: &LineReport) -> Option<String> {
    match (&line.heading, &line.ledger) {
        (Some(heading), Some(ledger)) => Some(format!("{heading}, ledger {ledger}")),
        (Some(heading), None) => Some(heading.clone()),
        (None, Some(ledger)) => Some(format!("ledger {ledger}")),
        (None, None) => None,
    }
}

fn write_wrapped<'a>(
    text: &mut String,
    indent: &str,
    pieces: impl IntoIterator<Item = &'a str>,
    separator: &str,
) -> Result {
    for row in wrap(pieces, separator, WIDTH - indent.len()) {
        writeln!(text, "{indent}{row}")?;
    }
    Ok(())
}
