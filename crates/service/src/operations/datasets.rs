//! Datasets: made, looked at, deleted.

use std::path::{Component, Path};

use holdout_client::arn::{DatasetArn, Kind};
use holdout_client::error::ErrorCode;
use holdout_client::types::{
    CreateDatasetRequest, CreateDatasetResponse, DatasetDescription, DatasetSource, DatasetStats, DatasetStatus,
    DatasetStatusMessageCode, DatasetType, DeleteDatasetRequest, DeleteDatasetResponse, DescribeDatasetRequest,
    DescribeDatasetResponse, GroundTruthManifest, ProjectStatus, S3Object,
};
use rusqlite::Connection;

use super::projects::seconds;
use super::readable;
use crate::error::Fault;
use crate::service::Service;
use crate::store::{Dataset, Job, Outcome, Project, Store, Task};

/// `CreateDataset`
pub(super) fn create(service: &Service, input: CreateDatasetRequest) -> Result<CreateDatasetResponse, Fault> {
    let file = input.dataset_source.as_ref().map(|source| file(service, source)).transpose()?.flatten();
    service.store.change(|database| {
        let project = Project::find(database, &input.project_arn.to_string())?;
        if project.status == ProjectStatus::Deleting.as_str() {
            return Err(Fault::not_found(&project.arn));
        }
        let kind = if input.dataset_type == DatasetType::Train { Kind::Train } else { Kind::Test };
        let type_name = input.dataset_type.as_str();
        if Dataset::of_project(database, project.id)?.iter().any(|dataset| dataset.kind == type_name) {
            return Err(Fault::new(
                ErrorCode::ResourceAlreadyExists,
                format!("The project has a {type_name} dataset already: delete it first."),
            ));
        }
        let from = input.dataset_source.as_ref().and_then(|source| source.dataset_arn.as_ref());
        let from = from.map(|arn| copied(database, arn)).transpose()?;
        let number = Project::free_number(database, service.now())?;
        let arn = DatasetArn::new(&input.project_arn, kind, number);
        let begun = Outcome::new(
            DatasetStatus::CreateInProgress,
            DatasetStatusMessageCode::Success,
            "The dataset is being created.",
        );
        let dataset = Dataset::insert(database, project.id, type_name, &arn.to_string(), service.now(), &begun)?;
        let task = match (file, from) {
            (Some(path), _) => Task::CreateFromFile { dataset, path },
            (_, Some(from)) => Task::CreateFromDataset { dataset, from },
            _ => Task::CreateEmpty { dataset },
        };
        Store::tag(database, &arn.to_string(), &input.tags.unwrap_or_default())?;
        Job::insert(database, service.due(), &task)?;
        Ok(CreateDatasetResponse { dataset_arn: Some(arn) })
    })
}

/// The dataset that another is filled with.
fn copied(database: &Connection, arn: &DatasetArn) -> Result<i64, Fault> {
    let dataset = Dataset::find(database, &arn.to_string())?;
    readable(&dataset).map_err(|fault| Fault::invalid(fault.message))?;
    Ok(dataset.id)
}

/// The file that stands for an object in S3, if the source is one.
fn file(service: &Service, source: &DatasetSource) -> Result<Option<String>, Fault> {
    let manifest = match (&source.ground_truth_manifest, &source.dataset_arn) {
        (Some(manifest), None) => manifest,
        (None, Some(_)) => return Ok(None),
        (Some(_), Some(_)) => {
            return Err(Fault::invalid("DatasetSource has both GroundTruthManifest and DatasetArn: give one."));
        }
        (None, None) => return Err(Fault::invalid("DatasetSource is empty: give GroundTruthManifest or DatasetArn.")),
    };
    let GroundTruthManifest { s3_object: Some(S3Object { bucket: Some(bucket), name: Some(name), .. }) } = manifest
    else {
        return Err(Fault::invalid("GroundTruthManifest needs an S3Object with Bucket and Name."));
    };
    let no_object = || {
        let root = match &service.options.s3_root {
            Some(root) => format!("it would be {}/{bucket}/{name}", root.display()),
            None => "start the service with --s3-root DIR, and put it at DIR/BUCKET/KEY".to_owned(),
        };
        let words = "Unable to get object metadata from S3. Check object key, region and/or access permissions";
        Fault::new(ErrorCode::InvalidS3Object, format!("{words}: {root}."))
    };
    let key = Path::new(name);
    let is_plain = |path: &Path| path.components().all(|part| matches!(part, Component::Normal(_)));
    let root = service.options.s3_root.as_ref().ok_or_else(no_object)?;
    let path = root.join(bucket).join(key);
    if !is_plain(Path::new(bucket)) || !is_plain(key) || !path.is_file() {
        return Err(no_object());
    }
    path.into_os_string().into_string().map(Some).map_err(|_| no_object())
}

/// `DescribeDataset`
pub(super) fn describe(service: &Service, input: &DescribeDatasetRequest) -> Result<DescribeDatasetResponse, Fault> {
    let dataset = service.store.read(|database| Dataset::find(database, &input.dataset_arn.to_string()))?;
    let stats = DatasetStats {
        labeled_entries: Some(dataset.labeled),
        total_entries: Some(dataset.total),
        total_labels: Some(dataset.labels),
        error_entries: Some(dataset.errors),
    };
    // The guide's samples read all of these without asking whether they are there.
    let description = DatasetDescription {
        creation_timestamp: Some(seconds(dataset.created)),
        last_updated_timestamp: Some(seconds(dataset.updated)),
        status: Some(dataset.status),
        status_message: Some(dataset.message),
        status_message_code: Some(dataset.code.into()),
        dataset_stats: Some(stats),
    };
    Ok(DescribeDatasetResponse { dataset_description: Some(description) })
}

/// `DeleteDataset`
pub(super) fn delete(service: &Service, input: &DeleteDatasetRequest) -> Result<DeleteDatasetResponse, Fault> {
    service.store.change(|database| {
        let dataset = Dataset::find(database, &input.dataset_arn.to_string())?;
        let busy = [DatasetStatus::CreateInProgress, DatasetStatus::UpdateInProgress, DatasetStatus::DeleteInProgress];
        if busy.contains(&dataset.status) {
            return Err(Fault::in_use(format!("The dataset is in use: its status is {}.", dataset.status)));
        }
        let begun = Outcome::new(
            DatasetStatus::DeleteInProgress,
            DatasetStatusMessageCode::Success,
            "The dataset is being deleted.",
        );
        Dataset::set_outcome(database, dataset.id, service.now(), &begun)?;
        Job::insert(database, service.due(), &Task::DeleteDataset { dataset: dataset.id })?;
        Ok(DeleteDatasetResponse {})
    })
}
