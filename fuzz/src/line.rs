//! A line, or a few: the core judges them as the second implementation of the rules does, which the tests of the core
//! have, and finds the same whether it counts or explains.

#![no_main]

#[path = "../../crates/core/tests/oracle/json.rs"]
#[allow(dead_code, reason = "the tests mutate what it reads")]
mod json;
#[path = "../../crates/core/tests/oracle/rules.rs"]
#[allow(dead_code, reason = "the tests count what it finds")]
mod rules;
mod support;

use holdout_core::catalog::Query;
use holdout_core::manifest::Line;
use holdout_core::rules::{Code, Judge, Tally};
use libfuzzer_sys::fuzz_target;
use support::{manifest, rows};

fuzz_target!(|input: &[u8]| {
    let manifest = manifest(input);
    let (mut judge, mut counting, mut tally) = (Judge::default(), Judge::default(), Tally::default());
    let expected = rules::judge_manifest(input);
    assert_eq!(expected.len() as u64, manifest.lines());
    let says = manifest.find(&Query { service_findings: true, ..Query::default() });
    for ((row, line), expected) in rows(&manifest, input).into_iter().zip(expected) {
        let verdict = manifest.verdict(&mut judge, row, line);
        assert_eq!(says.binary_search(&row).is_ok(), !verdict.service_findings.is_empty());
        tally.clear();
        counting.judge(Line::new(line, manifest.line_range(row).start == 0), &mut tally);
        if manifest.first_of(row).is_none() {
            let counted: Vec<Code> =
                tally.counts().iter().flat_map(|&(code, count)| std::iter::repeat_n(code, count as usize)).collect();
            let explained: Vec<Code> = verdict.findings.iter().map(|finding| finding.code).collect();
            assert_eq!(counted, explained);
        }
        for finding in &verdict.findings {
            assert!(finding.column >= 1 && finding.column + finding.length <= line.len() as u64 + 1);
            assert!(finding.column_utf16 <= finding.column && finding.length_utf16 <= finding.length);
        }
        let text = serde_json::to_string(&verdict).expect("a verdict is plain data");
        let read: serde_json::Value = serde_json::from_str(&text).expect("it is written as JSON");
        assert_eq!(read["status"], expected.status.as_str(), "{}", String::from_utf8_lossy(line));
        let found = verdict.findings.into_iter().map(|finding| rules::Found {
            code: finding.code.as_str().to_owned(),
            place: serde_json::to_value(finding.place).expect("a word").as_str().unwrap_or_default().to_owned(),
            attribute: finding.attribute,
            annotation: finding.annotation,
        });
        let status = verdict.status.as_str().to_owned();
        let found = rules::Verdict { status, findings: found.collect(), labels: verdict.labels };
        assert_eq!(found, expected, "{}", String::from_utf8_lossy(line));
    }
});
