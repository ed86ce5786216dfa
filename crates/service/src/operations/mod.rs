//! The operations: what each refuses, what it answers, and which job it leaves behind.

mod datasets;
mod distribute;
mod entries;
mod projects;
mod tags;

use holdout_client::error::ErrorCode;
use holdout_client::types::{DatasetStatus, Operation};
use serde_json::Value;

use crate::error::Fault;
use crate::service::Service;
use crate::store::Dataset;

/// Carries out an operation whose body the model allows.
pub(crate) fn call(service: &Service, operation: &str, body: Value, region: &str) -> Result<Value, Fault> {
    match operation {
        "CreateProject" => run(body, |input| projects::create(service, input, region)),
        "DescribeProjects" => run(body, |input| projects::describe(service, input)),
        "DeleteProject" => run(body, |input| projects::delete(service, &input)),
        "CreateDataset" => run(body, |input| datasets::create(service, input)),
        "DescribeDataset" => run(body, |input| datasets::describe(service, &input)),
        "DeleteDataset" => run(body, |input| datasets::delete(service, &input)),
        "UpdateDatasetEntries" => run(body, |input| entries::update(service, input)),
        "ListDatasetEntries" => run(body, |input| entries::list(service, input)),
        "ListDatasetLabels" => run(body, |input| entries::labels(service, &input)),
        "DistributeDatasetEntries" => run(body, |input| distribute::distribute(service, &input)),
        "TagResource" => run(body, |input| tags::tag(service, &input)),
        "UntagResource" => run(body, |input| tags::untag(service, &input)),
        "ListTagsForResource" => run(body, |input| tags::list(service, &input)),
        _ => Err(Fault::new(ErrorCode::UnknownOperation, format!("There is no operation {operation:?}."))),
    }
}

fn run<I: Operation>(body: Value, operation: impl FnOnce(I) -> Result<I::Output, Fault>) -> Result<Value, Fault> {
    let input =
        serde_json::from_value(body).map_err(|error| Fault::new(ErrorCode::Serialization, error.to_string()))?;
    let output = operation(input)?;
    serde_json::to_value(output).map_err(|error| Fault::internal(error.to_string()))
}

/// Fails unless a dataset can be read. AWS does not document which of the two errors is answered in which state.
fn readable(dataset: &Dataset) -> Result<(), Fault> {
    let (arn, status) = (&dataset.arn, &dataset.status);
    match status {
        DatasetStatus::UpdateInProgress | DatasetStatus::DeleteInProgress => {
            Err(Fault::in_use(format!("The dataset {arn} is in use: its status is {status}.")))
        }
        DatasetStatus::CreateInProgress | DatasetStatus::CreateFailed => Err(Fault::new(
            ErrorCode::ResourceNotReady,
            format!("The dataset {arn} is not ready: its status is {status}."),
        )),
        _ => Ok(()),
    }
}
