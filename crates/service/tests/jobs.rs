//! Jobs that fail: each ends with a message, and later jobs run.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::path::Path;
use std::sync::Arc;

use holdout_service::{Options, Service, World};
use rusqlite::Connection;
use serde_json::{Value, json};
use support::{Driven, call, describe, line, open, project, settle, update};

/// A manifest that `holdout check` accepts.
fn good() -> String {
    (0..6).map(|image| line(image, image % 2) + "\n").collect()
}

fn with_root(root: &Path, data: Option<&Path>, world: &Arc<Driven>) -> Service {
    let world: Arc<dyn World> = Arc::clone(world) as Arc<dyn World>;
    let (s3_root, data) = (Some(root.to_owned()), data.map(Path::to_owned));
    Service::open(Options { s3_root, data, world, ..Options::default() }).unwrap()
}

/// Requests a dataset from an object, and does not run the job.
fn create(service: &Service, name: &str, object: &str) -> String {
    let project = call(service, "CreateProject", &json!({ "ProjectName": name })).unwrap();
    let source = json!({ "GroundTruthManifest": { "S3Object": { "Bucket": "bucket", "Name": object } } });
    let input = json!({ "ProjectArn": project["ProjectArn"], "DatasetType": "TRAIN", "DatasetSource": source });
    call(service, "CreateDataset", &input).unwrap()["DatasetArn"].as_str().unwrap().to_owned()
}

fn told(service: &Service, dataset: &str) -> (String, String) {
    let described = describe(service, dataset);
    let text = |name: &str| described[name].as_str().unwrap().to_owned();
    (text("Status"), text("StatusMessage"))
}

/// Returns the messages of a check of the same bytes.
fn check(name: &str, bytes: &[u8]) -> Vec<String> {
    use holdout_core::catalog::{CheckOptions, Manifest, RangeScanner};
    use holdout_core::report::InputFacts;
    let mut scanner = RangeScanner::new(0..u64::MAX);
    scanner.push(bytes);
    let facts = InputFacts { name: name.to_owned(), bytes: bytes.len() as u64, sha256: None, lines: 0 };
    let report = Manifest::new(scanner.finish()).report(&facts, &CheckOptions::default());
    assert!(!report.accepted, "{name}");
    report.findings.iter().map(|finding| finding.message.clone()).collect()
}

#[test]
fn a_manifest_that_check_rejects_as_a_file_makes_no_dataset() {
    let root = tempfile::tempdir().unwrap();
    let bucket = root.path().join("bucket");
    std::fs::create_dir_all(bucket.join("v1.0")).unwrap();
    let array = format!("[{}]", good().trim().replace('\n', ","));
    let pretty = "{\n  \"source-ref\": \"s3://bucket/1.jpg\"\n}\n";
    let unsupported = "ERROR_MANIFEST_INACCESSIBLE_OR_UNSUPPORTED_FORMAT";
    let cases: [(&str, Vec<u8>, &str); 7] = [
        ("noext", good().into_bytes(), unsupported),
        ("v1.0/noext", good().into_bytes(), unsupported),
        ("gz.manifest", [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3][..], &[7; 50]].concat(), unsupported),
        ("array.json", array.into_bytes(), unsupported),
        ("pretty.json", pretty.as_bytes().to_vec(), unsupported),
        ("utf16.manifest", good().encode_utf16().flat_map(u16::to_le_bytes).collect(), unsupported),
        ("empty.manifest", Vec::new(), "ERROR_EMPTY_MANIFEST"),
    ];
    let service = with_root(root.path(), None, &Arc::default());
    for (index, (name, bytes, code)) in cases.iter().enumerate() {
        std::fs::write(bucket.join(name), bytes).unwrap();
        let dataset = create(&service, &format!("p{index}"), name);
        settle(&service);
        let (status, message) = told(&service, &dataset);
        assert_eq!(status, "CREATE_FAILED", "{name}");
        assert!(message.starts_with(&format!("{code}: ")), "{name}: {message}");
        let words = check(name.rsplit('/').next().unwrap(), bytes);
        assert!(words.iter().any(|words| message.contains(words)), "{name}: {message} has none of {words:?}");
    }
    std::fs::write(bucket.join("good.manifest"), good()).unwrap();
    let dataset = create(&service, "good", "good.manifest");
    settle(&service);
    assert_eq!(told(&service, &dataset).0, "CREATE_COMPLETE");
}

/// A name, and a function that replaces the file.
#[cfg(unix)]
type Swap<'s> = (&'s str, &'s dyn Fn(&Path));

#[cfg(unix)]
#[test]
fn a_pipe_or_link_that_is_put_in_place_meanwhile_is_not_read_and_stops_no_job() {
    let root = tempfile::tempdir().unwrap();
    let bucket = root.path().join("bucket");
    std::fs::create_dir(&bucket).unwrap();
    let secret = root.path().join("secret.manifest");
    std::fs::write(&secret, good()).unwrap();
    let service = with_root(root.path(), None, &Arc::default());
    let swaps: [Swap<'_>; 4] = [
        ("pipe", &|path| assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success())),
        ("device", &|path| std::os::unix::fs::symlink("/dev/zero", path).unwrap()),
        ("outside", &|path| std::os::unix::fs::symlink("/etc/hostname", path).unwrap()),
        ("gone", &|_| ()),
    ];
    for (name, swap) in swaps {
        let path = bucket.join(format!("{name}.manifest"));
        std::fs::write(&path, good()).unwrap();
        let dataset = create(&service, name, &format!("{name}.manifest"));
        std::fs::remove_file(&path).unwrap();
        swap(&path);
        let later = call(&service, "CreateProject", &json!({ "ProjectName": format!("after-{name}") })).unwrap();
        settle(&service);
        let (status, message) = told(&service, &dataset);
        assert_eq!(status, "CREATE_FAILED", "{name}");
        assert!(message.starts_with("ERROR_MANIFEST_INACCESSIBLE_OR_UNSUPPORTED_FORMAT: "), "{name}: {message}");
        assert!(!message.contains(root.path().to_str().unwrap()), "{name}: {message}");
        let names = json!({ "ProjectNames": [format!("after-{name}")] });
        let found = call(&service, "DescribeProjects", &names).unwrap()["ProjectDescriptions"][0].clone();
        assert_eq!((&found["ProjectArn"], &found["Status"]), (&later["ProjectArn"], &json!("CREATED")));
    }
}

#[test]
fn refusals_name_no_path_of_the_machine() {
    let root = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(root.path().join("bucket/folder")).unwrap();
    std::fs::create_dir_all(root.path().join(".ssh")).unwrap();
    std::fs::write(root.path().join(".ssh/key.manifest"), good()).unwrap();
    let service = with_root(root.path(), None, &Arc::default());
    let project = call(&service, "CreateProject", &json!({ "ProjectName": "p" })).unwrap();
    let objects = [
        ("bucket", "absent"),
        ("bucket", "folder"),
        ("bucket", "../x"),
        ("bucket", "/etc/passwd"),
        (".ssh", "key.manifest"),
    ];
    for (bucket, name) in objects {
        let source = json!({ "GroundTruthManifest": { "S3Object": { "Bucket": bucket, "Name": name } } });
        let input = json!({ "ProjectArn": project["ProjectArn"], "DatasetType": "TRAIN", "DatasetSource": source });
        let fault = call(&service, "CreateDataset", &input).unwrap_err();
        assert!(!fault.message.contains(root.path().to_str().unwrap()), "{}", fault.message);
        if fault.code.as_str() != "ValidationException" {
            assert_eq!(fault.code.as_str(), "InvalidS3ObjectException", "{bucket}/{name}: {}", fault.message);
        }
    }
}

fn edit(data: &Path, sql: &str) {
    Connection::open(data.join("holdout.sqlite")).unwrap().execute_batch(sql).unwrap();
}

fn lines() -> Vec<String> {
    (0..4).map(|image| line(image, 0)).collect()
}

#[test]
fn a_job_of_an_unknown_kind_fails_its_dataset_and_later_jobs_go_on() {
    let (data, world) = (tempfile::tempdir().unwrap(), Arc::new(Driven::default()));
    let service = open(Some(data.path()), 0, &world);
    let [train, test] = project(&service, "p");
    update(&service, &train, &lines()).unwrap();
    edit(data.path(), "UPDATE jobs SET kind = 'from-the-future'");
    update(&service, &test, &lines()).unwrap();
    settle(&service);
    let (status, message) = told(&service, &train);
    assert_eq!(status, "UPDATE_FAILED");
    assert!(message.contains("another version"), "{message}");
    assert_eq!(describe(&service, &train)["StatusMessageCode"], "SERVICE_ERROR");
    assert_eq!(told(&service, &test).0, "UPDATE_COMPLETE");
    // It can be used again.
    update(&service, &train, &lines()).unwrap();
    settle(&service);
    assert_eq!(told(&service, &train).0, "UPDATE_COMPLETE");
}

#[test]
fn a_job_that_keeps_failing_is_given_up_and_later_jobs_go_on() {
    let (data, world) = (tempfile::tempdir().unwrap(), Arc::new(Driven::default()));
    let service = open(Some(data.path()), 0, &world);
    let [train, test] = project(&service, "p");
    // A write error for one of the two datasets.
    edit(
        data.path(),
        "CREATE TRIGGER full BEFORE INSERT ON entries WHEN NEW.dataset = 1 BEGIN SELECT raise(ABORT, 'disk full'); END",
    );
    update(&service, &train, &lines()).unwrap();
    update(&service, &test, &lines()).unwrap();
    settle(&service);
    assert_eq!(told(&service, &test).0, "UPDATE_COMPLETE", "a failing job holds up the next");
    assert_eq!(told(&service, &train).0, "UPDATE_IN_PROGRESS", "it was not tried again");
    for _ in 0..10 {
        world.pass(1000);
        settle(&service);
    }
    let (status, message) = told(&service, &train);
    assert_eq!(status, "UPDATE_FAILED");
    assert!(message.contains("failed 5 times") && !message.contains("disk full"), "{message}");
    assert_eq!(service.integrity().unwrap(), "ok");
}

/// A job that ends the process in each attempt is given up as well.
#[test]
fn a_job_that_ended_the_process_each_time_is_given_up() {
    let (data, world) = (tempfile::tempdir().unwrap(), Arc::new(Driven::default()));
    let service = open(Some(data.path()), 0, &world);
    let [train, _] = project(&service, "p");
    update(&service, &train, &lines()).unwrap();
    edit(data.path(), "UPDATE jobs SET attempts = 5");
    settle(&service);
    assert_eq!(told(&service, &train).0, "UPDATE_FAILED");
    let value: Value = describe(&service, &train);
    assert_eq!(value["StatusMessageCode"], "SERVICE_ERROR");
}
