//! Terms that renew into each other in a loop.

use super::context::Context;
use crate::diag::{Finding, LISTED, listed};
use crate::graph::codes::RENEWAL_LOOP;
use crate::graph::{Id, Table, Term};

/// Reports each loop once, with every term on it. A term that renews into itself is ordinary and is not reported.
pub(super) fn report_loops(cx: &mut Context, terms: &Table<Term>) {
    let mut seen = vec![0_usize; terms.len()];
    for (walk, (start, _)) in terms.iter().enumerate() {
        let mut path: Vec<Id<Term>> = Vec::new();
        let mut at = Some(start);
        while let Some(id) = at {
            match seen.get_mut(id.index()) {
                Some(mark) if *mark == 0 => *mark = walk + 1,
                // Met on this walk: the loop begins where the path was here before.
                Some(mark) if *mark == walk + 1 => {
                    let on_loop = path.iter().skip_while(|other| **other != id).copied().collect::<Vec<_>>();
                    report(cx, terms, &on_loop);
                    break;
                }
                Some(_) | None => break,
            }
            path.push(id);
            at = terms.get(id).renews_to.and_then(|link| link.target);
        }
    }
}

fn report(cx: &mut Context, terms: &Table<Term>, on_loop: &[Id<Term>]) {
    let [first, _, ..] = on_loop else { return };
    let link = |id: &Id<Term>| terms.get(*id).renews_to.map(|link| link.span);
    let Some(span) = link(first) else { return };
    let code = |id: &Id<Term>| terms.get(*id).code.text.to_string();
    let codes = listed(on_loop.iter().map(code), " -> ");
    let message = format!("terms renew into each other in a loop: {codes} -> {}", code(first));
    let mut finding =
        Finding::new(&RENEWAL_LOOP, span, message).label(format!("`{}` renews here", terms.get(*first).code.text));
    for id in on_loop.iter().take(LISTED).skip(1) {
        if let Some(span) = link(id) {
            finding = finding.also(span, format!("`{}` renews here", terms.get(*id).code.text));
        }
    }
    cx.report(finding);
}
