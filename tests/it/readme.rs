//! What the READMEs show is real: their commands run, and print what stands below them.
//!
//! In a ```` ```console ```` block a line that begins with `$ ` is a command, and the lines below it are its output; `ratebook`
//! is the built program, `cat` shows a file. In a ```` ```sh ```` block each `ratebook` line must end with 0, beside a copy of
//! the catalogs. The other commands run in the project's folder. `UPDATE=1 cargo test --test it readme` writes the outputs anew.

use std::fs;
use std::path::Path;

use crate::support::{check_or_write, files_below, project, ratebook, relative};

/// Returns the READMEs that show commands.
fn readmes() -> Vec<String> {
    let catalogs = files_below(&project().join("catalogs")).into_iter().filter(|path| path.ends_with("README.md"));
    let mut names: Vec<String> = catalogs.map(|path| relative(&path, &project())).collect();
    names.extend(Some("README.md".to_owned()).filter(|name| project().join(name).exists()));
    names
}

/// Returns what a command of a block prints; nothing if it is not one that is run here.
fn output(command: &str) -> Option<String> {
    let words = words(command);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["ratebook", arguments @ ..] | ["cargo", "run", "--release", "--", arguments @ ..] => {
            let run = ratebook(&project(), arguments);
            Some(format!("{}{}", run.stdout, run.stderr))
        }
        ["cat", file] => Some(fs::read_to_string(project().join(file)).unwrap()),
        _ => None,
    }
}

/// Splits a command line at spaces outside quotes.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for letter in command.chars() {
        match (quote, letter) {
            (None, ' ') => words.push(String::new()),
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), close) if open == close => quote = None,
            (_, letter) => words.last_mut().unwrap().push(letter),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Returns the text with the real output below each command, and how many commands there are.
fn replayed(text: &str) -> (String, usize) {
    let (mut out, mut count) = (String::new(), 0);
    let mut lines = text.lines().peekable();
    let mut in_console = false;
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        in_console = if line.starts_with("```") { line == "```console" } else { in_console };
        let real = line.strip_prefix("$ ").filter(|_| in_console).and_then(output);
        let Some(real) = real else { continue };
        count += 1;
        let mut old: Vec<&str> = Vec::new();
        while let Some(next) = lines.next_if(|next| !next.starts_with("$ ") && *next != "```") {
            old.push(next);
        }
        out.push_str(real.trim_end());
        out.push('\n');
        // A blank line before the next command is the writer's.
        let last_is_blank = old.last().is_some_and(|line| line.is_empty());
        if last_is_blank && lines.peek().is_some_and(|next| next.starts_with("$ ")) {
            out.push('\n');
        }
    }
    (out, count)
}

#[test]
fn what_readmes_show_is_real_output() {
    for name in readmes() {
        let text = fs::read_to_string(project().join(&name)).unwrap().replace("\r\n", "\n");
        let (real, count) = replayed(&text);
        assert!(count > 0 || name != "README.md", "README.md shows no command: ```console, then `$ ratebook ...`");
        check_or_write(&name, &real);
    }
}

#[test]
fn commands_of_readmes_succeed() {
    // The commands may write: they run beside a copy of the catalogs.
    let folder = tempfile::tempdir().unwrap();
    for path in files_below(&project().join("catalogs")) {
        let copy = folder.path().join(relative(&path, &project()));
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(&path, copy).unwrap();
    }
    for name in readmes() {
        let text = fs::read_to_string(project().join(&name)).unwrap();
        let mut in_shell = false;
        for line in text.lines() {
            in_shell = if line.starts_with("```") { line == "```sh" } else { in_shell };
            if let Some(command) = line.strip_prefix("ratebook ").filter(|_| in_shell) {
                let words = words(command.split(" #").next().unwrap());
                let run = ratebook(folder.path(), &words.iter().map(String::as_str).collect::<Vec<_>>());
                assert_eq!(run.code, Some(0), "{name}: {line}\n{}", run.transcript());
            }
        }
    }
}

#[test]
fn files_that_readmes_link_to_exist() {
    let schema = ["schema/README.md", "tests/README.md", "src/README.md"].map(str::to_owned);
    for name in readmes().into_iter().chain(schema) {
        let text = fs::read_to_string(project().join(&name)).unwrap();
        for part in text.split("](").skip(1) {
            let link = part.split(')').next().unwrap().split('#').next().unwrap();
            if !link.is_empty() && !link.contains("://") {
                let path = project().join(&name).parent().unwrap_or(Path::new("")).join(link);
                assert!(path.exists(), "{name} links to {link}");
            }
        }
    }
}
