//! Submissions against a service that fails at the worst moments.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod support;

use holdout_client::arn::Kind;
use holdout_client::endpoint::{Endpoint, EndpointOptions};
use holdout_client::submit::{Distribution, DistributionState, Envelope, Event, Lines, Trouble, Upload, UploadState};
use serde_json::{Value, json};
use support::{Machine, Reply, Script, client, error, lost, ok};

const PROJECT: &str = "arn:aws:rekognition:us-east-1:111122223333:project/p/1";
const TRAIN: &str = "arn:aws:rekognition:us-east-1:111122223333:project/p/dataset/train/1";
const TEST: &str = "arn:aws:rekognition:us-east-1:111122223333:project/p/dataset/test/2";

fn dataset(status: &str, entries: i64, updated: f64) -> Reply {
    ok(&json!({ "DatasetDescription": {
        "Status": status, "StatusMessage": "words", "LastUpdatedTimestamp": updated,
        "DatasetStats": { "TotalEntries": entries },
    }}))
}

fn distribution() -> Distribution {
    Distribution::new(TRAIN.parse().unwrap(), TEST.parse().unwrap(), &endpoint(None)).unwrap()
}

fn resumed(state: &str) -> Distribution {
    let state = serde_json::from_str(state).unwrap();
    Distribution::resume(state, &TRAIN.parse().unwrap(), &TEST.parse().unwrap(), &endpoint(None)).unwrap()
}

async fn run(
    mut distribution: Distribution,
    script: &Script,
    machine: &Machine,
) -> (Vec<String>, Value, DistributionState) {
    let client = client(script, machine);
    let mut events = Vec::new();
    let mut end = Value::Null;
    while let Some(event) = distribution.advance(&client).await {
        if let Event::Ended { envelope } = &event {
            end = serde_json::to_value(envelope).unwrap();
        }
        events.push(serde_json::to_value(&event).unwrap()["event"].as_str().unwrap().to_owned());
    }
    (events, end, distribution.state().clone())
}

fn ready() -> [Reply; 2] {
    [dataset("CREATE_COMPLETE", 10, 1.0), dataset("CREATE_COMPLETE", 0, 1.0)]
}

fn done() -> [Reply; 2] {
    [dataset("UPDATE_COMPLETE", 8, 3.0), dataset("UPDATE_COMPLETE", 2, 3.0)]
}

fn working() -> [Reply; 2] {
    [dataset("UPDATE_IN_PROGRESS", 10, 2.0), dataset("UPDATE_IN_PROGRESS", 0, 2.0)]
}

#[tokio::test]
async fn a_distribution_that_goes_well() {
    let (script, machine) =
        (Script::new(ready().into_iter().chain([ok(&json!({}))]).chain(working()).chain(done())), Machine::default());
    let (events, end, _) = run(distribution(), &script, &machine).await;
    assert_eq!(events, ["checked", "accepted", "waiting", "ended"]);
    assert_eq!(end, json!({ "success": true, "data": { "id": "r-1", "created_at": "2026-01-01T00:00:00Z" } }));
}

/// The answer is lost: the service may have begun, may be done, or may never have heard of it.
#[tokio::test]
async fn a_lost_answer_never_moves_a_second_share() {
    for found in [working(), done()] {
        let (script, machine) =
            (Script::new(ready().into_iter().chain([lost()]).chain(found).chain(done())), Machine::default());
        let (events, end, _) = run(distribution(), &script, &machine).await;
        assert_eq!(events, ["checked", "lost", "accepted", "ended"]);
        assert_eq!(end["success"], true);
        let asked = script.operations();
        assert_eq!(asked.iter().filter(|name| *name == "DistributeDatasetEntries").count(), 1, "{asked:?}");
    }
}

/// A browser asks again by itself where a connection ends without an answer, and the page hears of the second answer alone.
#[tokio::test]
async fn a_refusal_of_what_was_accepted_before_is_no_failure() {
    for (code, found) in [("InvalidParameterException", done()), ("ResourceNotReadyException", working())] {
        let replies = ready().into_iter().chain([error(400, code)]).chain(found).chain(done());
        let (script, machine) = (Script::new(replies), Machine::default());
        let (events, end, _) = run(distribution(), &script, &machine).await;
        assert_eq!(events, ["checked", "accepted", "ended"], "{code}");
        assert_eq!(end["success"], true);
    }
    let replies = ready().into_iter().chain([error(400, "InvalidParameterException")]).chain(ready());
    let (script, machine) = (Script::new(replies), Machine::default());
    let (_, end, _) = run(distribution(), &script, &machine).await;
    assert_eq!(end["error"]["code"], "VALIDATION_ERROR", "nothing has changed: it is refused indeed");
}

#[tokio::test]
async fn a_lost_request_is_sent_again() {
    let script = Script::new(ready().into_iter().chain([lost()]).chain(ready()).chain([ok(&json!({}))]).chain(done()));
    let (events, end, _) = run(distribution(), &script, &Machine::default()).await;
    assert_eq!(events, ["checked", "lost", "accepted", "ended"]);
    assert_eq!(end["success"], true);
}

/// Put down after any event and taken up again from its state, a distribution ends as if nothing had happened.
#[tokio::test]
async fn a_distribution_can_be_taken_up_after_any_event() {
    for stop in 1..4 {
        let lost_if = |at| if stop == at { lost() } else { ok(&json!({})) };
        let replies = match stop {
            // Put down before it, as far as anybody knows: the look comes first.
            1 => ready().into_iter().chain(ready()).chain([ok(&json!({}))]).chain(working()).chain(done()).collect(),
            // Put down while the request was on its way: the look comes first.
            2 => ready().into_iter().chain([lost_if(2)]).chain(done()).chain(done()).collect::<Vec<_>>(),
            _ => ready().into_iter().chain([ok(&json!({}))]).chain(working()).chain(done()).collect(),
        };
        let (script, machine) = (Script::new(replies), Machine::default());
        let client = client(&script, &machine);
        let mut distribution = distribution();
        for _ in 0..stop {
            distribution.advance(&client).await.unwrap();
        }
        let kept = serde_json::to_string(distribution.state()).unwrap();
        assert!(!kept.contains("hush") && kept.len() < 1000, "{kept}");
        let resumed = resumed(&kept);
        let (_, end, _) = run(resumed, &script, &machine).await;
        assert_eq!(end["success"], true, "stopped after {stop}: {end}");
        let asked = script.operations();
        assert_eq!(asked.iter().filter(|name| *name == "DistributeDatasetEntries").count(), 1, "{asked:?}");
    }
}

#[tokio::test]
async fn conditions_are_looked_at_before_anything_is_asked_for() {
    let other = "arn:aws:rekognition:us-east-1:111122223333:project/q/dataset/test/2".parse().unwrap();
    let trouble = Distribution::new(TRAIN.parse().unwrap(), other, &endpoint(None)).unwrap_err();
    assert_eq!(trouble.code, "VALIDATION_ERROR");
    let with = |train, test, code: &'static str| ([train, test], code);
    for (replies, code) in [
        with(dataset("CREATE_COMPLETE", 0, 1.0), dataset("CREATE_COMPLETE", 0, 1.0), "VALIDATION_ERROR"),
        with(dataset("CREATE_COMPLETE", 9, 1.0), dataset("UPDATE_COMPLETE", 1, 1.0), "VALIDATION_ERROR"),
        with(dataset("UPDATE_IN_PROGRESS", 9, 1.0), dataset("CREATE_COMPLETE", 0, 1.0), "RESOURCE_NOT_READY"),
        with(dataset("CREATE_COMPLETE", 9, 1.0), dataset("SOMETHING_NEW", 0, 1.0), "RESOURCE_NOT_READY"),
    ] {
        let script = Script::new(replies);
        let (_, end, _) = run(distribution(), &script, &Machine::default()).await;
        assert_eq!(end["error"]["code"], code, "{end}");
        assert_eq!(script.operations(), ["DescribeDataset", "DescribeDataset"]);
    }
}

#[tokio::test]
async fn a_failed_update_tells_the_services_words() {
    let failed = [dataset("UPDATE_FAILED", 10, 3.0), dataset("UPDATE_FAILED", 0, 3.0)];
    let script = Script::new(ready().into_iter().chain([ok(&json!({}))]).chain(failed));
    let (_, end, _) = run(distribution(), &script, &Machine::default()).await;
    assert_eq!(end["error"]["code"], "UPDATE_FAILED");
    assert!(end["error"]["message"].as_str().unwrap().contains("words"), "{end}");
}

#[tokio::test]
async fn a_service_that_never_ends_is_waited_for_to_a_deadline() {
    let forever = (0..2000).flat_map(|_| working());
    let (script, machine) =
        (Script::new(ready().into_iter().chain([ok(&json!({}))]).chain(forever)), Machine::default());
    let (_, end, state) = run(distribution(), &script, &machine).await;
    assert_eq!(end["error"]["code"], "TIMEOUT");
    let slept = machine.slept.take();
    assert!(slept.iter().map(std::time::Duration::as_secs).sum::<u64>() >= 3600);
    assert!(slept.len() < 250, "looked {} times", slept.len());
    // What still goes on by itself can be looked at again.
    let script = Script::new(done());
    let (_, end, _) = run(resumed(&serde_json::to_string(&state).unwrap()), &script, &machine).await;
    assert_eq!(end["success"], true);
}

struct Manifests(&'static str, &'static str);

impl Lines for Manifests {
    fn size(&self, side: Kind) -> u64 {
        (if side == Kind::Train { self.0 } else { self.1 }).len() as u64
    }

    async fn read(&self, side: Kind, from: u64, length: u64) -> Result<Vec<u8>, String> {
        let text = if side == Kind::Train { self.0 } else { self.1 };
        let (from, length) = (usize::try_from(from).unwrap(), usize::try_from(length).unwrap());
        Ok(text.as_bytes()[from..from + length].to_vec())
    }
}

const LINES: Manifests = Manifests("{\"a\":1}\n{\"a\":2}\n", "{\"a\":3}");

fn endpoint(url: Option<&str>) -> Endpoint {
    let url = url.map(str::to_owned);
    Endpoint::new(&EndpointOptions { region: "us-east-1".to_owned(), url, ..EndpointOptions::default() }).unwrap()
}

fn projects(datasets: &[&str]) -> Reply {
    let datasets: Vec<Value> = datasets.iter().map(|arn| json!({ "DatasetArn": arn })).collect();
    ok(&json!({ "ProjectDescriptions": [{ "ProjectArn": PROJECT, "Datasets": datasets }] }))
}

async fn run_upload(upload: Upload, script: &Script, machine: &Machine) -> (Envelope, UploadState) {
    run_upload_of(&LINES, upload, script, machine).await
}

async fn run_upload_of(
    lines: &Manifests,
    mut upload: Upload,
    script: &Script,
    machine: &Machine,
) -> (Envelope, UploadState) {
    let client = client(script, machine);
    loop {
        match upload.advance(&client, lines).await {
            Some(Event::Ended { envelope }) => return (envelope, upload.state().clone()),
            Some(_) => {}
            None => panic!("ended without an end"),
        }
    }
}

fn upload(machine: &Machine) -> Upload {
    Upload::new(PROJECT.parse().unwrap(), &endpoint(None), &LINES, &machine).unwrap()
}

#[tokio::test]
async fn an_upload_makes_what_is_missing_fills_and_counts() {
    let machine = Machine::default();
    let script = Script::new([
        projects(&[TRAIN]),
        ok(&json!({ "DatasetArn": TEST })),
        dataset("CREATE_COMPLETE", 0, 1.0),
        dataset("CREATE_IN_PROGRESS", 0, 1.0),
        dataset("CREATE_COMPLETE", 0, 1.0),
        ok(&json!({})),
        dataset("UPDATE_IN_PROGRESS", 0, 1.0),
        dataset("UPDATE_COMPLETE", 2, 1.0),
        dataset("UPDATE_COMPLETE", 2, 1.0),
        // The answer to the first attempt was lost, and the service is still at it.
        lost(),
        error(400, "ResourceInUseException"),
        dataset("UPDATE_COMPLETE", 1, 1.0),
        ok(&json!({})),
        dataset("UPDATE_COMPLETE", 1, 1.0),
        dataset("UPDATE_COMPLETE", 1, 1.0),
    ]);
    let (envelope, _) = run_upload(upload(&machine), &script, &machine).await;
    assert!(matches!(envelope, Envelope::Success(_)), "{envelope:?}");
    let asked = script.asked.borrow();
    let sent: Value = serde_json::from_slice(asked[5].body()).unwrap();
    assert_eq!(sent["DatasetArn"], TRAIN);
    assert_eq!(sent["Changes"]["GroundTruth"], "eyJhIjoxfQp7ImEiOjJ9Cg==");
}

/// Returns the state of an upload that was interrupted after the training manifest.
async fn broken_off() -> String {
    let machine = Machine::default();
    let answers = [
        projects(&[TEST, TRAIN]),
        dataset("CREATE_COMPLETE", 0, 1.0),
        dataset("CREATE_COMPLETE", 0, 1.0),
        ok(&json!({})),
    ];
    let script = Script::new(answers.into_iter().chain((0..3).map(|_| lost())));
    let (envelope, state) = run_upload(upload(&machine), &script, &machine).await;
    assert!(matches!(&envelope, Envelope::Failure(failure) if failure.code == "NETWORK"), "{envelope:?}");
    serde_json::to_string(&state).unwrap()
}

/// The answers to the rest of that upload.
fn rest() -> Script {
    Script::new([
        dataset("UPDATE_COMPLETE", 2, 1.0),
        dataset("UPDATE_COMPLETE", 2, 1.0),
        ok(&json!({})),
        dataset("UPDATE_COMPLETE", 1, 1.0),
        dataset("UPDATE_COMPLETE", 1, 1.0),
    ])
}

fn resume(state: &str, endpoint: &Endpoint) -> Result<Upload, Trouble> {
    Upload::resume(serde_json::from_str(state).unwrap(), &PROJECT.parse().unwrap(), endpoint)
}

#[tokio::test]
async fn an_upload_is_taken_up_where_it_was() {
    let (machine, kept) = (Machine::default(), broken_off().await);
    assert!(!kept.contains("hush"), "{kept}");
    let (envelope, _) = run_upload(resume(&kept, &endpoint(None)).unwrap(), &rest(), &machine).await;
    assert!(matches!(envelope, Envelope::Success(_)), "{envelope:?}");
}

/// Two splits must never mix in one dataset: another file of the same size is refused before anything is sent.
#[tokio::test]
async fn a_file_replaced_by_one_of_equal_size_is_refused_and_the_original_still_resumes() {
    let (machine, mut kept) = (Machine::default(), broken_off().await);
    let (train, test) = (LINES.0, LINES.1);
    let (other_train, other_test) = (train.replace('2', "7"), test.replace('3', "7"));
    for (name, train, test) in [("train", other_train.as_str(), test), ("test", train, other_test.as_str())] {
        let (nothing, upload) = (Script::default(), resume(&kept, &endpoint(None)).unwrap());
        let manifests = Manifests(train.to_owned().leak(), test.to_owned().leak());
        let (envelope, state) = run_upload_of(&manifests, upload, &nothing, &machine).await;
        let Envelope::Failure(failure) = envelope else { panic!("two splits were mixed") };
        assert_eq!(failure.code, "VALIDATION_ERROR");
        for part in [name, "not the one that the upload began with", "nothing was sent", "delete both datasets"] {
            assert!(failure.message.contains(part), "{}", failure.message);
        }
        // The state stays usable.
        kept = serde_json::to_string(&state).unwrap();
    }
    let (envelope, _) = run_upload(resume(&kept, &endpoint(None)).unwrap(), &rest(), &machine).await;
    assert!(matches!(envelope, Envelope::Success(_)), "{envelope:?}");
}

#[tokio::test]
async fn a_state_of_another_endpoint_or_version_is_refused() {
    let kept = broken_off().await;
    let refused = |state: &str, endpoint: &Endpoint| resume(state, endpoint).unwrap_err().message;
    let message = refused(&kept, &endpoint(Some("http://127.0.0.1:8020")));
    assert!(message.contains("amazonaws.com") && message.contains("127.0.0.1:8020"), "{message}");
    // A state without a digest, then a state of an earlier version.
    let mut old: Value = serde_json::from_str(&kept).unwrap();
    old["train"].as_object_mut().unwrap().remove("sha256");
    let message = refused(&old.to_string(), &endpoint(None));
    assert!(message.contains("another version") && message.contains("delete"), "{message}");
    old.as_object_mut().unwrap().retain(|name, _| name != "version" && name != "endpoint");
    let message = refused(&old.to_string(), &endpoint(None));
    assert!(message.contains("another version") && message.contains("delete"), "{message}");
    // The state of a distribution has an endpoint as well.
    let state = serde_json::to_string(distribution().state()).unwrap();
    let elsewhere = endpoint(Some("http://127.0.0.1:8020"));
    let resumed = Distribution::resume(
        serde_json::from_str(&state).unwrap(),
        &TRAIN.parse().unwrap(),
        &TEST.parse().unwrap(),
        &elsewhere,
    );
    assert!(resumed.unwrap_err().message.contains("belongs to the endpoint"));
}

#[tokio::test]
async fn an_upload_fails_where_lines_were_dropped_or_a_dataset_is_not_empty() {
    let machine = Machine::default();
    let script = Script::new([projects(&[TEST, TRAIN]), dataset("CREATE_COMPLETE", 7, 1.0)]);
    let (envelope, _) = run_upload(upload(&machine), &script, &machine).await;
    assert!(matches!(&envelope, Envelope::Failure(failure) if failure.message.contains("7 entries")), "{envelope:?}");
    let script = Script::new([
        projects(&[TEST, TRAIN]),
        dataset("CREATE_COMPLETE", 0, 1.0),
        dataset("CREATE_COMPLETE", 0, 1.0),
        ok(&json!({})),
        dataset("UPDATE_COMPLETE", 1, 1.0),
        dataset("UPDATE_COMPLETE", 1, 1.0),
    ]);
    let (envelope, _) = run_upload(upload(&machine), &script, &machine).await;
    assert!(matches!(&envelope, Envelope::Failure(failure) if failure.code == "UPDATE_FAILED"), "{envelope:?}");
}

/// Put down after the conditions were looked at, as by a page that was closed while it asked: it may have been asked for.
#[tokio::test]
async fn a_distribution_taken_up_again_looks_before_it_asks() {
    let (script, machine) = (Script::new(ready()), Machine::default());
    let mut first = distribution();
    let checked = first.advance(&client(&script, &machine)).await;
    assert!(matches!(checked, Some(Event::Checked { .. })));
    let text = serde_json::to_string(first.state()).unwrap();
    for (found, operations) in [(done(), 0), (ready(), 1)] {
        let answers = found.into_iter().chain((operations > 0).then(|| ok(&json!({})))).chain(done());
        let (script, machine) = (Script::new(answers), Machine::default());
        let (_, end, _) = run(resumed(&text), &script, &machine).await;
        assert_eq!(end["success"], true, "{end}");
        let asked = script.operations();
        assert_eq!(asked.iter().filter(|name| *name == "DistributeDatasetEntries").count(), operations, "{asked:?}");
    }
}
