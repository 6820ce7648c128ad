//! The keyword `x-tag`: which branch of a tagged union a word chooses, misspelt or not.

use jsonschema::{Keyword, ValidationError};
use serde_json::Value;

use super::instance::{Instance, Yaml};
use crate::diag::nearest;

/// One word of those that a tag can be.
pub(super) struct Tag {
    word: String,
    /// The others.
    others: Vec<String>,
}

impl Tag {
    /// Takes the value of the keyword: the word it `is`, and all that it could be one `of`.
    pub(super) fn new(value: &Value) -> Option<Self> {
        let word = value.get("is")?.as_str()?;
        let all = value.get("of")?.as_array()?;
        let others = all.iter().filter_map(Value::as_str).filter(|other| *other != word).map(str::to_owned).collect();
        Some(Self { word: word.to_owned(), others })
    }

    /// Tells whether `written` is this word, or none of them and nearest to this one.
    pub(super) fn is_meant_by(&self, written: &str) -> bool {
        if written == self.word || self.others.iter().any(|other| other == written) {
            return written == self.word;
        }
        let all = self.others.iter().chain([&self.word]).map(String::as_str);
        nearest(written, all) == Some(self.word.as_str())
    }
}

impl<'i> Keyword<'i, Yaml> for Tag {
    fn validate(&self, instance: Instance<'i>) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom("")) }
    }

    fn is_valid(&self, instance: Instance<'i>) -> bool {
        match instance {
            Instance::Key(text) => self.is_meant_by(text),
            Instance::Node(document, id) => document.scalar_type(id).is_some() && self.is_meant_by(document.text(id)),
        }
    }
}

/// Makes the keyword out of its value in a schema.
pub(super) fn keyword<'a>(value: &'a Value) -> Result<Box<dyn for<'i> Keyword<'i, Yaml>>, ValidationError<'a>> {
    match Tag::new(value) {
        Some(tag) => Ok(Box::new(tag)),
        None => Err(ValidationError::custom("bug: a tag without words")),
    }
}
