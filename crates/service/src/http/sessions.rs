//! How long a session's token is good, where it is to end: so that clients can be tested with keys that expire on the way.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use http::HeaderMap;
use sha2::{Digest, Sha256};

use crate::error::Fault;

/// Tokens that are remembered; the oldest give way.
const REMEMBERED: usize = 1024;

/// When each token was first seen.
#[derive(Debug)]
pub(super) struct Sessions {
    lifetime: Duration,
    seen: Mutex<BTreeMap<[u8; 32], Duration>>,
}

impl Sessions {
    /// Every token is good for so long from when it first comes.
    pub(super) fn new(lifetime: Duration) -> Self {
        Self { lifetime, seen: Mutex::default() }
    }

    /// Fails where the request, whose signature is good, has a token that has ended.
    pub(super) fn check(&self, headers: &HeaderMap, now: Duration) -> Result<(), Fault> {
        let Some(token) = headers.get("x-amz-security-token") else { return Ok(()) };
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let first = *seen.entry(Sha256::digest(token.as_bytes()).into()).or_insert(now);
        if seen.len() > REMEMBERED
            && let Some(oldest) = seen.iter().min_by_key(|(_, first)| **first).map(|(token, _)| *token)
        {
            seen.remove(&oldest);
        }
        if now.saturating_sub(first) < self.lifetime {
            return Ok(());
        }
        Err(Fault::expired_token())
    }
}

#[cfg(test)]
mod tests {
    use holdout_client::error::ErrorCode;

    use super::*;

    fn check(sessions: &Sessions, token: Option<&str>, now: u64) -> Option<ErrorCode> {
        let mut headers = HeaderMap::new();
        if let Some(token) = token {
            headers.insert("x-amz-security-token", token.parse().unwrap());
        }
        sessions.check(&headers, Duration::from_secs(now)).err().map(|fault| fault.code)
    }

    #[test]
    fn each_token_ends_for_itself_and_keys_without_one_do_not() {
        let sessions = Sessions::new(Duration::from_secs(10));
        assert_eq!(check(&sessions, Some("first"), 100), None);
        assert_eq!(check(&sessions, Some("first"), 109), None);
        assert_eq!(check(&sessions, Some("second"), 109), None);
        assert_eq!(check(&sessions, Some("first"), 110), Some(ErrorCode::ExpiredToken));
        assert_eq!(check(&sessions, Some("second"), 118), None);
        assert_eq!(check(&sessions, None, 1000), None);
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let sessions = Sessions::new(Duration::from_secs(10));
        (0..2 * REMEMBERED as u64).for_each(|number| {
            check(&sessions, Some(&number.to_string()), number);
        });
        assert_eq!(sessions.seen.lock().unwrap().len(), REMEMBERED);
    }
}
