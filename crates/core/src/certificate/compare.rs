//! Compares certificates member by member, so that none can be changed without a difference.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Certificate, OutputFacts};
use crate::report::{Difference, grouped};

/// Numbers that differ by less are equal: they lose their last bits on the way through JSON.
const SAME: f64 = 1e-9;

/// What stands for a member that is missing.
const MISSING: &str = "nothing";

/// Where a file differs from what was certified.
pub(super) fn files(certified: &OutputFacts, found: &OutputFacts, what: &str) -> Vec<Difference> {
    let members = [
        ("lines", grouped(certified.lines), grouped(found.lines)),
        ("bytes", grouped(certified.bytes), grouped(found.bytes)),
        ("SHA-256", certified.sha256.clone(), found.sha256.clone()),
    ];
    let differing = members.into_iter().filter(|(_, certified, found)| certified != found);
    let difference = |(member, certified, found)| Difference { what: format!("{member} of {what}"), certified, found };
    differing.map(difference).collect()
}

/// Where a certificate, as it was read, differs from the one that was made anew.
pub(super) fn certificates(certified: &Value, anew: &Certificate) -> Vec<Difference> {
    let mut differences = Vec::new();
    match serde_json::to_value(anew) {
        Ok(anew) => compare(&mut Vec::new(), Some(certified), Some(&anew), &mut differences),
        Err(error) => differences.push(Difference {
            what: "the certificate".to_owned(),
            certified: "a certificate".to_owned(),
            found: error.to_string(),
        }),
    }
    differences
}

fn compare(path: &mut Vec<String>, certified: Option<&Value>, found: Option<&Value>, to: &mut Vec<Difference>) {
    match (certified, found) {
        (Some(Value::Object(one)), Some(Value::Object(other))) => {
            let members: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
            for member in members {
                path.push(member.clone());
                compare(path, one.get(member), other.get(member), to);
                path.pop();
            }
        }
        (Some(Value::Array(one)), Some(Value::Array(other))) => {
            if one.len() != other.len() {
                to.push(Difference {
                    what: format!("number of {}", path.join(".")),
                    certified: one.len().to_string(),
                    found: other.len().to_string(),
                });
            }
            for (index, (one, other)) in one.iter().zip(other).enumerate() {
                let name = other.get("name").and_then(Value::as_str);
                path.push(name.map_or_else(|| index.to_string(), |name| format!("\"{name}\"")));
                compare(path, Some(one), Some(other), to);
                path.pop();
            }
        }
        (one, other) if same(one, other) => {}
        (one, other) => {
            to.push(Difference { what: name_of(path), certified: shown(one), found: shown(other) });
        }
    }
}

fn same(one: Option<&Value>, other: Option<&Value>) -> bool {
    match (one, other) {
        (Some(Value::Number(one)), Some(Value::Number(other))) if one.is_f64() && other.is_f64() => {
            let (one, other) = (one.as_f64().unwrap_or(f64::NAN), other.as_f64().unwrap_or(f64::NAN));
            (one - other).abs() <= SAME * one.abs().max(1.0)
        }
        (one, other) => one == other,
    }
}

fn shown(value: Option<&Value>) -> String {
    match value {
        None => MISSING.to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.as_u64().map_or_else(|| number.to_string(), grouped),
        Some(value) => value.to_string(),
    }
}

/// What a member is called.
fn name_of(path: &[String]) -> String {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let of_file = |member: &str, file: &str| {
        let member = if member == "sha256" { "SHA-256" } else { member };
        format!("{member} of {file}")
    };
    match *path {
        ["input", member] => of_file(member, "the manifest"),
        ["outputs", "train", member] => of_file(member, "the training side, planned again"),
        ["outputs", "test", member] => of_file(member, "the test side, planned again"),
        ["outputs", "rejected", member] => of_file(member, "the excluded lines, planned again"),
        ["previous", subset, member] => of_file(member, &format!("the previous {subset} manifest")),
        ["labels", label, member] => format!("{member} of label {label}"),
        _ => path.join("."),
    }
}
