//! Where the columns of a scenario's text stand: the same in its timeline and in all its invoices.

use super::line::LineReport;
use super::report::{ScenarioReport, Source, TaxReport};
use crate::diag::cut_after;

/// The widest row, in characters.
pub(super) const WIDTH: usize = 100;
/// `[2026-01-01 .. 2026-02-01)`
pub(super) const PERIOD: usize = 26;
/// The widest description before it is broken, with the origin beside the amount.
const NARROW: usize = 36;
/// The same without.
const WIDE: usize = 56;
/// The longest text that is shown whole.
pub(super) const LONGEST: usize = 400;
/// The longest name of a tax that is shown whole.
const LONGEST_TAX: usize = 40;
/// The narrowest column of amounts.
const AMOUNT: usize = 10;

/// Whether a text says where in the catalog things are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Places {
    /// With file and line.
    Shown,
    /// Without: such a text stays as it is when lines are added to a file or objects move to another.
    Hidden,
}

/// The widths of columns, in characters.
pub(super) struct Layout<'a> {
    places: Places,
    /// The folder that file names leave out.
    root: &'a str,
    /// An event's number.
    pub event: usize,
    /// An event's verb.
    pub verb: usize,
    /// A line's description.
    pub what: usize,
    /// An amount.
    pub amount: usize,
    /// The place of a price.
    place: usize,
    /// Where a description is broken.
    limit: usize,
    /// Whether the origin of every line has room beside its amount.
    pub beside: bool,
}

impl<'a> Layout<'a> {
    /// Returns the layout with every line's origin beside its amount if there is room for all, else below.
    pub fn of(report: &'a ScenarioReport, places: Places) -> Self {
        let beside = Self::with(report, places, true);
        let origin = lines(report).map(|line| width(&beside.origin(line))).max().unwrap_or(0);
        let gaps = "  ".len() * 4;
        if beside.what + PERIOD + beside.amount + origin + gaps <= WIDTH {
            beside
        } else {
            Self::with(report, places, false)
        }
    }

    fn with(report: &'a ScenarioReport, places: Places, beside: bool) -> Self {
        let timeline = || report.timeline.iter();
        let mut layout = Self {
            places,
            root: &report.root,
            event: timeline().map(|entry| entry.event.to_string().len()).max().unwrap_or(0),
            verb: timeline().map(|entry| entry.did.len()).max().unwrap_or(0),
            what: 0,
            amount: AMOUNT,
            place: 0,
            limit: if beside { NARROW } else { WIDE },
            beside,
        };
        for line in lines(report) {
            let rows = layout.description(line);
            layout.what = layout.what.max(rows.iter().map(|row| width(row)).max().unwrap_or(0));
            layout.amount = layout.amount.max(line.amount.len());
            layout.place =
                layout.place.max(line.source.as_ref().and_then(|at| layout.place(at)).map_or(0, |at| width(&at)));
        }
        for invoice in &report.invoices {
            for tax in &invoice.taxes {
                layout.what = layout.what.max(width(&tax_label(tax)).saturating_sub(PERIOD + 2));
            }
            layout.amount = layout.amount.max(invoice.net.len()).max(invoice.total.len());
        }
        layout
    }

    /// Returns a place with its file as seen from the catalog's folder; nothing where places are hidden.
    pub fn place(&self, source: &Source) -> Option<String> {
        let file = source.file.strip_prefix(self.root).unwrap_or(&source.file);
        (self.places == Places::Shown).then(|| format!("{file}:{}", source.line))
    }

    /// Returns where a line comes from: the place of its price, and the event.
    pub fn origin(&self, line: &LineReport) -> String {
        let column = if self.beside { self.place } else { 0 };
        let event = line.event.map_or_else(String::new, |event| format!("event {event}"));
        let origin = match line.source.as_ref().and_then(|at| self.place(at)) {
            Some(place) => format!("{place:<column$}  {event}"),
            None if column > 0 => format!("{:<column$}  {event}", ""),
            None => event,
        };
        origin.trim_end().to_owned()
    }

    /// Returns the description of a line, broken into rows.
    pub fn description(&self, line: &LineReport) -> Vec<String> {
        wrap(cut_after(&line.description, LONGEST).split(' '), " ", self.limit)
    }
}

fn lines(report: &ScenarioReport) -> impl Iterator<Item = &LineReport> {
    report.invoices.iter().flat_map(|invoice| &invoice.lines)
}

/// Returns what a tax is and what it is taken of, its name short enough for a column.
pub(super) fn tax_label(tax: &TaxReport) -> String {
    let name = cut_after(&tax.name, LONGEST_TAX);
    if tax.rate.is_empty() {
        return format!("{name}, once on the invoice");
    }
    let of = if tax.contained { "in" } else { "on" };
    format!("{name} {} {of} {}", tax.rate, tax.base)
}

pub(super) fn width(text: &str) -> usize {
    text.chars().count()
}

/// Returns the words of a text; a period such as `[2026-03-01 .. 2026-04-01)` is one word.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    loop {
        // A name may begin with a bracket too.
        let closes = rest.starts_with('[').then(|| rest.find(')')).flatten();
        let period = closes.filter(|end| *end < PERIOD).unwrap_or(0);
        let end = rest.get(period..).and_then(|tail| tail.find(' ')).map(|space| period + space);
        let Some((word, tail)) = end.and_then(|end| rest.split_at_checked(end)) else {
            words.push(rest);
            return words;
        };
        words.push(word);
        rest = tail.get(1..).unwrap_or("");
    }
}

/// Joins pieces into rows of at most `limit` characters; a piece too long for a row is broken at its spaces, and a word too
/// long for one is cut.
pub(super) fn wrap<'a>(pieces: impl IntoIterator<Item = &'a str>, separator: &str, limit: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for piece in pieces {
        let long = width(piece) > limit && piece.contains(' ');
        match rows.last_mut() {
            _ if long => rows.extend(wrap(words(piece), " ", limit)),
            Some(row) if width(row) + width(separator) + width(piece) <= limit => {
                row.push_str(separator);
                row.push_str(piece);
            }
            Some(_) | None if width(piece) > limit => rows.push(cut_after(piece, limit.saturating_sub(1)).into_owned()),
            Some(_) | None => rows.push(piece.to_owned()),
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_too_long_for_a_row_is_cut() {
        let piece = format!("a {} of words", "x".repeat(100_000));
        assert_eq!(wrap([piece.as_str()], "; ", 10), ["a", "xxxxxxxxx…", "of words"]);
    }

    #[test]
    fn a_period_stays_on_one_row() {
        let step = "x 61/365 days of [2026-03-01 .. 2027-03-01) = 61.00";
        let rows = wrap([step], "; ", 40);
        assert_eq!(rows, ["x 61/365 days of", "[2026-03-01 .. 2027-03-01) = 61.00"]);
        assert_eq!(words("no [end here"), ["no", "[end", "here"]);
        let name = format!("[{} brackets around it)", "a long name with ".repeat(10));
        assert!(wrap([name.as_str()], "; ", 40).len() > 4);
    }
}
