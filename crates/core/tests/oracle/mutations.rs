//! Lines that are nearly right: valid ones, changed in ways that keep their structure.

use crate::json::*;
use crate::rules::*;

/// Numbers that a mutation may draw from; when they run out they are zeros, so that what fails shrinks.
pub(crate) struct Draws<'d>(pub(crate) std::slice::Iter<'d, u16>);

impl Draws<'_> {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or_default()) % end
    }

    pub(crate) fn one_of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }
}

pub(crate) fn text(text: &str) -> Json {
    Text(text.to_owned())
}

pub(crate) fn number(number: impl std::fmt::Display) -> Json {
    Number(format!("{number}"))
}

pub(crate) fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    Object(members.map(|(key, value)| (key.to_owned(), value)).into())
}

pub(crate) fn classification_pair(label: &str) -> (Json, Json) {
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

pub(crate) fn a_box(class: usize) -> Json {
    let sides = [("left", number(10)), ("top", number("10.5")), ("width", number(20)), ("height", number(30))];
    let [left, top, width, height] = sides;
    object([("class_id", number(class)), left, top, width, height])
}

pub(crate) fn a_size(width: &str, height: &str) -> Json {
    Array(vec![object([("width", number(width)), ("height", number(height)), ("depth", number(3))])])
}

pub(crate) fn detection_pair(boxes: usize) -> (Json, Json) {
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

pub(crate) fn add_pair(root: &mut Vec<(String, Json)>, name: &str, (value, metadata): (Json, Json)) {
    root.push((name.to_owned(), value));
    root.push((format!("{name}-metadata"), metadata));
}

/// A valid line.
pub(crate) fn base(kind: usize, image: usize) -> Vec<(String, Json)> {
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

pub(crate) const NUMBERS: [&str; 36] = [
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

pub(crate) const KEYS: [&str; 28] = [
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

pub(crate) fn long_name(draws: &mut Draws<'_>) -> Json {
    let length = draws.one_of(&[255, 256, 257, 300]);
    Text(draws.one_of(&["a", "日", "🐈", "\""]).repeat(length))
}

pub(crate) fn any_value(draws: &mut Draws<'_>) -> Json {
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
pub(crate) fn descend<'j>(value: &'j mut Json, draws: &mut Draws<'_>) -> &'j mut Json {
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
pub(crate) fn mutate_anywhere(value: &mut Json, draws: &mut Draws<'_>) {
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
pub(crate) fn at<'j>(value: &'j mut Json, path: &[&str]) -> Option<&'j mut Json> {
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

pub(crate) fn set(root: &mut Json, path: &[&str], value: Json) {
    if let Some(place) = at(root, path) {
        *place = value;
    }
}

/// Class maps with repeated, unusual, missing and many ids.
pub(crate) fn a_class_map(draws: &mut Draws<'_>) -> Json {
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
pub(crate) fn mutate_to_an_edge(root: &mut Json, draws: &mut Draws<'_>) {
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
pub(crate) fn mutate_text(mut line: Vec<u8>, draws: &mut Draws<'_>) -> Vec<u8> {
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

pub(crate) fn mutated(kind: usize, image: usize, mutations: &[Vec<u16>], space: &str) -> Vec<u8> {
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
