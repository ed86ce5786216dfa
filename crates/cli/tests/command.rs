//! The command as a script uses it: its output, its files, its exit status.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use holdout_core::catalog::{Manifest, RangeScanner};
use holdout_core::rules::{Code, Judge};
use serde_json::Value;
use tempfile::TempDir;

fn holdout() -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("holdout"));
    command.env("NO_COLOR", "1");
    command
}

fn line(image: usize, label: &str) -> String {
    format!(
        r#"{{"source-ref":"s3://bucket/{image}.jpg","kind":1,"kind-metadata":{{"class-name":"{label}","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}}}"#
    )
}

/// A manifest of 100 good lines and one that repeats an image.
fn manifest() -> String {
    let mut text: String = (0..100).map(|image| line(image, ["cat", "dog", "fox"][image % 3]) + "\n").collect();
    text.push_str(&line(3, "cat"));
    text
}

fn write(folder: &TempDir, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path
}

fn stdout(command: &mut Command, status: i32) -> String {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(status), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn check_reports_in_json() {
    let folder = TempDir::new().unwrap();
    let path = write(&folder, "a.manifest", manifest());
    let text = stdout(holdout().args(["check", "--format", "json"]).arg(&path), 0);
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["schema"], 1);
    assert_eq!(report["input"]["name"], "a.manifest");
    assert_eq!(report["input"]["lines"], 101);
    assert_eq!(report["input"]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(report["use_case"], "IMAGE_LEVEL_LABELS");
    assert_eq!(report["counts"], serde_json::json!({"valid": 100, "invalid": 0, "ignored": 0, "removed": 1}));
    assert_eq!(report["buckets"], serde_json::json!([{"name": "bucket", "lines": 101}]));
    assert_eq!(report["labels"][0], serde_json::json!({"name": "cat", "images": 34, "boxes": 0}));
    assert_eq!(report["codes"][0]["code"], "HOLDOUT_DUPLICATE_SOURCE_REF");
    assert_eq!(report["codes"][0]["where"], "removed");
    assert_eq!(report["codes"][0]["first_lines"], serde_json::json!([101]));
    assert_eq!(report["accepted"], true);
}

#[test]
fn check_says_the_same_of_every_line_as_the_core() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/manifests");
    for folder in fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.extension().is_some_and(|extension| extension == "manifest") {
                let output = holdout().args(["check", "--format", "jsonl"]).arg(&path).output().unwrap();
                let text = String::from_utf8(output.stdout).unwrap();
                assert_eq!(text, verdicts(&fs::read(&path).unwrap()), "{}", path.display());
            }
        }
    }
}

/// One object a line, by the core alone.
fn verdicts(input: &[u8]) -> String {
    let mut scanner = RangeScanner::new(0..input.len() as u64);
    scanner.push(input);
    let manifest = Manifest::new(scanner.finish());
    let mut judge = Judge::default();
    let lines = input.split_inclusive(|&byte| byte == b'\n');
    let verdict = |(row, line)| serde_json::to_string(&manifest.verdict(&mut judge, row, line)).unwrap() + "\n";
    (0..).zip(lines).map(verdict).collect()
}

#[test]
fn any_number_of_threads_says_the_same() {
    let folder = TempDir::new().unwrap();
    // Longer than several ranges, with lines that cross their borders.
    let lines = (0..120_000).map(|image| line(image / 2 * 3 % 100_000, ["cat", "dog"][image % 2]) + "\n");
    let text: String = lines.collect();
    let path = write(&folder, "long.manifest", &text);
    let run = |threads: &str, format: &str| {
        holdout().args(["check", "--format", format, "--threads", threads]).arg(&path).output().unwrap().stdout
    };
    assert_eq!(run("1", "json"), run("5", "json"));
    assert!(run("1", "jsonl") == run("4", "jsonl"));
    let piped = holdout().args(["check", "-", "--format", "jsonl"]).write_stdin(text).output().unwrap().stdout;
    assert!(run("2", "jsonl") == piped);
}

fn split(folder: &TempDir, path: &Path, options: &[&str], status: i32) -> (PathBuf, String) {
    let out = folder.path().join("out");
    let text = stdout(holdout().arg("split").arg(path).arg("--out").arg(&out).args(options), status);
    (out, text)
}

#[test]
fn split_writes_every_line_once() {
    let folder = TempDir::new().unwrap();
    let path = write(&folder, "a.manifest", manifest());
    let (out, text) = split(&folder, &path, &["--format", "json"], 0);
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&report["split"]["train"], &report["split"]["test"]), (&80.into(), &20.into()));
    assert_eq!(report["split"]["rejected"], 1);
    let read = |name: &str| fs::read_to_string(out.join(name)).unwrap();
    let mut lines = BTreeMap::new();
    for name in ["train.manifest", "test.manifest", "rejected.manifest"] {
        for line in read(name).split_inclusive('\n') {
            *lines.entry(line.to_owned()).or_insert(0) += 1;
        }
    }
    let mut expected = BTreeMap::new();
    for line in manifest().split_inclusive('\n') {
        *expected.entry(line.to_owned()).or_insert(0) += 1;
    }
    assert_eq!(lines, expected);
    let certificate: Value = serde_json::from_str(&read("certificate.json")).unwrap();
    assert_eq!(certificate["input"]["sha256"], report["input"]["sha256"]);
    assert_eq!(certificate["outputs"]["test"]["lines"], 20);
    assert_eq!(certificate["options"], serde_json::json!({"fraction": 0.2, "strategy": "stratified", "seed": 42}));
}

#[test]
fn split_keeps_what_is_there() {
    let folder = TempDir::new().unwrap();
    let path = write(&folder, "a.manifest", manifest());
    let (out, _) = split(&folder, &path, &[], 0);
    let before = fs::read(out.join("test.manifest")).unwrap();
    split(&folder, &path, &["--seed", "7"], 2);
    assert_eq!(fs::read(out.join("test.manifest")).unwrap(), before);
    split(&folder, &path, &["--seed", "7", "--force"], 0);
    assert_ne!(fs::read(out.join("test.manifest")).unwrap(), before);
    // A manifest without bad lines leaves no file of them behind.
    let good = write(&folder, "b.manifest", manifest().lines().take(100).collect::<Vec<_>>().join("\n"));
    split(&folder, &good, &["--force"], 0);
    assert!(!out.join("rejected.manifest").exists());
    let names: Vec<_> = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 3, "no other file is left: {names:?}");
}

#[test]
fn nonsense_is_refused_in_words() {
    let folder = TempDir::new().unwrap();
    let path = write(&folder, "a.manifest", manifest());
    for fraction in ["0", "1", "NaN", "inf", "-0.2", "2"] {
        let out = folder.path().join("o");
        let argument = format!("--fraction={fraction}");
        let output = holdout().arg("split").arg(&path).arg("--out").arg(out).arg(argument).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{fraction}");
        assert!(String::from_utf8(output.stderr).unwrap().contains("above 0 and below 1"));
    }
    for (argument, words) in [(folder.path(), "is a directory"), (Path::new("/no/such/file.manifest"), "cannot read")] {
        let output = holdout().arg("check").arg(argument).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8(output.stderr).unwrap().contains(words));
    }
}

#[test]
fn files_that_are_no_manifests_are_named() {
    let folder = TempDir::new().unwrap();
    let cases: [(&str, Vec<u8>, &str); 10] = [
        ("empty.manifest", Vec::new(), "no lines"),
        ("newline.manifest", b"\n".to_vec(), "no line of the file is a JSON object"),
        ("a.manifest.gz", b"\x1F\x8B\x08\x00\x00\x00".to_vec(), "gzip"),
        ("utf16.manifest", b"\xFF\xFE{\x00}\x00\n\x00".to_vec(), "UTF-16"),
        ("array.json", b"[\n{},\n{}\n]\n".to_vec(), "one JSON array"),
        ("pretty.json", b"{\n  \"source-ref\": 1\n}\n".to_vec(), "several lines"),
        ("long.manifest", vec![b'['; 3 << 20], "JSON array"),
        ("table.csv", b"image,label\na.png,cat\n".to_vec(), "comma-separated"),
        ("picture.png", b"\x89PNG\r\n\x1A\n\x00\x00".to_vec(), "image"),
        ("noextension", line(1, "cat").into_bytes(), "no extension"),
    ];
    for (name, bytes, words) in cases {
        let path = write(&folder, name, bytes);
        let text = stdout(holdout().arg("check").arg(&path), 1);
        assert!(text.contains(words), "{name}: {text}");
    }
}

#[test]
fn too_few_lines_write_nothing() {
    let folder = TempDir::new().unwrap();
    let path = write(&folder, "one.manifest", line(1, "cat"));
    let (out, text) = split(&folder, &path, &[], 1);
    assert!(text.contains("ERROR_INSUFFICIENT_IMAGES_PER_LABEL_FOR_DISTRIBUTE"));
    assert!(!out.exists());
}

#[test]
fn every_code_is_explained() {
    let all = stdout(holdout().args(["explain", "--all"]), 0);
    for code in Code::ALL {
        assert!(all.contains(code.as_str()));
    }
    assert!(stdout(holdout().args(["explain", "error_invalid_bounding_box"]), 0).contains("off the image"));
    assert!(stdout(holdout().args(["explain", "NO_SUCH_CODE"]), 2).is_empty());
}
