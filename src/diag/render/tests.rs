//! One small set of findings in every output.

use super::terminal_text::columns;
use super::*;
use crate::diag::{Finding, Level, Rule, Stage};
use crate::source::{FileText, SourceFile, SourceSet, Span};

static UNKNOWN: Rule =
    Rule { name: "unknown-bundle", level: Level::Error, stage: Stage::Graph, since: "0.1", page: "# unknown-bundle" };
static SYNTAX: Rule =
    Rule { name: "broken-yaml", level: Level::Error, stage: Stage::Syntax, since: "0.1", page: "# broken-yaml" };
static UNUSED: Rule =
    Rule { name: "unused-product", level: Level::Warning, stage: Stage::Rules, since: "0.1", page: "# unused-product" };
static INFO: Rule =
    Rule { name: "free-plan", level: Level::Info, stage: Stage::Rules, since: "0.1", page: "# free-plan" };

fn long_line() -> String {
    format!("plans: {{ {}early: {{ bundles: [tv-bas] }}, {}}}\n", "p: {}, ".repeat(9_000), "q: {}, ".repeat(9_000))
}

fn sources() -> SourceSet {
    let file = |name: &str, text: &str| (name.to_owned(), FileText::Whole(text.to_owned()));
    SourceSet::new(vec![
        file(
            "digital-tv/tv.yaml",
            "bundles:\n  tv-base: { products: { live-tv: required } }\n\nplans:\n  family:\n    bundles: [tv-bas]\n",
        ),
        file("digital-tv/coupons.yaml", "coupons:\n  spring:\n    bundle: tv-base\n    prix: 9,90\n"),
        file(
            "digital-tv/crlf.yaml",
            "products:\r\n  caf\u{e9}-\u{20ac}: { name: \"\u{4fa1}\u{683c}\", taxe: vat }\r\n",
        ),
        file("digital-tv/ends.yaml", "plans:\n  family: {\n"),
        file("digital-tv/long.yaml", &long_line()),
        file("empty.yaml", ""),
    ])
}

fn file<'a>(sources: &'a SourceSet, name: &str) -> &'a SourceFile {
    sources.files().find(|f| f.name().ends_with(name)).unwrap()
}

fn span(sources: &SourceSet, name: &str, text: &str) -> Span {
    let file = file(sources, name);
    let at = file.text().find(text).unwrap();
    file.span(at, at + text.len())
}

fn findings(sources: &SourceSet) -> Vec<Finding> {
    let of = |name: &str, text: &str| span(sources, name, text);
    let missing = "plan `family` names bundle `tv-bas`, which does not exist";
    let end = file(sources, "ends.yaml");
    vec![
        // Two places in one file, with a patch.
        Finding::new(&UNKNOWN, of("/tv.yaml", "tv-bas]").to_word(6), missing)
            .label("no bundle has this code")
            .also(of("/tv.yaml", "tv-base"), "`tv-base` is here")
            .suggest("tv-bas", ["tv-base", "extra"]),
        // Two files, note and help.
        Finding::new(&UNUSED, of("/tv.yaml", "live-tv"), "product `live-tv` is sold by no plan")
            .label("only this bundle contains it")
            .also(of("coupons.yaml", "tv-base"), "and only a coupon grants the bundle")
            .note("a coupon adds to a subscription and cannot start one")
            .help("add the bundle to a plan, or remove the product"),
        // A patch in another file than the finding; bytes, characters and columns differ.
        Finding::new(&INFO, of("crlf.yaml", "taxe"), "`taxe` is written where others write `tax`")
            .label("here")
            .replace(of("coupons.yaml", "9,90"), "9.90"),
        Finding::new(&UNKNOWN, of("crlf.yaml", "taxe"), "unknown field `taxe` in product `caf\u{e9}-\u{20ac}`")
            .suggest("taxe", ["tax"]),
        // End of file, after the last line break.
        Finding::new(&SYNTAX, end.span(end.text().len(), end.text().len()), "a mapping in braces is not closed")
            .label("the file ends here")
            .also(of("ends.yaml", "{"), "opened here")
            .help("add `}`"),
        Finding::new(&SYNTAX, end.span(end.text().len(), end.text().len()), "the file ends too early"),
        // A line of more than 100,000 characters.
        Finding::new(&UNKNOWN, of("long.yaml", "tv-bas"), "plan `early` names bundle `tv-bas`, which does not exist")
            .label("no bundle has this code")
            .also(of("long.yaml", "p: {}"), "the first plan of this file, which has nothing to do with it")
            .suggest("tv-bas", ["tv-base"]),
        // Long headline, long label, long help, far to the right.
        Finding::new(
            &UNUSED,
            of("/tv.yaml", "required"),
            "product `live-tv` is `required` in bundle `tv-base`, but every plan that sells the bundle makes it optional",
        )
        .label("this word has no effect as long as no plan sells the bundle on its own, which none of them does")
        .also(of("/tv.yaml", "tv-base"), "the bundle, which is sold by the plans `family`, `student` and `senior`")
        .help("write `optional` here, so that the bundle says what its plans do, or sell the bundle on its own")
        .note("loop:\n  family -> student\n  student -> family"),
        // No text, no place, no label; words that would act on the terminal.
        Finding::new(&SYNTAX, file(sources, "empty.yaml").span(0, 0), "the file is empty").help("remove it"),
        Finding::new(&INFO, Span::NONE, "no plan has a price, code `\u{1b}[2J`"),
    ]
}

trait ToWord {
    fn to_word(self, bytes: u32) -> Span;
}

impl ToWord for Span {
    fn to_word(self, bytes: u32) -> Span {
        Span::new(self.start, self.start + bytes)
    }
}

fn snapshot(name: &str, text: &str) {
    insta::with_settings!({snapshot_path => ".", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(name, format!("{text}[end]"));
    });
}

#[test]
fn a_pipe_gets_plain_text() {
    let sources = sources();
    snapshot("pipe", &full(&findings(&sources), &sources, Style::PLAIN));
}

#[test]
fn a_terminal_of_80_columns_gets_colours() {
    let sources = sources();
    let drawn = full(&findings(&sources), &sources, Style { width: 80, color: true });
    snapshot("terminal", &drawn.replace('\u{1b}', "\u{241b}"));
}

#[test]
fn concise_is_one_line_each() {
    let sources = sources();
    snapshot("concise", &concise(&findings(&sources), &sources));
}

#[test]
fn json_has_every_part_of_a_finding() {
    let sources = sources();
    let findings = findings(&sources);
    let mut summary = Summary::default();
    summary.add(sources.files().len(), &findings);
    let json = json([(findings.as_slice(), &sources)], summary);
    let schema = json_schema();
    assert!(jsonschema::meta::is_valid(&schema));
    assert!(jsonschema::is_valid(&schema, &json));
    snapshot("json", &serde_json::to_string_pretty(&json).unwrap());
    snapshot("json_schema", &serde_json::to_string_pretty(&schema).unwrap());
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let sources = sources();
    for width in [40, 60, 80, 120] {
        let drawn = full(&findings(&sources), &sources, Style { width, color: false });
        let wide: Vec<&str> = drawn.lines().filter(|l| columns(l) > width).collect();
        assert!(wide.is_empty(), "{width}: {wide:#?}");
        assert!(drawn.len() < 12_000);
    }
}

#[test]
fn any_span_of_any_file_can_be_drawn() {
    let sources = sources();
    for file in sources.files() {
        let mut at: Vec<usize> = (0..=file.text().len().min(140)).collect();
        at.extend([file.text().len() / 2, file.text().len()]);
        for start in &at {
            for end in at.iter().filter(|end| *end >= start) {
                let finding = Finding::new(&SYNTAX, file.span(*start, *end), "x")
                    .label("label")
                    .also(file.span(*end, *end), "end")
                    .replace(file.span(*start, *end), "new");
                assert!(full(&[finding], &sources, Style::PLAIN).len() < 2_000);
            }
        }
    }
}
