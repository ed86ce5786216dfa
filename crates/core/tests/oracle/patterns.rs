//! Lines that are read by the pattern of lines before them, compared with the same lines read alone, where there is none.

use holdout_core::catalog::{Catalog, RangeScanner};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::json::Json::Object;
use crate::mutations::{base, mutated};
use crate::support::{classification, detection, lines, scan, scan_range};

/// The catalog of lines each of which was read by a scanner that has seen no other.
fn scan_each_alone(input: &[u8]) -> Catalog {
    let mut whole = Catalog::default();
    let mut start = 0;
    for line in lines(input) {
        let end = start + line.len() as u64;
        whole.append(&scan_range(input, start..end, input.len()));
        start = end;
    }
    whole
}

fn valid(kind: usize, image: usize, space: &str) -> Vec<u8> {
    let mut text = String::new();
    Object(base(kind, image)).write(space, &mut text);
    text.into_bytes()
}

/// Lines, each with its end.
fn manifest(lines: impl IntoIterator<Item = Vec<u8>>) -> Vec<u8> {
    lines.into_iter().flat_map(|line| [line, b"\n".to_vec()].concat()).collect()
}

/// What changes a line.
fn changes(most: usize) -> impl Strategy<Value = Vec<Vec<u16>>> {
    vec(vec(any::<u16>(), 2..16), 0..=most)
}

/// Valid lines of every kind, and among them lines that are nearly so: all written in the same way, or not.
fn lines_and_their_likes() -> impl Strategy<Value = Vec<u8>> {
    let other = proptest::bool::weighted(0.1);
    let space = prop_oneof![Just(""), Just(" ")];
    (space, vec((0..5_usize, changes(2), other), 1..16)).prop_map(|(space, lines)| {
        manifest(lines.into_iter().enumerate().flat_map(|(image, (kind, changes, other))| {
            let space = if other { "  " } else { space };
            [valid(kind, image, space), mutated(kind, image + 100, &changes, space)]
        }))
    })
}

/// Lines that have a change in common, and some of them others as well: often all are bad in the same way.
fn lines_with_one_fault() -> impl Strategy<Value = Vec<u8>> {
    (0..5_usize, changes(2), vec(changes(1), 1..8)).prop_map(|(kind, common, lines)| {
        manifest(lines.into_iter().enumerate().flat_map(|(image, own)| {
            let both = [common.clone(), own].concat();
            [mutated(kind, image, &common, ""), mutated(kind, image + 100, &both, "")]
        }))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8_000))]

    #[test]
    fn a_pattern_reads_what_the_rules_read(input in lines_and_their_likes()) {
        prop_assert_eq!(scan(&input).to_bytes(), scan_each_alone(&input).to_bytes(), "{}", String::from_utf8_lossy(&input));
    }

    #[test]
    fn a_pattern_of_a_fault_says_what_the_rules_say(input in lines_with_one_fault()) {
        prop_assert_eq!(scan(&input).to_bytes(), scan_each_alone(&input).to_bytes(), "{}", String::from_utf8_lossy(&input));
    }
}

fn recognized(input: &[u8]) -> u64 {
    let mut scanner = RangeScanner::new(0..input.len() as u64);
    scanner.push(input);
    scanner.recognized()
}

/// A manifest of a thousand lines, each of another image.
fn thousand(line: impl Fn(u32) -> String) -> String {
    (0..1000).map(|image| line(image) + "\n").collect()
}

/// The comparison is worth something only where patterns read most lines.
#[test]
fn patterns_read_most_valid_lines() {
    let manifests = [
        thousand(|image| classification(image, image % 7)),
        thousand(|image| detection(image, &(0..=image % 5).collect::<Vec<_>>())),
        thousand(|image| if image % 2 == 0 { classification(image, 1) } else { detection(image, &[3, 4]) }),
        thousand(|image| classification(image, 2).replace("label", "\\u65e5\u{672c} \\\"")),
        thousand(|image| {
            classification(image, 2).replacen('{', &format!("{{\"scene\":\"{image}\",\"n\":[{image},null],"), 1)
        }),
    ];
    for input in &manifests {
        let read = recognized(input.as_bytes());
        assert!(read > 900, "{read} of 1000 lines such as {}", &input[..300]);
        assert_eq!(scan(input.as_bytes()).to_bytes(), scan_each_alone(input.as_bytes()).to_bytes());
    }
}

/// Manifests whose lines are all bad, or warned of, by what is the same on all: they are read like good ones.
#[test]
fn patterns_read_lines_that_share_a_fault() {
    let date = ",\"creation-date\":\"2024-05-31T09:30:00\"";
    let manifests = [
        thousand(|image| classification(image, image % 7).replace(".jpg", ".gif")),
        thousand(|image| detection(image, &(0..=image % 5).collect::<Vec<_>>()).replace(date, "")),
        thousand(|image| classification(image, 1).replace("image-classification", "semantic-segmentation")),
        thousand(|image| detection(image, &[1]).replace(",\"depth\":3", "")),
        thousand(|image| detection(image, &[1]).replace("2024-05-31T", "31/05/2024 ")),
        thousand(|image| classification(image, 1).replace("0.9", &format!("{}.5", 2 + image % 90))),
        thousand(|image| detection(image, &[0, 1]).replace("object-detection", "something-new")),
        thousand(|image| classification(image, 1).replace("\"type\"", "\"kind\"")),
        thousand(|image| format!("{{\"source-ref\":\"s3://bucket/{image}.jpg\",\"scene\":\"{image}\"}}")),
    ];
    for input in &manifests {
        let catalog = scan(input.as_bytes());
        assert!(!catalog.codes().is_empty(), "something is found on {}", &input[..300]);
        let read = recognized(input.as_bytes());
        assert!(read > 900, "{read} of 1000 lines such as {}", &input[..300]);
        assert_eq!(catalog.to_bytes(), scan_each_alone(input.as_bytes()).to_bytes());
    }
}

/// What is wrong in a value is not held against lines that have another.
#[test]
fn a_fault_in_a_value_is_that_of_its_line() {
    let lines = [
        detection(0, &[1, 2]).replacen("\"confidence\":1", "\"confidence\":null", 1),
        detection(1, &[1, 2]),
        detection(2, &[1, 2]).replace("\"job", "\"no-job"),
        detection(3, &[1, 2]).replacen("\"confidence\":1", "\"confidence\":null", 1),
        classification(4, 1).replace("0.9", "1.9"),
        classification(5, 1),
    ];
    let input = lines.map(|line| line + "\n").concat();
    assert_eq!(scan(input.as_bytes()).to_bytes(), scan_each_alone(input.as_bytes()).to_bytes());
}

/// What no pattern takes costs no more for it than now and then a lesson.
#[test]
fn a_manifest_of_no_pattern_is_read_by_the_rules() {
    let input: String =
        (0..1000).map(|image| classification(image, 1).replace("kind", &format!("kind{image}")) + "\n").collect();
    assert_eq!(recognized(input.as_bytes()), 0);
    assert_eq!(scan(input.as_bytes()).len(), 1000);
}
