//! What would be sent, call by call, and the same as commands of the AWS CLI.

use std::io::Write;

use holdout_client::TARGET_PREFIX;
use holdout_client::arn::{DatasetArn, Kind, ProjectArn, TestDatasetArn, TrainDatasetArn};
use holdout_client::endpoint::{Endpoint, is_listed};
use holdout_client::submit::chunks;
use holdout_client::types::{
    CreateDatasetRequest, DatasetType, DescribeDatasetRequest, DescribeProjectsRequest,
    DistributeDatasetEntriesRequest, Operation,
};
use serde_json::{Value, json};

use super::manifests::Manifests;
use crate::error::Failure;

/// The calls of a distribution.
pub fn distribute(endpoint: &Endpoint, train: &TrainDatasetArn, test: &TestDatasetArn) -> Result<(), Failure> {
    let mut out = Out::new(endpoint);
    out.line("# 1. Both are looked at: both complete, training with entries, test without.")?;
    for arn in [train.dataset(), test.dataset()] {
        out.describe(arn)?;
    }
    out.line("# 2. It is asked for, once.")?;
    let request = DistributeDatasetEntriesRequest::new(train, test);
    out.call(&request, &format!("distribute-dataset-entries --datasets Arn={train} Arn={test}"))?;
    out.line("# 3. Both are looked at until they are UPDATE_COMPLETE, or one is UPDATE_FAILED.")?;
    for arn in [train.dataset(), test.dataset()] {
        out.describe(arn)?;
    }
    Ok(())
}

/// The calls of an upload.
pub async fn upload(endpoint: &Endpoint, project: &ProjectArn, manifests: &Manifests) -> Result<(), Failure> {
    let mut out = Out::new(endpoint);
    out.line("# 1. The project is looked at.")?;
    let names = vec![project.project().to_owned()];
    let look = DescribeProjectsRequest { project_names: Some(names), ..DescribeProjectsRequest::default() };
    out.call(&look, &format!("describe-projects --project-names {}", project.project()))?;
    out.line("# 2. Datasets that it lacks are made; those that it has must be empty.")?;
    for dataset_type in [DatasetType::Train, DatasetType::Test] {
        let command = format!("create-dataset --project-arn {project} --dataset-type {dataset_type}");
        let project_arn = project.clone();
        out.call(&CreateDatasetRequest { dataset_source: None, dataset_type, project_arn, tags: None }, &command)?;
    }
    for (number, side) in [(3, Kind::Train), (4, Kind::Test)] {
        let pieces = chunks(manifests, side).await.map_err(Failure::Option)?;
        out.line(&format!(
            "# {number}. {} goes up in pieces of whole lines, each when the one before it is UPDATE_COMPLETE; then lines are counted.",
            manifests.path(side).display()
        ))?;
        let mut from = 0;
        for (bytes, lines) in pieces {
            let place = format!("<{bytes} bytes from byte {from}: {lines} lines>");
            let body = json!({ "DatasetArn": "<its ARN>", "Changes": { "GroundTruth": place } });
            let command = "update-dataset-entries --dataset-arn <its ARN> --changes file://changes.json";
            out.named("UpdateDatasetEntries", &body, command)?;
            from += bytes;
        }
    }
    Ok(())
}

struct Out<'e> {
    endpoint: &'e Endpoint,
    out: anstream::Stdout,
}

impl<'e> Out<'e> {
    fn new(endpoint: &'e Endpoint) -> Self {
        if !is_listed(endpoint.region()) {
            anstream::eprintln!("note: the service is not listed in region {}", endpoint.region());
        }
        Self { endpoint, out: anstream::stdout() }
    }

    fn line(&mut self, text: &str) -> Result<(), Failure> {
        writeln!(self.out, "{text}").map_err(Failure::stdout)
    }

    fn describe(&mut self, arn: &DatasetArn) -> Result<(), Failure> {
        let request = DescribeDatasetRequest { dataset_arn: arn.clone() };
        self.call(&request, &format!("describe-dataset --dataset-arn {arn}"))
    }

    fn call<I: Operation>(&mut self, input: &I, command: &str) -> Result<(), Failure> {
        let body = serde_json::to_value(input).map_err(|error| Failure::Option(error.to_string()))?;
        self.named(I::NAME, &body, command)
    }

    fn named(&mut self, operation: &str, body: &Value, command: &str) -> Result<(), Failure> {
        let (url, region) = (self.endpoint.url(), self.endpoint.region());
        self.line(&format!("POST {url} {TARGET_PREFIX}{operation} {body}"))?;
        self.line(&format!(
            "  aws rekognition {command} --region {region} --endpoint-url {}",
            url.trim_end_matches('/')
        ))
    }
}
