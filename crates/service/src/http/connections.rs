//! The connections that there are: a limited number, shared between the peers. A new one always finds room while another
//! does nothing, so that nobody can keep others out by opening connections and leaving them.

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

/// Connections at once.
const MOST: usize = 256;
/// A connection that nothing was read from or written to for so long, and that waits for no work of ours, may be closed to
/// make room.
const IDLE: Duration = Duration::from_secs(1);
/// So may one that has had so long for its request or its answer, whatever comes and goes.
const TURN: Duration = Duration::from_secs(5);
/// How long a new connection waits for room.
const WAIT: Duration = Duration::from_secs(5);
/// How long an answer may stand still because its reader takes nothing.
const WRITE_TIME: Duration = Duration::from_secs(10);
/// Large bodies that one peer may have in memory at once.
const BODIES: usize = 8;

/// Whoever is at the other end: an address, or a network of one's own in version 6.
#[derive(Debug)]
pub(super) struct Peer {
    address: IpAddr,
    bodies: Semaphore,
}

impl Peer {
    /// Whether it is this machine. Headers say what they like; the socket does not.
    pub(super) fn is_this_machine(&self) -> bool {
        self.address.is_loopback()
    }

    /// What logs call it.
    pub(super) fn address(&self) -> IpAddr {
        self.address
    }

    /// Its share of the room for bodies.
    pub(super) fn bodies(&self) -> &Semaphore {
        &self.bodies
    }
}

/// One connection.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) peer: Arc<Peer>,
    opened: Instant,
    /// Milliseconds after it was opened.
    last: AtomicU64,
    /// The same of the last request that we were done with.
    served: AtomicU64,
    /// Requests that we are at.
    working: AtomicUsize,
    closing: Notify,
}

impl Connection {
    /// Notes that we are at a request, until what is given is dropped: meanwhile it is not to be closed.
    pub(super) fn work(self: &Arc<Self>) -> Work {
        self.working.fetch_add(1, Ordering::Relaxed);
        Work(Arc::clone(self))
    }

    /// Comes when it is to make room.
    pub(super) async fn closing(&self) {
        self.closing.notified().await;
    }

    /// Milliseconds since it was opened.
    fn now(&self) -> u64 {
        u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn touch(&self) {
        self.last.store(self.now(), Ordering::Relaxed);
    }

    /// When bytes last came or went.
    fn last_active(&self) -> Instant {
        self.opened + Duration::from_millis(self.last.load(Ordering::Relaxed))
    }

    fn may_go(&self) -> bool {
        let turn = Duration::from_millis(self.now().saturating_sub(self.served.load(Ordering::Relaxed)));
        self.working.load(Ordering::Relaxed) == 0 && (turn >= TURN || self.last_active().elapsed() >= IDLE)
    }
}

/// We are at a request.
pub(super) struct Work(Arc<Connection>);

impl Drop for Work {
    fn drop(&mut self) {
        // From now on its reader's time runs.
        self.0.touch();
        self.0.served.store(self.0.now(), Ordering::Relaxed);
        self.0.working.fetch_sub(1, Ordering::Relaxed);
    }
}

/// All connections.
#[derive(Debug, Default)]
pub(super) struct Connections {
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    last: u64,
    all: BTreeMap<u64, Arc<Connection>>,
}

/// A connection that has room, until it is dropped.
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

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.open().all.is_empty()
    }

    /// Makes room for a connection. Nothing where all others are busy for too long.
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

    /// The connection to close for one of `address`: that of the peer with the most, and of those the one that has been idle
    /// for longest. A peer does not push out one that has fewer than itself.
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

/// Addresses that are one peer: in version 6 anybody has a whole network.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) if !address.is_loopback() => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        address => address,
    }
}

/// A stream that notes when bytes come and go, and fails where its reader takes nothing for too long.
pub(super) struct Watched<S> {
    stream: S,
    connection: Arc<Connection>,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl<S> Watched<S> {
    pub(super) fn new(stream: S, connection: Arc<Connection>) -> Self {
        Self { stream, connection, stalled: None }
    }

    /// What became of a write: some progress, or a wait that ends.
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
            // As if it had been opened before, and nothing had come.
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
        // Nobody is idle yet.
        assert!(connections.open().admit(address(3)).is_none());
        tokio::time::sleep(IDLE).await;
        idle(&connections);
        let busy = all.iter().take(10).map(|admitted| admitted.connection.work()).collect::<Vec<_>>();
        all.push(connections.admit(address(3)).await.unwrap());
        let closed = &all[10].connection;
        tokio::time::timeout(Duration::from_secs(1), closed.closing()).await.unwrap();
        // The one with most pushes out its own, not those of others.
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
