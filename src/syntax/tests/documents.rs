use super::*;

#[test]
fn nothing_and_comments_are_no_document() {
    for text in ["", "\n", "# note\n", "\u{feff}", "---\n", "--- # x\n...\n---\n", "\r\n\r\n"] {
        assert_eq!((drawn(text), findings(text)), (vec![], vec![]), "{text:?}");
    }
}

#[test]
fn a_second_document_in_a_catalog_file_is_a_finding_at_its_line() {
    let set = set("a: 1\n---\nb: 2\n---\nc: 3\n");
    let parsed = read(&set, Documents::One);
    assert_eq!(named(&set, &parsed.findings), ["several-documents@---"]);
    assert_eq!(set.locate(parsed.findings[0].primary.span).line, 2);
    assert_eq!((parsed.documents.len(), parsed.whole), (1, false));
}

#[test]
fn empty_documents_do_not_count() {
    let set = set("---\n# head\n---\na: 1\n...\n---\n");
    let parsed = read(&set, Documents::One);
    assert_eq!((parsed.findings.len(), parsed.documents.len(), parsed.whole), (0, 1, true));
}

#[test]
fn a_broken_document_does_not_hide_the_next() {
    let text = "a: 1\n---\na: 1\na: 2\nb: [\n---\nc: 3\n---\nd: e: f\n---\ng: 4\n";
    assert_eq!(findings(text), ["duplicate-key@a", "yaml-syntax@[", "yaml-syntax@:"]);
    assert_eq!(drawn(text), ["{a:1}", "{c:3}", "{g:4}"]);
}

#[test]
fn depth_has_a_limit_in_every_style() {
    let flow = "[".repeat(10_000);
    assert_eq!(findings(&flow), ["too-deep@["]);
    assert_eq!(findings(&format!("{flow}{}", "]".repeat(10_000))), ["too-deep@["]);
    assert_eq!(findings(&"{a: ".repeat(10_000)), ["too-deep@{"]);
    let maps: String = (0..2_000).map(|n| format!("{}a:\n", " ".repeat(n))).collect();
    assert_eq!(findings(&maps).len(), 1);
    assert!(findings(&maps)[0].starts_with("too-deep@"));
    assert!(findings(&"- ".repeat(10_000))[0].starts_with("too-deep@"));
    assert!(findings(&"? ".repeat(10_000))[0].starts_with("too-deep@"));
    let fits = format!("{}{}", "[".repeat(64), "]".repeat(64));
    assert_eq!((findings(&fits).len(), findings(&format!("a: {fits}")).len()), (0, 1));
    assert_eq!(drawn(&format!("a: {fits}\n---\nb: 1\n")), ["{b:1}"]);
}

#[test]
fn bytes_that_are_not_text_are_a_finding() {
    let bad = FileText::from_bytes(b"a: 1\nb: \xff\n".to_vec());
    let set = SourceSet::new(vec![("b.yaml".to_owned(), bad)]);
    let parsed = read(&set, Documents::One);
    assert_eq!(named(&set, &parsed.findings), ["not-utf8@"]);
    let place = set.locate(parsed.findings[0].primary.span);
    assert_eq!((place.line, place.column, parsed.documents.len(), parsed.whole), (2, 4, 0, false));
}

#[test]
fn a_file_above_the_budget_is_a_finding() {
    let set = SourceSet::new(vec![("b.yaml".to_owned(), FileText::TooLarge(1 << 30))]);
    let parsed = read(&set, Documents::One);
    assert_eq!(named(&set, &parsed.findings), ["file-too-large@"]);
    assert_eq!(parsed.findings[0].message, "the file has 1073741824 bytes, more than 67108864");
}
