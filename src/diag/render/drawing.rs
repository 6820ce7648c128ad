//! One report as annotate-snippets draws it, in the manner of rustc.

use std::ops::Range;

use annotate_snippets::renderer::{AnsiColor, Effects, Style as Ansi};
use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Padding, Patch, Renderer, Snippet, Title,
};

use super::excerpt::{Mark, excerpt, groups};
use super::mend::Mend;
use super::terminal_text::{one_line, wrap};

/// How a report is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Columns of the terminal.
    pub width: usize,
    /// Whether ANSI colours are used.
    pub color: bool,
}

impl Style {
    /// The style of a pipe: 80 columns, no colour.
    pub const PLAIN: Self = Self { width: 80, color: false };
}

const RED: Ansi = AnsiColor::BrightRed.on_default().effects(Effects::BOLD);
const BLUE: Ansi = AnsiColor::BrightBlue.on_default().effects(Effects::BOLD);
const BOLD: Ansi = Ansi::new().effects(Effects::BOLD);

/// A text with its name and the marks in it.
pub struct Sheet<'a> {
    pub name: &'a str,
    pub text: &'a str,
    pub marks: Vec<Mark<'a>>,
}

/// Everything that is drawn of one report.
pub struct Drawing<'a> {
    /// Decides the colour.
    pub level: Level<'static>,
    /// The word that is printed for it.
    pub word: &'static str,
    pub name: Option<&'a str>,
    pub message: &'a str,
    /// The primary place's text first.
    pub sheets: Vec<Sheet<'a>>,
    /// Lines below the source, each with the word before its colon.
    pub remarks: Vec<(&'static str, String)>,
    /// What to do.
    pub help: Option<String>,
    /// The same as a replacement; drawn as lines with `-` and `+` if it is short enough.
    pub mend: Option<Mend<'a>>,
    /// The last line: where to read on.
    pub see: Option<String>,
}

/// Stands for the place of an excerpt until everything is drawn: a character of a plane that nobody uses.
///
/// annotate-snippets counts columns in the excerpt that it is given, which is cut; so the place is put in afterwards.
const PLACE: char = '\u{10fffe}';

/// Draws one report; ends in a line break.
pub fn draw(drawing: &Drawing<'_>, style: Style) -> String {
    let lines = drawing.sheets.iter().flat_map(|s| &s.marks).map(|m| m.line);
    let last_line = lines.chain(drawing.mend.iter().map(|m| m.line)).max();
    let digits = last_line.map_or(0, |line| line.to_string().len());
    let room = style.width.saturating_sub(digits + 3).max(20);
    let mut places = Vec::new();

    let mut elements: Vec<Element<'_>> = Vec::new();
    for sheet in &drawing.sheets {
        if sheet.marks.is_empty() {
            elements.push(Origin::path(one_line(sheet.name)).into());
        }
        for group in groups(sheet.text, &sheet.marks, room) {
            let Some(first) = group.first() else { continue };
            let cut = excerpt(sheet.text, &group, room);
            let marks = cut.marks.into_iter().flat_map(|mark| {
                let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
                let label = if mark.label.is_empty() { vec![String::new()] } else { mark.label };
                label.into_iter().map(move |line| annotation(kind, mark.range.clone(), line))
            });
            let above = cut.before.map(|range| AnnotationKind::Visible.span(range));
            let snippet =
                Snippet::source(cut.text).line_start(cut.line).path(format!("{PLACE}{}{PLACE}", places.len()));
            elements.push(snippet.annotations(above.into_iter().chain(marks)).into());
            places.push(format!("{}:{}:{}", one_line(sheet.name), first.line, first.column));
        }
    }
    let mend = drawing.mend.as_ref().and_then(|mend| Some((mend, mend.cut(room)?)));
    let help = drawing.help.clone();
    let see = drawing.see.iter().map(|text| ("see", text.clone()));
    let remark = |(word, text): (&'static str, String)| {
        let text = wrap(&text, style.width.saturating_sub(digits + 3 + word.len() + 2)).join("\n");
        Element::from(Level::NOTE.with_name(word).message(text))
    };
    elements.extend(drawing.remarks.iter().cloned().map(remark));
    let mut report = Vec::new();
    match mend {
        Some((mend, cut)) => {
            let title =
                wrap(help.as_deref().unwrap_or(mend.title()), style.width.saturating_sub("help: ".len())).join("\n");
            let mut snippet = Snippet::source(cut.text).line_start(cut.line).patch(Patch::new(cut.range, mend.new));
            if drawing.sheets.first().is_none_or(|s| s.name != mend.name) {
                snippet = snippet.path(format!("{PLACE}{}{PLACE}", places.len()));
                places.push(format!("{}:{}:{}", one_line(mend.name), mend.line, mend.column));
            }
            let group = Group::with_title(Level::HELP.secondary_title(title)).element(snippet);
            report.push(headline(drawing, style).elements(elements));
            // Lines with `-` and `+` are drawn with an empty one after them, a line with `+` under it is not.
            let group = if mend.only_adds() && see.len() > 0 { group.element(Padding) } else { group };
            report.push(group.elements(see.map(remark)));
        }
        None => {
            let help = help.or_else(|| drawing.mend.as_ref().map(Mend::in_words));
            elements.extend(help.map(|text| ("help", text)).into_iter().chain(see).map(remark));
            report.push(headline(drawing, style).elements(elements));
        }
    }
    finish(&renderer(style).render(&report), &places, style)
}

/// Draws a report that is about no text: what is wrong, and below it each remark on a line of its own.
pub fn flat(level: &Level<'static>, word: &str, message: &str, remarks: &[(&str, String)], style: Style) -> String {
    let head = if !style.color {
        Ansi::new()
    } else if *level == Level::ERROR {
        RED
    } else {
        BLUE
    };
    let bold = if style.color { BOLD } else { Ansi::new() };
    let block = |indent: &str, word: &str, ansi: Ansi, text: &str| {
        let hanging = format!("\n{}", " ".repeat(indent.len() + word.len() + 2));
        let text = wrap(text, style.width.saturating_sub(hanging.len() - 1)).join(&hanging);
        format!("{indent}{ansi}{word}{ansi:#}: {text}\n")
    };
    let first = block("", word, head, &one_line(message));
    remarks.iter().fold(first, |out, (word, text)| out + &block("  ", word, bold, text))
}

/// Returns the first line or lines: level, name and message.
fn headline<'a>(drawing: &Drawing<'a>, style: Style) -> Title<'a> {
    let name = drawing.name.map_or(0, |n| n.len() + 2);
    let prefix = drawing.word.len() + name + ": ".len();
    let text = wrap(&one_line(drawing.message), style.width.saturating_sub(prefix)).join("\n");
    let title = drawing.level.clone().with_name(drawing.word).primary_title(text);
    match drawing.name {
        Some(name) => title.id(name),
        None => title,
    }
}

fn annotation(kind: AnnotationKind, range: Range<usize>, label: String) -> Annotation<'static> {
    let annotation = kind.span(range);
    if label.is_empty() { annotation } else { annotation.label(label) }
}

/// Returns the renderer: the colours are spelled out, as the defaults differ between systems.
fn renderer(style: Style) -> Renderer {
    // Excerpts are cut to the width already, with their labels wrapped.
    const NEVER_CUT: usize = 1 << 20;
    if !style.color {
        return Renderer::plain().term_width(NEVER_CUT);
    }
    Renderer::styled()
        .term_width(NEVER_CUT)
        .error(RED)
        .warning(AnsiColor::Yellow.on_default().effects(Effects::BOLD))
        .info(BLUE)
        .note(AnsiColor::BrightGreen.on_default().effects(Effects::BOLD))
        .help(AnsiColor::BrightCyan.on_default().effects(Effects::BOLD))
        .line_num(BLUE)
        .context(BLUE)
        .emphasis(BOLD)
}

/// Puts the places in and ends the last line.
fn finish(drawn: &str, places: &[String], style: Style) -> String {
    let mut out = String::with_capacity(drawn.len() + 64);
    let mut rest = drawn;
    for (index, place) in places.iter().enumerate() {
        let Some((before, after)) = rest.split_once(&format!("{PLACE}{index}{PLACE}")) else { continue };
        out.push_str(before);
        out.push_str(place);
        rest = after.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit());
    }
    out.push_str(rest);
    if !style.color {
        out = out.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    }
    out.push('\n');
    out
}
