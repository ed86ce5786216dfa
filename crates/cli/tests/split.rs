//! `holdout split` with groups and earlier splits, and `holdout verify`.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::{Value, json};
use support::{holdout, stdout, write};
use tempfile::TempDir;

fn line(image: usize) -> String {
    let (scene, label) = (image / 4, ["cat", "dog", "fox"][image % 3]);
    format!(
        r#"{{"source-ref":"s3://bucket/scene-{scene:02}/{image}.jpg","kind":1,"kind-metadata":{{"class-name":"{label}","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}}}"#
    ) + "\n"
}

/// Splits a manifest; gives the split's report.
fn split(manifest: &Path, out: &Path, more: &[&str]) -> Value {
    let mut command = holdout();
    command.arg("split").arg(manifest).arg("--out").arg(out).args(["--format", "json"]).args(more);
    serde_json::from_str::<Value>(&stdout(&mut command, 0)).unwrap()["split"].clone()
}

/// The command that verifies a split in `out`.
fn verify(manifest: &Path, out: &Path) -> Command {
    let mut command = holdout();
    command.arg("verify").arg(out.join("certificate.json")).arg(manifest);
    command.arg(out.join("train.manifest")).arg(out.join("test.manifest")).args(["--format", "json"]);
    command
}

#[test]
fn groups_stay_on_one_side_with_any_number_of_threads() {
    let folder = TempDir::new().unwrap();
    let path = write(&folder, "a.manifest", (0..200).map(line).collect::<String>());
    let mut tests = Vec::new();
    for threads in ["1", "3"] {
        let out = folder.path().join(threads);
        let report = split(&path, &out, &["--group-by", r"scene-(\d+)", "--threads", threads]);
        let groups = json!({"count": 50, "whole": true, "by": r"scene-(\d+)", "lines": 200, "largest": 4, "cut": 0});
        assert_eq!(report["groups"], groups);
        assert_eq!((&report["test"], &report["quota"]), (&json!(40), &json!(40)));
        let (train, test) =
            (fs::read_to_string(out.join("train.manifest")), fs::read_to_string(out.join("test.manifest")));
        let (train, test) = (train.unwrap(), test.unwrap());
        for scene in (0..50).map(|scene| format!("scene-{scene:02}/")) {
            assert_eq!(train.contains(&scene), !test.contains(&scene), "{scene}");
        }
        stdout(&mut verify(&path, &out), 0);
        tests.push(test);
    }
    assert_eq!(tests[0], tests[1]);
    let wrong = holdout().arg("split").arg(&path).args(["--group-by", "(", "--out", "x"]).output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn look_alikes_on_both_sides_are_told_with_the_rule_that_keeps_them_together() {
    let folder = TempDir::new().unwrap();
    let name = |image: usize| line(image).replace(&format!("/{image}.jpg"), &format!("-{image}.jpg"));
    let path = write(&folder, "a.manifest", (0..200).map(name).collect::<String>());
    let out = folder.path().join("out");
    let leak = split(&path, &out, &["--seed", "7"])["leak"].clone();
    let found = &leak["look_alikes"];
    assert_eq!((&leak["images_on_both_sides"], &found["groups"]), (&json!(0), &json!(50)));
    let tested = fs::read_to_string(out.join("test.manifest")).unwrap();
    let trained = fs::read_to_string(out.join("train.manifest")).unwrap();
    let scene = |line: &str| line[line.find("scene-").unwrap()..][..8].to_owned();
    let on_both = |line: &&str| trained.lines().any(|other| scene(other) == scene(line));
    assert_eq!(found["test"], tested.lines().filter(on_both).count());
    let certificate: Value = serde_json::from_slice(&fs::read(out.join("certificate.json")).unwrap()).unwrap();
    assert_eq!(certificate["leak"], leak);
    stdout(&mut verify(&path, &out), 0);
    let by = found["by"].as_str().unwrap();
    let grouped = split(&path, &folder.path().join("grouped"), &["--group-by", by]);
    assert_eq!(grouped["leak"]["look_alikes"], json!({"by": by, "groups": 50, "on_both_sides": 0, "test": 0}));
    let text = holdout().arg("split").arg(&path).arg("--out").arg(folder.path().join("text")).output().unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(text.contains(&format!("--group-by '{by}' keeps them together")), "{text}");
}

#[test]
fn an_earlier_test_set_is_kept_and_the_difference_told() {
    let folder = TempDir::new().unwrap();
    let old = write(&folder, "old.manifest", (0..100).map(line).collect::<String>());
    let new = write(&folder, "new.manifest", (10..200).map(line).collect::<String>());
    let first = folder.path().join("first");
    split(&old, &first, &[]);
    let earlier = fs::read_to_string(first.join("test.manifest")).unwrap();
    let second = folder.path().join("second");
    let (test, train) = (first.join("test.manifest"), first.join("train.manifest"));
    let (test, train) = (test.to_str().unwrap(), train.to_str().unwrap());
    let report = split(&new, &second, &["--keep", test, "--keep-train", train]);
    let now = fs::read_to_string(second.join("test.manifest")).unwrap();
    let (gone, kept): (Vec<&str>, Vec<&str>) =
        earlier.lines().partition(|line| (0..10).any(|image| line.contains(&format!("/{image}.jpg"))));
    assert!(kept.iter().all(|line| now.contains(line)));
    let keep = &report["keep"];
    assert_eq!((&keep["test"], &keep["moved"]), (&json!(kept.len()), &json!(0)));
    assert_eq!((&keep["removed_test"], &keep["knows_train"]), (&json!(gone.len()), &json!(true)));
    assert_eq!(report["test"], 38);
    stdout(verify(&new, &second).args(["--keep", test, "--keep-train", train]), 0);
    let message = verify(&new, &second).output().unwrap();
    assert_eq!(message.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&message.stderr).contains("pass it with --keep"));
}

#[test]
fn lines_are_moved_by_hand() {
    let folder = TempDir::new().unwrap();
    let path = write(&folder, "a.manifest", (0..50).map(line).collect::<String>());
    let out = folder.path().join("out");
    let report = split(&path, &out, &["--move", "1:test,2:test", "--move", "2:train"]);
    assert_eq!(report["moves"].as_array().unwrap().len(), 3);
    assert!(fs::read_to_string(out.join("test.manifest")).unwrap().contains("/0.jpg"));
    assert!(fs::read_to_string(out.join("train.manifest")).unwrap().contains("/1.jpg"));
    stdout(&mut verify(&path, &out), 0);
    let nowhere = folder.path().join("x");
    let wrong = holdout().arg("split").arg(&path).args(["--move", "51:test", "--out"]).arg(nowhere).output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn verify_says_what_differs() {
    let folder = TempDir::new().unwrap();
    let text: String = (0..60).map(line).collect();
    let path = write(&folder, "a.manifest", &text);
    let out = folder.path().join("out");
    split(&path, &out, &[]);
    let differences = |manifest: &Path, status| -> Vec<String> {
        let verification: Value = serde_json::from_str(&stdout(&mut verify(manifest, &out), status)).unwrap();
        assert_eq!(verification["verified"], status == 0);
        let differences = verification["differences"].as_array().unwrap();
        differences.iter().map(|difference| difference["what"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(differences(&path, 0), Vec::<String>::new());
    // A manifest with one letter changed.
    let other = write(&folder, "b.manifest", text.replacen("\"cat\"", "\"cow\"", 1));
    let found = differences(&other, 1);
    assert!(found.contains(&"SHA-256 of the manifest".to_owned()), "{found:?}");
    assert!(found.contains(&"number of labels".to_owned()), "{found:?}");
    // A test file with a line less.
    let file = out.join("test.manifest");
    let whole = fs::read_to_string(&file).unwrap();
    fs::write(&file, whole.split_inclusive('\n').skip(1).collect::<String>()).unwrap();
    assert_eq!(differences(&path, 1), ["lines of the test file", "bytes of the test file", "SHA-256 of the test file"]);
    fs::write(&file, &whole).unwrap();
    // A certificate that was tampered with.
    let certificate = out.join("certificate.json");
    let certified = fs::read_to_string(&certificate).unwrap();
    fs::write(&certificate, certified.replacen("\"seed\": 42", "\"seed\": 43", 1)).unwrap();
    assert!(differences(&path, 1).contains(&"SHA-256 of the test side, planned again".to_owned()));
    fs::write(&certificate, certified.replacen("\"algorithm_version\": ", "\"algorithm_version\": 9", 1)).unwrap();
    assert_eq!(differences(&path, 1), ["algorithm version: the split can't be repeated"]);
    fs::write(&certificate, "{}").unwrap();
    assert_eq!(verify(&path, &out).output().unwrap().status.code(), Some(2));
}
