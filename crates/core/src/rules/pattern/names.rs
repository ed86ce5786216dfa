//! Names of labels as they stood on lines before: a name that is met again is compared, and neither searched for its end
//! nor decoded nor looked up.

use super::literal::Literal;
use crate::manifest::{escaped_end, plain_end};
use crate::rules::attribute::label_name_length::MAX_CHARACTERS;

/// Names that are remembered: a power of two, and as many as a dataset may have labels.
const SLOTS: usize = 256;

/// A name in its slot.
#[derive(Clone, Debug, Default)]
pub(super) struct Name {
    /// How it was written, its closing quote included.
    written: Literal,
    /// What that stands for; empty where there is no name yet.
    text: Vec<u8>,
    /// The number of the label, once it was asked for.
    label: Option<u32>,
    /// The line on which it was met last, as what class, and how many boxes of the line have it.
    line: u64,
    pub(super) id: u32,
    pub(super) boxes: u32,
}

impl Name {
    /// The number of the label.
    #[inline]
    pub(super) fn label(&mut self, number: &mut impl FnMut(&[u8]) -> u32) -> u32 {
        *self.label.get_or_insert_with(|| number(&self.text))
    }
}

/// Names by what they are likely to be found by. Buffers are reused.
#[derive(Debug)]
pub(super) struct Names {
    slots: Vec<Name>,
    line: u64,
    scratch: String,
    decoded: String,
}

impl Default for Names {
    fn default() -> Self {
        Self { slots: vec![Name::default(); SLOTS], line: 0, scratch: String::new(), decoded: String::new() }
    }
}

impl Names {
    /// Another line begins.
    pub(super) fn begin_line(&mut self) {
        self.line += 1;
    }

    /// Reads the name of class `id`, whose inside starts at `start`. Gives the offset of its closing quote; nothing where
    /// it names no label, or where its slot is taken by another name of the line.
    #[inline]
    pub(super) fn read(&mut self, id: u32, bytes: &[u8], start: usize) -> Option<usize> {
        let name = &mut self.slots[slot(id)];
        if name.line == self.line {
            return None;
        }
        (name.line, name.id, name.boxes) = (self.line, id, 0);
        match name.written.skip(bytes, start) {
            Some(behind) if !name.text.is_empty() => Some(behind - 1),
            _ => self.learn(id, bytes, start),
        }
    }

    #[inline(never)]
    fn learn(&mut self, id: u32, bytes: &[u8], start: usize) -> Option<usize> {
        let name = &mut self.slots[slot(id)];
        name.label = None;
        name.text.clear();
        let end = if let Some(end) = plain_end(bytes, start) {
            name.text.extend_from_slice(&bytes[start..end]);
            end
        } else {
            self.decoded.clear();
            let end = escaped_end(bytes, start, &mut self.scratch, &mut self.decoded)?;
            name.text.extend_from_slice(self.decoded.as_bytes());
            end
        };
        if name.text.len() > MAX_CHARACTERS {
            name.text.clear();
        }
        name.written.set(&bytes[start..=end]);
        (!name.text.is_empty()).then_some(end)
    }

    /// The name of class `id` on this line.
    #[inline]
    pub(super) fn of_class(&mut self, id: u32) -> Option<&mut Name> {
        let line = self.line;
        Some(&mut self.slots[slot(id)]).filter(|name| name.line == line && name.id == id)
    }
}

#[inline]
fn slot(id: u32) -> usize {
    id as usize % SLOTS
}
