//! Cases from public bug reports, where they are on this machine. `right_first.rs` has own fixtures of the same kinds.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test may panic, and says what it skips")]

#[path = "support/mod.rs"]
mod support;

use std::path::{Path, PathBuf};

use serde_json::Value;
use support::{holdout, stdout};
use tempfile::TempDir;

/// The file of a case; nothing where the cases are not there.
fn case(name: &str) -> Option<PathBuf> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/hunt");
    if !cases.is_dir() {
        eprintln!("skipped: there are no cases in {}", cases.display());
        return None;
    }
    Some(cases.join(name))
}

/// Splits a file of a case with options; gives the split's report.
fn split(name: &str, options: &[&str]) -> Option<Value> {
    let (folder, path) = (TempDir::new().unwrap(), case(name)?);
    let mut command = holdout();
    command.arg("split").arg(path).arg("--out").arg(folder.path().join("out")).args(["--format", "json"]).args(options);
    Some(serde_json::from_str::<Value>(&stdout(&mut command, 0)).unwrap()["split"].clone())
}

fn has(report: &Value, code: &str) -> bool {
    report["findings"].as_array().unwrap().iter().any(|finding| finding["code"] == code)
}

#[test]
fn few_groups() {
    for strategy in ["stratified", "random"] {
        let options = ["--group-by", "folder", "--strategy", strategy];
        let Some(report) = split("32-few-groups/two-mixed.manifest", &options) else { return };
        assert_eq!((&report["train"], &report["test"], &report["quota"]), (&50.into(), &50.into(), &20.into()));
        for label in report["labels"].as_array().unwrap() {
            assert_eq!((&label["train"], &label["test"]), (&25.into(), &25.into()));
        }
    }
}

#[test]
fn leaks_by_name() {
    // File, test images with a look-alike in training, groups.
    let cases = [
        ("34-roboflow-augmented/aug-copy-n.manifest", 36, 60),
        ("34-roboflow-augmented/kind-uuid.manifest", 33, 60),
        ("34-roboflow-augmented/kind-img-number.manifest", 0, 60),
        ("34-roboflow-augmented/aug-tiles.manifest", 0, 0),
        ("35-hash-prefixed-frames/prefix-hash8.manifest", 40, 8),
        ("35-hash-prefixed-frames/prefix-none.manifest", 40, 8),
        ("43-group-by-matches-nothing/in.manifest", 40, 8),
    ];
    for (name, test, groups) in cases {
        let Some(report) = split(name, &[]) else { return };
        let found = &report["leak"]["look_alikes"];
        eprintln!("{name}: {found}");
        let counted = found["test"].as_u64().unwrap();
        assert!(if test == 0 { counted > 0 } else { counted == test }, "{name}: {found}");
        assert!(groups == 0 || found["groups"] == groups, "{name}: {found}");
        let grouped = split(name, &["--group-by", found["by"].as_str().unwrap()]).unwrap();
        let left = &grouped["leak"]["look_alikes"];
        assert_eq!(
            (&left["test"], &left["by"], &left["groups"]),
            (&0.into(), &found["by"], &found["groups"]),
            "{name}"
        );
    }
}

#[test]
fn group_by_matches_nothing() {
    let Some(report) = split("43-group-by-matches-nothing/in.manifest", &["--group-by", r"camera(\d+)_"]) else {
        return;
    };
    assert!(has(&report, "HOLDOUT_GROUP_RULE_MATCHES_NOTHING"));
    assert_eq!(report["leak"]["look_alikes"]["test"], 40);
}

#[test]
fn keep_after_a_bucket_move() {
    let Some(old) = case("36-keep-after-bucket-move/old-test.manifest") else { return };
    let report = split("36-keep-after-bucket-move/new.manifest", &["--keep", old.to_str().unwrap()]).unwrap();
    assert!(has(&report, "HOLDOUT_PREVIOUS_SPLIT_NOT_FOUND"), "{}", report["findings"]);
    assert!(report["findings"].to_string().contains("bucket old-bucket"), "{}", report["findings"]);
}

#[test]
fn the_same_file_name_in_both_subsets() {
    let (Some(train), Some(test)) =
        (case("37-same-name-both-sides/train.manifest"), case("37-same-name-both-sides/test.manifest"))
    else {
        return;
    };
    let mut check = holdout();
    check.arg("check").arg("--train").arg(&train).arg("--test").arg(&test).args(["--format", "json"]);
    let pair: Value = serde_json::from_str(&stdout(&mut check, 0)).unwrap();
    eprintln!("{}", pair["both"]["findings"]);
    assert!(has(&pair["both"], "HOLDOUT_SAME_FILE_NAME"), "{}", pair["both"]["findings"]);
}

#[test]
fn the_same_image_in_another_spelling() {
    let Some(path) = case("38-same-image-other-spelling/scheme.manifest") else { return };
    let text = std::fs::read_to_string(&path).unwrap();
    let report: Value =
        serde_json::from_str(&stdout(holdout().arg("check").arg(&path).args(["--format", "json"]), 0)).unwrap();
    let upper: Vec<&str> = text.lines().filter(|line| line.contains("\"S3://")).collect();
    assert!(!upper.is_empty());
    let repeated =
        report["codes"].as_array().unwrap().iter().find(|code| code["code"] == "HOLDOUT_DUPLICATE_SOURCE_REF");
    eprintln!("{repeated:?}");
    assert!(repeated.is_some(), "{}", report["codes"]);
}
