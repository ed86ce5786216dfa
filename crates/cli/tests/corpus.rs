//! The corpus, through the command: the verdict on every line, and on the whole, is the one beside the manifest.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

#[path = "../../core/tests/support/corpus.rs"]
mod corpus;

use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use corpus::{Case, cases};
use holdout_core::catalog::{Manifest, RangeScanner};
use holdout_core::rules::Judge;
use serde_json::Value;
use tempfile::TempDir;

/// The files of a case, under the names that it asks for.
struct Files {
    folder: TempDir,
    paths: Vec<PathBuf>,
}

impl Files {
    fn of(case: &Case) -> Self {
        let folder = TempDir::new().unwrap();
        let write = |(side, bytes): (usize, &Vec<u8>)| {
            let place = folder.path().join(side.to_string());
            fs::create_dir(&place).unwrap();
            let path = place.join(&case.name);
            fs::write(&path, bytes).unwrap();
            path
        };
        let paths = case.inputs.iter().enumerate().map(write).collect();
        Self { folder, paths }
    }

    /// What the command writes to standard output.
    fn run(&self, case: &Case, arguments: &[&str]) -> String {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("holdout"));
        command.args(arguments);
        match &self.paths[..] {
            [one] => command.arg(one),
            [train, test] => command.arg("--train").arg(train).arg("--test").arg(test),
            _ => panic!("{}", case.path.display()),
        };
        for (option, value) in &case.options {
            command.arg(format!("--{option}={value}"));
        }
        let output = command.output().unwrap();
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// What is said of the whole, written as the corpus writes it.
    fn whole(&self, case: &Case, of: &str) -> String {
        let out = self.folder.path().join("out");
        let text = match of {
            "split" => self.run(case, &["split", "--format=json", "--out", out.to_str().unwrap()]),
            _ => self.run(case, &["check", "--format=json"]),
        };
        let report: Value = serde_json::from_str(&text).unwrap();
        let findings = match of {
            "manifest" => &report["findings"],
            "split" => &report["split"]["findings"],
            _ => &report["both"]["findings"],
        };
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let found = |finding: &Value| format!("{}@{}", text(&finding["code"]), text(&finding["severity"]));
        findings.as_array().unwrap().iter().map(found).collect::<Vec<_>>().join(" ")
    }
}

/// A verdict of `--format jsonl`, written as the corpus writes it.
fn row(line: &str) -> String {
    let verdict: Value = serde_json::from_str(line).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let found = verdict["findings"].as_array().unwrap().iter();
    let found = found.map(|finding| format!(" {}@{}", text(&finding["code"]), text(&finding["where"])));
    let said = verdict["service_findings"].as_array().into_iter().flatten();
    let said = said.map(|finding| format!(" said:{}", text(&finding["code"])));
    text(&verdict["status"]) + &found.chain(said).collect::<String>()
}

#[test]
fn the_command_says_what_the_corpus_says() {
    for case in cases() {
        let files = Files::of(&case);
        if let Some(expected) = &case.lines {
            let text = files.run(&case, &["check", "--format=jsonl"]);
            assert_eq!(&text.lines().map(row).collect::<Vec<_>>(), expected, "{}", case.path.display());
            assert_eq!(text, by_the_core(&case.inputs[0]), "{}", case.path.display());
        }
        for (of, expected) in &case.wholes {
            assert_eq!(&files.whole(&case, of), expected, "{of}: {}", case.path.display());
        }
    }
}

/// One object a line, by the core alone.
fn by_the_core(input: &[u8]) -> String {
    let mut scanner = RangeScanner::new(0..input.len() as u64);
    scanner.push(input);
    let manifest = Manifest::new(scanner.finish());
    let mut judge = Judge::default();
    let lines = input.split_inclusive(|&byte| byte == b'\n');
    let verdict = |(row, line)| serde_json::to_string(&manifest.verdict(&mut judge, row, line)).unwrap() + "\n";
    (0..).zip(lines).map(verdict).collect()
}
