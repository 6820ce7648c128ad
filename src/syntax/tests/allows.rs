use super::*;

/// Returns name, whether there is a reason, and the line covered.
fn allows(text: &str) -> Vec<(String, bool, String)> {
    let set = set(text);
    let parsed = read(&set, Documents::Many);
    assert_eq!(parsed.findings, []);
    let allow = |a: &super::super::Allow<'_>| {
        assert_eq!(set.text(a.name_span), a.name);
        assert!(set.text(a.span).starts_with('#'));
        (a.name.to_owned(), a.has_reason, set.text(a.line).to_owned())
    };
    parsed.allows.iter().map(allow).collect()
}

fn allow(name: &str, has_reason: bool, line: &str) -> (String, bool, String) {
    (name.to_owned(), has_reason, line.to_owned())
}

#[test]
fn a_comment_after_something_covers_its_line_and_else_the_next() {
    let text = "# allow: one - é\r\n# allow: two - why\r\n\r\n# note\r\na: 1 # allow: three - x\r\nb: 2\r\n  # allow: four - y\r\n";
    let expected = [
        allow("one", true, "a: 1 # allow: three - x"),
        allow("two", true, "a: 1 # allow: three - x"),
        allow("three", true, "a: 1 # allow: three - x"),
        allow("four", true, ""),
    ];
    assert_eq!(allows(text), expected);
}

#[test]
fn only_comments_allow_something() {
    assert_eq!(allows("a: \"x # allow: one - y\"\nb: |\n  # allow: two - z\nc: x#allow:three - y\n"), []);
}

#[test]
fn what_is_malformed_is_kept_for_the_compiler() {
    let text = "a: 1 #allow: one\nb: [ # allow:\n 2 ] # allow: two -\nc: 3 # allow: three reason\n";
    let expected = [
        allow("one", false, "a: 1 #allow: one"),
        allow("", false, "b: [ # allow:"),
        allow("two", false, " 2 ] # allow: two -"),
        allow("three", false, "c: 3 # allow: three reason"),
    ];
    assert_eq!(allows(text), expected);
}

#[test]
fn hundred_thousand_of_them_take_no_time() {
    let text = format!("{}a: 1\n", "# allow: x - y\n# note\n".repeat(100_000));
    let found = allows(&text);
    assert_eq!((found.len(), &*found[0].2), (100_000, "a: 1"));
}
