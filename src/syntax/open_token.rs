//! Where a token opens that the parser does not place: block scalars, and brackets and quotes left open.

/// Returns where a block scalar is written, from its `|` or `>` to the end of its last line, in bytes.
///
/// The parser gives `start..end` of the content, which runs on to the next token; `from` is the end of the token before.
pub(super) fn block_scalar(text: &str, from: usize, start: usize, end: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let Some(header) = sign(bytes, from, start, |b| matches!(b, b'|' | b'>')) else {
        return (start, trimmed_end(text, start, end));
    };
    let indicator_end = find(bytes, header, |b| b.is_ascii_whitespace());
    let header_end = find(bytes, header, |b| b == b'\n');
    let content_end = trimmed_end(text, header, end);
    (header, if content_end > header_end { content_end } else { indicator_end })
}

/// Returns the first `-` between `from` and `to` that is no part of a comment, anchor or tag.
pub(super) fn dash(text: &str, from: usize, to: usize) -> Option<usize> {
    sign(text.as_bytes(), from, to, |b| b == b'-')
}

/// Returns the first sign that is wanted between `from` and `to`, past comments, anchors and tags.
fn sign(bytes: &[u8], from: usize, to: usize, wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let mut at = from;
    while at <= to {
        match *bytes.get(at)? {
            byte if wanted(byte) => return Some(at),
            b'#' => at = find(bytes, at, |b| b == b'\n'),
            b'&' | b'!' => at = find(bytes, at, |b| b.is_ascii_whitespace()),
            _ => at += 1,
        }
    }
    None
}

/// Returns the end of `start..end` without the white space at its end.
fn trimmed_end(text: &str, start: usize, end: usize) -> usize {
    start + text.get(start..end).map_or(0, |t| t.trim_end().len())
}

/// Returns the first place from `from` on whose byte is wanted, or the end.
fn find(bytes: &[u8], from: usize, wanted: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or(&[]);
    from + rest.iter().position(|b| wanted(*b)).unwrap_or(rest.len())
}

/// Returns the quote, or else the innermost bracket, that opens between `from` and `to` and does not close before `to`.
pub(super) fn unclosed(text: &str, from: usize, to: usize) -> Option<(usize, char)> {
    let bytes = text.as_bytes();
    let mut brackets = Vec::new();
    let mut at = from;
    // A token begins at the start, after white space and after what divides.
    let mut at_token = true;
    while at < to {
        let byte = *bytes.get(at)?;
        match byte {
            b'#' if at_token => at = find(bytes, at, |b| b == b'\n'),
            b'"' | b'\'' if at_token => match closing_quote(bytes, at, byte) {
                Some(end) if end < to => at = end,
                _ => return Some((at, char::from(byte))),
            },
            b'[' | b'{' if at_token => brackets.push((at, char::from(byte))),
            b']' | b'}' => drop(brackets.pop()),
            _ => {}
        }
        at_token = byte.is_ascii_whitespace() || matches!(byte, b'[' | b'{' | b',' | b':' | b'-' | b'?');
        at += 1;
    }
    brackets.pop()
}

/// Returns where the quote closes that opens at `open`.
fn closing_quote(bytes: &[u8], open: usize, quote: u8) -> Option<usize> {
    let mut at = open + 1;
    loop {
        let byte = *bytes.get(at)?;
        if byte == b'\\' && quote == b'"' {
            at += 1;
        } else if byte == quote {
            if quote == b'"' || bytes.get(at + 1) != Some(&b'\'') {
                return Some(at);
            }
            at += 1;
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_open_is_found_past_what_is_closed() {
        let cases = [
            (": \"abc\nb", Some((2, '"'))),
            (": # it's\n 'x ''y'' z\nb", Some((10, '\''))),
            (": [a, \"]\", {b: c}, don't\n", Some((2, '['))),
            (": {a: [1, 2], b: [3\n", Some((17, '['))),
            (": [a]\n", None),
        ];
        for (text, expected) in cases {
            assert_eq!(unclosed(text, 0, text.len()), expected, "{text}");
        }
    }
}
