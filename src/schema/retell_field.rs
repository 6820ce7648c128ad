//! Fields that are not known, and fields that are not there.

use serde_json::Value;

use super::codes::{MISSING_FIELD, UNKNOWN_FIELD, UNKNOWN_SECTION};
use super::generate::FileKind;
use super::path::ONE_OF;
use super::retell::{Teller, either, list};
use crate::diag::{Finding, nearest};
use crate::money::Currency;
use crate::source::Span;
use crate::syntax::Kind;

/// Words of other systems, and what they are called here.
const SYNONYMS: &[(&str, &str)] = &[
    ("amount", "price"),
    ("amount", "value"),
    ("add_ons", "compatible_bundles"),
    ("addons", "compatible_bundles"),
    ("begin", "from"),
    ("cost", "price"),
    ("date", "on"),
    ("day", "on"),
    ("end", "through"),
    ("fee", "price"),
    ("frequency", "every"),
    ("interval", "every"),
    ("label", "name"),
    ("per_seat", "each"),
    ("per_unit", "each"),
    ("per_user", "each"),
    ("percent", "value"),
    ("percentage", "value"),
    ("period", "every"),
    ("start", "from"),
    ("title", "name"),
    ("to", "through"),
    ("unit", "each"),
    ("until", "through"),
];

/// Names that other systems give to sections, and what these are called here.
const SECTION_SYNONYMS: &[(&str, &str)] = &[
    ("add_ons", "bundles"),
    ("addons", "bundles"),
    ("contracts", "terms"),
    ("gift_cards", "vouchers"),
    ("packages", "bundles"),
    ("promotions", "coupons"),
    ("services", "products"),
    ("tariffs", "plans"),
];

/// How many entries of an object are searched for what was meant: more than any noun has fields, and never slow.
const SEARCHED_ENTRIES: usize = 64;

/// Fields that a charge has and its product does not.
const OF_A_CHARGE: &[&str] = &["bill", "due", "every", "price", "proration"];

/// Fields that only the manifest has.
const OF_THE_MANIFEST: &[&str] = &["billing", "catalog", "currencies", "operator", "ratebook", "rounding"];

impl Teller<'_> {
    pub(super) fn unknown_field(&self, name: &str) -> Option<Finding> {
        let (key, _) = self.document.get(self.node(), name)?;
        let span = self.document.span(key);
        if self.path.is_root() && self.kind == FileKind::Catalog {
            return Some(self.unknown_section(name, span));
        }
        if let Some(told) = self.split_by_comma(key) {
            return told;
        }
        let known = self.known_fields();
        if let Some(finding) = self.field_of_another_kind(name, span, &known) {
            return Some(finding);
        }
        let finding = Finding::new(&UNKNOWN_FIELD, span, format!("unknown field `{name}` in {}", self.path.words()))
            .label("no field has this name");
        let (finding, currency) = if self.part().get("patternProperties").and_then(|p| p.get(CURRENCIES)).is_some() {
            let fields = known.iter().map(|name| format!("`{name}`, ")).collect::<String>();
            let finding = finding.note(format!("the fields are {fields}and currencies, such as `USD`"));
            (finding, Currency::parse(&name.to_ascii_uppercase()))
        } else {
            (finding.note(format!("the fields are {}", list(&known))), None)
        };
        if let Some(currency) = currency {
            return Some(propose(finding, span, currency.code()));
        }
        if self.path.is_root() && self.kind == FileKind::Manifest && ONE_OF.iter().any(|(section, _)| *section == name)
        {
            return Some(finding.help(format!("move `{name}` to another file: the manifest holds no section")));
        }
        if let Some((field, value)) = name.split_once(':').filter(|(field, _)| self.meant_field(name) == Some(*field)) {
            let (field, value) = (field.trim_end(), value.trim_start());
            let meant = format!("{field}: {value}");
            return Some(finding.help(format!("write `{meant}`, with a space after the `:`")).replace(span, meant));
        }
        if name == "discount" && known.contains(&"bundle") {
            return Some(finding.help("write `bundle`, with the code of a bundle that holds the discount"));
        }
        if known.contains(&"charges") && OF_A_CHARGE.contains(&name) {
            let help =
                format!("move `{name}` into a charge: `charges: {{ access: {{ type: recurring, {name}: … }} }}`");
            return Some(finding.help(help));
        }
        Some(match self.meant_field(name) {
            Some(meant) => propose(finding, span, meant),
            None => finding,
        })
    }

    fn unknown_section(&self, name: &str, span: Span) -> Finding {
        let known = self.known_fields();
        let finding = Finding::new(&UNKNOWN_SECTION, span, format!("unknown section `{name}`"))
            .label("no section has this name")
            .note(format!("the sections are {}", list(&known)));
        // The last section before it that has nothing below it, if only other unknown keys stand between.
        let mut open = None;
        let before = self
            .document
            .entries(self.node())
            .take(SEARCHED_ENTRIES)
            .take_while(|(key, _)| self.document.text(*key) != name);
        for (key, value) in before.filter(|(key, _)| known.contains(&self.document.text(*key))) {
            open = (self.document.kind(value) == Kind::Empty).then(|| self.document.text(key));
        }
        let synonym = SECTION_SYNONYMS.iter().find(|(word, _)| *word == name).map(|(_, meant)| *meant);
        match (open, nearest(name, known.iter().copied()).or(synonym)) {
            (_, Some(meant)) => propose(finding, span, meant),
            (Some(open), None) => {
                finding.help(format!("indent `{name}` and what is below it, so that it belongs to `{open}`"))
            }
            (None, None) if OF_THE_MANIFEST.contains(&name) => finding.help(format!("move `{name}` to the manifest")),
            (None, None) => finding,
        }
    }

    /// Returns the finding about a field that the object would have if it were of another `type`.
    fn field_of_another_kind(&self, name: &str, span: Span, known: &[&str]) -> Option<Finding> {
        let (whole, branch) = self.keyword.rsplit_once("/allOf/")?;
        let branch: usize = branch.strip_suffix("/then/additionalProperties")?.parse().ok()?;
        let whole = self.schema.pointer(whole)?;
        let tag = whole.get("required")?.get(0)?.as_str()?;
        let branches = whole.get("allOf")?.as_array()?;
        let kind =
            |branch: &'_ Value| Some(branch.pointer(&format!("/if/properties/{tag}/x-tag/is"))?.as_str()?.to_owned());
        let has = |branch: &&Value| branch.get("then").and_then(|t| t.get("properties")?.get(name)).is_some();
        let other = kind(branches.iter().find(has)?)?;
        let own = kind(branches.get(branch)?)?;
        Some(
            Finding::new(&UNKNOWN_FIELD, span, format!("{} is `{own}` and has no field `{name}`", self.path.words()))
                .label(format!("only `{other}` has this field"))
                .note(format!("the fields of `{own}` are {}", list(known)))
                .help(format!("remove `{name}`, or write `{tag}: {other}`")),
        )
    }

    pub(super) fn missing_field(&self, name: &str) -> Option<Finding> {
        if self.is_field_without_code() || name == "bundle" && self.document.get(self.node(), "discount").is_some() {
            return None;
        }
        let mut keys = self.document.entries(self.node()).take(SEARCHED_ENTRIES).map(|(key, _)| key);
        if let Some(key) = keys.find(|key| self.meant_field(self.document.text(*key)) == Some(name)) {
            // Where the type is missing, nothing else speaks about the fields.
            let is_unsaid = self.part().get("additionalProperties").is_none();
            return is_unsaid.then(|| {
                let (written, span) = (self.document.text(key), self.document.span(key));
                let message = format!("unknown field `{written}` in {}", self.path.words());
                propose(Finding::new(&UNKNOWN_FIELD, span, message).label("no field has this name"), span, name)
            });
        }
        let field = self.part().get("properties").and_then(|properties| properties.get(name));
        let values: Vec<String> = match field {
            Some(field) if field.get("enum").is_some() => {
                let words = field.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
                words.map(str::to_owned).collect()
            }
            Some(field) if field.get("minimum").is_some() && field.get("minimum") == field.get("maximum") => {
                field.get("minimum").map(Value::to_string).into_iter().collect()
            }
            Some(field) if field.get("type").and_then(Value::as_str) == Some("boolean") => {
                vec!["true".to_owned(), "false".to_owned()]
            }
            _ => vec!["…".to_owned()],
        };
        let written: Vec<String> = values.iter().map(|value| format!("`{name}: {value}`")).collect();
        Some(
            Finding::new(&MISSING_FIELD, self.object_span(), format!("{} has no `{name}`", self.path.words()))
                .label(format!("`{name}` is required here"))
                .help(format!("add {}", either(&written))),
        )
    }

    /// Returns where to point at an object as a whole: its key, else its first entry.
    fn object_span(&self) -> Span {
        match (self.path.key(), self.document.entries(self.node()).next()) {
            (Some(key), _) => self.document.span(key),
            (None, Some((key, _))) => self.document.span(key),
            (None, None) => self.span(),
        }
    }

    /// Returns the fields that the object at hand can have.
    fn known_fields(&self) -> Vec<&str> {
        let properties = self.part().get("properties").and_then(Value::as_object);
        properties.map(|p| p.keys().map(String::as_str).collect()).unwrap_or_default()
    }

    /// Returns the absent field that an unknown one was probably meant to be.
    fn meant_field(&self, written: &str) -> Option<&str> {
        let known = self.known_fields();
        if known.contains(&written) {
            return None;
        }
        let absent = |field: &&str| self.document.get(self.node(), field).is_none();
        // Inside braces, `rate:19%` is a key without a value.
        if let Some((field, _)) = written.split_once(':') {
            return known.into_iter().filter(absent).find(|name| *name == field);
        }
        let mut synonyms = SYNONYMS.iter().filter(|(word, _)| *word == written);
        let synonym = synonyms.find_map(|(_, meant)| known.iter().copied().filter(absent).find(|field| field == meant));
        synonym.or_else(|| nearest(written, known.iter().copied().filter(absent)))
    }
}

/// The pattern of the keys of amounts by currency, as the nouns declare it.
pub(super) const CURRENCIES: &str = "^[A-Z]{3}$";

fn propose(finding: Finding, span: Span, meant: &str) -> Finding {
    finding.help(format!("did you mean `{meant}`?")).replace(span, meant)
}
