//! The command as a script uses it: its output, its files, its exit status.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use holdout_core::rules::Code;
use serde_json::Value;
use support::{holdout, stdout, write};
use tempfile::TempDir;

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
fn what_the_service_wrote_is_counted() {
    let folder = TempDir::new().unwrap();
    let said =
        line(200, "cat").replacen('{', r#"{"cl-errors":[{"code":"ERROR_INVALID_IMAGE","message":"unreadable"}],"#, 1);
    let path = write(&folder, "a.manifest", manifest() + "\n" + &said);
    let text = stdout(holdout().arg("check").arg(&path), 0);
    assert!(text.contains("lines with problems recorded by the service or an earlier check: 1\n"), "{text}");
    let report: Value =
        serde_json::from_str(&stdout(holdout().args(["check", "--format", "json"]).arg(&path), 0)).unwrap();
    assert_eq!(report["lines_with_service_findings"], 1);
    let lines = stdout(holdout().args(["check", "--format", "jsonl"]).arg(&path), 0);
    assert!(lines.lines().last().unwrap().contains(r#""code":"ERROR_INVALID_IMAGE""#));
    let path = write(&folder, "b.manifest", manifest());
    let text = stdout(holdout().args(["check", "--format", "json"]).arg(&path), 0);
    assert!(!text.contains("lines_with_service_findings"), "absent where none do");
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
        ("newline.manifest", b"\n".to_vec(), "no line is a JSON object"),
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
    assert!(stdout(holdout().args(["explain", "error_invalid_bounding_box"]), 0).contains("outside the image"));
    assert!(stdout(holdout().args(["explain", "NO_SUCH_CODE"]), 2).is_empty());
}

#[test]
fn check_writes_what_the_service_writes() {
    let folder = TempDir::new().unwrap();
    let path = write(&folder, "a.manifest", manifest() + "\nno json\n");
    let (annotated, summary) = (folder.path().join("annotated.json"), folder.path().join("manifest_summary.json"));
    let run = |extra: &[&str], status| {
        let mut command = holdout();
        command.arg("check").arg(&path).arg("--annotated").arg(&annotated).arg("--summary").arg(&summary).args(extra);
        stdout(&mut command, status)
    };
    run(&[], 0);
    let text = fs::read_to_string(&annotated).unwrap();
    let input = fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().take(100).collect::<Vec<_>>(), input.lines().take(100).collect::<Vec<_>>());
    let last: Vec<_> = text.lines().skip(100).collect();
    assert!(last[0].starts_with(&line(3, "cat")[..line(3, "cat").len() - 1]), "{}", last[0]);
    assert!(last[0].ends_with(r#","errors":[{"code":"HOLDOUT_DUPLICATE_SOURCE_REF","message":"the same image as line 4; the service keeps the first line"}]}"#));
    assert!(last[1].starts_with(r#"{"errors":[{"code":"ERROR_INVALID_JSON_LINE""#));
    let read: Value = serde_json::from_slice(&fs::read(&summary).unwrap()).unwrap();
    assert_eq!(read["statistics"]["training"]["error_json_line_indices"], serde_json::json!([101, 102]));
    // What is there is kept, both files of it.
    fs::remove_file(&summary).unwrap();
    run(&[], 2);
    assert!(!summary.exists());
    run(&["--force", "--format", "jsonl"], 0);
    assert!(summary.exists());
    // Read again, the findings are told beside those that are found.
    let lines = stdout(holdout().args(["check", "--format", "jsonl"]).arg(&annotated), 0);
    let verdict: Value = serde_json::from_str(lines.lines().nth(100).unwrap()).unwrap();
    assert_eq!(verdict["service_findings"][0]["code"], "HOLDOUT_DUPLICATE_SOURCE_REF");
    assert_eq!(verdict["findings"][0]["code"], "HOLDOUT_DUPLICATE_SOURCE_REF");
    let names = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(names, 3, "nothing else is left");
}

#[test]
fn two_manifests_are_checked_together() {
    let folder = TempDir::new().unwrap();
    let images = |images: std::ops::Range<usize>, labels: &[&str]| -> String {
        images.map(|image| line(image, labels[image % labels.len()]) + "\n").collect()
    };
    let train = write(&folder, "train.manifest", images(0..40, &["cat", "dog", "fox", "owl"]));
    let test = write(&folder, "test.manifest", images(100..110, &["cat", "dog"]));
    let leaky = write(&folder, "leaky.manifest", images(38..48, &["cat", "hen"]));
    let check = |train: &Path, test: &Path, extra: &[&str], status| {
        stdout(holdout().arg("check").arg("--train").arg(train).arg("--test").arg(test).args(extra), status)
    };
    let shown = check(&train, &test, &[], 0);
    assert!(shown.contains("2 labels in train only: \"fox\", \"owl\""), "{shown}");
    assert!(shown.ends_with("The service would accept these two manifests.\n"), "{shown}");
    let report: Value = serde_json::from_str(&check(&train, &leaky, &["--format", "json"], 1)).unwrap();
    assert_eq!(report["train"]["input"]["name"], "train.manifest");
    assert_eq!(report["both"]["images_on_both_sides"], 2);
    assert_eq!(report["both"]["shared_images"][0], serde_json::json!({"train_line": 39, "test_line": 1}));
    let codes: Vec<_> = report["both"]["findings"].as_array().unwrap().iter().map(|found| &found["code"]).collect();
    assert_eq!(codes, ["ERROR_INSUFFICIENT_LABEL_OVERLAP", "HOLDOUT_IMAGE_ON_BOTH_SIDES"]);
    // The result files have the service's names.
    let out = folder.path().join("results");
    let summary = out.join("manifest_summary.json");
    let options = ["--annotated", out.to_str().unwrap(), "--summary", summary.to_str().unwrap()];
    check(&train, &leaky, &options, 1);
    for name in ["training_manifest_with_validation.json", "testing_manifest_with_validation.json"] {
        assert!(out.join(name).exists());
    }
    let summary: Value = serde_json::from_slice(&fs::read(summary).unwrap()).unwrap();
    assert_eq!(summary["errors"][1]["code"], "HOLDOUT_IMAGE_ON_BOTH_SIDES");
    check(&train, &test, &["--format", "jsonl"], 2);
    let alone = holdout().arg("check").arg("--train").arg(&train).output().unwrap();
    assert_eq!(alone.status.code(), Some(2));
    let piped = holdout()
        .args(["check", "--train", "-", "--test"])
        .arg(&test)
        .write_stdin(images(0..9, &["cat", "dog"]))
        .output();
    assert_eq!(piped.unwrap().status.code(), Some(0));
}

#[test]
fn words_of_the_input_cannot_drive_a_terminal() {
    let folder = TempDir::new().unwrap();
    let text = line(1, "cat").replace("s3://bucket", "s3://\\u001b[31mbu\u{202E}cket") + "\n";
    let path = write(&folder, "a.manifest", text.repeat(2));
    for format in ["text", "json", "jsonl"] {
        let shown = stdout(holdout().args(["check", "--format", format]).arg(&path), 1);
        assert!(!shown.contains('\u{1b}'), "{shown}");
    }
    let label = line(1, "c\u{202E}at\\u001b[2J") + "\n" + &line(2, "\\u009b2J");
    let other = write(&folder, "b.manifest", line(3, "dog"));
    let labels = write(&folder, "c.manifest", label);
    let shown = stdout(holdout().args(["check", "--train"]).arg(labels).arg("--test").arg(other), 1);
    assert!(!shown.contains(['\u{1b}', '\u{202E}', '\u{9b}']), "{shown}");
}

#[test]
fn what_is_misspelt_is_answered_with_the_nearest() {
    let folder = TempDir::new().unwrap();
    let path = write(&folder, "a.manifest", manifest());
    let stderr = |arguments: &[&str], status: i32| {
        let output = holdout().args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(status), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    let said = stderr(&["explain", "ERROR_INVALID_BOUNDINGBOX"], 2);
    assert!(said.contains("Did you mean ERROR_INVALID_BOUNDING_BOX?"), "{said}");
    assert!(!stderr(&["explain", "x"], 2).contains("Did you mean"));
    let path = path.to_str().unwrap();
    let said = stderr(&["check", path, "--region", "us-est-1"], 0);
    assert!(said.contains("Did you mean us-east-1?"), "{said}");
    assert_eq!(stderr(&["check", path, "--region", "eu-west-2"], 0), "");
    assert!(stderr(&["check", path, "--formt", "json"], 2).contains("--format"));
    let said = stderr(&["check", "/no/such/\u{1b}[2J\u{202e}file"], 2);
    assert!(said.contains("\\u{1b}[2J\\u{202e}file"), "{said}");
}

#[test]
fn help_shows_examples_that_parse() {
    for command in ["check", "split", "verify", "explain", "submit", "serve", "completions"] {
        let help = stdout(holdout().args([command, "--help"]), 0);
        let examples = help.split("Example").nth(1).unwrap_or_default();
        assert!(examples.contains(&format!("holdout {command} ")), "{help}");
        for shell in ["bash", "zsh", "fish", "powershell"] {
            assert!(stdout(holdout().args(["completions", shell]), 0).contains(command), "{shell}");
        }
    }
}

/// The crates that the command is made of on this platform, as cargo knows them, with their versions.
fn crates_of_the_command() -> Vec<String> {
    let mut tree = std::process::Command::new(env!("CARGO"));
    tree.args(["tree", "--locked", "--package", "holdout-cli", "--edges", "normal", "--prefix", "none", "--no-dedupe"]);
    tree.args(["--format", "{p}"]).current_dir(env!("CARGO_MANIFEST_DIR"));
    let output = tree.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let foreign = text.lines().filter(|line| !line.starts_with("holdout-") && !line.is_empty());
    let mut names: Vec<String> =
        foreign.map(|line| line.split_whitespace().take(2).collect::<Vec<_>>().join(" ").replace(" v", " ")).collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn every_crate_of_the_command_is_in_its_notices() {
    let notices = stdout(holdout().arg("licenses"), 0);
    let crates = crates_of_the_command();
    assert!(crates.len() > 100, "{crates:?}");
    for name in crates {
        let line = notices.lines().find(|line| line.starts_with(&format!("{name}  ")));
        assert!(line.is_some(), "{name} is not in the notices");
    }
}
