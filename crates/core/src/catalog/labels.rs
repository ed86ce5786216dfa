//! The labels of lines, packed: a byte or two for each, one line's behind the other's.
//!
//! A label is a number in LEB128: seven bits a byte, the lowest first. Its three lowest bits tell whether it is the line's
//! last and what the label is on; those above are the label's number. Labels are numbered in the order in which they were
//! first met, so the frequent ones take the fewest bytes.

use super::offsets::row;

/// The line has no more labels.
const LAST: u8 = 0b001;

/// What a label is on: the image as a whole, one box, or what the byte behind it tells; or the line has none.
const FORM: u8 = 0b110;
const IMAGE: u8 = 0b000;
const BOX: u8 = 0b010;
const TOLD: u8 = 0b100;
const NONE: u8 = 0b110;

/// Bits behind which a label's number begins.
const NUMBER: u32 = 3;

/// Bit of the byte behind a label: the image as a whole carries it. The others count boxes, of which a valid line has 50
/// at most.
const ON_IMAGE: u8 = 0x80;

/// Bit of a byte of a number behind which there are more.
const MORE: u8 = 0x80;

/// Lines from one whose place is remembered to the next.
const STEP: usize = 16;

/// A label of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LineLabel {
    /// The label's number.
    pub(super) id: u32,
    /// Boxes that carry it, 127 at most.
    pub(super) boxes: u8,
    /// Whether the image as a whole carries it.
    pub(super) on_image: bool,
}

impl LineLabel {
    pub(super) fn new(id: u32, boxes: u32, on_image: bool) -> Self {
        Self { id, boxes: u8::try_from(boxes).unwrap_or(u8::MAX).min(!ON_IMAGE), on_image }
    }

    /// What it is on, and the byte behind it if that needs one.
    #[inline]
    fn form(self) -> (u8, Option<u8>) {
        match (self.on_image, self.boxes) {
            (true, 0) => (IMAGE, None),
            (false, 1) => (BOX, None),
            (true, boxes) => (TOLD, Some(boxes | ON_IMAGE)),
            (false, boxes) => (TOLD, Some(boxes)),
        }
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
        let mut at = 0;
        while at < column.bytes.len() {
            column.begin_line(at);
            loop {
                let read = Read::at(&column.bytes, at)?;
                at += read.length;
                if read.label.is_some_and(|label| label.id as usize >= labels) || read.label.is_none() && !read.is_last
                {
                    return None;
                }
                if read.is_last {
                    break;
                }
            }
        }
        (column.lines == lines).then_some(column)
    }

    /// The packed labels.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Makes room for so many more lines, and bytes of labels.
    pub(super) fn reserve_exact(&mut self, lines: usize, bytes: usize) {
        self.bytes.reserve_exact(bytes);
        self.marks.reserve_exact(lines.div_ceil(STEP));
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
            self.bytes.push(NONE);
        }
        self.bytes[last] |= LAST;
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
        let (form, told) = label.form();
        let mut number = (u64::from(label.id) << NUMBER) | u64::from(form);
        while number >= u64::from(MORE) {
            self.bytes.push(low_byte(number) | MORE);
            number >>= 7;
        }
        self.bytes.push(low_byte(number));
        self.bytes.extend(told);
    }

    /// The labels of a line.
    pub(super) fn line(&self, line: usize) -> LineLabels<'_> {
        let mark = self.marks[line / STEP] as usize;
        let mut lines = Lines { bytes: &self.bytes, at: mark };
        for _ in 0..line % STEP {
            lines.skip_line();
        }
        LineLabels { bytes: lines.bytes, at: lines.at, is_over: false }
    }

    /// The labels of all lines, in order.
    pub(super) fn lines(&self) -> Lines<'_> {
        Lines { bytes: &self.bytes, at: 0 }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "only the lowest bits are wanted")]
#[inline]
fn low_byte(number: u64) -> u8 {
    number as u8
}

/// The labels of lines, one line after the other.
#[derive(Clone, Debug)]
pub(super) struct Lines<'c> {
    bytes: &'c [u8],
    at: usize,
}

impl Lines<'_> {
    /// Moves on to the next line, without looking at labels more closely than that takes.
    #[inline]
    fn skip_line(&mut self) {
        loop {
            let first = self.bytes[self.at];
            while self.bytes[self.at] & MORE != 0 {
                self.at += 1;
            }
            self.at += 1 + usize::from(first & FORM == TOLD);
            if first & LAST != 0 {
                return;
            }
        }
    }
}

impl<'c> Iterator for Lines<'c> {
    type Item = LineLabels<'c>;

    #[inline]
    fn next(&mut self) -> Option<LineLabels<'c>> {
        if self.at == self.bytes.len() {
            return None;
        }
        let line = LineLabels { bytes: self.bytes, at: self.at, is_over: false };
        self.skip_line();
        Some(line)
    }
}

/// The labels of a line, in the order in which they are on it.
#[derive(Clone, Debug)]
pub(super) struct LineLabels<'c> {
    bytes: &'c [u8],
    at: usize,
    is_over: bool,
}

impl Iterator for LineLabels<'_> {
    type Item = LineLabel;

    #[inline]
    fn next(&mut self) -> Option<LineLabel> {
        if self.is_over {
            return None;
        }
        let read = Read::at(self.bytes, self.at)?;
        self.at += read.length;
        self.is_over = read.is_last;
        read.label
    }
}

/// A label that was read, and what stands beside it.
struct Read {
    label: Option<LineLabel>,
    is_last: bool,
    /// Bytes that it takes.
    length: usize,
}

impl Read {
    /// The label that begins at that place; nothing if there is none of a number of 32 bits.
    #[inline]
    fn at(bytes: &[u8], start: usize) -> Option<Self> {
        let first = *bytes.get(start)?;
        let mut at = start + 1;
        let mut number = u64::from(first & !MORE);
        let (mut byte, mut shift) = (first, 0);
        while byte & MORE != 0 {
            byte = *bytes.get(at)?;
            at += 1;
            shift += 7;
            if shift > u32::BITS {
                return None;
            }
            number |= u64::from(byte & !MORE) << shift;
        }
        let id = u32::try_from(number >> NUMBER).ok()?;
        let label = match first & FORM {
            IMAGE => Some(LineLabel { id, boxes: 0, on_image: true }),
            BOX => Some(LineLabel { id, boxes: 1, on_image: false }),
            TOLD => {
                let told = *bytes.get(at)?;
                at += 1;
                Some(LineLabel { id, boxes: told & !ON_IMAGE, on_image: told & ON_IMAGE != 0 })
            }
            _ => None,
        };
        Some(Self { label, is_last: first & LAST != 0, length: at - start })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(id: u32, boxes: u32, on_image: bool) -> LineLabel {
        LineLabel::new(id, boxes, on_image)
    }

    /// Lines of every form and length of number.
    fn some_lines() -> Vec<Vec<LineLabel>> {
        let forms = [(0, true), (1, false), (2, false), (1, true), (127, true), (500, false), (0, false)];
        let ids = [0, 1, 15, 16, 2047, 2048, 262_143, 262_144, u32::MAX];
        let mut lines: Vec<Vec<_>> =
            forms.iter().map(|&(boxes, on_image)| ids.iter().map(|&id| label(id, boxes, on_image)).collect()).collect();
        lines.extend(ids.map(|id| vec![label(id, 0, true)]));
        for place in [0, 3, 4, lines.len()] {
            lines.insert(place, Vec::new());
        }
        lines.iter().cycle().take(5 * lines.len()).cloned().collect()
    }

    #[test]
    fn what_was_written_is_read() {
        let lines = some_lines();
        let mut column = LabelColumn::default();
        lines.iter().for_each(|line| column.push(line.iter().copied()));
        let all: Vec<Vec<_>> = column.lines().map(Iterator::collect).collect();
        assert_eq!(all, lines);
        for (place, line) in lines.iter().enumerate() {
            assert_eq!(&column.line(place).collect::<Vec<_>>(), line, "line {place}");
        }
        let again = LabelColumn::from_bytes(column.bytes.clone(), lines.len(), usize::MAX).unwrap();
        assert_eq!((again.bytes, again.marks, again.lines), (column.bytes, column.marks, column.lines));
    }

    #[test]
    fn a_frequent_label_takes_a_byte_and_most_others_two() {
        let size = |id, boxes, on_image| {
            let mut column = LabelColumn::default();
            column.push([label(id, boxes, on_image)].into_iter());
            column.bytes.len()
        };
        assert_eq!([size(15, 0, true), size(15, 1, false), size(15, 2, false)], [1, 1, 2]);
        assert_eq!([size(16, 0, true), size(2047, 1, false), size(2047, 3, true)], [2, 2, 3]);
    }

    #[test]
    fn other_bytes_are_refused() {
        let mut column = LabelColumn::default();
        column.push([label(7, 1, false), label(300, 9, false)].into_iter());
        column.push(std::iter::empty());
        let refused = |bytes: &[u8], lines, labels| LabelColumn::from_bytes(bytes.to_vec(), lines, labels).is_none();
        assert!(!refused(&column.bytes, 2, 301));
        assert!(refused(&column.bytes, 2, 300) && refused(&column.bytes, 1, 301) && refused(&column.bytes, 3, 301));
        assert!((1..column.bytes.len()).all(|end| refused(&column.bytes[..end], 2, 301)), "cut off");
        assert!(refused(&[NONE, BOX | LAST], 1, 1), "none, and then another");
        assert!(refused(&[MORE | LAST, MORE, MORE, MORE, MORE, 0x7f], 1, usize::MAX), "no number of 32 bits");
        assert!(refused(&[MORE | LAST, MORE, MORE, MORE, MORE, MORE], 1, usize::MAX), "a number without an end");
    }
}
