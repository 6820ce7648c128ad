//! The record of one kind of finding: pure data, from which page, index and links are made.

use schemars::JsonSchema;
use serde::Serialize;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(title = "Level")]
pub enum Level {
    /// Worth knowing.
    Info,
    /// Probably not meant.
    Warning,
    /// Wrong; nothing can be simulated before it is mended.
    Error,
    /// Not a finding in a file: a scenario's event that the catalog does not permit.
    Refused,
}

impl Level {
    /// Returns the word that is printed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Refused => "refused",
        }
    }

    /// Returns the level that [`name`](Self::name) prints as `word`.
    #[must_use]
    pub fn from_name(word: &str) -> Option<Self> {
        [Self::Info, Self::Warning, Self::Error, Self::Refused].into_iter().find(|level| level.name() == word)
    }
}

/// The stage that raises a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Reading YAML.
    Syntax,
    /// Comparing with the schema, field by field.
    Schema,
    /// Resolving codes over all files.
    Graph,
    /// Checking the whole catalog.
    Rules,
    /// Reading a scenario.
    Scenario,
    /// Replaying a scenario.
    Simulation,
}

impl Stage {
    /// Returns the word that is printed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Schema => "schema",
            Self::Graph => "graph",
            Self::Rules => "rules",
            Self::Scenario => "scenario",
            Self::Simulation => "simulation",
        }
    }
}

/// One kind of finding. Its identity is `name`: kebab-case, the defect itself, so that it reads after "allow".
#[derive(Debug)]
pub struct Rule {
    /// The name, which is also the name of the page's file (with underscores).
    pub name: &'static str,
    /// The level.
    pub level: Level,
    /// The stage that raises it.
    pub stage: Stage,
    /// The first version that has it.
    pub since: &'static str,
    /// The page: Markdown with title, what it catches, why it matters, an example and its mend.
    pub page: &'static str,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Rule {}

/// Declares the records of one stage, each with its page beside the declaring file, and `RULES` with all of them.
#[macro_export]
macro_rules! records {
    ($stage:ident; $($(#[$doc:meta])* $id:ident = $level:ident $name:literal $page:literal;)*) => {
        $(
            $(#[$doc])*
            pub static $id: $crate::diag::Rule = $crate::diag::Rule {
                name: $name,
                level: $crate::diag::Level::$level,
                stage: $crate::diag::Stage::$stage,
                since: "0.1",
                page: include_str!($page),
            };
        )*

        /// Every record of this stage.
        pub static RULES: &[&$crate::diag::Rule] = &[$(&$id),*];
    };
}
