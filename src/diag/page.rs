//! The page of a rule: Markdown that people read and tests run.

use super::Level;

/// A page, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<'p> {
    /// The title, which is the rule's name.
    pub title: &'p str,
    /// The sections in order.
    pub sections: Vec<Section<'p>>,
}

/// A section of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section<'p> {
    /// Its heading, such as `Why it matters`.
    pub heading: &'p str,
    /// Its Markdown, without blank lines at either end.
    pub text: &'p str,
}

/// The files of one YAML block of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageExample {
    /// Names and texts, the manifest first if it was not in the block.
    pub files: Vec<(String, String)>,
}

/// A finding that a line announces in a comment: `# error: [name]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Announced {
    /// The line that the finding is on, from 1.
    pub line: u32,
    /// Its level.
    pub level: Level,
    /// The rule's name.
    pub name: String,
}

/// The manifest of an example that has none.
const MANIFEST: &str = "ratebook: 1\ncatalog: example\ncurrencies: [USD]\n";

impl<'p> Page<'p> {
    /// Takes a page apart at its headings; those inside code blocks are text.
    #[must_use]
    pub fn parse(page: &'p str) -> Self {
        let mut title = "";
        let mut headings: Vec<(&str, usize, usize)> = Vec::new(); // text, where its line starts and ends
        let (mut at, mut in_code) = (0, false);
        for line in page.split_inclusive('\n') {
            let (start, text) = (at, line.trim_end());
            at += line.len();
            in_code ^= text.starts_with("```");
            if in_code {
                continue;
            }
            if let Some(heading) = text.strip_prefix("## ") {
                headings.push((heading.trim(), start, at));
            } else if let Some(name) = text.strip_prefix("# ") {
                title = name.trim();
            }
        }
        let ends = headings.iter().skip(1).map(|(_, start, _)| *start).chain([page.len()]);
        let text = |from: usize, to: usize| page.get(from..to).unwrap_or("").trim_matches(['\n', '\r']);
        let sections = headings.iter().zip(ends);
        let sections = sections.map(|((heading, _, from), to)| Section { heading, text: text(*from, to).trim_end() });
        Self { title, sections: sections.collect() }
    }

    /// Returns the text of the section with this heading.
    #[must_use]
    pub fn section(&self, heading: &str) -> Option<&'p str> {
        self.sections.iter().find(|s| s.heading == heading).map(|s| s.text)
    }

    /// Returns the first sentence of `What it catches`, on one line; empty if there is none.
    ///
    /// ```
    /// use ratebook::diag::Page;
    /// let page = Page::parse("# odd-price\n\n## What it catches\n\nA price\nthat is odd. Not an even one.\n");
    /// assert_eq!(page.first_sentence(), "A price that is odd.");
    /// ```
    #[must_use]
    pub fn first_sentence(&self) -> String {
        let text = self.section("What it catches").unwrap_or("");
        let paragraph = text.split("\n\n").next().unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
        let end = paragraph.find(". ").map_or(paragraph.len(), |at| at + 1);
        paragraph.get(..end).unwrap_or("").to_owned()
    }

    /// Returns the YAML blocks of the section with this heading as the files of small catalogs.
    #[must_use]
    pub fn examples(&self, heading: &str) -> Vec<PageExample> {
        let text = self.section(heading).unwrap_or("");
        let mut blocks = Vec::new();
        let mut block: Option<String> = None;
        for line in text.lines() {
            match (&mut block, line.trim_end()) {
                (None, "```yaml") => block = Some(String::new()),
                (Some(_), "```") => blocks.extend(block.take()),
                (Some(block), _) => {
                    block.push_str(line);
                    block.push('\n');
                }
                (None, _) => {}
            }
        }
        blocks.iter().map(|block| PageExample::from_block(block)).collect()
    }
}

impl PageExample {
    /// Splits a block at its lines `# file: NAME`; without any it is `catalog.yaml`.
    ///
    /// Adds a small manifest in US dollars if none of the files is `ratebook.yaml`.
    ///
    /// ```
    /// use ratebook::diag::PageExample;
    /// let example = PageExample::from_block("# file: a.yaml\nplans: {}\n# file: b.yaml\ncoupons: {}\n");
    /// let names: Vec<&str> = example.files.iter().map(|(name, _)| name.as_str()).collect();
    /// assert_eq!(names, ["ratebook.yaml", "a.yaml", "b.yaml"]);
    /// ```
    #[must_use]
    pub fn from_block(block: &str) -> Self {
        let mut files = vec![("catalog.yaml".to_owned(), String::new())];
        for line in block.split_inclusive('\n') {
            if let Some(name) = line.strip_prefix("# file: ") {
                files.push((name.trim().to_owned(), String::new()));
            } else if let Some((_, text)) = files.last_mut() {
                text.push_str(line);
            }
        }
        // What stands before the first name is a file only if it says something.
        if files.len() > 1 && files.first().is_some_and(|(_, text)| text.trim().is_empty()) {
            files.remove(0);
        }
        if files.iter().all(|(name, _)| name != "ratebook.yaml") {
            files.insert(0, ("ratebook.yaml".to_owned(), MANIFEST.to_owned()));
        }
        Self { files }
    }

    /// Returns what the files announce, each with its file's name.
    pub fn announced(&self) -> impl Iterator<Item = (&str, Announced)> {
        self.files.iter().flat_map(|(name, text)| announced(text).into_iter().map(move |a| (name.as_str(), a)))
    }
}

/// Returns the findings that a text announces in comments, by line.
///
/// An announcement at the end of a line is for that line; one alone on a line is for the next line that is not itself
/// an announcement.
///
/// ```
/// use ratebook::diag::{Level, announced};
/// let found = announced("a: 1 # error: [odd]\n# warning: [even]\n# refused: [both]\nb: |\n");
/// let found: Vec<_> = found.iter().map(|a| (a.line, a.level, a.name.as_str())).collect();
/// assert_eq!(found, [(1, Level::Error, "odd"), (4, Level::Warning, "even"), (4, Level::Refused, "both")]);
/// ```
#[must_use]
pub fn announced(text: &str) -> Vec<Announced> {
    let mut found = Vec::new();
    let mut waiting: Vec<(Level, &str)> = Vec::new();
    let mut add = |line: usize, of: &mut Vec<(Level, &str)>| {
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        found.extend(of.drain(..).map(|(level, name)| Announced { line, level, name: name.to_owned() }));
    };
    let mut count = 0;
    for (line, number) in text.lines().zip(1..) {
        let (alone, mut here) = announcements(line);
        if alone {
            waiting.append(&mut here);
        } else {
            add(number, &mut waiting);
            add(number, &mut here);
        }
        count = number;
    }
    add(count + 1, &mut waiting);
    found
}

/// Returns the announcements of a line, and whether it consists of nothing else.
fn announcements(line: &str) -> (bool, Vec<(Level, &str)>) {
    let mut found = Vec::new();
    let mut alone = false;
    for (at, _) in line.match_indices("# ") {
        let Some((before, comment)) = line.split_at_checked(at) else { continue };
        let parsed = comment.strip_prefix("# ").and_then(|c| c.split_once(": [")).and_then(|(word, rest)| {
            let (name, after) = rest.split_once(']')?;
            let after = after.trim_start();
            (after.is_empty() || after.starts_with("# ")).then_some((Level::from_name(word)?, name))
        });
        if parsed.is_some() && (before.is_empty() || before.ends_with(char::is_whitespace)) {
            alone |= before.trim().is_empty();
            found.extend(parsed);
        }
    }
    (alone, found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# odd-price\n\n## What it catches\n\nA price (`T-E5`) that is\nodd. More.\n\n## Example\n\n```yaml\n## not a heading\nplans: {} # error: [odd-price]\n```\n\nAnd in two files:\n\n```yaml\n# file: ratebook.yaml\nratebook: 1\n# file: a.yaml\na: 1\n\n# info: [b]\n```\n\n## Instead\n";

    #[test]
    fn a_page_falls_into_sections() {
        let page = Page::parse(PAGE);
        assert_eq!(page.title, "odd-price");
        let headings: Vec<_> = page.sections.iter().map(|s| s.heading).collect();
        assert_eq!(headings, ["What it catches", "Example", "Instead"]);
        assert_eq!(page.first_sentence(), "A price (`T-E5`) that is odd.");
        assert_eq!(page.section("Instead"), Some(""));
    }

    #[test]
    fn blocks_become_files() {
        let examples = Page::parse(PAGE).examples("Example");
        assert_eq!(examples.len(), 2);
        assert_eq!(examples[0].files[0].0, "ratebook.yaml");
        assert_eq!(examples[0].files[1].0, "catalog.yaml");
        let found: Vec<_> = examples[0].announced().collect();
        assert_eq!(found, [("catalog.yaml", Announced { line: 2, level: Level::Error, name: "odd-price".into() })]);
        let found: Vec<_> = examples[1].announced().map(|(file, a)| (file, a.line)).collect();
        assert_eq!(found, [("a.yaml", 4)]);
    }

    #[test]
    fn what_only_looks_like_an_announcement_is_text() {
        assert_eq!(announced("a: 1 # an error: [x]\nb: 2 # error: x\nc: 3# error: [x]\n"), []);
        assert_eq!(announced("a: 1 # error: [x] # info: [y]\n").len(), 2);
    }
}
