use proptest::prelude::*;

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
            let (start, end) = (span.start.wrapping_sub(file.base()) as usize, span.end.wrapping_sub(file.base()) as usize);
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
    let renamed = |list: Vec<String>| list.iter().map(|t| t.replace("allow:", "along:")).collect::<Vec<_>>();
    assert_eq!((renamed(drawn(&looked)), renamed(findings(&looked))), (drawn(&skipped), findings(&skipped)), "{text:?}");
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
    }
}
