//! A value of the wrong shape, or none: what belongs there, and how to write what was probably meant.

use serde_json::Value;

use super::codes::{EMPTY_VALUE, WRONG_TYPE};
use super::generate::FileKind;
use super::path::ONE_OF;
use super::retell::{Teller, either, list};
use crate::decl::is_code;
use crate::diag::{Finding, nearest};
use crate::syntax::{Kind, NodeId, ScalarType};

/// How many entries of a list are written out again in a suggestion.
const SHOWN_ENTRIES: usize = 6;

impl Teller<'_> {
    /// Returns what is to be said about a value that is not `wanted`; nothing if a neighbour says it better.
    pub(super) fn wrong_type(&self, wanted: &str) -> Option<Finding> {
        if self.is_null() {
            let followed = self.kind == FileKind::Catalog && self.path.depth() == 1 && self.is_followed_by_unindented();
            return (!followed).then(|| self.no_value(wanted));
        }
        if wanted == "a mapping" && self.is_field_without_code() {
            return self.without_code();
        }
        let found = self.document.describe(self.node());
        let message = format!("{} must be {wanted}, found {found}", self.path.words());
        let finding = Finding::new(&WRONG_TYPE, self.span_or_key(), message).label(format!("this is {found}"));
        if let Some(meant) = self.meant(wanted) {
            let finding = finding.help(format!("write `{meant}`")).replace(self.span(), meant);
            let is_word = wanted == TRUTH;
            return Some(if is_word {
                finding.note("in YAML 1.2 `yes`, `no`, `on` and `off` are words")
            } else {
                finding
            });
        }
        if wanted != "a mapping" {
            return Some(finding);
        }
        // Where the type decides, it is not known yet which fields there are.
        let by_type = self.part().get("allOf").is_some();
        let known = self.part().get("properties").and_then(Value::as_object).filter(|_| !by_type);
        let known: Vec<&str> = known.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        Some(match self.path.section_noun() {
            Some(noun) => finding.help(format!("write each {noun} as `code: {{ … }}`")),
            None if known.is_empty() || self.path.is_root() => finding,
            None => finding.note(format!("its fields are {}", list(&known))),
        })
    }

    /// Returns the finding about a key without a value; `wanted` says what belongs there.
    pub(super) fn no_value(&self, wanted: &str) -> Finding {
        let words = self.path.words();
        let finding = |message: String| Finding::new(&EMPTY_VALUE, self.span_or_key(), message);
        let key = self.path.key().map_or("", |key| self.document.text(key));
        if let Some(noun) = self.path.section_noun().filter(|_| self.path.depth() == 1) {
            return finding(format!("section {words} is empty"))
                .label(format!("no {noun} below it"))
                .help(format!("add a {noun} below `{key}`, or remove the section"));
        }
        let options: Vec<&str> =
            self.part().get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let finding = finding(format!("{words} has no value")).label(format!("{wanted} belongs here"));
        match (wanted, options.as_slice()) {
            _ if self.path.is_root() => finding,
            _ if key.is_empty() => finding.help("remove the item, or write a value"),
            ("a mapping", _) if self.required().next().is_none() => {
                finding.help(format!("write its fields below `{key}`, or `{key}: {{}}` if there are none"))
            }
            ("a mapping", _) => finding.help(format!("write its fields below `{key}`")),
            (_, [_, ..]) => {
                let written: Vec<String> = options.iter().map(|option| format!("`{key}: {option}`")).collect();
                finding.help(format!("write {}", either(&written)))
            }
            _ if self.is_required(key) => finding.help(format!("write {wanted} after `{key}:`")),
            _ => finding.help(format!("write {wanted} after `{key}:`, or remove `{key}`")),
        }
    }

    /// Tells whether the object that the value belongs to cannot do without it.
    fn is_required(&self, key: &str) -> bool {
        let object = self.keyword.rfind(&format!("/properties/{key}/")).and_then(|at| self.keyword.get(..at));
        let required = object.and_then(|object| self.schema.pointer(object)?.get("required")?.as_array());
        required.into_iter().flatten().any(|field| field.as_str() == Some(key))
    }

    /// Returns the value as it was probably meant.
    fn meant(&self, wanted: &str) -> Option<String> {
        let node = self.node();
        let text = self.document.text(node);
        let plain = |node: NodeId| Some(self.document.text(node)).filter(|text| is_code(text));
        match (wanted, self.document.kind(node)) {
            (TRUTH, Kind::Plain | Kind::Quoted) => match text.to_ascii_lowercase().as_str() {
                "yes" | "on" | "y" | "true" => Some("true".to_owned()),
                "no" | "off" | "n" | "false" => Some("false".to_owned()),
                _ => None,
            },
            ("a whole number", Kind::Plain | Kind::Quoted) => {
                let whole = text.trim_end_matches('0').strip_suffix('.').unwrap_or(text);
                let is_whole = !whole.is_empty() && whole.len() < 16 && whole.bytes().all(|b| b.is_ascii_digit());
                is_whole.then(|| whole.to_owned())
            }
            ("a list", Kind::Plain | Kind::Quoted) => {
                let items: Vec<&str> = text.split(',').map(str::trim).collect();
                let are_codes = items.len() <= SHOWN_ENTRIES && items.iter().all(|item| is_code(item));
                are_codes.then(|| format!("[{}]", items.join(", ")))
            }
            ("a code", Kind::List) => match self.document.items(node) {
                [only] => plain(*only).map(str::to_owned),
                _ => None,
            },
            ("a list", Kind::Map) if self.document.entries(node).len() <= SHOWN_ENTRIES => {
                let keys: Option<Vec<&str>> = self.document.entries(node).map(|(key, _)| plain(key)).collect();
                keys.filter(|keys| !keys.is_empty()).map(|keys| format!("[{}]", keys.join(", ")))
            }
            ("a mapping", Kind::List) if self.document.items(node).len() <= SHOWN_ENTRIES => {
                let codes: Option<Vec<&str>> = self.document.items(node).iter().map(|item| plain(*item)).collect();
                let codes = codes.filter(|codes| !codes.is_empty())?;
                let word = self.part().get("additionalProperties").and_then(|item| item.get("enum")?.get(0)?.as_str());
                match word {
                    Some(word) => {
                        let items: Vec<String> = codes.iter().map(|code| format!("{code}: {word}")).collect();
                        Some(format!("{{ {} }}", items.join(", ")))
                    }
                    None => self.around_list(&codes),
                }
            }
            ("a mapping", Kind::Plain) => self.only_field(text).map(|field| format!("{{ {field}: {text} }}")),
            _ => None,
        }
    }

    /// Returns the object that a bare list was probably meant to be: the list in the field that takes one.
    fn around_list(&self, codes: &[&str]) -> Option<String> {
        let fields = self.part().get("properties")?.as_object()?;
        // Every noun has `tags`, which a bare list in its place is not.
        if fields.contains_key("owner") {
            return None;
        }
        let is = |field: &str, kind: &str| {
            fields.get(field).is_some_and(|field| field.get("type").and_then(Value::as_str) == Some(kind))
        };
        let list = fields.keys().find(|field| is(field, "array"))?;
        let first: Option<String> = self
            .required()
            .filter(|field| field != list)
            .map(|field| is(field, "boolean").then(|| format!("{field}: true, ")))
            .collect();
        Some(format!("{{ {}{list}: [{}] }}", first?, codes.join(", ")))
    }

    /// Returns the field that a bare word was probably meant for: the kind if it names one, else the only required field.
    fn only_field(&self, text: &str) -> Option<&str> {
        let mut required = self.required();
        let (field, None) = (required.next().or_else(|| self.field_with_word(text))?, required.next()) else {
            return None;
        };
        let words = self.part().get("properties")?.get(field)?.get("enum").and_then(Value::as_array);
        let is_scalar =
            self.document.scalar_type(self.node()) == Some(ScalarType::Text) && !text.contains([',', '{', '[']);
        let fits = words.is_none_or(|words| words.iter().any(|word| word.as_str() == Some(text)));
        (is_scalar && fits).then_some(field)
    }

    /// Returns the field that has `text` among its words.
    fn field_with_word(&self, text: &str) -> Option<&str> {
        let has = |field: &Value| {
            let words = field.get("enum").and_then(Value::as_array).into_iter().flatten();
            words.filter_map(Value::as_str).any(|word| word == text)
        };
        let fields = self.part().get("properties")?.as_object()?;
        fields.iter().find(|(_, field)| has(field)).map(|(name, _)| name.as_str())
    }

    fn required(&self) -> impl Iterator<Item = &str> {
        self.part().get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }

    /// Tells whether the key after this one is no section: what belongs to this one was probably not indented.
    fn is_followed_by_unindented(&self) -> bool {
        let mut entries = self.document.entries(self.document.root()).skip_while(|(_, value)| *value != self.node());
        let next = entries.nth(1).map(|(key, _)| self.document.text(key));
        let sections = || ONE_OF.iter().map(|(section, _)| *section);
        let is_section = |name: &str| sections().any(|section| section == name) || nearest(name, sections()).is_some();
        next.is_some_and(|next| !is_section(next) && !next.starts_with("x-"))
    }
}

const TRUTH: &str = "`true` or `false`";
