//! The lines that are chosen among, gathered from all: those with the same rarest label side by side, so that what is left
//! to sort is little at a time.

use super::columns::{Carried, Columns, Line, insert, place};
use super::lines::Lines;
use crate::split::without;

/// As much of a line as tells where it belongs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Outline {
    /// The rarest label, which has the highest rank.
    rarest: Option<Carried>,
    /// How many labels there are.
    uses: u32,
}

impl Outline {
    /// That of a line with one more label.
    #[inline]
    pub(super) fn with(self, carried: Carried) -> Self {
        Self { rarest: self.rarest.max(Some(carried)), uses: self.uses + 1 }
    }
}

/// Lines by their rarest label, the rarest of all first; behind them lines without labels.
pub(super) struct Shelves(Vec<Shelf>);

/// Lines, and labels of them.
#[derive(Clone, Copy, Debug, Default)]
struct Shelf {
    lines: u32,
    uses: u32,
}

impl Shelves {
    /// Empty ones, for lines of so many labels.
    pub(super) fn new(labels: usize) -> Self {
        Self(vec![Shelf::default(); labels + 1])
    }

    /// Sees to room for a line.
    #[inline]
    pub(super) fn expect(&mut self, line: Outline) {
        let room = self.of(line.rarest);
        room.lines += 1;
        room.uses += line.uses;
    }

    /// Sees to room for all lines.
    pub(super) fn expect_all(&mut self, lines: &impl Lines) {
        lines.fold(Outline::default(), Outline::with, |outline, _| self.expect(outline));
    }

    /// So many lines like this are not put there after all.
    pub(super) fn release(&mut self, line: Line<'_>, lines: u32) {
        let room = self.of(line.last().copied());
        room.lines = without(room.lines, lines);
        room.uses = without(room.uses, lines * place(line.len()));
    }

    /// Puts those of `lines` there that `is_taken` says, which must be those that there is room for. Gives them with
    /// the number of each.
    pub(super) fn gather(mut self, lines: &impl Lines, is_taken: impl Fn(usize) -> bool) -> (Columns, Vec<u32>) {
        let end = self.lay_out();
        let mut gathered = Columns::empty(end.lines as usize, end.uses as usize);
        let mut numbers = vec![0; end.lines as usize];
        let mut line = Vec::new();
        let mut number = 0;
        lines.each(|labels| {
            if is_taken(number as usize) {
                line.clear();
                labels.for_each(|carried| insert(&mut line, 0, carried));
                let next = self.of(line.last().copied());
                numbers[next.lines as usize] = number;
                gathered.put(next.lines as usize, next.uses as usize, &line);
                next.lines += 1;
                next.uses += place(line.len());
            }
            number += 1;
        });
        (gathered, numbers)
    }

    /// Makes of how much is on each shelf where it begins. Gives where the last one ends.
    fn lay_out(&mut self) -> Shelf {
        let mut end = Shelf::default();
        for room in &mut self.0 {
            let start = end;
            end.lines += room.lines;
            end.uses += room.uses;
            *room = start;
        }
        end
    }

    /// The shelf of lines with this rarest label.
    #[inline]
    fn of(&mut self, rarest: Option<Carried>) -> &mut Shelf {
        let last = self.0.len() - 1;
        &mut self.0[rarest.map_or(last, |carried| last - 1 - carried.label())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_gathered_by_their_rarest_label() {
        let lines: [&[(u32, u8)]; 6] =
            [&[(3, 1), (0, 63), (2, 0)], &[], &[(1 << 24, 1), (7, 2)], &[(1, 1)], &[(9, 0), (8, 1)], &[(7, 1), (1, 0)]];
        let mut columns = Columns::default();
        for line in lines {
            columns.push(line.iter().filter_map(|&labels| Carried::new(labels)));
        }
        let all = |columns: &Columns| -> Vec<Vec<(usize, u8)>> {
            let line = |line| columns.line(line).iter().map(|carried| (carried.label(), carried.boxes())).collect();
            (0..columns.len()).map(line).collect()
        };
        let mut shelves = Shelves::new(10);
        shelves.expect_all(&columns);
        shelves.release(columns.line(3), 1);
        let (gathered, numbers) = shelves.gather(&columns, |line| line != 3);
        assert_eq!(numbers, [4, 2, 5, 0, 1]);
        let sorted = [vec![(8, 1), (9, 0)], vec![(7, 2)], vec![(1, 0), (7, 1)], vec![(0, 63), (2, 0), (3, 1)], vec![]];
        assert_eq!(all(&gathered), sorted, "the label of 25 bits is not watched");
        assert_eq!(gathered.uses(), 8);
    }
}
