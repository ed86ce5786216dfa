//! Lines too long to keep: all that is remembered of them is whether they are UTF-8.
//!
//! A line over the service's limit is refused whatever it says, so a line of a gigabyte costs no more memory than the
//! longest that could still be good.

use super::line::{BYTE_ORDER_MARK, MAX_CHARACTERS};

/// Longest line, in bytes, whose text is kept: as many four-byte characters as the service allows, a byte order mark and
/// a carriage return. Whatever is longer has too many characters, or is not UTF-8.
pub const MAX_KEPT: usize = 4 * MAX_CHARACTERS + BYTE_ORDER_MARK.len() + 1;

/// Reads a long line piece by piece.
#[derive(Debug, Default)]
pub struct LongLine {
    broken: bool,
    /// An incomplete character at the end of the last piece.
    tail: Vec<u8>,
}

impl LongLine {
    /// Reads on.
    pub fn push(&mut self, mut bytes: &[u8]) {
        while !self.tail.is_empty() && !self.broken {
            let Some((&first, rest)) = bytes.split_first() else {
                return;
            };
            bytes = rest;
            let mut tail = std::mem::take(&mut self.tail);
            tail.push(first);
            self.check(&tail);
        }
        self.check(bytes);
    }

    fn check(&mut self, bytes: &[u8]) {
        if self.broken {
            return;
        }
        if let Err(error) = std::str::from_utf8(bytes) {
            if error.error_len().is_some() {
                self.broken = true;
            } else {
                self.tail = bytes[error.valid_up_to()..].to_vec();
            }
        }
    }

    /// Whether the line, which has ended, is UTF-8.
    pub fn is_utf8(&self) -> bool {
        !self.broken && self.tail.is_empty()
    }
}

/// Counts the characters of text that is known to be UTF-8.
pub(crate) fn characters(text: &[u8]) -> usize {
    // Every byte but the continuation bytes (10xxxxxx) starts a character.
    text.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_utf8(pieces: &[&[u8]]) -> bool {
        let mut line = LongLine::default();
        for piece in pieces {
            line.push(piece);
        }
        line.is_utf8()
    }

    #[test]
    fn takes_characters_cut_anywhere() {
        let text = "aé日🚋z".as_bytes();
        for cut in 0..=text.len() {
            for other in cut..=text.len() {
                assert!(is_utf8(&[&text[..cut], &text[cut..other], &text[other..]]));
            }
        }
        assert_eq!(characters(text), 5);
    }

    #[test]
    fn notices_what_is_no_utf8() {
        assert!(!is_utf8(&[b"ab\xFF", b"c"]));
        assert!(!is_utf8(&[b"ab\xE6\x97"]), "the last character is cut off");
    }
}
