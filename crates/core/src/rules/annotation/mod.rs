//! Rules on one bounding box.

pub(super) mod bounding_box_too_small;
pub(super) mod invalid_bounding_box;
