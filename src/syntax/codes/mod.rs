//! The records of the findings of this stage, with their pages beside them.

use crate::diag::{Finding, Level, Rule, Stage};
use crate::source::{Span, budget};

use super::Kind;

const fn record(name: &'static str, page: &'static str) -> Rule {
    Rule { name, level: Level::Error, stage: Stage::Syntax, since: "0.1", page }
}

/// A key that is a list, a mapping or nothing.
pub static COMPLEX_KEY: Rule = record("complex-key", include_str!("complex_key.md"));
/// A key given twice in one mapping.
pub static DUPLICATE_KEY: Rule = record("duplicate-key", include_str!("duplicate_key.md"));
/// A file above the budget.
pub static FILE_TOO_LARGE: Rule = record("file-too-large", include_str!("file_too_large.md"));
/// The merge key of YAML 1.1.
pub static MERGE_KEY: Rule = record("merge-key", include_str!("merge_key.md"));
/// A file that is not UTF-8.
pub static NOT_UTF8: Rule = record("not-utf8", include_str!("not_utf8.md"));
/// A second document in a catalog file.
pub static SEVERAL_DOCUMENTS: Rule = record("several-documents", include_str!("several_documents.md"));
/// A tab among the indentation.
pub static TAB_INDENTATION: Rule = record("tab-indentation", include_str!("tab_indentation.md"));
/// Lists and mappings nested deeper than the budget.
pub static TOO_DEEP: Rule = record("too-deep", include_str!("too_deep.md"));
/// Aliases that stand for more values than the budget.
pub static TOO_MANY_ALIASES: Rule = record("too-many-aliases", include_str!("too_many_aliases.md"));
/// An alias to which there is no anchor, or only one that it stands in itself.
pub static UNKNOWN_ANCHOR: Rule = record("unknown-anchor", include_str!("unknown_anchor.md"));
/// Text that is not YAML.
pub static YAML_SYNTAX: Rule = record("yaml-syntax", include_str!("yaml_syntax.md"));
/// A tag, which has no meaning here.
pub static YAML_TAG: Rule = record("yaml-tag", include_str!("yaml_tag.md"));

/// All records of this stage, sorted by name.
pub static RULES: &[&Rule] = &[
    &COMPLEX_KEY,
    &DUPLICATE_KEY,
    &FILE_TOO_LARGE,
    &MERGE_KEY,
    &NOT_UTF8,
    &SEVERAL_DOCUMENTS,
    &TAB_INDENTATION,
    &TOO_DEEP,
    &TOO_MANY_ALIASES,
    &UNKNOWN_ANCHOR,
    &YAML_SYNTAX,
    &YAML_TAG,
];

pub(super) fn duplicate_key(key: &str, first: Span, second: Span) -> Finding {
    Finding::new(&DUPLICATE_KEY, second, format!("`{}` is given twice in one mapping", key.escape_debug()))
        .label("given again here")
        .also(first, "first given here")
        .help("remove one of the two; only the first is looked at")
}

pub(super) fn merge_key(span: Span) -> Finding {
    Finding::new(&MERGE_KEY, span, "`<<` merges nothing: merge keys are not part of YAML 1.2")
        .label("the fields below the anchor are not taken over")
        .help("write the fields out, or give the whole value by an alias")
}

pub(super) fn complex_key(kind: Kind, span: Span) -> Finding {
    let (message, help) = match kind {
        Kind::List => ("a list stands where a key is expected", "write one entry for each key"),
        Kind::Map => ("a mapping stands where a key is expected", "put `{` and `}` in quotes if the key is text"),
        Kind::Empty | Kind::Plain | Kind::Quoted | Kind::Broken => ("a value has no key", "write the key before `:`"),
    };
    Finding::new(&COMPLEX_KEY, span, message).label("keys are plain text").help(help)
}

pub(super) fn too_deep(span: Span) -> Finding {
    let message = format!("lists and mappings nest deeper than {} levels", budget::DEPTH);
    Finding::new(&TOO_DEEP, span, message).label("one level too deep").help("remove the levels that hold nothing")
}

pub(super) fn tag(span: Span, written: &str) -> Finding {
    Finding::new(&YAML_TAG, span, format!("the tag `{written}` has no meaning here"))
        .label("what a value is follows from its field")
        .help("remove the tag; put the value in quotes if `!` belongs to the text")
}
