//! The line rules, written a second time: slowly and plainly, from the published rules and not from the core's code, and
//! compared with the core over lines that are mutated in ways that keep their structure.
//!
//! Where the rules leave a point open, the core's choice was taken and is called a decision below.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use holdout_core::rules::Judge;
use proptest::collection::vec;
use proptest::prelude::*;
use support::{lines, manifest};

/// A JSON value that keeps the text of its numbers, and the keys that come again.
#[derive(Clone, Debug, PartialEq)]
enum Json {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

use Json::{Array, Bool, Null, Number, Object, Text};

impl Json {
    /// Members of an object; of keys that come twice the last, at its place.
    fn members(&self) -> Option<Vec<(&str, &Json)>> {
        let Object(all) = self else { return None };
        let mut members = Vec::new();
        for (place, (key, value)) in all.iter().enumerate() {
            if all[place + 1..].iter().all(|(later, _)| later != key) {
                members.push((key.as_str(), value));
            }
        }
        Some(members)
    }

    fn get(&self, name: &str) -> Option<&Json> {
        let Object(all) = self else { return None };
        all.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    fn text(&self) -> Option<&str> {
        if let Text(text) = self { Some(text) } else { None }
    }

    fn array(&self) -> Option<&[Json]> {
        if let Array(elements) = self { Some(elements) } else { None }
    }

    /// Decision: numbers are IEEE doubles, as everywhere JSON is read; class ids from 2^53 on are not told apart.
    fn number(&self) -> Option<f64> {
        if let Number(text) = self { text.parse().ok() } else { None }
    }

    fn finite(&self) -> Option<f64> {
        self.number().filter(|number| number.is_finite())
    }

    /// Decision: an integer is any number without a fraction, however it is written.
    fn integer(&self) -> Option<f64> {
        self.finite().filter(|number| number % 1.0 == 0.0)
    }

    fn write(&self, space: &str, out: &mut String) {
        match self {
            Null => out.push_str("null"),
            Bool(value) => write!(out, "{value}").unwrap(),
            Number(text) => out.push_str(text),
            Text(text) => write_string(text, space, out),
            Array(elements) => {
                out.push('[');
                for (place, element) in elements.iter().enumerate() {
                    out.push_str(if place > 0 { "," } else { "" });
                    out.push_str(space);
                    element.write(space, out);
                }
                out.push(']');
            }
            Object(members) => {
                out.push('{');
                for (place, (key, value)) in members.iter().enumerate() {
                    out.push_str(if place > 0 { "," } else { "" });
                    out.push_str(space);
                    write_string(key, space, out);
                    out.push_str(space);
                    out.push(':');
                    value.write(space, out);
                }
                out.push('}');
            }
        }
    }
}

/// Where there is white space, some characters are written as escapes too.
fn write_string(text: &str, space: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        let escape = match character {
            '"' | '\\' | '\0'..='\x1F' => true,
            'e' | '0' | '1' => !space.is_empty(),
            other => !other.is_ascii() && space.len() > 1,
        };
        if escape {
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}").unwrap();
            }
        } else {
            out.push(character);
        }
    }
    out.push('"');
}

/// A reader of RFC 8259, by the grammar.
struct Reader {
    text: Vec<char>,
    at: usize,
}

impl Reader {
    fn read(text: &str) -> Option<Json> {
        let mut reader = Self { text: text.chars().collect(), at: 0 };
        let value = reader.value(1)?;
        reader.space();
        (reader.at == reader.text.len()).then_some(value)
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self, wanted: char) -> Option<()> {
        (self.peek()? == wanted).then(|| self.at += 1)
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\r' | '\n')) {
            self.at += 1;
        }
    }

    fn word(&mut self, word: &str, value: Json) -> Option<Json> {
        word.chars().try_for_each(|character| self.take(character))?;
        Some(value)
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        self.space();
        match self.peek()? {
            'n' => self.word("null", Null),
            't' => self.word("true", Bool(true)),
            'f' => self.word("false", Bool(false)),
            '"' => self.string().map(Text),
            '[' | '{' if depth > 128 => None,
            '[' => {
                self.at += 1;
                let mut elements = Vec::new();
                self.space();
                if self.take(']').is_some() {
                    return Some(Array(elements));
                }
                loop {
                    elements.push(self.value(depth + 1)?);
                    self.space();
                    if self.take(',').is_none() {
                        self.take(']')?;
                        return Some(Array(elements));
                    }
                }
            }
            '{' => {
                self.at += 1;
                let mut members = Vec::new();
                self.space();
                if self.take('}').is_some() {
                    return Some(Object(members));
                }
                loop {
                    self.space();
                    let key = self.string()?;
                    self.space();
                    self.take(':')?;
                    members.push((key, self.value(depth + 1)?));
                    self.space();
                    if self.take(',').is_none() {
                        self.take('}')?;
                        return Some(Object(members));
                    }
                }
            }
            _ => self.number(),
        }
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|character| character.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    fn number(&mut self) -> Option<Json> {
        let start = self.at;
        let _ = self.take('-');
        if self.take('0').is_none() {
            self.digits()?;
        }
        if self.take('.').is_some() {
            self.digits()?;
        }
        if self.take('e').or_else(|| self.take('E')).is_some() {
            let _ = self.take('+').or_else(|| self.take('-'));
            self.digits()?;
        }
        Some(Number(self.text[start..self.at].iter().collect()))
    }

    fn unit(&mut self) -> Option<u16> {
        let digits: String = self.text.get(self.at..self.at + 4)?.iter().collect();
        self.at += 4;
        if digits.contains('+') { None } else { u16::from_str_radix(&digits, 16).ok() }
    }

    fn string(&mut self) -> Option<String> {
        self.take('"')?;
        let mut units = Vec::new();
        loop {
            let character = self.peek()?;
            self.at += 1;
            let decoded = match character {
                '"' => return String::from_utf16(&units).ok(),
                '\0'..='\x1F' => return None,
                '\\' => {
                    let escape = self.peek()?;
                    self.at += 1;
                    match escape {
                        '"' | '\\' | '/' => escape,
                        'b' => '\x08',
                        'f' => '\x0C',
                        'n' => '\n',
                        'r' => '\r',
                        't' => '\t',
                        'u' => {
                            units.push(self.unit()?);
                            continue;
                        }
                        _ => return None,
                    }
                }
                other => other,
            };
            units.extend_from_slice(decoded.encode_utf16(&mut [0; 2]));
        }
    }
}

/// The rows of the table, in its order, and where each finding sits. Decision: the warnings that only the column
/// "settled here" names follow the row that names them, and the code of a line that lost all attributes those of attributes.
const ROWS: [(&str, &str); 26] = [
    ("HOLDOUT_LINE_TOO_LONG", "removed"),
    ("ERROR_INVALID_JSON_LINE", "removed"),
    ("HOLDOUT_BYTE_ORDER_MARK", "warning"),
    ("HOLDOUT_DUPLICATE_KEY", "warning"),
    ("ERROR_MISSING_SOURCE_REF", "removed"),
    ("ERROR_INVALID_SOURCE_REF_FORMAT", "removed"),
    ("HOLDOUT_DUPLICATE_SOURCE_REF", "removed"),
    ("WARNING_UNANNOTATED_RECORD", "ignored"),
    ("ERROR_NO_LABEL_ATTRIBUTES", "line"),
    ("ERROR_INVALID_LABEL_ATTRIBUTE_METADATA_FORMAT", "attribute"),
    ("ERROR_UNSUPPORTED_USE_CASE_TYPE", "attribute"),
    ("ERROR_INVALID_LABEL_ATTRIBUTE_FORMAT", "attribute"),
    ("ERROR_INVALID_LABEL_NAME_LENGTH", "attribute"),
    ("ERROR_MISSING_BOUNDING_BOX_CONFIDENCE", "attribute"),
    ("ERROR_MISSING_CLASS_MAP_ID", "attribute"),
    ("ERROR_INVALID_IMAGE_DIMENSION", "line"),
    ("ERROR_INVALID_IMAGE", "line"),
    ("ERROR_TOO_MANY_BOUNDING_BOXES", "line"),
    ("ERROR_INVALID_BOUNDING_BOX", "annotation"),
    ("ERROR_BOUNDING_BOX_TOO_SMALL", "annotation"),
    ("ERROR_NO_VALID_ANNOTATIONS", "attribute"),
    ("WARNING_NO_ATTRIBUTE_ANNOTATIONS", "ignored"),
    ("ERROR_NO_VALID_LABEL_ATTRIBUTES", "line"),
    ("WARNING_NO_ANNOTATIONS", "ignored"),
    ("HOLDOUT_TOO_MANY_LABELS_PER_IMAGE", "line"),
    ("HOLDOUT_IMAGE_EXTENSION", "warning"),
];

fn row_of(code: &str) -> usize {
    ROWS.iter().position(|(other, _)| *other == code).unwrap()
}

#[derive(Clone, Debug, PartialEq)]
struct Found {
    code: String,
    place: String,
    attribute: Option<String>,
    annotation: Option<u32>,
}

#[derive(Clone, Debug, PartialEq)]
struct Verdict {
    status: String,
    findings: Vec<Found>,
    labels: Vec<String>,
}

/// What is found on a line, and what becomes of it.
#[derive(Debug, Default)]
struct Reading {
    findings: Vec<Found>,
    source_ref: Option<String>,
    labels: Vec<String>,
    /// Whether a finding on the line makes it invalid.
    spoilt: bool,
    boxes: usize,
}

impl Reading {
    fn find(&mut self, code: &str) {
        self.add(code, None, None);
    }

    fn add(&mut self, code: &str, attribute: Option<&str>, annotation: Option<usize>) {
        let place = ROWS[row_of(code)].1;
        self.spoilt |= place == "line";
        self.findings.push(Found {
            code: code.to_owned(),
            place: place.to_owned(),
            attribute: attribute.map(str::to_owned),
            annotation: annotation.map(|index| u32::try_from(index).unwrap()),
        });
    }

    fn add_label(&mut self, label: &str) {
        if !self.labels.iter().any(|known| known == label) {
            self.labels.push(label.to_owned());
        }
    }
}

fn judge_manifest(input: &[u8]) -> Vec<Verdict> {
    let mut seen = BTreeSet::new();
    let mut verdicts = Vec::new();
    for (index, line) in lines(input).into_iter().enumerate() {
        let mut reading = Reading::default();
        let mut status = judge_line(line, index == 0, &mut reading);
        if status != "removed" && !seen.insert(reading.source_ref.clone()) {
            status = "removed";
            let duplicate = "HOLDOUT_DUPLICATE_SOURCE_REF";
            reading.findings.retain(|found| row_of(&found.code) < row_of(duplicate));
            reading.find(duplicate);
        }
        let Reading { mut findings, mut labels, .. } = reading;
        findings.sort_by_key(|found| row_of(&found.code));
        if status != "valid" {
            labels.clear();
        }
        verdicts.push(Verdict { status: status.to_owned(), findings, labels });
    }
    verdicts
}

fn judge_line(line: &[u8], is_first: bool, reading: &mut Reading) -> &'static str {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let mut line = line.strip_suffix(b"\r").unwrap_or(line);
    if let (true, Some(rest)) = (is_first, line.strip_prefix(b"\xEF\xBB\xBF")) {
        line = rest;
        reading.find("HOLDOUT_BYTE_ORDER_MARK");
    }
    let text = std::str::from_utf8(line).ok();
    if text.is_some_and(|text| text.chars().count() > 100_000) {
        reading.find("HOLDOUT_LINE_TOO_LONG");
        return "removed";
    }
    let root = text.and_then(Reader::read);
    let Some(root @ Object(all)) = &root else {
        reading.find("ERROR_INVALID_JSON_LINE");
        return "removed";
    };
    let members = root.members().unwrap();
    for _ in members.len()..all.len() {
        reading.find("HOLDOUT_DUPLICATE_KEY");
    }
    let Some(source_ref) = root.get("source-ref") else {
        reading.find("ERROR_MISSING_SOURCE_REF");
        return "removed";
    };
    let Some((source_ref, key)) = source_ref.text().and_then(|text| Some((text, key_of(text)?))) else {
        reading.find("ERROR_INVALID_SOURCE_REF_FORMAT");
        return "removed";
    };
    reading.source_ref = Some(source_ref.to_owned());
    let ending = key.to_ascii_lowercase();
    if ![".png", ".jpg", ".jpeg"].into_iter().any(|known| ending.ends_with(known)) {
        reading.find("HOLDOUT_IMAGE_EXTENSION");
    }
    judge_attributes(&members, reading)
}

/// The key of a well-formed `source-ref`.
fn key_of(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once("://")?;
    let (bucket, key) = rest.split_once('/')?;
    let known = |letter: char| letter.is_ascii_alphanumeric() || ".-_".contains(letter);
    let is_bucket = (3..=255).contains(&bucket.len()) && bucket.chars().all(known);
    (scheme.eq_ignore_ascii_case("s3") && is_bucket && (1..=1024).contains(&key.len())).then_some(key)
}

/// What becomes of an attribute.
enum Outcome {
    Dropped,
    Empty,
    Used(Vec<String>),
}

fn judge_attributes(members: &[(&str, &Json)], reading: &mut Reading) -> &'static str {
    let candidates: Vec<_> = members
        .iter()
        .filter(|(key, _)| !["source-ref", "cl-metadata", "cl-errors", "errors", "warnings"].contains(key))
        .filter(|(key, value)| key.ends_with("-metadata") || matches!(value, Object(_) | Array(_) | Number(_)))
        .collect();
    if candidates.is_empty() {
        reading.find("WARNING_UNANNOTATED_RECORD");
        return "ignored";
    }
    // Decision: attributes are read in the order of NAME; its value may be anything, and NAME itself may end in -metadata.
    let mut pairs = Vec::new();
    for (name, value) in members {
        let metadata_key = format!("{name}-metadata");
        let metadata = candidates.iter().find(|(key, _)| *key == metadata_key);
        let is_service_key = ["source-ref", "cl-metadata", "cl-errors", "errors", "warnings"].contains(name);
        if let (Some((_, metadata)), false) = (metadata, is_service_key) {
            pairs.push((*name, *value, *metadata));
        }
    }
    if pairs.is_empty() {
        reading.find("ERROR_NO_LABEL_ATTRIBUTES");
        return "invalid";
    }
    let (mut used, mut empty) = (false, false);
    for (name, value, metadata) in pairs {
        let outcome = match metadata.get("type").and_then(Json::text) {
            None => {
                reading.add("ERROR_INVALID_LABEL_ATTRIBUTE_METADATA_FORMAT", Some(name), None);
                Outcome::Dropped
            }
            Some("groundtruth/image-classification") => classification(name, value, metadata, reading),
            Some("groundtruth/object-detection") => detection(name, value, metadata, reading),
            Some(_) => {
                reading.add("ERROR_UNSUPPORTED_USE_CASE_TYPE", Some(name), None);
                Outcome::Dropped
            }
        };
        match outcome {
            Outcome::Dropped => {}
            Outcome::Empty => empty = true,
            Outcome::Used(labels) => {
                used = true;
                for label in labels {
                    reading.add_label(&label);
                }
            }
        }
    }
    if !used {
        reading.find(if empty { "WARNING_NO_ANNOTATIONS" } else { "ERROR_NO_VALID_LABEL_ATTRIBUTES" });
    }
    if reading.boxes > 50 {
        reading.find("ERROR_TOO_MANY_BOUNDING_BOXES");
    }
    if reading.labels.len() > 50 {
        reading.find("HOLDOUT_TOO_MANY_LABELS_PER_IMAGE");
    }
    match (reading.spoilt, used) {
        (true, _) => "invalid",
        (false, true) => "valid",
        (false, false) => "ignored",
    }
}

/// Dates and what only looks like one.
const DATES: [&str; 16] = [
    "2024-05-31T09:30:00",
    "2018-10-18T22:18:13.527256",
    "2021-07-11T03:32:13.456Z",
    "2021-07-11 03:32:13",
    "2024-02-29T10:00:00+01:00",
    "2024-12-31T23:59:60-0330",
    "2024-12-31T23:59",
    "2024-12-31T23:59+01",
    "2023-02-29T10:00:00",
    "2024-13-01T10:00:00",
    "2024-05-31",
    "2024-05-31T24:00:00",
    "31.05.2024 09:30",
    "2024-05-31T09:30:00 ",
    "2024-05-31T09:30:00.",
    "",
];

/// Decision: a date needs a time; seconds may be missing; 60 is a leap second; the letters may be small.
fn is_date(text: &str) -> bool {
    let text = text.to_ascii_uppercase();
    let Some((day, rest)) = text.split_once(['T', ' ']) else { return false };
    let (time, zone) = rest.split_at(rest.find(['Z', '+', '-']).unwrap_or(rest.len()));
    let (time, fraction) = time.split_once(['.', ',']).map_or((time, None), |(time, fraction)| (time, Some(fraction)));
    let shape = |text: &str| text.replace(|letter: char| letter.is_ascii_digit(), "d");
    let numbers =
        |text: &str| -> Vec<u32> { text.split(['-', ':', '+']).filter_map(|part| part.parse().ok()).collect() };
    let is_known = shape(day) == "dddd-dd-dd"
        && (shape(time) == "dd:dd:dd" || shape(time) == "dd:dd" && fraction.is_none())
        && fraction.is_none_or(|text| !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit()))
        && ["", "Z", "+dd", "+dddd", "+dd:dd"].contains(&shape(zone).replace('-', "+").as_str());
    if !is_known {
        return false;
    }
    let [year, month, day] = numbers(day)[..] else { return false };
    let is_leap = year % 400 == 0 || year % 4 == 0 && year % 100 != 0;
    let days = [31, if is_leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let is_day = (1..=12).contains(&month) && (1..=days[month as usize - 1]).contains(&day);
    let clock = numbers(time);
    let zone: String = zone.chars().filter(char::is_ascii_digit).collect();
    let (zone_hours, zone_minutes) = zone.split_at(zone.len().min(2));
    let is_below = |text: &str, end: u32| text.is_empty() || text.parse::<u32>().is_ok_and(|number| number < end);
    let is_time = clock[0] < 24 && clock[1] < 60 && clock.get(2).is_none_or(|second| *second <= 60);
    is_day && is_time && is_below(zone_hours, 24) && is_below(zone_minutes, 60)
}

fn has_provenance(metadata: &Json) -> bool {
    let text = |key: &str| metadata.get(key).and_then(Json::text);
    // Decision: a null is a value like any other, and not the same as no member.
    let job = metadata.get("job-name").is_none_or(|name| name.text().is_some());
    let date = text("creation-date").is_some_and(is_date);
    matches!(text("human-annotated"), Some("yes" | "no")) && date && job
}

fn is_too_long(label: &str) -> bool {
    label.chars().count() > 256
}

fn classification(name: &str, value: &Json, metadata: &Json, reading: &mut Reading) -> Outcome {
    let before = reading.findings.len();
    let class = metadata.get("class-name").and_then(Json::text);
    let confidence = metadata.get("confidence").and_then(Json::number);
    let is_class = class.is_some_and(|class| !class.is_empty());
    if !is_class || !confidence.is_some_and(|number| (0.0..=1.0).contains(&number)) || !has_provenance(metadata) {
        reading.add("ERROR_INVALID_LABEL_ATTRIBUTE_METADATA_FORMAT", Some(name), None);
    }
    if value.integer().is_none() {
        reading.add("ERROR_INVALID_LABEL_ATTRIBUTE_FORMAT", Some(name), None);
    }
    if class.is_some_and(is_too_long) {
        reading.add("ERROR_INVALID_LABEL_NAME_LENGTH", Some(name), None);
    }
    match class {
        Some(class) if reading.findings.len() == before => Outcome::Used(vec![class.to_owned()]),
        _ => Outcome::Dropped,
    }
}

struct Boxed {
    class: f64,
    sides: [f64; 4],
}

/// Width, height and boxes of a detection whose value has the right shape.
fn shape(value: &Json) -> Option<(f64, f64, Vec<Boxed>)> {
    let [size] = value.get("image_size")?.array()? else { return None };
    let pixels = |key: &str| size.get(key)?.integer();
    let (width, height, _) = (pixels("width")?, pixels("height")?, pixels("depth")?);
    let mut boxes = Vec::new();
    for annotation in value.get("annotations")?.array()? {
        let number = |key: &str| annotation.get(key)?.finite();
        let class = annotation.get("class_id")?.integer()?;
        boxes.push(Boxed { class, sides: [number("left")?, number("top")?, number("width")?, number("height")?] });
    }
    Some((width, height, boxes))
}

fn detection(name: &str, value: &Json, metadata: &Json, reading: &mut Reading) -> Outcome {
    let before = reading.findings.len();
    let shape = shape(value);
    let boxes = shape.as_ref().map(|(_, _, boxes)| boxes.as_slice());
    let objects = metadata.get("objects").and_then(Json::array);
    let map = metadata.get("class-map").and_then(Json::members);
    // Decisions: an id has one decimal form, so an entry "01" is no entry for 1; a name is in use where a box has its id,
    // dropped or not; without a class map or boxes of the right shape nothing is in use and nothing missing.
    let entry = |boxed: &Boxed| {
        let id = format!("{}", boxed.class.abs());
        let is_found = boxed.class >= 0.0;
        map.as_ref()?.iter().find(|(key, _)| is_found && *key == id).map(|(_, name)| *name)
    };
    let in_use: Vec<_> = boxes.unwrap_or_default().iter().filter_map(entry).filter_map(Json::text).collect();
    let is_map = map.as_ref().is_some_and(|map| {
        let is_id = |key: &str| !key.is_empty() && key.chars().all(|digit| digit.is_ascii_digit());
        map.iter().all(|(key, name)| is_id(key) && name.text().is_some())
    });
    let has_extra_objects = objects.zip(boxes).is_some_and(|(objects, boxes)| objects.len() > boxes.len());
    if objects.is_none() || !is_map || has_extra_objects || in_use.contains(&"") || !has_provenance(metadata) {
        reading.add("ERROR_INVALID_LABEL_ATTRIBUTE_METADATA_FORMAT", Some(name), None);
    }
    if shape.is_none() {
        reading.add("ERROR_INVALID_LABEL_ATTRIBUTE_FORMAT", Some(name), None);
    }
    // Decision: one finding an attribute, however many names, confidences or ids are wrong.
    if in_use.iter().any(|label| is_too_long(label)) {
        reading.add("ERROR_INVALID_LABEL_NAME_LENGTH", Some(name), None);
    }
    if let Some(objects) = objects {
        let lacks = |object: &Json| object.get("confidence").and_then(Json::finite).is_none();
        if objects.iter().any(lacks) || boxes.is_some_and(|boxes| objects.len() < boxes.len()) {
            reading.add("ERROR_MISSING_BOUNDING_BOX_CONFIDENCE", Some(name), None);
        }
    }
    if map.is_some() && boxes.is_some_and(|boxes| boxes.iter().any(|boxed| entry(boxed).is_none())) {
        reading.add("ERROR_MISSING_CLASS_MAP_ID", Some(name), None);
    }
    let is_dropped = reading.findings.len() > before;
    let Some((width, height, boxes)) = &shape else { return Outcome::Dropped };
    // Decision: what the size and the boxes of the right shape tell is reported of an attribute that is dropped, too. An
    // image without a pixel is unreadable.
    let (short, long) = (width.min(*height), width.max(*height));
    if short <= 0.0 || long > 20.0 * short {
        reading.add("ERROR_INVALID_IMAGE", Some(name), None);
    }
    if boxes.is_empty() {
        if is_dropped {
            return Outcome::Dropped;
        }
        if metadata.get("human-annotated").and_then(Json::text) == Some("yes") {
            reading.add("WARNING_NO_ATTRIBUTE_ANNOTATIONS", Some(name), None);
        }
        return Outcome::Empty;
    }
    reading.boxes += boxes.len();
    if short < 64.0 || long > 4096.0 {
        reading.add("ERROR_INVALID_IMAGE_DIMENSION", Some(name), None);
    }
    let mut labels = Vec::new();
    let mut kept = 0;
    for (index, boxed) in boxes.iter().enumerate() {
        let [left, top, wide, high] = boxed.sides;
        let is_off = left + wide - width >= 1e-6 || top + high - height >= 1e-6;
        let scaled = |side: f64| if long > 1280.0 { side * 1280.0 / long } else { side };
        if boxed.sides.iter().any(|side| *side < 0.0) || is_off {
            reading.add("ERROR_INVALID_BOUNDING_BOX", Some(name), Some(index));
        } else if scaled(wide) <= 1.0 || scaled(high) <= 1.0 {
            reading.add("ERROR_BOUNDING_BOX_TOO_SMALL", Some(name), Some(index));
        } else {
            kept += 1;
            labels.extend(entry(boxed).and_then(Json::text).map(str::to_owned));
        }
    }
    if kept == 0 {
        reading.add("ERROR_NO_VALID_ANNOTATIONS", Some(name), None);
    }
    if is_dropped || kept == 0 { Outcome::Dropped } else { Outcome::Used(labels) }
}

/// Numbers that a mutation may draw from; when they run out they are zeros, so that what fails shrinks.
struct Draws<'d>(std::slice::Iter<'d, u16>);

impl Draws<'_> {
    fn below(&mut self, end: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or_default()) % end
    }

    fn one_of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }
}

fn text(text: &str) -> Json {
    Text(text.to_owned())
}

fn number(number: impl std::fmt::Display) -> Json {
    Number(format!("{number}"))
}

fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    Object(members.map(|(key, value)| (key.to_owned(), value)).into())
}

fn classification_pair(label: &str) -> (Json, Json) {
    let metadata = object([
        ("class-name", text(label)),
        ("confidence", number("0.9")),
        ("human-annotated", text("yes")),
        ("creation-date", text(DATES[0])),
        ("type", text("groundtruth/image-classification")),
        ("job-name", text("job")),
    ]);
    (number(1), metadata)
}

fn a_box(class: usize) -> Json {
    let sides = [("left", number(10)), ("top", number("10.5")), ("width", number(20)), ("height", number(30))];
    let [left, top, width, height] = sides;
    object([("class_id", number(class)), left, top, width, height])
}

fn a_size(width: &str, height: &str) -> Json {
    Array(vec![object([("width", number(width)), ("height", number(height)), ("depth", number(3))])])
}

fn detection_pair(boxes: usize) -> (Json, Json) {
    let annotations = (0..boxes).map(|index| a_box(index % 3)).collect();
    let value = object([("image_size", a_size("640", "480")), ("annotations", Array(annotations))]);
    let metadata = object([
        ("objects", Array(vec![object([("confidence", number("0.5"))]); boxes])),
        ("class-map", object([("0", text("cat")), ("1", text("dog")), ("2", text("日本 \u{200B}"))])),
        ("human-annotated", text("yes")),
        ("creation-date", text(DATES[1])),
        ("type", text("groundtruth/object-detection")),
        ("job-name", text("job")),
    ]);
    (value, metadata)
}

fn add_pair(root: &mut Vec<(String, Json)>, name: &str, (value, metadata): (Json, Json)) {
    root.push((name.to_owned(), value));
    root.push((format!("{name}-metadata"), metadata));
}

/// A valid line.
fn base(kind: usize, image: usize) -> Vec<(String, Json)> {
    let mut root = vec![("source-ref".to_owned(), Text(format!("s3://bucket/{image}.jpg")))];
    if kind != 1 {
        add_pair(&mut root, "boxes", detection_pair(1 + kind));
    }
    if kind > 0 {
        add_pair(&mut root, "kind", classification_pair("cat"));
    }
    if kind > 2 {
        add_pair(&mut root, "more", detection_pair(kind));
    }
    root
}

const NUMBERS: [&str; 36] = [
    "0",
    "1",
    "-1",
    "-0",
    "0.0",
    "3.0",
    "3e0",
    "0.5",
    "1.0",
    "1.0000000000000002",
    "1e-9",
    "-1e-9",
    "1e999",
    "-1e999",
    "1e308",
    "1E+2",
    "2",
    "63",
    "64",
    "64.0",
    "65",
    "640",
    "640.5",
    "620",
    "450",
    "460.000001",
    "450.0000009",
    "450.0000011",
    "4096",
    "4097",
    "1280",
    "1281",
    "12800",
    "32",
    "123456789012",
    "7.0000000000000000001",
];

const KEYS: [&str; 28] = [
    "source-ref",
    "boxes",
    "boxes-metadata",
    "kind",
    "kind-metadata",
    "type",
    "class-name",
    "confidence",
    "objects",
    "class-map",
    "human-annotated",
    "creation-date",
    "job-name",
    "image_size",
    "annotations",
    "width",
    "height",
    "class_id",
    "errors",
    "warnings",
    "cl-errors",
    "cl-metadata",
    "errors-metadata",
    "-metadata",
    "",
    "01",
    "1",
    "日",
];

fn long_name(draws: &mut Draws<'_>) -> Json {
    let length = draws.one_of(&[255, 256, 257, 300]);
    Text(draws.one_of(&["a", "日", "🐈", "\""]).repeat(length))
}

fn any_value(draws: &mut Draws<'_>) -> Json {
    match draws.below(14) {
        0 => Null,
        1 => Bool(true),
        2 => text(""),
        3 => draws.one_of(&["yes", "no", "Yes", "1", "cat", "groundtruth/object-detection"].map(text)),
        4 => Array(vec![]),
        5 => Object(vec![]),
        6 => long_name(draws),
        7 => Text(draws.one_of(&DATES).to_owned()),
        8 => Array(vec![any_value(draws)]),
        9 => Object(vec![(draws.one_of(&KEYS).to_owned(), any_value(draws))]),
        _ => Number(draws.one_of(&NUMBERS).to_owned()),
    }
}

/// A container somewhere in the value, the deeper the more draws say so.
fn descend<'j>(value: &'j mut Json, draws: &mut Draws<'_>) -> &'j mut Json {
    let length = match &*value {
        Object(members) => members.len(),
        Array(elements) => elements.len(),
        _ => 0,
    };
    if length == 0 || draws.below(4) == 0 {
        return value;
    }
    let place = draws.below(length);
    let child = match &mut *value {
        Object(members) => &members[place].1,
        Array(elements) => &elements[place],
        _ => return value,
    };
    if !matches!(child, Object(_) | Array(_)) {
        return value;
    }
    match value {
        Object(members) => descend(&mut members[place].1, draws),
        Array(elements) => descend(&mut elements[place], draws),
        other => other,
    }
}

/// Drops, replaces, repeats, renames or moves a member or an element.
fn mutate_anywhere(value: &mut Json, draws: &mut Draws<'_>) {
    match descend(value, draws) {
        Object(members) if !members.is_empty() => {
            let place = draws.below(members.len());
            match draws.below(8) {
                0 => drop(members.remove(place)),
                1 => draws.one_of(&KEYS).clone_into(&mut members[place].0),
                2 => {
                    let copy = members[place].clone();
                    members.insert(draws.below(members.len() + 1), copy);
                }
                3 => {
                    let again = (members[place].0.clone(), any_value(draws));
                    members.insert(draws.below(members.len() + 1), again);
                }
                4 => {
                    let other = draws.below(members.len());
                    members.swap(place, other);
                }
                5 => members.insert(place, (draws.one_of(&KEYS).to_owned(), any_value(draws))),
                _ => members[place].1 = any_value(draws),
            }
        }
        Array(elements) if !elements.is_empty() => {
            let place = draws.below(elements.len());
            match draws.below(3) {
                0 => drop(elements.remove(place)),
                1 => elements.push(elements[place].clone()),
                _ => elements[place] = any_value(draws),
            }
        }
        other => *other = any_value(draws),
    }
}

/// Walks to a member and changes it, if all of the path is there.
fn at<'j>(value: &'j mut Json, path: &[&str]) -> Option<&'j mut Json> {
    let Some((name, rest)) = path.split_first() else { return Some(value) };
    match value {
        Object(members) => {
            let (_, value) = members.iter_mut().rev().find(|(key, _)| key == name)?;
            at(value, rest)
        }
        Array(elements) => at(elements.get_mut(name.parse::<usize>().ok()?)?, rest),
        _ => None,
    }
}

fn set(root: &mut Json, path: &[&str], value: Json) {
    if let Some(place) = at(root, path) {
        *place = value;
    }
}

/// Class maps with repeated, unusual, missing and many ids.
fn a_class_map(draws: &mut Draws<'_>) -> Json {
    draws.one_of(&[
        object([("0", number(5)), ("0", text("cat")), ("1", text("dog")), ("2", text("cat"))]),
        object([("0", text("")), ("0", text("cat")), ("1", text("dog")), ("2", text("cat"))]),
        object([("0", text("cat")), ("0", text("")), ("1", text("dog")), ("2", text("cat"))]),
        object([("00", text("cat")), ("1", text("dog")), ("2", text("cat"))]),
        object([("0", text("cat")), ("1", text("dog")), ("2", text("cat")), ("9", text(""))]),
        object([("0", text("cat")), ("1", text("dog")), ("2", text("cat")), ("-1", text("x"))]),
        object([("0", text("cat")), ("1", text("cat")), ("2", Null)]),
        Object((0..40).map(|id| (format!("{}", id % 30), Text(format!("name {}", id / 2)))).collect()),
    ])
}

/// The edges: sizes, boxes on the edge, names at the limit, many boxes.
fn mutate_to_an_edge(root: &mut Json, draws: &mut Draws<'_>) {
    let sides =
        ["63", "64", "65", "204", "205", "640", "1280", "1281", "1920", "3000", "4032", "4096", "4097", "0", "-64"];
    let detection = draws.one_of(&["boxes", "more"]);
    let detection_metadata = format!("{detection}-metadata");
    match draws.below(12) {
        0 => {
            let size = a_size(draws.one_of(&sides), draws.one_of(&sides));
            set(root, &[detection, "image_size"], size);
        }
        1 => {
            let side = draws.one_of(&["left", "top", "width", "height", "class_id"]);
            let index = draws.one_of(&["0", "1"]);
            set(root, &[detection, "annotations", index, side], Number(draws.one_of(&NUMBERS).to_owned()));
        }
        2 => {
            // A box of about one pixel once it is scaled.
            let longest: u32 =
                draws.one_of(&[1280, 1281, 1318, 1348, 1920, 2000, 2048, 3000, 3840, 4000, 4032, 4095, 4096]);
            set(root, &[detection, "image_size"], a_size(&longest.to_string(), "1000"));
            let pixel = f64::from(longest) / 1280.0 * draws.one_of(&[1.0, 1.000_001, 0.999_999, 2.0]);
            let side = draws.one_of(&["width", "height"]);
            set(root, &[detection, "annotations", "0", side], number(pixel));
        }
        3 => {
            let (boxes, extra) = (draws.below(61), draws.one_of(&[0, 0, 0, 1]));
            let (value, metadata) = detection_pair(boxes);
            set(root, &[detection], value);
            set(root, &[&detection_metadata], metadata);
            if extra > 0 {
                set(
                    root,
                    &[&detection_metadata, "objects"],
                    Array(vec![object([("confidence", number(1))]); boxes / 2]),
                );
            }
        }
        4 => {
            set(root, &[detection, "annotations"], Array(vec![]));
            if draws.below(4) > 0 {
                set(root, &[&detection_metadata, "objects"], Array(vec![]));
            }
            set(root, &[&detection_metadata, "human-annotated"], draws.one_of(&["yes", "no"].map(text)));
        }
        5 => {
            let name = long_name(draws);
            let id = draws.one_of(&["0", "1", "2"]);
            set(root, &[&detection_metadata, "class-map", id], name);
        }
        6 => set(root, &["kind-metadata", "class-name"], long_name(draws)),
        7 => {
            let kinds = ["groundtruth/image-classification-multilabel", "groundtruth/semantic-segmentation", "", "x"];
            let attribute = draws.one_of(&["kind-metadata", "boxes-metadata"]);
            set(root, &[attribute, "type"], text(draws.one_of(&kinds)));
        }
        8 => {
            let attribute = draws.one_of(&["kind-metadata", "boxes-metadata", "more-metadata"]);
            set(root, &[attribute, "creation-date"], text(draws.one_of(&DATES)));
        }
        9 => {
            let Object(members) = root else { return };
            let count = draws.one_of(&[1, 2, 47, 48, 49, 50, 51, 60]);
            for index in 0..count {
                add_pair(members, &format!("extra{index}"), classification_pair(&format!("label {index}")));
            }
        }
        10 => {
            let long_key = format!("s3://bucket/{}.jpg", "k".repeat(1020 + draws.below(2)));
            let long_bucket = format!("s3://{}/a.PNG", "b".repeat(255 + draws.below(2)));
            let sources = [
                "s3://bucket/1.jpg",
                "S3://bucket/1.jpg",
                "s3://bucket/1.gif",
                "s3://bucket/",
                "s3://bucket",
                "s3://ab/1.jpg",
                "s3://abc//",
                "http://bucket/1.jpg",
                "s3:/bucket/1.jpg",
                "",
                "s3://bu cket/1.jpg",
                "s3://bücket/1.jpg",
                "s3://b_u.c-ket/日.jpeg",
                "s3://bucket/jpg",
                "s3://bucket/é.JPG",
                &long_key,
                &long_bucket,
            ];
            set(root, &["source-ref"], text(draws.one_of(&sources)));
        }
        _ => {
            let map = a_class_map(draws);
            set(root, &[&detection_metadata, "class-map"], map);
        }
    }
}

/// Breaks the text itself.
fn mutate_text(mut line: Vec<u8>, draws: &mut Draws<'_>) -> Vec<u8> {
    match draws.below(12) {
        0 => line.truncate(draws.below(line.len() + 1)),
        1 => line.extend_from_slice(draws.one_of(&[&b" x"[..], b"{}", b",", b" \t", b"\r"])),
        2 => line.insert(draws.below(line.len() + 1), draws.one_of(b"\"{}[],:0-.e\\ \t\x01\x7F\xFFt")),
        3 => drop(line.remove(draws.below(line.len()))),
        4 => line = draws.one_of(&[&b""[..], b" ", b"\t", b"[]", b"null", b"{}", b"1", b"\xFF", b"{\"a\":1}"]).to_vec(),
        5 => {
            let depth = 126 + draws.below(4);
            let nested = format!("{{\"deep\":{}{},", "[".repeat(depth), "]".repeat(depth));
            line.splice(..1, nested.into_bytes());
        }
        6 => {
            let escapes = ["\\ud800", "\\udc00\\ud800", "\\ud83d\\ude00", "\\u00e9", "\\x", "\\u12", "\\/", "\\u+041"];
            line.splice(..1, format!("{{\"e{}\":1,", draws.one_of(&escapes)).into_bytes());
        }
        7 if draws.below(20) == 0 => {
            let length = 100_000 + draws.below(3) - 1;
            let filler = if draws.below(2) == 0 { " " } else { "\u{3000}" };
            let count = String::from_utf8_lossy(&line).chars().count();
            let in_a_key = format!("{{\"f{}\":\"\",", filler.repeat(length.saturating_sub(count + 7)));
            line.splice(..1, in_a_key.into_bytes());
        }
        8 => drop(line.splice(..0, *b"\xEF\xBB\xBF")),
        _ => {
            let at = draws.below(line.len());
            line[at] = draws.one_of(b"09a\"{}[]:,\\ -");
        }
    }
    line
}

fn mutated(kind: usize, image: usize, mutations: &[Vec<u16>], space: &str) -> Vec<u8> {
    let mut root = Object(base(kind, image));
    let mut breaks = Vec::new();
    for mutation in mutations {
        let mut draws = Draws(mutation.iter());
        match draws.below(16) {
            15 => breaks.push(draws),
            0..8 => mutate_to_an_edge(&mut root, &mut draws),
            _ => mutate_anywhere(&mut root, &mut draws),
        }
    }
    let mut text = String::new();
    root.write(space, &mut text);
    let mut line = text.into_bytes();
    for mut draws in breaks {
        if !line.is_empty() {
            line = mutate_text(line, &mut draws);
        }
    }
    line.retain(|byte| *byte != b'\n');
    line
}

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
    for (row, line) in (0_u32..).zip(lines(input)) {
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
