//! The lines that an upload sends: read by ranges, and cut into pieces of whole lines that the service takes.

use crate::arn::Kind;

/// Bytes that the service takes at once.
pub const MAX_CHUNK: u64 = 5 * 1024 * 1024;

/// Two manifests that can be read by ranges.
#[expect(async_fn_in_trait, reason = "a browser's futures stay on their thread, and so do ours")]
pub trait Lines {
    /// Bytes of a manifest.
    fn size(&self, side: Kind) -> u64;

    /// Some of them: all of the range, which lies within the manifest. Fails with what went wrong.
    async fn read(&self, side: Kind, from: u64, length: u64) -> Result<Vec<u8>, String>;
}

/// Whole lines of a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chunk {
    pub(super) bytes: Vec<u8>,
    pub(super) lines: u64,
}

/// The lines from `from` on, as many as the service takes at once; none where the manifest ends there.
pub(super) async fn chunk(lines: &impl Lines, side: Kind, from: u64, max: u64) -> Result<Option<Chunk>, String> {
    let end = lines.size(side);
    if from >= end {
        return Ok(None);
    }
    let length = max.min(end - from);
    let mut bytes = lines.read(side, from, length).await?;
    if bytes.len() as u64 != length {
        return Err(format!("the {} manifest changed while it was read: begin again", side.as_str()));
    }
    if from + length < end {
        let Some(last) = bytes.iter().rposition(|&byte| byte == b'\n') else {
            return Err(format!(
                "the line at byte {from} of the {} manifest is longer than {max} bytes",
                side.as_str()
            ));
        };
        bytes.truncate(last + 1);
    }
    let is_blank = |line: &&[u8]| line.iter().all(u8::is_ascii_whitespace);
    let count = bytes.split(|&byte| byte == b'\n').filter(|line| !is_blank(line)).count();
    Ok(Some(Chunk { bytes, lines: count as u64 }))
}

/// The pieces that a manifest is sent in: bytes and lines of each.
pub(super) async fn chunks(lines: &impl Lines, side: Kind) -> Result<Vec<(u64, u64)>, String> {
    let (mut pieces, mut from) = (Vec::new(), 0);
    while let Some(piece) = chunk(lines, side, from, MAX_CHUNK).await? {
        from += piece.bytes.len() as u64;
        pieces.push((piece.bytes.len() as u64, piece.lines));
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Text(&'static [u8]);

    impl Lines for Text {
        fn size(&self, _side: Kind) -> u64 {
            self.0.len() as u64
        }

        async fn read(&self, _side: Kind, from: u64, length: u64) -> Result<Vec<u8>, String> {
            let (from, length) = (usize::try_from(from).unwrap(), usize::try_from(length).unwrap());
            Ok(self.0[from..from + length].to_vec())
        }
    }

    async fn cut(text: &'static [u8], max: u64) -> Result<Vec<(String, u64)>, String> {
        let (mut all, mut from) = (Vec::new(), 0);
        while let Some(chunk) = chunk(&Text(text), Kind::Train, from, max).await? {
            from += chunk.bytes.len() as u64;
            all.push((String::from_utf8(chunk.bytes).unwrap(), chunk.lines));
        }
        Ok(all)
    }

    #[tokio::test]
    async fn lines_stay_whole() {
        let expect = |parts: &[(&str, u64)]| Ok(parts.iter().map(|&(text, lines)| (text.to_owned(), lines)).collect());
        assert_eq!(cut(b"a\nbb\nccc\n", 5).await, expect(&[("a\nbb\n", 2), ("ccc\n", 1)]));
        assert_eq!(cut(b"a\nbb\nccc", 4).await, expect(&[("a\n", 1), ("bb\n", 1), ("ccc", 1)]));
        assert_eq!(cut(b"a\nbb\nccc", 100).await, expect(&[("a\nbb\nccc", 3)]));
        assert_eq!(cut(b"", 100).await, expect(&[]));
        assert_eq!(cut(b"a\r\n\r\n\n", 100).await, expect(&[("a\r\n\r\n\n", 1)]));
        assert!(cut(b"a\nbbbbbb\n", 4).await.unwrap_err().contains("at byte 2"));
    }
}
