//! The tables against the service's own model, as the `botocore` package ships it: constraint by constraint.

use std::process::Command;

use serde_json::Value;

use super::*;

/// Writes the model as one JSON object.
const READ_MODEL: &str = "import botocore.loaders, json, sys; \
    json.dump(botocore.loaders.create_loader().load_service_model('rekognition', 'service-2'), sys.stdout)";

fn same(model: &Value, name: &str, shape: &Shape, compared: &mut u32) {
    let theirs = &model["shapes"][name];
    let kind = theirs["type"].as_str().unwrap();
    let limit = |key: &str, default: u64| theirs[key].as_u64().unwrap_or(default);
    *compared += 1;
    match shape {
        Shape::Text { min, max, pattern } => {
            assert_eq!(kind, "string", "{name}");
            assert_eq!((*min, *max), (theirs["min"].as_u64(), theirs["max"].as_u64()), "{name}");
            assert_eq!(pattern.map(|pattern| pattern.text), theirs["pattern"].as_str(), "{name}");
        }
        Shape::Enum(known) => assert_eq!(theirs["enum"], serde_json::json!(known), "{name}"),
        Shape::Integer { min, max } => {
            assert_eq!(kind, "integer", "{name}");
            assert_eq!((Some(*min), Some(*max)), (theirs["min"].as_i64(), theirs["max"].as_i64()), "{name}");
        }
        Shape::Boolean => assert_eq!(kind, "boolean", "{name}"),
        Shape::Blob { min, max } => {
            assert_eq!(kind, "blob", "{name}");
            assert_eq!((*min, *max), (limit("min", 0), limit("max", u64::MAX)), "{name}");
        }
        Shape::List { min, max, of } => {
            assert_eq!(kind, "list", "{name}");
            assert_eq!((*min, *max), (limit("min", 0), limit("max", u64::MAX)), "{name}");
            same(model, theirs["member"]["shape"].as_str().unwrap(), of, compared);
        }
        Shape::Map { min, max, key, value } => {
            assert_eq!(kind, "map", "{name}");
            assert_eq!((*min, *max), (limit("min", 0), limit("max", u64::MAX)), "{name}");
            same(model, theirs["key"]["shape"].as_str().unwrap(), key, compared);
            same(model, theirs["value"]["shape"].as_str().unwrap(), value, compared);
        }
        Shape::Structure(members) => {
            assert_eq!(kind, "structure", "{name}");
            let mut names: Vec<_> = members.iter().map(|member| member.name).collect();
            names.sort_unstable();
            let mut expected: Vec<_> = theirs["members"].as_object().unwrap().keys().map(String::as_str).collect();
            expected.sort_unstable();
            assert_eq!(names, expected, "members of {name}");
            let required = theirs["required"].as_array().cloned().unwrap_or_default();
            for member in *members {
                assert_eq!(member.required, required.contains(&member.name.into()), "{name}.{}", member.name);
                let shape = theirs["members"][member.name]["shape"].as_str().unwrap();
                same(model, shape, member.shape, compared);
            }
        }
    }
}

#[test]
fn the_tables_are_the_models() {
    let Some(python) = std::env::var_os("HOLDOUT_PYTHON") else {
        println!("skipped: HOLDOUT_PYTHON names no Python with botocore; `cargo xtask test` installs one");
        return;
    };
    let output = Command::new(python).args(["-c", READ_MODEL]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let model: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut compared = 0;
    for (operation, shape) in &INPUTS {
        let input = model["operations"][operation]["input"]["shape"].as_str().unwrap();
        same(&model, input, shape, &mut compared);
    }
    assert!(compared > 50, "{compared}");
}

#[test]
fn patterns_are_anchored() {
    let allows = |shape: &Shape, text: &str| match shape {
        Shape::Text { pattern: Some(pattern), .. } => (pattern.matches)(text),
        _ => panic!("no pattern"),
    };
    assert!(allows(&PROJECT_NAME, "a_b.c-9"));
    assert!(!allows(&PROJECT_NAME, "a b") && !allows(&PROJECT_NAME, "ü"));
    assert!(allows(&TAG_KEY, "Größe 7") && allows(&TAG_VALUE, ""));
    assert!(!allows(&TAG_KEY, "aws:x") && !allows(&TAG_KEY, "a#") && !allows(&TAG_VALUE, "a\n"));
    assert!(allows(&QUERY, " x ") && !allows(&QUERY, "  "));
    assert!(allows(&BUCKET, "my.bucket_1") && !allows(&BUCKET, "a/b"));
}
