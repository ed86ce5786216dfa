//! Several threads on one input, share-nothing: they read its ranges in any order, and what they make of them is taken in order.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::mpsc::channel;
use std::thread;

use crate::error::Failure;
use crate::threads;

/// Reads ranges that follow one another from byte 0, by as many threads as there are `readers`, and takes in order what comes of
/// them. `next` hands out the ranges, each once, to whichever thread asks. Gives the byte to which all was taken.
pub fn read_in_order<T: Send>(
    readers: impl Iterator<Item: FnMut(Range<u64>) -> Result<T, Failure> + Send>,
    next: impl Fn() -> Option<Range<u64>> + Sync,
    take: impl FnMut(T) -> Result<(), Failure>,
) -> Result<u64, Failure> {
    thread::scope(|scope| {
        let (sender, receiver) = channel();
        for mut read in readers {
            let (sender, next) = (sender.clone(), &next);
            threads::spawn(scope, move || {
                while let Some(range) = next() {
                    let made = read(range.clone());
                    // Nobody listens any more where another range could not be read.
                    if sender.send((range, made)).is_err() {
                        return;
                    }
                }
            })?;
        }
        drop(sender);
        let mut in_order = InOrder::new(take);
        for (range, made) in receiver {
            in_order.add(range, made?)?;
        }
        Ok(in_order.end)
    })
}

/// What has come, and waits for what is before it.
struct InOrder<T, F> {
    waiting: BTreeMap<u64, (u64, T)>,
    /// The byte to which all was taken.
    end: u64,
    take: F,
}

impl<T, F: FnMut(T) -> Result<(), Failure>> InOrder<T, F> {
    fn new(take: F) -> Self {
        Self { waiting: BTreeMap::new(), end: 0, take }
    }

    /// Takes what was made of a range, and all after it that nothing is missing before any more.
    fn add(&mut self, range: Range<u64>, made: T) -> Result<(), Failure> {
        self.waiting.insert(range.start, (range.end, made));
        while let Some((end, next)) = self.waiting.remove(&self.end) {
            self.end = end;
            (self.take)(next)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn what_comes_early_waits() {
        let mut taken = Vec::new();
        let mut in_order = InOrder::new(|start| {
            taken.push(start);
            Ok(())
        });
        for range in [5..9, 0..2, 9..10, 2..5] {
            in_order.add(range.clone(), range.start).unwrap();
        }
        assert_eq!(in_order.end, 10);
        assert_eq!(taken, [0, 2, 5, 9]);
    }

    #[test]
    fn threads_read_each_range_once_and_what_they_make_is_taken_in_order() {
        let ranges = Mutex::new((0..100_u64).map(|place| place * 10..place * 10 + 10));
        let readers = (0..4).map(|_| |range: Range<u64>| Ok(range.start));
        let mut taken = Vec::new();
        let take = |start| {
            taken.push(start);
            Ok(())
        };
        let end = read_in_order(readers, || ranges.lock().unwrap().next(), take).unwrap();
        assert_eq!((end, taken), (1000, (0..1000).step_by(10).collect::<Vec<u64>>()));
    }

    #[test]
    fn what_can_not_be_read_ends_all_of_it() {
        let ranges = Mutex::new((0..100_u64).map(|place| place..place + 1));
        let readers = (0..2).map(|_| |range: Range<u64>| if range.start == 7 { Err(Failure::Worker) } else { Ok(()) });
        let read = read_in_order(readers, || ranges.lock().unwrap().next(), |()| Ok(()));
        assert!(matches!(read, Err(Failure::Worker)));
    }
}
