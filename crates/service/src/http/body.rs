//! Reading a body: with a deadline that grows with what has come, and with room that only large bodies wait for. So bodies
//! that come slowly, or not at all, hold up nobody but themselves.

use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Body;
use holdout_client::error::ErrorCode;
use http::HeaderMap;
use http::header::CONTENT_LENGTH;
use http_body_util::BodyExt;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, timeout, timeout_at};

use super::connections::Peer;
use crate::error::Fault;

/// Bytes of a body. The largest that an operation takes is 5 MiB in base64, some 7 MB.
const MAX_BODY: usize = 10 << 20;
/// What any body may take before it has to show progress.
const GRACE: Duration = Duration::from_secs(5);
/// The slowest that it may come after that, in bytes a second on average.
const RATE: f64 = 65_536.0;
/// The longest that any body may take.
const BODY_TIME: Duration = Duration::from_mins(1);
/// A body up to this size waits for no room: so many bytes a connection are always there.
const SMALL: usize = 64 << 10;
/// Large bodies that are in memory at once.
const AT_ONCE: usize = 16;
/// How long a body that has room may stand still while others wait for it.
const STALL: Duration = Duration::from_secs(1);
/// How long a body that nobody reads may still come, so that its sender reads the answer.
const DISCARD_TIME: Duration = Duration::from_secs(2);

/// Room for large bodies.
#[derive(Debug)]
pub(super) struct Room {
    bodies: Semaphore,
    /// Bodies that wait for it.
    waiting: AtomicUsize,
}

impl Default for Room {
    fn default() -> Self {
        Self { bodies: Semaphore::new(AT_ONCE), waiting: AtomicUsize::new(0) }
    }
}

/// A body waits for room, until this is dropped.
struct Waiting<'r>(&'r AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A body, and its room for as long as it is kept.
pub(super) struct Received<'r> {
    pub(super) bytes: Vec<u8>,
    _room: Option<(SemaphorePermit<'r>, SemaphorePermit<'r>)>,
}

impl Room {
    /// Reads a body.
    pub(super) async fn read<'r>(&'r self, body: Body, peer: &'r Peer) -> Result<Received<'r>, Fault> {
        let (mut bytes, mut room) = (Vec::new(), None);
        let mut body = pin!(body);
        let mut begun = Instant::now();
        loop {
            let rate = Duration::from_secs_f64(to_float(bytes.len()) / RATE);
            let deadline = begun + (GRACE + rate).min(BODY_TIME);
            let frame = match timeout_at(deadline.min(Instant::now() + STALL), body.frame()).await {
                Err(_) if Instant::now() < deadline && !(room.is_some() && self.is_wanted()) => continue,
                Err(_) => return Err(too_slow()),
                Ok(None) => return Ok(Received { bytes, _room: room }),
                Ok(Some(frame)) => frame.map_err(|_| cut())?,
            };
            let Ok(data) = frame.into_data() else { continue };
            if bytes.len() + data.len() > MAX_BODY {
                return Err(too_large());
            }
            if room.is_none() && bytes.len() + data.len() > SMALL {
                // A peer waits for its own bodies before it waits for those of others. The time does not count: what comes
                // meanwhile waits outside.
                let waited = Instant::now();
                room = Some(self.wait(peer).await.map_err(|error| Fault::internal(error.to_string()))?);
                begun += waited.elapsed();
            }
            bytes.extend_from_slice(&data);
        }
    }

    async fn wait<'r>(
        &'r self,
        peer: &'r Peer,
    ) -> Result<(SemaphorePermit<'r>, SemaphorePermit<'r>), tokio::sync::AcquireError> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let _waiting = Waiting(&self.waiting);
        Ok((peer.bodies().acquire().await?, self.bodies.acquire().await?))
    }

    /// Whether a body waits: then one that stands still gives up its room.
    fn is_wanted(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
    }
}

/// Fails where the headers say already that a body is too large.
pub(super) fn check_length(headers: &HeaderMap) -> Result<(), Fault> {
    let length = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > MAX_BODY as u64) { Err(too_large()) } else { Ok(()) }
}

/// Reads on what a refused request still sends, for a moment, and keeps nothing. A connection that is closed over unread
/// bytes takes the answer with it.
pub(super) fn discard(body: Body) {
    tokio::spawn(timeout(DISCARD_TIME, async move {
        let (mut body, mut left) = (pin!(body), MAX_BODY);
        while let Some(Ok(frame)) = body.frame().await {
            let length = frame.data_ref().map_or(0, bytes_of);
            let Some(rest) = left.checked_sub(length) else { return };
            left = rest;
        }
    }));
}

fn bytes_of(data: &axum::body::Bytes) -> usize {
    data.len()
}

#[expect(clippy::cast_precision_loss, reason = "bodies are smaller than 2^53 bytes")]
fn to_float(bytes: usize) -> f64 {
    bytes as f64
}

fn too_slow() -> Fault {
    let code = ErrorCode::from("RequestTimeoutException".to_owned());
    Fault::new(code, "The body took too long to come.").with_status(408)
}

fn too_large() -> Fault {
    let message = format!("The body is larger than {MAX_BODY} bytes.");
    Fault::new(ErrorCode::RequestEntityTooLarge, message).with_status(413)
}

fn cut() -> Fault {
    Fault::new(ErrorCode::Serialization, "The body was cut on its way.")
}
