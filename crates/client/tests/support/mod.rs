//! A service that answers what a test wrote down, and a machine whose time passes only when somebody sleeps.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::unnecessary_wraps, reason = "a test may panic")]

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::time::Duration;

use holdout_client::Client;
use holdout_client::credentials::{Credentials, CredentialsSource};
use holdout_client::endpoint::{Endpoint, EndpointOptions};
use holdout_client::environment::Environment;
use holdout_client::error::{TransportError, TransportErrorKind};
use holdout_client::transport::Transport;
use http::{Request, Response};
use serde_json::Value;

/// 2026-01-01T00:00:00Z.
pub const START: u64 = 1_767_225_600;

pub struct Machine {
    now: Cell<Duration>,
    pub slept: RefCell<Vec<Duration>>,
    pub chance: Cell<f64>,
}

impl Default for Machine {
    fn default() -> Self {
        Self { now: Cell::new(Duration::from_secs(START)), slept: RefCell::default(), chance: Cell::new(1.0) }
    }
}

impl Environment for &Machine {
    fn now(&self) -> Duration {
        self.now.get()
    }

    fn random(&self) -> f64 {
        self.chance.get()
    }

    async fn sleep(&self, time: Duration) {
        self.now.set(self.now.get() + time);
        self.slept.borrow_mut().push(time);
    }
}

pub type Reply = Result<Response<Vec<u8>>, TransportError>;

/// Answers in the order in which they were written down, and keeps what it was asked.
#[derive(Default)]
pub struct Script {
    replies: RefCell<VecDeque<Reply>>,
    pub asked: RefCell<Vec<Request<Vec<u8>>>>,
}

impl Script {
    pub fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        Self { replies: RefCell::new(replies.into_iter().collect()), asked: RefCell::default() }
    }

    pub fn operations(&self) -> Vec<String> {
        let target = |request: &Request<Vec<u8>>| request.headers()["x-amz-target"].to_str().unwrap().to_owned();
        self.asked.borrow().iter().map(|request| target(request).replace("RekognitionService.", "")).collect()
    }
}

impl Transport for &Script {
    async fn send(&self, request: Request<Vec<u8>>) -> Reply {
        self.asked.borrow_mut().push(request);
        self.replies.borrow_mut().pop_front().expect("a request that the test did not expect")
    }
}

pub fn reply(status: u16, body: impl AsRef<[u8]>) -> Reply {
    Ok(Response::builder().status(status).header("x-amzn-requestid", "r-1").body(body.as_ref().to_vec()).unwrap())
}

pub fn ok(body: &Value) -> Reply {
    reply(200, body.to_string())
}

pub fn error(status: u16, name: &str) -> Reply {
    reply(status, format!(r#"{{"__type":"{name}","message":"words"}}"#))
}

pub fn lost() -> Reply {
    Err(TransportError::new(TransportErrorKind::Interrupted, "reset by peer"))
}

pub fn with_header(reply: Reply, name: &'static str, value: &str) -> Reply {
    let mut reply = reply?;
    reply.headers_mut().insert(name, value.parse().unwrap());
    Ok(reply)
}

pub fn client<'t>(script: &'t Script, machine: &'t Machine) -> Client<&'t Script, &'t Machine> {
    client_with(script, machine, Credentials::new("AKID", "hush-secret").into())
}

pub fn client_with<'t>(
    script: &'t Script,
    machine: &'t Machine,
    credentials: CredentialsSource,
) -> Client<&'t Script, &'t Machine> {
    let options = EndpointOptions { region: "us-east-1".to_owned(), ..EndpointOptions::default() };
    Client::new(Endpoint::new(&options).unwrap(), credentials, script, machine)
}
