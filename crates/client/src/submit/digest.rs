//! Digests of the manifests of an upload. They detect a file that was replaced or changed since the upload began.

use std::collections::VecDeque;

use sha2::{Digest, Sha256};

use super::lines::{Chunk, Lines, MAX_CHUNK, chunk};
use super::{State, Trouble};
use crate::arn::Kind;

/// Bytes to read at once while the part that was sent is hashed.
const READ: u64 = 1 << 20;

/// The digest of a manifest, and the expected digest at the end of each piece.
#[derive(Clone, Debug)]
pub(super) struct Digests {
    /// SHA-256 of the whole manifest, in hexadecimal.
    pub(super) whole: String,
    /// State of the hash after the bytes that were sent.
    sent: Sha256,
    /// Digest of the manifest from its start to the end of each piece that is not sent yet.
    ends: VecDeque<[u8; 32]>,
}

impl Digests {
    /// Hashes a manifest whose first `sent` bytes were accepted. Fails if it cannot be read.
    pub(super) async fn read(lines: &impl Lines, side: Kind, sent: u64) -> Result<Self, String> {
        let mut hash = Sha256::new();
        let mut from = 0;
        while from < sent {
            let bytes = lines.read(side, from, READ.min(sent - from)).await?;
            if bytes.is_empty() {
                return Err(format!("the {} manifest is shorter than it was", side.as_str()));
            }
            from += bytes.len() as u64;
            hash.update(&bytes);
        }
        let (sent, mut ends) = (hash.clone(), VecDeque::new());
        while let Some(piece) = chunk(lines, side, from, MAX_CHUNK).await? {
            from += piece.bytes.len() as u64;
            hash.update(&piece.bytes);
            ends.push_back(hash.clone().finalize().into());
        }
        Ok(Self { whole: hex(&hash.finalize()), sent, ends })
    }

    /// Fails if a piece differs from the bytes that were hashed, because the manifest was changed.
    pub(super) fn check(&self, side: Kind, piece: &Chunk) -> Result<(), Trouble> {
        let found: [u8; 32] = self.after(piece).finalize().into();
        if self.ends.front() == Some(&found) {
            return Ok(());
        }
        let message = format!(
            "the {} manifest was changed during the upload, and this piece was not sent: restore the file and run the \
             upload again; to upload the changed file, delete both datasets and {} first",
            side.as_str(),
            State::NAME
        );
        Err(Trouble { resumable: true, ..Trouble::refused(message) })
    }

    /// Records that a piece was accepted.
    pub(super) fn accept(&mut self, piece: &Chunk) {
        self.sent = self.after(piece);
        self.ends.pop_front();
    }

    fn after(&self, piece: &Chunk) -> Sha256 {
        self.sent.clone().chain_update(&piece.bytes)
    }
}

/// Bytes in lower-case hexadecimal.
fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    struct Text(RefCell<Vec<u8>>);

    impl Lines for Text {
        fn size(&self, _side: Kind) -> u64 {
            self.0.borrow().len() as u64
        }

        async fn read(&self, _side: Kind, from: u64, length: u64) -> Result<Vec<u8>, String> {
            let (from, length) = (usize::try_from(from).unwrap(), usize::try_from(length).unwrap());
            Ok(self.0.borrow()[from..from + length].to_vec())
        }
    }

    #[tokio::test]
    async fn the_digest_is_that_of_the_bytes_wherever_the_upload_is() {
        let text = Text(RefCell::new(b"abc".to_vec()));
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        for sent in 0..=3 {
            assert_eq!(Digests::read(&text, Kind::Train, sent).await.unwrap().whole, expected, "{sent}");
        }
    }

    #[tokio::test]
    async fn a_piece_that_changed_after_it_was_hashed_is_refused() {
        let lines = "0123456789abcde\n".repeat(700_000);
        let text = Text(RefCell::new(lines.into_bytes()));
        let mut digests = Digests::read(&text, Kind::Train, 0).await.unwrap();
        let first = chunk(&text, Kind::Train, 0, MAX_CHUNK).await.unwrap().unwrap();
        assert_eq!(digests.check(Kind::Train, &first).map_err(|trouble| trouble.message), Ok(()));
        digests.accept(&first);
        let from = first.bytes.len() as u64;
        text.0.borrow_mut()[first.bytes.len() + 3] = b'x';
        let second = chunk(&text, Kind::Train, from, MAX_CHUNK).await.unwrap().unwrap();
        let trouble = digests.check(Kind::Train, &second).unwrap_err();
        assert!(trouble.resumable && trouble.message.contains("was changed"), "{trouble:?}");
        text.0.borrow_mut()[first.bytes.len() + 3] = b'3';
        let second = chunk(&text, Kind::Train, from, MAX_CHUNK).await.unwrap().unwrap();
        assert!(digests.check(Kind::Train, &second).is_ok());
    }
}
