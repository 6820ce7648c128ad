use super::*;

#[test]
fn every_mistake_is_told_in_the_words_of_its_author() {
    let cases = [
        ("name: a: b\n", "1:8 a second `: ` stands on the line of `name`"),
        ("a: 1\n b: 2\n", "2:2 this line is indented deeper than `a`, which has its value"),
        ("a:\n    b: 1\n  c: 2\n", "3:3 `c` is indented by 2 spaces, which fits no list or mapping above"),
        (
            "p:\n  - id: a\n    name: A\n   price: 1\n",
            "4:4 `price` is indented by 3 spaces, which fits no list or mapping above",
        ),
        ("p:\n  - id: a\n  name: b\n", "3:3 `name` stands among the items of a list without its `- `"),
        ("a: 1\n- b\n", "2:1 `- b` stands among the keys of a mapping and is none"),
        ("a: \"abc\nb: c\n", "1:4 `\"` does not close before its indentation ends"),
        ("a: 'abc", "1:4 `'` opens and does not close"),
        ("a: [1, 2\nb: 3\n", "1:4 `[` does not close before its indentation ends"),
        ("a: {b: [1, 2}\n", "1:8 `[` is closed by `}`"),
        ("a: [1, {b: 2", "1:8 `{` opens and does not close"),
        ("a: ]\n", "1:4 `]` closes nothing"),
        ("price 5\nb: 3\n", "1:1 `price 5` is not followed by `: `"),
        ("a: 1\nprice 5 # x: y\nb: 3\n", "2:1 `price 5` is not followed by `: `"),
        ("a: 1\nkey:value\n", "2:1 `key:value` has no space after its `:`"),
        ("a: b\tc: d\n", "1:7 a second `: ` stands on the line of `a`"),
        ("a: @x\n", "1:4 a text begins with `@`"),
        ("a: %20\n", "1:4 a text begins with `%`"),
        ("a: *\n", "1:4 `*` is not followed by the name of an anchor"),
        ("a: \"\\n\\d\"\n", "1:7 `\\d` is not an escape of double quotes"),
        ("a: \"x\" y\n", "1:8 `y` follows a closing quote"),
        ("a: {b: 1 c: 2}\n", "1:11 a second `: ` stands before the next `,`"),
        ("a: [1,, 2]\n", "1:7 `,` stands where a value is expected"),
        ("a: [- b]\n", "1:5 an item begins with `-` inside brackets"),
        ("a: - b\n", "1:4 a list begins on the line of its key"),
        ("a: [b]#c\n", "1:7 `#` follows a text without a space between"),
        ("a: |x\n", "1:4 a text block does not begin on the next line"),
        ("%YAML 1.1\n---\na: 1\n", "1:1 a line begins with `%`"),
        ("--- a: b\n", "1:6 a mapping begins on the line of `---`"),
        ("... x\n", "1:5 text follows `...` on its line"),
        ("a: \u{0}\n", "1:4 the character U+0000 stands in the text"),
        ("a: 1\n\u{feff}b: 1\n", "2:1 a byte order mark stands in the middle of the file"),
    ];
    for (text, expected) in cases {
        let set = set(text);
        let parsed = read(&set, Documents::Many);
        let [finding] = &parsed.findings[..] else { panic!("{text:?}: {:?}", parsed.findings) };
        let place = set.locate(finding.primary.span);
        assert_eq!(format!("{}:{} {}", place.line, place.column, finding.message), expected, "{text:?}");
        assert_eq!(finding.rule.name, "yaml-syntax", "{text:?}");
        assert!(finding.help.is_some(), "{text:?}");
    }
}

#[test]
fn a_tab_among_the_indentation_is_found_wherever_the_parser_stops() {
    let cases = ["a:\n\tb: 1\n", "a:\n  b: 1\n\tc: 2\n", "a: >\n\tx\n", "a: b\n\tc\n", "a: [\n\t1]\n"];
    for text in cases {
        assert_eq!(findings(text), ["tab-indentation@\t"], "{text:?}");
    }
}

/// Applies the first edit that is offered.
fn mended(text: &str) -> String {
    let set = set(text);
    let parsed = read(&set, Documents::Many);
    let file = set.files().last().unwrap();
    let edit = parsed.findings[0].edit.as_ref().unwrap();
    let mut text = text.to_owned();
    text.replace_range(file.range(edit.span), &edit.text);
    text
}

#[test]
fn what_is_offered_mends_the_file() {
    let cases = [
        ("name: Smith: Sons # note\n", "name: \"Smith: Sons\" # note\n"),
        ("a: 1\nkey:value # x\n", "a: 1\nkey: value # x\n"),
        ("price 5\nb: 3\n", "price: 5\nb: 3\n"),
        ("a: @home\n", "a: \"@home\"\n"),
    ];
    for (text, expected) in cases {
        assert_eq!(mended(text), expected);
        assert_eq!(findings(expected).len(), 0);
    }
}

#[test]
fn a_hash_in_quotes_earlier_on_the_line_begins_no_comment() {
    for text in ["\"a #b\": |x\n", "a: 1\n\"b #c\": |x # note\n", "- #\r|x\n"] {
        let set = set(text);
        let parsed = read(&set, Documents::One);
        assert_eq!(named(&set, &parsed.findings), ["yaml-syntax@|x"], "{text:?}");
    }
}
