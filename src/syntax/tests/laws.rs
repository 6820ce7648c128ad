use proptest::prelude::*;

use super::super::quick;
use super::super::read::parse_slowly;
use super::*;

const GOOD: &str = "# allow: x - y\nprodücts: &p\n  tv:\n    - { price: \"9.90\", each: 'a''b' } # é\n    - *p2\n  text: |\n    two\n    lines\n\
    other: &q [1, *q, {a: b}]\n*q : >-\n  x\n---\n? k\n: \"\\u00e9\\n\"\n<<: *q\n!t tag: !!str 1\n";

/// Checks that every place lies within the file and on characters, and that the walk ends.
fn holds(text: &str) {
    for documents in [Documents::One, Documents::Many] {
        let set = set(text);
        let parsed = read(&set, documents);
        let file = set.files().last().unwrap();
        let within = |span: crate::source::Span| {
            let (start, end) =
                (span.start.wrapping_sub(file.base()) as usize, span.end.wrapping_sub(file.base()) as usize);
            assert!(start <= end && text.get(start..end).is_some(), "{span:?} of {text:?}");
        };
        for document in &parsed.documents {
            document.nodes.iter().for_each(|n| within(n.span));
            draw(document, document.root());
        }
        for finding in &parsed.findings {
            within(finding.primary.span);
            finding.related.iter().for_each(|l| within(l.span));
            finding.edit.iter().for_each(|e| within(e.span));
            assert!(!finding.message.contains('\n'), "{finding:?}");
        }
        for allow in &parsed.allows {
            [allow.span, allow.name_span].into_iter().for_each(within);
            if allow.line.is_written() {
                within(allow.line);
            }
        }
    }
}

/// Comments that are looked at must not change the tree.
fn comments_change_nothing(text: &str) {
    let looked = format!("{text}\n# allow: x - y\n");
    let skipped = looked.replace("allow:", "along:");
    let renamed = |list: Vec<String>| list.iter().map(|t| t.replace("allow", "along")).collect::<Vec<_>>();
    assert_eq!(
        (renamed(drawn(&looked)), renamed(findings(&looked))),
        (drawn(&skipped), findings(&skipped)),
        "{text:?}"
    );
}

/// The faster way must read what the parser reads, place by place.
fn both_ways_agree(text: &str) {
    for documents in [Documents::One, Documents::Many] {
        let set = set(text);
        let file = set.files().last().unwrap();
        let (quick, slow) = (parse(file, documents), parse_slowly(file, documents));
        assert_eq!(quick.findings, slow.findings, "{text:?}");
        assert_eq!(quick.allows, slow.allows, "{text:?}");
        assert_eq!(quick.documents.len(), slow.documents.len(), "{text:?}");
        for (quick, slow) in quick.documents.iter().zip(&slow.documents) {
            assert_eq!(draw(quick, quick.root()), draw(slow, slow.root()), "{text:?}");
            let nodes = |d: &Document<'_>| d.nodes.iter().map(|n| (n.kind, n.span)).collect::<Vec<_>>();
            assert_eq!(nodes(quick), nodes(slow), "{text:?}");
        }
    }
}

/// Tells whether the faster way reads a text.
fn is_plain(text: &str, documents: Documents) -> bool {
    let set = set(text);
    let file = set.files().last().unwrap();
    quick::read(file, documents).is_some()
}

const PLAIN: &str = "# head\nproducts:\n  tv: # allow: x - y\n    name: \"Téle\"\n    charges:\n      access: { type: one time, price: 12.00, of: [a, 'b c', -1, 12:30] } # é\n\
    \n    tags:\n    - a b\n    - k: 1\n      l:\n    -\n    bundles:\n      - 20%\n      # note\n      - { of: [],\n          x: {} }\nplans:\n  a: ~\n";

#[test]
fn what_people_write_is_read_the_faster_way() {
    for text in [
        PLAIN,
        "a: 1",
        "# x\n---\n# y\na: b # allow: x - y\n",
        "---\n",
        "- a\n- b: c\n  d:\n  - e\n",
        "a:\n  b:\n\n# x\nc: d # e\n",
        "\"a\": 'b'\n",
    ] {
        assert!(is_plain(text, Documents::One), "{text}");
        both_ways_agree(text);
    }
    for text in ["---\n---\na: b\n", "a: b\nc:\n---\n- d\n-\n---\n", "# x\na: [b]\n# y\n---\n---\n# z\nc: d\n"] {
        assert!(is_plain(text, Documents::Many) && !is_plain(text, Documents::One), "{text}");
        both_ways_agree(text);
    }
    for text in [
        "a: b\n  c\n",
        "a: |\n  b\n",
        "a: *b\n",
        "a:\tb\n",
        "--- a\n",
        "a: b: c\n",
        "---\n---\na: b\n",
        "a: 1\n b: 2\n",
        "{a: 1}: b\n",
    ] {
        assert!(!is_plain(text, Documents::One), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in "\\PC*") {
        holds(&text);
    }

    #[test]
    fn any_signs_of_yaml_are_read(text in "[-a:#&*!|>'\"%@`{}\\[\\], \\n\\r\\t\\\\é?<~.\u{feff}\u{0}]{0,60}") {
        holds(&text);
        comments_change_nothing(&text);
    }

    #[test]
    fn any_change_to_yaml_is_read(at in 0..GOOD.len(), length in 0..12_usize, put in "[-a:#&*!|>'\"%{}\\[\\], \\n\\t\\\\é?]{0,4}") {
        let mut text = GOOD.to_owned();
        let boundary = |mut n: usize| { while !GOOD.is_char_boundary(n) { n -= 1 } n };
        text.replace_range(boundary(at)..boundary((at + length).min(GOOD.len())), &put);
        holds(&text);
        comments_change_nothing(&text);
        both_ways_agree(&text);
    }

    #[test]
    fn any_change_to_plain_yaml_is_read_alike(at in 0..PLAIN.len(), length in 0..12_usize, put in "[-a:#&*|'\"{}\\[\\], \\né£?~\\t\\r\u{1}\u{7f}\u{85}\u{a0}，\u{feff}]{0,4}") {
        let mut text = PLAIN.to_owned();
        let boundary = |mut n: usize| { while !PLAIN.is_char_boundary(n) { n -= 1 } n };
        text.replace_range(boundary(at)..boundary((at + length).min(PLAIN.len())), &put);
        both_ways_agree(&text);
    }

    #[test]
    fn any_lines_that_look_plain_are_read_alike(lines in prop::collection::vec(
        "( {0,6})(- ){0,2}(|#|---|-|a:|b: |\"c\": |é: )(|x y|1\\.5|\"q\"|'r'|\\[a, b ?\\]|\\{ k: v(, l: \\[\\])? \\}|a:|- |~|<|=|\\+)( ?#c?)?", 0..8)
    ) {
        both_ways_agree(&lines.join("\n"));
        both_ways_agree(&format!("{}\n", lines.join("\n")));
    }

    #[test]
    fn any_documents_that_look_plain_are_read_alike(lines in prop::collection::vec(
        "---( ?#c?)?|...|( {0,4})(- )?(a: |b:|- |)(x|\"q\"|\\[a, b ?\\]|\\{ k: v \\}|a:|- |)( ?#c?)?", 0..10)
    ) {
        both_ways_agree(&lines.join("\n"));
        both_ways_agree(&format!("{}\n", lines.join("\n")));
    }
}
