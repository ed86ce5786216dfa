//! Datasets.

use super::operation::operation;
use super::{DatasetType, TagMap, Timestamp, optional, structure, text_enum};
use crate::arn::{DatasetArn, ProjectArn, TestDatasetArn, TrainDatasetArn};

text_enum! {
    /// How a dataset's last operation went.
    DatasetStatus {
        /// It is being made.
        CreateInProgress = "CREATE_IN_PROGRESS",
        /// It is made.
        CreateComplete = "CREATE_COMPLETE",
        /// It could not be made.
        CreateFailed = "CREATE_FAILED",
        /// It is being changed.
        UpdateInProgress = "UPDATE_IN_PROGRESS",
        /// It is changed.
        UpdateComplete = "UPDATE_COMPLETE",
        /// It could not be changed.
        UpdateFailed = "UPDATE_FAILED",
        /// It is being deleted.
        DeleteInProgress = "DELETE_IN_PROGRESS",
    }
}

impl DatasetStatus {
    /// Whether the last operation is over, and well.
    pub fn is_complete(&self) -> bool {
        matches!(self, Self::CreateComplete | Self::UpdateComplete)
    }
}

text_enum! {
    /// Whose fault it was.
    DatasetStatusMessageCode {
        /// None.
        Success = "SUCCESS",
        /// The service's.
        ServiceError = "SERVICE_ERROR",
        /// The client's.
        ClientError = "CLIENT_ERROR",
    }
}

structure! {
    /// Makes a dataset.
    CreateDatasetRequest {
        /// What it is filled with; nothing by default.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        dataset_source: Option<DatasetSource>,
        /// Which of the two.
        dataset_type: DatasetType,
        /// Its project.
        project_arn: ProjectArn,
        /// Its tags.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        tags: Option<TagMap>,
    }
}
optional! {
    /// What a dataset is filled with: one of the two.
    DatasetSource {
        /// A manifest in S3.
        ground_truth_manifest: GroundTruthManifest,
        /// Another dataset.
        dataset_arn: DatasetArn,
    }
}
optional! {
    /// A manifest in S3.
    GroundTruthManifest {
        /// The object.
        s3_object: S3Object,
    }
}
optional! {
    /// An object in S3.
    S3Object {
        /// Its bucket.
        bucket: String,
        /// Its key.
        name: String,
        /// Its version.
        version: String,
    }
}
optional! {
    /// The dataset that is made.
    CreateDatasetResponse {
        /// Its name.
        dataset_arn: DatasetArn,
    }
}
operation!(CreateDataset, CreateDatasetRequest -> CreateDatasetResponse, not_idempotent);

structure! {
    /// Asks for a dataset.
    DescribeDatasetRequest {
        /// Its name.
        dataset_arn: DatasetArn,
    }
}
optional! {
    /// A dataset.
    DescribeDatasetResponse {
        /// The dataset.
        dataset_description: DatasetDescription,
    }
}
optional! {
    /// A dataset.
    DatasetDescription {
        /// When it was made.
        creation_timestamp: Timestamp,
        /// When its last operation ended or began.
        last_updated_timestamp: Timestamp,
        /// How its last operation went.
        status: DatasetStatus,
        /// The same in words.
        status_message: String,
        /// The same as a kind.
        status_message_code: DatasetStatusMessageCode,
        /// What is in it.
        dataset_stats: DatasetStats,
    }
}
optional! {
    /// What is in a dataset.
    DatasetStats {
        /// Entries with a label.
        labeled_entries: i64,
        /// Entries.
        total_entries: i64,
        /// Labels.
        total_labels: i64,
        /// Entries with an error.
        error_entries: i64,
    }
}
operation!(DescribeDataset, DescribeDatasetRequest -> DescribeDatasetResponse);

structure! {
    /// Moves some of the training dataset to the test dataset.
    DistributeDatasetEntriesRequest {
        /// The two, in any order.
        datasets: Vec<DistributeDataset>,
    }
}
structure! {
    /// One of the two.
    DistributeDataset {
        /// Its name.
        arn: DatasetArn,
    }
}
optional! {
    /// The service has begun.
    DistributeDatasetEntriesResponse {}
}
operation!(DistributeDatasetEntries, DistributeDatasetEntriesRequest -> DistributeDatasetEntriesResponse, not_idempotent);

impl DistributeDatasetEntriesRequest {
    /// From this one to that one.
    pub fn new(train: &TrainDatasetArn, test: &TestDatasetArn) -> Self {
        let datasets = [train.dataset(), test.dataset()];
        Self { datasets: datasets.map(|arn| DistributeDataset { arn: arn.clone() }).into() }
    }
}

structure! {
    /// Deletes a dataset.
    DeleteDatasetRequest {
        /// Its name.
        dataset_arn: DatasetArn,
    }
}
optional! {
    /// The service has begun.
    DeleteDatasetResponse {}
}
operation!(DeleteDataset, DeleteDatasetRequest -> DeleteDatasetResponse);
