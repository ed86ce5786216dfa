//! The rules on what names and previous splits say.

use super::{finding, group_rule, previous_split, same_file_name};
use crate::report::ManifestFinding;
use crate::rules::rule::Severity;
use crate::rules::text::{excerpt, grouped};

/// What is missing of a previous test set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingImages<'m> {
    /// Images of the previous test set.
    pub images: u64,
    /// Of these, the ones that are in the manifest.
    pub found: u64,
    /// The bucket of the previous test set.
    pub old_bucket: Option<&'m str>,
    /// The bucket of the manifest, where the previous test set has no image in it.
    pub new_bucket: Option<&'m str>,
}

/// A rule to group by that matches none of so many lines, or hardly any.
pub fn group_rule_matches_nothing(by: &str, matched: u64, lines: u64) -> ManifestFinding {
    let (what, lines) = (excerpt(by), grouped(lines));
    let message = if matched == 0 {
        format!("--group-by '{what}' matches none of the {lines} eligible lines; no lines are kept together")
    } else {
        let matched = grouped(matched);
        format!("--group-by '{what}' matches {matched} of {lines} eligible lines; almost no lines are kept together")
    };
    finding(&group_rule::RULE, Severity::Warning, message)
}

/// A previous test set that is not in the manifest.
pub fn previous_split_not_found(missing: MissingImages<'_>) -> ManifestFinding {
    let MissingImages { images, found, old_bucket, new_bucket } = missing;
    let found = if found == 0 { "none".to_owned() } else { format!("only {}", grouped(found)) };
    let images = match images {
        1 => "the 1 previous test image".to_owned(),
        images => format!("the {} previous test images", grouped(images)),
    };
    let verb = if found == "none" { "is" } else { "are" };
    let reason = match (old_bucket, new_bucket) {
        (Some(old), Some(new)) => {
            let (old, new) = (excerpt(old), excerpt(new));
            format!("the previous images are in bucket {old}, and this manifest is in bucket {new}")
        }
        _ => "the bucket is the same, so the keys probably have another prefix".to_owned(),
    };
    let message = format!("{found} of {images} {verb} in this manifest; {reason}");
    finding(&previous_split::RULE, Severity::Warning, message)
}

/// So many file names are in both subsets, in different folders.
pub fn same_file_names(names: u64) -> ManifestFinding {
    let names = match names {
        1 => "1 file name is".to_owned(),
        names => format!("{} file names are", grouped(names)),
    };
    let message = format!("{names} in both training and test, in different folders; the images may be copies");
    finding(&same_file_name::RULE, Severity::Warning, message)
}
