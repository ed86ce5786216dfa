//! How near to its share a label can come at best: a number that no division falls below, so that what was reached can be
//! told from what is possible.

use super::grouped::nearest_sum;
use super::without;

/// A label, as far as it says what is possible.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// Images that carry it.
    pub(super) images: u64,
    /// Usable lines.
    pub(super) lines: u64,
    /// Lines on the test side.
    pub(super) test: u64,
    /// Of the images, those that are on the test side for good, and on the training side.
    pub(super) kept: (u64, u64),
}

impl Room {
    /// The whole numbers of images that the test side can hold: enough other lines must be there to fill both sides, and
    /// a label with two images should be on both, where that leaves a choice.
    pub(super) fn range(self) -> (u64, u64) {
        let Self { images, lines, test, kept } = self;
        let least = (test + images).saturating_sub(lines).max(kept.0);
        let most = images.min(test).min(without(images, kept.1)).max(least);
        if images < 2 || least.max(1) > most.min(images - 1) {
            return (least, most);
        }
        (least.max(1), most.min(images - 1))
    }

    /// The same where only whole groups can be moved: `counts` are the images of each, from least to most.
    pub(super) fn bound_of_groups(self, fraction: f64, counts: &[u32]) -> f64 {
        let (least, most) = self.range();
        let target = fraction * to_f64(self.images);
        let free = |number: u64| u32::try_from(number.saturating_sub(self.kept.0)).unwrap_or(u32::MAX);
        let nearest = nearest_sum(counts, target - to_f64(self.kept.0), free(least), free(most))
            .or_else(|| nearest_sum(counts, target - to_f64(self.kept.0), 0, u32::MAX));
        nearest.map_or_else(|| self.bound(fraction), |sum| (to_f64(self.kept.0) + f64::from(sum) - target).abs())
    }

    /// The least distance in images between the test side and the share `fraction`.
    pub(super) fn bound(self, fraction: f64) -> f64 {
        let (least, most) = self.range();
        distance(fraction * to_f64(self.images), least, most)
    }
}

/// The least distance of a number of boxes from the share `fraction` of `boxes`.
pub(super) fn of_boxes(boxes: u64, fraction: f64) -> f64 {
    distance(fraction * to_f64(boxes), 0, boxes)
}

/// The distance of the whole numbers from `least` to `most` to `target`.
fn distance(target: f64, least: u64, most: u64) -> f64 {
    let (least, most) = (to_f64(least), to_f64(most));
    let clamped = target.clamp(least, most.max(least));
    let near = [clamped.floor(), clamped.ceil()];
    near.into_iter().map(|whole| (whole - target).abs()).fold(f64::INFINITY, f64::min)
}

#[expect(clippy::cast_precision_loss, reason = "a number of images is far under 2^52")]
pub(super) fn to_f64(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_is_the_nearest_whole_number_that_is_possible() {
        let bound = |images, lines, test| Room { images, lines, test, kept: (0, 0) }.bound(0.2);
        let close = |one: f64, other: f64| (one - other).abs() < 1e-9;
        assert!(close(bound(10, 100, 20), 0.0));
        assert!(close(bound(13, 100, 20), 0.4));
        assert!(close(bound(2, 100, 20), 0.6), "one of two has to be on the test side");
        assert!(close(bound(1, 100, 20), 0.2));
        assert!(close(bound(11, 11, 3), 0.8), "a label on every line is on every test line");
        assert!(close(bound(100, 101, 20), 0.0));
        let kept = Room { images: 10, lines: 100, test: 20, kept: (3, 0) };
        assert!(close(kept.bound(0.2), 1.0), "three stay on the test side");
        let groups = Room { images: 10, lines: 100, test: 20, kept: (0, 0) };
        assert!(close(groups.bound_of_groups(0.2, &[5, 5]), 3.0), "five or none");
        assert!(close(groups.bound_of_groups(0.2, &[1, 1, 8]), 0.0));
        assert!(close(groups.bound_of_groups(0.2, &[10]), 2.0), "a single group can't be on both sides");
    }
}
