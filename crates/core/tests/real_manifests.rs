//! Public manifests, where they lie beside the checkout: what a check says of each, in short.

#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::disallowed_methods, reason = "the manifests are files; only the core itself does no I/O")]

mod support;

use std::fmt::Write;
use std::fs;
use std::path::Path;

use holdout_core::catalog::CheckOptions;
use holdout_core::report::InputFacts;
use support::manifest;

/// What a check says of a file: its counts, and no word of its contents.
fn summary(name: &str, input: &[u8]) -> String {
    let facts = InputFacts { name: name.to_owned(), bytes: input.len() as u64, ..InputFacts::default() };
    let report = manifest(input).report(&facts, &CheckOptions::default());
    let counts = report.counts;
    let use_case = serde_json::to_value(report.use_case).unwrap();
    let mut text = format!("{name}\n");
    writeln!(text, "  {} bytes, {} lines", report.input.bytes, report.input.lines).unwrap();
    let (valid, invalid, ignored, removed) = (counts.valid, counts.invalid, counts.ignored, counts.removed);
    writeln!(text, "  valid {valid}, invalid {invalid}, ignored {ignored}, removed {removed}").unwrap();
    writeln!(text, "  {}, {} filtered out", use_case.as_str().unwrap(), report.filtered_out).unwrap();
    writeln!(text, "  {} labels, {} buckets", report.labels.len(), report.buckets.len()).unwrap();
    for code in &report.codes {
        writeln!(text, "  {}: {} on {} lines", code.code, code.count, code.lines).unwrap();
    }
    for finding in &report.findings {
        writeln!(text, "  {} of the manifest", finding.code).unwrap();
    }
    writeln!(text, "  {}", report.verdict).unwrap();
    text
}

#[test]
fn public_manifests_are_read_as_ever() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/manifests");
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("skipped: the public manifests are not beside this checkout");
        return;
    };
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "manifest" || extension == "json"));
    files.sort();
    let named = files.iter().map(|path| (path.file_name().unwrap().to_string_lossy(), fs::read(path).unwrap()));
    let text: Vec<_> = named.map(|(name, input)| summary(&name, &input)).collect();
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("public_manifests", text.join("\n"));
    });
}
