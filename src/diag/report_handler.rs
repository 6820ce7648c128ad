//! miette reports in the same dress as findings.

use std::fmt;

use annotate_snippets::Level;
use miette::{Diagnostic, InstallError, LabeledSpan, ReportHandler, Severity, SourceCode, SourceSpan, SpanContents};

use super::render::{Drawing, Mark, Sheet, Style, draw, flat};
use super::tool_error::causes;

/// Makes every [`miette::Report`] of this process be drawn as findings are.
///
/// # Errors
///
/// If a hook is installed already.
///
/// ```
/// use ratebook::diag::{ToolError, install_hook, render::Style};
/// install_hook(Style::PLAIN)?;
/// let report = miette::Report::new(ToolError::new("cannot read `tv.yaml`"));
/// assert_eq!(format!("{report:?}"), "error: cannot read `tv.yaml`\n");
/// # Ok::<(), miette::InstallError>(())
/// ```
pub fn install_hook(style: Style) -> Result<(), InstallError> {
    miette::set_hook(Box::new(move |_| Box::new(Handler { style })))
}

/// Draws reports.
struct Handler {
    style: Style,
}

impl ReportHandler for Handler {
    fn debug(&self, error: &dyn Diagnostic, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.draw(error))?;
        error.related().into_iter().flatten().try_for_each(|other| write!(f, "\n{}", self.draw(other)))
    }
}

/// A label with the lines around it.
struct Place<'a> {
    name: String,
    label: LabeledSpan,
    contents: Box<dyn SpanContents<'a> + 'a>,
}

impl Handler {
    fn draw(&self, error: &dyn Diagnostic) -> String {
        let (level, word) = match error.severity() {
            Some(Severity::Advice) => (Level::INFO, "info"),
            Some(Severity::Warning) => (Level::WARNING, "warning"),
            Some(Severity::Error) | None => (Level::ERROR, "error"),
        };
        let message = error.to_string();
        let remarks = source(error).map(|cause| ("caused by", cause)).collect::<Vec<_>>();
        let help = error.help().map(|help| help.to_string());
        let labels = error.labels().into_iter().flatten().collect::<Vec<_>>();
        let places = error.source_code().map(|code| places(code, labels)).unwrap_or_default();
        if places.is_empty() {
            let help = help.map(|help| ("hint", help));
            return flat(&level, word, &message, &remarks.into_iter().chain(help).collect::<Vec<_>>(), self.style);
        }
        let code = error.code().map(|code| code.to_string());
        let rule = code.as_deref().and_then(|code| code.strip_prefix("ratebook::"));
        let drawing = Drawing {
            level,
            word,
            name: rule.or(code.as_deref()),
            message: &message,
            sheets: sheets(&places),
            remarks,
            help,
            mend: None,
            see: rule.map(|name| format!("ratebook explain {name}")),
        };
        draw(&drawing, self.style)
    }
}

fn source(error: &dyn Diagnostic) -> impl Iterator<Item = String> {
    let first = error.source();
    let below = first.into_iter().flat_map(|e| causes(e).collect::<Vec<_>>());
    first.map(ToString::to_string).into_iter().chain(below)
}

/// Reads the lines around each label; labels of one name get the lines around all of them.
fn places(code: &dyn SourceCode, labels: Vec<LabeledSpan>) -> Vec<Place<'_>> {
    let read = |span: &SourceSpan| code.read_span(span, 1, 1).ok();
    let mut places: Vec<Place<'_>> = Vec::new();
    for label in labels {
        let Some(contents) = read(label.inner()) else { continue };
        places.push(Place { name: contents.name().unwrap_or("input").to_owned(), label, contents });
    }
    let ends = |p: &Place<'_>| (p.label.offset(), p.label.offset() + p.label.len());
    let all: Vec<Option<SourceSpan>> = places
        .iter()
        .map(|place| {
            let same = places.iter().filter(|p| p.name == place.name).map(ends);
            let (start, end) = same.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
            Some((start, end - start).into())
        })
        .collect();
    for (place, span) in places.iter_mut().zip(all) {
        if let Some(contents) = span.and_then(|span| read(&span)) {
            place.contents = contents;
        }
    }
    places.sort_by_key(|place| !place.label.primary());
    places
}

fn sheets<'p>(places: &'p [Place<'_>]) -> Vec<Sheet<'p>> {
    let mut sheets: Vec<Sheet<'p>> = Vec::new();
    for (index, place) in places.iter().enumerate() {
        let text = std::str::from_utf8(place.contents.data()).unwrap_or("");
        let start = place.label.offset().saturating_sub(place.contents.span().offset()).min(text.len());
        let before = text.get(..start).unwrap_or("");
        let mark = Mark {
            range: start..(start + place.label.len()).min(text.len()),
            line: place.contents.line() + before.matches('\n').count() + 1,
            column: before.rsplit('\n').next().unwrap_or("").chars().count() + 1,
            primary: index == 0,
            label: place.label.label().unwrap_or(""),
        };
        match sheets.iter_mut().find(|sheet| sheet.name == place.name) {
            Some(sheet) => sheet.marks.push(mark),
            None => sheets.push(Sheet { name: &place.name, text, marks: vec![mark] }),
        }
    }
    sheets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Finding, Rule, Shown, Stage, ToolError, render};
    use crate::source::{FileText, SourceSet};

    static RULE: Rule =
        Rule { name: "odd", level: crate::diag::Level::Warning, stage: Stage::Rules, since: "0.1", page: "" };

    struct Debug<'a>(&'a dyn Diagnostic);

    impl fmt::Display for Debug<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            Handler { style: Style::PLAIN }.debug(self.0, f)
        }
    }

    #[test]
    fn a_finding_looks_the_same_by_way_of_miette() {
        let file = |name: &str, text: &str| (name.to_owned(), FileText::Whole(text.to_owned()));
        let sources = SourceSet::new(vec![
            file("a.yaml", "one: 1\r\ntwo: é, 2\r\n"),
            file("b.yaml", "x: {}\n\n\n\nthree: 3\nfour: 4\n"),
        ]);
        let spans: Vec<_> = sources.files().collect();
        let finding = Finding::new(&RULE, spans[1].span(9, 14), "three is odd")
            .label("here")
            .also(spans[1].span(0, 1), "and there")
            .also(spans[0].span(17, 18), "and in another file")
            .help("make it even");
        let shown = Shown { finding: &finding, sources: &sources };
        let full = render::full(std::slice::from_ref(&finding), &sources, Style::PLAIN);
        assert_eq!(Debug(&shown).to_string(), full);
        let unplaced = Finding::new(&RULE, crate::source::Span::NONE, "nothing is written");
        let shown = Shown { finding: &unplaced, sources: &sources };
        assert_eq!(Debug(&shown).to_string(), "warning: nothing is written\n");
    }

    #[test]
    fn a_tool_error_looks_the_same_by_way_of_miette() {
        let cause = std::io::Error::other("a cause whose text is long enough that a line of eighty columns ends in it");
        let error = ToolError::new("cannot read `tv.yaml`").cause(cause).hint("make it readable");
        assert_eq!(Debug(&error).to_string(), error.render(Style::PLAIN));
        assert!(
            error.render(Style { width: 80, color: true }).starts_with("\u{1b}[1m\u{1b}[91merror\u{1b}[0m: cannot")
        );
    }
}
