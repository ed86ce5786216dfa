//! One line of a manifest: its text without the ending, and the byte order mark if the file starts with one.

/// The UTF-8 byte order mark, accepted at the start of a file.
pub const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Longest line the service takes, in characters (Unicode scalar values), its ending left out.
pub const MAX_CHARACTERS: usize = 100_000;

/// A line as the rules see it.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// The bytes between byte order mark and ending.
    pub content: &'a [u8],
    /// Bytes of a byte order mark before the content: 3 or 0.
    pub skipped: usize,
}

impl<'a> Line<'a> {
    /// The line in `bytes`, which may end in LF or CRLF. `first` tells that the file starts here, where a byte order mark may stand.
    pub fn new(bytes: &'a [u8], first: bool) -> Self {
        let content = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let content = content.strip_suffix(b"\r").unwrap_or(content);
        match content.strip_prefix(BYTE_ORDER_MARK) {
            Some(rest) if first => Self { content: rest, skipped: BYTE_ORDER_MARK.len() },
            _ => Self { content, skipped: 0 },
        }
    }
}

/// Length of `text` in UTF-16 code units, as JavaScript counts. Bytes that are no UTF-8 count as the replacement
/// characters a decoder puts in their place.
pub fn utf16_length(text: &[u8]) -> u64 {
    text.utf8_chunks().fold(0, |length, chunk| {
        let valid: usize = chunk.valid().chars().map(char::len_utf16).sum();
        length + valid as u64 + u64::from(!chunk.invalid().is_empty())
    })
}

/// Length of the blank line that `bytes` begin with, if they do and its end is there.
#[inline]
pub(crate) fn blank_line(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [b'\n', ..] => Some(1),
        [b'\r', b'\n', ..] => Some(2),
        _ => None,
    }
}
