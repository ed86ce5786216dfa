//! What the tests of the core share: manifests of all kinds, and catalogs of them made in any way.

#![allow(dead_code, clippy::allow_attributes_without_reason)]

use std::ops::Range;

use holdout_core::catalog::{Catalog, Manifest, Progress, RangeScanner};
use proptest::collection::vec;
use proptest::prelude::*;

/// The catalog of the lines that start in `range`, fed in pieces of `piece` bytes.
pub fn scan_range(input: &[u8], range: Range<u64>, piece: usize) -> Catalog {
    let mut scanner = RangeScanner::new(range);
    let from = usize::try_from(scanner.feed_from()).unwrap().min(input.len());
    for piece in input[from..].chunks(piece.max(1)) {
        if scanner.push(piece) == Progress::Complete {
            break;
        }
    }
    scanner.finish()
}

/// The catalog of the whole input, read in one go.
pub fn scan(input: &[u8]) -> Catalog {
    scan_range(input, 0..input.len() as u64, input.len())
}

/// The whole manifest.
pub fn manifest(input: &[u8]) -> Manifest {
    Manifest::new(scan(input))
}

/// The lines of an input, endings included.
pub fn lines(input: &[u8]) -> Vec<&[u8]> {
    input.split_inclusive(|&byte| byte == b'\n').collect()
}

/// The lines of an input, each with its row: blank lines that follow one another share one.
pub fn rows<'i>(manifest: &Manifest, input: &'i [u8]) -> Vec<(u32, &'i [u8])> {
    (1..).zip(lines(input)).filter_map(|(line, text)| Some((manifest.row_of_line(line)?, text))).collect()
}

/// A classification line.
pub fn classification(image: u32, label: u32) -> String {
    format!(
        r#"{{"source-ref":"s3://bucket/images/{image}.jpg","kind":1,"kind-metadata":{{"class-name":"label {label}","confidence":0.9,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}}}"#
    )
}

/// A detection line with a box for each of `labels`.
pub fn detection(image: u32, labels: &[u32]) -> String {
    let boxes: Vec<_> = labels
        .iter()
        .map(|label| format!(r#"{{"class_id":{label},"left":10,"top":10,"width":{},"height":20}}"#, 5 + label))
        .collect();
    let objects = vec![r#"{"confidence":1}"#; labels.len()].join(",");
    let classes: Vec<_> = labels.iter().map(|label| format!(r#""{label}":"label {label}""#)).collect();
    format!(
        r#"{{"source-ref":"s3://bucket/images/{image}.png","boxes":{{"image_size":[{{"width":640,"height":480,"depth":3}}],"annotations":[{}]}},"boxes-metadata":{{"objects":[{objects}],"class-map":{{{}}},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}}}"#,
        boxes.join(","),
        classes.join(",")
    )
}

/// Lines that are good, bad in many ways, or repeat an image, with endings of all kinds.
pub fn any_manifest() -> impl Strategy<Value = Vec<u8>> {
    let line = prop_oneof![
        6 => (0..60_u32, 0..5_u32).prop_map(|(image, label)| classification(image, label).into_bytes()),
        6 => (0..60_u32, vec(0..6_u32, 0..5)).prop_map(|(image, labels)| detection(image, &labels).into_bytes()),
        1 => Just(Vec::new()),
        1 => Just(b"{\"source-ref\":\"s3://bucket/only.jpg\"}".to_vec()),
        1 => Just(b"{\"source-ref\":\"http://elsewhere/a.jpg\"}".to_vec()),
        1 => Just("{\"source-ref\":\"s3://bucket/\u{65e5}\u{672c}.jpg\",\"a\":1}".as_bytes().to_vec()),
        1 => vec(any::<u8>().prop_filter("no line feed", |byte| *byte != b'\n'), 0..40),
        1 => (0..60_u32).prop_map(|image| classification(image, 9).replace("bucket", "b\\u0075cket").into_bytes()),
    ];
    let ending = prop_oneof![5 => Just("\n"), 1 => Just("\r\n")];
    (any::<bool>(), vec((line, ending), 0..40), any::<bool>()).prop_map(|(mark, lines, cut)| {
        let mut input = if mark { b"\xEF\xBB\xBF".to_vec() } else { Vec::new() };
        for (line, ending) in lines {
            input.extend_from_slice(&line);
            input.extend_from_slice(ending.as_bytes());
        }
        if cut && input.ends_with(b"\n") {
            input.pop();
        }
        input
    })
}
