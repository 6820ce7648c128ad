//! Objects of one noun by number and by code.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use foldhash::{HashMap, HashMapExt};
use smol_str::SmolStr;

use crate::source::Span;

/// The number of an object among those of its noun.
pub struct Id<T> {
    index: u32,
    noun: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    pub(super) fn new(index: usize) -> Self {
        Self { index: u32::try_from(index).unwrap_or(u32::MAX), noun: PhantomData }
    }

    /// Returns the number as an index into a list that runs beside the table.
    #[must_use]
    pub fn index(self) -> usize {
        self.index as usize
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Id<T> {}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.index.cmp(&other.index)
    }
}

impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.index.hash(state);
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.index)
    }
}

/// A code where it is written as a reference, and what it names.
#[derive(Debug)]
pub struct Link<T> {
    /// Where the reference is written.
    pub span: Span,
    /// The object; nothing if there is none, which has its finding already.
    pub target: Option<Id<T>>,
}

impl<T> Clone for Link<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Link<T> {}

/// What every object has: its code and the place of the code.
pub trait Object {
    /// The section's name in a catalog, as in `plans`.
    const SECTION: &'static str;
    /// One of them, as in `plan`.
    const NOUN: &'static str;

    /// Returns the code.
    fn code(&self) -> &SmolStr;

    /// Returns where the code is written as a key.
    fn span(&self) -> Span;
}

/// All objects of one noun, in the order of files and places. Nothing that is billed depends on this order.
#[derive(Debug)]
pub struct Table<T> {
    objects: Vec<T>,
    index: HashMap<SmolStr, Id<T>>,
    complete: bool,
}

impl<T: Object> Table<T> {
    /// Takes objects with unique codes.
    #[must_use]
    pub fn new(objects: Vec<T>) -> Self {
        let mut index = HashMap::with_capacity(objects.len());
        index.extend(objects.iter().enumerate().map(|(at, o)| (o.code().clone(), Id::new(at))));
        Self { objects, index, complete: true }
    }

    /// Takes objects in the order of the numbers that `index` gives their codes; `complete` is false where some could not
    /// be read.
    pub(super) fn with_index(objects: Vec<T>, index: HashMap<SmolStr, Id<T>>, complete: bool) -> Self {
        Self { objects, index, complete }
    }

    /// Tells whether the code of every object is known. If not, a code that names nothing may be one that could not be
    /// read.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Returns the number of the object with this code.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<Id<T>> {
        self.index.get(code).copied()
    }
}

impl<T> Table<T> {
    /// Returns the object with this number.
    ///
    /// # Panics
    /// If the number is of another catalog: a bug of the caller.
    #[must_use]
    pub fn get(&self, id: Id<T>) -> &T {
        self.objects.get(id.index()).unwrap_or_else(|| panic!("bug: {id:?} is not in this table"))
    }

    /// Returns the object that a link names.
    #[must_use]
    pub fn follow(&self, link: Link<T>) -> Option<&T> {
        link.target.map(|id| self.get(id))
    }

    /// Returns all objects with their numbers.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Id<T>, &T)> + Clone {
        self.objects.iter().enumerate().map(|(at, object)| (Id::new(at), object))
    }

    /// Returns how many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.objects.len()
    }

    /// Tells whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }
}
