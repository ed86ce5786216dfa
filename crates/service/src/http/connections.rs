//! Limits the number of connections, and shares them between peers. A new connection replaces an idle one, so that a client
//! cannot block others with connections that it does not use.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv6Addr};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{Notify, Semaphore};
use tokio::time::Sleep;

/// Largest number of connections.
const MOST: usize = 256;
/// A connection without traffic for this long may be replaced, unless an operation runs for it.
const IDLE: Duration = Duration::from_secs(1);
/// A connection that needs longer than this for one request or answer may be replaced even with traffic.
const TURN: Duration = Duration::from_secs(5);
/// How long a new connection waits for a place.
const WAIT: Duration = Duration::from_secs(5);
/// How long an answer may stall because its client does not read.
const WRITE_TIME: Duration = Duration::from_secs(10);
/// Slots for large bodies of one peer.
const BODIES: usize = 8;

/// A client, by its IPv4 address or its IPv6 network.
#[derive(Debug)]
pub(super) struct Peer {
    address: IpAddr,
    bodies: Semaphore,
}

impl Peer {
    /// Whether the client is on this machine, by the address of the socket. Headers can be forged.
    pub(super) fn is_this_machine(&self) -> bool {
        self.address.is_loopback()
    }

    /// The address, for logs.
    pub(super) fn address(&self) -> IpAddr {
        self.address
    }

    /// The peer's slots for large bodies.
    pub(super) fn bodies(&self) -> &Semaphore {
        &self.bodies
    }
}

/// An open connection.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) peer: Arc<Peer>,
    opened: Instant,
    /// Time of the last traffic, in milliseconds after `opened`.
    last: AtomicU64,
    /// End of the last operation, in milliseconds after `opened`.
    served: AtomicU64,
    /// Number of operations that run for it.
    working: AtomicUsize,
    closing: Notify,
}

impl Connection {
    /// Marks the connection as busy until the result is dropped. A busy connection is not replaced.
    pub(super) fn work(self: &Arc<Self>) -> Work {
        self.working.fetch_add(1, Ordering::Relaxed);
        Work(Arc::clone(self))
    }

    /// Completes when the connection is replaced.
    pub(super) async fn closing(&self) {
        self.closing.notified().await;
    }

    /// Returns the milliseconds since `opened`.
    fn now(&self) -> u64 {
        u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn touch(&self) {
        self.last.store(self.now(), Ordering::Relaxed);
    }

    /// Returns the time of the last traffic.
    fn last_active(&self) -> Instant {
        self.opened + Duration::from_millis(self.last.load(Ordering::Relaxed))
    }

    fn may_go(&self) -> bool {
        let turn = Duration::from_millis(self.now().saturating_sub(self.served.load(Ordering::Relaxed)));
        self.working.load(Ordering::Relaxed) == 0 && (turn >= TURN || self.last_active().elapsed() >= IDLE)
    }
}

/// Marks a connection as busy.
pub(super) struct Work(Arc<Connection>);

impl Drop for Work {
    fn drop(&mut self) {
        // The time to read the answer starts now.
        self.0.touch();
        self.0.served.store(self.0.now(), Ordering::Relaxed);
        self.0.working.fetch_sub(1, Ordering::Relaxed);
    }
}

/// All open connections.
#[derive(Debug, Default)]
pub(super) struct Connections {
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    last: u64,
    all: BTreeMap<u64, Arc<Connection>>,
}

/// A connection with a place. Dropping it frees the place.
pub(super) struct Admitted {
    pub(super) connection: Arc<Connection>,
    id: u64,
    from: Arc<Connections>,
}

impl Drop for Admitted {
    fn drop(&mut self) {
        self.from.open().all.remove(&self.id);
    }
}

impl Connections {
    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether no connection is open.
    pub(super) fn is_empty(&self) -> bool {
        self.open().all.is_empty()
    }

    /// Finds a place for a connection. Returns `None` if all others stay busy for too long.
    pub(super) async fn admit(self: &Arc<Self>, address: IpAddr) -> Option<Admitted> {
        let begun = Instant::now();
        loop {
            if let Some((id, connection)) = self.open().admit(network(address)) {
                return Some(Admitted { connection, id, from: Arc::clone(self) });
            }
            if begun.elapsed() > WAIT {
                return None;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Open {
    fn admit(&mut self, address: IpAddr) -> Option<(u64, Arc<Connection>)> {
        if self.all.len() >= MOST {
            let id = self.idlest(address)?;
            if let Some(connection) = self.all.remove(&id) {
                tracing::debug!(peer = %connection.peer.address, "an idle connection is closed to make room");
                connection.closing.notify_one();
            }
        }
        let known = self.all.values().find(|connection| connection.peer.address == address);
        let peer = known.map_or_else(
            || Arc::new(Peer { address, bodies: Semaphore::new(BODIES) }),
            |connection| Arc::clone(&connection.peer),
        );
        let connection = Arc::new(Connection {
            peer,
            opened: Instant::now(),
            last: AtomicU64::new(0),
            served: AtomicU64::new(0),
            working: AtomicUsize::new(0),
            closing: Notify::new(),
        });
        self.last += 1;
        self.all.insert(self.last, Arc::clone(&connection));
        Some((self.last, connection))
    }

    /// Returns the connection to replace: the longest idle one of the peer with the most connections. A peer never replaces a
    /// connection of a peer with fewer.
    fn idlest(&self, address: IpAddr) -> Option<u64> {
        let mut counts = BTreeMap::<IpAddr, usize>::new();
        for connection in self.all.values() {
            *counts.entry(connection.peer.address).or_default() += 1;
        }
        let count = |address| counts.get(&address).copied().unwrap_or_default();
        let idle = self.all.iter().filter(|(_, connection)| connection.may_go());
        let least = count(address);
        let others = idle.filter(|(_, connection)| count(connection.peer.address) >= least);
        let order = |connection: &Connection| (count(connection.peer.address), Reverse(connection.last_active()));
        others.max_by_key(|(_, connection)| order(connection)).map(|(id, _)| *id)
    }
}

/// Returns the address that stands for a peer: in IPv6 one client has a whole /64 network.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) if !address.is_loopback() => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        address => address,
    }
}

/// A stream that records traffic, and fails if its client does not read for too long.
pub(super) struct Watched<S> {
    stream: S,
    connection: Arc<Connection>,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl<S> Watched<S> {
    pub(super) fn new(stream: S, connection: Arc<Connection>) -> Self {
        Self { stream, connection, stalled: None }
    }

    /// Handles the result of a write: records progress, or limits the wait.
    fn written<R>(&mut self, context: &mut Context<'_>, result: Poll<io::Result<R>>) -> Poll<io::Result<R>> {
        if result.is_ready() {
            self.connection.touch();
            self.stalled = None;
            return result;
        }
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(tokio::time::sleep(WRITE_TIME)));
        match stalled.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.stream).poll_read(context, buffer);
        if result.is_ready() {
            self.connection.touch();
        }
        result
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.written(context, result)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.written(context, result)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.stream).poll_shutdown(context);
        self.written(context, result)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> IpAddr {
        IpAddr::from([10, 0, 0, last])
    }

    fn idle(connections: &Connections) {
        for connection in connections.open().all.values() {
            // No traffic since it was opened.
            connection.last.store(0, Ordering::Relaxed);
        }
    }

    #[tokio::test]
    async fn a_peer_with_few_finds_room_at_the_cost_of_one_with_many() {
        let connections = Arc::<Connections>::default();
        let mut all = Vec::new();
        for _ in 0..MOST - 1 {
            all.push(connections.admit(address(1)).await.unwrap());
        }
        all.push(connections.admit(address(2)).await.unwrap());
        // No connection is idle yet.
        assert!(connections.open().admit(address(3)).is_none());
        tokio::time::sleep(IDLE).await;
        idle(&connections);
        let busy = all.iter().take(10).map(|admitted| admitted.connection.work()).collect::<Vec<_>>();
        all.push(connections.admit(address(3)).await.unwrap());
        let closed = &all[10].connection;
        tokio::time::timeout(Duration::from_secs(1), closed.closing()).await.unwrap();
        // The peer with the most connections replaces its own.
        idle(&connections);
        all.push(connections.admit(address(1)).await.unwrap());
        let of = |peer| connections.open().all.values().filter(|one| one.peer.address == peer).count();
        assert_eq!([of(address(1)), of(address(2)), of(address(3))], [MOST - 2, 1, 1]);
        drop((busy, all));
        assert!(connections.is_empty());
    }

    #[test]
    fn a_network_of_version_6_is_one_peer() {
        let same = ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9"].map(|text| network(text.parse().unwrap()));
        assert_eq!(same[0], same[1]);
        assert_ne!(same[0], network("2001:db8:1:3::1".parse().unwrap()));
        assert!(network("::1".parse().unwrap()).is_loopback());
        assert!(network("::ffff:127.0.0.1".parse().unwrap()).is_loopback());
        assert!(!network("::ffff:10.0.0.1".parse().unwrap()).is_loopback());
    }
}
