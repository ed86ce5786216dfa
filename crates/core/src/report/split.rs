//! The report of a split: which side holds what, label by label, and how near to the wish it is.

use serde::{Deserialize, Serialize};

use super::{ManifestFinding, Report};
use crate::split::{Move, Strategy};

/// The report of a check with the split added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SplitReport {
    /// What is known of the manifest.
    #[serde(flatten)]
    pub check: Report,
    /// What the split does with it.
    pub split: SplitSummary,
}

/// The split itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SplitSummary {
    /// How sides were chosen.
    pub strategy: Strategy,
    /// Version of the algorithm: the same version, input, options and seed give the same split.
    pub algorithm_version: u32,
    /// The seed.
    pub seed: u64,
    /// Share of the usable lines wanted for the test side.
    pub fraction: f64,
    /// Lines on the training side.
    pub train: u64,
    /// Lines on the test side.
    pub test: u64,
    /// Invalid, ignored and removed lines.
    pub rejected: u64,
    /// How near to the share all labels are together.
    pub balance: BalanceSummary,
    /// One row per label, in order of first appearance.
    pub labels: Vec<LabelBalance>,
    /// Labels without an image on the test side.
    pub missing_in_test: Vec<String>,
    /// Labels without an image on the training side.
    pub missing_in_train: Vec<String>,
    /// Lines that the test side was to have: the share of the usable ones, rounded up.
    pub quota: u64,
    /// Groups kept together.
    pub groups: GroupSummary,
    /// What was kept of an earlier split, if one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep: Option<KeepSummary>,
    /// Lines that a person moved, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<Move>,
    /// Images that stand on both sides.
    pub leak: LeakSummary,
    /// Findings on the split.
    pub findings: Vec<ManifestFinding>,
}

/// How one label is divided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LabelBalance {
    /// Label name.
    pub name: String,
    /// Images that carry it.
    pub images: u64,
    /// Of these, on the training side.
    pub train: u64,
    /// Of these, on the test side.
    pub test: u64,
    /// Images wanted on the test side: `fraction * images`, not rounded.
    pub target: f64,
    /// `test - target`, in images.
    pub deviation: f64,
    /// What `deviation` is at least, whatever its sign: no split of this size that puts the label on both sides, where
    /// that is possible, comes nearer to the target.
    pub bound: f64,
    /// Why the label is missing on a side, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_sided: Option<OneSided>,
    /// Bounding boxes on the training side.
    pub boxes_train: u64,
    /// Bounding boxes on the test side.
    pub boxes_test: u64,
}

/// Why a label is on one side only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OneSided {
    /// It has a single image.
    SingleImage,
    /// All its images are in one group, which stays whole.
    OneGroup,
    /// All its images are on the side where an earlier split, or a person, put them.
    Kept,
    /// The strategy does not look at labels.
    Chance,
    /// There is no room on the smaller side: all its lines are needed for other labels.
    NoRoom,
}

/// How near to the share a split comes, and how near any could.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BalanceSummary {
    /// Labels whose deviation is the least possible.
    pub labels_at_bound: u64,
    /// Deviations of all labels, in images, added up without their signs.
    pub deviation: f64,
    /// What `deviation` is at least. It is proven label by label: no split comes below it, and a split that reaches it
    /// cannot be bettered.
    pub bound: f64,
    /// The same in bounding boxes.
    pub box_deviation: f64,
    /// What `box_deviation` is at least.
    pub box_bound: f64,
}

/// Groups of lines that stay on one side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GroupSummary {
    /// Number of groups; each line is its own where no grouping was asked for.
    pub count: u64,
    /// Whether each group stands on one side.
    pub whole: bool,
    /// The rule, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Usable lines that the rule puts into a group; the others are one each.
    pub lines: u64,
    /// Lines of the largest group.
    pub largest: u64,
    /// Groups that stand on both sides, because an earlier split or a person cut them.
    pub cut: u64,
}

/// What was kept of an earlier split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeepSummary {
    /// Images of the earlier test set that are on the test side again.
    pub test: u64,
    /// Images of the earlier training set that are on the training side again.
    pub train: u64,
    /// Images that changed sides.
    pub moved: u64,
    /// New images on the test side.
    pub added_test: u64,
    /// New images on the training side.
    pub added_train: u64,
    /// Images of the earlier test set that are no usable line any more.
    pub removed_test: u64,
    /// Whether the earlier training images were told. If not, they count as new.
    pub knows_train: bool,
}

/// What training could have seen of the test set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeakSummary {
    /// Images that stand on both sides.
    pub images_on_both_sides: u64,
    /// Whether the names of images were compared: `look_alikes` and `same_file_names` follow from them.
    #[serde(default, skip_serializing_if = "is_default")]
    pub names_compared: bool,
    /// File names that are in both subsets, in different folders.
    #[serde(default, skip_serializing_if = "is_default")]
    pub same_file_names: u64,
    /// Images whose names say that they belong together, if names tell anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look_alikes: Option<LookAlikes>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Groups of images that stand on both sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LookAlikes {
    /// The rule that tells the groups: the one that lines are grouped by, or one that was read off the names.
    pub by: String,
    /// Groups in all.
    pub groups: u64,
    /// Groups that stand on both sides.
    pub on_both_sides: u64,
    /// Test images of these groups: training could have seen their like.
    pub test: u64,
}
