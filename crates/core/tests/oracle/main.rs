//! The line rules, written a second time: slowly and plainly, from the published rules and not from the core's code, and
//! compared with the core over lines that are mutated in ways that keep their structure.
//!
//! Where the rules leave a point open, the core's choice was taken and is called a decision below.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod json;
mod mutations;
mod patterns;
mod rules;
#[path = "../support/mod.rs"]
mod support;

use holdout_core::rules::Judge;
use mutations::*;
use proptest::collection::vec;
use proptest::prelude::*;
use rules::*;
use support::{manifest, rows};

/// A manifest that is shown as text.
#[derive(Clone)]
struct Input(Vec<u8>);

impl std::fmt::Debug for Input {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&String::from_utf8_lossy(&self.0))
    }
}

/// Manifests of a few lines, of which some name the same image.
fn any_mutated() -> impl Strategy<Value = Input> {
    let mutations = vec(vec(any::<u16>(), 2..16), 0..5);
    let space = prop_oneof![4 => Just(""), 1 => Just(" "), 1 => Just(" \t")];
    let ending = prop_oneof![5 => Just("\n"), 1 => Just("\r\n")];
    let line = (0..5_usize, 0..20_usize, mutations, space, ending);
    (proptest::bool::weighted(0.1), vec(line, 1..9), any::<bool>()).prop_map(|(mark, lines, cut)| {
        let mut input = if mark { b"\xEF\xBB\xBF".to_vec() } else { Vec::new() };
        for (kind, image, mutations, space, ending) in lines {
            input.extend_from_slice(&mutated(kind, image, &mutations, space));
            input.extend_from_slice(ending.as_bytes());
        }
        if cut {
            input.pop();
        }
        Input(input)
    })
}

/// The core's verdicts, in the same form.
fn verdicts_of_the_core(input: &[u8]) -> Vec<Verdict> {
    let manifest = manifest(input);
    let mut judge = Judge::default();
    let mut verdicts = Vec::new();
    for (row, line) in rows(&manifest, input) {
        let verdict = manifest.verdict(&mut judge, row, line);
        let findings = verdict.findings.into_iter().map(|finding| Found {
            code: finding.code.as_str().to_owned(),
            place: serde_json::to_value(finding.place).unwrap().as_str().unwrap().to_owned(),
            attribute: finding.attribute,
            annotation: finding.annotation,
        });
        let status = verdict.status.as_str().to_owned();
        verdicts.push(Verdict { status, findings: findings.collect(), labels: verdict.labels });
    }
    verdicts
}

proptest! {
    // Lines are 4.5 a case on average: more than 100,000 in all.
    #![proptest_config(ProptestConfig::with_cases(23_000))]

    #[test]
    fn the_core_judges_as_the_rules_say(input in any_mutated()) {
        for (line, (found, expected)) in verdicts_of_the_core(&input.0).into_iter().zip(judge_manifest(&input.0)).enumerate() {
            prop_assert_eq!(found, expected, "line {}", line + 1);
        }
    }
}

/// The comparison is worth something only where every code, and every status, comes up often.
#[test]
fn the_mutations_reach_every_rule() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut counts = [0; ROWS.len()];
    let mut statuses = std::collections::BTreeMap::new();
    for _ in 0..4000 {
        let input = any_mutated().new_tree(&mut runner).unwrap().current();
        for verdict in judge_manifest(&input.0) {
            *statuses.entry(verdict.status).or_insert(0) += 1;
            for found in verdict.findings {
                counts[row_of(&found.code)] += 1;
            }
        }
    }
    println!("{statuses:?}");
    for ((code, _), count) in ROWS.iter().zip(counts) {
        println!("{code}: {count}");
        assert!(count > 2, "{code} comes up {count} times");
    }
    assert!(statuses.values().all(|count| *count > 50), "{statuses:?}");
}
