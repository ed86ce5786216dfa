//! An index of the keys of an object that has many: where a name stands, and which keys come again.

use xxhash_rust::xxh3::xxh3_64;

use crate::order;

/// The keys of one object by their places, from 0; its buffers are reused.
///
/// Keys are sorted as numbers, half a hash of the name above and the place below, which takes no more time for names of one
/// kind than for those of another. Names that differ and share a hash are compared.
#[derive(Debug, Default)]
pub(super) struct Keys {
    sorted: Vec<u64>,
    /// Places, as wide as keys are, so that one sort serves both.
    overridden: Vec<u64>,
}

/// Bits of the place in a number.
const PLACE: u32 = 32;

impl Keys {
    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.sorted.clear();
        self.overridden.clear();
    }

    /// Reads `len` keys, whose names `name` gives.
    pub(super) fn read<'d>(&mut self, len: usize, name: impl Fn(u32) -> &'d [u8]) {
        self.clear();
        self.sorted.extend((0_u32..).take(len).map(|place| number(hash(name(place)), place)));
        self.sorted.sort_unstable();
        let is_same = |pair: &[u64]| name(place(pair[0])) == name(place(pair[1]));
        for run in self.sorted.chunk_by_mut(|one, other| one >> PLACE == other >> PLACE) {
            if run.windows(2).all(is_same) {
                let (_, earlier) = run.split_last().unwrap_or((&0, &[]));
                self.overridden.extend(earlier.iter().map(|&key| u64::from(place(key))));
            } else {
                // Other names with the same hash are rare.
                let mut sorted = run.to_vec();
                order::sort_by_key(&mut sorted, |&key| (name(place(key)), key));
                run.copy_from_slice(&sorted);
                self.overridden
                    .extend(run.windows(2).filter(|pair| is_same(pair)).map(|pair| u64::from(place(pair[0]))));
            }
        }
        self.overridden.sort_unstable();
    }

    /// Places of the keys that come again later, in order.
    pub(super) fn overridden(&self) -> impl Iterator<Item = u32> {
        self.overridden.iter().map(|&key| place(key))
    }

    /// Place of the last key of that name.
    pub(super) fn find<'d>(&self, wanted: &[u8], name: impl Fn(u32) -> &'d [u8]) -> Option<u32> {
        let hash = hash(wanted);
        let start = self.sorted.partition_point(|&key| key < number(hash, 0));
        let shares_hash = |key: &u64| key >> PLACE == u64::from(hash);
        let last = match &self.sorted[start..] {
            [only] => only,
            [only, next, ..] if !shares_hash(next) => only,
            from => {
                let run = &from[..from.partition_point(shares_hash)];
                run.get(run.partition_point(|&key| name(place(key)) <= wanted).checked_sub(1)?)?
            }
        };
        (name(place(*last)) == wanted).then_some(place(*last))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "half of the hash is kept")]
fn hash(name: &[u8]) -> u32 {
    xxh3_64(name) as u32
}

fn number(hash: u32, place: u32) -> u64 {
    u64::from(hash) << PLACE | u64::from(place)
}

#[expect(clippy::cast_possible_truncation, reason = "the place is the lower half")]
fn place(key: u64) -> u32 {
    key as u32
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    /// Names, some of which share their hash.
    static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let mut names: Vec<_> = (0..400_000).map(|number| format!("{number}")).collect();
        names.sort_by_cached_key(|name| hash(name.as_bytes()));
        let mut same: Vec<_> = names
            .windows(2)
            .filter(|pair| hash(pair[0].as_bytes()) == hash(pair[1].as_bytes()))
            .flat_map(<[String]>::to_vec)
            .collect();
        assert!(same.len() >= 8, "as often as chance has it: {}", same.len());
        same.extend(["", "a", "b", "source-ref"].map(str::to_owned));
        same
    });

    proptest! {
        #[test]
        fn finds_what_looking_at_all_finds(places in vec(0..NAMES.len(), 0..60)) {
            let names: Vec<&[u8]> = places.iter().map(|&place| NAMES[place].as_bytes()).collect();
            let name = |place: u32| names[place as usize];
            let mut keys = Keys::default();
            keys.read(names.len(), name);
            for wanted in NAMES.iter().map(String::as_bytes) {
                let last = (0_u32..).zip(&names).filter(|(_, name)| **name == wanted).map(|(place, _)| place).last();
                prop_assert_eq!(keys.find(wanted, name), last);
            }
            let comes_again = |place: &u32| keys.find(name(*place), name) != Some(*place);
            let overridden: Vec<u32> = (0_u32..).take(names.len()).filter(comes_again).collect();
            prop_assert_eq!(keys.overridden().collect::<Vec<_>>(), overridden);
        }
    }
}
