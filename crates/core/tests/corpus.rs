//! The corpus: manifests with the verdict beside them.

#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::disallowed_methods, reason = "the corpus is in files; only the core itself does no I/O")]

mod support;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use holdout_core::rules::{Code, Judge, Where, all};
use support::{lines, manifest};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/manifests")
}

fn files() -> Vec<PathBuf> {
    let folders = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let mut files: Vec<_> = folders
        .flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "manifest"))
        .collect();
    files.sort();
    files
}

/// The verdict on each line, written as the corpus writes it.
fn verdicts(input: &[u8]) -> String {
    let manifest = manifest(input);
    let mut judge = Judge::default();
    let mut text = String::new();
    for (row, line) in (0_u32..).zip(lines(input)) {
        let verdict = manifest.verdict(&mut judge, row, line);
        text.push_str(verdict.status.as_str());
        for finding in verdict.findings {
            let place = serde_json::to_value(finding.place).unwrap();
            write!(text, " {}@{}", finding.code, place.as_str().unwrap()).unwrap();
        }
        text.push('\n');
    }
    text
}

#[test]
fn every_verdict_is_met() {
    let files = files();
    assert!(files.len() > 50, "the corpus is there");
    for file in files {
        let expected = fs::read_to_string(file.with_extension("verdict")).unwrap();
        assert_eq!(verdicts(&fs::read(&file).unwrap()), expected, "{}", file.display());
    }
}

#[test]
fn every_line_rule_has_a_case_and_a_near_miss() {
    let manifest_level = [Where::Manifest, Where::Split, Where::Service];
    for rule in all().iter().filter(|rule| !manifest_level.contains(&rule.place)) {
        let folder = folder().join(rule.code.as_str());
        let says = |name: &str| fs::read_to_string(folder.join(name)).unwrap().contains(rule.code.as_str());
        assert!(says("must.verdict"), "{} is found", rule.code);
        assert!(!says("near-miss.verdict"), "{} is not found", rule.code);
    }
}

#[test]
fn every_folder_is_named_after_a_code() {
    for entry in fs::read_dir(folder()).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir()) {
        assert!(Code::parse(&entry.file_name().to_string_lossy()).is_some(), "{}", entry.path().display());
    }
}

#[test]
fn messages_say_what_where_and_what_to_do() {
    let mut text = String::new();
    for file in files().into_iter().filter(|file| file.ends_with("must.manifest")) {
        let input = fs::read(&file).unwrap();
        let manifest = manifest(&input);
        let mut judge = Judge::default();
        for (row, line) in (0_u32..).zip(lines(&input)) {
            for finding in manifest.verdict(&mut judge, row, line).findings {
                let (line, column) = (row + 1, finding.column);
                writeln!(text, "{}:{line}:{column}: {}", finding.code, finding.message).unwrap();
            }
        }
    }
    insta::assert_snapshot!(text);
}
