//! The native client against a socket that misbehaves.

#![cfg(feature = "native")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use holdout_client::Client;
use holdout_client::credentials::Credentials;
use holdout_client::endpoint::{Endpoint, EndpointOptions};
use holdout_client::environment::Native;
use holdout_client::error::{Error, TransportErrorKind};
use holdout_client::transport::Http;
use holdout_client::types::DescribeProjectsRequest;

/// Answers each connection with the next of these bytes, whatever is asked, and closes it. Tells what was asked.
fn stub(answers: &'static [&'static str]) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let (mut text, mut buffer) = (Vec::new(), [0; 4096]);
            while !text.ends_with(b"{}") {
                let read = stream.read(&mut buffer).unwrap();
                text.extend_from_slice(&buffer[..read]);
            }
            stream.write_all(answer.as_bytes()).unwrap();
            sender.send(String::from_utf8(text).unwrap()).unwrap();
        }
    });
    (url, receiver)
}

async fn ask(url: &str) -> Result<(), Error> {
    let options =
        EndpointOptions { region: "us-east-1".to_owned(), url: Some(url.to_owned()), ..EndpointOptions::default() };
    let endpoint = Endpoint::new(&options).unwrap();
    let client = Client::new(endpoint, Credentials::new("AKID", "hush-secret"), Http::new().unwrap(), Native);
    client.call(&DescribeProjectsRequest::default()).await.map(drop)
}

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";

#[tokio::test]
async fn a_request_has_the_fewest_headers_and_no_secret() {
    let (url, asked) = stub(&[OK]);
    ask(&url).await.unwrap();
    let text = asked.recv().unwrap();
    let names: Vec<_> = text.lines().skip(1).map_while(|line| line.split_once(':')).map(|(name, _)| name).collect();
    assert_eq!(names, ["content-type", "host", "x-amz-target", "x-amz-date", "authorization", "content-length"]);
    assert!(text.starts_with("POST / HTTP/1.1") && !text.contains("hush"), "{text}");
}

#[tokio::test]
async fn cut_empty_and_foreign_answers_are_tried_again() {
    for answer in [
        "",
        "HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{\"Projec",
        "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 12\r\nconnection: close\r\n\r\n<html></html",
        "nonsense\r\n\r\n",
    ] {
        let answers: &'static [&'static str] = Vec::leak(vec![answer, OK]);
        let (url, asked) = stub(answers);
        ask(&url).await.unwrap_or_else(|error| panic!("{answer:?}: {error}"));
        assert_eq!(asked.iter().take(2).count(), 2);
    }
}

#[tokio::test]
async fn a_redirection_is_not_followed() {
    let (url, asked) = stub(&[
        "HTTP/1.1 307 Over There\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    ]);
    assert!(matches!(ask(&url).await, Err(Error::Unreadable { status: 307, .. })));
    assert_eq!(asked.iter().count(), 1);
}

#[tokio::test]
async fn nobody_there_is_told_from_a_lost_answer() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let Err(Error::Transport(error)) = ask(&format!("http://127.0.0.1:{port}")).await else { panic!("no error") };
    assert_eq!(error.kind, TransportErrorKind::Connect);
    let (url, _asked) = stub(&["", "", ""]);
    let Err(Error::Transport(error)) = ask(&url).await else { panic!("no error") };
    assert_eq!(error.kind, TransportErrorKind::Interrupted);
}
