//! Page tokens: one opens the list that it was given for, and nothing else opens any.

#![no_main]

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use holdout_client::error::ErrorCode;
use holdout_service::{Fault, Options, Service, World};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

const REGION: &str = "us-east-1";
/// Entries in the dataset, and the labels that they have.
const ENTRIES: usize = 12;

fuzz_target!(|input: &[u8]| {
    let Some((&how, rest)) = input.split_first() else { return };
    let stage = &*STAGE;
    let text = stage.text(how, rest);
    for (list, issued) in stage.lists.iter().zip(&stage.issued) {
        let answer = call(&stage.service, list.operation, &list.with(&text));
        if text.is_empty() || issued.contains(&text) {
            let answer = answer.unwrap_or_else(|fault| panic!("{text:?}: {}", fault.message));
            assert!(answer[list.items].as_array().is_some_and(|items| items.len() == 1), "{answer}");
        } else {
            let fault = answer.expect_err(&text);
            // What is too long is no token by the model.
            let expected =
                if text.chars().count() > 1024 { ErrorCode::Validation } else { ErrorCode::InvalidPaginationToken };
            assert_eq!((fault.code, fault.status), (expected, 400), "{text:?}");
        }
    }
});

static STAGE: LazyLock<Stage> = LazyLock::new(Stage::set);

/// A service with something to list, and every token that it gives for each list.
struct Stage {
    service: Service,
    lists: Vec<List>,
    issued: Vec<BTreeSet<String>>,
}

/// An operation that answers in pages.
struct List {
    operation: &'static str,
    input: Value,
    items: &'static str,
}

impl List {
    /// A request for the one item that a token leads to.
    fn with(&self, token: &str) -> Value {
        let mut input = self.input.clone();
        input["MaxResults"] = 1.into();
        input["NextToken"] = token.into();
        input
    }
}

impl Stage {
    fn set() -> Self {
        let service = Service::open(Options { world: Arc::new(Still), ..Options::default() }).expect("it is in memory");
        let project = call(&service, "CreateProject", &json!({ "ProjectName": "p" })).expect("the name is free");
        let make = json!({ "ProjectArn": project["ProjectArn"], "DatasetType": "TRAIN" });
        let dataset = call(&service, "CreateDataset", &make).expect("it has none")["DatasetArn"].clone();
        settle(&service);
        let lines: Vec<_> = (0..ENTRIES).map(line).collect();
        let changes = json!({ "GroundTruth": base64(lines.join("\n").as_bytes()) });
        call(&service, "UpdateDatasetEntries", &json!({ "DatasetArn": dataset, "Changes": changes }))
            .expect("they are good");
        settle(&service);
        let entries = |more: Value| {
            let mut input = json!({ "DatasetArn": dataset });
            input.as_object_mut().expect("it is one").extend(more.as_object().expect("so is this").clone());
            List { operation: "ListDatasetEntries", input, items: "DatasetEntries" }
        };
        let labels = List {
            operation: "ListDatasetLabels",
            input: json!({ "DatasetArn": dataset }),
            items: "DatasetLabelDescriptions",
        };
        let lists = vec![entries(json!({})), entries(json!({ "Labeled": true })), labels];
        let issued: Vec<_> = lists.iter().map(|list| tokens(&service, list)).collect();
        assert!(issued.iter().all(|tokens| tokens.len() == ENTRIES - 1), "{issued:?}");
        Self { service, lists, issued }
    }

    /// The input itself as a token, or one that was given and then changed by what is left of the input.
    fn text(&self, how: u8, rest: &[u8]) -> String {
        let tokens: Vec<_> = self.issued.iter().flatten().collect();
        let Some(token) = tokens.get(usize::from(how)) else {
            return String::from_utf8_lossy(rest).into_owned();
        };
        let mut bytes = token.as_bytes().to_vec();
        for edit in rest.chunks_exact(2) {
            let place = usize::from(edit[0]) % bytes.len();
            bytes[place] ^= edit[1];
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

fn tokens(service: &Service, list: &List) -> BTreeSet<String> {
    let (mut found, mut token) = (BTreeSet::new(), String::new());
    loop {
        let answer = call(service, list.operation, &list.with(&token)).expect("the token is from the page before");
        let Some(next) = answer["NextToken"].as_str() else { return found };
        next.clone_into(&mut token);
        found.insert(token.clone());
    }
}

fn call(service: &Service, operation: &str, input: &Value) -> Result<Value, Fault> {
    service.call(operation, input.to_string().as_bytes(), REGION)
}

fn settle(service: &Service) {
    while service.work().expect("the database is in memory") {}
}

fn line(image: usize) -> String {
    format!(
        r#"{{"source-ref":"s3://bucket/{image}.jpg","kind":1,"kind-metadata":{{"class-name":"label-{image}","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}}}"#
    )
}

fn base64(bytes: &[u8]) -> Value {
    serde_json::to_value(holdout_client::types::Blob(bytes.to_vec())).expect("a blob is written as text")
}

/// The same in every run, so that what was found is found again.
#[derive(Debug)]
struct Still;

impl World for Still {
    fn now(&self) -> Duration {
        Duration::from_secs(1_767_225_600)
    }

    fn random(&self) -> [u8; 16] {
        *b"sixteen of these"
    }
}
