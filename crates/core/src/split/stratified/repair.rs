//! The last labels, where there are many lines: after a round nearly all have the images that they should have, and passes
//! over all lines for the sake of the others would take longer than all that came before. Lines with a label or two are
//! enough to set most of these right: one that carries the label, and one that carries all else that it does.

use super::balance::Deviation;
use super::columns::Columns;
use super::refine::Sides;

/// By how much images of labels grow dearer against boxes and pairs.
const INSIST: f64 = 64.0;

/// Lines of a label that are looked at, and lines that could make up for each.
const MOST: usize = 64;

/// How often all labels are looked at: what helps one may cost another.
const ROUNDS: usize = 2;

/// The repair of labels, in steps.
#[derive(Debug)]
pub(super) struct Repair {
    small: SmallLines,
    /// Rounds that are over, and the label that is looked at.
    rounds: usize,
    label: usize,
}

impl Repair {
    pub(super) fn new(sides: &mut Sides<'_>) -> Self {
        sides.balance.insist_on_labels(INSIST);
        Self { small: SmallLines::new(sides.lines, sides.balance.labels()), rounds: 0, label: 0 }
    }

    /// Takes a step. Says whether there are more.
    pub(super) fn advance(&mut self, sides: &mut Sides<'_>) -> bool {
        let Some(deviation) = sides.balance.deviation(self.label) else {
            self.label = 0;
            self.rounds += 1;
            return self.rounds < ROUNDS && !sides.balance.labels_are_met();
        };
        let exchange = match deviation {
            Deviation::None => None,
            Deviation::Over => self.best_exchange(sides, true),
            Deviation::Under => self.best_exchange(sides, false),
        };
        match exchange {
            Some((one, other)) => {
                sides.change_side(one);
                sides.change_side(other);
            }
            None => self.label += 1,
        }
        true
    }

    /// The exchange that is best of those that take the label off the test side, or bring it there; nothing if none helps.
    fn best_exchange(&self, sides: &Sides<'_>, off_test: bool) -> Option<(usize, usize)> {
        // Less than what sums in single precision can tell is no gain.
        let mut best = (-1e-6, None);
        let on_side = |line: &usize| sides.test[*line] == off_test;
        for one in self.small.of(self.label).filter(on_side).take(MOST) {
            let rest = sides.lines.line(one).iter().map(|carried| carried.label()).find(|&label| label != self.label);
            let Some(rest) = rest else { continue };
            let is_rest = |&line: &usize| !on_side(&line) && sides.lines.line(line).len() == 1;
            for other in self.small.of(rest).filter(is_rest).take(MOST) {
                let cost = sides.cost_of_exchange(one, other);
                if cost < best.0 {
                    best = (cost, Some((one, other)));
                }
            }
        }
        best.1
    }
}

impl Sides<'_> {
    /// What it costs that two lines on different sides change places.
    fn cost_of_exchange(&self, one: usize, other: usize) -> f32 {
        let (leaves, comes) = if self.test[one] { (one, other) } else { (other, one) };
        let (leaves, comes) = (self.lines.line(leaves), self.lines.line(comes));
        let Self { balance, .. } = self;
        balance.cost_of_removing(leaves) + balance.cost_of_adding(comes) - balance.common(leaves, comes)
    }

    fn change_side(&mut self, line: usize) {
        let labels = self.lines.line(line);
        if self.test[line] {
            self.balance.remove(labels);
        } else {
            self.balance.add(labels);
        }
        self.test[line] = !self.test[line];
    }
}

/// Lines with one label or two, by label.
#[derive(Debug)]
struct SmallLines {
    /// Where the lines of each label begin, and where the last ones end.
    starts: Vec<u32>,
    lines: Vec<u32>,
}

impl SmallLines {
    #[expect(clippy::cast_possible_truncation, reason = "lines are numbered in 32 bits")]
    fn new(lines: &Columns, labels: usize) -> Self {
        let small = || (0..lines.len()).map(|line| (line, lines.line(line))).filter(|(_, labels)| labels.len() <= 2);
        let mut starts = vec![0_u32; labels + 1];
        for carried in small().flat_map(|(_, labels)| labels) {
            starts[carried.label() + 1] += 1;
        }
        for label in 0..labels {
            starts[label + 1] += starts[label];
        }
        let mut next = starts.clone();
        let mut places = vec![0_u32; starts[labels] as usize];
        for (line, labels) in small() {
            for carried in labels {
                let next = &mut next[carried.label()];
                places[*next as usize] = line as u32;
                *next += 1;
            }
        }
        Self { starts, lines: places }
    }

    /// The small lines that carry a label.
    fn of(&self, label: usize) -> impl Iterator<Item = usize> {
        let places = self.starts[label] as usize..self.starts[label + 1] as usize;
        self.lines[places].iter().map(|&line| line as usize)
    }
}
