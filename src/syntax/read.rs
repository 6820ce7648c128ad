//! Parser events of a whole file, document by document.

use granit_parser::{Event, Parser, Span as Marks, TryLoadError, TrySpannedEventReceiver, options};

use crate::diag::Finding;
use crate::source::{FileText, SourceFile, Span, budget};

use super::allow::{self, Allow, Allows};
use super::builder::{Builder, TooDeep};
use super::report::Report;
use super::{Document, codes, quick, retell};

/// How many documents a file may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Documents {
    /// One, as in a catalog file.
    One,
    /// Any number, divided by `---`, as in a scenario file.
    Many,
}

/// What a file holds.
#[derive(Debug)]
pub struct Parsed<'s> {
    /// The documents that could be read, without empty ones.
    pub documents: Vec<Document<'s>>,
    /// What is wrong, in the order of places; at most [`budget::FINDINGS_PER_FILE`].
    pub findings: Vec<Finding>,
    /// How many findings there are beyond the budget.
    pub more_findings: usize,
    /// The comments that allow a finding, in the order written.
    pub allows: Vec<Allow<'s>>,
    /// Tells whether all of the file is in `documents`: if not, what it declares is not known, and a name that is
    /// declared nowhere may well be declared here.
    pub whole: bool,
}

/// Reads a file. It always returns: what cannot be read is a finding, and the documents after it are still read.
///
/// ```
/// use ratebook::source::{FileText, SourceSet};
/// use ratebook::syntax::{Documents, parse};
/// let set = SourceSet::new(vec![("tv.yaml".into(), FileText::Whole("price: 9.90\n".into()))]);
/// let parsed = parse(set.files().next().unwrap(), Documents::One);
/// let document = &parsed.documents[0];
/// let (key, value) = document.get(document.root(), "price").unwrap();
/// assert_eq!((document.text(value), set.locate(document.span(value)).column), ("9.90", 8));
/// assert_eq!(set.text(document.span(key)), "price");
/// ```
#[must_use]
pub fn parse(file: &SourceFile, documents: Documents) -> Parsed<'_> {
    match unreadable(file) {
        Some(finding) => Parsed {
            documents: Vec::new(),
            findings: vec![finding],
            more_findings: 0,
            allows: Vec::new(),
            whole: false,
        },
        None => read_plain(file, documents).unwrap_or_else(|| Reader::new(file, documents).read()),
    }
}

/// Reads a file by the parser alone, which is the judge of the faster way.
#[cfg(test)]
pub(super) fn parse_slowly(file: &SourceFile, documents: Documents) -> Parsed<'_> {
    Reader::new(file, documents).read()
}

/// Returns the finding about a file that is not text or too much of it.
fn unreadable(file: &SourceFile) -> Option<Finding> {
    let bytes = match file.content() {
        FileText::Whole(text) => u64::try_from(text.len()).unwrap_or(u64::MAX),
        FileText::TooLarge(bytes) => *bytes,
        FileText::NotUtf8(text) => {
            let finding =
                Finding::new(&codes::NOT_UTF8, file.span(text.len(), text.len()), "the file is not UTF-8 text")
                    .label("the first byte that is not UTF-8 follows here")
                    .help("save the file as UTF-8");
            return Some(finding);
        }
    };
    (bytes > budget::FILE_BYTES).then(|| {
        let limit = budget::FILE_BYTES;
        Finding::new(&codes::FILE_TOO_LARGE, file.span(0, 0), format!("the file has {bytes} bytes, more than {limit}"))
            .help("split the file: all files below `ratebook.yaml` are one catalog")
    })
}

/// Reads a file of plain YAML, or nothing.
fn read_plain(file: &SourceFile, allowed: Documents) -> Option<Parsed<'_>> {
    let (documents, allows) = quick::read(file, allowed)?;
    Some(Parsed { documents, findings: Vec::new(), more_findings: 0, allows: allows.finish(), whole: true })
}

/// Why events are no longer wanted, other than an error of the parser.
enum Stop {
    /// The rest of this document cannot be taken in.
    Document,
    /// The rest of the file cannot.
    File,
}

/// The state between events.
struct Reader<'s> {
    file: &'s SourceFile,
    allowed: Documents,
    builder: Builder<'s>,
    allows: Allows<'s>,
    documents: Vec<Document<'s>>,
    /// A document with something in it has ended, whether it could be read or not.
    has_document: bool,
    /// Where the document begins that is being read.
    start: Span,
    whole: bool,
}

impl<'s> Reader<'s> {
    fn new(file: &'s SourceFile, allowed: Documents) -> Self {
        Self {
            file,
            allowed,
            builder: Builder::new(file),
            allows: Allows::new(file),
            documents: Vec::new(),
            has_document: false,
            start: Span::NONE,
            whole: true,
        }
    }

    fn read(mut self) -> Parsed<'s> {
        let text = self.file.text();
        let options = options! {
            strict_indentation: true,
            disallow_directives: true,
            emit_unresolved_aliases: true,
            emit_anchor_events: true,
            // Looking at comments costs a sixth of the time: only files that allow something pay it.
            emit_comments: text.contains(allow::MARK),
            max_buffered_comment_events: usize::MAX,
            block_nesting_limit: budget::DEPTH,
            flow_nesting_limit: budget::DEPTH,
        };
        let mut parser = Parser::new_from_str_with_options(text, options);
        loop {
            match parser.try_load(&mut self, true) {
                Ok(()) | Err(TryLoadError::Receiver(Stop::File)) => break,
                Err(TryLoadError::Receiver(Stop::Document)) => {}
                Err(TryLoadError::Scan(error)) => {
                    let (file, open_from) = (self.file, self.builder.open_from());
                    self.builder.report().add(|| retell::retell(&error, file, open_from));
                }
            }
            self.abandon();
            if !matches!(parser.proceed_next_document(), Ok(true)) {
                break;
            }
        }
        self.finish()
    }

    fn finish(mut self) -> Parsed<'s> {
        let Report { mut findings, more } = std::mem::take(self.builder.report());
        findings.sort_by(|a, b| a.order().cmp(&b.order()));
        Parsed {
            documents: self.documents,
            findings,
            more_findings: more,
            allows: self.allows.finish(),
            whole: self.whole,
        }
    }

    /// Gives up the document that is being read.
    fn abandon(&mut self) {
        self.builder.abandon();
        self.has_document = true;
        self.whole = false;
    }

    /// Notes the start of a value; a second document may not have any.
    fn begin_node(&mut self) -> Result<(), Stop> {
        if self.allowed == Documents::Many || !self.has_document || !self.builder.is_empty() {
            return Ok(());
        }
        let start = self.start;
        self.builder.report().add(|| {
            Finding::new(&codes::SEVERAL_DOCUMENTS, start, "a second document begins in a catalog file")
                .label("the first document ends before this line")
                .help("remove the line, or move what follows into a file of its own")
        });
        self.whole = false;
        Err(Stop::File)
    }

    fn end_document(&mut self) {
        if let Some(document) = self.builder.finish() {
            self.documents.push(document);
            self.has_document = true;
        }
    }
}

impl<'s> TrySpannedEventReceiver<'s> for Reader<'s> {
    type Error = Stop;

    #[inline]
    fn on_event(&mut self, event: Event<'s>, marks: Marks) -> Result<(), Stop> {
        let start = marks.start.byte_offset().unwrap_or(0);
        let end = marks.end.byte_offset().unwrap_or(start);
        let tag = || marks.tag_span().and_then(|t| t.byte_range());
        match event {
            Event::Scalar(text, style, anchor, tagged) => {
                let tag = tagged.and_then(|_| tag());
                if self.builder.is_empty() && !(start == end && tag.is_none()) {
                    self.begin_node()?;
                }
                self.builder.scalar(text, style, start, end, anchor, tag);
            }
            Event::MappingStart(_, anchor, tagged) => {
                self.begin_node()?;
                let tag = tagged.and_then(|_| tag());
                self.builder.begin(true, start, end, anchor, tag).map_err(|TooDeep| Stop::Document)?;
            }
            Event::SequenceStart(_, anchor, tagged) => {
                self.begin_node()?;
                let tag = tagged.and_then(|_| tag());
                self.builder.begin(false, start, end, anchor, tag).map_err(|TooDeep| Stop::Document)?;
            }
            Event::MappingEnd | Event::SequenceEnd => self.builder.end(start, end),
            Event::Alias(anchor) => self.builder.alias(anchor, start, end),
            Event::UnresolvedAlias(name) => {
                self.begin_node()?;
                self.builder.unresolved(&name, start, end);
            }
            Event::Anchor(anchor, _) => self.builder.anchor(anchor, start, end),
            Event::Comment(..) => self.allows.take(start, end),
            Event::DocumentStart(..) => self.start = self.file.span(start, end),
            Event::DocumentEnd => self.end_document(),
            Event::StreamStart | Event::StreamEnd => {}
            // The parser's enum may grow; an event that is not asked for does not come.
            _ => {}
        }
        Ok(())
    }
}
