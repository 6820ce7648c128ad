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
    matches!(
        (about, questions(decl).as_slice()),
        ((true, false, false), [Question::Outcome] | [])
            | ((false, true, false), [Question::Line | Question::Totals])
            | ((false, false, true), [Question::Count | Question::Totals | Question::Figures])
    )
}

fn questions(decl: &ExpectationDecl) -> Vec<Question> {
    let mut totals = vec![&decl.net.span, &decl.tax.span, &decl.total.span, &decl.due.span];
    let mut figures = vec![&decl.on.span, &decl.balance.span, &decl.owed.span];
    // Credit is a figure of an account on a day, else of an invoice.
    if decl.on.is_written() { &mut figures } else { &mut totals }.push(&decl.credit.span);
    let any = |spans: Vec<&Span>| spans.into_iter().any(|span| span.is_written());
    [
        (Question::Outcome, decl.rejected.is_written() || decl.accepted.is_written()),
        (Question::Line, decl.line.is_written()),
        (Question::Totals, any(totals)),
        (Question::Count, decl.invoices.is_written()),
        (Question::Figures, any(figures)),
    ]
    .into_iter()
    .filter_map(|(question, written)| written.then_some(question))
    .collect()
}

/// Says what an unclear expectation lacks, or what it has too much of: a label and a help.
pub(super) fn advice(decl: &ExpectationDecl) -> (&'static str, &'static str) {
    use Question::{Count, Figures, Line, Outcome, Totals};
    let (event, invoice, account) = (decl.event.is_written(), decl.invoice.is_written(), decl.account.is_written());
    let questions = questions(decl);
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
