//! Checked-in files that are generated: checked by default, written with `UPDATE=1`.

use std::fs;

use super::project;

/// Fails unless the file of this name in the project is this text; with `UPDATE=1` writes it instead.
pub fn check_or_write(name: &str, text: &str) {
    let path = project().join(name);
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        return;
    }
    // A checkout may have changed the line ends.
    let there = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    if there == text {
        return;
    }
    let diff = similar::TextDiff::from_lines(there.as_str(), text);
    let diff = diff.unified_diff().header("checked in", "generated").to_string();
    let diff: Vec<&str> = diff.lines().take(60).collect();
    panic!("to regenerate {name}: UPDATE=1 cargo test --test it\n{}", diff.join("\n"));
}
