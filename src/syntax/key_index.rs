//! Finding a key in a large mapping without walking it.

use std::hash::BuildHasher;

use foldhash::HashMap;
use foldhash::fast::RandomState;

use super::NodeId;

/// Mappings with more entries than this get an index; below it a walk is faster.
pub(super) const SMALL: usize = 8;

/// The hash tables of all large mappings of a document, in one flat vector.
///
/// A table has a power of two of slots, at most half of them taken. A slot holds the position of an entry in its mapping
/// plus one, so that no key is copied and building a table allocates nothing of its own.
#[derive(Debug, Default)]
pub(super) struct KeyIndex {
    tables: HashMap<NodeId, Table>,
    slots: Vec<u32>,
    hasher: RandomState,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Table {
    start: usize,
    mask: usize,
}

impl KeyIndex {
    /// Makes room for a mapping of so many entries.
    pub(super) fn open(&mut self, map: NodeId, entries: usize) -> Table {
        let size = (entries * 2).next_power_of_two();
        let table = Table { start: self.slots.len(), mask: size - 1 };
        self.slots.resize(table.start + size, 0);
        self.tables.insert(map, table);
        table
    }

    /// Returns the table of a mapping, if it is large.
    pub(super) fn table(&self, map: NodeId) -> Option<Table> {
        self.tables.get(&map).copied()
    }

    /// Returns the position of the entry for which `is_key` holds, out of those whose hash leads to the same slots; or
    /// the free slot where it would go.
    pub(super) fn find(&self, table: Table, key: &str, is_key: impl Fn(usize) -> bool) -> Result<usize, usize> {
        let mut at = usize::try_from(self.hasher.hash_one(key) & (table.mask as u64)).unwrap_or(0);
        loop {
            let slot = table.start + at;
            match self.slots.get(slot) {
                // INVARIANT: half of the slots are free, so the walk ends.
                None | Some(0) => return Err(slot),
                Some(entry) if is_key(*entry as usize - 1) => return Ok(*entry as usize - 1),
                Some(_) => at = (at + 1) & table.mask,
            }
        }
    }

    /// Writes the position of an entry into a slot that [`find`](Self::find) returned.
    pub(super) fn fill(&mut self, slot: usize, entry: usize) {
        if let (Some(slot), Ok(entry)) = (self.slots.get_mut(slot), u32::try_from(entry + 1)) {
            *slot = entry;
        }
    }
}
