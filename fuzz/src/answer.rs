//! What anybody may answer a request with: the client reads it or says what it was, asks no more often than it may, and
//! finds the name of an error in every form in which services write it.

#![no_main]

mod http_text;

use std::cell::Cell;
use std::future::Future;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use holdout_client::Client;
use holdout_client::credentials::Credentials;
use holdout_client::endpoint::{Endpoint, EndpointOptions};
use holdout_client::environment::Environment;
use holdout_client::error::{Error, TransportError};
use holdout_client::retry::MAX_ATTEMPTS;
use holdout_client::transport::Transport;
use holdout_client::types::{
    DescribeDatasetRequest, DescribeProjectsRequest, DistributeDatasetEntriesRequest, ListDatasetEntriesRequest,
    ListDatasetLabelsRequest, Operation,
};
use http::{Request, Response};
use http_text::Message;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

const TRAIN: &str = "arn:aws:rekognition:us-east-1:111122223333:project/p/dataset/train/1";
const TEST: &str = "arn:aws:rekognition:us-east-1:111122223333:project/p/dataset/test/2";

/// The longest that a service can make the client wait before one request: our own twenty seconds, and five of its.
const LONGEST: Duration = Duration::from_secs(25);

fuzz_target!(|input: &[u8]| {
    let message = Message::read(input);
    let Some(status) = message.status else { return };
    asked::<DescribeDatasetRequest>(&json!({ "DatasetArn": TRAIN }), &message);
    asked::<DescribeProjectsRequest>(&json!({}), &message);
    asked::<ListDatasetEntriesRequest>(&json!({ "DatasetArn": TRAIN }), &message);
    asked::<ListDatasetLabelsRequest>(&json!({ "DatasetArn": TRAIN }), &message);
    let both = json!({ "Datasets": [{ "Arn": TRAIN }, { "Arn": TEST }] });
    let answered = asked::<DistributeDatasetEntriesRequest>(&both, &message);
    if let Some(name) = plain_name(&message.body)
        && !(200..300).contains(&status)
        && message.header("x-amzn-errortype").is_none()
    {
        assert_eq!(answered.code().map(ToString::to_string).as_deref(), Some(name.as_str()));
        in_all_forms(&name, &message);
    }
});

/// Carries out an operation that is answered so whenever it is sent. What came of it, or a failure that stands for success.
fn asked<I: Operation>(input: &Value, message: &Message) -> Error {
    let input: I = serde_json::from_value(input.clone()).expect("it is what the operation takes");
    let machine = Machine::default();
    let wire = Wire { message, sent: Cell::default() };
    let endpoint = EndpointOptions { region: "us-east-1".to_owned(), ..EndpointOptions::default() };
    let endpoint = Endpoint::new(&endpoint).expect("there is such a region");
    let secret = secret_unlike(message);
    let client = Client::new(endpoint, Credentials::new("AKID", &secret), &wire, &machine);
    let result = finish(client.call(&input));
    // One more where the clock was put right.
    assert!(wire.sent.get() <= MAX_ATTEMPTS + 1, "sent {} times", wire.sent.get());
    let is_success = message.status.is_some_and(|status| (200..300).contains(&status));
    match result {
        Ok(answer) => {
            assert!(is_success, "an error is no answer");
            serde_json::to_string(&answer.output).expect("what was read can be written");
            Error::Request(String::new())
        }
        Err(error) => {
            assert!(!error.to_string().is_empty() && !error.to_string().contains(&secret));
            let code = error.envelope_code();
            let plain = |letter: char| letter == '_' || letter.is_ascii_uppercase() || letter.is_ascii_digit();
            assert!(!code.is_empty() && code.chars().all(plain), "{code:?}");
            match &error {
                Error::Service(service) => {
                    assert!(!is_success);
                    let name = service.code.as_str();
                    assert!(!name.is_empty() && name == name.trim() && !name.contains(['#', ':']), "{name:?}");
                }
                Error::Unreadable { excerpt, .. } => assert!(!excerpt.contains('\n')),
                Error::Transport(_) | Error::Credentials(_) => panic!("nothing of the kind happened: {error}"),
                Error::Request(_) => panic!("the request is good: {error}"),
            }
            if !I::IDEMPOTENT && error.may_have_been_accepted() {
                assert!(wire.sent.get() <= 2, "what may have been accepted is not sent again");
            }
            error
        }
    }
}

/// A secret that no answer can have in it: errors cite answers.
fn secret_unlike(message: &Message) -> String {
    let mut hasher = DefaultHasher::new();
    (message.status, &message.headers, &message.body).hash(&mut hasher);
    format!("hush-{:016x}", hasher.finish())
}

/// The name in a body that has one and nothing else that could be one.
fn plain_name(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let name = body.get("__type")?.as_str()?;
    let plain = |letter: char| letter.is_ascii_alphanumeric();
    (!name.is_empty() && name.chars().all(plain)).then(|| name.to_owned())
}

/// The forms of AWS's protocol tests: with a namespace before it and an address behind, in each member and in the header.
fn in_all_forms(name: &str, message: &Message) {
    let body = |member: &str, text: String| json!({ member: text, "message": "m" }).to_string().into_bytes();
    let bodies = [
        (None, body("__type", format!("a.b#{name}"))),
        (None, body("code", format!("a.b#{name}:http://internal/"))),
        (None, body("Code", format!("{name}:"))),
        (Some(format!("{name}:http://internal/")), b"<html>".to_vec()),
    ];
    for (header, body) in bodies {
        let headers = header.map(|header| ("x-amzn-errortype".to_owned(), header)).into_iter().collect();
        let same = Message { status: message.status, headers, body };
        let error = asked::<DescribeDatasetRequest>(&json!({ "DatasetArn": TRAIN }), &same);
        assert_eq!(error.code().map(ToString::to_string).as_deref(), Some(name), "{same:?}");
    }
}

/// Answers everything alike.
struct Wire<'m> {
    message: &'m Message,
    sent: Cell<u32>,
}

impl Transport for &Wire<'_> {
    async fn send(&self, _: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        self.sent.set(self.sent.get() + 1);
        let mut response = Response::builder().status(self.message.status.unwrap_or(500));
        for (name, value) in &self.message.headers {
            response = response.header(name, value);
        }
        Ok(response.body(self.message.body.clone()).expect("what can't be in a message was left out"))
    }
}

/// A clock that goes on only while somebody waits, which takes no time.
#[derive(Default)]
struct Machine {
    slept: Cell<Duration>,
}

impl Environment for &Machine {
    fn now(&self) -> Duration {
        Duration::from_secs(1_767_225_600) + self.slept.get()
    }

    fn random(&self) -> f64 {
        1.0
    }

    async fn sleep(&self, time: Duration) {
        assert!(time <= LONGEST, "{time:?}");
        self.slept.set(self.slept.get() + time);
    }
}

/// The result of a future that waits for nothing.
fn finish<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("there is nothing to wait for"),
    }
}
