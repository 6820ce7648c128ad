//! Comments that allow a finding: `# allow: name - reason`.

use crate::source::{SourceFile, Span};

/// One `# allow:` comment. Whether its name exists and its reason is given is for the compiler to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allow<'s> {
    /// The whole comment, from its `#` to the end of its line.
    pub span: Span,
    /// The name of the finding; may be empty.
    pub name: &'s str,
    /// Where the name is written.
    pub name_span: Span,
    /// Tells whether a reason follows the name after ` - `.
    pub has_reason: bool,
    /// The line that it covers, without its line break: its own when the comment stands after something, else the next
    /// one that is neither blank nor a comment; [`Span::NONE`] if none follows.
    pub line: Span,
}

/// What every allow comment contains: text without it is read without looking at comments at all.
pub(super) const MARK: &str = "allow:";

/// Collects allow comments in the order in which they are written.
#[derive(Debug)]
pub(super) struct Allows<'s> {
    file: &'s SourceFile,
    list: Vec<Allow<'s>>,
}

impl<'s> Allows<'s> {
    pub(super) fn new(file: &'s SourceFile) -> Self {
        Self { file, list: Vec::new() }
    }

    /// Takes the comment at these bytes, if it is one that allows something.
    pub(super) fn take(&mut self, start: usize, end: usize) {
        let Some(comment) = self.file.text().get(start..end) else { return };
        let comment = comment.trim_end();
        let Some(rest) = comment.trim_start_matches('#').trim_start().strip_prefix(MARK) else { return };
        let stated = rest.trim_start();
        let at = start + comment.len() - stated.len();
        let name = stated.split_whitespace().next().unwrap_or("");
        let reason = stated.get(name.len()..).unwrap_or("").trim_start().strip_prefix("- ").unwrap_or("");
        self.list.push(Allow {
            span: self.file.span(start, start + comment.len()),
            name,
            name_span: self.file.span(at, at + name.len()),
            has_reason: !reason.trim().is_empty(),
            line: Span::NONE,
        });
    }

    /// Returns the comments with the lines that they cover.
    pub(super) fn finish(mut self) -> Vec<Allow<'s>> {
        self.list.sort_by_key(|allow| allow.span);
        self.list.dedup_by_key(|allow| allow.span);
        let text = self.file.text();
        // From the last to the first: a run of comments shares the line that follows, which is then looked up once.
        let mut next: Option<(usize, Span)> = None;
        for allow in self.list.iter_mut().rev() {
            let comment = self.file.range(allow.span);
            let start = text.get(..comment.start).and_then(|t| t.rfind('\n')).map_or(0, |at| at + 1);
            let before = text.get(start..comment.start).unwrap_or("").trim_start_matches('\u{feff}');
            allow.line = if before.trim().is_empty() {
                let line = following_line(self.file, comment.end, next);
                next = Some((comment.start, line));
                line
            } else {
                let end = line_end(text, start);
                let line = self.file.span(start, end);
                next = Some((start, line));
                line
            };
        }
        self.list
    }
}

/// Returns the first line after `from` that is neither blank nor a comment; `known` says it for all that begins there.
fn following_line(file: &SourceFile, from: usize, known: Option<(usize, Span)>) -> Span {
    let text = file.text();
    let mut start = line_end(text, from);
    loop {
        match text.get(start..).and_then(|t| t.find('\n')) {
            Some(at) => start += at + 1,
            None => return Span::NONE,
        }
        let end = line_end(text, start);
        let line = text.get(start..end).unwrap_or("").trim_start();
        match known {
            Some((at, span)) if at < end && at >= start => return span,
            _ => {}
        }
        if !line.is_empty() && !line.starts_with('#') {
            return file.span(start, end);
        }
    }
}

/// Returns where the line that holds `from` ends, without its line break.
fn line_end(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or("");
    let line = rest.split('\n').next().unwrap_or("");
    from + line.strip_suffix('\r').unwrap_or(line).len()
}
