//! Entries and labels: changed and listed.

use holdout_client::types::{
    DatasetLabelDescription, DatasetLabelStats, DatasetStatus, DatasetStatusMessageCode, ListDatasetEntriesRequest,
    ListDatasetEntriesResponse, ListDatasetLabelsRequest, ListDatasetLabelsResponse, UpdateDatasetEntriesRequest,
    UpdateDatasetEntriesResponse,
};

use super::readable;
use crate::entry::Reader;
use crate::error::Fault;
use crate::service::Service;
use crate::store::{Dataset, Filter, Job, LabelCount, Outcome, Row, Task};

/// `UpdateDatasetEntries`
pub(super) fn update(
    service: &Service,
    input: UpdateDatasetEntriesRequest,
) -> Result<UpdateDatasetEntriesResponse, Fault> {
    service.store.change(|database| {
        let dataset = Dataset::find(database, &input.dataset_arn.to_string())?;
        if !(dataset.status.is_complete() || dataset.status == DatasetStatus::UpdateFailed) {
            return Err(Fault::in_use(format!("The dataset is in use: its status is {}.", dataset.status)));
        }
        let begun = Outcome::new(
            DatasetStatus::UpdateInProgress,
            DatasetStatusMessageCode::Success,
            "The dataset is being updated.",
        );
        Dataset::set_outcome(database, dataset.id, service.now(), &begun)?;
        let task = Task::Update { dataset: dataset.id, lines: input.changes.ground_truth.0 };
        Job::insert(database, service.due(), &task)?;
        Ok(UpdateDatasetEntriesResponse {})
    })
}

/// `ListDatasetEntries`
pub(super) fn list(service: &Service, input: ListDatasetEntriesRequest) -> Result<ListDatasetEntriesResponse, Fault> {
    let filter = Filter {
        labels: input.contains_labels.unwrap_or_default(),
        labeled: input.labeled,
        source_ref_contains: input.source_ref_contains,
        // The guide's sample sends false for all.
        with_errors: input.has_errors == Some(true),
    };
    let limit = page_size(input.max_results);
    let (mut rows, next_token) = service.store.read(|database| {
        let dataset = Dataset::find(database, &input.dataset_arn.to_string())?;
        readable(&dataset)?;
        let list = format!("entries {} {filter:?}", dataset.id);
        let after = service.sealer.read(&list, input.next_token.as_deref())?;
        let rows = Row::list(database, dataset.id, after, &filter, limit + 1)?;
        let next = rows.get(limit).and(rows.get(limit - 1)).map(|row| service.sealer.write(&list, row.id));
        Ok((rows, next))
    })?;
    rows.truncate(limit);
    let mut reader = Reader::default();
    let entries = rows.iter().map(|row| reader.show(&row.line)).collect();
    Ok(ListDatasetEntriesResponse { dataset_entries: Some(entries), next_token })
}

/// `ListDatasetLabels`
pub(super) fn labels(service: &Service, input: &ListDatasetLabelsRequest) -> Result<ListDatasetLabelsResponse, Fault> {
    let limit = page_size(input.max_results);
    service.store.read(|database| {
        let dataset = Dataset::find(database, &input.dataset_arn.to_string())?;
        readable(&dataset)?;
        let list = format!("labels {}", dataset.id);
        let skip = service.sealer.read(&list, input.next_token.as_deref())?;
        let mut labels = LabelCount::list(database, dataset.id, skip, limit + 1)?;
        let more = labels.len() > limit;
        labels.truncate(limit);
        let place = skip + i64::try_from(limit).unwrap_or(0);
        let next_token = more.then(|| service.sealer.write(&list, place));
        let descriptions = labels.into_iter().map(|label| DatasetLabelDescription {
            label_name: Some(label.name),
            label_stats: Some(DatasetLabelStats {
                entry_count: Some(label.entries),
                // Absent for a label of whole images.
                bounding_box_count: Some(label.boxes).filter(|&boxes| boxes > 0),
            }),
        });
        Ok(ListDatasetLabelsResponse { dataset_label_descriptions: Some(descriptions.collect()), next_token })
    })
}

fn page_size(wanted: Option<i64>) -> usize {
    wanted.and_then(|wanted| usize::try_from(wanted).ok()).unwrap_or(100).max(1)
}
