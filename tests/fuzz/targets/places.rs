//! What holds for every place that is reported.

use ratebook::diag::Finding;
use ratebook::source::{SourceFile, SourceSet, Span};

/// Fails unless a span lies in a file and on its characters.
pub fn assert_within(span: Span, file: &SourceFile) {
    let offset = |address: u32| address.checked_sub(file.base()).map(|offset| offset as usize);
    let text = offset(span.start).zip(offset(span.end)).and_then(|(start, end)| file.text().get(start..end));
    assert!(text.is_some(), "{span:?} is no place in {} of {} bytes from {}", file.name(), file.text().len(), file.base());
}

/// Fails unless everything that a finding points at is a place, and its message is one line.
pub fn assert_finding(finding: &Finding, sources: &SourceSet) {
    let related = finding.related.iter().map(|label| label.span);
    let edit = finding.edit.iter().map(|edit| edit.span);
    for span in [finding.primary.span].into_iter().chain(related).chain(edit).filter(|span| span.is_written()) {
        let file = sources.file_of(span).expect("a finding is about a file");
        assert_within(span, file);
    }
    assert!(!finding.message.contains('\n'), "{finding:?}");
}
