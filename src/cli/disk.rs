//! Catalogs on disk: finding their roots, reading their files.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::{fs, io};

use ignore::WalkBuilder;
use rayon::prelude::*;

use crate::compile::{Compilation, Files, compile};
use crate::diag::ToolError;
use crate::source::{FileText, budget};

/// The name of a manifest.
pub const MANIFEST: &str = "ratebook.yaml";

/// A catalog on disk.
#[derive(Debug)]
pub struct OnDisk {
    /// The folder of the manifest.
    pub root: PathBuf,
    /// Every YAML file of the catalog, the manifest too.
    pub paths: Vec<PathBuf>,
}

impl OnDisk {
    /// Reads and compiles the catalog.
    ///
    /// # Errors
    /// If a file cannot be read, or all of them together are too large.
    pub fn compile(&self) -> Result<Compilation, ToolError> {
        let files: Result<Vec<(String, FileText)>, ToolError> =
            self.paths.par_iter().map(|path| Ok((shown(path), read(path)?))).collect();
        let files = files?;
        let length = |text: &FileText| match text {
            FileText::Whole(text) | FileText::NotUtf8(text) => text.len() as u64,
            FileText::TooLarge(_) => 0,
        };
        let total: u64 = files.iter().map(|(_, text)| length(text)).sum();
        if total > budget::CATALOG_BYTES {
            let message = format!("the catalog {} has {total} bytes of YAML", shown(&self.root));
            return Err(ToolError::new(message).hint(format!("at most {} are read", budget::CATALOG_BYTES)));
        }
        Ok(compile(Files { manifest: shown(&self.root.join(MANIFEST)), files }))
    }
}

/// Finds the catalogs that the paths are in or that lie below them, sorted by folder.
///
/// # Errors
/// If a path does not exist, cannot be read, leads in a circle, or belongs to no catalog.
pub fn find(paths: &[PathBuf]) -> Result<Vec<OnDisk>, ToolError> {
    let mut catalogs: BTreeMap<String, OnDisk> = BTreeMap::new();
    for path in paths {
        if let Err(error) = fs::metadata(path) {
            return Err(ToolError::new(format!("`{}` cannot be read", path.display())).cause(error));
        }
        let path = &straight(path);
        let start = match root_above(path) {
            Some(root) => root,
            None if path.is_dir() => path.clone(),
            None => return Err(no_catalog(path)),
        };
        let found = walk(&start)?;
        if found.is_empty() {
            return Err(no_catalog(path));
        }
        catalogs.extend(found.into_iter().map(|catalog| (shown(&catalog.root), catalog)));
    }
    Ok(catalogs.into_values().collect())
}

/// Returns a path without steps up behind steps down, so that one file has one name: `shop/plans/..` is `shop`.
fn straight(path: &Path) -> PathBuf {
    let mut steps = path.components().skip_while(|step| !matches!(step, Component::Normal(_)));
    if !steps.any(|step| step == Component::ParentDir) {
        return path.to_path_buf();
    }
    // Only the disk knows where a link leads up from.
    match (fs::canonicalize(path), std::env::current_dir().and_then(fs::canonicalize)) {
        (Ok(whole), Ok(current)) => whole.strip_prefix(&current).map_or(whole.clone(), Path::to_path_buf),
        _ => path.to_path_buf(),
    }
}

fn no_catalog(path: &Path) -> ToolError {
    ToolError::new(format!("there is no {MANIFEST} in, above or below `{}`", path.display()))
        .hint("a catalog is a folder with a ratebook.yaml; `ratebook new DIR` makes one")
}

/// Returns the nearest folder at or above a path that holds a manifest.
fn root_above(path: &Path) -> Option<PathBuf> {
    // Without a canonical path `..` and the folders above the current one would not be seen.
    let mut above = path;
    loop {
        if above.join(MANIFEST).is_file() {
            return Some(above.to_path_buf());
        }
        above = match above.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => break,
        };
    }
    if path.join(MANIFEST).is_file() || path.is_absolute() {
        return None;
    }
    let current = std::env::current_dir().ok()?;
    let first = if Path::new(MANIFEST).is_file() { Some(PathBuf::from(".")) } else { None };
    first.or_else(|| {
        let above = current.ancestors().skip(1).find(|folder| folder.join(MANIFEST).is_file())?;
        let steps = current.strip_prefix(above).ok()?.components().count();
        Some(std::iter::repeat_n("..", steps).collect())
    })
}

/// Finds every catalog below a folder; a catalog inside another is one of its own.
fn walk(start: &Path) -> Result<Vec<OnDisk>, ToolError> {
    let mut files: Vec<PathBuf> = Vec::new();
    let mut builder = WalkBuilder::new(start);
    // The same folder must give the same findings on every machine: what this machine ignores everywhere is not asked.
    builder.follow_links(true).git_global(false).git_exclude(false).require_git(false);
    for entry in builder.build() {
        let entry = entry.map_err(|error| unreadable(&error))?;
        let is_yaml = entry.path().extension().is_some_and(|e| e == "yaml" || e == "yml");
        if is_yaml && entry.file_type().is_some_and(|kind| !kind.is_dir()) {
            files.push(entry.into_path());
        }
    }
    files.sort();
    let manifests = files.iter().filter(|path| path.file_name().is_some_and(|name| name == MANIFEST));
    let mut catalogs: BTreeMap<PathBuf, OnDisk> = manifests
        .filter_map(|path| path.parent())
        .map(|root| (root.to_path_buf(), OnDisk { root: root.to_path_buf(), paths: Vec::new() }))
        .collect();
    for path in files {
        let root = path.ancestors().skip(1).find(|folder| catalogs.contains_key(*folder)).map(Path::to_path_buf);
        if let Some(catalog) = root.and_then(|root| catalogs.get_mut(&root)) {
            catalog.paths.push(path);
        }
    }
    Ok(catalogs.into_values().collect())
}

fn unreadable(error: &ignore::Error) -> ToolError {
    if let ignore::Error::WithDepth { err, .. } = error {
        return unreadable(err);
    }
    if let ignore::Error::Loop { ancestor, child } = error {
        return ToolError::new(format!("the link `{}` leads back to `{}`", shown(child), shown(ancestor)));
    }
    if let ignore::Error::WithPath { path, err } = error {
        return match err.io_error() {
            Some(io) => ToolError::new(format!("`{}` cannot be read", shown(path))).cause(system_cause(io)),
            None => unreadable(err),
        };
    }
    ToolError::new(error.to_string())
}

/// Returns what the system says, without the path that is wrapped around it.
fn system_cause(error: &io::Error) -> String {
    let system = error.get_ref().and_then(|inner| inner.source());
    system.map_or_else(|| error.to_string(), ToString::to_string)
}

fn read(path: &Path) -> Result<FileText, ToolError> {
    let fail = |error| ToolError::new(format!("`{}` cannot be read", shown(path))).cause(error);
    let metadata = fs::metadata(path).map_err(fail)?;
    if !metadata.is_file() {
        return Err(ToolError::new(format!("`{}` is not a file", shown(path))));
    }
    if metadata.len() > budget::FILE_BYTES {
        return Ok(FileText::TooLarge(metadata.len()));
    }
    fs::read(path).map(FileText::from_bytes).map_err(fail)
}

/// Returns a path as it is printed: relative, with forward slashes, without `./`.
#[must_use]
pub fn shown(path: &Path) -> String {
    let relative = match std::env::current_dir() {
        Ok(current) if path.is_absolute() => path.strip_prefix(&current).unwrap_or(path).to_path_buf(),
        Ok(current) => from_here(path, &current),
        Err(_) => path.to_path_buf(),
    };
    let text = relative.to_string_lossy().replace('\\', "/");
    if text.is_empty() { ".".to_owned() } else { text }
}

/// Leaves out steps to where we are, and steps up that come down again the same way: `../here/a.yaml` is `a.yaml`.
fn from_here(path: &Path, current: &Path) -> PathBuf {
    let steps = path.components().filter(|step| *step != Component::CurDir);
    let steps: Vec<Component<'_>> = steps.collect();
    let up = steps.iter().take_while(|step| **step == Component::ParentDir).count();
    let (above, below) = steps.split_at(up);
    let here: Vec<Component<'_>> = current.components().collect();
    let last = here.len().checked_sub(up).and_then(|at| here.get(at..)).unwrap_or(&[]);
    let same = last.iter().zip(below).take_while(|(a, b)| a == b).count();
    above.iter().skip(same).chain(below.iter().skip(same)).collect()
}
