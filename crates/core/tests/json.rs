//! The parser against another: what it accepts, and what it reads, must be what `serde_json` accepts and reads.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]
#![allow(clippy::disallowed_methods, reason = "the texts of the public suite are files")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use holdout_core::catalog::{Catalog, RangeScanner};
use holdout_core::manifest::{Document, JsonErrorKind, Kind, MAX_DEPTH, Value};
use proptest::prelude::*;
use serde_json::Value as Reference;

/// Lines of the shapes that manifests have, to be mutated.
const LINES: &[&str] = &[
    r#"{"source-ref":"s3://bucket/images/0001.jpg","bounding-box":{"image_size":[{"width":1920,"height":1080,"depth":3}],"annotations":[{"class_id":11,"left":295,"top":553.25,"width":40,"height":156},{"class_id":0,"left":-1,"top":0,"width":12345678,"height":123456789}]},"bounding-box-metadata":{"objects":[{"confidence":0.9},{"confidence":1e-2}],"class-map":{"0":"label_000","11":"Zürich \"tram\""},"type":"groundtruth/object-detection","human-annotated":"yes","creation-date":"2024-09-14T10:29:37.945","job-name":"labeling-job/boxes"}}"#,
    r#"{ "source-ref" : "s3://bucket/日本語 1.png" , "image-label" : 0 , "image-label-metadata" : { "confidence" : 0.95 , "class-name" : "a\u00e9\ud83d\ude8b\/\n" , "human-annotated" : "no" , "creation-date" : "2024-04-26 05:44" , "type" : "groundtruth/image-classification" , "x" : [ true , false , null , [] , {} , "" ] } }"#,
    r#"{"numbers":[0,-0,0.0,-0.0,7,-7,12345678,123456789,1234567890,9007199254740993,18446744073709551616,0.1,0.30000000000000004,123456.789,1.7976931348623157e308,5e-324,1E+2,1e0,-1.5e-10,100000000.00000001],"":"","k":"0123456789abcdef0123456789abcdef"}"#,
    "[]",
    "\"\\u0000\"",
    " -12.5e+3 ",
];

/// Pieces whose insertion breaks a line in a telling way, or does not.
const PIECES: &[&str] = &[
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "-",
    "+",
    ".",
    "0",
    "9",
    "e",
    "E",
    " ",
    "\t",
    "\r",
    "\n",
    "\u{0}",
    "\u{1f}",
    "\u{7f}",
    "é",
    "日",
    "🚋",
    "null",
    "true",
    "false",
    "nul",
    "NaN",
    "\\u",
    "\\u00e9",
    "\\ud83d\\ude8b",
    "\\ud83d",
    "\\ude8b",
    "\\ud83d\\u0041",
    "\\x",
    "\\n",
    "\"k\":1,",
    ",\"k\":{}",
    "01",
    "1.",
    ".5",
    "1e",
    "-",
    "--1",
    "12345678",
    "1.25",
    "/",
    "//",
    "'",
];

#[derive(Clone, Debug)]
enum Edit {
    Replace(u8),
    Remove(usize),
    Insert(&'static str),
    /// Repeats bytes from elsewhere.
    Copy(usize, usize),
    Truncate,
}

fn edit() -> impl Strategy<Value = (usize, Edit)> {
    let edit = prop_oneof![
        any::<u8>().prop_map(Edit::Replace),
        (1_usize..12).prop_map(Edit::Remove),
        prop::sample::select(PIECES).prop_map(Edit::Insert),
        prop::sample::select(PIECES).prop_map(Edit::Insert),
        (any::<usize>(), 1_usize..40).prop_map(|(from, length)| Edit::Copy(from, length)),
        Just(Edit::Truncate),
    ];
    (any::<usize>(), edit)
}

fn apply(text: &mut Vec<u8>, (place, edit): &(usize, Edit)) {
    if text.is_empty() {
        return;
    }
    let at = place % text.len();
    match edit {
        Edit::Replace(byte) => text[at] = *byte,
        Edit::Remove(length) => drop(text.drain(at..text.len().min(at + length))),
        Edit::Insert(piece) => drop(text.splice(at..at, piece.bytes())),
        Edit::Copy(from, length) => {
            let from = from % text.len();
            let copied = text[from..text.len().min(from + length)].to_vec();
            drop(text.splice(at..at, copied));
        }
        Edit::Truncate => text.truncate(at),
    }
}

fn mutated_line() -> impl Strategy<Value = Vec<u8>> {
    (prop::sample::select(LINES), prop::collection::vec(edit(), 0..4)).prop_map(|(line, edits)| {
        let mut text = line.as_bytes().to_vec();
        for edit in edits {
            apply(&mut text, &edit);
        }
        text
    })
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        (-100_000_i64..100_000).prop_map(|number| number.to_string()),
        any::<f64>().prop_filter("JSON has no such number", |number| number.is_finite()).prop_map(|n| format!("{n:e}")),
        (-1e7..1e7).prop_map(|number: f64| number.to_string()),
        "-?(0|[1-9][0-9]{0,18})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?",
    ]
}

fn nested() -> impl Strategy<Value = String> {
    let string = prop_oneof![
        "[a-z_]{0,20}".prop_map(|text| format!("\"{text}\"")),
        any::<String>().prop_map(|text| Reference::from(text).to_string()),
        "(\\\\u[0-9a-fA-F]{4}|\\\\[\"\\\\/bfnrt]|[ -!#-\\[\\]-~é日]){0,12}".prop_map(|text| format!("\"{text}\"")),
    ];
    let space = prop_oneof![8 => Just(String::new()), 1 => "[ \t\r\n]{0,3}"];
    let word = prop::sample::select(vec!["null", "true", "false", "[]", "{}", "[ ]", "{ }"]).prop_map(str::to_owned);
    let leaf = prop_oneof![string.clone(), number(), word];
    leaf.prop_recursive(6, 60, 8, move |inner| {
        let spaced = (space.clone(), inner, space.clone()).prop_map(|(before, value, after)| before + &value + &after);
        let member =
            (string.clone(), space.clone(), spaced.clone()).prop_map(|(key, space, value)| key + &space + ":" + &value);
        prop_oneof![
            prop::collection::vec(spaced, 1..8).prop_map(|values| format!("[{}]", values.join(","))),
            prop::collection::vec(member, 1..8).prop_map(|members| format!("{{{}}}", members.join(","))),
        ]
    })
}

/// The same value in the other parser's form. Of keys that repeat, both keep the last.
fn convert(value: Value<'_>) -> Reference {
    match value.kind() {
        Kind::Null => Reference::Null,
        Kind::False => false.into(),
        Kind::True => true.into(),
        Kind::Integer | Kind::Float => value.number().into(),
        Kind::PlainString | Kind::EscapedString => {
            let text = value.str().unwrap();
            assert_eq!(value.name(), text.as_bytes());
            assert!(value.is_str(text) && !value.is_str(&format!("{text}x")));
            text.to_string().into()
        }
        Kind::Array => value.elements().map(convert).collect(),
        Kind::Object => Reference::Object(
            value.members().map(|(key, member)| (key.str().unwrap().to_string(), convert(member))).collect(),
        ),
    }
}

/// The reference with every number as a double.
fn as_doubles(value: Reference) -> Reference {
    match value {
        Reference::Number(number) => number.as_f64().into(),
        Reference::Array(elements) => elements.into_iter().map(as_doubles).collect(),
        Reference::Object(members) => members.into_iter().map(|(key, value)| (key, as_doubles(value))).collect(),
        other => other,
    }
}

/// Every value's source is that value, and lies where its span says.
fn check_sources(value: Value<'_>, text: &str) {
    assert_eq!(&text[value.span()], value.source());
    let alone = serde_json::from_str(value.source()).map(as_doubles);
    if let Ok(alone) = alone {
        assert_eq!(convert(value), alone);
    }
    assert_eq!(value.integer(), value.number().filter(|number| number.is_finite() && number.fract() == 0.0));
    value.elements().for_each(|element| check_sources(element, text));
    for (key, member) in value.members() {
        assert!(key.is_string());
        check_sources(key, text);
        check_sources(member, text);
    }
}

/// Neither a number that no double holds nor nesting this deep is an error here, and only these are told apart.
fn is_limit_of_reference(error: &serde_json::Error) -> bool {
    let reason = error.to_string();
    reason.contains("number out of range") || reason.contains("recursion limit")
}

fn compare(document: &mut Document, bytes: &[u8]) {
    let reference = serde_json::from_slice::<Reference>(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else {
        assert!(reference.is_err());
        return;
    };
    match (document.parse(text), reference) {
        (Ok(value), Ok(reference)) => {
            assert_eq!(convert(value), as_doubles(reference), "{text}");
            check_sources(value, text);
        }
        (Err(error), Err(_)) => assert!(error.at <= text.len()),
        (Ok(_), Err(error)) => assert!(is_limit_of_reference(&error), "accepted, though {error}: {text}"),
        (Err(error), Ok(_)) => panic!("{error:?}: {text}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_lines_are_read_as_another_parser_reads_them(lines in prop::collection::vec(mutated_line(), 1..4)) {
        let mut document = Document::default();
        for line in lines {
            compare(&mut document, &line);
        }
    }

    #[test]
    fn nested_values_are_read_as_another_parser_reads_them(text in nested(), edits in prop::collection::vec(edit(), 0..2)) {
        let mut document = Document::default();
        compare(&mut document, text.as_bytes());
        let mut bytes = text.into_bytes();
        for edit in edits {
            apply(&mut bytes, &edit);
        }
        compare(&mut document, &bytes);
    }

    #[test]
    fn numbers_are_the_nearest_doubles(text in number(), sign in prop::sample::select(vec!["", "-"])) {
        let text = if text.starts_with('-') { text } else { format!("{sign}{text}") };
        let mut document = Document::default();
        let number = document.parse(&text).unwrap().number().unwrap();
        prop_assert_eq!(number.to_bits(), text.parse::<f64>().unwrap().to_bits());
    }
}

#[test]
fn every_end_of_a_line_is_met() {
    let mut document = Document::default();
    for line in LINES {
        for cut in 0..=line.len() {
            compare(&mut document, &line.as_bytes()[..cut]);
            // The same with what is left of a longer line behind it in the buffers.
            compare(&mut document, line.as_bytes());
        }
    }
}

#[test]
fn strings_end_at_any_length() {
    let mut document = Document::default();
    for length in 0..70 {
        for special in ["", "\\n", "\\u00e9", "\u{1}", "é", "\u{7f}", "\\", "\n"] {
            for place in 0..=length {
                let text = format!("[\"{}{special}{}\"]", "a".repeat(place), "b".repeat(length - place));
                compare(&mut document, text.as_bytes());
            }
        }
    }
}

#[test]
fn lone_surrogates_are_refused() {
    let mut document = Document::default();
    for text in ["\\ud800", "\\udc00", "\\ud800\\ud800", "\\ud800\\u0041", "\\ud800x", "\\udbff\\n"] {
        let text = format!("\"{text}\"");
        assert_eq!(document.parse(&text).unwrap_err().kind, JsonErrorKind::LoneSurrogate);
        assert!(serde_json::from_str::<Reference>(&text).is_err());
    }
    assert_eq!(document.parse("\"\\ud83d\\ude8b\"").unwrap().str(), Some("🚋"));
}

#[test]
fn depth_is_limited() {
    let mut document = Document::default();
    for (open, close) in [("[", "]"), ("{\"k\":", "}"), ("[{\"k\":", "}]")] {
        let levels = open.matches(['[', '{']).count();
        let nested = |depth: usize| format!("{}0{}", open.repeat(depth / levels), close.repeat(depth / levels));
        assert!(document.parse(&nested(MAX_DEPTH)).is_ok());
        let error = document.parse(&nested(MAX_DEPTH + levels)).unwrap_err();
        assert_eq!(error.kind, JsonErrorKind::TooDeep);
        assert_eq!(document.parse(&nested(100_000)).unwrap_err(), error);
        assert_eq!(document.parse(&open.repeat(100_000)).unwrap_err(), error);
    }
}

#[test]
fn errors_say_where() {
    use JsonErrorKind::{
        ControlCharacter, ExpectedColon, ExpectedCommaOrEnd, ExpectedKey, InvalidEscape, InvalidNumber, TrailingText,
        UnexpectedByte, UnexpectedEnd,
    };
    let mut document = Document::default();
    for (text, kind, at) in [
        ("", UnexpectedEnd, 0),
        ("  ", UnexpectedEnd, 2),
        ("{", UnexpectedEnd, 1),
        ("{\"a", UnexpectedEnd, 3),
        ("{\"a\"", UnexpectedEnd, 4),
        ("{\"a\":", UnexpectedEnd, 5),
        ("{\"a\":1", UnexpectedEnd, 6),
        ("[1, ", UnexpectedEnd, 4),
        ("\"a\\", UnexpectedEnd, 3),
        ("{\"a\" 1}", ExpectedColon, 5),
        ("{a:1}", ExpectedKey, 1),
        ("{\"a\":1,}", ExpectedKey, 7),
        ("{\"a\":1]", ExpectedCommaOrEnd, 6),
        ("[1}", ExpectedCommaOrEnd, 2),
        ("[1 2]", ExpectedCommaOrEnd, 3),
        ("[12345a]", ExpectedCommaOrEnd, 6),
        ("[,1]", UnexpectedByte(b','), 1),
        ("[1,]", UnexpectedByte(b']'), 3),
        ("[tru]", UnexpectedByte(b't'), 1),
        ("nul", UnexpectedByte(b'n'), 0),
        ("[01]", InvalidNumber, 2),
        ("[-01]", InvalidNumber, 3),
        ("[00000001]", InvalidNumber, 2),
        ("[-]", InvalidNumber, 2),
        ("-", InvalidNumber, 1),
        ("[1.]", InvalidNumber, 3),
        ("1.", InvalidNumber, 2),
        ("[1.e5]", InvalidNumber, 3),
        ("[1e]", InvalidNumber, 3),
        ("[1e+]", InvalidNumber, 4),
        ("[1.25ex]", InvalidNumber, 6),
        ("\"a\tb\"", ControlCharacter, 2),
        ("\"0123456789abcdefg\u{1f}\"", ControlCharacter, 18),
        ("\"a\\x\"", InvalidEscape, 2),
        ("\"a\\u12g4\"", InvalidEscape, 2),
        ("{} x", TrailingText, 3),
        ("1 2", TrailingText, 2),
    ] {
        let error = document.parse(text).unwrap_err();
        assert_eq!((error.kind, error.at), (kind, at), "{text}");
    }
}

/// Where the public suite of JSON texts lies, if it does.
fn suite() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/JSONTestSuite/test_parsing");
    folder.is_dir().then_some(folder)
}

#[test]
fn the_public_suite_of_texts_passes() {
    let Some(folder) = suite() else {
        println!("skipped: ../shared/data/JSONTestSuite/test_parsing is not beside the checkout");
        return;
    };
    let mut document = Document::default();
    let (mut accepted, mut refused) = (0, 0);
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).unwrap();
        let read = std::str::from_utf8(&bytes).is_ok_and(|text| document.parse(text).is_ok());
        match name.as_bytes()[0] {
            b'y' => assert!(read, "{name} was refused"),
            b'n' => assert!(!read, "{name} was accepted"),
            _ => {}
        }
        accepted += usize::from(read);
        refused += usize::from(!read);
        if bytes.len() < 10_000 {
            compare(&mut document, &bytes);
        }
    }
    assert!(accepted > 90 && refused > 180, "{accepted} and {refused}: is the suite complete?");
}

/// A manifest of every shape of line, good and bad. Small numbers from a fixed sequence vary it.
fn manifest(lines: usize) -> String {
    let mut state = 1_u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut text = String::new();
    for line in 0..lines {
        let image = if draw(20) == 0 { draw(lines as u64) } else { line as u64 };
        let key = format!("\"source-ref\":\"s3://bucket-{}/{image}.jpg\"", draw(2));
        let date = "\"human-annotated\":\"yes\",\"creation-date\":\"2024-01-03T13:26:04.246\"";
        match draw(8) {
            0..4 => {
                let boxes: Vec<_> = (0..draw(5))
                    .map(|_| {
                        let (class, left, top, width) = (draw(4), draw(660), draw(400), draw(80));
                        format!(
                            "{{\"class_id\":{class},\"left\":{left},\"top\":{top}.5,\"width\":{width},\"height\":9}}"
                        )
                    })
                    .collect();
                let objects = vec!["{\"confidence\":0.9}"; boxes.len()].join(",");
                let size = "[{\"width\":640,\"height\":480,\"depth\":3}]";
                let boxes = boxes.join(",");
                let value = format!("{{\"image_size\":{size},\"annotations\":[{boxes}]}}");
                let map = "{\"0\":\"cat\",\"1\":\"dog\",\"2\":\"\\u65e5本\"}";
                let kind = "\"type\":\"groundtruth/object-detection\"";
                let metadata = format!("{{\"objects\":[{objects}],\"class-map\":{map},{kind},{date}}}");
                let _ = writeln!(text, "{{{key},\"boxes\":{value},\"boxes-metadata\":{metadata}}}");
            }
            4..6 => {
                let kind = "\"type\" : \"groundtruth/image-classification\"";
                let class = format!("\"class-name\": \"name {}\", \"confidence\": 0.{}", draw(9), draw(100));
                let metadata = format!("{{{class}, {kind}, {date}}}");
                let _ = write!(text, "{{ {key}, \"label\": {}, \"label-metadata\": {metadata} }}\r\n", draw(9));
            }
            6 => {
                let _ = writeln!(text, "{{{key}}}");
            }
            _ => text.push_str(["\n", "{\n", "[]\n", "{\"source-ref\":1}\n", "{\"a\":1,\"a\":2}\n"][line % 5]),
        }
    }
    text
}

fn scan(text: &[u8], ranges: &[usize], piece: usize) -> Catalog {
    let mut catalog = Catalog::default();
    for bounds in ranges.windows(2) {
        let mut scanner = RangeScanner::new(bounds[0] as u64..bounds[1] as u64);
        let start = usize::try_from(scanner.feed_from()).unwrap();
        text[start..].chunks(piece).find(|piece| scanner.push(piece) == holdout_core::catalog::Progress::Complete);
        catalog.append(&scanner.finish());
    }
    catalog
}

#[test]
fn the_catalog_does_not_depend_on_the_cuts() {
    let text = manifest(400);
    let text = text.as_bytes();
    let whole = scan(text, &[0, text.len()], text.len()).to_bytes();
    for piece in [1, 2, 3, 7, 64, 1000, 4096] {
        assert_eq!(scan(text, &[0, text.len()], piece).to_bytes(), whole, "pieces of {piece}");
    }
    for range in [301, 1000, 5003, text.len() / 2] {
        let ranges: Vec<_> = (0..text.len()).step_by(range).chain([text.len()]).collect();
        assert_eq!(scan(text, &ranges, 777).to_bytes(), whole, "ranges of {range}");
    }
}
