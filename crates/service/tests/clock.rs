//! A clock that somebody sets: nothing waits for a time that has been, and no dataset is older than it was.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use support::{Driven, call, describe, entries, line, open, project, settle, update};

const HOUR: u64 = 3_600_000;
const LATENCY: u64 = 2000;

fn time(dataset: &Value, member: &str) -> f64 {
    dataset[member].as_f64().unwrap()
}

#[test]
fn a_job_does_not_wait_for_a_clock_that_was_set_back() {
    let world = Arc::new(Driven::default());
    world.pass(10 * HOUR);
    let service = open(None, LATENCY, &world);
    call(&service, "CreateProject", &json!({ "ProjectName": "p" })).unwrap();
    assert_eq!(service.until_due().unwrap(), Some(Duration::from_millis(LATENCY)));
    assert!(!service.work().unwrap(), "it is not due yet");
    world.jump_back(3 * HOUR);
    assert_eq!(service.until_due().unwrap(), Some(Duration::ZERO));
    assert!(service.work().unwrap());
    assert_eq!(service.until_due().unwrap(), None);
}

#[test]
fn times_of_a_dataset_never_run_backwards() {
    let world = Arc::new(Driven::default());
    world.pass(10 * HOUR);
    let service = open(None, 0, &world);
    let arns = project(&service, "p");
    let mut last = time(&describe(&service, &arns[0]), "LastUpdatedTimestamp");
    for (image, jump) in [(1, HOUR), (2, 5 * HOUR), (3, 2 * HOUR)] {
        world.jump_back(jump);
        update(&service, &arns[0], &[line(image, 0), line(image + 10, 1)]).unwrap();
        settle(&service);
        let dataset = describe(&service, &arns[0]);
        let updated = time(&dataset, "LastUpdatedTimestamp");
        assert!(updated > last && updated >= time(&dataset, "CreationTimestamp"), "{dataset}");
        last = updated;
    }
    assert_eq!(entries(&service, &arns[0], 100).len(), 6);
}
