//! Answers, in bytes.

use std::ops::Range;

use serde::Serialize;

/// JSON, as the command prints it.
pub(crate) fn json(value: &impl Serialize) -> Vec<u8> {
    // Reports are plain data with names for members: there is nothing in them that could fail to be written.
    serde_json::to_vec(value).unwrap_or_default()
}

/// Start and end of each range, as JavaScript's only numbers: they are exact up to 2^53, which no file reaches.
pub(crate) fn offsets(ranges: impl Iterator<Item = Range<u64>>) -> Vec<u8> {
    #[expect(clippy::cast_precision_loss, reason = "offsets in a file stay below 2^53")]
    ranges.flat_map(|range| [range.start, range.end]).flat_map(|offset| (offset as f64).to_le_bytes()).collect()
}

/// Of a report, what is looked at at once, and after it, each on a line of its own, the lists of labels that were cut out
/// of it: there may be as many labels as lines, and objects are made of those that somebody wants to see.
pub(crate) fn report(value: &impl Serialize) -> Vec<u8> {
    let text = json(value);
    let mut head = Vec::with_capacity(text.len());
    let mut lists = Vec::new();
    let mut rest = &text[..];
    while let Some(at) = find(rest, LABELS) {
        let (before, list) = rest.split_at(at + LABELS.len());
        let (list, after) = list.split_at(length_of_list(list));
        head.extend_from_slice(before);
        head.extend_from_slice(b"[]");
        lists.push(list);
        rest = after;
    }
    head.extend_from_slice(rest);
    for list in lists {
        head.push(b'\n');
        head.extend_from_slice(list);
    }
    head
}

/// Only a member is written so: within a string, quotes are escaped.
const LABELS: &[u8] = br#""labels":"#;

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

/// How long the list is that a text begins with.
fn length_of_list(text: &[u8]) -> usize {
    let (mut depth, mut quoted, mut escaped) = (0_u32, false, false);
    for (at, byte) in text.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            b'[' if !quoted => depth += 1,
            b']' if !quoted => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn lines(value: &Value) -> Vec<String> {
        String::from_utf8(report(value)).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn labels_follow_the_report_whatever_they_are_called() {
        let awkward = json!([{"name": "]\"labels\":[\\"}, {"name": "\n", "groups": [[1], []]}]);
        let value = json!({"a": "\"labels\":[1]", "labels": awkward, "split": {"labels": [], "z": 1}});
        let text =
            [r#"{"a":"\"labels\":[1]","labels":[],"split":{"labels":[],"z":1}}"#.to_owned(), awkward.to_string()];
        assert_eq!(lines(&value), [&text[..], &["[]".to_owned()]].concat());
    }

    #[test]
    fn a_report_without_labels_is_one_line() {
        assert_eq!(lines(&json!({"lines": 3})), [r#"{"lines":3}"#]);
    }
}
