//! Bytes that must be the same, compared eight at a time.

/// Eight bytes, or the last few, and which bits of them count.
#[derive(Clone, Copy, Debug)]
struct Word {
    bits: u64,
    mask: u64,
}

const WORD: usize = size_of::<u64>();

/// A run of bytes that stands on every line of a pattern.
#[derive(Clone, Debug)]
pub(super) struct Literal {
    length: usize,
    words: Box<[Word]>,
}

impl Literal {
    pub(super) fn new(bytes: &[u8]) -> Self {
        let words = bytes.chunks(WORD).map(|chunk| {
            let (mut bits, mut mask) = ([0; WORD], [0; WORD]);
            bits[..chunk.len()].copy_from_slice(chunk);
            mask[..chunk.len()].fill(0xFF);
            Word { bits: u64::from_le_bytes(bits), mask: u64::from_le_bytes(mask) }
        });
        Self { length: bytes.len(), words: words.collect() }
    }

    /// The offset behind it, if it stands at `at`. Near the end of `bytes` it is not looked for.
    #[inline]
    pub(super) fn skip(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let (words, _) = bytes.get(at..at + self.words.len() * WORD)?.as_chunks::<WORD>();
        let differs = |word: &Word, found: &[u8; WORD]| (u64::from_le_bytes(*found) ^ word.bits) & word.mask;
        let difference = self.words.iter().zip(words).fold(0, |sum, (word, found)| sum | differs(word, found));
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
            let mut padded = [text.as_slice(), &[0; 8]].concat();
            assert_eq!(literal.skip(&padded, 0), Some(length));
            for place in 0..text.len() {
                padded[place] ^= 1;
                assert_eq!(literal.skip(&padded, 0).is_some(), place >= length, "{length}, {place}");
                padded[place] ^= 1;
            }
        }
    }
}
