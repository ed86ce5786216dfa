//! Anything at all, where a request should be: an answer, never a panic.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::sync::Arc;
use std::time::Duration;

use holdout_service::{Keys, verify};
use http::{HeaderMap, HeaderValue, Method};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::{Driven, call, open, project};

const OPERATIONS: [&str; 13] = [
    "CreateProject",
    "DescribeProjects",
    "DeleteProject",
    "CreateDataset",
    "DescribeDataset",
    "DeleteDataset",
    "UpdateDatasetEntries",
    "ListDatasetEntries",
    "ListDatasetLabels",
    "DistributeDatasetEntries",
    "TagResource",
    "UntagResource",
    "ListTagsForResource",
];

/// Values that are nearly right: known members with anything in them.
fn value(arn: &str) -> impl Strategy<Value = Value> + use<> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
        Just(json!(arn)),
    ];
    leaf.prop_recursive(3, 20, 5, |inner| {
        let name = prop::sample::select(vec![
            "ProjectName",
            "ProjectArn",
            "DatasetArn",
            "DatasetType",
            "DatasetSource",
            "GroundTruthManifest",
            "S3Object",
            "Bucket",
            "Name",
            "Changes",
            "GroundTruth",
            "Datasets",
            "Arn",
            "NextToken",
            "MaxResults",
            "ContainsLabels",
            "Labeled",
            "SourceRefContains",
            "HasErrors",
            "ResourceArn",
            "Tags",
            "TagKeys",
            "Features",
            "AutoUpdate",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name, inner, 0..8)
                .prop_map(|members| members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
        ]
    })
}

#[test]
fn any_body_is_answered() {
    let service = open(None, 0, &Arc::new(Driven::default()));
    let [train, _] = project(&service, "p");
    let mut runner =
        proptest::test_runner::TestRunner::new(ProptestConfig { cases: 3000, ..ProptestConfig::default() });
    let inputs = (prop::sample::select(OPERATIONS.to_vec()), value(&train));
    let result = runner.run(&inputs, |(operation, body)| {
        if let Err(fault) = call(&service, operation, &body) {
            prop_assert_eq!(fault.status, 400, "{}", fault.message);
        }
        Ok(())
    });
    result.unwrap();
    while service.work().unwrap() {}
    assert_eq!(service.integrity().unwrap(), "ok");
}

proptest! {
    #[test]
    fn any_bytes_are_answered(operation in prop::sample::select(OPERATIONS.to_vec()), body in prop::collection::vec(any::<u8>(), 0..200)) {
        let service = open(None, 0, &Arc::new(Driven::default()));
        if let Err(fault) = service.call(operation, &body, "us-east-1") {
            prop_assert_eq!(fault.status, 400);
        }
    }

    #[test]
    fn any_authorization_is_refused(
        text in prop_oneof![".{0,200}", "AWS4-HMAC-SHA256 Credential=[a-zA-Z0-9/]{0,60}, SignedHeaders=[a-z;-]{0,40}, Signature=[0-9a-fé]{0,66}"],
        date in prop_oneof![".{0,20}", "[0-9]{8}T[0-9]{6}Z"],
        seconds in any::<u32>(),
    ) {
        let mut headers = HeaderMap::new();
        for (name, text) in [("authorization", &text), ("x-amz-date", &date)] {
            if let Ok(value) = HeaderValue::from_bytes(text.as_bytes()) {
                headers.insert(name, value);
            }
        }
        let keys = Keys::one("AKID", "secret");
        let now = Duration::from_secs(seconds.into());
        prop_assert!(verify(&keys, &Method::POST, &"/".parse().unwrap(), &headers, b"", now).is_err());
    }
}
