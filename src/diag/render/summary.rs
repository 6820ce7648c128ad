//! How many findings there are, in figures and in one line.

use schemars::JsonSchema;
use serde::Serialize;

use crate::diag::{Finding, Level};

/// How much was read and how many findings of each level there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(title = "Summary")]
pub struct Summary {
    /// How many catalogs were compiled.
    pub catalogs: usize,
    /// How many files were read, scenarios included.
    pub files: usize,
    /// How many findings are errors.
    pub errors: usize,
    /// How many findings are warnings.
    pub warnings: usize,
    /// How many findings are information.
    pub infos: usize,
}

impl Summary {
    /// Counts one more catalog with its files and findings.
    ///
    /// Refused operations are results of a scenario, not findings in a file: they are not counted.
    pub fn add(&mut self, files: usize, findings: &[Finding]) {
        let of = |level: Level| findings.iter().filter(|f| f.level() == level).count();
        self.catalogs += 1;
        self.files += files;
        self.errors += of(Level::Error);
        self.warnings += of(Level::Warning);
        self.infos += of(Level::Info);
    }

    /// Returns the line that closes a list of findings.
    ///
    /// ```
    /// use ratebook::diag::render::Summary;
    /// let some = Summary { catalogs: 1, files: 2, errors: 3, warnings: 1, infos: 0 };
    /// assert_eq!(some.line(), "3 errors, 1 warning in 2 files");
    /// let none = Summary { catalogs: 1, files: 1, ..Summary::default() };
    /// assert_eq!(none.line(), "no findings in 1 file");
    /// ```
    #[must_use]
    pub fn line(&self) -> String {
        let count = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
        let infos = (self.infos > 0).then(|| format!("{} info", self.infos));
        let some = [(self.errors, "error"), (self.warnings, "warning")];
        let found = some.iter().filter(|(n, _)| *n > 0).map(|(n, word)| count(*n, word)).chain(infos);
        let found = found.collect::<Vec<_>>().join(", ");
        let found = if found.is_empty() { "no findings" } else { &found };
        format!("{found} in {}", count(self.files, "file"))
    }
}
