//! A section whose entry lacks its code: the fields of one object stand where objects belong, each by its code.

use serde_json::Value;

use super::codes::WRONG_TYPE;
use super::retell::Teller;
use crate::diag::Finding;
use crate::syntax::{Kind, NodeId};

/// How many entries of a section are searched: more than any noun has fields, and never slow.
const SEARCHED_ENTRIES: usize = 64;

impl Teller<'_> {
    /// Tells whether the entry of a section is a field of an object whose code was left out, as in
    /// `charges: { type: recurring, price: 9.90 }`.
    pub(super) fn is_field_without_code(&self) -> bool {
        let key = self.path.key().map(|key| self.document.text(key));
        self.first_without_code().is_some() && key.is_some_and(|key| self.has_field(key))
    }

    /// Returns the finding about the first field of the object; nothing for the others, which it tells of as well.
    pub(super) fn without_code(&self) -> Option<Finding> {
        let key = self.path.key().filter(|key| self.first_without_code() == Some(*key))?;
        let (container, field) = (self.path.container()?, self.document.text(key));
        let section = container.key().map_or("", |section| self.document.text(section));
        let noun = container.section_noun()?;
        let message = format!("{} must be a mapping from code to {noun}, found the field `{field}`", container.words());
        let finding = Finding::new(&WRONG_TYPE, self.document.span(key), message);
        let finding = finding.label(format!("a field of a {noun}, and which {noun} is it?"));
        Some(finding.help(format!("write the fields below a code: `{section}: {{ code: {{ {field}: … }} }}`")))
    }

    /// Returns the first entry beside this one, or this one, that has the name of a field and no mapping as value.
    fn first_without_code(&self) -> Option<NodeId> {
        let is_entry = self.keyword.rsplit_once('/').is_some_and(|(part, _)| part.ends_with("/additionalProperties"));
        let container = self.path.container().filter(|_| is_entry)?;
        container.section_noun()?;
        let is_bare = |value: NodeId| matches!(self.document.kind(value), Kind::Plain | Kind::Quoted | Kind::List);
        let mut entries = self.document.entries(container.node()).take(SEARCHED_ENTRIES);
        entries.find(|(key, value)| is_bare(*value) && self.has_field(self.document.text(*key))).map(|(key, _)| key)
    }

    /// Tells whether the object at hand has a field of this name, of whatever type it is.
    fn has_field(&self, name: &str) -> bool {
        let whole = self.part();
        let branches = whole.get("allOf").and_then(Value::as_array).into_iter().flatten();
        let parts = branches.filter_map(|branch| branch.get("then")).chain([whole]);
        parts.filter_map(|part| part.get("properties")).any(|fields| fields.get(name).is_some())
    }
}
