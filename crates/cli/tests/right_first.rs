//! No wrong split and no false comfort: leaks by name, previous splits, certificates.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use support::{holdout, stdout, write};
use tempfile::TempDir;

/// A classification line of an image.
fn line(source_ref: &str, label: &str) -> String {
    format!(
        r#"{{"source-ref":"{source_ref}","kind":1,"kind-metadata":{{"class-name":"{label}","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}}}"#
    ) + "\n"
}

fn label(image: usize) -> &'static str {
    ["cat", "dog", "fox"][image % 3]
}

/// Lines in an order without a pattern.
fn shuffled(mut lines: Vec<String>) -> String {
    let mut state = 1_u64;
    for last in (1..lines.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        lines.swap(last, usize::try_from(state >> 33).unwrap() % (last + 1));
    }
    lines.concat()
}

/// Splits a manifest; gives the split's report.
fn split(manifest: &Path, out: &Path, more: &[&str]) -> Value {
    let mut command = holdout();
    command.arg("split").arg(manifest).arg("--out").arg(out).args(["--format", "json"]).args(more);
    serde_json::from_str::<Value>(&stdout(&mut command, 0)).unwrap()["split"].clone()
}

fn codes(report: &Value) -> Vec<&str> {
    report["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

fn message<'r>(report: &'r Value, code: &str) -> &'r str {
    let findings = report["findings"].as_array().unwrap();
    findings.iter().find(|finding| finding["code"] == code).unwrap()["message"].as_str().unwrap()
}

/// Hexadecimal digits that look random, always the same for a number.
fn hex(number: usize, digits: usize) -> String {
    let mixed = |word: usize| (number * 7 + word + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(21) ^ 0x5bd1;
    let text: Vec<String> = (0..digits.div_ceil(16)).map(|word| format!("{:016x}", mixed(word))).collect();
    text.concat()[..digits].to_owned()
}

fn uuid(number: usize) -> String {
    let hex = hex(number, 32);
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

#[test]
fn copies_of_every_kind_are_counted_and_kept_together_by_the_rule_that_is_offered() {
    type Name = fn(usize, usize) -> String;
    let kinds: [(&str, Name); 9] = [
        ("numbers in brackets", |image, copy| match copy {
            0 => format!("IMG_{image}.jpg"),
            copy => format!("IMG_{image} ({copy}).jpg"),
        }),
        ("copy", |image, copy| ["", " copy", " - Copy (2)"].map(|mark| format!("IMG_{image}{mark}.jpg"))[copy].clone()),
        ("augmented", |image, copy| match copy {
            0 => format!("IMG_{image}.png"),
            copy => format!("IMG_{image}_aug{copy}.png"),
        }),
        ("Roboflow", |image, copy| format!("IMG_{image}_jpg.rf.{}.jpg", hex(image * 3 + copy, 32))),
        ("Roboflow of UUIDs", |image, copy| {
            format!("{}_jpg.rf.{}.jpg", uuid(image).to_uppercase(), hex(1000 + image * 3 + copy, 32))
        }),
        ("Augmentor", |image, copy| match copy {
            0 => format!("cat.{image}.jpg"),
            copy => format!("train_original_cat.{image}.jpg_{}.jpg", uuid(image * 3 + copy)),
        }),
        ("hashes before the name", |image, copy| format!("a{}-photo{image}.jpg", hex(image * 3 + copy, 7))),
        ("hashes behind the name", |image, copy| format!("photo{image}_b{}.jpg", hex(image * 3 + copy, 15))),
        ("flipped and turned", |image, copy| {
            ["", "_hflip", "_rot90"].map(|mark| format!("IMG_{image}{mark}.jpg"))[copy].clone()
        }),
    ];
    let folder = TempDir::new().unwrap();
    for (at, (kind, name)) in kinds.into_iter().enumerate() {
        let lines = (0..60).flat_map(|image| (0..3).map(move |copy| (image, copy)));
        let lines = lines.map(|(image, copy)| line(&format!("s3://bucket/ds/{}", name(image, copy)), label(image)));
        let path = write(&folder, &format!("{at}.manifest"), shuffled(lines.collect()));
        let found = split(&path, &folder.path().join(format!("{at}")), &[])["leak"]["look_alikes"].clone();
        assert!(found["test"].as_u64().is_some_and(|test| test >= 30), "{kind}: {found}");
        let by = found["by"].as_str().unwrap();
        let grouped = split(&path, &folder.path().join(format!("{at}-grouped")), &["--group-by", by]);
        assert_eq!(
            grouped["leak"]["look_alikes"],
            json!({"by": by, "groups": found["groups"], "on_both_sides": 0, "test": 0}),
            "{kind}"
        );
        assert_eq!(grouped["test"], 36, "{kind}");
    }
}

#[test]
fn a_few_copies_among_many_images_are_counted() {
    let folder = TempDir::new().unwrap();
    let originals = (0..300).map(|image| line(&format!("s3://bucket/ds/IMG_{image:04}.jpg"), label(image)));
    let copies = (0..30).map(|image| line(&format!("s3://bucket/ds/IMG_{image:04} (1).jpg"), label(image)));
    let path = write(&folder, "a.manifest", originals.chain(copies).collect::<String>());
    let report = split(&path, &folder.path().join("out"), &[]);
    let found = &report["leak"]["look_alikes"];
    assert_eq!((&found["by"], &found["groups"]), (&json!("folder/base-name"), &json!(300)), "{found}");
    assert!(found["test"].as_u64().unwrap() > 0);
}

#[test]
fn frames_of_cameras_behind_random_prefixes_are_counted() {
    let folder = TempDir::new().unwrap();
    let frames = (0..8).flat_map(|camera| (0..25).map(move |frame| (camera, frame)));
    let lines = frames.map(|(camera, frame)| {
        let prefix = hex(camera * 25 + frame, 8);
        line(
            &format!("s3://bucket/upload/{prefix}-cam{camera}_frame_{frame:04}.jpg"),
            label(camera * camera + frame * frame / 5 + camera * frame),
        )
    });
    let path = write(&folder, "a.manifest", shuffled(lines.collect()));
    let report = split(&path, &folder.path().join("out"), &[]);
    let found = &report["leak"]["look_alikes"];
    assert_eq!((&found["groups"], &found["test"]), (&json!(8), &json!(40)), "{found}");
    let grouped = split(&path, &folder.path().join("grouped"), &["--group-by", found["by"].as_str().unwrap()]);
    assert_eq!((&grouped["groups"]["count"], &grouped["groups"]["whole"]), (&json!(8), &json!(true)));
    assert_eq!(grouped["leak"]["look_alikes"]["test"], 0);
}

#[test]
fn a_group_rule_that_matches_nothing_is_a_warning_and_no_zero() {
    let folder = TempDir::new().unwrap();
    let name = |image: usize| format!("s3://bucket/cam{}_frame_{:04}.jpg", image % 8, image / 8);
    let path =
        write(&folder, "a.manifest", (0..200).map(|image| line(&name(image), label(image / 3))).collect::<String>());
    let plain = split(&path, &folder.path().join("plain"), &[])["leak"].clone();
    assert_eq!(plain["look_alikes"]["test"], 40, "{plain}");
    for (at, rule) in [r"camera(\d+)_", "cam7_frame_0003"].into_iter().enumerate() {
        let out = folder.path().join(at.to_string());
        let report = split(&path, &out, &["--group-by", rule]);
        assert!(codes(&report).contains(&"HOLDOUT_GROUP_RULE_MATCHES_NOTHING"), "{:?}", codes(&report));
        assert_eq!(report["leak"]["look_alikes"], plain["look_alikes"]);
        let files = ["train.manifest", "test.manifest"].map(|name| out.join(name));
        stdout(holdout().arg("verify").arg(out.join("certificate.json")).arg(&path).args(files), 0);
    }
    // A rule that gives each line a group of its own keeps nothing together either.
    let single = split(&path, &folder.path().join("single"), &["--group-by", "(.*)"]);
    assert_eq!(single["leak"]["look_alikes"], plain["look_alikes"]);
    let useful = split(&path, &folder.path().join("useful"), &["--group-by", r"cam(\d+)_"]);
    assert!(!codes(&useful).contains(&"HOLDOUT_GROUP_RULE_MATCHES_NOTHING"));
}

#[test]
fn a_previous_test_set_that_is_not_there_is_a_warning_with_its_reason() {
    let folder = TempDir::new().unwrap();
    let of = |name: &str, prefix: &str, images: std::ops::Range<usize>| {
        write(
            &folder,
            name,
            images.map(|image| line(&format!("{prefix}{image}.jpg"), label(image))).collect::<String>(),
        )
    };
    let new = of("new.manifest", "s3://new-bucket/data/", 0..120);
    let code = "HOLDOUT_PREVIOUS_SPLIT_NOT_FOUND";
    for (at, (prefix, images, reason)) in [
        ("s3://old-bucket/data/", 0..20, Some("none of the 20 previous test images is in this manifest; the previous images are in bucket old-bucket, and this manifest is in bucket new-bucket")),
        ("s3://new-bucket/other/", 0..20, Some("the keys probably have another prefix")),
        ("s3://new-bucket/data/", 111..131, Some("only 9 of the 20 previous test images are")),
        ("s3://new-bucket/data/", 110..130, None),
        ("S3://new-bucket/data/", 0..20, None),
    ]
    .into_iter()
    .enumerate()
    {
        let old = of(&format!("old-{at}.manifest"), prefix, images);
        let report = split(&new, &folder.path().join(at.to_string()), &["--keep", old.to_str().unwrap()]);
        match reason {
            Some(reason) => assert!(message(&report, code).contains(reason), "{}", message(&report, code)),
            None => assert!(!codes(&report).contains(&code), "{report}"),
        }
    }
}

#[test]
fn a_previous_split_that_is_no_manifest_is_wrong_usage() {
    let folder = TempDir::new().unwrap();
    let lines: String = (0..40).map(|image| line(&format!("s3://bucket/{image}.jpg"), label(image))).collect();
    let path = write(&folder, "a.manifest", &lines);
    let fine =
        write(&folder, "old.manifest", lines.lines().take(8).map(|line| line.to_owned() + "\n").collect::<String>());
    let noise: Vec<u8> = (0..4000_usize).map(|byte| (byte * byte % 251).to_le_bytes()[0]).collect();
    let wrong = [
        write(&folder, "noise.manifest", noise),
        write(&folder, "empty.manifest", ""),
        write(&folder, "text.manifest", "not a manifest\nat all\n"),
        folder.path().to_owned(),
        folder.path().join("nowhere.manifest"),
    ];
    let ends = |keep: &Path, train: Option<&Path>| {
        let mut command = holdout();
        command.arg("split").arg(&path).arg("--out").arg(folder.path().join("out")).arg("--keep").arg(keep);
        command.args(train.map(|_| "--keep-train")).args(train).arg("--force");
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for wrong in &wrong {
        for (keep, train) in [(&**wrong, None), (&*fine, Some(&**wrong))] {
            let (code, said) = ends(keep, train);
            assert_eq!(code, Some(2), "{}: {said}", wrong.display());
            assert!(!said.contains("panicked"), "{said}");
        }
    }
    assert!(ends(&wrong[0], None).1.contains("the previous test file is not a manifest: no line of it names an image"));
    assert!(ends(&fine, Some(&wrong[1])).1.contains("the previous training file is not a manifest: it is empty"));
    assert_eq!(ends(&fine, None).0, Some(0));
}

#[test]
fn a_file_name_in_both_subsets_is_a_warning_with_the_count() {
    let folder = TempDir::new().unwrap();
    let name = |image: usize| format!("s3://bucket/{}/IMG_{}.jpg", ["north", "south"][image % 2], image / 2);
    let path =
        write(&folder, "a.manifest", (0..100).map(|image| line(&name(image), label(image / 2))).collect::<String>());
    let out = folder.path().join("out");
    let report = split(&path, &out, &[]);
    let names = |file: &str| -> Vec<String> {
        let text = fs::read_to_string(out.join(file)).unwrap();
        text.lines().map(|line| line[line.find("IMG_").unwrap()..].split('"').next().unwrap().to_owned()).collect()
    };
    let (train, test) = (names("train.manifest"), names("test.manifest"));
    let both = test.iter().filter(|name| train.contains(name)).count();
    assert!(both > 0);
    assert_eq!(report["leak"]["same_file_names"], both);
    assert!(message(&report, "HOLDOUT_SAME_FILE_NAME").starts_with(&format!("{both} file name")));
    let grouped = split(&path, &folder.path().join("grouped"), &["--group-by", "file-name"]);
    assert!(!codes(&grouped).contains(&"HOLDOUT_SAME_FILE_NAME"));
    // The two files checked as a pair say the same.
    let mut check = holdout();
    check.arg("check").arg("--train").arg(out.join("train.manifest")).arg("--test").arg(out.join("test.manifest"));
    let pair: Value = serde_json::from_str(&stdout(check.args(["--format", "json"]), 0)).unwrap();
    assert!(message(&pair["both"], "HOLDOUT_SAME_FILE_NAME").starts_with(&format!("{both} file name")));
}

/// A split with everything that a certificate can say, and the command that verifies it.
struct Certified {
    folder: TempDir,
    manifest: PathBuf,
    out: PathBuf,
    previous: [PathBuf; 2],
}

impl Certified {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let name = |image: usize| format!("s3://bucket/{}/scene{:02}-{image}.jpg", ["a", "b"][image % 2], image / 4);
        let lines: Vec<String> = (0..160).map(|image| line(&name(image), label(image))).collect();
        let bad = "{\"source-ref\":\"s3://bucket/bad.jpg\"}\nnot JSON\n";
        let manifest = write(&folder, "a.manifest", lines.concat() + bad);
        let previous = [
            write(&folder, "old-test.manifest", lines[..12].concat()),
            write(&folder, "old-train.manifest", lines[12..50].concat()),
        ];
        let out = folder.path().join("out");
        let [test, train] = [0, 1].map(|at: usize| previous[at].to_str().unwrap());
        split(
            &manifest,
            &out,
            &["--keep", test, "--keep-train", train, "--group-by", r"scene(\d+)", "--move", "160:test"],
        );
        Self { folder, manifest, out, previous }
    }

    /// The exit status of `holdout verify`, and what it prints.
    fn verify(&self, certificate: &Path, subsets: &[&str]) -> (Option<i32>, String) {
        let mut command = holdout();
        command.arg("verify").arg(certificate).arg(&self.manifest).args(subsets.iter().map(|name| self.out.join(name)));
        command.arg("--keep").arg(&self.previous[0]).arg("--keep-train").arg(&self.previous[1]);
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    }
}

const SUBSETS: [&str; 3] = ["train.manifest", "test.manifest", "rejected.manifest"];

/// Paths of all members and elements of a value, and of all that is in them.
fn paths(value: &Value, path: &str, to: &mut Vec<(String, bool)>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(elements) => elements.iter().enumerate().map(|(at, value)| (at.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    if !path.is_empty() {
        to.push((path.to_owned(), inner.is_empty()));
    }
    for (name, value) in inner {
        paths(value, &format!("{path}/{name}"), to);
    }
}

#[test]
fn every_change_of_a_certificate_is_found() {
    let certified = Certified::new();
    let path = certified.out.join("certificate.json");
    assert_eq!(
        certified.verify(&path, &SUBSETS),
        (Some(0), "Verified: the split matches its certificate.\n".to_owned())
    );
    let whole: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let mut all = Vec::new();
    paths(&whole, "", &mut all);
    assert!(all.len() > 70, "{}", all.len());
    let changed = certified.folder.path().join("changed.json");
    let fails = |value: &Value, what: &str| {
        fs::write(&changed, serde_json::to_vec(value).unwrap()).unwrap();
        let (code, said) = certified.verify(&changed, &SUBSETS);
        assert!(matches!(code, Some(1 | 2)), "{what} was changed, and verify says {code:?}: {said}");
    };
    for (path, is_leaf) in &all {
        let mut without = whole.clone();
        let (parent, name) = path.rsplit_once('/').unwrap();
        match without.pointer_mut(parent).unwrap() {
            Value::Object(members) => drop(members.remove(name)),
            Value::Array(elements) => drop(elements.remove(name.parse().unwrap())),
            _ => unreachable!("{path}"),
        }
        fails(&without, &format!("{path} (removed)"));
        if *is_leaf {
            let mut other = whole.clone();
            let leaf = other.pointer_mut(path).unwrap();
            *leaf = match &*leaf {
                Value::String(text) if text.len() == 64 => json!(text.chars().rev().collect::<String>()),
                Value::String(text) if text == "test" => json!("train"),
                Value::String(text) if text == "stratified" => json!("random"),
                Value::String(text) => json!(format!("{text}x")),
                Value::Number(number) if number.is_u64() => json!(number.as_u64().unwrap() + 1),
                Value::Number(number) => json!(number.as_f64().unwrap() + 1e-6),
                Value::Bool(value) => json!(!value),
                other => unreachable!("{path} is {other}"),
            };
            fails(&other, path);
        } else if whole.pointer(path).unwrap().is_object() {
            let mut other = whole.clone();
            other.pointer_mut(path).unwrap()["unknown"] = json!(0);
            fails(&other, &format!("{path}/unknown (added)"));
        }
    }
    let mut other = whole.clone();
    other["unknown"] = json!(0);
    fails(&other, "/unknown (added)");

    // The page adds what became of a submission, which can't be computed again.
    other = whole.clone();
    other["submission"] =
        json!({ "mode": "upload", "id": "r-1", "created_at": "2025-01-01T00:00:00Z", "datasets": [] });
    fs::write(&changed, serde_json::to_vec(&other).unwrap()).unwrap();
    let (code, said) = certified.verify(&changed, &SUBSETS);
    assert_eq!(code, Some(0), "{said}");
    other["submission"]["unknown"] = json!(0);
    fails(&other, "/submission/unknown (added)");
}

#[test]
fn the_seed_of_a_split_by_hash_can_not_be_changed_either() {
    let folder = TempDir::new().unwrap();
    let lines = (0..60).map(|image| line(&format!("s3://bucket/{image}.jpg"), label(image)));
    let path = write(&folder, "a.manifest", lines.collect::<String>());
    let out = folder.path().join("out");
    split(&path, &out, &["--strategy", "hash", "--fraction", "0.2857142857142857"]);
    let certificate = out.join("certificate.json");
    let verify = || {
        let mut command = holdout();
        command.arg("verify").arg(&certificate).arg(&path);
        command.args(["train.manifest", "test.manifest"].map(|name| out.join(name)));
        command.output().unwrap().status.code()
    };
    assert_eq!(verify(), Some(0));
    let text = fs::read_to_string(&certificate).unwrap();
    fs::write(&certificate, text.replace("\"seed\": 42", "\"seed\": 43")).unwrap();
    assert_eq!(verify(), Some(1));
}

#[test]
fn every_change_of_a_file_is_found_and_files_come_in_any_order() {
    let certified = Certified::new();
    let path = certified.out.join("certificate.json");
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        assert_eq!(certified.verify(&path, &order.map(|at: usize| SUBSETS[at])).0, Some(0), "{order:?}");
    }
    fs::copy(certified.out.join("test.manifest"), certified.out.join("renamed.txt")).unwrap();
    assert_eq!(certified.verify(&path, &["renamed.txt", SUBSETS[0], SUBSETS[2]]).0, Some(0));
    // A file that is missing, or that is none of the split's.
    let (code, said) = certified.verify(&path, &SUBSETS[..2]);
    assert_eq!(code, Some(1));
    assert!(said.starts_with("the rejected file: no file; add it to the command"), "{said}");
    assert_eq!(certified.verify(&path, &[SUBSETS[0], SUBSETS[2]]).0, Some(1));
    assert_eq!(certified.verify(&path, &[SUBSETS[0], SUBSETS[0], SUBSETS[1], SUBSETS[2]]).0, Some(1));
    assert_eq!(certified.verify(&path, &[]).0, Some(2));
    let files = SUBSETS.map(|name| certified.out.join(name));
    for file in files.iter().chain([&certified.manifest]).chain(&certified.previous) {
        let whole = fs::read(file).unwrap();
        let mut other = whole.clone();
        *other.last_mut().unwrap() = b' ';
        let mut longer = whole.clone();
        longer.push(b'\n');
        for changed in [&other, &longer, &whole[..whole.len() / 2].to_vec()] {
            fs::write(file, changed).unwrap();
            assert!(matches!(certified.verify(&path, &SUBSETS).0, Some(1 | 2)), "{}", file.display());
        }
        fs::write(file, whole).unwrap();
    }
    assert_eq!(certified.verify(&path, &SUBSETS).0, Some(0));
}
