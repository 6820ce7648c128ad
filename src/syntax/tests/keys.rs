use super::*;

#[test]
fn the_first_of_two_keys_is_kept_and_both_are_shown() {
    let set = set("a: 1\nb: 2\n\"a\": 3\na: 4\n");
    let parsed = read(&set, Documents::One);
    assert_eq!(named(&set, &parsed.findings), ["duplicate-key@\"a\"", "duplicate-key@a"]);
    let first = parsed.findings[1].related[0].span;
    assert_eq!(set.locate(first).line, 1);
    let document = &parsed.documents[0];
    assert_eq!(draw(document, document.root()), "{a:1 b:2}");
}

#[test]
fn a_large_mapping_finds_its_keys_and_its_duplicates() {
    for entries in [8, 9, 10, 1000] {
        let mut text: String = (0..entries).map(|n| format!("k{n}: {n}\n")).collect();
        text.push_str("k3: again\n? [x]\n: 1\n<<: 2\n");
        let set = set(&text);
        let parsed = read(&set, Documents::One);
        assert_eq!(named(&set, &parsed.findings), ["duplicate-key@k3", "complex-key@[x]", "merge-key@<<"]);
        let document = &parsed.documents[0];
        assert_eq!(document.entries(document.root()).len(), entries);
        for n in 0..entries {
            let (key, value) = document.get(document.root(), &format!("k{n}")).unwrap();
            assert_eq!((document.text(key), document.text(value)), (&*format!("k{n}"), &*n.to_string()));
        }
        assert_eq!(document.get(document.root(), "k"), None);
        assert_eq!(document.get(document.root(), "<<"), None);
    }
}

#[test]
fn findings_beyond_the_budget_are_counted() {
    let set = set(&"a: 1\n".repeat(1001));
    let parsed = read(&set, Documents::One);
    assert_eq!((parsed.findings.len(), parsed.more_findings), (200, 800));
}

#[test]
fn keys_that_are_no_text_are_left_out() {
    assert_eq!(findings("? [a]\n: b\n"), ["complex-key@[a]"]);
    assert_eq!(findings("{a: 1}: b\n"), ["complex-key@{a: 1}"]);
    assert_eq!(findings(": b\nc: 1\n"), ["complex-key@"]);
    assert_eq!(drawn(": b\nc: 1\n"), ["{c:1}"]);
    assert_eq!(findings("a: &x {b: 1}\nc: { <<: *x, d: 1 }\n\"<<\": 1\n"), ["merge-key@<<"]);
    assert_eq!(drawn("a: &x {b: 1}\nc: { <<: *x, d: 1 }\n\"<<\": 1\n"), ["{a:{b:1} c:{d:1} \"<<\":1}"]);
}

#[test]
fn tags_have_no_meaning() {
    let text = "a: !env PRICE\nb: !!map { c: 1 }\n!!str d: !!str\ne: !x!y 1\n";
    assert_eq!(
        findings(text),
        ["yaml-tag@!env", "yaml-tag@!!map", "yaml-tag@!!str", "yaml-tag@!!str", "yaml-tag@!x!y"]
    );
    assert_eq!(drawn("a: !env PRICE\nb: !!map { c: 1 }\n!!str d: !!str\n"), ["{a:! b:{c:1} d:!}"]);
}
