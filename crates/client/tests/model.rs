//! The types against the service's own model, as the `botocore` package ships it: every member of every operation, by name
//! and by type.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test may panic, and say that it skips")]

use std::process::Command;

use holdout_client::types::{
    CreateDatasetRequest, CreateProjectRequest, CustomizationFeature, DatasetStatus, DatasetStatusMessageCode,
    DatasetType, DeleteDatasetRequest, DeleteProjectRequest, DescribeDatasetRequest, DescribeProjectsRequest,
    DistributeDatasetEntriesRequest, ListDatasetEntriesRequest, ListDatasetLabelsRequest, ListTagsForResourceRequest,
    Operation, ProjectAutoUpdate, ProjectStatus, TagResourceRequest, UntagResourceRequest, UpdateDatasetEntriesRequest,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// Writes the model as one JSON object.
const READ_MODEL: &str = "import botocore.loaders, json, sys; \
    json.dump(botocore.loaders.create_loader().load_service_model('rekognition', 'service-2'), sys.stdout)";

/// The model; nothing where there is no Python with botocore, which `cargo xtask test` installs.
fn model() -> Option<Value> {
    let Some(python) = std::env::var_os("HOLDOUT_PYTHON") else {
        println!("skipped: HOLDOUT_PYTHON names no Python with botocore; `cargo xtask test` installs one");
        return None;
    };
    let output = Command::new(python).args(["-c", READ_MODEL]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// A value of a shape with all its members.
fn sample(model: &Value, name: &str) -> Value {
    let shape = &model["shapes"][name];
    match shape["type"].as_str().unwrap() {
        "structure" => {
            let members = shape["members"].as_object().unwrap();
            let member =
                |(name, member): (&String, &Value)| (name.clone(), sample(model, member["shape"].as_str().unwrap()));
            Value::Object(members.iter().map(member).collect::<Map<_, _>>())
        }
        "list" => {
            let count = shape["min"].as_u64().unwrap_or(1).max(1);
            (0..count).map(|_| sample(model, shape["member"]["shape"].as_str().unwrap())).collect()
        }
        "map" => json!({ "key": "value" }),
        "string" => match (name, shape["enum"].as_array()) {
            (_, Some(values)) => values[0].clone(),
            ("ProjectArn", _) => json!("arn:aws:rekognition:us-east-1:111122223333:project/p/1"),
            ("DatasetArn", _) => json!("arn:aws:rekognition:us-east-1:111122223333:project/p/dataset/train/1"),
            _ => json!("text"),
        },
        "blob" => json!("eyJ9"),
        "boolean" => json!(true),
        "timestamp" => json!(1_690_564_858.106),
        "integer" => json!(7),
        other => panic!("{name} is of type {other}"),
    }
}

fn survives<T: Serialize + DeserializeOwned>(sample: &Value, what: &str) {
    let typed: T = serde_json::from_value(sample.clone()).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(&serde_json::to_value(typed).unwrap(), sample, "{what}");
}

fn check<I: Operation>(model: &Value) {
    let operation = &model["operations"][I::NAME];
    let shape =
        |of: &str| operation[of]["shape"].as_str().unwrap_or_else(|| panic!("{} has no {of}", I::NAME)).to_owned();
    survives::<I>(&sample(model, &shape("input")), I::NAME);
    survives::<I::Output>(&sample(model, &shape("output")), I::NAME);
}

#[test]
fn every_member_of_every_operation_is_known() {
    let Some(model) = model() else { return };
    check::<CreateProjectRequest>(&model);
    check::<DescribeProjectsRequest>(&model);
    check::<DeleteProjectRequest>(&model);
    check::<CreateDatasetRequest>(&model);
    check::<DescribeDatasetRequest>(&model);
    check::<UpdateDatasetEntriesRequest>(&model);
    check::<ListDatasetEntriesRequest>(&model);
    check::<ListDatasetLabelsRequest>(&model);
    check::<DistributeDatasetEntriesRequest>(&model);
    check::<DeleteDatasetRequest>(&model);
    check::<TagResourceRequest>(&model);
    check::<UntagResourceRequest>(&model);
    check::<ListTagsForResourceRequest>(&model);
}

#[test]
fn enumerations_are_the_models() {
    let Some(model) = model() else { return };
    let known = [
        ("CustomizationFeature", CustomizationFeature::KNOWN),
        ("ProjectAutoUpdate", ProjectAutoUpdate::KNOWN),
        ("ProjectStatus", ProjectStatus::KNOWN),
        ("DatasetType", DatasetType::KNOWN),
        ("DatasetStatus", DatasetStatus::KNOWN),
        ("DatasetStatusMessageCode", DatasetStatusMessageCode::KNOWN),
    ];
    for (name, values) in known {
        assert_eq!(model["shapes"][name]["enum"], json!(values), "{name}");
    }
}

#[test]
fn the_protocol_is_the_models() {
    let Some(model) = model() else { return };
    let metadata = &model["metadata"];
    assert_eq!(metadata["jsonVersion"], "1.1");
    assert_eq!(format!("{}.", metadata["targetPrefix"].as_str().unwrap()), holdout_client::TARGET_PREFIX);
    assert_eq!(metadata["endpointPrefix"], holdout_client::SERVICE);
}
