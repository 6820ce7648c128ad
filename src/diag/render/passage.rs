//! One passage of a story, drawn as a finding is: a word, a sentence, the lines it is about, and remarks.

use annotate_snippets::Level as Color;

use super::drawing::{Drawing, Style, draw, flat};
use super::full::sheets;
use crate::diag::Label;
use crate::source::SourceSet;

/// Draws a passage; ends in a line break. Places that were never written are left out.
///
/// ```
/// use ratebook::diag::{Label, render};
/// use ratebook::source::{FileText, SourceSet};
/// let sources = SourceSet::new(vec![("tv.yaml".into(), FileText::Whole("price: 9.99\n".into()))]);
/// let place = Label { span: sources.files().next().unwrap().span(7, 11), text: "for a whole month".into() };
/// let remarks = [("step", "1 x 9.99 = 9.99".to_owned())];
/// assert_eq!(render::passage(("price", "9.99 USD"), &[place], &remarks, &sources, render::Style::PLAIN), "\
/// price: 9.99 USD
///  --> tv.yaml:1:8
///   |
/// 1 | price: 9.99
///   |        ^^^^ for a whole month
///   |
///   = step: 1 x 9.99 = 9.99
/// ");
/// ```
#[must_use]
pub fn passage(
    (word, text): (&'static str, &str),
    places: &[Label],
    remarks: &[(&'static str, String)],
    sources: &SourceSet,
    style: Style,
) -> String {
    let mut written = places.iter().filter(|label| label.span.is_written());
    let Some(first) = written.next() else {
        return flat(&Color::NOTE, word, text, remarks, style);
    };
    let related: Vec<Label> = written.cloned().collect();
    let drawing = Drawing {
        level: Color::NOTE,
        word,
        name: None,
        message: text,
        sheets: sheets(text, first, &related, sources),
        remarks: remarks.to_vec(),
        help: None,
        mend: None,
        see: None,
    };
    draw(&drawing, style)
}
