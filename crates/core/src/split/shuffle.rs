//! All chance there is: `SplitMix64`, chosen because ten lines in any language repeat it.

/// The generator of Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
#[derive(Clone, Debug)]
pub(super) struct SplitMix64(u64);

impl SplitMix64 {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// The upper half of the next number.
    pub(super) fn half(&mut self) -> u32 {
        (self.next() >> 32) as u32
    }

    /// A number from 0 to 1, without 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are left, which a double holds exactly")]
    pub(super) fn part(&mut self) -> f64 {
        (self.next() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// A number under `bound`: the upper half of a 128-bit product. The bias is under `bound / 2^64`.
    #[expect(clippy::cast_possible_truncation, reason = "the upper half is under the bound, which is a usize")]
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let next = self.next();
        let Ok(bound) = u32::try_from(bound) else { return ((u128::from(next) * bound as u128) >> 64) as usize };
        // The same in products of 64 bits: wasm calls a function for a larger one.
        let (bound, lower) = (u64::from(bound), next & u64::from(u32::MAX));
        (((next >> 32) * bound + ((lower * bound) >> 32)) >> 32) as usize
    }

    /// Fisher and Yates's shuffle, from the last place down.
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_the_published_numbers() {
        let mut random = SplitMix64::new(1_234_567);
        let numbers: Vec<_> = (0..3).map(|_| random.next()).collect();
        assert_eq!(numbers, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn what_is_below_a_bound_is_the_upper_half_of_a_product() {
        let mut random = SplitMix64::new(7);
        for bound in [1, 2, 3, 1000, 0xFFFF_FFFF, 0x1_0000_0000, usize::MAX / 3] {
            for _ in 0..1000 {
                let next = random.clone().next();
                assert_eq!(random.below(bound) as u128, (u128::from(next) * bound as u128) >> 64, "{bound}");
            }
        }
    }
}
