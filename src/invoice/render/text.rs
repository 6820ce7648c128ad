//! A replayed scenario as text: timeline, then invoices, at most about a hundred columns wide.

use std::fmt::Write as _;

use super::report::{InvoiceReport, LineReport, Outcome, ScenarioReport, Source, TimelineEntry};

/// The widest row, in characters.
const WIDTH: usize = 100;
/// The widest description before it is broken.
const DESCRIPTION: usize = 36;
/// `[2026-01-01 .. 2026-02-01)`
const PERIOD: usize = 26;

/// Returns timeline, invoices and failed expectations of a scenario, ending in a marker line.
///
/// Each line of an invoice shows its steps below it, so that a person with a pocket calculator can follow it.
#[must_use]
pub fn render(report: &ScenarioReport) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write_report(&mut text, report);
    text
}

fn write_report(text: &mut String, report: &ScenarioReport) -> std::fmt::Result {
    writeln!(text, "scenario: {}", report.scenario)?;
    writeln!(text, "from {} through {}", report.from, report.through)?;
    writeln!(text, "\ntimeline")?;
    let verbs = report.timeline.iter().map(|entry| entry.did.len()).max().unwrap_or(0);
    let digits = report.timeline.iter().map(|entry| entry.event.to_string().len()).max().unwrap_or(0);
    for entry in &report.timeline {
        write_event(text, entry, (digits, verbs))?;
    }
    if report.timeline.is_empty() {
        writeln!(text, "  nothing happens")?;
    }
    for invoice in &report.invoices {
        text.push('\n');
        write_invoice(text, invoice)?;
    }
    if let Some(reason) = &report.aborted {
        writeln!(text, "\naborted: {reason}; nothing is invoiced")?;
    }
    for failure in &report.failed_expectations {
        writeln!(
            text,
            "\nfailed expectation{}",
            failure.at.as_ref().map_or_else(String::new, |at| format!("  {}", place(at)))
        )?;
        write_wrapped(text, "    ", [failure.message.as_str()], " ")?;
    }
    writeln!(text, "\nend of scenario")
}

fn write_event(text: &mut String, entry: &TimelineEntry, (digits, verbs): (usize, usize)) -> std::fmt::Result {
    let TimelineEntry { event, on, did, outcome, rule, message, because, notes } = entry;
    write!(text, "  {on}  event {event:<digits$}  {did:<verbs$}  ")?;
    match (outcome, rule) {
        (Outcome::Rejected, Some(rule)) => write!(text, "refused [{rule}]")?,
        (Outcome::Rejected, None) => write!(text, "refused")?,
        (Outcome::Accepted, _) => write!(text, "accepted")?,
    }
    if let Some(because) = because {
        write!(text, "  {}", place(because))?;
    }
    text.push('\n');
    for note in message.iter().chain(notes) {
        write_wrapped(text, "      ", note.split(' '), " ")?;
    }
    Ok(())
}

fn write_invoice(text: &mut String, invoice: &InvoiceReport) -> std::fmt::Result {
    let InvoiceReport { number, kind, payer, payee, on, currency, lines, taxes, net, tax, total } = invoice;
    writeln!(text, "{kind} {number}   {payer} to {payee}   {on}   {currency}")?;
    let taxes: Vec<(String, &str)> = taxes
        .iter()
        .map(|total| (format!("{} {} on {}", total.tax, total.rate, total.net), total.amount.as_str()))
        .collect();
    let amounts = lines.iter().map(|line| line.amount.as_str()).chain(taxes.iter().map(|t| t.1)).chain([
        net.as_str(),
        tax,
        total,
    ]);
    let amount = amounts.map(str::len).max().unwrap_or(0).max(10);
    let broken: Vec<Vec<String>> =
        lines.iter().map(|line| wrap(line.description.split(' '), " ", DESCRIPTION)).collect();
    let what = broken.iter().flatten().map(|row| width(row)).max().unwrap_or(0);
    let labels = taxes.iter().map(|(label, _)| width(label)).max().unwrap_or(0).saturating_sub(PERIOD + 2);
    let what = what.max(labels).max(5);
    for (line, rows) in lines.iter().zip(&broken) {
        write_line(text, line, rows, (what, amount))?;
    }
    let label = what + 2 + PERIOD;
    writeln!(text, "  {:<label$}  {:->amount$}", "", "")?;
    writeln!(text, "  {:<label$}  {net:>amount$}", "net")?;
    for (name, sum) in &taxes {
        writeln!(text, "  {name:<label$}  {sum:>amount$}")?;
    }
    writeln!(text, "  {:<label$}  {total:>amount$}", "total")
}

fn write_line(
    text: &mut String,
    line: &LineReport,
    description: &[String],
    (what, amount): (usize, usize),
) -> std::fmt::Result {
    let period = match (&line.from, &line.to) {
        (Some(from), Some(to)) => format!("[{from} .. {to})"),
        _ => String::new(),
    };
    let first = description.first().map_or("", String::as_str);
    let row = format!("  {first:<what$}  {period:<PERIOD$}  {:>amount$}", line.amount);
    let event = format!("event {}", line.event);
    let origin = line.source.as_ref().map_or_else(|| event.clone(), |at| format!("{}  {event}", place(at)));
    let fits = width(&row) + 2 + width(&origin) <= WIDTH;
    if fits {
        writeln!(text, "{row}  {origin}")?
    } else {
        writeln!(text, "{row}")?
    }
    for more in description.iter().skip(1) {
        writeln!(text, "  {more}")?;
    }
    if !fits {
        writeln!(text, "      {origin}")?;
    }
    write_wrapped(text, "      ", line.steps.iter().map(String::as_str), "; ")
}

fn place(source: &Source) -> String {
    format!("{}:{}", source.file, source.line)
}

fn width(text: &str) -> usize {
    text.chars().count()
}

fn write_wrapped<'a>(
    text: &mut String,
    indent: &str,
    pieces: impl IntoIterator<Item = &'a str>,
    separator: &str,
) -> std::fmt::Result {
    for row in wrap(pieces, separator, WIDTH - indent.len()) {
        writeln!(text, "{indent}{row}")?;
    }
    Ok(())
}

/// Joins pieces into rows of at most `limit` characters; a piece too long for a row is broken at its spaces.
fn wrap<'a>(pieces: impl IntoIterator<Item = &'a str>, separator: &str, limit: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for piece in pieces {
        let long = width(piece) > limit && piece.contains(' ');
        match rows.last_mut() {
            _ if long => rows.extend(wrap(piece.split(' '), " ", limit)),
            Some(row) if width(row) + width(separator) + width(piece) <= limit => {
                row.push_str(separator);
                row.push_str(piece);
            }
            Some(_) | None => rows.push(piece.to_owned()),
        }
    }
    rows
}
