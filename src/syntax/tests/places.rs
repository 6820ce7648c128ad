use super::*;

/// Returns the text at the span of every node, in the order in which nodes begin.
fn places(text: &str) -> Vec<String> {
    let set = set(text);
    let parsed = read(&set, Documents::One);
    assert_eq!(parsed.findings, [], "{text}");
    let document = &parsed.documents[0];
    document.nodes.iter().map(|n| set.text(n.span).to_owned()).collect()
}

#[test]
fn quotes_belong_to_a_scalar_and_multi_byte_text_does_not_shift_it() {
    assert_eq!(places("né: \"ü €\" # ß\nb: 'x''y'\nc: 9.90\n")[1..], ["né", "\"ü €\"", "b", "'x''y'", "c", "9.90"]);
    assert_eq!(drawn("né: \"ü €\" # ß\nb: 'x''y'\nc: 9.90\n"), ["{né:\"ü €\" b:\"x'y\" c:9.90}"]);
}

#[test]
fn carriage_returns_and_a_byte_order_mark_belong_to_nothing() {
    assert_eq!(
        places("\u{feff}a: x\r\nb:\r\n  - y\r\n  - z\r\n\r\n"),
        ["a: x\r\nb:\r\n  - y\r\n  - z", "a", "x", "b", "- y\r\n  - z", "y", "z"]
    );
}

#[test]
fn a_block_ends_with_its_last_child() {
    let text = "a:\n  b: 1\n  c:\n\n# note\nd:\n- x: [1, 2 ]\n  y:\n-\n\n";
    let expected = [
        "a:\n  b: 1\n  c:\n\n# note\nd:\n- x: [1, 2 ]\n  y:\n-",
        "a",
        "b: 1\n  c:",
        "b",
        "1",
        "c",
        "",
        "d",
        "- x: [1, 2 ]\n  y:\n-",
        "x: [1, 2 ]\n  y:",
        "x",
        "[1, 2 ]",
        "1",
        "2",
        "y",
        "",
        "",
    ];
    assert_eq!(places(text), expected);
}

#[test]
fn flow_collections_keep_their_brackets() {
    let text = "a: { b: [c, {}, \"d\": e ], f }\n";
    assert_eq!(
        places(text)[2..],
        ["{ b: [c, {}, \"d\": e ], f }", "b", "[c, {}, \"d\": e ]", "c", "{}", "\"d\": e", "\"d\"", "e", "f", ""]
    );
    assert_eq!(drawn(text), ["{a:{b:[c {} {\"d\":e}] f:~}}"]);
}

#[test]
fn a_block_scalar_begins_at_its_sign_and_ends_with_its_last_line() {
    let text = "a: |\n  é\n  x\n\nb: >-\n  y\nc: |+ # keep\n\n  z\n\nd: &n |\ne: 1\nf: | # none\n";
    let expected = ["a", "|\n  é\n  x", "b", ">-\n  y", "c", "|+ # keep\n\n  z", "d", "|", "e", "1", "f", "|"];
    assert_eq!(places(text)[1..], expected);
    assert_eq!(drawn(text), ["{a:\"é\\nx\\n\" b:\"y\" c:\"\\nz\\n\\n\" d:\"\" e:1 f:\"\"}"]);
}

#[test]
fn an_empty_value_stands_behind_its_colon() {
    let set = set("a:\nb: 1\nc: &x\n");
    let parsed = read(&set, Documents::One);
    let document = &parsed.documents[0];
    let (_, value) = document.get(document.root(), "a").unwrap();
    let place = set.locate(document.span(value));
    assert_eq!((document.kind(value), place.line, place.column, place.end_column), (Kind::Empty, 1, 3, 3));
}

#[test]
fn only_texts_that_are_not_a_piece_of_the_file_are_copied() {
    let set = set("plain: 'quoted'\ntwo: a\n  b\nesc: \"\\u00e9\"\nit: 'x''y'\nnone: ''\n");
    let parsed = read(&set, Documents::One);
    let owned: Vec<_> = parsed.documents[0].owned.iter().map(|t| &**t).collect();
    assert_eq!(owned, ["a b", "é", "x'y"]);
}
