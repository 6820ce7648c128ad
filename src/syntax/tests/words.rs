use super::*;

/// Returns what is said of a text: rule, place and headline of each finding, then its help.
fn said(text: &str) -> String {
    let set = set(text);
    let parsed = read(&set, Documents::Many);
    let say = |f: &Finding| {
        let place = set.locate(f.primary.span);
        format!("{}:{} {}: {} | {}", place.line, place.column, f.rule.name, f.message, f.help.as_deref().unwrap_or("-"))
    };
    parsed.findings.iter().map(say).collect::<Vec<_>>().join("\n")
}

#[test]
#[ignore]
fn show() {
    for text in ["name: a: b\n", "a: 1\n b: 2\n", "a:\n    b: 1\n  c: 2\n", "plans:\n  - id: a\n    name: A\n   price: 1\n", "plans:\n  - id: a\n  name: b\n", "a: \"abc\nb: c\n", "a: 'abc\nb: c\n", "a: [1, 2\nb: 3\n", "a: {x: 1\nb: 3\n", "a: [1}\n", "price 5\nb: 3\n", "a:\n  price 5\n  b: 3\n", "a: 1\nprice\nb: 3\n", "a:\n\tb: 1\n", "a:\n  b: 1\n\tc: 2\n", "a: @x\n", "a: %x\n", "a: `x`\n", "a: *\n", "a: *x*y &\n", "a: \"\\d\"\n", "a: \"x\" y\n", "a: {b: 1 c: 2}\n", "a: [\"x\" \"y\"]\n", "a:\n- b\nc\n", "- a\nb: 1\n", "a: 1\n- b\n", "a: |\n  x\n y\nb: 1\n", "a: - b\n", "a:\n  - b\n - c\n", "a: 1\nkey:value\n", "a: [1,, 2]\n", "a: [\n1, 2]\n", "a: \"x\n\n", "%FOO\n---\na: 1\n", "a: 1\n%YAML 1.2\n---\n", "a: !<\n", ", a\n", "a: ]\n", "a: !e!x b\n", "--- a: b\n", "a: &x *y\n", "a: |x\n", "a: |0\n y\n", "a: >\n\tx\n", "... x\n", "a: \"x\n---\nb: 1\n", "a: [-, b]\n", "a: [- b]\n", "a: b\n\tc\n", " a: 1\nb: 2\n", "a: : b\n", "a: \u{0}\n", "a: 1\n\u{feff}b: 1\n", "a: [1, 2", "a: \"x", "a: \"x\" b: 1\n", "a: b\n# c\n d\n", "a: [a]#c\n", "plans:\n  tv:\n    name: TV\n   price: 5.00\n", "name: Smith & Co: the best # note\n", "a: {b: 1\n", "a: {b: \"1}\n", "x: \"\\x4\"\n", "a: b\tc: d\n", "- \ta: 1\n", "a: \"x\\\n", "a:b\nc\n"] {
        println!("{text:?}\n    {}", said(text).replace('\n', "\n    "));
    }
}
