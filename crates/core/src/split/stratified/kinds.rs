//! Lines that are alike: of one *kind* are those with the same labels, each with as many boxes. Whichever of them are on the
//! test side, the division is as good. So nearly all lines of a frequent kind are divided by chance in the wanted proportion,
//! which costs next to nothing, and some are left to choose among.

use hashbrown::HashTable;

use super::columns::{Carried, Columns, Line};
use super::gather::{Outline, Shelves};
use super::lines::Lines;
use crate::split::shuffle::SplitMix64;
use crate::split::without;

/// Where there are no more lines than this, all are chosen among: that takes no time, and divides boxes a little better.
const FEW: usize = 1 << 16;

/// Of each kind so many lines are left for the smaller side, and the others in proportion: room to make up for what other
/// kinds can't have in whole numbers.
const SPARE: f64 = 8.0;

/// Marks a line of a rare kind.
const RARE: u32 = u32::MAX;

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lot {
    Test,
    Train,
    /// It is one of those to choose among.
    Open,
}

/// A kind of which lines are settled by chance.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    likeness: u64,
    /// Lines that have no lot yet.
    left: u32,
    /// Lots for the test side, and for the training side.
    pub(super) test: u32,
    pub(super) train: u32,
}

/// The frequent kinds of some lines.
pub(super) struct Kinds {
    /// The kind of each line.
    of: Vec<u32>,
    found: Vec<Kind>,
    /// The first line of each.
    examples: Columns,
}

/// Two odd numbers without a pattern: the fractions of the golden ratio and of the square root of two.
const FACTORS: [u64; 2] = [0x9E37_79B9_7F4A_7C15, 0x6A09_E667_F3BC_C909];

/// What the labels of a line come to, whatever their order.
#[derive(Clone, Copy, Debug)]
struct Sum(u64);

impl Sum {
    /// That of a line without labels.
    const NONE: Self = Self(1);

    /// That of a line with one more label.
    #[inline]
    fn with(self, carried: Carried) -> Self {
        let bits = (u64::from(carried.bits()) + 1).wrapping_mul(FACTORS[0]);
        Self(self.0.wrapping_add(mixed(bits, FACTORS[1])))
    }

    /// A number that lines of a kind have in common, and other lines have not.
    #[inline]
    fn likeness(self) -> u64 {
        mixed(self.0, FACTORS[0])
    }

    #[inline]
    fn upper_half(self) -> u32 {
        (self.likeness() >> 32) as u32
    }
}

#[inline]
fn mixed(bits: u64, factor: u64) -> u64 {
    let product = (bits ^ (bits >> 32)).wrapping_mul(factor);
    product ^ (product >> 29)
}

impl Kinds {
    /// Whether there are so many lines that looking for kinds is worth it.
    pub(super) fn are_wanted(lines: usize) -> bool {
        lines > FEW
    }

    /// No line is of any.
    pub(super) fn none() -> Self {
        Self { of: Vec::new(), found: Vec::new(), examples: Columns::default() }
    }

    /// The kinds of so many lines, when `share` of them goes to the test side. On the shelves there is room for the others.
    pub(super) fn new(lines: &impl Lines, count: usize, share: f64, shelves: &mut Shelves) -> Self {
        let mut kinds = Self::none();
        let left_open = SPARE / share.min(1.0 - share);
        // Of what lines come to the upper half is kept, where the number of a line's kind will be: all of it would be four
        // bytes more.
        kinds.of.reserve_exact(count);
        let both = |(sum, outline): (Sum, Outline), carried| (sum.with(carried), outline.with(carried));
        lines.fold((Sum::NONE, Outline::default()), both, |(sum, outline), _| {
            shelves.expect(outline);
            kinds.of.push(sum.upper_half());
        });
        let firsts = kinds.number(lines, left_open);
        kinds.examples = lines.pick(&firsts);
        for (number, kind) in kinds.found.iter_mut().enumerate() {
            kind.settle(share, left_open);
            shelves.release(kinds.examples.line(number), kind.test + kind.train);
        }
        kinds
    }

    /// Finds the kinds of more than `left_open` lines, and some that are rarer. Gives the first line of each.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "lines are numbered in 32 bits; what is less than that was clamped"
    )]
    fn number(&mut self, lines: &impl Lines, left_open: f64) -> Vec<u32> {
        let Self { of, found, .. } = self;
        // Where most lines are like no other, looking each up in a table would take longer than all that is saved. So lines
        // are counted by some bits of their likeness first: of a frequent kind are at most those of a frequent number.
        let places = (of.len() / 4).next_power_of_two();
        let place = |upper_half: u32| upper_half as usize & (places - 1);
        let mut counts = vec![0_u8; places];
        for &upper_half in &*of {
            let count = &mut counts[place(upper_half)];
            *count = count.saturating_add(1);
        }
        let few = left_open.min(f64::from(u8::MAX - 1)) as u8;
        let (mut known, mut firsts) = (HashTable::new(), Vec::new());
        let mut of = (0..).zip(of);
        lines.each(|labels| {
            let Some((line, of)) = of.next() else { return };
            if counts[place(*of)] <= few {
                *of = RARE;
                return;
            }
            let likeness = labels.fold(Sum::NONE, Sum::with).likeness();
            let same = |&kind: &u32| found[kind as usize].likeness == likeness;
            let hash = |&kind: &u32| found[kind as usize].likeness;
            *of = *known.entry(likeness, same, hash).or_insert_with(|| found.len() as u32).get();
            if *of as usize == found.len() {
                found.push(Kind { likeness, left: 0, test: 0, train: 0 });
                firsts.push(line);
            }
            found[*of as usize].left += 1;
        });
        firsts
    }

    /// The kinds of which lines are settled.
    pub(super) fn settled(&self) -> impl Iterator<Item = (Line<'_>, &Kind)> {
        let settled = self.found.iter().enumerate().filter(|(_, kind)| kind.test > 0);
        settled.map(|(number, kind)| (self.examples.line(number), kind))
    }

    /// Draws the lot of a line. Every line draws once.
    pub(super) fn draw(&mut self, line: usize, random: &mut SplitMix64) -> Lot {
        let kind = self.of.get(line).and_then(|&kind| self.found.get_mut(kind as usize));
        let Some(kind) = kind.filter(|kind| kind.test > 0 || kind.train > 0) else { return Lot::Open };
        let lot = random.below(kind.left as usize);
        kind.left = without(kind.left, 1);
        if lot < kind.test as usize {
            kind.test -= 1;
            Lot::Test
        } else if lot < kind.test as usize + kind.train as usize {
            kind.train -= 1;
            Lot::Train
        } else {
            Lot::Open
        }
    }
}

impl Kind {
    /// Says how many lines are settled: on both sides together about a whole number of times `1 / share`.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and a number of lines")]
    fn settle(&mut self, share: f64, left_open: f64) {
        let most = (f64::from(self.left) - left_open).max(0.0);
        let test = (most * share).floor();
        self.test = test as u32;
        self.train = (test / share - test).floor() as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carried(labels: &[(u32, u8)]) -> impl Iterator<Item = Carried> {
        labels.iter().filter_map(|&labels| Carried::new(labels))
    }

    #[test]
    fn lines_are_alike_whatever_the_order_of_their_labels() {
        let of = |labels: &[(u32, u8)]| carried(labels).fold(Sum::NONE, Sum::with).likeness();
        assert_eq!(of(&[(1, 2), (7, 0)]), of(&[(7, 0), (1, 2)]));
        let others: [&[(u32, u8)]; 7] = [
            &[],
            &[(1, 2), (7, 0), (0, 0)],
            &[(1, 2)],
            &[(1, 0), (7, 2)],
            &[(1, 2), (7, 1)],
            &[(2, 1), (7, 0)],
            &[(7, 0)],
        ];
        assert!(others.iter().all(|other| of(other) != of(&[(1, 2), (7, 0)])));
    }

    /// Draws the lots of lines of which `of` tells the kind.
    fn draw(lines: usize, of: impl Fn(usize) -> u32, share: f64, seed: u64) -> Vec<Lot> {
        let mut columns = Columns::default();
        (0..lines).for_each(|line| columns.push(carried(&[(of(line), 0)])));
        let mut kinds = Kinds::new(&columns, lines, share, &mut Shelves::new(lines));
        let mut random = SplitMix64::new(seed);
        (0..lines).map(|line| kinds.draw(line, &mut random)).collect()
    }

    #[test]
    fn a_frequent_kind_is_divided_and_some_of_it_left() {
        for share in [0.001, 0.2, 0.37, 0.5] {
            let lots = draw(30_000, |line| if line % 3 == 0 { 0 } else { line.try_into().unwrap() }, share, 1);
            let count = |lot| (0..30_000).step_by(3).filter(|&line| lots[line] == lot).count();
            let (test, train, open) = (count(Lot::Test), count(Lot::Train), count(Lot::Open));
            assert_eq!(test + train + open, 10_000);
            let wanted = share * 10_000.0;
            let left = wanted - f64::from(u32::try_from(test).unwrap());
            assert!((SPARE..=SPARE / (1.0 - share) + 1.0).contains(&(left + 1e-9)), "{share}: {left} left for test");
            let still_open = f64::from(u32::try_from(open).unwrap());
            assert!(
                still_open >= SPARE / share && still_open <= (SPARE + 1.0) / share + 2.0,
                "{share}: {open} left of {test} + {train}"
            );
            assert!((0..30_000).all(|line| line % 3 == 0 || lots[line] == Lot::Open), "no line is like these");
        }
    }

    #[test]
    fn rare_kinds_and_shares_of_nothing_are_left_alone() {
        let all_open = |lots: Vec<Lot>| lots.iter().all(|&lot| lot == Lot::Open);
        assert!(all_open(draw(1000, |line| u32::try_from(line).unwrap() / 40, 0.2, 1)), "forty of each");
        assert!(all_open(draw(1000, |_| 0, 0.0, 1)));
        assert!(all_open(draw(1000, |_| 0, 1.0, 1)));
        assert!(all_open(draw(0, |_| 0, 0.2, 1)));
    }

    #[test]
    fn chance_settles_lines_from_all_places() {
        let lots = draw(20_000, |_| 0, 0.2, 5);
        for part in lots.chunks(2_000) {
            let test = part.iter().filter(|&&lot| lot == Lot::Test).count();
            assert!((300..500).contains(&test), "{test} of 2,000");
        }
        assert_ne!(lots, draw(20_000, |_| 0, 0.2, 6), "another seed, other lines");
    }
}
