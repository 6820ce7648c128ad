//! The plain YAML in which catalogs are nearly always written, at several times the speed of a whole parser.
//!
//! Plain means: documents with a line `---` between them, or a single one with or without, of block mappings and lists with
//! short keys, and values on one line, plain, in simple quotes or in brackets. At anything else, be it unusual or wrong, this reader stops without an answer, and the parser reads the
//! file from its start. So it never judges: what is an error, and in which words, the parser alone decides.
//! The law that it reads what the parser reads, place by place, is tested on random text.

use crate::source::SourceFile;

use super::allow::Allows;
use super::plain_tree::{Open, PlainTree};
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
    open: Open,
}

/// The state between lines.
struct Quick<'s> {
    bytes: &'s [u8],
    tree: PlainTree<'s>,
    allows: Allows<'s>,
    documents: Vec<Document<'s>>,
    levels: Vec<Level>,
    /// A key or `-` stands without its value yet: where an empty value would stand.
    pending: Option<usize>,
    at: usize,
}

/// Reads the documents of a file and its comments, or returns nothing.
pub(super) fn read(file: &SourceFile, allowed: Documents) -> Option<(Vec<Document<'_>>, Allows<'_>)> {
    let mut quick = Quick {
        bytes: file.text().as_bytes(),
        tree: PlainTree::new(file),
        allows: Allows::new(file),
        documents: Vec::new(),
        levels: Vec::with_capacity(16),
        pending: None,
        at: 0,
    };
    quick.stream(allowed)?;
    Some((quick.documents, quick.allows))
}

/// A byte may stand in a short key.
const IN_KEY: u8 = 1;
/// A byte may begin a plain value.
const BEGINS_PLAIN: u8 = 2;
/// A byte may mean something within a plain value.
const TELLING: u8 = 4;
/// A byte may mean something within quotes.
const TELLING_IN_QUOTES: u8 = 8;

/// What each byte may be.
static SIGNS: [u8; 256] = {
    let mut signs = [0; 256];
    let mut at = 0_u8;
    let mut rest: &mut [u8] = &mut signs;
    while let Some((sign, behind)) = rest.split_first_mut() {
        *sign = signs_of(at);
        at = at.wrapping_add(1);
        rest = behind;
    }
    signs
};

const fn signs_of(byte: u8) -> u8 {
    let is_odd = is_odd(byte);
    let is_word = byte.is_ascii_alphanumeric() || byte >= 0x80;
    let in_key = is_word && !is_odd || matches!(byte, b'-' | b'_' | b'.' | b'/');
    let begins = is_word || matches!(byte, b'_' | b'.' | b'+' | b'/' | b'(' | b'$' | b'~' | b'<' | b'=');
    let telling = is_odd || matches!(byte, b'\n' | b' ' | b'#' | b':' | b',' | b'[' | b']' | b'{' | b'}');
    let in_quotes = is_odd || matches!(byte, b'\n' | b'"' | b'\'' | b'\\');
    (if in_key { IN_KEY } else { 0 })
        | (if begins { BEGINS_PLAIN } else { 0 })
        | (if telling { TELLING } else { 0 })
        | (if in_quotes { TELLING_IN_QUOTES } else { 0 })
}

/// Tells whether a byte is a tab, a carriage return or another control character, or the beginning of a character that YAML
/// forbids or treats in its own way: behind 0xC2 stand the control characters of Latin-1, behind 0xEF the byte order mark
/// and what is no character.
const fn is_odd(byte: u8) -> bool {
    byte < b' ' && byte != b'\n' || byte == 0x7f || byte == 0xef || byte == 0xc2
}

/// Tells whether a byte is of a kind.
#[inline]
fn is(byte: u8, kind: u8) -> bool {
    SIGNS.get(usize::from(byte)).is_some_and(|signs| signs & kind != 0)
}

impl Quick<'_> {
    #[inline]
    fn byte(&self, at: usize) -> u8 {
        // The end of the text ends a line, as it does in YAML.
        self.bytes.get(at).copied().unwrap_or(b'\n')
    }

    /// Returns the first place from here on with a byte that is, or is not, of a kind; the end of the text is one.
    #[inline]
    fn find(&self, from: usize, kind: u8, wanted: bool) -> usize {
        let rest = self.bytes.get(from..).unwrap_or(&[]);
        from + rest.iter().position(|byte| is(*byte, kind) == wanted).unwrap_or(rest.len())
    }

    /// Tells whether an odd byte begins a character that is as good as any.
    fn is_harmless(&self, at: usize) -> bool {
        self.byte(at) == 0xc2 && self.byte(at + 1) >= 0xa0
    }

    fn stream(&mut self, allowed: Documents) -> Option<()> {
        let mut may_start = true;
        while self.at < self.bytes.len() {
            let start = self.at;
            self.spaces();
            match self.byte(self.at) {
                b'\n' => self.at += 1,
                b'#' => self.comment()?,
                b'-' if self.at == start && self.is_document_start(start) => {
                    if !(may_start && (allowed == Documents::Many || self.tree.is_empty())) {
                        return None;
                    }
                    self.end_document()?;
                    may_start = allowed == Documents::Many;
                    self.at = start + 4;
                }
                _ => self.line(self.at - start)?,
            }
        }
        self.end_document()
    }

    fn end_document(&mut self) -> Option<()> {
        self.empty_value();
        while let Some(level) = self.levels.pop() {
            self.tree.end(level.open, None)?;
        }
        self.documents.extend(self.tree.finish());
        Some(())
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

    fn comment(&mut self) -> Option<()> {
        let mut at = self.at;
        loop {
            let rest = self.bytes.get(at..).unwrap_or(&[]);
            at += rest.iter().position(|byte| *byte == b'\n' || is_odd(*byte)).unwrap_or(rest.len());
            if self.byte(at) == b'\n' {
                break;
            }
            if !self.is_harmless(at) {
                return None;
            }
            at += 1;
        }
        self.allows.take(self.at, at);
        self.at = at + 1;
        Some(())
    }

    /// Reads what may stand behind a value on its line.
    #[inline]
    fn line_end(&mut self) -> Option<()> {
        let value_end = self.at;
        self.spaces();
        match self.byte(self.at) {
            b'\n' => self.at += 1,
            b'#' if self.at > value_end => self.comment()?,
            _ => return None,
        }
        Some(())
    }

    /// Takes in an empty value where one is still missing.
    #[inline]
    fn empty_value(&mut self) {
        if let Some(at) = self.pending.take() {
            self.tree.nothing(at);
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
            None if indent == 0 && self.tree.is_empty() => self.open(0, !is_item, false)?,
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
        let open = self.tree.begin(if is_map { Kind::Map } else { Kind::List }, self.at, self.at)?;
        self.levels.push(Level { indent, is_map, is_flush, open });
        Some(())
    }

    /// Closes the levels that a line does not belong to.
    #[inline]
    fn close(&mut self, indent: usize, is_item: bool) -> Option<()> {
        loop {
            let top = *self.levels.last()?;
            if top.indent == indent && top.is_map != is_item {
                return Some(());
            }
            if top.indent < indent || top.indent == indent && !top.is_flush {
                return None;
            }
            self.levels.pop();
            self.tree.end(top.open, None)?;
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
                self.comment()
            }
            _ if self.at_item() => None,
            _ => match self.short_key() {
                Some(end) => {
                    self.open(indent + self.at - dash, true, false)?;
                    self.tree.plain(self.at, end);
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
        if !is(first, IN_KEY) || matches!(first, b'-' | b'.' | b'/') {
            return None;
        }
        let end = self.find(self.at, IN_KEY, false);
        let length = end - self.at;
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
                self.tree.plain(self.at, end);
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
                self.pending = Some(key_end + 1);
                self.at += 1;
                Some(())
            }
            b'#' if self.at > colon_end => {
                self.pending = Some(key_end + 1);
                self.comment()
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
        let mut close = start + 1;
        loop {
            close = self.find(close, TELLING_IN_QUOTES, true);
            match self.byte(close) {
                byte if byte == quote => break,
                b'\n' => return None,
                b'\\' if quote == b'"' => return None,
                b'\\' | b'"' | b'\'' => {}
                _ if self.is_harmless(close) => {}
                _ => return None,
            }
            close += 1;
        }
        if quote == b'\'' && self.byte(close + 1) == quote {
            return None;
        }
        self.at = close + 1;
        self.tree.quoted(start, close + 1);
        Some(())
    }

    /// Reads a text without quotes.
    #[inline]
    fn plain(&mut self, in_flow: bool) -> Option<()> {
        let start = self.at;
        let first = self.byte(start);
        let is_negative = first == b'-' && self.byte(start + 1).is_ascii_alphanumeric();
        if !is(first, BEGINS_PLAIN) && !is_negative {
            return None;
        }
        let mut at = start;
        let mut end = start;
        loop {
            // Most bytes mean nothing; the end of the text ends a line.
            let next = self.find(at, TELLING, true);
            if next > at {
                (at, end) = (next, next);
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
                byte if is_odd(byte) && !self.is_harmless(at) => return None,
                _ => {}
            }
            at += 1;
            end = at;
        }
        self.at = end;
        self.tree.plain(start, end);
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
        let open = self.tree.begin(Kind::List, self.at, self.at + 1)?;
        self.at += 1;
        self.flow_space()?;
        let mut is_end = self.byte(self.at) == b']';
        while !is_end {
            self.value(true)?;
            is_end = self.flow_end(b']')?;
        }
        self.flow_close(open)
    }

    fn flow_map(&mut self) -> Option<()> {
        let open = self.tree.begin(Kind::Map, self.at, self.at + 1)?;
        self.at += 1;
        self.flow_space()?;
        let mut is_end = self.byte(self.at) == b'}';
        while !is_end {
            self.key()?;
            self.spaces();
            self.value(true)?;
            is_end = self.flow_end(b'}')?;
        }
        self.flow_close(open)
    }

    fn flow_close(&mut self, open: Open) -> Option<()> {
        self.at += 1;
        self.tree.end(open, Some(self.at))
    }
}
