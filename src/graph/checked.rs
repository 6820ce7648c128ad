//! Proof that something was found free of errors.

use std::ops::Deref;

/// A value in which no finding of error level was found. Only the compiler makes one, and nobody can change it.
#[derive(Debug)]
pub struct Checked<T>(T);

impl<T> Checked<T> {
    /// Seals a value. The caller has looked: there is no finding of error level.
    pub(crate) fn seal(value: T) -> Self {
        Self(value)
    }
}

impl<T> Deref for Checked<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
