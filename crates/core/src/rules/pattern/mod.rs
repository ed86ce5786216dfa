//! Reading lines by the shape of lines before them.
//!
//! Programs write manifests, so nearly every line is like one before it but for its values. A [`Pattern`] is learnt from a
//! line; one that fits it from end to end is read in one pass, without a tree, by comparing what must be the same and reading
//! the values between. Patterns decide nothing: they take only lines in whose values the rules would find nothing, or the very
//! thing that they found on the line that was learnt from, and leave all others to them. So what they found on that line they
//! would find on each that fits: it is in what all have in common. (Li, Katsipoulakis, Chandramouli, Goldstein and Kossmann,
//! "Mison: a fast JSON parser for data analytics", 2017, speculate on structure in the same way.)

mod learn;
mod literal;
mod names;
mod read;
mod sighting;
mod step;

use super::Code;
use super::entry::Entry;
use crate::manifest::Value;
use sighting::Gathered;
pub(crate) use sighting::Sighting;
use step::Pattern;
pub(crate) use step::Verdict;

/// Patterns kept: a manifest is written by few programs.
const KEPT: usize = 8;

/// Lines that must go by between one lesson and the next, at most: a manifest of no pattern is read as if there were none.
const LONGEST_WAIT: u32 = 1 << 10;

/// Bytes that must follow on a line for it to be read up to its end: it is compared some at a time.
pub(crate) const PADDING: usize = 64;

/// What is known of the shapes of lines.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    /// The last one that fitted is the first.
    known: Vec<Pattern>,
    gathered: Gathered,
    /// Lines that go by before the next lesson, and before the one after it if nothing fits what is learnt in it.
    wait: u32,
    next_wait: u32,
}

impl Patterns {
    /// Reads the line at the beginning of `bytes` if it fits a pattern, its ending included. `number` gives a label's
    /// number, always the same of the same name.
    pub(super) fn read<'l>(
        &'l mut self,
        bytes: &'l [u8],
        number: &mut impl FnMut(&[u8]) -> u32,
    ) -> Option<Sighting<'l>> {
        let (place, length) = self.find(bytes)?;
        self.known[..=place].rotate_right(1);
        let pattern = self.known.first_mut()?;
        if !std::mem::replace(&mut pattern.has_helped, true) {
            self.next_wait = 0;
        }
        let pattern = &*pattern;
        Some(self.gathered.sighting(pattern, &bytes[..length], number))
    }

    fn find(&mut self, bytes: &[u8]) -> Option<(usize, usize)> {
        for (place, pattern) in self.known.iter().enumerate() {
            if let Some(length) = self.gathered.read(pattern, bytes) {
                return Some((place, length));
            }
        }
        None
    }

    /// Learns from `line`, its ending included, whose content is `root` and of which the rules say `verdict`.
    pub(super) fn learn(&mut self, line: &[u8], root: Value<'_>, entry: &Entry, verdict: Verdict<&[(Code, u32)]>) {
        if self.wait > 0 {
            self.wait -= 1;
            return;
        }
        self.wait = self.next_wait;
        self.next_wait = (2 * self.next_wait + 1).min(LONGEST_WAIT);
        // Of a line that says a thing twice a pattern can be learnt as well, but no such line would fit it.
        let pattern = learn::learn(line, root, entry, verdict).filter(|pattern| {
            let padded = [line, &[0; PADDING]].concat();
            self.gathered.read(pattern, &padded) == Some(line.len())
        });
        if let Some(pattern) = pattern {
            self.known.truncate(KEPT - 1);
            self.known.insert(0, pattern);
        }
    }
}
