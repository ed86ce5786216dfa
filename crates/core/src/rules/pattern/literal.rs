//! Bytes that must be the same, compared eight at a time.

/// Sixteen bytes as a number, and which of its bits count.
#[derive(Clone, Copy, Debug, Default)]
struct Word {
    bits: u128,
    mask: u128,
}

const WORD: usize = size_of::<u128>();

impl Word {
    /// The first sixteen of `bytes`, or as many as there are.
    fn of(bytes: &[u8]) -> Self {
        let (mut bits, mut mask) = ([0; WORD], [0; WORD]);
        for (place, &byte) in bytes.iter().take(WORD).enumerate() {
            (bits[place], mask[place]) = (byte, 0xFF);
        }
        Self { bits: u128::from_le_bytes(bits), mask: u128::from_le_bytes(mask) }
    }

    /// Not zero where `found` begins with other bytes.
    #[inline]
    fn difference(self, found: [u8; WORD]) -> u128 {
        (u128::from_le_bytes(found) ^ self.bits) & self.mask
    }
}

/// A run of bytes that stands on every line of a pattern. Most are short.
#[derive(Clone, Debug, Default)]
pub(super) struct Literal {
    length: usize,
    head: Word,
    rest: Vec<Word>,
}

impl Literal {
    pub(super) fn new(bytes: &[u8]) -> Self {
        let mut literal = Self::default();
        literal.set(bytes);
        literal
    }

    /// Becomes another; its buffer is reused.
    pub(super) fn set(&mut self, bytes: &[u8]) {
        (self.length, self.head) = (bytes.len(), Word::of(bytes));
        self.rest.clear();
        self.rest.extend(bytes.get(WORD..).unwrap_or_default().chunks(WORD).map(Word::of));
    }

    /// Bytes that it has.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// The offset behind it, if it stands at `at`. Near the end of `bytes` it is not looked for.
    #[inline]
    pub(super) fn skip(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let (head, bytes) = bytes.get(at..)?.split_first_chunk()?;
        let mut difference = self.head.difference(*head);
        if !self.rest.is_empty() {
            let (words, _) = bytes.get(..self.rest.len() * WORD)?.as_chunks();
            for (word, found) in self.rest.iter().zip(words) {
                difference |= word.difference(*found);
            }
        }
        (difference == 0).then_some(at + self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::Literal;

    #[test]
    fn every_byte_counts() {
        let text = b"a literal of some length";
        for length in 0..text.len() {
            let literal = Literal::new(&text[..length]);
            let mut padded = [text.as_slice(), &[0; 32]].concat();
            assert_eq!(literal.skip(&padded, 0), Some(length));
            for place in 0..text.len() {
                padded[place] ^= 1;
                assert_eq!(literal.skip(&padded, 0).is_some(), place >= length, "{length}, {place}");
                padded[place] ^= 1;
            }
        }
    }
}
