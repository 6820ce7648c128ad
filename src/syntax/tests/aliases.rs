use std::fmt::Write;

use super::*;

#[test]
fn an_alias_is_the_node_of_its_anchor() {
    let set = set("a: &x { p: 1 }\nb: *x\nc: &x 2\nd: *x\n*x : key\n");
    let parsed = read(&set, Documents::One);
    assert_eq!(parsed.findings, []);
    let document = &parsed.documents[0];
    let value = |key| document.get(document.root(), key).unwrap().1;
    assert_eq!(value("a"), value("b"));
    assert_eq!(value("c"), value("d"));
    let (key, _) = document.get(document.root(), "2").unwrap();
    assert_eq!(set.text(document.span(key)), "*x");
}

#[test]
fn an_alias_without_an_anchor_is_broken() {
    assert_eq!(findings("a: *x\nb: 1\n"), ["unknown-anchor@*x"]);
    assert_eq!(drawn("a: *x\nb: 1\n"), ["{a:! b:1}"]);
    assert_eq!(findings("a: &x 1\n---\nb: *x\n"), ["unknown-anchor@*x"]);
    let set = set("a: &price 1\nb: *prices\n");
    assert_eq!(read(&set, Documents::One).findings[0].edit.as_ref().unwrap().text, "*price");
}

#[test]
fn an_alias_inside_its_own_anchor_is_broken() {
    assert_eq!(findings("a: &x [1, *x]\n"), ["unknown-anchor@*x"]);
    assert_eq!(drawn("a: &x [1, *x]\n"), ["{a:[1 !]}"]);
    assert_eq!(findings("&x a: &y\n  b: *y\n"), ["unknown-anchor@*y"]);
}

/// Nine levels of nine aliases, each level of the one before.
fn bomb() -> String {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..9 {
        let inner = vec![format!("*a{}", level - 1); 9].join(", ");
        writeln!(text, "a{level}: &a{level} [{inner}]").unwrap();
    }
    text
}

#[test]
fn nine_levels_of_nine_aliases_are_one_finding() {
    let bomb = bomb();
    assert_eq!(findings(&bomb), ["too-many-aliases@*a4"]);
    let set = set(&bomb);
    let parsed = read(&set, Documents::One);
    let walked = draw(&parsed.documents[0], parsed.documents[0].root());
    assert!(walked.len() < 1_000_000, "{}", walked.len());
}

#[test]
fn the_budget_is_of_the_file_and_not_of_each_document() {
    let list = vec!["x"; 40_000].join("\n- ");
    let text = format!("a: &a\n- {list}\nb: *a\nc: *a\n---\na: &a\n- {list}\nb: *a\n");
    assert_eq!(findings(&text), ["too-many-aliases@*a"]);
}

#[test]
fn aliases_do_not_nest_deeper_than_brackets_may() {
    let mut text = "a0: &a0 [x]\n".to_owned();
    for level in 1..100 {
        writeln!(text, "a{level}: &a{level} [*a{}]", level - 1).unwrap();
    }
    // The mapping is one level, each list another.
    assert_eq!(findings(&text)[0], "too-deep@*a62");
}
