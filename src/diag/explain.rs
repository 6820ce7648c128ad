//! Pages and their index, laid out for a terminal.

use std::fmt::Write as _;

use super::render::terminal_text::wrap;
use super::{Page, Rule};

/// The width that pages are laid out for.
const WIDTH: usize = 80;

/// Returns the page of a rule as `ratebook explain NAME` prints it: at most 80 columns, except in code.
#[must_use]
pub fn explain(rule: &Rule) -> String {
    let page = Page::parse(rule.page);
    let mut out =
        format!("{}[{}]  stage: {}  since: {}\n", rule.level.name(), rule.name, rule.stage.name(), rule.since);
    for section in &page.sections {
        _ = write!(out, "\n{}\n\n", section.heading);
        lay_out(section.text, &mut out);
    }
    out
}

/// Fills paragraphs and list items, indented by two; indents code by four and drops its fences.
fn lay_out(text: &str, out: &mut String) {
    let mut paragraph = String::new();
    let mut in_code = false;
    for line in text.lines() {
        if line.starts_with("```") {
            flush(&mut paragraph, out);
            in_code = !in_code;
        } else if in_code {
            let indent = if line.is_empty() { "" } else { "    " };
            _ = writeln!(out, "{indent}{line}");
        } else if line.trim().is_empty() {
            flush(&mut paragraph, out);
            out.push('\n');
        } else if line.starts_with(['|', '>']) {
            flush(&mut paragraph, out);
            _ = writeln!(out, "  {line}");
        } else {
            if is_item(line) {
                flush(&mut paragraph, out);
            }
            let gap = if paragraph.is_empty() { "" } else { " " };
            _ = write!(paragraph, "{gap}{}", line.trim());
        }
    }
    flush(&mut paragraph, out);
}

fn is_item(line: &str) -> bool {
    line.trim_start().starts_with("- ")
}

fn flush(paragraph: &mut String, out: &mut String) {
    if paragraph.is_empty() {
        return;
    }
    let hanging = if is_item(paragraph) { "    " } else { "  " };
    for (number, line) in wrap(paragraph, WIDTH - hanging.len()).iter().enumerate() {
        _ = writeln!(out, "{}{line}", if number == 0 { "  " } else { hanging });
    }
    paragraph.clear();
}

/// Returns the index of rules as `ratebook explain` prints it: by stage, then by name, each with the first sentence of
/// its page.
#[must_use]
pub fn index(rules: &[&Rule]) -> String {
    let mut sorted = rules.to_vec();
    sorted.sort_by_key(|rule| (rule.stage, rule.name));
    let wide = |text: fn(&Rule) -> &'static str| sorted.iter().map(|rule| text(rule).len()).max().unwrap_or(0);
    let (name, level) = (wide(|rule| rule.name), wide(|rule| rule.level.name()));
    let indent = 2 + name + 2 + level + 2;
    let mut out = String::new();
    let mut stage = None;
    for rule in &sorted {
        if stage != Some(rule.stage) {
            let gap = if stage.is_some() { "\n" } else { "" };
            _ = writeln!(out, "{gap}{}", rule.stage.name());
            stage = Some(rule.stage);
        }
        let sentence = wrap(&Page::parse(rule.page).first_sentence(), WIDTH.saturating_sub(indent));
        let sentence = sentence.join(&format!("\n{}", " ".repeat(indent)));
        let line = format!("  {:name$}  {:level$}  {sentence}", rule.name, rule.level.name());
        _ = writeln!(out, "{}", line.trim_end());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Level, Stage};

    static UNKNOWN: Rule = Rule {
        name: "unknown-bundle",
        level: Level::Error,
        stage: Stage::Graph,
        since: "0.1",
        page: include_str!("explain_sample.md"),
    };
    static UNUSED: Rule = Rule {
        name: "unused-ledger",
        level: Level::Warning,
        stage: Stage::Rules,
        since: "0.1",
        page: "# unused-ledger\n\n## What it catches\n\nA ledger that nothing is booked to.",
    };

    fn snapshot(name: &str, text: &str) {
        insta::with_settings!({snapshot_path => ".", prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!(name, format!("{text}[end]"));
        });
    }

    #[test]
    fn a_page_reads_well_in_80_columns() {
        let text = explain(&UNKNOWN);
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH));
        snapshot("explain_sample", &text);
    }

    #[test]
    fn the_index_is_grouped_by_stage() {
        assert_eq!(
            index(&[&UNUSED, &UNKNOWN]),
            "\
graph
  unknown-bundle  error    A plan, coupon or policy that names a bundle which is
                           declared in no file.

rules
  unused-ledger   warning  A ledger that nothing is booked to.
"
        );
    }
}
