//! The labels of lines, packed: three bytes for each, one line's behind the other's.
//!
//! The first byte tells what the label is on and whether it is the line's last, the two others are the label's number. Since
//! all have one length, labels are read without a guess at where the next begins. Of the numbers that don't fit, which only
//! labels behind the 65,534th have, the upper half is in two bytes more.

use std::collections::TryReserveError;

use super::offsets::row;

/// Bit of the first byte: the line has no more labels.
const LAST: u8 = 0x80;

/// Bit of the first byte: the image as a whole carries the label. The bits below count boxes, of which a valid line has 50
/// at most.
const ON_IMAGE: u8 = 0x40;
const BOXES: u8 = 0x3f;

/// Stands for a number where a line has no labels.
const NONE: u16 = 0xfffe;
/// Stands for a number where that is in the four bytes behind.
const WIDE: u16 = 0xffff;

/// Bytes of a label, and of one with a wide number.
const SHORT: usize = 3;
const LONG: usize = 7;

/// Lines from one whose place is remembered to the next.
const STEP: usize = 16;

/// A label of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LineLabel {
    /// The label's number.
    pub(super) id: u32,
    /// Boxes that carry it, 63 at most.
    pub(super) boxes: u8,
    /// Whether the image as a whole carries it.
    pub(super) on_image: bool,
}

impl LineLabel {
    pub(super) fn new(id: u32, boxes: u32, on_image: bool) -> Self {
        Self { id, boxes: u8::try_from(boxes).unwrap_or(BOXES).min(BOXES), on_image }
    }
}

/// The labels of lines that follow one another.
#[derive(Clone, Debug, Default)]
pub(super) struct LabelColumn {
    bytes: Vec<u8>,
    /// Where the labels of every sixteenth line begin.
    marks: Vec<u32>,
    lines: usize,
}

impl LabelColumn {
    /// The column whose [`LabelColumn::bytes`] these are; nothing if they are of other than so many lines, or not all
    /// numbers are under `labels`.
    pub(super) fn from_bytes(bytes: Vec<u8>, lines: usize, labels: usize) -> Option<Self> {
        let mut column = Self { bytes, marks: Vec::with_capacity(lines.div_ceil(STEP)), lines: 0 };
        let (mut at, mut begins_line) = (0, true);
        while at < column.bytes.len() {
            if begins_line {
                column.begin_line(at);
            }
            let entry = Entry::at(&column.bytes, at)?;
            let is_known = entry.label.map_or(begins_line && entry.is_last, |label| (label.id as usize) < labels);
            if !is_known {
                return None;
            }
            at += entry.length;
            begins_line = entry.is_last;
        }
        (begins_line && column.lines == lines).then_some(column)
    }

    /// The packed labels.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Makes room for so many more lines, and bytes of labels, if there is any.
    pub(super) fn try_reserve(&mut self, lines: usize, bytes: usize) -> Result<(), TryReserveError> {
        self.bytes.try_reserve_exact(bytes)?;
        self.marks.try_reserve_exact(lines.div_ceil(STEP))
    }

    /// Adds a line.
    #[inline]
    pub(super) fn push(&mut self, labels: impl Iterator<Item = LineLabel>) {
        let mut last = self.bytes.len();
        self.begin_line(last);
        for label in labels {
            last = self.bytes.len();
            self.write(label);
        }
        if last == self.bytes.len() {
            self.bytes.extend_from_slice(&short(0, NONE));
        }
        self.bytes[last] |= LAST;
    }

    /// Takes the last line away, which has no labels.
    pub(super) fn pop_empty(&mut self) {
        self.bytes.truncate(self.bytes.len().saturating_sub(SHORT));
        self.lines = self.lines.saturating_sub(1);
        self.marks.truncate(self.lines.div_ceil(STEP));
    }

    #[inline]
    fn begin_line(&mut self, at: usize) {
        if self.lines.is_multiple_of(STEP) {
            self.marks.push(row(at));
        }
        self.lines += 1;
    }

    #[inline]
    fn write(&mut self, label: LineLabel) {
        let on = label.boxes | if label.on_image { ON_IMAGE } else { 0 };
        match u16::try_from(label.id) {
            Ok(id) if id < NONE => self.bytes.extend_from_slice(&short(on, id)),
            _ => {
                self.bytes.extend_from_slice(&short(on, WIDE));
                self.bytes.extend_from_slice(&label.id.to_le_bytes());
            }
        }
    }

    /// Adds the lines of `next`, whose labels have these numbers here.
    pub(super) fn append(&mut self, next: &Self, numbers: &[u32]) {
        if numbers.iter().any(|&number| number >= u32::from(NONE)) {
            next.each_line(|labels| {
                self.push(labels.map(|label| LineLabel { id: numbers[label.id as usize], ..label }));
            });
            return;
        }
        // All are short on both sides, so they stay where they are and only the numbers change.
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&next.bytes);
        let (mut at, mut begins_line) = (start, true);
        while let Some([on, low, high]) = self.bytes.get_mut(at..).and_then(<[u8]>::first_chunk_mut::<SHORT>) {
            let id = usize::from(u16::from_le_bytes([*low, *high]));
            if let Some(&number) = numbers.get(id) {
                [*low, *high, ..] = number.to_le_bytes();
            }
            let is_last = *on & LAST != 0;
            if std::mem::replace(&mut begins_line, is_last) {
                self.begin_line(at);
            }
            at += SHORT;
        }
    }

    /// The labels of a line.
    pub(super) fn line(&self, line: usize) -> LineLabels<'_> {
        let mut at = self.marks[line / STEP] as usize;
        let mut before = line % STEP;
        while before > 0
            && let Some(entry) = Entry::at(&self.bytes, at)
        {
            at += entry.length;
            before -= usize::from(entry.is_last);
        }
        LineLabels { bytes: &self.bytes, at }
    }

    /// Hands over the labels of all lines, one line after the other: much faster than to ask for each line.
    #[inline]
    pub(super) fn each_line<'c>(&'c self, mut each: impl FnMut(LineLabels<'c>)) {
        self.fold_lines((), |(), _| (), |(), labels| each(labels));
    }

    /// Hands over the same with what the labels of each line come to, one by one from `start`.
    #[inline]
    pub(super) fn fold_lines<'c, T: Copy>(
        &'c self,
        start: T,
        mut fold: impl FnMut(T, LineLabel) -> T,
        mut each: impl FnMut(T, LineLabels<'c>),
    ) {
        let (mut from, mut at, mut folded) = (0, 0, start);
        while let Some(entry) = Entry::at(&self.bytes, at) {
            at += entry.length;
            if let Some(label) = entry.label {
                folded = fold(folded, label);
            }
            if entry.is_last {
                each(folded, LineLabels { bytes: &self.bytes, at: from });
                (from, folded) = (at, start);
            }
        }
    }

    /// Hands over the same label by label, and with each whether it is its line's last. A line without labels is one with
    /// nothing that is its last.
    #[inline]
    pub(super) fn each_label(&self, mut each: impl FnMut(Option<LineLabel>, bool)) {
        let mut at = 0;
        while let Some(entry) = Entry::at(&self.bytes, at) {
            at += entry.length;
            each(entry.label, entry.is_last);
        }
    }
}

#[inline]
fn short(on: u8, id: u16) -> [u8; SHORT] {
    let [low, high] = id.to_le_bytes();
    [on, low, high]
}

/// The labels of a line, in the order in which they are on it.
#[derive(Clone, Debug)]
pub(super) struct LineLabels<'c> {
    /// Of all lines; none once the last label was read.
    bytes: &'c [u8],
    at: usize,
}

impl Iterator for LineLabels<'_> {
    type Item = LineLabel;

    #[inline]
    fn next(&mut self) -> Option<LineLabel> {
        let entry = Entry::at(self.bytes, self.at)?;
        self.at += entry.length;
        if entry.is_last {
            self.bytes = &[];
        }
        entry.label
    }
}

/// A label that was read, and what stands beside it.
struct Entry {
    /// Nothing where the line has no labels.
    label: Option<LineLabel>,
    is_last: bool,
    /// Bytes that it takes.
    length: usize,
}

impl Entry {
    #[inline]
    fn at(bytes: &[u8], start: usize) -> Option<Self> {
        let rest = bytes.get(start..)?;
        let &[on, low, high] = rest.first_chunk::<SHORT>()?;
        let (id, length) = match u16::from_le_bytes([low, high]) {
            WIDE => (u32::from_le_bytes(*rest[SHORT..].first_chunk::<4>()?), LONG),
            id => (u32::from(id), SHORT),
        };
        let is_none = id == u32::from(NONE) && length == SHORT;
        let label = LineLabel { id, boxes: on & BOXES, on_image: on & ON_IMAGE != 0 };
        Some(Self { label: (!is_none).then_some(label), is_last: on & LAST != 0, length })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(id: u32, boxes: u32, on_image: bool) -> LineLabel {
        LineLabel::new(id, boxes, on_image)
    }

    /// Lines of every use and length of number, and without labels.
    fn some_lines() -> Vec<Vec<LineLabel>> {
        let uses = [(0, true), (1, false), (2, false), (1, true), (63, true), (500, false), (0, false)];
        let ids = [0, 1, 255, 256, 65_533, 65_534, 65_535, 65_536, u32::MAX];
        let mut lines: Vec<Vec<_>> =
            uses.iter().map(|&(boxes, on_image)| ids.iter().map(|&id| label(id, boxes, on_image)).collect()).collect();
        lines.extend(ids.map(|id| vec![label(id, 0, true)]));
        for place in [0, 3, 4, lines.len()] {
            lines.insert(place, Vec::new());
        }
        lines.iter().cycle().take(5 * lines.len()).cloned().collect()
    }

    fn all_of(column: &LabelColumn) -> Vec<Vec<LineLabel>> {
        let mut all = Vec::new();
        column.each_line(|labels| all.push(labels.collect()));
        all
    }

    #[test]
    fn what_was_written_is_read() {
        let lines = some_lines();
        let mut column = LabelColumn::default();
        for line in &lines {
            column.push(line.iter().copied());
        }
        assert_eq!(all_of(&column), lines);
        for (place, line) in lines.iter().enumerate() {
            assert_eq!(&column.line(place).collect::<Vec<_>>(), line, "line {place}");
        }
        let again = LabelColumn::from_bytes(column.bytes.clone(), lines.len(), usize::MAX).unwrap();
        assert_eq!((again.bytes, again.marks, again.lines), (column.bytes, column.marks, column.lines));
    }

    #[test]
    fn appended_lines_have_their_new_numbers() {
        for (ids, first_number) in [(300, 7), (300, 65_500), (66_000, 0), (66_000, 70_000)] {
            let numbers: Vec<u32> = (0..ids).map(|id| first_number + (id + 1) % ids).collect();
            let lines: Vec<Vec<u32>> =
                (0..40).map(|line| (0..line % 4).map(|place| (place * 97 + line) % ids).collect()).collect();
            let column = |renamed: &dyn Fn(u32) -> u32| {
                let mut column = LabelColumn::default();
                for line in &lines {
                    column.push(line.iter().map(|&id| label(renamed(id), id % 5, false)));
                }
                column
            };
            let (mut once, renamed) = (column(&|id| id), column(&|id| numbers[id as usize]));
            let next = once.clone();
            once.append(&next, &numbers);
            let expected = [all_of(&next), all_of(&renamed)].concat();
            assert_eq!(all_of(&once), expected);
            assert_eq!((0..80).map(|line| once.line(line).collect()).collect::<Vec<Vec<_>>>(), expected);
        }
    }

    #[test]
    fn other_bytes_are_refused() {
        let mut column = LabelColumn::default();
        column.push([label(7, 1, false), label(70_000, 9, false)].into_iter());
        column.push(std::iter::empty());
        let refused = |bytes: &[u8], lines, labels| LabelColumn::from_bytes(bytes.to_vec(), lines, labels).is_none();
        assert!(!refused(&column.bytes, 2, 70_001));
        assert!(refused(&column.bytes, 2, 70_000), "a number too high");
        assert!(refused(&column.bytes, 1, 70_001) && refused(&column.bytes, 3, 70_001), "other lines");
        assert!((1..column.bytes.len()).all(|end| refused(&column.bytes[..end], 2, 70_001)), "cut off");
        assert!(refused(&[short(0, NONE), short(LAST, 0)].concat(), 1, 1), "none, and then another");
        assert!(refused(&[short(0, 0), short(LAST, NONE)].concat(), 1, 1), "one, and then none");
        assert!(refused(&short(1, 0), 1, 1), "no last one");
    }
}
