//! `DistributeDatasetEntries`: what it refuses, and how it begins. Both datasets are in `UPDATE_IN_PROGRESS` before it is
//! answered, for the guide's sample takes any other state for a failure.
//!
//! Which error answers what AWS does not document.

use holdout_client::arn::Kind;
use holdout_client::error::ErrorCode;
use holdout_client::types::{
    DatasetStatus, DatasetStatusMessageCode, DistributeDatasetEntriesRequest, DistributeDatasetEntriesResponse,
};

use crate::error::Fault;
use crate::service::Service;
use crate::store::{Dataset, Job, Outcome, Task};

/// `DistributeDatasetEntries`
pub(super) fn distribute(
    service: &Service,
    input: &DistributeDatasetEntriesRequest,
) -> Result<DistributeDatasetEntriesResponse, Fault> {
    let of_kind = |kind| input.datasets.iter().map(|dataset| &dataset.arn).find(|arn| arn.kind() == kind);
    let (Some(train), Some(test)) = (of_kind(Kind::Train), of_kind(Kind::Test)) else {
        return Err(Fault::invalid("Datasets must be one training dataset and one test dataset."));
    };
    if !train.is_in_same_project(test) {
        return Err(Fault::invalid("Both datasets must be of one project."));
    }
    service.store.change(|database| {
        let train = Dataset::find(database, &train.to_string())?;
        let test = Dataset::find(database, &test.to_string())?;
        for dataset in [&train, &test] {
            if !(dataset.status.is_complete() || dataset.status == DatasetStatus::UpdateFailed) {
                return Err(Fault::new(
                    ErrorCode::ResourceNotReady,
                    format!("The dataset {} is not ready: its status is {}.", dataset.arn, dataset.status),
                ));
            }
        }
        if test.total > 0 {
            return Err(Fault::invalid("The test dataset has entries already: it must be empty."));
        }
        if train.total == 0 {
            return Err(Fault::invalid("The training dataset is empty: there is nothing to distribute."));
        }
        let begun = Outcome::new(
            DatasetStatus::UpdateInProgress,
            DatasetStatusMessageCode::Success,
            "The entries are being distributed.",
        );
        for dataset in [&train, &test] {
            Dataset::set_outcome(database, dataset.id, service.now(), &begun)?;
        }
        Job::insert(database, service.due(), &Task::Distribute { train: train.id, test: test.id })?;
        Ok(DistributeDatasetEntriesResponse {})
    })
}
