//! The codes of one noun over all files, before any object is built.

use foldhash::{HashMap, HashMapExt};
use smol_str::SmolStr;

use super::context::Context;
use crate::decl::{Section, Spanned, is_code};
use crate::diag::{Finding, Rule};
use crate::graph::codes::DUPLICATE_CODE;
use crate::graph::{Code, Id, Object, Table};
use crate::schema::bad_code;
use crate::source::Span;

/// The objects of one noun as written, each code once, and their numbers.
pub(super) struct Names<T, D> {
    index: HashMap<SmolStr, Id<T>>,
    /// What was probably meant by texts that are no codes: a reference to it is right and gets no finding.
    meant: HashMap<SmolStr, Id<T>>,
    codes: Vec<Code>,
    /// The objects in the order of their numbers, as they came of the files: a copy in one list would need their room twice.
    sections: Vec<Section<D>>,
    /// Whether every object is known; if not, an unknown code may be one that could not be read.
    complete: bool,
}

impl<T: Object, D> Names<T, D> {
    /// Gathers the sections of all files; a code that is there twice is a finding, and its first place wins.
    pub(super) fn gather(
        sections: impl Iterator<Item = Spanned<Section<D>>>,
        complete: bool,
        cx: &mut Context,
    ) -> Self {
        let mut complete = complete;
        let mut written = Vec::new();
        for section in sections.filter(Spanned::is_written) {
            complete &= section.value.is_some();
            written.extend(section.value);
        }
        let total = written.iter().map(|section| section.0.len()).sum();
        let mut names = Self {
            index: HashMap::with_capacity(total),
            meant: HashMap::new(),
            codes: Vec::with_capacity(total),
            sections: Vec::new(),
            complete,
        };
        for section in &mut written {
            section.0.retain(|(code, _)| names.add(code, cx));
        }
        names.sections = written;
        names
    }

    /// Gives a code its number; tells whether its object is the one that it names.
    fn add(&mut self, code: &Spanned<SmolStr>, cx: &mut Context) -> bool {
        let Some(text) = code.get() else {
            self.complete = false;
            return false;
        };
        let id = Id::new(self.codes.len());
        if !is_code(text) {
            let finding = bad_code(&format!("the code of a {}", T::NOUN), text, code.span);
            self.meant.extend(finding.edit.as_ref().map(|edit| (edit.text.as_str().into(), id)));
            cx.report(finding);
        }
        if let Some(first) = self.index.get(text) {
            let first = self.place(*first);
            cx.report(
                Finding::new(&DUPLICATE_CODE, code.span, format!("two {} have the code `{text}`", T::SECTION))
                    .label("declared again here")
                    .also(first, "first declared here")
                    .help("give one of the two another code, or remove it"),
            );
            return false;
        }
        self.index.insert(text.clone(), id);
        self.codes.push(Code { text: text.clone(), span: code.span });
        true
    }

    fn place(&self, id: Id<T>) -> Span {
        self.codes.get(id.index()).map_or(Span::NONE, |code| code.span)
    }

    /// Returns the object that a code names.
    pub(super) fn find(&self, code: &str) -> Option<Id<T>> {
        self.index.get(code).or_else(|| self.meant.get(code)).copied()
    }

    /// Reports a code that names nothing, with the nearest that does; says nothing if it may just not have been read.
    pub(super) fn report_unknown(&self, rule: &'static Rule, owner: &str, code: &str, span: Span, cx: &mut Context) {
        if !self.complete {
            return;
        }
        let noun = T::NOUN;
        let message = format!("{owner} names {noun} `{code}`, which does not exist");
        let mut finding = Finding::new(rule, span, message).label(format!("no {noun} has this code"));
        if cx.suggestions.one_more() {
            finding =
                finding.suggest(code, self.codes.iter().map(|code| code.text.as_str()).filter(|code| is_code(code)));
        }
        let near = finding.edit.as_ref().and_then(|edit| self.find(&edit.text).map(|id| (edit.text.clone(), id)));
        if let Some((name, id)) = near {
            finding = finding.also(self.place(id), format!("`{name}` is here"));
        }
        cx.report_unknown(code, finding);
    }

    /// Returns where a code is declared in this noun, and what one of it is called.
    pub(super) fn declared(&self, code: &str) -> Option<(&'static str, Span)> {
        self.find(code).map(|id| (T::NOUN, self.place(id)))
    }

    /// Hands out every object's code and body; a broken body is nothing, so that its code stays known.
    pub(super) fn objects(&mut self) -> impl Iterator<Item = (Code, Option<D>)> + use<T, D> {
        let entries = std::mem::take(&mut self.sections).into_iter().flat_map(|section| section.0);
        entries.filter_map(|(code, object)| Some((Code { text: code.value?, span: code.span }, object.value)))
    }

    /// Hands the numbers over to the table of the finished objects.
    pub(super) fn table(self, objects: Vec<T>) -> Table<T> {
        // What was meant by a text that is no code is known only here.
        Table::with_index(objects, self.index, self.complete && self.meant.is_empty())
    }
}
