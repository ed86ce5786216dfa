//! Any history of operations, against a model that fits on a page: what is in a dataset, in which order, with which labels.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod support;

use std::collections::BTreeMap;
use std::sync::Arc;

use holdout_client::error::ErrorCode;
use proptest::prelude::*;
use serde_json::{Value, json};
use support::{Driven, call, describe, entries, line, open, project, settle, update};

#[derive(Clone, Debug)]
enum Step {
    /// Lines for one of the datasets: image and label of each.
    Update {
        test: bool,
        lines: Vec<(u32, u32)>,
    },
    Distribute {
        reversed: bool,
    },
    /// Deletes a dataset and makes it anew.
    Renew {
        test: bool,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let lines = prop::collection::vec((0..40_u32, 0..4_u32), 1..30);
    prop_oneof![
        4 => (any::<bool>(), lines).prop_map(|(test, lines)| Step::Update { test: test && lines.len() % 4 == 0, lines }),
        2 => any::<bool>().prop_map(|reversed| Step::Distribute { reversed }),
        1 => any::<bool>().prop_map(|test| Step::Renew { test }),
    ]
}

/// Entries of a dataset in their order: image and label.
type Model = Vec<(u32, u32)>;

/// What an update makes of a dataset: the first line of an image counts, and it takes the place of the one that is there.
/// Nothing where more than a fifth of the lines repeat an image.
fn updated(model: &Model, lines: &[(u32, u32)]) -> Option<Model> {
    let mut firsts: Model = Vec::new();
    for &(image, label) in lines {
        if firsts.iter().all(|&(known, _)| known != image) {
            firsts.push((image, label));
        }
    }
    if (lines.len() - firsts.len()) * 5 > lines.len() {
        return None;
    }
    let mut model = model.clone();
    for (image, label) in firsts {
        match model.iter_mut().find(|(known, _)| *known == image) {
            Some(entry) => entry.1 = label,
            None => model.push((image, label)),
        }
    }
    Some(model)
}

fn can_be_split(train: &Model) -> bool {
    let mut labels = BTreeMap::new();
    for &(_, label) in train {
        *labels.entry(label).or_insert(0) += 1;
    }
    train.len() > 1 && labels.values().any(|&images| images > 1)
}

fn labels(model: &Model) -> Vec<Value> {
    let mut found: Vec<(u32, u64)> = Vec::new();
    for &(_, label) in model {
        match found.iter_mut().find(|(known, _)| *known == label) {
            Some(entry) => entry.1 += 1,
            None => found.push((label, 1)),
        }
    }
    let describe =
        |(label, count)| json!({ "LabelName": format!("label-{label}"), "LabelStats": { "EntryCount": count } });
    found.into_iter().map(describe).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_history_is_what_the_model_says(steps in prop::collection::vec(step(), 1..12), page in 1..100_u64) {
        let world = Arc::new(Driven::default());
        let service = open(None, 0, &world);
        let mut arns = project(&service, "p");
        let found = call(&service, "DescribeProjects", &json!({})).unwrap();
        let project_arn = found["ProjectDescriptions"][0]["ProjectArn"].clone();
        let mut models: [Model; 2] = Default::default();
        for step in steps {
            world.pass(7);
            match step {
                Step::Update { test, lines } => {
                    let side = usize::from(test);
                    let texts: Vec<String> = lines.iter().map(|&(image, label)| line(image, label)).collect();
                    update(&service, &arns[side], &texts).unwrap();
                    settle(&service);
                    let status = describe(&service, &arns[side])["Status"].clone();
                    let expected = updated(&models[side], &lines);
                    prop_assert_eq!(status, if expected.is_some() { "UPDATE_COMPLETE" } else { "UPDATE_FAILED" });
                    models[side] = expected.unwrap_or_else(|| models[side].clone());
                }
                Step::Distribute { reversed } => {
                    let mut pair = vec![json!({ "Arn": arns[0] }), json!({ "Arn": arns[1] })];
                    if reversed {
                        pair.reverse();
                    }
                    let answer = call(&service, "DistributeDatasetEntries", &json!({ "Datasets": pair }));
                    if models[0].is_empty() || !models[1].is_empty() {
                        prop_assert_eq!(answer.unwrap_err().code, ErrorCode::InvalidParameter);
                        continue;
                    }
                    answer.unwrap();
                    settle(&service);
                    let status = describe(&service, &arns[1])["Status"].clone();
                    if !can_be_split(&models[0]) {
                        prop_assert_eq!(status, "UPDATE_FAILED");
                        continue;
                    }
                    prop_assert_eq!(status, "UPDATE_COMPLETE");
                    // Which entries are moved is the split's affair; how many, and that each keeps its place, is ours.
                    let moved = entries(&service, &arns[1], 100);
                    prop_assert_eq!(moved.len(), models[0].len().div_ceil(5));
                    let (test, train) = models[0].iter().partition(|&&(image, label)| moved.contains(&line(image, label)));
                    models = [train, test];
                }
                Step::Renew { test } => {
                    let side = usize::from(test);
                    call(&service, "DeleteDataset", &json!({ "DatasetArn": arns[side] })).unwrap();
                    settle(&service);
                    let kind = ["TRAIN", "TEST"][side];
                    let made = call(&service, "CreateDataset", &json!({ "ProjectArn": project_arn, "DatasetType": kind }));
                    arns[side] = made.unwrap()["DatasetArn"].as_str().unwrap().to_owned();
                    settle(&service);
                    models[side].clear();
                }
            }
            for (arn, model) in arns.iter().zip(&models) {
                let expected: Vec<String> = model.iter().map(|&(image, label)| line(image, label)).collect();
                prop_assert_eq!(entries(&service, arn, page), expected);
                let found = call(&service, "ListDatasetLabels", &json!({ "DatasetArn": arn })).unwrap();
                prop_assert_eq!(found["DatasetLabelDescriptions"].as_array().unwrap(), &labels(model));
                let description = describe(&service, arn);
                prop_assert_eq!(&description["DatasetStats"], &json!({
                    "LabeledEntries": model.len(), "TotalEntries": model.len(), "TotalLabels": labels(model).len(), "ErrorEntries": 0,
                }));
                prop_assert!(description["LastUpdatedTimestamp"].as_f64() >= description["CreationTimestamp"].as_f64());
            }
        }
        prop_assert_eq!(service.integrity().unwrap(), "ok");
    }
}

#[test]
fn a_job_takes_as_long_as_is_said() {
    let world = Arc::new(Driven::default());
    let service = open(None, 500, &world);
    call(&service, "CreateProject", &json!({ "ProjectName": "p" })).unwrap();
    world.pass(499);
    assert!(!service.work().unwrap());
    assert_eq!(service.until_due().unwrap(), Some(std::time::Duration::from_millis(1)));
    world.pass(1);
    assert!(service.work().unwrap());
    assert_eq!(service.until_due().unwrap(), None);
}
