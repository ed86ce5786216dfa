//! Which numbers of images whole groups can add up to.

/// Images of a label up to which all sums are looked at; with more, some sum is next to anything.
const MOST_IMAGES: u32 = 1 << 16;

/// The sum of some of `counts` that is nearest to `target` among those from `least` to `most`, the smaller of two that are
/// equally near; nothing where there is none, or where there are too many images to tell.
///
/// All sums there are stand in a set of bits: with a count `c`, every sum `s` makes a sum `s + c`.
pub(crate) fn nearest_sum(counts: &[u32], target: f64, least: u32, most: u32) -> Option<u32> {
    let total = counts.iter().try_fold(0_u32, |total, &count| total.checked_add(count))?;
    if total > MOST_IMAGES {
        return None;
    }
    let mut sums = vec![0_u64; total as usize / 64 + 1];
    sums[0] = 1;
    let mut rest = counts;
    while let Some(&count) = rest.first() {
        let same = rest.iter().take_while(|&&other| other == count).count();
        rest = &rest[same..];
        // As many of the same count as there are: one of them, two, four and so on, and what is left.
        let (mut left, mut times) = (same, 1);
        while left > 0 {
            let taken = times.min(left);
            add(&mut sums, count as usize * taken);
            left -= taken;
            times *= 2;
        }
    }
    let reachable = |&sum: &u32| sums[sum as usize / 64] >> (sum % 64) & 1 == 1;
    let distance = |sum: &u32| (f64::from(*sum) - target).abs();
    (least..=most.min(total)).filter(reachable).min_by(|one, other| distance(one).total_cmp(&distance(other)))
}

/// Adds to the set every sum of its members and `count`.
fn add(sums: &mut [u64], count: usize) {
    let (words, bits) = (count / 64, count % 64);
    for word in (words..sums.len()).rev() {
        let low = sums[word - words] << bits;
        let high = if bits > 0 && word > words { sums[word - words - 1] >> (64 - bits) } else { 0 };
        sums[word] |= low | high;
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn is_the_nearest_of_all_sums(counts in vec(1..40_u32, 0..10), target in 0.0..200.0_f64, least in 0..3_u32) {
            let mut counts = counts;
            counts.sort_unstable();
            let total: u32 = counts.iter().sum();
            let sums = (0_u32..1 << counts.len()).map(|some| -> u32 {
                (0..counts.len()).filter(|&place| some >> place & 1 == 1).map(|place| counts[place]).sum()
            });
            let nearest = sums
                .filter(|&sum| sum >= least && sum < total)
                .map(|sum: u32| (f64::from(sum) - target).abs())
                .fold(f64::INFINITY, f64::min);
            match nearest_sum(&counts, target, least, total.saturating_sub(1)) {
                Some(found) if total > 0 => prop_assert!(((f64::from(found) - target).abs() - nearest).abs() < 1e-9),
                found => prop_assert!(nearest.is_infinite() || total == 0, "{:?}", found),
            }
        }
    }
}
