//! Sorting off the hot path. The standard library's sorts are compiled anew for every type, some kilobytes each, which a
//! browser has to load; this one is compiled once, and only what puts the items in place is compiled for their type.

use std::cmp::Ordering;

/// Sorts stably: items that are equal stay in the order in which they came.
pub fn sort_by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let order = order_of(items.len(), &|one, other| compare(&items[one], &items[other]));
    let mut taken: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(order.into_iter().filter_map(|place| taken[place].take()));
}

/// The same by a key.
pub fn sort_by_key<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    sort_by(items, |one, other| key(one).cmp(&key(other)));
}

/// The places of `len` items in their order: runs of twice the length are merged until there is one.
fn order_of(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut from: Vec<usize> = (0..len).collect();
    let mut to = Vec::with_capacity(len);
    let mut run = 1;
    while run < len {
        for pair in from.chunks(2 * run) {
            let (mut one, mut other) = pair.split_at(run.min(pair.len()));
            while let ([first, ones @ ..], [second, others @ ..]) = (one, other) {
                if compare(*first, *second) == Ordering::Greater {
                    to.push(*second);
                    other = others;
                } else {
                    to.push(*first);
                    one = ones;
                }
            }
            to.extend_from_slice(one);
            to.extend_from_slice(other);
        }
        std::mem::swap(&mut from, &mut to);
        to.clear();
        run *= 2;
    }
    from
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library_does(items in prop::collection::vec((0_u8..20, any::<u8>()), 0..200)) {
            let (mut ours, mut theirs) = (items.clone(), items);
            sort_by_key(&mut ours, |item| item.0);
            theirs.sort_by_key(|item| item.0);
            prop_assert_eq!(ours, theirs);
        }
    }
}
