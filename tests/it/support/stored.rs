//! The catalogs that the project keeps.

use std::fs;
use std::path::{Path, PathBuf};

use ratebook::compile::{Compilation, Files, compile};
use ratebook::source::FileText;

use super::{files_below, project, relative};

/// Returns the manifest of every catalog that has scenarios to replay.
pub fn manifests() -> Vec<PathBuf> {
    let below = ["catalogs", "tests/conformance", "tests/scenarios"].map(|folder| files_below(&project().join(folder)));
    below.concat().into_iter().filter(|path| path.ends_with("ratebook.yaml")).collect()
}

/// Compiles the catalog whose manifest is in a folder of the project.
pub fn stored(manifest: &Path) -> Compilation {
    let files = files_below(manifest.parent().unwrap()).into_iter();
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    let files = files.map(|path| (relative(&path, &project()), FileText::from_bytes(fs::read(path).unwrap())));
    compile(Files { manifest: relative(manifest, &project()), files: files.collect() })
}
