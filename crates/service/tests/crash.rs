//! A process that is killed: at every step between two transactions, by copying the database there; and at any moment within
//! them, by killing it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod support;

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use holdout_service::Service;
use serde_json::json;
use support::{Driven, call, describe, entries, line, open, project, settle, update};

const FOLDER: &str = "HOLDOUT_CRASH_FOLDER";
const ENTRIES: u32 = 120;

fn lines() -> Vec<String> {
    (0..ENTRIES).map(|image| line(image, image % 5)).collect()
}

/// The whole story, step by step; `pause` is called between any two.
fn story(service: &Service, mut pause: impl FnMut()) {
    let arns = project(service, "p");
    pause();
    for part in lines().chunks(40) {
        update(service, &arns[0], part).unwrap();
        pause();
        settle(service);
        pause();
    }
    let pair = [json!({ "Arn": arns[0] }), json!({ "Arn": arns[1] })];
    call(service, "DistributeDatasetEntries", &json!({ "Datasets": pair })).unwrap();
    pause();
    settle(service);
    pause();
}

/// Opens what a crash left, and sees that it is whole, and goes on to an end.
fn recover(folder: &Path) -> usize {
    let world = Arc::new(Driven::default());
    let service = open(Some(folder), 0, &world);
    assert_eq!(service.integrity().unwrap(), "ok");
    settle(&service);
    assert_eq!(service.integrity().unwrap(), "ok");
    let found = call(&service, "DescribeProjects", &json!({})).unwrap();
    let Some(datasets) = found["ProjectDescriptions"][0]["Datasets"].as_array() else { return 0 };
    let mut all = Vec::new();
    let mut counts = Vec::new();
    for dataset in datasets {
        let arn = dataset["DatasetArn"].as_str().unwrap();
        let description = describe(&service, arn);
        assert!(description["Status"].as_str().unwrap().ends_with("_COMPLETE"), "{description}");
        let found = entries(&service, arn, 50);
        assert_eq!(description["DatasetStats"]["TotalEntries"], found.len());
        counts.push(found.len());
        all.extend(found);
    }
    // What was accepted is there, each line once; the parts were accepted in their order.
    let total = all.len();
    all.sort();
    let mut expected = lines()[..total].to_vec();
    expected.sort();
    assert_eq!(all, expected);
    if counts.get(1).is_some_and(|&moved| moved > 0) {
        assert_eq!(counts, [96, 24]);
    }
    total
}

#[test]
fn a_crash_between_any_two_steps_is_recovered_from() {
    let (data, copies) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let service = open(Some(data.path()), 0, &Arc::new(Driven::default()));
    let mut number = 0;
    story(&service, || {
        let copy = copies.path().join(number.to_string());
        std::fs::create_dir(&copy).unwrap();
        for name in ["holdout.sqlite", "holdout.sqlite-wal"] {
            std::fs::copy(data.path().join(name), copy.join(name)).unwrap();
        }
        number += 1;
    });
    let totals: Vec<usize> = (0..number).map(|number| recover(&copies.path().join(number.to_string()))).collect();
    // A change that was accepted is made after the crash.
    assert_eq!(totals, [0, 40, 40, 80, 80, 120, 120, 120, 120]);
}

/// Not a test of its own: what the next one kills.
#[test]
fn child() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    story(&open(Some(Path::new(&folder)), 0, &Arc::new(Driven::default())), || ());
}

#[test]
fn a_process_killed_at_any_moment_leaves_what_can_be_gone_on_with() {
    let data = tempfile::tempdir().unwrap();
    let mut totals = std::collections::BTreeSet::new();
    for seed in 0..100_u64 {
        let folder = data.path().join(seed.to_string());
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child"])
            .env(FOLDER, &folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // From before it begins to after it has ended: some 60 ms on a machine that is not busy.
        std::thread::sleep(Duration::from_micros(500 + seed * 1000));
        child.kill().unwrap();
        child.wait().unwrap();
        totals.insert(recover(&folder));
    }
    assert!(totals.len() > 1, "all were killed at one place: {totals:?}");
}
