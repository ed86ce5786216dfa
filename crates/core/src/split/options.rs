//! What the user chooses of a split.

use serde::{Deserialize, Serialize};

use super::plan::Side;
use crate::catalog::Manifest;
use crate::report::ManifestFinding;
use crate::rules::Status;
use crate::rules::split::{invalid_fraction, invalid_option};

/// How sides are chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Strategy {
    /// Every label is divided as the whole is, as nearly as can be.
    #[default]
    Stratified,
    /// By chance.
    Random,
    /// By a hash of each line's `source-ref`, so that a line's side never changes when others come or go.
    Hash,
}

/// What a split is made with, besides the manifest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct SplitOptions {
    /// Share of the usable lines for the test side: above 0 and below 1.
    pub fraction: f64,
    /// How sides are chosen.
    pub strategy: Strategy,
    /// Seed of all chance.
    pub seed: u64,
    /// The rule by which lines belong together: `folder`, or a pattern; see [`GroupBy`](super::GroupBy).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_by: Option<String>,
    /// Lines that a person moves after all else is decided, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<Move>,
}

/// A line that a person puts on a side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// Line number, from 1.
    pub line: u64,
    /// Where it goes: `train` or `test`.
    pub side: Side,
}

impl Default for SplitOptions {
    fn default() -> Self {
        Self { fraction: 0.2, strategy: Strategy::default(), seed: 42, group_by: None, moves: Vec::new() }
    }
}

impl SplitOptions {
    /// How many of `usable` lines go to the test side: the fraction of them, rounded up, and never all.
    ///
    /// The fraction is taken as the decimal number that a person writes: 0.07 of 100 lines are 7, though the nearest
    /// double to 0.07 is a little more.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "a number of lines is far under 2^52"
    )]
    pub fn quota(&self, usable: usize) -> usize {
        let wanted = (self.fraction * usable as f64 - 1e-6).ceil().max(1.0) as usize;
        wanted.min(usable.saturating_sub(1))
    }

    /// Whether a plan follows from which images the lines name: one by hash does, and one that keeps an earlier split.
    pub fn needs_images(&self, keeps: bool) -> bool {
        keeps || self.strategy == Strategy::Hash
    }

    /// Fails where the fraction is not a number above 0 and below 1.
    pub fn validate(&self) -> Result<(), ManifestFinding> {
        if self.fraction > 0.0 && self.fraction < 1.0 { Ok(()) } else { Err(invalid_fraction(self.fraction)) }
    }

    /// Fails where they make no sense for this manifest: only its usable lines can be moved, to training or to test.
    pub fn validate_for(&self, manifest: &Manifest) -> Result<(), ManifestFinding> {
        self.validate()?;
        for Move { line, side } in &self.moves {
            let Some(row) = manifest.row_of_line(*line) else {
                return Err(invalid_option(format!("there is no line {line} to move")));
            };
            if manifest.status(row) != Status::Valid || *side == Side::Rejected {
                let side = side.as_str();
                let message = format!("line {line} can't be moved to {side}: only usable lines, to train or test");
                return Err(invalid_option(message));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quota_is_the_fraction_rounded_up() {
        let quota = |fraction, usable| SplitOptions { fraction, ..SplitOptions::default() }.quota(usable);
        assert_eq!(quota(0.2, 10), 2);
        assert_eq!(quota(0.2, 11), 3);
        assert_eq!(quota(0.07, 100), 7);
        assert_eq!(quota(1e-9, 100), 1);
        assert_eq!(quota(0.999, 2), 1, "one line stays for training");
        assert_eq!(quota(0.2, 1), 0);
        assert_eq!(quota(0.2, 0), 0);
    }
}
