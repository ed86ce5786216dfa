//! Names by number, in order of first appearance.

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64;

/// A set of names. Their numbers count from 0 in the order in which they were first met.
#[derive(Clone, Default)]
pub(super) struct Interner {
    text: String,
    /// Where each name ends in `text`.
    ends: Vec<u32>,
    table: HashTable<u32>,
}

impl Interner {
    /// Number of names.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The name of that number.
    pub(super) fn name(&self, id: u32) -> &str {
        name(&self.text, &self.ends, id)
    }

    /// All names, in the order of their numbers.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        (0_u32..).take(self.len()).map(|id| self.name(id))
    }

    /// The number of `wanted`, which is UTF-8, given to it if it is new.
    pub(super) fn intern(&mut self, wanted: &[u8]) -> u32 {
        let Self { text, ends, table } = self;
        let hash = xxh3_64(wanted);
        let known = table.entry(
            hash,
            |&id| name(text, ends, id).as_bytes() == wanted,
            |&id| xxh3_64(name(text, ends, id).as_bytes()),
        );
        match known {
            hashbrown::hash_table::Entry::Occupied(entry) => *entry.get(),
            hashbrown::hash_table::Entry::Vacant(entry) => {
                let id = place(ends.len());
                entry.insert(id);
                text.push_str(&String::from_utf8_lossy(wanted));
                ends.push(place(text.len()));
                id
            }
        }
    }

    /// The number of `wanted`, if it has one.
    pub(super) fn find(&self, wanted: &str) -> Option<u32> {
        self.table.find(xxh3_64(wanted.as_bytes()), |&id| self.name(id) == wanted).copied()
    }
}

fn name<'t>(text: &'t str, ends: &[u32], id: u32) -> &'t str {
    let id = id as usize;
    let start = id.checked_sub(1).map_or(0, |before| ends[before]);
    text.get(start as usize..ends[id] as usize).unwrap_or_default()
}

#[expect(clippy::cast_possible_truncation, reason = "the names of one manifest stay under 4 GiB")]
fn place(length: usize) -> u32 {
    length as u32
}

#[cfg(test)]
mod tests {
    use super::Interner;

    #[test]
    fn every_byte_of_a_name_counts() {
        let name = b"a-bucket-of-27-characters.x";
        let mut names = Interner::default();
        for length in 0..=name.len() {
            let number = names.intern(&name[..length]);
            for place in 0..length {
                let mut other = name[..length].to_vec();
                other[place] ^= 1;
                assert_ne!(names.intern(&other), number, "{length}, {place}");
            }
            assert_ne!(names.intern(&[&name[..length], b"y"].concat()), number);
            assert_eq!(names.intern(&name[..length]), number);
        }
    }
}
