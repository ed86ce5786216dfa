//! Datasets: made, looked at, deleted.

use std::path::Path;

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
            (Some(object), _) => Task::CreateFromFile { dataset, object },
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

/// Returns the object in S3 that the source names, as `BUCKET/KEY`.
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
    let no_object = |hint: String| {
        let words = "Unable to get object metadata from S3. Check object key, region and/or access permissions";
        Fault::new(ErrorCode::InvalidS3Object, format!("{words}: {hint}."))
    };
    let Some(root) = &service.s3_root else {
        return Err(no_object("start the service with --s3-root DIR, and put the object at DIR/BUCKET/KEY".to_owned()));
    };
    let object = format!("{bucket}/{name}");
    // Names of buckets never begin with a dot. Names of folders with settings do.
    let is_bucket = !bucket.starts_with('.') && !bucket.contains(['/', '\\']) && !name.starts_with('/');
    match root.resolve(Path::new(&object)) {
        Ok(_) if is_bucket => Ok(Some(object)),
        Ok(_) => Err(no_object(format!("{bucket:?} is not the name of a bucket"))),
        Err(error) => Err(no_object(format!("{object} in the folder of --s3-root: {error}"))),
    }
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
