//! Page tokens: where a page ended, sealed, so that one of another list or a damaged one is noticed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::digest::array::Array;
use hmac::{Hmac, KeyInit, Mac};
use holdout_client::error::ErrorCode;
use sha2::Sha256;

use crate::error::Fault;

/// Bytes of a seal: enough that nobody finds one by trying.
const SEAL: usize = 16;

/// Seals tokens, and opens them.
#[derive(Clone)]
pub(crate) struct Sealer {
    secret: Vec<u8>,
}

impl Sealer {
    pub(crate) fn new(secret: Vec<u8>) -> Self {
        Self { secret }
    }

    fn seal(&self, list: &str, place: [u8; 8]) -> Hmac<Sha256> {
        // Any length of key will do.
        let mut seal = Hmac::<Sha256>::new_from_slice(&self.secret).unwrap_or_else(|_| Hmac::new(&Array::default()));
        seal.update(&place);
        seal.update(list.as_bytes());
        seal
    }

    /// A token for `place` in a list, which is told by its operation, its dataset and its filters.
    pub(crate) fn write(&self, list: &str, place: i64) -> String {
        let place = place.to_be_bytes();
        let seal = self.seal(list, place).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode([place.as_slice(), &seal[..SEAL]].concat())
    }

    /// The place of a token of this list; the beginning where there is none.
    pub(crate) fn read(&self, list: &str, token: Option<&str>) -> Result<i64, Fault> {
        let token = token.unwrap_or_default();
        if token.is_empty() {
            return Ok(0);
        }
        let bytes = URL_SAFE_NO_PAD.decode(token).unwrap_or_default();
        if let Some((place, seal)) = bytes.split_first_chunk()
            && seal.len() == SEAL
            && self.seal(list, *place).verify_truncated_left(seal).is_ok()
        {
            return Ok(i64::from_be_bytes(*place));
        }
        Err(Fault::new(ErrorCode::InvalidPaginationToken, "Invalid Pagination Token"))
    }
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Sealer")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_opens_its_own_list_only() {
        let sealer = Sealer::new(vec![7; 16]);
        let token = sealer.write("entries 1", 42);
        assert_eq!(sealer.read("entries 1", Some(&token)), Ok(42));
        assert_eq!(sealer.read("entries 1", Some("")), Ok(0));
        assert_eq!(sealer.read("entries 1", None), Ok(0));
        assert!(sealer.read("entries 2", Some(&token)).is_err());
        assert!(Sealer::new(vec![8; 16]).read("entries 1", Some(&token)).is_err());
    }

    #[test]
    fn a_damaged_token_opens_nothing() {
        let sealer = Sealer::new(vec![7; 16]);
        let token = sealer.write("entries 1", 42);
        for place in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
            assert!(sealer.read("entries 1", std::str::from_utf8(&bytes).ok()).is_err(), "at {place}");
        }
        for text in ["A", "====", &token[1..], &format!("{token}A"), &"A".repeat(1024), "\u{0}"] {
            assert!(sealer.read("entries 1", Some(text)).is_err(), "{text}");
        }
    }
}
