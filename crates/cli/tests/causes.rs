//! Files that people use in place of a manifest, and mistakes that many lines share: the command names the cause, and what
//! it says to run repairs the file.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test may panic, and says why it was skipped")]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use support::{entries, holdout, stdout, write};
use tempfile::TempDir;

fn report(path: &Path) -> Value {
    let output = holdout().args(["check", "--format", "json"]).arg(path).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let status = i32::from(report["outcome"] == "rejected");
    assert_eq!(output.status.code(), Some(status), "the exit status agrees with the outcome");
    assert_eq!(report["accepted"], report["outcome"] != "rejected");
    report
}

/// The files of the same kinds as in public bug reports, by a word of the cause.
fn foreign(folder: &TempDir) -> Vec<(PathBuf, &'static str)> {
    let good = entries(20);
    let lines: Vec<&str> = good.lines().collect();
    let utf16: Vec<u8> = [0xFEFF].into_iter().chain(good.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let strings: Vec<String> = lines.iter().map(|line| serde_json::to_string(line).unwrap()).collect();
    let pretty = serde_json::json!({ "DatasetEntries": lines });
    let python = good.replace('"', "'");
    let objects: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let spread: String = objects.iter().map(|object| serde_json::to_string_pretty(object).unwrap() + "\n").collect();
    vec![
        (write(folder, "it's an array.manifest", format!("[\n{}\n]\n", lines.join(",\n"))), "JSON array"),
        (write(folder, "commas.manifest", lines.join(",\n")), "comma follows each"),
        (write(folder, "strings.manifest", strings.join("\n") + "\n"), "JSON string"),
        (write(folder, "python.manifest", python), "Python"),
        (write(folder, "nan.manifest", good.replace("\"confidence\":1,", "\"confidence\":NaN,")), "NaN"),
        (write(folder, "utf16.manifest", utf16), "UTF-16"),
        (write(folder, "cr.manifest", good.replace('\n', "\r")), "carriage returns"),
        (write(folder, "marks.manifest", format!("\u{feff}{}\n", lines.join("\n\u{feff}"))), "byte order"),
        (write(folder, "one-line.manifest", lines.concat()), "all on one line"),
        (write(folder, "pretty.manifest", serde_json::to_string_pretty(&pretty).unwrap()), "list-dataset-entries"),
        (write(folder, "spread.manifest", spread), "several lines"),
    ]
}

#[test]
fn a_file_that_is_no_manifest_has_one_cause_and_a_command_that_repairs_it() {
    let folder = TempDir::new().unwrap();
    let tools = ["jq", "iconv", "python3"].map(|tool| (tool, Command::new(tool).arg("--version").output().is_ok()));
    for (path, cause) in foreign(&folder) {
        let report = report(&path);
        let findings = report["findings"].as_array().unwrap();
        assert_eq!(findings.len(), 1, "{}: {findings:?}", path.display());
        assert_eq!(findings[0]["code"], "ERROR_MANIFEST_INACCESSIBLE_OR_UNSUPPORTED_FORMAT");
        let message = findings[0]["message"].as_str().unwrap();
        assert!(message.starts_with("this isn't a manifest: ") && message.contains(cause), "{message}");
        let help = findings[0]["help"].as_str().unwrap();
        let command = help.strip_prefix("run `").and_then(|help| help.strip_suffix('`')).unwrap();
        // In the text there is nothing else.
        let text = stdout(holdout().arg("check").arg(&path), 1);
        assert_eq!(text.matches("error[").count(), 1, "{text}");
        assert!(text.contains(command), "{text}");
        if let Some((tool, _)) = tools.iter().find(|(tool, is_there)| !is_there && command.starts_with(tool)) {
            eprintln!("skipped: there is no {tool} to run `{command}`");
            continue;
        }
        let repair = Command::new("sh").arg("-c").arg(command).current_dir(folder.path()).output().unwrap();
        assert!(repair.status.success(), "{command}: {}", String::from_utf8_lossy(&repair.stderr));
        let repaired = self::report(&folder.path().join("fixed.manifest"));
        assert_eq!(repaired["counts"]["valid"], 20, "{command}");
        assert_eq!(repaired["outcome"], "accepted", "{command}");
    }
}

#[test]
fn a_mistake_on_some_lines_is_named_with_its_place() {
    let folder = TempDir::new().unwrap();
    let lines: Vec<String> = entries(20).lines().map(str::to_owned).collect();
    let fused = [&lines[..5], &[lines[5].clone() + &lines[6]], &lines[7..]].concat().join("\n");
    let text = stdout(holdout().arg("check").arg(write(&folder, "fused.manifest", fused)), 0);
    let column = lines[5].len() + 1;
    assert!(text.contains(&format!("fused.manifest:6:{column}\n")), "{text}");
    assert!(text.contains(&format!("a second object starts at column {column}")), "{text}");
    assert!(text.contains("accept this manifest, but 1 line is silently removed."), "{text}");

    let mut appended = entries(16).into_bytes();
    appended.extend(entries(1).encode_utf16().flat_map(u16::to_le_bytes));
    let text = stdout(holdout().arg("check").arg(write(&folder, "appended.manifest", appended)), 0);
    assert!(text.contains("UTF-16") && text.contains("appended.manifest:17:"), "{text}");

    let strings = entries(10).replace("\"confidence\":1,", "\"confidence\":\"1\",");
    let text = stdout(holdout().arg("check").arg(write(&folder, "strings.manifest", strings)), 1);
    assert!(text.contains("\"confidence\" must be a number from 0 to 1, not \"1\""), "{text}");
    assert!(text.contains("  = help: ") && text.contains("and 7 more lines; `holdout check "), "{text}");
    assert_eq!(text.matches("  --> ").count(), 4, "three of the cause, one of what follows: {text}");

    let names = entries(10).replace(".jpg", ".HEIC");
    let path = write(&folder, "heic.manifest", names);
    assert_eq!(report(&path)["outcome"], "accepted_with_losses");
    assert!(report(&path)["verdict"].as_str().unwrap().contains("no file name ends in .png, .jpg or .jpeg"));

    let alike = entries(40).replace("\"dog\"", "\"cat \"").replacen("\"fox\"", "\"CAT\"", 3);
    let report = report(&write(&folder, "alike.manifest", alike));
    assert_eq!(report["outcome"], "accepted");
    assert_eq!(report["findings"][0]["code"], "HOLDOUT_SIMILAR_LABELS");
    let message = report["findings"][0]["message"].as_str().unwrap();
    assert!(
        message.contains("\"cat\" (14)") && message.contains("\"cat \" (13)") && message.contains("\"CAT\" (3)"),
        "{message}"
    );
}

fn boxes(values: [f64; 4]) -> String {
    let [left, top, width, height] = values;
    let line = |image: usize| {
        format!(
            "{{\"source-ref\":\"s3://bucket/{image}.jpg\",\"bb\":{{\"image_size\":[{{\"width\":640,\"height\":480,\"depth\":3}}],\
             \"annotations\":[{{\"class_id\":0,\"left\":{left},\"top\":{top},\"width\":{width},\"height\":{height}}}]}},\
             \"bb-metadata\":{{\"objects\":[{{\"confidence\":1}}],\"class-map\":{{\"0\":\"dog\"}},\"human-annotated\":\"yes\",\
             \"creation-date\":\"2024-05-31T09:30:00\",\"type\":\"groundtruth/object-detection\"}}}}\n"
        )
    };
    (0..12).map(line).collect()
}

#[test]
fn boxes_that_are_all_wrong_in_the_same_way_are_named() {
    let folder = TempDir::new().unwrap();
    let units = |values| {
        let report = report(&write(&folder, "boxes.manifest", boxes(values)));
        let findings = report["findings"].as_array().unwrap().clone();
        let hint = findings.into_iter().find(|finding| finding["code"] == "HOLDOUT_BOX_UNITS");
        hint.map(|hint| hint["message"].as_str().unwrap().to_owned())
    };
    assert!(units([0.1, 0.2, 0.3, 0.25]).unwrap().contains("12 of 12 boxes look like fractions of the image"));
    assert!(units([300.0, 200.0, 500.0, 400.0]).unwrap().contains("two corners (x1, y1, x2, y2)"));
    assert_eq!(units([50_000.0, 120_000.0, 10_000.0, 7000.0]), None, "another fault");
    assert_eq!(units([10.0, 10.0, 20.0, 20.0]), None);
}

#[test]
fn the_forms_for_continuous_integration_name_every_place() {
    let folder = TempDir::new().unwrap();
    let path = write(&folder, "a,b.manifest", entries(30) + "not json\n" + &entries(3));
    let sarif: Value =
        serde_json::from_str(&stdout(holdout().args(["check", "--format", "sarif"]).arg(&path), 0)).unwrap();
    assert_eq!((&sarif["version"], &sarif["runs"][0]["tool"]["driver"]["name"]), (&"2.1.0".into(), &"holdout".into()));
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let place = |result: &Value| {
        let region = &result["locations"][0]["physicalLocation"]["region"];
        (result["ruleId"].as_str().unwrap().to_owned(), region["startLine"].as_u64().unwrap())
    };
    let duplicate = |line| ("HOLDOUT_DUPLICATE_SOURCE_REF".to_owned(), line);
    let expected = [("ERROR_INVALID_JSON_LINE".to_owned(), 31), duplicate(32), duplicate(33), duplicate(34)];
    assert_eq!(results.iter().map(place).collect::<Vec<_>>(), expected);
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), 2);
    let github = stdout(holdout().args(["check", "--format", "github"]).arg(&path), 0);
    let first = github.lines().next().unwrap();
    assert!(first.starts_with("::error file=") && first.contains("a%2Cb.manifest,line=31,col=1,"), "{first}");
    assert_eq!(github.lines().count(), 4);
}

const FORMAT: &str = "ERROR_MANIFEST_INACCESSIBLE_OR_UNSUPPORTED_FORMAT";

/// The cases from public bug reports, where they are at hand.
#[test]
fn the_cases_of_public_bug_reports_are_named() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/hunt");
    if !cases.is_dir() {
        eprintln!("skipped: the cases are not here");
        return;
    }
    let expected: &[(&str, &str, &[&str])] = &[
        ("14-gt-multilabel/in.manifest", "rejected", &["ERROR_UNSUPPORTED_USE_CASE_TYPE"]),
        ("15-gt-label-verification/in.manifest", "accepted_with_losses", &[]),
        ("16-moderation-adapter-manifest/in.manifest", "rejected", &[FORMAT, "content moderation"]),
        ("18-segmentation-refs/in.manifest", "rejected", &["names a segmentation mask"]),
        ("19-fused-lines/all-on-one-line.manifest", "rejected", &[FORMAT, "all on one line", "jq -c ."]),
        (
            "19-fused-lines/one-fused.manifest",
            "accepted_with_losses",
            &["a second object starts at column 228", ":6:228"],
        ),
        ("20-python-and-commas/array-line-each.manifest", "rejected", &[FORMAT, "JSON array", "jq -c '.[]'"]),
        ("20-python-and-commas/json-string-lines.manifest", "rejected", &[FORMAT, "JSON string", "jq -r ."]),
        ("20-python-and-commas/nan.manifest", "rejected", &[FORMAT, "NaN", "python3"]),
        ("20-python-and-commas/python-repr.manifest", "rejected", &[FORMAT, "Python", "python3"]),
        ("20-python-and-commas/trailing-commas.manifest", "rejected", &[FORMAT, "comma", "sed"]),
        ("21-powershell/appended-utf16.manifest", "rejected", &["UTF-16", ":17:"]),
        ("21-powershell/cr-only.manifest", "rejected", &[FORMAT, "carriage returns", "tr "]),
        ("21-powershell/two-boms.manifest", "rejected", &[FORMAT, "byte order marks", "sed"]),
        ("21-powershell/utf16le-bom.manifest", "rejected", &[FORMAT, "UTF-16", "iconv"]),
        ("22-list-dataset-entries/pretty.manifest", "rejected", &[FORMAT, "jq -r '.DatasetEntries[]'"]),
        ("23-tiny-negative/in.manifest", "accepted", &[]),
        ("23-tiny-negative/edges.manifest", "accepted_with_losses", &["ERROR_INVALID_BOUNDING_BOX", ":6:"]),
        ("24-times-hundred/in.manifest", "accepted_with_losses", &["ERROR_INVALID_BOUNDING_BOX", "50000"]),
        (
            "24-times-hundred/normalised.manifest",
            "rejected",
            &["HOLDOUT_BOX_UNITS", "look like fractions of the image"],
        ),
        ("25-numbers-as-strings/box.manifest", "rejected", &["annotations[0].left must be a number, not \"759\""]),
        ("25-numbers-as-strings/class-id.manifest", "rejected", &["class_id must be an integer, not \"0\""]),
        (
            "25-numbers-as-strings/confidence.manifest",
            "rejected",
            &["\"confidence\" must be a number from 0 to 1, not \"1\""],
        ),
        ("26-labels-alike/in.manifest", "accepted", &["HOLDOUT_SIMILAR_LABELS", "\"dog \" (10)"]),
        ("39-heic/in.manifest", "accepted_with_losses", &["no file name ends in"]),
        ("42-service-format-rules/gz.manifest", "rejected", &[FORMAT, "gzip", "gunzip"]),
        ("42-service-format-rules/noext", "rejected", &[FORMAT, "has no extension"]),
        ("44-text-without-messages/in.manifest", "rejected", &["in.manifest:1:115", "not \"1\""]),
    ];
    for &(case, outcome, words) in expected {
        let path = cases.join(case);
        assert_eq!(report(&path)["outcome"], outcome, "{case}");
        let text = stdout(holdout().arg("check").arg(&path), i32::from(outcome == "rejected"));
        for word in words {
            assert!(text.contains(word), "{case} says nothing of {word}:\n{text}");
        }
        if words.contains(&FORMAT) && !case.ends_with("noext") {
            assert_eq!(text.matches("error[").count(), 1, "one diagnostic for one cause: {text}");
        }
    }
}
