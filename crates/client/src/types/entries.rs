//! Entries of a dataset, and its labels.

use super::operation::operation;
use super::{Blob, optional, structure};
use crate::arn::DatasetArn;

structure! {
    /// Adds entries, and replaces those of the same image.
    UpdateDatasetEntriesRequest {
        /// The dataset.
        dataset_arn: DatasetArn,
        /// The entries.
        changes: DatasetChanges,
    }
}
structure! {
    /// Entries to add or replace.
    DatasetChanges {
        /// Lines of a manifest: 1 to 5,242,880 bytes.
        ground_truth: Blob,
    }
}
optional! {
    /// The service has begun.
    UpdateDatasetEntriesResponse {}
}
operation!(UpdateDatasetEntries, UpdateDatasetEntriesRequest -> UpdateDatasetEntriesResponse);

structure! {
    /// Lists entries.
    ListDatasetEntriesRequest {
        /// The dataset.
        dataset_arn: DatasetArn,
        /// Those with one of these labels only.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        contains_labels: Option<Vec<String>>,
        /// Those with a label only, or those without.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        labeled: Option<bool>,
        /// Those whose `source-ref` contains this only.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        source_ref_contains: Option<String>,
        /// Those with an error only.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        has_errors: Option<bool>,
        /// Where the last page ended.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        next_token: Option<String>,
        /// How many a page: 1 to 100.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        max_results: Option<i64>,
    }
}
optional! {
    /// A page of entries.
    ListDatasetEntriesResponse {
        /// Lines of a manifest.
        dataset_entries: Vec<String>,
        /// Where this page ended, if others follow.
        next_token: String,
    }
}
operation!(ListDatasetEntries, ListDatasetEntriesRequest -> ListDatasetEntriesResponse);

structure! {
    /// Lists labels.
    ListDatasetLabelsRequest {
        /// The dataset.
        dataset_arn: DatasetArn,
        /// Where the last page ended.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        next_token: Option<String>,
        /// How many a page: 1 to 100.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        max_results: Option<i64>,
    }
}
optional! {
    /// A page of labels.
    ListDatasetLabelsResponse {
        /// The labels.
        dataset_label_descriptions: Vec<DatasetLabelDescription>,
        /// Where this page ended, if others follow.
        next_token: String,
    }
}
optional! {
    /// A label.
    DatasetLabelDescription {
        /// Its name.
        label_name: String,
        /// How often it is used.
        label_stats: DatasetLabelStats,
    }
}
optional! {
    /// How often a label is used.
    DatasetLabelStats {
        /// Entries that carry it.
        entry_count: i64,
        /// Boxes that carry it; absent for a label of whole images.
        bounding_box_count: i64,
    }
}
operation!(ListDatasetLabels, ListDatasetLabelsRequest -> ListDatasetLabelsResponse);
