//! Tests over real sockets: slow, silent or many clients do not block others, and other machines get no keys.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use holdout_service::{Allowed, Keys, ListenError, Options, PublicKeys, Server, Service, Settings};
use tokio::sync::oneshot;

const KEY: &str = "AKIDTEST";
const SECRET: &str = "a-secret-of-this-test";

/// A service that listens, until it is dropped.
struct Running {
    address: SocketAddr,
    end: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.end.take().unwrap().send(());
        let begun = Instant::now();
        self.thread.take().unwrap().join().unwrap();
        assert!(begun.elapsed() < Duration::from_secs(15), "it did not end");
    }
}

fn settings(listen: &str) -> Settings {
    Settings {
        listen: listen.parse().unwrap(),
        keys: Some(Keys::one(KEY, SECRET)),
        allowed: Allowed { hosts: vec!["box.lan".to_owned()], origins: Vec::new() },
        page: None,
        allowed_endpoints: Vec::new(),
        public_keys: None,
        session_lifetime: None,
        mishaps: Vec::new(),
        allow_insecure: false,
    }
}

fn start(settings: Settings) -> Running {
    let (told, addresses) = std::sync::mpsc::channel();
    let (end, ended) = oneshot::channel::<()>();
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let service = Service::open(Options::default()).unwrap();
            let server = Server::bind(service, settings).unwrap();
            told.send(server.address().unwrap()).unwrap();
            server.serve(async { drop(ended.await) }).await.unwrap();
        });
    });
    Running { address: addresses.recv().unwrap(), end: Some(end), thread: Some(thread) }
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream
}

/// A signed request for a list of projects, as bytes; its body may be padded with spaces.
fn signed(address: SocketAddr, body: &str) -> Vec<u8> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    support::signed(address, KEY, SECRET, now, "DescribeProjects", body)
}

/// The status of the answer.
fn status(mut stream: &TcpStream) -> Option<u16> {
    let mut head = [0; 12];
    stream.read_exact(&mut head).ok()?;
    std::str::from_utf8(&head).ok()?.strip_prefix("HTTP/1.1 ")?.parse().ok()
}

/// Sends a valid request, and returns the time until its answer.
fn honest(address: SocketAddr) -> Duration {
    let begun = Instant::now();
    let mut stream = connect(address);
    stream.write_all(&signed(address, "{}")).unwrap();
    assert_eq!(status(&stream), Some(200));
    begun.elapsed()
}

/// The head of a request with a large body, with more header lines.
fn promise(address: SocketAddr, more: &str) -> String {
    format!(
        "POST / HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/x-amz-json-1.1\r\n\
         x-amz-target: RekognitionService.DescribeProjects\r\ncontent-length: 5000000\r\n{more}\r\n"
    )
}

#[test]
fn headers_that_cannot_be_good_are_refused_before_any_body_comes() {
    let service = start(settings("127.0.0.1:0"));
    let address = service.address;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let header = |key: &str, time: Duration| {
        let text = support::signed(address, key, SECRET, time, "DescribeProjects", "{}");
        let text = String::from_utf8(text).unwrap();
        let wanted = |line: &&str| line.starts_with("authorization") || line.starts_with("x-amz-date");
        text.lines().filter(wanted).collect::<Vec<_>>().join("\r\n") + "\r\n"
    };
    let cases = [
        ("missing", String::new(), 400),
        (
            "malformed",
            "authorization: AWS4-HMAC-SHA256 Credential=x\r\nx-amz-date: 20260101T000000Z\r\n".to_owned(),
            400,
        ),
        ("another algorithm", "authorization: Bearer abc\r\n".to_owned(), 400),
        ("expired", header(KEY, now.saturating_sub(Duration::from_hours(1))), 400),
        ("unknown key", header("AKIDNOBODY", now), 400),
    ];
    for (name, more, expected) in cases {
        let begun = Instant::now();
        let mut stream = connect(address);
        stream.write_all(promise(address, &more).as_bytes()).unwrap();
        let status = status(&stream).unwrap();
        assert!(status == expected || status == 403, "{name}: {status}");
        assert!(begun.elapsed() < Duration::from_secs(1), "{name}: its body was waited for");
    }
}

#[test]
fn an_answer_that_refuses_is_read_by_who_sends_a_large_body() {
    let service = start(settings("127.0.0.1:0"));
    let mut stream = connect(service.address);
    stream.write_all(promise(service.address, "").as_bytes()).unwrap();
    stream.write_all(&vec![b' '; 5_000_000]).unwrap();
    assert!(matches!(status(&stream), Some(400 | 403)));
}

#[test]
fn slow_bodies_hold_up_nobody_and_are_ended() {
    let service = start(settings("127.0.0.1:0"));
    let address = service.address;
    // Unsigned requests, and signed requests that stop within the body.
    let mut slow = Vec::new();
    let begun = Instant::now();
    for part in [0, 1, 70_000, 200_000].into_iter().cycle().take(60) {
        let body = " ".repeat(400_000) + "{}";
        let request = signed(address, &body);
        let head = request.len() - body.len();
        let mut stream = connect(address);
        stream.write_all(&request[..head + part]).unwrap();
        slow.push(stream);
        let mut stream = connect(address);
        stream.write_all(promise(address, "").as_bytes()).unwrap();
        slow.push(stream);
    }
    assert!(honest(address) < Duration::from_secs(2), "slow bodies hold up a small one");
    let large = signed(address, &(" ".repeat(400_000) + "{}"));
    let mut stream = connect(address);
    stream.write_all(&large).unwrap();
    assert_eq!(status(&stream), Some(200));
    assert!(begun.elapsed() < Duration::from_secs(12), "slow bodies hold up a large one: {:?}", begun.elapsed());
    for stream in slow.iter().step_by(2) {
        assert_eq!(status(stream), Some(408));
    }
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
}

#[test]
fn clients_that_never_send_or_never_read_hold_up_nobody() {
    let service = start(settings("127.0.0.1:0"));
    let address = service.address;
    let mut idle = Vec::new();
    for number in 0..300 {
        let mut stream = connect(address);
        match number % 3 {
            0 => {}
            1 => stream.write_all(b"POST / HTTP/1.1\r\nhost: ").unwrap(),
            // Many requests, and no answer is read.
            _ => {
                let request = signed(address, "{}");
                stream.set_write_timeout(Some(Duration::from_millis(1))).unwrap();
                for _ in 0..50 {
                    if stream.write_all(&request).is_err() {
                        break;
                    }
                }
            }
        }
        idle.push(stream);
        if number % 50 == 49 {
            let took = honest(address);
            assert!(took < Duration::from_secs(4), "after {number}: {took:?}");
        }
    }
    let took = honest(address);
    assert!(took < Duration::from_secs(3), "{took:?}");
}

#[test]
fn clients_that_drip_headers_hold_up_nobody_for_long() {
    let service = start(settings("127.0.0.1:0"));
    let address = service.address;
    let mut streams: Vec<_> = (0..300).map(|_| connect(address)).collect();
    let (told, ended) = std::sync::mpsc::channel::<()>();
    let dripping = std::thread::spawn(move || {
        while ended.recv_timeout(Duration::from_millis(300)).is_err() {
            for stream in &mut streams {
                let _ = stream.write_all(b"P");
            }
        }
    });
    std::thread::sleep(Duration::from_secs(6));
    let took = (0..20).map(|_| honest(address)).max().unwrap();
    told.send(()).unwrap();
    dripping.join().unwrap();
    assert!(took < Duration::from_secs(2), "{took:?}");
}

/// Valid requests with changed, missing or doubled bytes, sent in pieces.
#[test]
fn requests_that_were_damaged_on_the_way_hold_up_nobody() {
    let service = start(settings("127.0.0.1:0"));
    let address = service.address;
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut draw = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 8).unwrap() % below
    };
    let mut open = Vec::new();
    for _ in 0..300 {
        let mut request = signed(address, "{\"MaxResults\":7}");
        for _ in 0..=draw(3) {
            let at = draw(request.len());
            match draw(3) {
                0 => request[at] = u8::try_from(draw(256)).unwrap(),
                1 => request.truncate(at.max(1)),
                _ => request.insert(at, request[at]),
            }
        }
        let mut stream = connect(address);
        let (first, rest) = request.split_at(draw(request.len()));
        let _ = stream.write_all(first).and_then(|()| stream.write_all(rest));
        open.push(stream);
        if open.len() % 60 == 0 {
            assert!(honest(address) < Duration::from_secs(3));
        }
    }
    assert!(honest(address) < Duration::from_secs(3));
}

#[test]
fn keys_are_told_to_this_machine_alone_whatever_the_request_says() {
    let public_keys = Some(PublicKeys { access_key: KEY.to_owned(), secret_key: SECRET.to_owned() });
    let service = start(Settings { public_keys, allow_insecure: true, ..settings("0.0.0.0:0") });
    let ask = |ip: IpAddr, host: &str| {
        let mut stream = connect(SocketAddr::new(ip, service.address.port()));
        let request = format!(
            "GET /.well-known/holdout-service HTTP/1.1\r\nhost: {host}\r\nx-forwarded-for: 127.0.0.1\r\nconnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    };
    let here: IpAddr = [127, 0, 0, 1].into();
    for host in ["localhost", "box.lan"] {
        assert!(ask(here, host).contains(SECRET), "{host}");
    }
    // An address of this machine that is not a loopback address stands for another machine.
    let Some(outside) = outside() else { return };
    for host in ["localhost", "127.0.0.1", "box.lan"] {
        let answer = ask(outside, host);
        assert!(answer.starts_with("HTTP/1.1 200") && !answer.contains(SECRET), "{host}: {answer}");
    }
}

/// Returns an address of this machine that is not a loopback address. Nothing is sent.
fn outside() -> Option<IpAddr> {
    let socket = std::net::UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}

#[tokio::test]
async fn other_machines_are_not_let_in_by_keys_that_everybody_knows() {
    let default = Some(PublicKeys { access_key: KEY.to_owned(), secret_key: SECRET.to_owned() });
    let bind = |listen: &str, keys: Option<Keys>, public_keys: Option<PublicKeys>, allow_insecure| {
        let settings = Settings { keys, public_keys, allow_insecure, ..settings(listen) };
        Server::bind(Service::open(Options::default()).unwrap(), settings)
    };
    let keys = || Some(Keys::one(KEY, SECRET));
    for listen in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        for (keys, public_keys) in [(keys(), default.clone()), (None, None)] {
            let error = bind(listen, keys, public_keys, false).unwrap_err();
            assert!(matches!(error, ListenError::Insecure(..)), "{listen}: {error}");
            assert!(error.to_string().contains("--allow-insecure"));
        }
    }
    for listen in ["127.0.0.1:0", "127.0.0.2:0"] {
        assert!(bind(listen, keys(), default.clone(), false).is_ok(), "{listen}");
        assert!(bind(listen, None, None, false).is_ok(), "{listen}");
    }
    assert!(bind("0.0.0.0:0", keys(), None, false).is_ok());
    assert!(bind("0.0.0.0:0", keys(), default, true).is_ok());
}

#[test]
fn a_content_type_that_only_ends_like_json_is_refused() {
    let service = start(Settings { keys: None, ..settings("127.0.0.1:0") });
    let ask = |kind: &str| {
        let mut stream = connect(service.address);
        let head = format!(
            "POST /?X-Amz-Target=RekognitionService.DescribeProjects HTTP/1.1\r\nhost: localhost\r\ncontent-type: {kind}\r\n\
             accept: application/json\r\ncontent-length: 2\r\n\r\n{{}}"
        );
        stream.write_all(head.as_bytes()).unwrap();
        status(&stream).unwrap()
    };
    assert_eq!(ask("application/json"), 200);
    for kind in ["text/plain;a=,application/json", "text/plain, application/json", "text/plain", "application/json,x"] {
        assert_eq!(ask(kind), 415, "{kind}");
    }
}
