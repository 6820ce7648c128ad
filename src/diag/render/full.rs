//! Findings with their source, as rustc draws errors.

use annotate_snippets::Level as Color;

use super::drawing::{Drawing, Sheet, Style, draw};
use super::excerpt::Mark;
use super::mend::Mend;
use crate::diag::{Finding, Label, Level};
use crate::source::SourceSet;

/// Draws findings with the lines they are about, one blank line between two; empty if there are none.
///
/// No line is wider than `style.width`, whatever the catalog holds, and the time depends on what is drawn, not on the
/// size of the files.
///
/// ```
/// use ratebook::diag::{Finding, Level, Rule, Stage, render};
/// use ratebook::source::{FileText, SourceSet};
/// static RULE: Rule = Rule { name: "odd-price", level: Level::Warning, stage: Stage::Rules, since: "0.1", page: "" };
/// let sources = SourceSet::new(vec![("tv.yaml".into(), FileText::Whole("price: 9.99\n".into()))]);
/// let file = sources.files().next().unwrap();
/// let finding = Finding::new(&RULE, file.span(7, 11), "price is odd").label("not round");
/// assert_eq!(render::full(&[finding], &sources, render::Style::PLAIN), "\
/// warning[odd-price]: price is odd
///  --> tv.yaml:1:8
///   |
/// 1 | price: 9.99
///   |        ^^^^ not round
///   |
///   = see: ratebook explain odd-price
/// ");
/// ```
#[must_use]
pub fn full(findings: &[Finding], sources: &SourceSet, style: Style) -> String {
    findings.iter().map(|finding| draw(&drawing(finding, sources), style)).collect::<Vec<_>>().join("\n")
}

/// Returns the colour of a level.
pub fn color(level: Level) -> Color<'static> {
    match level {
        Level::Info => Color::INFO,
        Level::Warning => Color::WARNING,
        Level::Error | Level::Refused => Color::ERROR,
    }
}

fn drawing<'a>(finding: &'a Finding, sources: &'a SourceSet) -> Drawing<'a> {
    Drawing {
        level: color(finding.level()),
        word: finding.level().name(),
        name: Some(finding.rule.name),
        message: &finding.message,
        sheets: sheets(&finding.message, &finding.primary, &finding.related, sources),
        remarks: finding.note.iter().map(|note| ("note", note.clone())).collect(),
        help: finding.help.clone(),
        mend: mend(finding, sources),
        see: Some(format!("ratebook explain {}", finding.rule.name)),
    }
}

/// Returns the texts that places are in, with their marks; the primary place's text first.
pub(super) fn sheets<'a>(
    headline: &str,
    primary: &'a Label,
    related: &'a [Label],
    sources: &'a SourceSet,
) -> Vec<Sheet<'a>> {
    let mut sheets: Vec<Sheet<'a>> = Vec::new();
    let mut add = |label: &'a Label, primary: bool| {
        if !label.span.is_written() {
            return;
        }
        let Some(file) = sources.file_of(label.span) else { return };
        let text = file.text();
        let sheet = match sheets.iter().position(|s| s.name == file.name()) {
            Some(at) => sheets.get_mut(at),
            None => {
                sheets.push(Sheet { name: file.name(), text, marks: Vec::new() });
                sheets.last_mut()
            }
        };
        if let Some(sheet) = sheet
            && !text.is_empty()
        {
            let range = file.range(label.span);
            let (line, column) = file.line_column(range.start);
            // A label that repeats the headline says nothing.
            let label = if label.text == headline { "" } else { label.text.as_str() };
            sheet.marks.push(Mark { range, line: line as usize, column: column as usize, primary, label });
        }
    };
    add(primary, true);
    related.iter().for_each(|label| add(label, false));
    sheets
}

fn mend<'a>(finding: &'a Finding, sources: &'a SourceSet) -> Option<Mend<'a>> {
    let edit = finding.edit.as_ref().filter(|edit| edit.span.is_written())?;
    let file = sources.file_of(edit.span)?;
    let range = file.range(edit.span);
    let (line, column) = file.line_column(range.start);
    let (line, column) = (line as usize, column as usize);
    Some(Mend { name: file.name(), text: file.text(), range, line, column, new: &edit.text })
}
