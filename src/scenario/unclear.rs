//! What is unclear about an expectation, and how to mend it.

use crate::decl::ExpectationDecl;
use crate::source::Span;

/// What an expectation asks.
#[derive(Clone, Copy)]
enum Question {
    Outcome,
    Line,
    Totals,
    Count,
    Figures,
}

/// Tells whether exactly the fields of one kind of expectation are written, each of the kinds having its own.
pub(super) fn is_of_one_kind(decl: &ExpectationDecl) -> bool {
    let about = (decl.event.is_written(), decl.invoice.is_written(), decl.account.is_written());
    let mut questions = questions(decl);
    matches!(
        (about, questions.next(), questions.next()),
        ((true, false, false), Some(Question::Outcome) | None, None)
            | ((false, true, false), Some(Question::Line | Question::Totals), None)
            | ((false, false, true), Some(Question::Count | Question::Totals | Question::Figures), None)
    )
}

fn questions(decl: &ExpectationDecl) -> impl Iterator<Item = Question> {
    let any = |spans: &[Span]| spans.iter().any(|span| span.is_written());
    let totals = any(&[decl.net.span, decl.tax.span, decl.total.span, decl.due.span, decl.paid_out.span]);
    let figures = any(&[decl.on.span, decl.balance.span, decl.owed.span]);
    // Credit is a figure of an account on a day, else of an invoice.
    let (with_day, credit) = (decl.on.is_written(), decl.credit.is_written());
    [
        (Question::Outcome, decl.rejected.is_written() || decl.accepted.is_written()),
        (Question::Line, decl.line.is_written()),
        (Question::Totals, totals || credit && !with_day),
        (Question::Count, decl.invoices.is_written()),
        (Question::Figures, figures || credit && with_day),
    ]
    .into_iter()
    .filter_map(|(question, written)| written.then_some(question))
}

/// Says what an unclear expectation lacks, or what it has too much of: a label and a help.
pub(super) fn advice(decl: &ExpectationDecl) -> (&'static str, &'static str) {
    use Question::{Count, Figures, Line, Outcome, Totals};
    let (event, invoice, account) = (decl.event.is_written(), decl.invoice.is_written(), decl.account.is_written());
    let questions: Vec<Question> = questions(decl).collect();
    let several = ("asks several things at once", "write an expectation for each");
    let question = match questions.as_slice() {
        [] => None,
        [one] => Some(*one),
        _ => return several,
    };
    match (event, invoice, account, question) {
        (false, false, false, None) => ("says nothing", "begin with `event`, `invoice` or `account`"),
        (false, false, false, Some(Outcome)) => ("which event?", "add `event`, its number"),
        (false, false, false, Some(Count)) => ("whose invoices?", "add `account`"),
        (false, false, false | true, Some(Line)) | (false, false, false, Some(Totals)) => {
            ("on which invoice?", "write `invoice` with `account` and `on`")
        }
        (true, false, false, None) => {
            ("what must happen to the event?", "add `accepted: true`, or `rejected` with a rule's name")
        }
        (true, false, false, Some(Outcome)) => {
            ("neither or both of the two outcomes", "write either `accepted: true` or `rejected` with a rule's name")
        }
        (true, false, false, Some(Line | Totals)) => {
            ("an event has no invoice of its own", "write `invoice` with `account` and `on` instead of `event`")
        }
        (false, true, false, None) => ("what must be on the invoice?", "add `line`, or `net`, `tax` or `total`"),
        (false, false, true, Some(Figures)) => ("on which day?", "add `on`, and `balance`, `owed` or `credit`"),
        (false, false, true, None) => {
            ("what about the account?", "add `invoices`, the number of its invoices, or their `net`, `tax` or `total`")
        }
        (false, true, false, Some(Outcome)) | (false, false, true, Some(Outcome)) => {
            ("only an event is accepted or rejected", "write `event` with its number instead")
        }
        (true, false, false, Some(Count)) | (false, true, false, Some(Count)) => {
            ("only an account has a number of invoices", "write `account` instead")
        }
        (_, _, false, Some(Figures)) => {
            ("whose figures?", "write `account` and `on` with `balance`, `owed` or `credit`")
        }
        _ => several,
    }
}
