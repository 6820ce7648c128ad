//! What a shell sees: help, version, completions, the man page, closed pipes.

use std::io::Read;
use std::process::{Command, Stdio};

use crate::support::{Folder, snapshot};

#[test]
fn help_names_every_verb_and_the_exit_codes() {
    snapshot("shell", "help", &Folder::with(&[]).run(&["--help"]).transcript());
}

#[test]
fn the_version_is_the_packages() {
    let run = Folder::with(&[]).run(&["--version"]);
    assert_eq!((run.stdout.as_str(), run.code), (concat!("ratebook ", env!("CARGO_PKG_VERSION"), "\n"), Some(0)));
}

#[test]
fn completions_name_the_verbs_and_flags() {
    let folder = Folder::with(&[]);
    for (shell, begin) in
        [("bash", "_ratebook() {"), ("zsh", "#compdef ratebook"), ("fish", "function __fish_ratebook")]
    {
        let run = folder.run(&["completions", shell]);
        assert_eq!(run.code, Some(0));
        assert!(run.stdout.contains(begin), "{shell}: {}", run.stdout);
        assert!(["check", "simulate", "explain", "accept"].iter().all(|word| run.stdout.contains(word)), "{shell}");
    }
    assert_eq!(folder.run(&["completions", "sh"]).code, Some(2));
}

#[test]
fn the_man_page_is_roff() {
    let run = Folder::with(&[]).run(&["man"]);
    assert_eq!(run.code, Some(0));
    assert!(
        [".TH ratebook 1", ".SH NAME", ".SH SYNOPSIS", "ratebook\\-check(1)"]
            .iter()
            .all(|part| run.stdout.contains(part)),
        "{}",
        run.stdout
    );
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    // The index is shorter than a pipe's buffer; the schema of a catalog is not.
    let mut child = Command::new(env!("CARGO_BIN_EXE_ratebook"))
        .args(["schema", "catalog"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}
