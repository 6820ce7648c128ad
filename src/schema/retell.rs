//! A failing keyword, retold in the catalog's words at the exact key or value.

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

use super::codes::{EMPTY_VALUE, NUMBER_OUT_OF_RANGE, TEXT_TOO_LONG, UNKNOWN_VALUE, UNSUPPORTED_FORMAT};
use super::generate::FileKind;
use super::grammar::Grammar;
use super::path::Path;
use super::retell_scalar::retell_scalar;
use crate::diag::{Finding, Suggestions};
use crate::source::Span;
use crate::syntax::{Document, Kind, NodeId, ScalarType};

/// Words for a choice that other systems use, and what the choice is called here.
const VALUE_SYNONYMS: &[(&str, &str)] = &[
    ("arrears", "in_arrears"),
    ("bankers", "half_even"),
    ("ceil", "up"),
    ("excluded", "exclusive"),
    ("false", "optional"),
    ("fixed", "amount"),
    ("flat", "amount"),
    ("floor", "down"),
    ("gross", "inclusive"),
    ("included", "inclusive"),
    ("included", "required"),
    ("letters", "alphanumeric"),
    ("mandatory", "required"),
    ("monthly", "recurring"),
    ("nearest", "half_up"),
    ("net", "exclusive"),
    ("once", "one_time"),
    ("postpaid", "in_arrears"),
    ("prepaid", "in_advance"),
    ("setup", "one_time"),
    ("subscription", "recurring"),
    ("true", "required"),
    ("yearly", "recurring"),
    ("yes", "required"),
];

/// Returns what a failure of the validator says about the document; nothing if it is the echo of another failure.
#[allow(clippy::wildcard_enum_match_arm, reason = "the library has many keywords that our schemas do not use")]
pub(super) fn retell(
    document: &Document<'_>,
    kind: FileKind,
    schema: &Value,
    error: &ValidationError<'_>,
    suggestions: &Suggestions,
) -> Vec<Finding> {
    let path = Path::follow(document, kind, error.instance_path());
    let keyword = error.evaluation_path().as_str().replace("/$ref", "");
    let teller = Teller { document, kind, schema, keyword: &keyword, path, suggestions };
    if document.kind(teller.path.node()) == Kind::Broken {
        return Vec::new();
    }
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            unexpected.iter().filter_map(|name| teller.unknown_field(name)).collect()
        }
        ValidationErrorKind::Required { property } => {
            property.as_str().and_then(|name| teller.missing_field(name)).into_iter().collect()
        }
        ValidationErrorKind::Type { kind } => teller.wrong_type(&words_for(kind)).into_iter().collect(),
        ValidationErrorKind::Enum { options } => vec![teller.unknown_value(options)],
        ValidationErrorKind::Minimum { limit } => vec![teller.out_of_range("at least", limit)],
        ValidationErrorKind::Maximum { limit } => vec![teller.out_of_range("at most", limit)],
        ValidationErrorKind::MinItems { .. } | ValidationErrorKind::MinProperties { .. } => vec![teller.empty()],
        ValidationErrorKind::MaxLength { limit } => vec![teller.too_long(*limit)],
        ValidationErrorKind::Custom { .. } => teller.scalar().into_iter().collect(),
        // Every keyword that our schemas use stands above; a test over the schemas holds that line.
        other => panic!("bug: the keyword `{}` has no retelling", other.keyword()),
    }
}

/// What is known about one failure.
pub(super) struct Teller<'a> {
    pub(super) document: &'a Document<'a>,
    pub(super) kind: FileKind,
    pub(super) schema: &'a Value,
    /// The path of the failing keyword in the schema.
    pub(super) keyword: &'a str,
    pub(super) path: Path<'a>,
    /// How many more texts may be compared with many.
    pub(super) suggestions: &'a Suggestions,
}

impl Teller<'_> {
    pub(super) fn node(&self) -> NodeId {
        self.path.node()
    }

    pub(super) fn span(&self) -> Span {
        self.document.span(self.node())
    }

    /// Returns the schema that the failing keyword stands in.
    pub(super) fn part(&self) -> &Value {
        let parent = self.keyword.rsplit_once('/').map_or("", |(parent, _)| parent);
        self.schema.pointer(parent).unwrap_or(&Value::Null)
    }

    /// Returns the value's place, or its key's if there is no value.
    pub(super) fn span_or_key(&self) -> Span {
        let span = self.span();
        match self.path.key() {
            Some(key) if span.start == span.end => self.document.span(key),
            _ => span,
        }
    }

    /// Tells whether nothing is written, or `null`.
    pub(super) fn is_null(&self) -> bool {
        self.document.scalar_type(self.node()) == Some(ScalarType::Null)
    }

    fn unknown_value(&self, options: &Value) -> Finding {
        let options: Vec<&str> = options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let mut allowed: Vec<String> = options.iter().map(|option| format!("`{option}`")).collect();
        let other_form = self.other_form();
        allowed.extend(other_form.map(|field| format!("a mapping with `{field}`")));
        let allowed = either(&allowed);
        if self.is_null() {
            return self.no_value(&allowed);
        }
        let (words, found) = (self.path.words(), self.document.describe(self.node()));
        let written = self.document.text(self.node());
        let finding =
            Finding::new(&UNKNOWN_VALUE, self.span_or_key(), format!("{words} must be {allowed}, found {found}"))
                .label("not one of the allowed words");
        match other_form {
            Some(field) if self.document.scalar_type(self.node()) == Some(ScalarType::Int) => {
                let meant = format!("{{ {field}: {written} }}");
                finding.help(format!("write `{meant}`")).replace(self.span(), meant)
            }
            _ => match VALUE_SYNONYMS.iter().find(|(word, meant)| *word == written && options.contains(meant)) {
                Some((_, meant)) => {
                    finding.help(format!("did you mean `{meant}`?")).replace(self.span(), (*meant).to_owned())
                }
                None => finding.suggest(written, options.iter().copied()),
            },
        }
    }

    /// Returns the field of the mapping that may stand here instead of a word.
    fn other_form(&self) -> Option<&str> {
        let whole = self.keyword.strip_suffix("/else/enum")?;
        self.schema.pointer(whole)?.get("then")?.get("required")?.get(0)?.as_str()
    }

    fn out_of_range(&self, bound: &str, limit: &Value) -> Finding {
        let found = self.document.text(self.node());
        if self.kind == FileKind::Manifest && self.path.words() == "`ratebook`" {
            let message = format!("this ratebook reads catalog format 1, found format {found}");
            let finding = Finding::new(&UNSUPPORTED_FORMAT, self.span(), message).label("not a format of this version");
            return match found {
                "0" => finding.help("write `1`").replace(self.span(), "1"),
                _ => finding.help(format!("use a ratebook that reads format {found}")),
            };
        }
        let message = format!("{} must be {bound} {limit}, found {found}", self.path.words());
        let label = if bound == "at least" { "too small" } else { "too large" };
        Finding::new(&NUMBER_OUT_OF_RANGE, self.span(), message).label(label)
    }

    fn empty(&self) -> Finding {
        Finding::new(&EMPTY_VALUE, self.span(), format!("{} is empty", self.path.words()))
            .label("needs at least one entry")
            .help("add an entry, or remove the field")
    }

    fn too_long(&self, limit: u64) -> Finding {
        Finding::new(&TEXT_TOO_LONG, self.span(), format!("{} is longer than {limit} characters", self.path.words()))
            .label(format!("at most {limit} characters"))
    }

    fn scalar(&self) -> Option<Finding> {
        let grammar = self.part().get("x-grammar").and_then(Value::as_str);
        let grammar = Grammar::by_name(grammar?)?;
        let node = self.node();
        if matches!(self.document.kind(node), Kind::Plain | Kind::Quoted) && !self.is_null() {
            let (words, text) = (self.path.words(), self.document.text(node));
            return Some(retell_scalar(grammar, &words, text, self.span(), self.suggestions));
        }
        self.wrong_type(match grammar {
            Grammar::Amount | Grammar::PositiveAmount | Grammar::SignedAmount => "an amount",
            Grammar::Allowance => "a number of units",
            Grammar::Percent => "a percentage",
            Grammar::Portion => "a percentage or an amount",
            Grammar::Date => "a date",
            Grammar::Moment => "a date or a time",
            Grammar::TimeZone => "a time zone",
            Grammar::Period | Grammar::Lasting => "a length of time",
            Grammar::Effective => "a date, `at_once` or `period_end`",
            Grammar::PeriodCount | Grammar::PeriodsAhead => "a number of periods",
            Grammar::Currency => "a currency code",
            Grammar::Code => "a code",
            Grammar::Text | Grammar::Prose => "text",
            Grammar::Factor => "a number",
        })
    }
}

fn words_for(kind: &TypeKind) -> String {
    let one = |name: &str| match name {
        "integer" => "a whole number",
        "number" => "a number",
        "string" => "text",
        "array" => "a list",
        "object" => "a mapping",
        "boolean" => "`true` or `false`",
        _ => "empty",
    };
    match kind {
        TypeKind::Single(kind) => one(&kind.to_string()).to_owned(),
        TypeKind::Multiple(kinds) => kinds.iter().map(|kind| one(&kind.to_string())).collect::<Vec<_>>().join(" or "),
    }
}

/// Returns names as a list in a sentence.
pub(super) fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Returns phrases as alternatives in a sentence.
pub(super) fn either(phrases: &[String]) -> String {
    match phrases.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => "nothing".to_owned(),
    }
}
