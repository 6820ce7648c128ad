//! The project's own files.

use std::fs;
use std::path::{Path, PathBuf};

/// Returns the project's own folder.
pub fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Returns every file below a folder, sorted.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    let below = |entry: PathBuf| if entry.is_dir() { files_below(&entry) } else { vec![entry] };
    entries.into_iter().flat_map(below).collect()
}

/// Returns a path relative to a folder, with forward slashes.
pub fn relative(path: &Path, folder: &Path) -> String {
    path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace('\\', "/")
}
