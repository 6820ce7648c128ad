//! `# allow: name - reason`: a warning that is meant to stay is taken out of the findings, and a useless comment is put in.

pub mod codes;

use crate::diag::{Finding, Level, Rule};
use crate::source::Span;
use codes::{ALLOW_WITHOUT_REASON, ALLOWED_ERROR, UNKNOWN_RULE, UNUSED_ALLOW};

/// An allow comment, apart from its document.
#[derive(Debug, Clone)]
pub struct Comment {
    /// The whole comment.
    pub span: Span,
    /// The rule's name.
    pub name: String,
    /// Where the name is written.
    pub name_span: Span,
    /// Whether a reason follows.
    pub has_reason: bool,
    /// The line it covers.
    pub line: Span,
}

/// Takes out what is allowed, and reports every comment that is wrong or allows nothing.
///
/// A comment without a reason takes its finding out too: the complaint about the comment stands for both.
///
/// `clean` says whether there was no error: with one, some rules did not run, and a comment may only seem unused.
pub fn apply(findings: &mut Vec<Finding>, comments: &[Comment], rules: &[&'static Rule], clean: bool) {
    if comments.is_empty() {
        return;
    }
    let mut used = vec![false; comments.len()];
    findings.retain(|finding| {
        let covers = |comment: &Comment| {
            comment.name == finding.rule.name
                && comment.line.start <= finding.primary.span.start
                && finding.primary.span.start <= comment.line.end
        };
        let mut allowed = false;
        for (comment, used) in comments.iter().zip(&mut used) {
            if finding.level() < Level::Error && covers(comment) {
                (*used, allowed) = (true, true);
            }
        }
        !allowed
    });
    for (comment, used) in comments.iter().zip(used) {
        findings.extend(complaint(comment, used, rules, clean));
    }
}

fn complaint(comment: &Comment, used: bool, rules: &[&'static Rule], clean: bool) -> Option<Finding> {
    let name = comment.name.as_str();
    let Some(rule) = rules.iter().find(|rule| rule.name == name) else {
        let finding = Finding::new(&UNKNOWN_RULE, comment.name_span, format!("no finding is called `{name}`"))
            .label("unknown name");
        let finding = finding.help("`ratebook explain` lists the names of all findings");
        return Some(finding.suggest(name, rules.iter().map(|rule| rule.name)));
    };
    if rule.level >= Level::Error {
        let what = if rule.level == Level::Error { "an error" } else { "a refusal in a scenario" };
        let message = format!("`{name}` is {what} and cannot be allowed");
        let finding = Finding::new(&ALLOWED_ERROR, comment.name_span, message).label("cannot be switched off");
        return Some(finding.help("mend what it finds, and remove the comment"));
    }
    if !comment.has_reason {
        let finding =
            Finding::new(&ALLOW_WITHOUT_REASON, comment.span, format!("`{name}` is allowed without a reason"))
                .label("says no reason");
        return Some(finding.help(format!("write `# allow: {name} - why it is right here`")));
    }
    (clean && !used).then(|| {
        Finding::new(&UNUSED_ALLOW, comment.span, format!("there is no `{name}` to allow here"))
            .label("allows nothing")
            .help("remove the comment")
    })
}
