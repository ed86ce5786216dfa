//! Names of labels as they stood on lines before: a name that is met again is compared, and neither searched for its end
//! nor decoded nor looked up.

use super::literal::Literal;
use crate::manifest::{escaped_end, plain_end};
use crate::rules::attribute::label_name_length::MAX_CHARACTERS;

/// Pairs of names that are remembered: a power of two, and about as many as a dataset may have labels. Two names that are
/// looked for in one place are common among a hundred, three are not.
const PAIRS: usize = 256;

/// A name that was met.
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
    pairs: Vec<[Name; 2]>,
    line: u64,
    scratch: String,
    decoded: String,
}

impl Default for Names {
    fn default() -> Self {
        Self { pairs: vec![Default::default(); PAIRS], line: 0, scratch: String::new(), decoded: String::new() }
    }
}

impl Names {
    /// Another line begins.
    pub(super) fn begin_line(&mut self) {
        self.line += 1;
    }

    /// Reads the name of class `id`, whose inside starts at `start`. Gives the offset of its closing quote; nothing where
    /// it names no label, where the class was named before on the line, or where its places are taken by others of the line.
    #[inline]
    pub(super) fn read(&mut self, id: u32, bytes: &[u8], start: usize) -> Option<usize> {
        let both = &mut self.pairs[pair(id)];
        let place = match both {
            [name, _] if name.id == id => 0,
            [_, name] if name.id == id => 1,
            // The one that was not met for longer makes way.
            [first, second] => usize::from(second.line < first.line),
        };
        let name = &mut both[place];
        if name.line == self.line {
            return None;
        }
        let is_known = name.id == id && !name.text.is_empty();
        (name.line, name.id, name.boxes) = (self.line, id, 0);
        match name.written.skip(bytes, start) {
            Some(behind) if is_known => Some(behind - 1),
            _ => self.learn(id, place, bytes, start),
        }
    }

    #[inline(never)]
    fn learn(&mut self, id: u32, place: usize, bytes: &[u8], start: usize) -> Option<usize> {
        let name = &mut self.pairs[pair(id)][place];
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
        self.pairs[pair(id)].iter_mut().find(|name| name.line == line && name.id == id)
    }
}

#[inline]
fn pair(id: u32) -> usize {
    id as usize % PAIRS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(names: &mut Names, id: u32, name: &str) -> bool {
        let bytes = format!("{name}\"{}", " ".repeat(64)).into_bytes();
        names.begin_line();
        names.read(id, &bytes, 0) == Some(name.len())
    }

    fn asked(names: &mut Names, id: u32) -> bool {
        let mut asked = false;
        names.of_class(id).unwrap().label(&mut |_| {
            asked = true;
            id
        });
        asked
    }

    #[test]
    fn two_names_of_one_place_are_both_remembered() {
        let mut names = Names::default();
        let pairs = u32::try_from(PAIRS).unwrap();
        for (id, is_new) in
            [(7, true), (7 + pairs, true), (7, false), (7 + pairs, false), (7 + 2 * pairs, true), (7, true)]
        {
            assert!(read(&mut names, id, &format!("name {id}")));
            assert_eq!(asked(&mut names, id), is_new, "{id}");
        }
        assert!(read(&mut names, 7, "renamed") && asked(&mut names, 7));
        assert!(!read(&mut names, 7, ""), "it names no label");
    }

    #[test]
    fn a_class_is_named_once_a_line_and_three_of_one_place_are_too_many() {
        let mut names = Names::default();
        let bytes = format!("name\"{}", " ".repeat(64)).into_bytes();
        names.begin_line();
        let pairs = u32::try_from(PAIRS).unwrap();
        assert_eq!(names.read(1, &bytes, 0), Some(4));
        assert_eq!(names.read(1, &bytes, 0), None);
        assert_eq!(names.read(1 + pairs, &bytes, 0), Some(4));
        assert_eq!(names.read(1 + 2 * pairs, &bytes, 0), None);
    }
}
