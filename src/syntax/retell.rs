//! The parser's errors in words for people who write catalogs: what is wrong here, and the likely mend.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the parser's enum of 90 errors may grow, and each group takes its own"
)]

use std::ops::Range;

use granit_parser::{ErrorKind, ScanError};

use crate::diag::{Finding, shorten};
use crate::source::{SourceFile, Span};

use super::codes;
use super::error_lines::{Line, key, line, lines_above, open_lines, word};
use super::open_token::unclosed;

/// The text around an error.
struct Place<'s> {
    file: &'s SourceFile,
    text: &'s str,
    /// Where the parser stopped, in bytes.
    at: usize,
    /// From where on brackets and quotes may be open.
    open_from: usize,
}

/// Returns the finding that retells an error; `open_from` is where to begin to look for brackets and quotes left open.
pub(super) fn retell(error: &ScanError, file: &SourceFile, open_from: usize) -> Finding {
    let text = file.text();
    let at = text.floor_char_boundary(error.marker().byte_offset().unwrap_or(0));
    let place = Place { file, text, at, open_from };
    if let Some(finding) = place.tab(error.kind()) {
        return finding;
    }
    place
        .indentation(error.kind())
        .or_else(|| place.brackets(error.kind()))
        .unwrap_or_else(|| place.other(error.kind()))
}

impl<'s> Place<'s> {
    fn here(&self) -> &'s str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn finding(&self, range: Range<usize>, message: impl Into<String>) -> Finding {
        // Many errors are of the one character where the parser stopped, which may have several bytes or be the end.
        let (start, end) = (self.text.floor_char_boundary(range.start), self.text.ceil_char_boundary(range.end));
        Finding::new(&codes::YAML_SYNTAX, self.file.span(start, end), message)
    }

    /// Returns the word where the parser stopped and its place.
    fn word(&self) -> (&'s str, Range<usize>) {
        let range = word(self.text, self.at);
        (self.text.get(range.clone()).unwrap_or(""), range)
    }

    /// Returns the rest of the line from where the parser stopped, without a comment at its end.
    fn rest_of_line(&self) -> Range<usize> {
        // Looked for from here on: a ` #` in quotes earlier on the line begins no comment.
        let rest = self.here().split(['\r', '\n']).next().unwrap_or("");
        let rest = rest.split(" #").next().unwrap_or("").trim_end();
        self.at..self.at + rest.len()
    }

    fn written(&self) -> String {
        match self.word().0 {
            "" => "the end of the line".to_owned(),
            word => format!("`{word}`"),
        }
    }

    /// Offers to put all of the line from `from` on in quotes.
    fn quote(&self, finding: Finding, from: usize) -> Finding {
        let end = line(self.text, self.at).content.end;
        match self.text.get(from..end) {
            Some(value) if !value.is_empty() && !value.contains(['"', '\\']) => {
                finding.help("put the text in quotes").replace(self.file.span(from, end), format!("\"{value}\""))
            }
            _ => finding.help("put the text in quotes"),
        }
    }

    /// Tells of a tab among the indentation, if one is the cause.
    fn tab(&self, kind: &ErrorKind) -> Option<Finding> {
        let is_tab = matches!(
            kind,
            ErrorKind::TabNotAllowed
                | ErrorKind::TabInBlockIndentation
                | ErrorKind::TabInIndentation
                | ErrorKind::TabAtBlockScalarStart
                | ErrorKind::TabInPlainScalar
        );
        if !is_tab {
            return None;
        }
        // The parser stops before the tab, behind it, or at the start of the text that the tab interrupts.
        let start = self.text.get(..self.at).and_then(|t| t.rfind('\n')).map_or(0, |n| n + 1);
        let mut from = start;
        for found in self.text.get(start..)?.split_inclusive('\n') {
            let blank = found.len() - found.trim_start_matches([' ', '\t']).len();
            if let Some(tab) = found.get(..blank).and_then(|b| b.find('\t')).filter(|_| !found.trim().is_empty()) {
                let span = self.file.span(from + tab, from + blank);
                let finding = Finding::new(&codes::TAB_INDENTATION, span, "a line is indented by a tab")
                    .label("YAML is indented by spaces only");
                return Some(finding.help("replace the tab by spaces"));
            }
            from += found.len();
            if from > self.at && *kind != ErrorKind::TabInPlainScalar && *kind != ErrorKind::TabAtBlockScalarStart {
                break;
            }
        }
        let tab = self.here().find('\t').map_or(self.at, |t| self.at + t);
        Some(self.finding(tab..tab + 1, "a tab stands where only spaces may").help("replace it by a space"))
    }

    /// Tells of colons, keys and indentation.
    fn indentation(&self, kind: &ErrorKind) -> Option<Finding> {
        match kind {
            ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => Some(self.colon()),
            ErrorKind::CommentInterceptedScalar if key(&line(self.text, self.at)).is_none() => {
                Some(self.missing_colon(self.at))
            }
            ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => Some(self.missing_colon(self.at)),
            ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::ExpectedBlockSequenceEntry
            | ErrorKind::InvalidIndentation
            | ErrorKind::InvalidFlowScalarIndent
            | ErrorKind::InvalidBlockScalarIndent
            | ErrorKind::ExpectedDocumentStart => {
                self.left_open().or_else(|| Some(self.misaligned(*kind == ErrorKind::ExpectedBlockSequenceEntry)))
            }
            ErrorKind::BlockSequenceEntryNotAllowed => {
                let finding = self.finding(self.at..self.at + 1, "a list begins on the line of its key");
                Some(finding.help("begin the list on the next line, each item after `- `, or put a text in quotes"))
            }
            _ => None,
        }
    }

    /// Tells of a `:` that stands where no key can end.
    fn colon(&self) -> Finding {
        let own = line(self.text, self.at);
        let colon = self.at..self.at + 1;
        if own.indent == 0 && own.text.starts_with("--- ") {
            return self.finding(colon, "a mapping begins on the line of `---`").help("begin it on the next line");
        }
        if let Some((first, value)) = key(&own).filter(|(_, value)| *value <= self.at) {
            let finding = self
                .finding(colon, format!("a second `: ` stands on the line of `{first}`"))
                .label("the value cannot be a mapping on this line");
            return self.quote(finding, value);
        }
        let Some(above) = lines_above(self.text, self.at).next() else {
            return self.finding(colon, "a `:` stands where no key ends").help("put the text in quotes");
        };
        if let Some((first, _)) = key(&above) {
            let finding = self
                .finding(
                    own.content.start..self.at,
                    format!("this line is indented deeper than `{first}`, which has its value"),
                )
                .label(format!("indented by {}", spaces(own.indent)));
            let upper = self.file.span(above.content.start, above.content.end);
            return finding
                .also(upper, format!("indented by {}", spaces(above.indent)))
                .help(line_up(above.indent, first));
        }
        self.missing_colon(above.content.start)
    }

    /// Tells of a line that should be a key and its value, and has no `: `.
    fn missing_colon(&self, at: usize) -> Finding {
        let own = line(self.text, at);
        let (shown, range) = (own.text, own.content);
        let span = self.file.span(range.start, range.end);
        let message = format!("`{}` is not followed by `: `", shorten(shown));
        if shown.len() > 1000 {
            return self.finding(range, message).help("shorten the key to less than 1,000 characters");
        }
        if shown.starts_with("//") || shown.starts_with("--") {
            return self.finding(range, message).help("begin a comment with `#`, or write the key, then `: `");
        }
        if let Some(at) = shown.find(":\u{a0}") {
            let start = range.start + at + 1;
            let message = format!("a non-breaking space follows `{}`", shorten(shown.get(..=at).unwrap_or("")));
            let finding = self.finding(start..start + 2, message).label("the character U+00A0");
            return finding.help("write an ordinary space in its place").replace(self.file.span(start, start + 2), " ");
        }
        if let Some((key, value)) = shown.split_once(':').filter(|(key, value)| !key.is_empty() && !value.is_empty()) {
            let mended = format!("{key}: {}", value.trim_start());
            let finding = self.finding(range, format!("`{}` has no space after its `:`", shorten(shown)));
            return finding.help(format!("write `{}`", shorten(&mended))).replace(span, mended);
        }
        let finding = self.finding(range, message).label("expected a key and its value");
        match shown.split_once(' ') {
            Some((key, value)) if !key.contains(['"', '\'']) && !shown.starts_with("- ") => {
                let mended = format!("{key}: {}", value.trim_start());
                finding.help(format!("write `{}`", shorten(&mended))).replace(span, mended)
            }
            _ => finding.help("write the key, then `: `, then its value"),
        }
    }

    /// Tells of a line that lines up with nothing above it.
    fn misaligned(&self, in_list: bool) -> Finding {
        let own = line(self.text, self.at);
        let before = self.text.get(own.content.start..self.at).unwrap_or("");
        if !before.trim_matches(['-', ' ']).is_empty() {
            let (_, range) = self.word();
            let message = format!("{} does not fit behind `{}`", self.written(), shorten(before.trim_end()));
            return self.finding(range, message).help("begin a new line, or put the whole text in quotes");
        }
        let open = open_lines(self.text, own.content.start);
        let end = key(&own).map_or(own.content.end, |(_, value)| value);
        let range = own.content.start
            ..own.content.start + own.text.get(..end - own.content.start).unwrap_or(own.text).trim_end().len();
        let name = shorten(self.text.get(range.clone()).unwrap_or("").trim_end_matches(':'));
        if let Some(level) = open.iter().find(|l| l.indent == own.indent) {
            let above = self.file.span(level.content.start, level.content.end);
            return match (own.is_item(), in_list) {
                (false, true) => self
                    .finding(range, format!("`{name}` stands among the items of a list without its `- `"))
                    .also(above, "an item of the list")
                    .help("write `- ` before it, or indent it so that it belongs to the item above"),
                _ => self
                    .finding(range, format!("`{name}` stands among the keys of a mapping and is none"))
                    .also(above, "a key of the mapping")
                    .help("write a key and `: ` before it, or indent it so that it belongs to the key above"),
            };
        }
        let finding = self.finding(
            range,
            format!("`{name}` is indented by {}, which fits no list or mapping above", spaces(own.indent)),
        );
        match nearest_level(&open, &own) {
            Some(level) => {
                let above = self.file.span(level.content.start, level.content.end);
                let sibling = key(level).map_or_else(|| shorten(level.text), |(key, _)| key.into());
                finding
                    .also(above, format!("indented by {}", spaces(level.indent)))
                    .help(line_up(level.indent, &sibling))
            }
            None => finding.help("line it up with the lines above"),
        }
    }

    /// Tells of a quote or bracket that is still open where the parser stopped.
    fn left_open(&self) -> Option<Finding> {
        let (open, character) = unclosed(self.text, self.open_from.min(self.at), self.at)?;
        let own = line(self.text, self.at);
        let close = match character {
            '[' => ']',
            '{' => '}',
            quote => quote,
        };
        let is_later = self.text.get(open..self.at).is_some_and(|t| t.contains('\n')) && !own.text.is_empty();
        if let Some(comment) = self.comment_with(open, close) {
            let finding = self.finding(open..open + 1, format!("`{character}` does not close before a comment begins"));
            let finding = finding.label("opens here").also(comment, "a `#` after a space begins a comment");
            return Some(finding.help("put a text with `#` in quotes"));
        }
        if !is_later {
            let finding = self.finding(open..open + 1, format!("`{character}` opens and does not close"));
            return Some(finding.label("opens here").help(format!("close it by `{close}`")));
        }
        let later = self.file.span(own.content.start, own.content.end);
        let finding = self
            .finding(open..open + 1, format!("`{character}` does not close before its indentation ends"))
            .label("opens here")
            .also(later, "indented no deeper than the key, so outside")
            .help(format!("close it by `{close}`, or indent the lines inside deeper than the key"));
        Some(finding)
    }

    /// Returns the comment on the line of `open` that holds the `close` which is missed.
    fn comment_with(&self, open: usize, close: char) -> Option<Span> {
        let end = open + self.text.get(open..)?.find('\n').unwrap_or(self.text.len() - open);
        let start = open + self.text.get(open..end)?.find(" #")? + 1;
        let is_bracket = matches!(close, ']' | '}');
        let holds = is_bracket && self.text.get(start..end)?.contains(close);
        holds.then(|| self.file.span(start, start + self.text.get(start..end).map_or(0, |t| t.trim_end().len())))
    }

    /// Tells of brackets, commas and quotes.
    fn brackets(&self, kind: &ErrorKind) -> Option<Finding> {
        let (shown, range) = self.word();
        let finding = match kind {
            ErrorKind::UnclosedQuotedScalar
            | ErrorKind::InvalidQuotedScalarIndent
            | ErrorKind::DocumentIndicatorInQuotedScalar => {
                // Some of these stand at the quote itself, some at the line that does not belong to it.
                let quoted = self.here().starts_with(['"', '\'']);
                let looked = Place { at: if quoted { self.at + 1 } else { self.at }, ..*self };
                return looked.left_open().or_else(|| Some(self.misaligned(false)));
            }
            ErrorKind::UnclosedFlowCollection { open } => {
                let close = if *open == '[' { ']' } else { '}' };
                self.finding(self.at..self.at + open.len_utf8(), format!("`{open}` opens and does not close"))
                    .label("opens here")
                    .help(format!("close it by `{close}`"))
            }
            ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
                let right = if *open == '[' { ']' } else { '}' };
                self.finding(self.at..self.at + open.len_utf8(), format!("`{open}` is closed by `{close}`"))
                    .label("opens here")
                    .help(format!("close it by `{right}`"))
            }
            ErrorKind::MisplacedFlowCollectionEnd => {
                let finding = self.finding(range, format!("`{shown}` closes nothing"));
                finding.help("remove it, or put the text in quotes")
            }
            ErrorKind::ExpectedFlowMappingSeparator if shown == ":" => self
                .finding(range, "a second `: ` stands before the next `,`")
                .help("write `, ` between the two entries, or put the value in quotes"),
            ErrorKind::ExpectedFlowMappingSeparator => self
                .finding(range, format!("`,` or `}}` is missing before {}", self.written()))
                .help("write `, ` between two entries, and `}` after the last"),
            ErrorKind::ExpectedFlowSequenceSeparator => self
                .finding(range, format!("`,` or `]` is missing before {}", self.written()))
                .help("write `, ` between two items, and `]` after the last"),
            ErrorKind::UnexpectedEofFlowSequence
            | ErrorKind::UnexpectedEofFlowMapping
            | ErrorKind::UnexpectedEofImplicitFlowMapping
            | ErrorKind::UnexpectedEofBlockSequence
            | ErrorKind::UnexpectedEofBlockMapping
            | ErrorKind::UnexpectedEof
            | ErrorKind::ExpectedNodeContent => match shown {
                "" => return self.left_open().or_else(|| Some(self.finding(range, "the file ends before the value"))),
                _ => self
                    .finding(range, format!("`{shown}` stands where a value is expected"))
                    .help("write the value before it, or put the text in quotes"),
            },
            ErrorKind::BlockEntryInFlowCollection | ErrorKind::PlainScalarStartsWithDashFlowIndicator => self
                .finding(self.at..self.at + 1, "an item begins with `-` inside brackets")
                .help("divide the items by `, ` inside `[` and `]`, without `-`"),
            ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => self
                .finding(range, format!("{} follows a closing quote", self.written()))
                .label("does not belong to the text before it")
                .help("put the whole text in one pair of quotes"),
            _ => return None,
        };
        Some(finding)
    }

    /// Tells of everything else.
    fn other(&self, kind: &ErrorKind) -> Finding {
        let (shown, range) = self.word();
        match kind {
            ErrorKind::RecursionLimitExceeded => codes::too_deep(self.file.span(range.start, range.end)),
            ErrorKind::UndeclaredTagHandle
            | ErrorKind::InvalidTagTerminator
            | ErrorKind::MissingTagUri
            | ErrorKind::UnclosedVerbatimTag
            | ErrorKind::InvalidGlobalTagCharacter
            | ErrorKind::InvalidTagEscape
            | ErrorKind::InvalidTagUtf8LeadingByte
            | ErrorKind::InvalidTagUtf8TrailingByte
            | ErrorKind::InvalidTagUtf8 => codes::tag(self.file.span(range.start, range.end), shown),
            ErrorKind::UnexpectedCharacter { character: character @ ('@' | '`' | '%') } => {
                let finding = self
                    .finding(self.at..self.at + 1, format!("a text begins with `{character}`"))
                    .label("YAML keeps this character for itself");
                self.quote(finding, self.at)
            }
            ErrorKind::UnexpectedCharacter { character } => self
                .finding(range, format!("the character U+{:04X} stands in the text", u32::from(*character)))
                .help("remove it, or write it as an escape in double quotes"),
            ErrorKind::BomInsideDocument => {
                let end = self.at + self.here().chars().next().map_or(0, char::len_utf8);
                self.finding(self.at..end, "a byte order mark stands in the middle of the file").help("remove it")
            }
            ErrorKind::MissingAnchorOrAliasName => {
                let sign = self.here().chars().next().unwrap_or('*');
                let what = if sign == '&' { "a name to define" } else { "the name of an anchor" };
                let finding = self.finding(self.at..self.at + 1, format!("`{sign}` is not followed by {what}"));
                self.quote(finding, self.at)
            }
            ErrorKind::UnknownQuotedScalarEscape
            | ErrorKind::InvalidQuotedScalarHexEscape
            | ErrorKind::InvalidLowSurrogateHexEscape
            | ErrorKind::InvalidLowSurrogate
            | ErrorKind::MissingLowSurrogate
            | ErrorKind::UnpairedLowSurrogate
            | ErrorKind::InvalidUnicodeEscape => self.escape(),
            ErrorKind::CommentNotSeparated => self
                .finding(self.at..self.at + 1, "`#` follows a text without a space between")
                .help("write a space before `#` if a comment begins, or put the text in quotes"),
            ErrorKind::CommentInterceptedScalar => self
                .finding(range, "a text goes on after a comment")
                .help("move the comment above the text, or put `: ` after the key"),
            ErrorKind::ZeroBlockScalarIndent | ErrorKind::InvalidBlockScalarHeader => self
                .finding(self.rest_of_line(), "a text block does not begin on the next line")
                .help("write `|` or `>` alone and the text on the lines below, or put the text in quotes"),
            ErrorKind::InvalidDocumentEnd => {
                self.finding(range, "text follows `...` on its line").help("write it on the next line, after `---`")
            }
            ErrorKind::DirectiveDisallowed | ErrorKind::MissingDocumentEndBeforeDirective => self
                .finding(self.rest_of_line(), "a line begins with `%`")
                .label("directives have no meaning here: files are YAML 1.2")
                .help("remove the line, or put the text in quotes"),
            ErrorKind::InvalidBlockEntryWhitespace
            | ErrorKind::InvalidMappingValueWhitespace
            | ErrorKind::FlowMappingValueAdjacentCollection
            | ErrorKind::ExpectedWhitespace => self
                .finding(range, format!("a space is missing before {}", self.written()))
                .help("write a space before it"),
            // The parser's enum may grow, and a few of its errors cannot come from text in memory.
            _ => self.finding(range, format!("{} does not fit here", self.written())).note(kind.to_string()),
        }
    }

    /// Tells of a backslash that means nothing.
    fn escape(&self) -> Finding {
        // The parser stops at the quote or at the backslash, by kind of error.
        let slash = match self.here().starts_with('\\') {
            true => self.at,
            false => self.first_bad_escape().unwrap_or(self.at),
        };
        let end = slash + self.text.get(slash..).map_or(0, |t| t.chars().take(2).map(char::len_utf8).sum());
        let shown = self.text.get(slash..end).unwrap_or("");
        self.finding(
            slash..end,
            format!("`{}` is not an escape of double quotes", shown.escape_debug().to_string().replace("\\\\", "\\")),
        )
        .help("write `\\\\` for a backslash, or use single quotes")
    }

    /// Returns the first backslash after the place that does not begin one of the short escapes.
    fn first_bad_escape(&self) -> Option<usize> {
        let mut from = self.at;
        loop {
            let slash = from + self.text.get(from..)?.find('\\')?;
            let letter = self.text.get(slash + 1..)?.chars().next()?;
            if !"0abt\tnvfre \"/\\N_LP\n\r".contains(letter) {
                return Some(slash);
            }
            from = slash + 1 + letter.len_utf8();
        }
    }
}

/// Returns the open level that a line most likely belongs to: the nearest of its own kind, the deeper one in a tie.
fn nearest_level<'a, 's>(open: &'a [Line<'s>], own: &Line<'s>) -> Option<&'a Line<'s>> {
    let same = open.iter().filter(|l| l.is_item() == own.is_item());
    same.min_by_key(|l| (l.indent.abs_diff(own.indent), std::cmp::Reverse(l.indent)))
}

fn line_up(indent: usize, with: &str) -> String {
    match indent {
        0 => format!("remove its indentation to line it up with `{with}`"),
        _ => format!("indent it by {} to line it up with `{with}`", spaces(indent)),
    }
}

fn spaces(count: usize) -> String {
    match count {
        0 => "no spaces".to_owned(),
        1 => "1 space".to_owned(),
        count => format!("{count} spaces"),
    }
}
