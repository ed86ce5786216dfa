//! What is wished for of the groups, and how far it is from being met. The cost is the sum over all wishes of
//! `weight * (on test - wanted)^2`, as with single lines; the number of lines is a wish, too.

use super::sums::nearest_sum;
use super::units::{Unit, Units};

/// What a label's deviation in images costs beside the one that chance would give.
const PER_IMAGE: f64 = 0.02;

/// Weight of boxes against images.
const BOXES: f64 = 0.1;

/// The same for each box, so that frequent labels count.
const PER_BOX: f64 = 0.0003;

/// Weight of a line too many or too few. It is small, so that groups of different sizes change places easily; the quota
/// is held to by what is kept of all divisions that are seen.
const PER_LINE: f64 = 0.05;

/// What it costs at least that a label is missing on a side.
const MISSING: f64 = 20.0;

#[derive(Clone, Copy, Debug, Default)]
struct Wish {
    /// On the test side, over what is wanted.
    over: f64,
    weight: f64,
}

/// All wishes, by feature.
#[derive(Debug)]
pub(super) struct Wishes {
    wishes: Vec<Wish>,
    /// What is wanted of each in the end.
    wanted: Vec<f64>,
}

impl Wishes {
    /// The wishes with no group on the test side.
    pub(super) fn new(units: &Units, fraction: f64, quota: usize) -> Self {
        let variance = fraction * (1.0 - fraction);
        let mut squares = vec![0.0; units.all.len()];
        for group in 0..units.len() {
            let (features, amounts) = units.unit(group);
            for (&feature, &amount) in features.iter().zip(amounts) {
                squares[feature as usize] += f64::from(amount) * f64::from(amount);
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "a number of lines is far under 2^52")]
        let quota = quota as f64;
        let images_by_group = units.images_by_group();
        let mut wishes = Self { wishes: Vec::new(), wanted: Vec::new() };
        for (feature, &all) in units.all.iter().enumerate() {
            let (mut wanted, mut weight) = (fraction * all, 0.0);
            if feature == 2 * units.labels {
                (wanted, weight) = (quota, PER_LINE);
            } else if feature >= units.labels {
                if squares[feature] > 0.0 {
                    weight = BOXES / (variance * squares[feature]) + PER_BOX;
                }
            } else if all > 0.0 {
                weight = 1.0 / (variance * all) + PER_IMAGE;
                (wanted, weight) = keep_on_both(&images_by_group[feature], units.kept[feature], all, wanted, weight);
            }
            wishes.wanted.push(wanted);
            wishes.wishes.push(Wish { over: units.kept[feature] - wanted, weight });
        }
        wishes
    }

    /// What a group has in common with another, weighed.
    pub(super) fn common(&self, one: Unit<'_>, other: Unit<'_>) -> f64 {
        let (mut sum, mut place) = (0.0, 0);
        for (&feature, &amount) in one.0.iter().zip(one.1) {
            while place < other.0.len() && other.0[place] < feature {
                place += 1;
            }
            if place < other.0.len() && other.0[place] == feature {
                sum += self.wishes[feature as usize].weight * f64::from(amount) * f64::from(other.1[place]);
            }
        }
        sum
    }

    /// How much the cost grows with each part of a group that comes, for a small part.
    pub(super) fn slope(&self, (features, amounts): Unit<'_>) -> f64 {
        let part = |(&feature, &amount): (&u32, &u32)| {
            let Wish { over, weight } = self.wishes[feature as usize];
            weight * over * f64::from(amount)
        };
        features.iter().zip(amounts).map(part).sum()
    }

    /// By how much the cost would grow if a group came to the test side.
    pub(super) fn cost_of_adding(&self, unit: Unit<'_>) -> f64 {
        2.0 * self.slope(unit) + self.common(unit, unit)
    }

    /// A group comes to the test side, or leaves it where `sign` is -1.
    pub(super) fn change(&mut self, (features, amounts): Unit<'_>, sign: f64) {
        for (&feature, &amount) in features.iter().zip(amounts) {
            self.wishes[feature as usize].over += sign * f64::from(amount);
        }
    }

    /// Lines on the test side over the quota.
    pub(super) fn lines_over(&self) -> f64 {
        self.wishes.last().map_or(0.0, |lines| lines.over)
    }

    /// Lines that are wanted on the test side.
    pub(super) fn quota(&self) -> f64 {
        self.wanted.last().copied().unwrap_or(0.0)
    }

    /// Makes the wishes as small as if no group had been seen. Gives the share of each that is still wanted.
    pub(super) fn start_small(&mut self, units: &Units) -> Vec<f64> {
        let mut free = vec![0.0; self.wanted.len()];
        for group in 0..units.len() {
            let (features, amounts) = units.unit(group);
            for (&feature, &amount) in features.iter().zip(amounts) {
                free[feature as usize] += f64::from(amount);
            }
        }
        for (wish, free) in self.wishes.iter_mut().zip(&mut free) {
            *free = if *free > 0.0 { (-wish.over / *free).clamp(0.0, 1.0) } else { 0.0 };
            wish.over = 0.0;
        }
        free
    }

    /// One more group has been seen: its shares are wanted as well.
    pub(super) fn wish(&mut self, (features, amounts): Unit<'_>, shares: &[f64]) {
        for (&feature, &amount) in features.iter().zip(amounts) {
            self.wishes[feature as usize].over -= shares[feature as usize] * f64::from(amount);
        }
    }

    /// All groups have been seen: the wishes are whole again.
    pub(super) fn end_growth(&mut self, units: &Units, test: &[bool]) {
        for ((wish, wanted), kept) in self.wishes.iter_mut().zip(&self.wanted).zip(&units.kept) {
            wish.over = kept - wanted;
        }
        for (group, _) in test.iter().enumerate().filter(|(_, test)| **test) {
            self.change(units.unit(group), 1.0);
        }
    }
}

/// The wish for a label of which whole groups can only make some numbers: where none or all of its images would be
/// nearer to its share than any number that leaves it on both sides, that number is wanted; and it weighs enough that
/// missing it costs more than other labels can gain.
fn keep_on_both(counts: &[u32], kept: f64, all: f64, wanted: f64, weight: f64) -> (f64, f64) {
    let one_if = |condition: bool| u32::from(condition);
    let free: u32 = counts.iter().sum();
    let on_train_for_good = all - kept - f64::from(free);
    let (least, most) = (one_if(kept < 1.0), free.saturating_sub(one_if(on_train_for_good < 1.0)));
    let Some(nearest) = nearest_sum(counts, wanted - kept, least, most) else { return (wanted, weight) };
    let nearest = kept + f64::from(nearest);
    let missed = wanted.min(all - wanted);
    let wanted = if (nearest - wanted).abs() > missed { nearest } else { wanted };
    let gain = wanted.min(all - wanted).powi(2) - (nearest - wanted).powi(2);
    (wanted, weight.max(MISSING / gain.max(1e-3)))
}
