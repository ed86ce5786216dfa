//! Passes on in order what comes in any order: what several threads made of the ranges of an input.

use std::collections::BTreeMap;
use std::ops::Range;

/// What has come, and waits for what is before it.
pub struct InOrder<T> {
    waiting: BTreeMap<u64, (u64, T)>,
    end: u64,
}

impl<T> Default for InOrder<T> {
    fn default() -> Self {
        Self { waiting: BTreeMap::new(), end: 0 }
    }
}

impl<T> InOrder<T> {
    /// Takes what was made of a range, and hands on all that nothing is missing before any more.
    pub fn add(&mut self, range: Range<u64>, made: T, mut take: impl FnMut(T)) {
        self.waiting.insert(range.start, (range.end, made));
        while let Some((end, next)) = self.waiting.remove(&self.end) {
            self.end = end;
            take(next);
        }
    }

    /// The byte to which all was handed on.
    pub fn end(&self) -> u64 {
        self.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_early_waits() {
        let mut in_order = InOrder::default();
        let mut taken = Vec::new();
        for range in [5..9, 0..2, 9..10, 2..5] {
            in_order.add(range.clone(), range.start, |start| taken.push(start));
            assert!(taken.is_sorted() && taken.iter().all(|&start| start < in_order.end()));
        }
        assert_eq!((taken, in_order.end()), (vec![0, 2, 5, 9], 10));
    }
}
