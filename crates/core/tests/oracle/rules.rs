//! The line rules, from the published text and not from the core's code.

use std::collections::BTreeSet;

use crate::json::*;
use crate::support::lines;

/// The rows of the table, in its order, and where each finding sits. Decision: the warnings that only the column
/// "settled here" names follow the row that names them, and the code of a line that lost all attributes those of attributes.
pub(crate) const ROWS: [(&str, &str); 26] = [
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

pub(crate) fn row_of(code: &str) -> usize {
    ROWS.iter().position(|(other, _)| *other == code).unwrap()
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    pub(crate) code: String,
    pub(crate) place: String,
    pub(crate) attribute: Option<String>,
    pub(crate) annotation: Option<u32>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Verdict {
    pub(crate) status: String,
    pub(crate) findings: Vec<Found>,
    pub(crate) labels: Vec<String>,
}

/// What is found on a line, and what becomes of it.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) findings: Vec<Found>,
    pub(crate) source_ref: Option<String>,
    pub(crate) labels: Vec<String>,
    /// Whether a finding on the line makes it invalid.
    pub(crate) spoilt: bool,
    pub(crate) boxes: usize,
}

impl Reading {
    pub(crate) fn find(&mut self, code: &str) {
        self.add(code, None, None);
    }

    pub(crate) fn add(&mut self, code: &str, attribute: Option<&str>, annotation: Option<usize>) {
        let place = ROWS[row_of(code)].1;
        self.spoilt |= place == "line";
        self.findings.push(Found {
            code: code.to_owned(),
            place: place.to_owned(),
            attribute: attribute.map(shown),
            annotation: annotation.map(|index| u32::try_from(index).unwrap()),
        });
    }

    pub(crate) fn add_label(&mut self, label: &str) {
        if !self.labels.iter().any(|known| known == label) {
            self.labels.push(label.to_owned());
        }
    }
}

pub(crate) fn judge_manifest(input: &[u8]) -> Vec<Verdict> {
    let mut seen = BTreeSet::new();
    let mut verdicts = Vec::new();
    for (index, line) in lines(input).into_iter().enumerate() {
        let mut reading = Reading::default();
        let mut status = judge_line(line, index == 0, &mut reading);
        // The scheme's case makes no other image.
        let image = reading.source_ref.as_deref().map(|text| format!("s3{}", &text[2..]));
        if status != "removed" && !seen.insert(image) {
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

pub(crate) fn judge_line(line: &[u8], is_first: bool, reading: &mut Reading) -> &'static str {
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
pub(crate) fn key_of(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once("://")?;
    let (bucket, key) = rest.split_once('/')?;
    let known = |letter: char| letter.is_ascii_alphanumeric() || ".-_".contains(letter);
    let is_bucket = (3..=255).contains(&bucket.len()) && bucket.chars().all(known);
    (scheme.eq_ignore_ascii_case("s3") && is_bucket && (1..=1024).contains(&key.len())).then_some(key)
}

/// An attribute's name as a finding carries it.
fn shown(name: &str) -> String {
    let cut: String = name.chars().take(256).collect();
    if cut.len() < name.len() { cut + "…" } else { cut }
}

/// What becomes of an attribute.
pub(crate) enum Outcome {
    Dropped,
    Empty,
    Used(Vec<String>),
}

pub(crate) fn judge_attributes(members: &[(&str, &Json)], reading: &mut Reading) -> &'static str {
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
pub(crate) const DATES: [&str; 16] = [
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
pub(crate) fn is_date(text: &str) -> bool {
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

pub(crate) fn has_provenance(metadata: &Json) -> bool {
    let text = |key: &str| metadata.get(key).and_then(Json::text);
    // Decision: a null is a value like any other, and not the same as no member.
    let job = metadata.get("job-name").is_none_or(|name| name.text().is_some());
    let date = text("creation-date").is_some_and(is_date);
    matches!(text("human-annotated"), Some("yes" | "no")) && date && job
}

pub(crate) fn is_too_long(label: &str) -> bool {
    label.chars().count() > 256
}

pub(crate) fn classification(name: &str, value: &Json, metadata: &Json, reading: &mut Reading) -> Outcome {
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

pub(crate) struct Boxed {
    pub(crate) class: String,
    pub(crate) sides: [f64; 4],
}

/// Width, height and boxes of a detection whose value has the right shape.
pub(crate) fn shape(value: &Json) -> Option<(f64, f64, Vec<Boxed>)> {
    let [size] = value.get("image_size")?.array()? else { return None };
    let pixels = |key: &str| size.get(key)?.integer();
    let (width, height, _) = (pixels("width")?, pixels("height")?, pixels("depth")?);
    let mut boxes = Vec::new();
    for annotation in value.get("annotations")?.array()? {
        let number = |key: &str| annotation.get(key)?.finite();
        let class = annotation.get("class_id")?.id()?;
        boxes.push(Boxed { class, sides: [number("left")?, number("top")?, number("width")?, number("height")?] });
    }
    Some((width, height, boxes))
}

pub(crate) fn detection(name: &str, value: &Json, metadata: &Json, reading: &mut Reading) -> Outcome {
    let before = reading.findings.len();
    let shape = shape(value);
    let boxes = shape.as_ref().map(|(_, _, boxes)| boxes.as_slice());
    let objects = metadata.get("objects").and_then(Json::array);
    let map = metadata.get("class-map").and_then(Json::members);
    // Decisions: an id has one decimal form, so an entry "01" is no entry for 1; a name is in use where a box has its id,
    // dropped or not; without a class map or boxes of the right shape nothing is in use and nothing missing.
    let entry = |boxed: &Boxed| map.as_ref()?.iter().find(|(key, _)| *key == boxed.class).map(|(_, name)| *name);
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
        let is_off = [-left, -top, left + wide - width, top + high - height].iter().any(|over| *over >= 1e-6);
        let scaled = |side: f64| if long > 1280.0 { side * 1280.0 / long } else { side };
        if wide < 0.0 || high < 0.0 || is_off {
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
