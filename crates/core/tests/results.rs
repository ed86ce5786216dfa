//! The result files: what is written into an annotated manifest can be taken out again, and says what was found.

#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::disallowed_methods, reason = "the corpus is in files; only the core itself does no I/O")]

mod support;

use std::fs;
use std::path::Path;

use holdout_core::catalog::{CheckOptions, Manifest, Query};
use holdout_core::manifest::{MAX_CHARACTERS, MAX_KEPT};
use holdout_core::report::{InputFacts, LineVerdict};
use holdout_core::results::{Annotator, ManifestSummary};
use holdout_core::rules::{Code, Judge, Severity, rule};
use proptest::prelude::*;
use support::{any_manifest, lines, manifest, rows};

/// The annotated manifest, pushed in pieces of `piece` bytes.
fn annotate(manifest: &Manifest, input: &[u8], piece: usize) -> Vec<u8> {
    let mut annotator = Annotator::new(manifest);
    let mut output = Vec::new();
    input.chunks(piece).for_each(|piece| annotator.push(piece, |bytes| output.extend_from_slice(bytes)));
    output
}

fn annotated(input: &[u8]) -> Vec<u8> {
    annotate(&manifest(input), input, input.len().max(1))
}

fn verdicts(input: &[u8]) -> Vec<LineVerdict> {
    let (manifest, mut judge) = (manifest(input), Judge::default());
    rows(&manifest, input).into_iter().map(|(row, line)| manifest.verdict(&mut judge, row, line)).collect()
}

/// The length of the array or object that begins here, told by its brackets alone.
fn array_length(text: &[u8]) -> usize {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (place, byte) in text.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => depth += 1,
            b']' | b'}' if !in_string => {
                depth -= 1;
                if depth == 0 {
                    return place + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}

/// `output` without the members and elements that `input` does not have, which stand before closing brackets of `input`.
fn stripped(input: &[u8], output: &[u8]) -> Vec<u8> {
    let (mut kept, mut rest) = (Vec::new(), output);
    while !rest.is_empty() {
        let starts: &[&[u8]] = match input.get(kept.len()) {
            Some(b'}') => &[b",\"errors\":", b",\"warnings\":", b"\"errors\":", b"\"warnings\":"],
            Some(b']') => &[b",", b""],
            _ => &[],
        };
        let inserted = starts.iter().find(|start| rest.starts_with(start) && matches!(rest[start.len()], b'[' | b'{'));
        if let Some(start) = inserted {
            rest = &rest[start.len() + array_length(&rest[start.len()..])..];
        } else {
            kept.push(rest[0]);
            rest = &rest[1..];
        }
    }
    kept
}

/// Whether the line has no room for findings, by another reader of JSON.
fn is_replaced(line: &[u8], first: bool) -> bool {
    let line = if first { line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line) } else { line };
    line.len() > MAX_KEPT || !serde_json::from_slice::<serde_json::Value>(line).is_ok_and(|value| value.is_object())
}

fn is_short(line: &[u8]) -> bool {
    String::from_utf8_lossy(line).trim_end().chars().count() <= MAX_CHARACTERS
}

/// Code, place and words of every finding, without the columns, which move.
fn findings(verdict: &LineVerdict) -> Vec<(Code, Option<&str>, Option<u32>, &str)> {
    let all = verdict.findings.iter();
    all.map(|found| (found.code, found.attribute.as_deref(), found.annotation, found.message.as_str())).collect()
}

fn said(verdict: &LineVerdict) -> Vec<(&str, &str)> {
    let mut said: Vec<_> =
        verdict.service_findings.iter().map(|finding| (finding.code.as_str(), finding.message.as_str())).collect();
    said.sort_unstable();
    said.dedup();
    said
}

/// Holds one manifest to all that is promised of an annotated one.
fn hold_to_the_laws(input: &[u8]) {
    let output = annotated(input);
    let (before, after) = (verdicts(input), verdicts(&output));
    assert_eq!(before.len(), after.len(), "line by line");
    for ((line, output), (before, after)) in lines(input).iter().zip(lines(&output)).zip(before.iter().zip(&after)) {
        let mut expected: Vec<_> = before.findings.iter().map(|found| (found.code.as_str(), &*found.message)).collect();
        if !is_replaced(line, before.line == 1) {
            expected.extend(said(before));
        }
        expected.sort_unstable();
        expected.dedup();
        assert_eq!(said(after), expected, "what was found is said on the line");
        if is_replaced(line, before.line == 1) {
            continue;
        }
        assert_eq!(stripped(line, output), *line, "nothing else has changed");
        if is_short(output) {
            assert_eq!(after.status, before.status);
            assert_eq!(findings(after), findings(before), "the same is found again");
        }
    }
    // What was replaced has a finding more, that the line has no image; after that nothing is added.
    let again = annotated(&output);
    for (place, ((line, once), twice)) in lines(input).iter().zip(lines(&output)).zip(lines(&again)).enumerate() {
        assert!(once == twice || is_replaced(line, place == 0) || !is_short(once), "{}", String::from_utf8_lossy(line));
    }
    if lines(&again).iter().all(|line| is_short(line)) {
        assert_eq!(String::from_utf8_lossy(&annotated(&again)), String::from_utf8_lossy(&again));
    }
}

#[test]
fn the_corpus_is_annotated_by_the_laws() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/manifests");
    for folder in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.extension().is_some_and(|extension| extension == "manifest") {
                hold_to_the_laws(&fs::read(path).unwrap());
            }
        }
    }
}

proptest! {
    #[test]
    fn any_manifest_is_annotated_by_the_laws(input in any_manifest()) {
        hold_to_the_laws(&input);
    }

    #[test]
    fn pieces_of_any_size_give_the_same(input in any_manifest(), piece in 1..200_usize) {
        let manifest = manifest(&input);
        prop_assert_eq!(annotate(&manifest, &input, piece), annotate(&manifest, &input, input.len().max(1)));
    }
}

/// The output of a single line, without the words.
fn of_line(line: &str) -> String {
    let text = String::from_utf8(annotated(line.as_bytes())).unwrap();
    let mut short = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once(r#","message":""#) {
        short.push_str(before);
        let end = after.match_indices('"').find(|(place, _)| !after[..*place].ends_with('\\')).unwrap().0;
        rest = &after[end + 1..];
    }
    short + rest
}

const BOXES: &str = r#""boxes-metadata":{"objects":[{"confidence":1},{"confidence":1}],"class-map":{"0":"dog"},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}"#;

#[test]
fn findings_stand_where_the_service_puts_them() {
    let value = r#""boxes":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":[{"class_id":0,"left":-1,"top":0,"width":9,"height":9},{"class_id":0,"left":1,"top":0,"width":9,"height":9} ] }"#;
    let line = format!(r#"{{"source-ref":"s3://bucket/1.gif",{value},{BOXES}}}"#);
    let expected = line
        .replace(r#""height":9},{"#, r#""height":9,"errors":[{"code":"ERROR_INVALID_BOUNDING_BOX"}]},{"#)
        .replace(r#"detection"}}"#, r#"detection"},"warnings":[{"code":"HOLDOUT_IMAGE_EXTENSION"}]}"#);
    assert_eq!(of_line(&line), expected);

    let all_gone = line.replace(r#""left":1"#, r#""left":-1"#);
    assert!(
        of_line(&all_gone).contains(r#"}]} ] ,"errors":[{"code":"ERROR_NO_VALID_ANNOTATIONS"}]},"boxes-metadata""#)
    );

    let no_name = line.replace(r#""0":"dog""#, r#""1":"dog""#);
    assert!(of_line(&no_name).contains(r#"detection","errors":[{"code":"ERROR_MISSING_CLASS_MAP_ID"}]},"errors""#));

    // A value that is no object has no room: its metadata has.
    let kind = r#"{"source-ref":"s3://bucket/1.jpg","kind":"x","kind-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#;
    let expected = r#"image-classification","errors":[{"code":"ERROR_INVALID_LABEL_ATTRIBUTE_FORMAT"}]},"errors":[{"code":"ERROR_NO_VALID_LABEL_ATTRIBUTES"}]}"#;
    assert!(of_line(kind).ends_with(expected));
    // Nor has metadata that is none: the line has.
    let no_metadata = r#"{"source-ref":"s3://bucket/1.jpg","kind":1,"kind-metadata":[] }"#;
    let expected = r#"[] ,"errors":[{"code":"ERROR_INVALID_LABEL_ATTRIBUTE_METADATA_FORMAT"},{"code":"ERROR_NO_VALID_LABEL_ATTRIBUTES"}]}"#;
    assert!(of_line(no_metadata).ends_with(expected));

    assert_eq!(of_line("{ }"), r#"{ "errors":[{"code":"ERROR_MISSING_SOURCE_REF"}]}"#);
    assert_eq!(of_line("{} \r\n"), "{\"errors\":[{\"code\":\"ERROR_MISSING_SOURCE_REF\"}]} \r\n");
}

#[test]
fn what_is_no_json_is_replaced() {
    assert_eq!(of_line("no json\r\n"), "{\"errors\":[{\"code\":\"ERROR_INVALID_JSON_LINE\"}]}\r\n");
    let expected = "\u{FEFF}{\"errors\":[{\"code\":\"ERROR_INVALID_JSON_LINE\"}],\"warnings\":[{\"code\":\"HOLDOUT_BYTE_ORDER_MARK\"}]}";
    assert_eq!(of_line("\u{FEFF}[]"), expected);
    let with_a_long_line = |length| format!("{{}}\n{{\"a\":\"{}\"}}\r\n{{}}", "x".repeat(length));
    let output = of_line(&with_a_long_line(1 << 20));
    assert_eq!(lines(output.as_bytes())[1], b"{\"errors\":[{\"code\":\"HOLDOUT_LINE_TOO_LONG\"}]}\r\n");
    assert_eq!(lines(output.as_bytes()).len(), 3);
    // A line that is too long for the service, and can be kept here, has room.
    let output = of_line(&with_a_long_line(MAX_CHARACTERS));
    assert!(lines(output.as_bytes())[1].ends_with(b"x\",\"errors\":[{\"code\":\"HOLDOUT_LINE_TOO_LONG\"}]}\r\n"));
    let broken = of_line(&with_a_long_line(MAX_CHARACTERS).replace("x\"", "x"));
    assert_eq!(lines(broken.as_bytes())[1], b"{\"errors\":[{\"code\":\"HOLDOUT_LINE_TOO_LONG\"}]}\r\n");
}

#[test]
fn findings_that_are_there_stay_and_are_not_repeated() {
    let line = r#"{"errors":[{"code":"ERROR_INVALID_IMAGE","message":"as the service says it"}],"a":1}"#;
    let expected = r#"{"errors":[{"code":"ERROR_INVALID_IMAGE"},{"code":"ERROR_MISSING_SOURCE_REF"}],"a":1}"#;
    assert_eq!(of_line(line), expected);
    assert_eq!(of_line(r#"{"errors":[ ]}"#), r#"{"errors":[ {"code":"ERROR_MISSING_SOURCE_REF"}]}"#);
    // `cl-errors` is read, `errors` is written.
    let line = r#"{"cl-errors":[{"code":"X"}]}"#;
    assert_eq!(of_line(line), r#"{"cl-errors":[{"code":"X"}],"errors":[{"code":"ERROR_MISSING_SOURCE_REF"}]}"#);
    // Somebody's own member of that name is left alone; the last one is the one that counts.
    assert_eq!(of_line(r#"{"errors":7}"#), r#"{"errors":7,"errors":[{"code":"ERROR_MISSING_SOURCE_REF"}]}"#);
}

#[test]
fn a_manifest_of_the_service_is_read_back() {
    let line = format!(
        r#"{{"source-ref":"s3://bucket/1.jpg","boxes":{{"image_size":[{{"width":640,"height":480,"depth":3}}],"annotations":[{{"class_id":0,"left":1,"top":0,"width":9,"height":9}},{{"class_id":0,"left":1,"top":0,"width":9,"height":9,"errors":[{{"code":"ERROR_BOUNDING_BOX_TOO_SMALL","message":"too small"}}]}}],"warnings":[{{"code":"WARNING_OF_TOMORROW"}}]}},{},"cl-metadata":{{"is_labeled":true}},"cl-errors":[{{"code":"ERROR_INVALID_IMAGE","message":"no \u65e5"}},5,{{"message":"no code"}}]}}"#,
        BOXES.replace("\"objects\"", r#""cl-errors":[{"code":"ERROR_MISSING_CLASS_MAP_ID","message":"m"}],"objects""#)
    );
    let verdict = &verdicts(line.as_bytes())[0];
    assert_eq!(verdict.status.as_str(), "valid", "{:?}", verdict.findings);
    insta::assert_snapshot!(serde_json::to_string_pretty(&verdict.service_findings).unwrap());
}

#[test]
fn the_summary_counts_what_the_report_counts() {
    let good = support::classification(1, 1);
    let bad_box = support::detection(2, &[1, 2]).replacen("\"left\":10", "\"left\":-10", 1);
    let input = format!("{good}\nno json\n{bad_box}\n{{\"source-ref\":\"s3://bucket/3.gif\"}}\n{good}\n");
    let manifest = manifest(input.as_bytes());
    let facts = InputFacts { name: "a.manifest".into(), bytes: input.len() as u64, ..InputFacts::default() };
    let report = manifest.report(&facts, &CheckOptions::default());
    let summary = ManifestSummary::of_one(&manifest, &report);
    let training = &summary.statistics.training;
    assert_eq!((training.total_json_lines, training.valid_json_lines), (5, 2));
    assert_eq!((training.invalid_json_lines, training.ignored_json_lines), (2, 1));
    // The box on line 3 is an error of a line that is used; the warnings on line 4 are none.
    assert_eq!(training.error_json_line_indices, [2, 3, 5]);
    assert!(training.errors.iter().all(|error| rule(error.code).severity == Severity::Error));
    assert_eq!(training.errors[0].code, Code::TooManyRecordsInError);
    insta::assert_snapshot!(serde_json::to_string_pretty(&summary).unwrap());
}

/// The rows that a filter finds, and those whose lines say themselves that something was found on them.
fn rows_with_service_findings(input: &[u8]) -> (Vec<u32>, Vec<u32>) {
    let manifest = manifest(input);
    let found = manifest.find(&Query { service_findings: true, ..Query::default() });
    let says = verdicts(input).into_iter().filter(|verdict| !verdict.service_findings.is_empty());
    (found, says.filter_map(|verdict| manifest.row_of_line(verdict.line)).collect())
}

proptest! {
    #[test]
    fn lines_that_carry_findings_are_found(input in any_manifest()) {
        let output = annotated(&input);
        let (found, says) = rows_with_service_findings(&output);
        prop_assert_eq!(&found, &says);
        let report = manifest(&output).report(&InputFacts::default(), &CheckOptions::default());
        prop_assert_eq!(report.lines_with_service_findings, found.len() as u64);
        prop_assert_eq!(manifest(&input).find(&Query { service_findings: true, ..Query::default() }), Vec::<u32>::new());
    }
}

/// Wherever findings may stand, in lines of which others went before that are like them.
#[test]
fn lines_that_carry_findings_anywhere_are_found() {
    const SAYS: &str = r#""errors":[{"code":"X"}]"#;
    let plain = |image: u32| {
        let line = support::detection(image, &[1, 2]).replacen('{', r#"{"note":{"by":[{"a":1}]},"#, 1);
        line.replacen("\"job-name\"", "\"name\"", 1)
    };
    let other = r#"{"source-ref":"s3://bucket/x.jpg","a":1,"a-metadata":{}}"#;
    let places = [
        (plain(100), "{\"note\"", format!("{{{SAYS},\"note\"")),
        (plain(101), "{\"by\"", format!("{{{SAYS},\"by\"")),
        (plain(102), "[{\"a\":1}]", format!("1,\"annotations\":[{{{SAYS}}}]")),
        (plain(103), "{\"image_size\"", format!("{{{SAYS},\"image_size\"")),
        (plain(104), "{\"class_id\"", format!("{{{SAYS},\"class_id\"")),
        (plain(105), "{\"objects\"", format!("{{{SAYS},\"objects\"")),
        (plain(106), "{\"objects\"", format!("{{{},\"objects\"", SAYS.replace("errors", "warnings"))),
        (plain(107), "{\"objects\"", format!("{{{},\"objects\"", SAYS.replace("errors", "cl-errors"))),
        (plain(108), "{\"objects\"", format!("{{{},\"objects\"", SAYS.replace("errors", "\\u0065rrors"))),
        (support::classification(109, 1), "{\"class-name\"", format!("{{{SAYS},\"class-name\"")),
        (support::classification(110, 1), ":1,", format!(":{{{SAYS}}},")),
        (support::classification(111, 1), "image-classification", format!("other\",{SAYS},\"x\":\"")),
        (other.to_owned(), "{}", format!("{{{SAYS}}}")),
        (other.to_owned(), "\"source-ref\"", format!("{SAYS},\"no-source-ref\"")),
        (other.to_owned(), "s3://", format!("http://\",{SAYS},\"x\":\"")),
    ];
    let mut input: Vec<String> = (0..20).map(plain).collect();
    input.extend((20..40).map(|image| support::classification(image, 1)));
    for (line, at, with) in &places {
        assert!(line.contains(at), "{line}: {at}");
        input.push(line.replacen(at, with, 1));
        input.push(plain(200 + u32::try_from(input.len()).unwrap()));
    }
    // What only looks like findings is none: no code, no array, or further down.
    for with in [r#"{"errors":[{}],"by""#, r#"{"errors":{"code":"X"},"by""#, r#"{"c":{"errors":[{"code":"X"}]},"by""#] {
        input.push(plain(300 + u32::try_from(input.len()).unwrap()).replacen("{\"by\"", with, 1));
    }
    let (found, says) = rows_with_service_findings((input.join("\n") + "\n").as_bytes());
    assert_eq!(found, says);
    assert_eq!(found, (0..places.len()).map(|place| 40 + 2 * u32::try_from(place).unwrap()).collect::<Vec<_>>());
}
