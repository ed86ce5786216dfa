//! Listening, on both loopback addresses, with limits that keep slow or many clients from taking all there is.

use std::convert::Infallible;
use std::future::Future;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::response::Response;
use futures_util::future::{Either, select};
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tower::ServiceExt;

use super::about::PublicKeys;
use super::api::{AT_ONCE, Front, handle};
use super::auth::Keys;
use super::body::Room;
use super::connections::{Admitted, Connections, Watched};
use super::guard::Allowed;
use super::mishap::{Lost, Mishap, Mishaps};
use super::page::{AllowedEndpoint, Page, PageSource};
use super::sessions::Sessions;
use crate::jobs::Runner;
use crate::service::Service;

/// How long the headers of a request may take to come.
const HEADER_TIME: Duration = Duration::from_secs(15);
/// How long requests that are being answered may take when the service ends.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// How a server is set up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen. `127.0.0.1` stands for `::1` as well, for `localhost` may mean either. Port 0 is any that is free.
    pub listen: SocketAddr,
    /// Who may sign; nobody need where it is absent.
    pub keys: Option<Keys>,
    /// Names and pages that are let in besides those of this machine.
    pub allowed: Allowed,
    /// A page to serve as well.
    pub page: Option<PageSource>,
    /// Addresses that it may reach besides those of its policy.
    pub allowed_endpoints: Vec<AllowedEndpoint>,
    /// Keys that a page may be told, for anybody knows them.
    pub public_keys: Option<PublicKeys>,
    /// How long a session's token is good after it is first seen; for ever where it is absent.
    pub session_lifetime: Option<Duration>,
    /// What goes wrong on purpose.
    pub mishaps: Vec<Mishap>,
    /// Allow other machines even with public keys or without signatures.
    pub allow_insecure: bool,
}

impl Settings {
    /// Returns the reason why any machine in reach could use the service.
    fn insecure(&self) -> Option<&'static str> {
        if self.allow_insecure || self.listen.ip().to_canonical().is_loopback() {
            return None;
        }
        match (&self.keys, &self.public_keys) {
            (None, _) => Some("no signature is asked for"),
            (_, Some(_)) => Some("the keys are the public defaults"),
            _ => None,
        }
    }
}

/// Why there is nothing to listen on.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// Somebody else is there.
    #[error("another program listens on {0}: end it, or choose another port")]
    InUse(SocketAddr),
    /// The machine says no.
    #[error("cannot listen on {0}: {1}")]
    Refused(SocketAddr, std::io::Error),
    /// Any machine in reach could use the service.
    #[error(
        "other machines can reach {0}, and {1}: choose keys of your own, listen on a loopback address, or allow it with \
         --allow-insecure"
    )]
    Insecure(SocketAddr, &'static str),
    /// The page's folder cannot be used.
    #[error("cannot use the folder of the page: {0}")]
    Page(std::io::Error),
}

/// Why a service cannot continue.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The thread that runs jobs ended.
    #[error(
        "the thread that runs jobs ended by a panic; this is a bug of holdout. The next start runs the accepted jobs"
    )]
    Runner,
}

/// A service that listens.
#[derive(Debug)]
pub struct Server {
    listeners: Vec<tokio::net::TcpListener>,
    front: Arc<Front>,
}

impl Server {
    /// Listens, and starts to work off jobs. It is to be called in a Tokio runtime.
    pub fn bind(service: Service, settings: Settings) -> Result<Self, ListenError> {
        if let Some(reason) = settings.insecure() {
            return Err(ListenError::Insecure(settings.listen, reason));
        }
        let page = settings.page.as_ref().map(|source| Page::new(source, &settings.allowed_endpoints));
        let page = page.transpose().map_err(ListenError::Page)?;
        let listeners = listeners(settings.listen)?;
        let service = Arc::new(service);
        let runner = Runner::start(Arc::clone(&service));
        let mut allowed = settings.allowed;
        if !settings.listen.ip().is_unspecified() {
            allowed.hosts.push(host(settings.listen.ip()));
        }
        let front = Front {
            service,
            runner,
            keys: settings.keys,
            allowed,
            page,
            public_keys: settings.public_keys,
            sessions: settings.session_lifetime.map(Sessions::new),
            mishaps: Mishaps::new(settings.mishaps),
            room: Room::default(),
            turns: Semaphore::new(AT_ONCE),
        };
        Ok(Self { listeners, front: Arc::new(front) })
    }

    /// Where it listens.
    pub fn address(&self) -> Option<SocketAddr> {
        self.listeners.first()?.local_addr().ok()
    }

    /// Answers until `end` completes. Fails if the service cannot continue.
    pub async fn serve(self, end: impl Future<Output = ()>) -> Result<(), ServeError> {
        let router = Router::new().fallback(handle).with_state(Arc::clone(&self.front));
        let mut servers = JoinSet::new();
        let connections = Arc::<Connections>::default();
        let (ending, watched) = watch::channel(false);
        for listener in self.listeners {
            if let Ok(address) = listener.local_addr() {
                tracing::info!(%address, "listening");
            }
            servers.spawn(accept(listener, router.clone(), Arc::clone(&connections), watched.clone()));
        }
        let failed = matches!(select(pin!(end), pin!(self.front.runner.failed())).await, Either::Right(_));
        tracing::info!("ending");
        servers.shutdown().await;
        // What is being answered is answered; connections that wait for a request are closed.
        let _ = ending.send(true);
        let begun = Instant::now();
        while !connections.is_empty() && begun.elapsed() < LAST_WORDS {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        if failed { Err(ServeError::Runner) } else { Ok(()) }
    }
}

async fn accept(
    listener: tokio::net::TcpListener,
    router: Router,
    connections: Arc<Connections>,
    ending: watch::Receiver<bool>,
) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                let Some(admitted) = connections.admit(peer.ip()).await else {
                    tracing::warn!(peer = %peer.ip(), "a connection was refused: all others are busy");
                    continue;
                };
                tokio::spawn(converse(stream, router.clone(), ending.clone(), admitted));
            }
            // Out of file descriptors, most likely: others will be closed.
            Err(error) => {
                tracing::warn!(%error, "a connection cannot be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

async fn converse(stream: TcpStream, router: Router, mut ending: watch::Receiver<bool>, admitted: Admitted) {
    let _ = stream.set_nodelay(true);
    let connection = Arc::clone(&admitted.connection);
    let stream = Watched::new(stream, Arc::clone(&connection));
    let service = ServiceExt::<Request<Incoming>>::map_result(router, deliver);
    let service = service.map_request(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Arc::clone(&connection));
        request
    });
    let answers = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_headers(64)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    let mut answers = pin!(answers);
    // A client that goes away, or sends what is no HTTP, concerns nobody else.
    let ends = {
        let told = pin!(ending.wait_for(|ending| *ending));
        let closing = pin!(admitted.connection.closing());
        match select(answers.as_mut(), select(told, closing)).await {
            Either::Left(_) | Either::Right((Either::Right(_), _)) => false,
            Either::Right((Either::Left(_), _)) => true,
        }
    };
    if ends {
        answers.as_mut().graceful_shutdown();
        let _ = answers.await;
    }
}

/// An answer that is to be lost is none: the connection ends without one.
fn deliver(answer: Result<Response, Infallible>) -> Result<Response, Lost> {
    match answer {
        Ok(response) => response.extensions().get().map_or(Ok(()), |lost: &Lost| Err(*lost)).map(|()| response),
        Err(never) => match never {},
    }
}

fn listeners(address: SocketAddr) -> Result<Vec<tokio::net::TcpListener>, ListenError> {
    let first = listen(address)?;
    let port = first.local_addr().map_or(address.port(), |address| address.port());
    let mut listeners = vec![first];
    if address.ip() == IpAddr::V4(Ipv4Addr::LOCALHOST) {
        match listen(SocketAddr::from((Ipv6Addr::LOCALHOST, port))) {
            Ok(listener) => listeners.push(listener),
            // Any free port was asked for, and this one is free enough.
            Err(ListenError::InUse(_)) if address.port() == 0 => {}
            Err(ListenError::InUse(address)) => return Err(ListenError::InUse(address)),
            // A machine without IPv6.
            Err(_) => {}
        }
    }
    let into_tokio = |listener: TcpListener| {
        listener.set_nonblocking(true)?;
        tokio::net::TcpListener::from_std(listener)
    };
    listeners
        .into_iter()
        .map(into_tokio)
        .collect::<Result<_, _>>()
        .map_err(|error| ListenError::Refused(address, error))
}

fn listen(address: SocketAddr) -> Result<TcpListener, ListenError> {
    TcpListener::bind(address).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => ListenError::InUse(address),
        _ => ListenError::Refused(address, error),
    })
}

fn host(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_port_in_use_is_an_error_that_says_what_to_do() {
        let other = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let error = listeners(other.local_addr().unwrap()).map(drop).unwrap_err().to_string();
        assert!(error.contains("another program") && error.contains("another port"), "{error}");
    }
}
