//! The service's limits by region and use case.

use serde::{Deserialize, Serialize};

/// What a manifest is used for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UseCase {
    /// Classification of whole images.
    ImageLevelLabels,
    /// Detection of objects by boxes.
    ObjectLocalization,
    /// No usable line tells.
    #[default]
    NotDetermined,
}

/// Which dataset of a project a manifest is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dataset {
    /// It is trained with.
    #[default]
    Training,
    /// It is tested with.
    Test,
}

/// Largest manifest, in bytes.
pub const MAX_BYTES: u64 = 1_000_000_000;

/// Most labels of a manifest, and of each side of a split.
pub const MAX_LABELS: usize = 250;

/// Most lines of a manifest.
pub const MAX_LINES: u64 = 250_000;

/// Most lines of a classification manifest once the service has raised the limit on request.
pub const MAX_LINES_ON_REQUEST: u64 = 500_000;

/// Region that is assumed where none is named.
pub const DEFAULT_REGION: &str = "us-east-1";

/// Regions with limits of their own: most lines for training, and for testing.
const SMALL_REGIONS: [(&str, u64, u64); 2] = [("ap-south-1", 28_000, 7_000), ("eu-west-2", 28_000, 7_000)];

/// Most lines of a training manifest in `region`.
pub fn max_training_lines(region: &str) -> u64 {
    small(region).map_or(MAX_LINES, |(_, training, _)| training)
}

/// Most lines of a test manifest in `region`.
pub fn max_test_lines(region: &str) -> u64 {
    small(region).map_or(MAX_LINES, |(_, _, test)| test)
}

/// Most lines of a manifest for that dataset in `region`.
pub fn max_lines(region: &str, dataset: Dataset) -> u64 {
    match dataset {
        Dataset::Training => max_training_lines(region),
        Dataset::Test => max_test_lines(region),
    }
}

/// Fewest labels that the use case can be trained with.
pub fn min_labels(use_case: UseCase) -> usize {
    match use_case {
        UseCase::ImageLevelLabels => 2,
        UseCase::ObjectLocalization | UseCase::NotDetermined => 1,
    }
}

fn small(region: &str) -> Option<(&'static str, u64, u64)> {
    SMALL_REGIONS.into_iter().find(|(name, ..)| *name == region)
}
