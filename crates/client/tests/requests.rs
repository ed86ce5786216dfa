//! One request against a service that fails in every way it can.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod support;

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use holdout_client::credentials::{Credentials, CredentialsSource};
use holdout_client::error::{Error, ErrorCode};
use holdout_client::types::{
    DescribeDatasetRequest, DescribeDatasetResponse, DescribeProjectsRequest, DistributeDatasetEntriesRequest,
    Timestamp,
};
use serde_json::json;
use support::{Machine, Script, client, client_with, error, lost, ok, reply, with_header};

const TRAIN: &str = "arn:aws:rekognition:us-east-1:111122223333:project/p/dataset/train/1";
const TEST: &str = "arn:aws:rekognition:us-east-1:111122223333:project/p/dataset/test/2";

fn describe() -> DescribeDatasetRequest {
    DescribeDatasetRequest { dataset_arn: TRAIN.parse().unwrap() }
}

fn milliseconds(machine: &Machine) -> Vec<u128> {
    machine.slept.borrow().iter().map(Duration::as_millis).collect()
}

/// Fails `failures` times in one way and then answers: attempts, waits, and what is left of the quota.
async fn attempts(failure: impl Fn() -> support::Reply, failures: usize) -> (usize, Vec<u128>, u32, bool) {
    let machine = Machine::default();
    let script = Script::new((0..failures).map(|_| failure()).chain([ok(&json!({}))]));
    let client = client(&script, &machine);
    let succeeded = client.call(&describe()).await.is_ok();
    let asked = script.asked.borrow().len();
    (asked, milliseconds(&machine), client.quota().left(), succeeded)
}

#[tokio::test]
async fn retries_are_the_standard_ones() {
    assert_eq!(attempts(|| error(500, "ThrottlingException"), 1).await, (2, vec![1000], 500, true));
    assert_eq!(attempts(|| error(400, "LimitExceededException"), 2).await, (3, vec![1000, 2000], 500, true));
    assert_eq!(attempts(|| error(400, "ThrottlingException"), 3).await, (3, vec![1000, 2000], 490, false));
    assert_eq!(attempts(|| error(500, "InternalServerError"), 3).await, (3, vec![50, 100], 472, false));
    assert_eq!(attempts(|| reply(503, "<html><b>503</b>"), 2).await, (3, vec![50, 100], 500, true));
    assert_eq!(attempts(|| reply(502, ""), 2).await, (3, vec![50, 100], 500, true));
    assert_eq!(attempts(|| reply(429, ""), 1).await, (2, vec![1000], 500, true));
    assert_eq!(attempts(|| reply(200, r#"{"DatasetDescri"#), 2).await, (3, vec![50, 100], 500, true));
    assert_eq!(attempts(lost, 2).await, (3, vec![50, 100], 500, true));
    for name in ["ResourceInUseException", "ResourceNotReadyException", "ValidationException", "SomethingNewException"]
    {
        assert_eq!(attempts(|| error(400, name), 3).await, (1, vec![], 500, false), "{name}");
    }
    assert_eq!(attempts(|| reply(413, ""), 3).await, (1, vec![], 500, false));
}

#[tokio::test]
async fn a_quota_that_is_used_up_ends_the_retries() {
    let machine = Machine::default();
    let script = Script::new((0..200).map(|_| error(500, "InternalServerError")));
    let client = client(&script, &machine);
    let mut attempts = Vec::new();
    for _ in 0..19 {
        let before = script.asked.borrow().len();
        client.call(&describe()).await.unwrap_err();
        attempts.push(script.asked.borrow().len() - before);
    }
    // 500 pay for 35 retries of 14: 17 requests of two, and one of one.
    assert_eq!(attempts, [vec![3; 17], vec![2], vec![1]].concat());
    assert_eq!(client.quota().left(), 10);
}

#[tokio::test]
async fn the_service_may_ask_for_a_longer_wait() {
    let machine = Machine::default();
    let slow = || error(500, "ThrottlingException");
    let script = Script::new([
        with_header(slow(), "x-amz-retry-after", "4000"),
        with_header(slow(), "x-amz-retry-after", "-5"),
        ok(&json!({})),
    ]);
    client(&script, &machine).call(&describe()).await.unwrap();
    assert_eq!(milliseconds(&machine), [4000, 2000]);
}

#[tokio::test]
async fn a_distribution_is_not_asked_for_twice_behind_ones_back() {
    let request = DistributeDatasetEntriesRequest::new(&TRAIN.parse().unwrap(), &TEST.parse().unwrap());
    for failure in [lost(), error(500, "InternalServerError"), reply(502, "<html>"), reply(200, "{")] {
        let machine = Machine::default();
        let script = Script::new([failure]);
        let error = client(&script, &machine).call(&request).await.unwrap_err();
        assert!(error.may_have_been_accepted(), "{error}");
    }
    // What was plainly refused may be asked again.
    let machine = Machine::default();
    let script = Script::new([error(500, "ThrottlingException"), ok(&json!({}))]);
    client(&script, &machine).call(&request).await.unwrap();
}

fn clock_error(date: &str) -> support::Reply {
    with_header(error(400, "InvalidSignatureException"), "date", date)
}

#[tokio::test]
async fn a_wrong_clock_is_set_by_the_service_once() {
    let machine = Machine::default();
    // Our clock says midnight; the service's, six minutes later.
    let script = Script::new([clock_error("Thu, 01 Jan 2026 00:06:00 GMT"), ok(&json!({})), ok(&json!({}))]);
    let client = client(&script, &machine);
    client.call(&describe()).await.unwrap();
    client.call(&describe()).await.unwrap();
    let dates: Vec<String> = {
        let asked = script.asked.borrow();
        asked.iter().map(|request| request.headers()["x-amz-date"].to_str().unwrap().to_owned()).collect()
    };
    assert_eq!(dates, ["20260101T000000Z", "20260101T000600Z", "20260101T000600Z"]);
    assert!(machine.slept.borrow().is_empty());
    assert_eq!(client.quota().left(), 500);
}

#[tokio::test]
async fn a_signature_that_is_wrong_for_another_reason_is_an_error() {
    for reply in [
        clock_error("Thu, 01 Jan 2026 00:03:00 GMT"),
        with_header(clock_error("Thu, 01 Jan 2026 02:00:00 GMT"), "age", "7200"),
        clock_error("some day"),
        error(400, "InvalidSignatureException"),
        with_header(error(400, "ResourceNotFoundException"), "date", "Thu, 01 Jan 2026 02:00:00 GMT"),
    ] {
        let machine = Machine::default();
        let script = Script::new([reply]);
        client(&script, &machine).call(&describe()).await.unwrap_err();
    }
    // And one that the service's own time does not mend is not tried for ever.
    let machine = Machine::default();
    let script =
        Script::new([clock_error("Thu, 01 Jan 2026 02:00:00 GMT"), clock_error("Thu, 01 Jan 2026 09:00:00 GMT")]);
    let error = client(&script, &machine).call(&describe()).await.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::InvalidSignature));
}

#[tokio::test]
async fn credentials_that_ended_are_asked_for_anew_once() {
    let asked = Rc::new(Cell::new(0));
    let counter = asked.clone();
    let provider = CredentialsSource::provider(move || {
        counter.set(counter.get() + 1);
        let key = format!("AKID{}", counter.get());
        Box::pin(async { Ok(Credentials::new(key, "hush").with_session_token("hush-token")) })
    });
    let machine = Machine::default();
    let script = Script::new([
        error(400, "ExpiredTokenException"),
        ok(&json!({})),
        error(400, "ExpiredTokenException"),
        error(400, "ExpiredTokenException"),
    ]);
    let client = client_with(&script, &machine, provider);
    client.call(&describe()).await.unwrap();
    assert_eq!(asked.get(), 2);
    assert_eq!(client.call(&describe()).await.unwrap_err().code(), Some(&ErrorCode::ExpiredToken));
    assert_eq!(asked.get(), 3);
    let last = script.asked.borrow().last().unwrap().headers()["authorization"].to_str().unwrap().to_owned();
    assert!(last.contains("Credential=AKID3/"), "{last}");
}

#[tokio::test]
async fn errors_say_what_the_service_said() {
    let machine = Machine::default();
    let script = Script::new([with_header(error(400, "ignored"), "x-amzn-errortype", "ResourceNotReadyException")]);
    let Error::Service(error) = client(&script, &machine).call(&describe()).await.unwrap_err() else { panic!() };
    assert_eq!(error.code, ErrorCode::ResourceNotReady);
    assert_eq!(error.to_string(), "ResourceNotReadyException: words (status 400, request r-1)");
}

#[tokio::test]
async fn answers_may_hold_more_less_and_null() {
    let machine = Machine::default();
    let body = json!({ "DatasetDescription": {
        "Status": "PAUSED", "StatusMessage": null, "CreationTimestamp": 1_690_564_858.106, "Extra": [1],
        "DatasetStats": { "TotalEntries": 3, "LabeledEntries": null },
    }, "Extra": {} });
    let script = Script::new([ok(&body), reply(200, "")]);
    let client = client(&script, &machine);
    let dataset = client.call(&describe()).await.unwrap().output.dataset_description.unwrap();
    assert_eq!(dataset.status.unwrap().as_str(), "PAUSED");
    assert_eq!(dataset.status_message, None);
    assert_eq!(dataset.creation_timestamp, Some(Timestamp(1_690_564_858.106)));
    assert_eq!(dataset.dataset_stats.unwrap().total_entries, Some(3));
    assert_eq!(client.call(&describe()).await.unwrap().output, DescribeDatasetResponse::default());
}

#[tokio::test]
async fn what_is_absent_is_not_sent() {
    let machine = Machine::default();
    let script = Script::new([ok(&json!({}))]);
    client(&script, &machine).call(&DescribeProjectsRequest::default()).await.unwrap();
    let asked = script.asked.borrow();
    assert_eq!(asked[0].body(), b"{}");
    assert_eq!((asked[0].method().as_str(), asked[0].uri().path()), ("POST", "/"));
}
