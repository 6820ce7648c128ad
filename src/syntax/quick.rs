//! The plain YAML in which catalogs are nearly always written, at several times the speed of a whole parser.
//!
//! Plain means: documents with a line `---` between them, or a single one with or without, of block mappings and lists with
//! short keys, and values on one line, plain, in simple quotes or in brackets. At anything else, be it unusual or wrong, this reader stops without an answer, and the parser reads the
//! file from its start. So it never judges: what is an error, and in which words, the parser alone decides.
//! The law that it reads what the parser reads, place by place, is tested on random text.

use std::borrow::Cow;

use granit_parser::ScalarStyle;

use super::allow::Allows;
use super::builder::Builder;
use super::{Document, Documents, Kind};

/// Keys longer than this are left to the parser, which has a limit for them.
const KEY_BYTES: usize = 256;

/// A block mapping or list that is open.
#[derive(Debug, Clone, Copy)]
struct Level {
    indent: usize,
    is_map: bool,
    /// A list that stands no deeper than the key whose value it is.
    is_flush: bool,
}

/// The state between lines.
struct Quick<'a, 's> {
    bytes: &'s [u8],
    builder: &'a mut Builder<'s>,
    allows: &'a mut Allows<'s>,
    documents: &'a mut Vec<Document<'s>>,
    levels: Vec<Level>,
    /// A key or `-` stands without its value yet: where an empty value would stand.
    pending: Option<usize>,
    at: usize,
}

/// Reads the documents of a text, or returns nothing; then all that it was given is to be thrown away.
pub(super) fn read<'s>(
    text: &'s str,
    allowed: Documents,
    (builder, allows): (&mut Builder<'s>, &mut Allows<'s>),
    documents: &mut Vec<Document<'s>>,
) -> Option<()> {
    if !is_plain_text(text.as_bytes()) {
        return None;
    }
    let (bytes, levels) = (text.as_bytes(), Vec::with_capacity(16));
    Quick { bytes, builder, allows, documents, levels, pending: None, at: 0 }.stream(allowed)
}

/// Tells whether a text is free of tabs, carriage returns and characters that YAML forbids or treats in its own way.
fn is_plain_text(bytes: &[u8]) -> bool {
    let mut suspect = false;
    for byte in bytes {
        // No early end: so the compiler looks at many bytes at once.
        suspect |= (*byte < b' ') & (*byte != b'\n') | (*byte == 0x7f) | (*byte == 0xef) | (*byte == 0xc2);
    }
    if !suspect {
        return true;
    }
    let mut before = 0;
    bytes.iter().all(|byte| {
        // Behind 0xC2 stand the control characters of Latin-1, behind 0xEF the byte order mark and what is no character.
        let is_plain = (*byte >= b' ' || *byte == b'\n') && *byte != 0x7f && *byte != 0xef;
        let is_control = before == 0xc2 && *byte < 0xa0;
        before = *byte;
        is_plain && !is_control
    })
}

/// Tells whether a plain value may begin with a byte.
fn begins_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || byte >= 0x80
        || matches!(byte, b'_' | b'.' | b'+' | b'/' | b'(' | b'$' | b'~' | b'<' | b'=')
}

/// Tells whether a byte may mean something within a plain value.
#[inline]
fn is_telling(byte: u8) -> bool {
    matches!(byte, b'\n' | b' ' | b'#' | b':' | b',' | b'[' | b']' | b'{' | b'}')
}

/// Tells whether a short key may hold a byte.
fn is_in_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80 || matches!(byte, b'-' | b'_' | b'.' | b'/')
}

impl<'s> Quick<'_, 's> {
    #[inline]
    fn byte(&self, at: usize) -> u8 {
        // The end of the text ends a line, as it does in YAML.
        self.bytes.get(at).copied().unwrap_or(b'\n')
    }

    fn stream(&mut self, allowed: Documents) -> Option<()> {
        let mut may_start = true;
        while self.at < self.bytes.len() {
            let start = self.at;
            self.spaces();
            match self.byte(self.at) {
                b'\n' => self.at += 1,
                b'#' => self.comment(),
                b'-' if self.is_document_start(start) => {
                    if !(may_start && (allowed == Documents::Many || self.builder.is_empty())) {
                        return None;
                    }
                    self.end_document();
                    may_start = allowed == Documents::Many;
                    self.at = start + 4;
                }
                _ => self.line(self.at - start)?,
            }
        }
        self.end_document();
        Some(())
    }

    fn end_document(&mut self) {
        self.empty_value();
        while self.levels.pop().is_some() {
            self.builder.end(self.at, self.at);
        }
        self.documents.extend(self.builder.finish());
    }

    /// Tells whether a line is `---` and nothing else.
    fn is_document_start(&self, line: usize) -> bool {
        self.bytes.get(line..).is_some_and(|rest| rest.starts_with(b"---\n"))
    }

    #[inline]
    fn spaces(&mut self) {
        while self.byte(self.at) == b' ' {
            self.at += 1;
        }
    }

    fn comment(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        let end = self.at + rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
        self.allows.take(self.at, end);
        self.at = end + 1;
    }

    /// Reads what may stand behind a value on its line.
    #[inline]
    fn line_end(&mut self) -> Option<()> {
        let value_end = self.at;
        self.spaces();
        match self.byte(self.at) {
            b'\n' => self.at += 1,
            b'#' if self.at > value_end => self.comment(),
            _ => return None,
        }
        Some(())
    }

    /// Takes in an empty value where one is still missing.
    #[inline]
    fn empty_value(&mut self) {
        if let Some(at) = self.pending.take() {
            self.builder.scalar(Cow::Borrowed(""), ScalarStyle::Plain, at, at, 0, None);
        }
    }

    /// Tells whether a list item begins here.
    #[inline]
    fn at_item(&self) -> bool {
        self.byte(self.at) == b'-' && matches!(self.byte(self.at + 1), b' ' | b'\n')
    }

    /// Reads a line with something on it, which is indented by so many spaces.
    fn line(&mut self, indent: usize) -> Option<()> {
        let is_item = self.at_item();
        match self.levels.last().copied() {
            None if indent == 0 && self.builder.is_empty() => self.open(0, !is_item, false)?,
            None => return None,
            Some(top) if indent > top.indent => {
                // Deeper than a line that has its value: a text of several lines, or a mistake.
                self.pending.take()?;
                self.open(indent, !is_item, false)?;
            }
            Some(top) if self.pending.is_some() && top.is_map && is_item && indent == top.indent => {
                self.pending = None;
                self.open(indent, false, true)?;
            }
            Some(_) => {
                self.empty_value();
                self.close(indent, is_item)?;
            }
        }
        match is_item {
            true => self.item(indent),
            false => self.entry(),
        }
    }

    fn open(&mut self, indent: usize, is_map: bool, is_flush: bool) -> Option<()> {
        self.levels.push(Level { indent, is_map, is_flush });
        self.builder.begin(is_map, self.at, self.at, 0, None).ok()
    }

    /// Closes the levels that a line does not belong to.
    #[inline]
    fn close(&mut self, indent: usize, is_item: bool) -> Option<()> {
        loop {
            let top = self.levels.last()?;
            if top.indent == indent && top.is_map != is_item {
                return Some(());
            }
            if top.indent < indent || top.indent == indent && !top.is_flush {
                return None;
            }
            self.levels.pop();
            self.builder.end(self.at, self.at);
        }
    }

    /// Reads an item of a block list.
    fn item(&mut self, indent: usize) -> Option<()> {
        let dash = self.at;
        self.at += 1;
        self.spaces();
        match self.byte(self.at) {
            b'\n' => {
                self.pending = Some(dash + 1);
                self.at += 1;
                Some(())
            }
            b'#' => {
                self.pending = Some(dash + 1);
                self.comment();
                Some(())
            }
            _ if self.at_item() => None,
            _ => match self.short_key() {
                Some(end) => {
                    self.open(indent + self.at - dash, true, false)?;
                    self.builder.piece(Kind::Plain, self.at..end, (self.at, end));
                    self.at = end + 1;
                    self.entry_value(end)
                }
                None => {
                    self.value(false)?;
                    self.line_end()
                }
            },
        }
    }

    /// Returns the end of the short key that begins here, if its colon follows.
    #[inline]
    fn short_key(&self) -> Option<usize> {
        let first = self.byte(self.at);
        if !(first.is_ascii_alphanumeric() || first == b'_' || first >= 0x80) {
            return None;
        }
        let rest = self.bytes.get(self.at..)?;
        let length = rest.iter().position(|b| !is_in_key(*b)).unwrap_or(rest.len());
        let end = self.at + length;
        let is_key = length <= KEY_BYTES && self.byte(end) == b':' && matches!(self.byte(end + 1), b' ' | b'\n');
        is_key.then_some(end)
    }

    /// Reads a key and its colon; returns where the key ends.
    #[inline]
    fn key(&mut self) -> Option<usize> {
        let end = match self.byte(self.at) {
            quote @ (b'"' | b'\'') => {
                let start = self.at;
                self.quoted(quote)?;
                if self.byte(self.at) != b':'
                    || self.at - start > KEY_BYTES
                    || !matches!(self.byte(self.at + 1), b' ' | b'\n')
                {
                    return None;
                }
                self.at
            }
            _ => {
                let end = self.short_key()?;
                self.builder.piece(Kind::Plain, self.at..end, (self.at, end));
                end
            }
        };
        self.at = end + 1;
        Some(end)
    }

    /// Reads an entry of a block mapping.
    fn entry(&mut self) -> Option<()> {
        let key_end = self.key()?;
        self.entry_value(key_end)
    }

    /// Reads what stands behind the colon of an entry.
    fn entry_value(&mut self, key_end: usize) -> Option<()> {
        let colon_end = self.at;
        self.spaces();
        match self.byte(self.at) {
            b'\n' => {
                self.pending = Some(key_end);
                self.at += 1;
                Some(())
            }
            b'#' if self.at > colon_end => {
                self.pending = Some(key_end);
                self.comment();
                Some(())
            }
            _ => {
                self.value(false)?;
                self.line_end()
            }
        }
    }

    /// Reads a value that begins and ends on its line, or has brackets.
    #[inline]
    fn value(&mut self, in_flow: bool) -> Option<()> {
        match self.byte(self.at) {
            b'[' => self.flow_list(),
            b'{' => self.flow_map(),
            quote @ (b'"' | b'\'') => self.quoted(quote),
            _ => self.plain(in_flow),
        }
    }

    /// Reads a text in quotes without escapes.
    fn quoted(&mut self, quote: u8) -> Option<()> {
        let start = self.at;
        let rest = self.bytes.get(start + 1..)?;
        let length = rest.iter().position(|b| *b == quote || *b == b'\n' || *b == b'\\' && quote == b'"')?;
        let close = start + 1 + length;
        if self.byte(close) != quote || quote == b'\'' && self.byte(close + 1) == quote {
            return None;
        }
        self.at = close + 1;
        self.builder.piece(Kind::Quoted, start + 1..close, (start, close + 1));
        Some(())
    }

    /// Reads a text without quotes.
    #[inline]
    fn plain(&mut self, in_flow: bool) -> Option<()> {
        let start = self.at;
        let first = self.byte(start);
        let is_negative = first == b'-' && self.byte(start + 1).is_ascii_alphanumeric();
        if !begins_plain(first) && !is_negative {
            return None;
        }
        let mut at = start;
        let mut end = start;
        loop {
            // Most bytes mean nothing; the end of the text ends a line.
            let rest = self.bytes.get(at..).unwrap_or(&[]);
            let plain = rest.iter().position(|byte| is_telling(*byte)).unwrap_or(rest.len());
            if plain > 0 {
                at += plain;
                end = at;
            }
            match self.byte(at) {
                b'\n' => break,
                b' ' => {
                    at += 1;
                    continue;
                }
                b'#' if at > end => break,
                b':' if matches!(self.byte(at + 1), b' ' | b'\n') => return None,
                b':' if in_flow && matches!(self.byte(at + 1), b',' | b'[' | b']' | b'{' | b'}') => return None,
                b',' | b']' | b'}' if in_flow => break,
                b'[' | b'{' if in_flow => return None,
                _ => {}
            }
            at += 1;
            end = at;
        }
        self.at = end;
        self.builder.piece(Kind::Plain, start..end, (start, end));
        Some(())
    }

    /// Moves to what stands next inside brackets, on this line or on one indented deeper than the block around.
    #[inline]
    fn flow_space(&mut self) -> Option<()> {
        self.spaces();
        while self.byte(self.at) == b'\n' {
            let start = self.at + 1;
            self.at = start;
            if start >= self.bytes.len() {
                return None;
            }
            self.spaces();
            if self.at - start <= self.levels.last()?.indent || self.byte(self.at) == b'#' {
                return None;
            }
        }
        Some(())
    }

    /// Reads what divides or ends what stands in brackets; tells whether it ends.
    #[inline]
    fn flow_end(&mut self, close: u8) -> Option<bool> {
        self.flow_space()?;
        match self.byte(self.at) {
            b',' => {
                self.at += 1;
                self.flow_space()?;
                Some(self.byte(self.at) == close)
            }
            byte => (byte == close).then_some(true),
        }
    }

    fn flow_list(&mut self) -> Option<()> {
        self.builder.begin(false, self.at, self.at + 1, 0, None).ok()?;
        self.at += 1;
        self.flow_space()?;
        let mut is_end = self.byte(self.at) == b']';
        while !is_end {
            self.value(true)?;
            is_end = self.flow_end(b']')?;
        }
        self.flow_close();
        Some(())
    }

    fn flow_map(&mut self) -> Option<()> {
        self.builder.begin(true, self.at, self.at + 1, 0, None).ok()?;
        self.at += 1;
        self.flow_space()?;
        let mut is_end = self.byte(self.at) == b'}';
        while !is_end {
            self.key()?;
            self.spaces();
            self.value(true)?;
            is_end = self.flow_end(b'}')?;
        }
        self.flow_close();
        Some(())
    }

    fn flow_close(&mut self) {
        self.builder.end(self.at, self.at + 1);
        self.at += 1;
    }
}
