//! A temporary folder with files, gone at the end of the test.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{Run, files_below, ratebook, relative};

/// A temporary folder.
pub struct Folder(TempDir);

impl Folder {
    /// Makes a folder with these files.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    /// Writes a file, and the folders above it.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.at(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Returns the text of a file.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.at(name)).unwrap()
    }

    /// Returns the path of a file.
    pub fn at(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// Returns the folder's own path.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Returns the names of all files, sorted.
    pub fn names(&self) -> Vec<String> {
        files_below(self.path()).iter().map(|path| relative(path, self.path())).collect()
    }

    /// Runs the program in this folder.
    pub fn run(&self, arguments: &[&str]) -> Run {
        ratebook(self.path(), arguments)
    }
}
