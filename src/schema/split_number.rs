//! Numbers with a comma inside braces: YAML reads `{ price: 9,90 }` as `price: 9` and a key `90` without a value.

use serde_json::Value;

use super::codes::WRONG_TYPE;
use super::grammar::Grammar;
use super::retell::Teller;
use super::retell_field::CURRENCIES;
use super::retell_scalar::retell_scalar;
use crate::diag::Finding;
use crate::source::Span;
use crate::syntax::{Kind, NodeId};

/// An object with more entries than any noun has fields is not searched: each of its keys would search all others.
const SEARCHED_ENTRIES: usize = 64;

impl Teller<'_> {
    /// Returns the finding about the number that `key` is the rest of, or that its first piece has told it already;
    /// nothing if it is an ordinary key.
    pub(super) fn split_by_comma(&self, key: NodeId) -> Option<Option<Finding>> {
        let entries = self.document.entries(self.node());
        if entries.len() > SEARCHED_ENTRIES {
            return None;
        }
        let entries: Vec<(NodeId, NodeId)> = entries.collect();
        let at = entries.iter().position(|(other, _)| *other == key)?;
        let is_rest = |at: usize| {
            let before = at.checked_sub(1).and_then(|before| entries.get(before));
            before.zip(entries.get(at)).is_some_and(|(before, entry)| self.continues(*before, *entry))
        };
        let first = (0..=at).rev().take_while(|at| is_rest(*at)).last()?;
        let last = (at..entries.len()).take_while(|at| is_rest(*at)).last()?;
        let (field, value) = *entries.get(first.checked_sub(1)?)?;
        let field = self.document.text(field);
        let grammar = self.number_grammar(field);
        if grammar.is_none() && !self.is_whole_number(field) {
            return None;
        }
        if first != at {
            return Some(None);
        }
        let pieces = entries.get(first..=last)?.iter().map(|(piece, _)| format!(",{}", self.document.text(*piece)));
        let text = self.document.text(value).to_owned() + &pieces.collect::<String>();
        let end = self.document.span(entries.get(last)?.0).end;
        let words = format!("`{field}` of {}", self.path.words());
        let span = Span::new(self.document.span(value).start, end);
        let Some(grammar) = grammar else {
            let meant: String = text.chars().filter(char::is_ascii_digit).collect();
            let message = format!("{words} must be a whole number, found `{text}`");
            let finding = Finding::new(&WRONG_TYPE, span, message).label("a comma ends the value inside braces");
            return Some(Some(finding.help(format!("write `{meant}`")).replace(span, meant)));
        };
        Some(Some(retell_scalar(grammar, &words, &text, span, self.suggestions)))
    }

    /// Tells whether an entry is a bare number, one comma after the number before it.
    fn continues(&self, (key_before, before): (NodeId, NodeId), (key, value): (NodeId, NodeId)) -> bool {
        let is_number = |text: &str| {
            text.starts_with(|c: char| c.is_ascii_digit())
                && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'%'))
        };
        let before = if self.document.kind(before) == Kind::Empty { key_before } else { before };
        self.document.kind(value) == Kind::Empty
            && is_number(self.document.text(key))
            && is_number(self.document.text(before).trim_start_matches('-'))
            && self.document.span(before).end.checked_add(1) == Some(self.document.span(key).start)
    }

    fn is_whole_number(&self, field: &str) -> bool {
        let schema = self.part().get("properties").and_then(|properties| properties.get(field));
        schema.and_then(|schema| schema.get("type")).and_then(Value::as_str) == Some("integer")
    }

    /// Returns the grammar of a field that holds an amount or a percentage.
    fn number_grammar(&self, field: &str) -> Option<Grammar> {
        let part = self.part();
        let by_name = part.get("properties").and_then(|properties| properties.get(field));
        let schema = by_name.or_else(|| part.get("patternProperties")?.get(CURRENCIES))?;
        let name = schema.get("x-grammar").or_else(|| schema.get("else")?.get("x-grammar")).and_then(Value::as_str)?;
        Grammar::by_name(name).filter(|g| {
            matches!(
                g,
                Grammar::Amount | Grammar::PositiveAmount | Grammar::SignedAmount | Grammar::Percent | Grammar::Factor
            )
        })
    }
}
