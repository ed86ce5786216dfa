//! Reads request bodies. The deadline grows with the bytes that arrived, and only large bodies wait for memory. A client that
//! sends slowly blocks no other client.

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

/// Largest body, in bytes. The largest that an operation takes is 5 MiB in base64, some 7 MB.
const MAX_BODY: usize = 10 << 20;
/// Time for any body, before the rate counts.
const GRACE: Duration = Duration::from_secs(5);
/// Slowest average rate after that time, in bytes per second.
const RATE: f64 = 65_536.0;
/// Longest time for any body.
const BODY_TIME: Duration = Duration::from_mins(1);
/// Largest body, in bytes, that needs no slot. Every connection may use this much memory.
const SMALL: usize = 64 << 10;
/// Slots for large bodies.
const AT_ONCE: usize = 16;
/// How long a body with a slot may stall while another body waits for one.
const STALL: Duration = Duration::from_secs(1);
/// How long the body of a refused request is discarded, so that its sender can read the answer.
const DISCARD_TIME: Duration = Duration::from_secs(2);

/// The slots for large bodies.
#[derive(Debug)]
pub(super) struct Room {
    bodies: Semaphore,
    /// Number of bodies that wait for a slot.
    waiting: AtomicUsize,
}

impl Default for Room {
    fn default() -> Self {
        Self { bodies: Semaphore::new(AT_ONCE), waiting: AtomicUsize::new(0) }
    }
}

/// Counts a waiting body until it is dropped.
struct Waiting<'r>(&'r AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A body with its slots.
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
                // A peer waits for its own slots first, then for the shared ones. The waiting time does not count.
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

    /// Whether a body waits for a slot. A stalled body then loses its own.
    fn is_wanted(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
    }
}

/// Fails if `content-length` is too large.
pub(super) fn check_length(headers: &HeaderMap) -> Result<(), Fault> {
    let length = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > MAX_BODY as u64) { Err(too_large()) } else { Ok(()) }
}

/// Reads the rest of a refused request for a short time, and keeps nothing. Without this, closing the connection could destroy
/// the answer before the client reads it.
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
