//! Input that somebody made to confuse or to slow down: judged by the rules like any other, and as fast.

#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::disallowed_types, clippy::disallowed_methods, reason = "only a clock tells whether something is slow")]

mod support;

use std::fmt::Write;
use std::time::Instant;

use holdout_core::catalog::RangeScanner;
use holdout_core::report::Finding;
use holdout_core::results::{Annotator, ServiceFinding};
use holdout_core::rules::{Code, Judge};
use support::{classification, detection, manifest, rows, scan};

const METADATA: &str = r#"{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}"#;

/// An entry with these members beside its image.
fn entry(members: &str) -> String {
    format!(r#"{{"source-ref":"s3://bucket/1.jpg",{members}}}"#)
}

/// Members that `write` makes, one after the other, as many as a line can hold.
fn many(write: impl Fn(usize) -> String) -> String {
    let mut members = write(0);
    for number in 1.. {
        let next = write(number);
        if members.len() + next.len() > 98_000 {
            break;
        }
        members = members + "," + &next;
    }
    entry(&members)
}

/// A detection whose boxes and class map are these.
fn boxes(boxes: &str, count: usize, classes: &str) -> String {
    let objects = vec!["{\"confidence\":1}"; count].join(",");
    entry(&format!(
        r#""b":{{"image_size":[{{"width":640,"height":480,"depth":3}}],"annotations":[{boxes}]}},"b-metadata":{{"objects":[{objects}],"class-map":{{{classes}}},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}"#
    ))
}

fn listed(count: usize, write: impl Fn(usize) -> String) -> String {
    (0..count).map(write).collect::<Vec<_>>().join(",")
}

/// Lines that are long in every way that a line can be, by name.
fn long_lines() -> Vec<(&'static str, String)> {
    let bad_box = |class: usize| format!(r#"{{"class_id":{class},"left":-1,"top":0,"width":5,"height":5}}"#);
    let long_id = |number: usize| format!("90071992547{number:020}");
    vec![
        ("a key of 98,000 characters", entry(&format!(r#""{}":1"#, "k".repeat(98_000)))),
        ("a key of escapes", entry(&format!(r#""{}":1"#, "\\u0041".repeat(16_000)))),
        ("10,000 attributes", many(|number| format!(r#""{number}":0"#))),
        ("thousands of empty metadata", many(|number| format!(r#""{number}":1,"{number}-metadata":{{}}"#))),
        (
            "hundreds of labels",
            many(|number| {
                format!(r#""{number}":1,"{number}-metadata":{}"#, METADATA.replace("\"cat\"", &format!("\"{number}\"")))
            }),
        ),
        ("keys that begin alike", many(|number| format!(r#""attribute-{number:06}":0"#))),
        ("keys that end alike", many(|number| format!(r#""{number:06}-attribute":0"#))),
        ("keys with an escape each", many(|number| format!(r#""\u0061{number}":0"#))),
        ("one key again and again", many(|_| r#""a":0"#.to_owned())),
        ("thousands of keys that come twice", many(|number| format!(r#""{}":0"#, number % 5_000))),
        ("thousands of pairs of one name", many(|_| format!(r#""a":1,"a-metadata":{METADATA}"#))),
        ("boxes that are all off", boxes(&listed(1_200, |_| bad_box(0)), 1_200, r#""0":"a""#)),
        (
            "a class for each box",
            boxes(&listed(900, bad_box), 900, &listed(900, |class| format!(r#""{class}":"{class}""#))),
        ),
        ("classes with long ids", {
            let class = |number| format!(r#"{{"class_id":{},"left":1,"top":1,"width":5,"height":5}}"#, long_id(number));
            boxes(&listed(500, class), 500, &listed(500, |number| format!(r#""{}":"{number}""#, long_id(number))))
        }),
        (
            "classes that are not there",
            boxes(&listed(900, bad_box), 900, &listed(900, |class| format!(r#""{}":"a""#, class + 1_000))),
        ),
        (
            "thousands of classes for one box",
            boxes(&bad_box(0), 1, &listed(7_000, |class| format!(r#""{class}":"a""#))),
        ),
        ("a class map of one id", boxes(&bad_box(0), 1, &listed(10_000, |_| r#""0":"a""#.to_owned()))),
        ("a class map of many ids and one that is none", {
            let classes = listed(6_000, |class| format!(r#""{class}":"a""#));
            boxes(&bad_box(0), 1, &format!(r#"{classes},"x":"a""#))
        }),
        ("a long name for hundreds of bad boxes", {
            let line = boxes(&listed(700, |_| bad_box(0)), 700, r#""0":"a""#);
            let name = "n".repeat(20_000);
            line.replace("\"b\"", &format!("\"{name}\"")).replace("\"b-", &format!("\"{name}-"))
        }),
        ("boxes of numbers halfway between doubles", {
            // As many digits as tell 2^-1074 and what is next to it apart, and one more.
            let side = format!(
                "{}5e-760",
                "2470328229206232720882843964341106861825299013071623822127928412503377536351043".repeat(9)
            );
            let side = &side[..side.len().min(760)];
            boxes(
                &listed(30, |_| {
                    format!(r#"{{"class_id":0,"left":{side},"top":{side},"width":{side},"height":{side}}}"#)
                }),
                30,
                r#""0":"a""#,
            )
        }),
        ("confidences that are missing", {
            let line = boxes(&bad_box(0), 1, r#""0":"a""#);
            line.replace(r#"{"confidence":1}"#, &listed(30_000, |_| "{}".to_owned()))
        }),
        (
            "thousands of dates",
            many(|number| {
                format!(
                    r#""{number}":1,"{number}-metadata":{{"creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#
                )
            }),
        ),
        (
            "many detections",
            many(|number| {
                format!(
                    r#""{number}":{{"image_size":[],"annotations":[]}},"{number}-metadata":{{"type":"groundtruth/object-detection"}}"#
                )
            }),
        ),
        ("boxes without members", boxes(&listed(20_000, |_| "{}".to_owned()), 1, r#""0":"a""#)),
        (
            "nesting as deep as is allowed",
            many(|number| format!(r#""{number}":{}{}"#, "[".repeat(120), "]".repeat(120))),
        ),
        ("numbers beyond doubles", many(|number| format!(r#""{number}":-1.5e{number}"#))),
        ("one long number", entry(&format!(r#""a":{}"#, "9".repeat(98_000)))),
        (
            "a long name of a label",
            entry(&format!(r#""a":1,"a-metadata":{}"#, METADATA.replace("cat\"", &("é".repeat(48_000) + "\"")))),
        ),
        (
            "findings of an earlier check",
            many(|number| format!(r#""{number}":{{"errors":[{{"code":"X","message":""}}]}}"#)),
        ),
        ("space", entry(&format!(r#""a":1{}"#, " ".repeat(98_000)))),
        ("commas", entry(&format!(r#""a":[1{}"#, ",".repeat(98_000)))),
        ("brackets that never close", "[".repeat(98_000)),
    ]
}

/// About a megabyte of such a line.
fn repeated(line: &str) -> Vec<u8> {
    let count = (1_000_000 / line.len()).max(1);
    let lines = (0..count).map(|image| line.replacen("/1.jpg", &format!("/{image}.jpg"), 1) + "\n");
    lines.collect::<String>().into_bytes()
}

/// The codes that each of them gives, by the rules.
fn expected(name: &str) -> &'static [Code] {
    use Code::*;
    match name {
        "thousands of empty metadata" | "thousands of dates" => {
            &[InvalidLabelAttributeMetadataFormat, NoValidLabelAttributes]
        }
        "hundreds of labels" => &[TooManyLabelsPerImage],
        "one key again and again" | "thousands of keys that come twice" => &[DuplicateKey, NoLabelAttributes],
        "thousands of pairs of one name" => &[DuplicateKey],
        "boxes that are all off" | "a class for each box" | "a long name for hundreds of bad boxes" => {
            &[TooManyBoundingBoxes, InvalidBoundingBox, NoValidAnnotations, NoValidLabelAttributes]
        }
        "classes with long ids" => &[TooManyBoundingBoxes, TooManyLabelsPerImage],
        "classes that are not there" => {
            &[MissingClassMapId, TooManyBoundingBoxes, InvalidBoundingBox, NoValidAnnotations, NoValidLabelAttributes]
        }
        "thousands of classes for one box" | "a class map of one id" => {
            &[InvalidBoundingBox, NoValidAnnotations, NoValidLabelAttributes]
        }
        "a class map of many ids and one that is none" => {
            &[InvalidLabelAttributeMetadataFormat, InvalidBoundingBox, NoValidAnnotations, NoValidLabelAttributes]
        }
        "boxes of numbers halfway between doubles" => {
            &[BoundingBoxTooSmall, NoValidAnnotations, NoValidLabelAttributes]
        }
        "confidences that are missing" => &[
            InvalidLabelAttributeMetadataFormat,
            MissingBoundingBoxConfidence,
            InvalidBoundingBox,
            NoValidAnnotations,
            NoValidLabelAttributes,
        ],
        "many detections" => {
            &[InvalidLabelAttributeMetadataFormat, InvalidLabelAttributeFormat, NoValidLabelAttributes]
        }
        "boxes without members" => &[InvalidLabelAttributeFormat, NoValidLabelAttributes],
        "a long name of a label" => &[InvalidLabelNameLength, NoValidLabelAttributes],
        "commas" | "brackets that never close" => &[InvalidJsonLine],
        _ => &[NoLabelAttributes],
    }
}

#[test]
fn long_lines_are_judged_by_the_rules() {
    for (name, line) in long_lines() {
        assert!(line.len() > 40_000 && line.len() <= 100_000, "{name}: {}", line.len());
        let codes: Vec<Code> = scan(line.as_bytes()).codes().into_iter().map(|(code, _)| code).collect();
        assert_eq!(codes, expected(name), "{name}");
    }
}

/// Ordinary lines, half of each kind, that follow no pattern, for each is of a job of its own; and with a finding on each,
/// so that they are told and written as the long ones are.
fn ordinary() -> Vec<u8> {
    let mut text = String::new();
    for image in 0..2_000 {
        let job = |line: String, name: &str| line.replacen(&format!("\"{name}"), &format!("\"{name}-{image}"), 2);
        writeln!(text, "{}", job(detection(image, &[image % 5, 5, 6]), "boxes").replacen(".png", "", 1)).unwrap();
        writeln!(text, "{}", job(classification(image, image % 9), "kind").replacen(".jpg", ".tif", 1)).unwrap();
    }
    text.into_bytes()
}

#[test]
fn ordinary_lines_are_read_one_by_one() {
    let input = ordinary();
    let mut scanner = RangeScanner::new(0..input.len() as u64);
    scanner.push(&input);
    assert_eq!((scanner.lines(), scanner.recognized()), (4_000, 0));
    assert_eq!(scanner.finish().codes(), [(Code::ImageExtension, 4_000)]);
}

/// What is done with an input, and how many bytes go in and come out.
type Work = fn(&[u8]) -> usize;

/// Every line is read, parsed and judged.
fn scanned(input: &[u8]) -> usize {
    std::hint::black_box(scan(input));
    input.len()
}

/// Every line is told in words.
fn told(input: &[u8]) -> usize {
    let (manifest, mut judge) = (manifest(input), Judge::default());
    let mut words = 0;
    for (row, line) in rows(&manifest, input) {
        let verdict = manifest.verdict(&mut judge, row, line);
        let said = verdict.service_findings.len() * size_of::<ServiceFinding>();
        words += said + verdict.findings.iter().map(|found| size_of::<Finding>() + found.message.len()).sum::<usize>();
    }
    input.len() + words
}

/// Every line is written with its findings.
fn annotated(input: &[u8]) -> usize {
    let mut written = 0;
    Annotator::new(&manifest(input)).push(input, |bytes| written += std::hint::black_box(bytes).len());
    input.len() + written
}

/// Nanoseconds a byte that goes in or comes out, the best of some runs: what else the machine does can only add to it.
#[expect(clippy::cast_precision_loss, reason = "a measurement is no exact number")]
fn cost(work: Work, input: &[u8]) -> f64 {
    let run = |_| {
        let begun = Instant::now();
        let bytes = work(input);
        begun.elapsed().as_nanos() as f64 / bytes as f64
    };
    (0..3).map(run).fold(f64::INFINITY, f64::min)
}

/// Times the cost of an ordinary line that a long line may cost. Most cost less than an ordinary one, and the dearest, of
/// boxes without members or of keys of one letter, about twice as much: what is short to write is long to read. What grows
/// with the square of a line costs hundreds. Messages count as bytes, so their wording moves this, too.
const FACTOR: f64 = 4.0;

#[test]
fn no_line_is_slow() {
    let ordinary = ordinary();
    for (what, work) in [("scanned", scanned as Work), ("told", told), ("annotated", annotated)] {
        for (name, line) in long_lines() {
            let input = repeated(&line);
            let is_slow = || {
                // One after the other, so that a machine that is busy is so for both.
                let (normal, found) = (cost(work, &ordinary), cost(work, &input));
                println!("{what:10} {name:48} {:5.2} times {normal:.2} ns/byte", found / normal);
                found > normal * FACTOR
            };
            // A machine that is busy with something else may spoil one measurement, not ten.
            assert!((0..10).any(|_| !is_slow()), "{what}: {name}");
        }
    }
}

#[test]
fn names_of_all_kinds_are_names() {
    let names = [
        "__proto__",
        "constructor",
        "toString",
        "<img src=x onerror=alert(1)>",
        "{{name}}",
        r"a\u202eb",
        "\u{202E}\u{2066}x",
        r"\u0000",
        " ",
        r"\u200b",
        "猫",
        "e\u{301}",
        "-metadata",
        "class-name",
        r#"\\\""#,
        "s3://x",
    ];
    let mut input = String::new();
    for (image, name) in names.iter().enumerate() {
        let metadata = METADATA.replace("\"cat\"", &format!("\"{name}\""));
        let line =
            entry(&format!(r#""{name}":1,"{name}-metadata":{metadata}"#)).replace("/1.jpg", &format!("/{image}.jpg"));
        writeln!(input, "{line}").unwrap();
    }
    let manifest = manifest(input.as_bytes());
    let decoded: Vec<String> = names.iter().map(|name| serde_json::from_str(&format!("\"{name}\"")).unwrap()).collect();
    let labels: Vec<_> = manifest.labels().map(|label| label.name.to_owned()).collect();
    assert_eq!(labels, decoded, "as they are written, and in their order");
    assert!((0..).take(names.len()).all(|row| manifest.status(row).as_str() == "valid"));
}

#[test]
fn numbers_of_all_kinds_are_numbers() {
    let class = |id: &str| {
        boxes(&format!(r#"{{"class_id":{id},"left":1,"top":1,"width":5,"height":5}}"#), 1, r#""1":"a","0":"b""#)
    };
    let side =
        |left: &str| boxes(&format!(r#"{{"class_id":1,"left":{left},"top":1,"width":5,"height":5}}"#), 1, r#""1":"a""#);
    let cases = [
        (class("1.0"), "valid"),
        (class("1e0"), "valid"),
        (class("10e-1"), "valid"),
        (class("1.5"), "invalid"),
        (class("-0"), "valid"),
        (class("-0.0"), "valid"),
        (class("\"1\""), "invalid"),
        (class("1e999"), "invalid"),
        (side("-0"), "valid"),
        (side("-0.0e9"), "valid"),
        (side("1e-999"), "valid"),
        (side("1e999"), "invalid"),
        (side("0.1e3"), "valid"),
        (side("-1e-999"), "valid"),
    ];
    for (line, status) in cases {
        assert_eq!(manifest(line.as_bytes()).status(0).as_str(), status, "{line}");
    }
}

/// A message has the values of its line, in a few characters each.
#[test]
fn messages_tell_odd_numbers_in_short() {
    let told = |width: &str| {
        let annotation = format!(r#"{{"class_id":0,"left":1,"top":1,"width":{width},"height":5}}"#);
        let line = boxes(&annotation, 1, r#""0":"a""#);
        let verdict = manifest(line.as_bytes()).verdict(&mut Judge::default(), 0, line.as_bytes());
        verdict.findings[0].message.clone()
    };
    assert_eq!(told("640"), "left 1 + width 640 is past the right edge of the 640 px wide image");
    assert_eq!(told("1e308"), "left 1 + width 1e308 is past the right edge of the 640 px wide image");
    assert_eq!(told("-1e-300"), "left 1, top 1, width -1e-300, height 5: a value is negative");
    assert_eq!(told("0.5"), "the box is 0.5 x 5 px; each side must be over 1 px");
    assert_eq!(told("1e-999"), "the box is 0 x 5 px; each side must be over 1 px");
}

/// A finding carries as much of its attribute's name as a label may have; the place on the line tells it whole.
#[test]
fn long_names_of_attributes_are_cut() {
    for (characters, carried) in [(256, "é".repeat(256)), (257, "é".repeat(256) + "…")] {
        let name = "é".repeat(characters);
        let line = entry(&format!(r#""{name}":1,"{name}-metadata":{{"errors":[{{"code":"X"}}]}}"#));
        let verdict = manifest(line.as_bytes()).verdict(&mut Judge::default(), 0, line.as_bytes());
        assert_eq!(verdict.findings[0].code, Code::InvalidLabelAttributeMetadataFormat);
        assert_eq!(verdict.findings[0].attribute.as_ref(), Some(&carried));
        assert_eq!(verdict.service_findings[0].attribute.as_ref(), Some(&carried));
    }
}

/// Columns count bytes, and for JavaScript UTF-16, from the start of the line, a byte order mark included.
#[test]
fn columns_are_told_in_bytes_and_in_utf16() {
    let line = r#"{"日🚋":1,"source-ref":"s3://é/k","日🚋":2}"#;
    for (mark, bytes, units) in [("", 0, 0), ("\u{FEFF}", 3, 1)] {
        let input = format!("{mark}{line}");
        let verdict = manifest(input.as_bytes()).verdict(&mut Judge::default(), 0, input.as_bytes());
        for finding in verdict.findings.iter().filter(|finding| finding.code != Code::ByteOrderMark) {
            let (at, length) = (usize::try_from(finding.column).unwrap() - 1, usize::try_from(finding.length).unwrap());
            let place = &input[at..at + length];
            assert!(["\"日🚋\"", "\"s3://é/k\""].contains(&place), "{place}");
            let utf16: Vec<u16> = input.encode_utf16().collect();
            let (at, length) = (finding.column_utf16 - 1, finding.length_utf16);
            let (at, end) = (usize::try_from(at).unwrap(), usize::try_from(at + length).unwrap());
            assert_eq!(String::from_utf16(&utf16[at..end]).unwrap(), place);
        }
        let first = verdict.findings.iter().find(|finding| finding.code == Code::InvalidSourceRefFormat).unwrap();
        assert_eq!((first.column, first.column_utf16), (27 + bytes, 23 + units));
    }
}
