//! Rules on a line as a whole.

pub(super) mod byte_order_mark;
pub(super) mod duplicate_key;
pub(super) mod duplicate_source_ref;
pub(super) mod image_extension;
pub(super) mod invalid_image;
pub(super) mod invalid_image_dimension;
pub(super) mod invalid_json_line;
pub(super) mod invalid_source_ref_format;
pub(super) mod line_too_long;
pub(super) mod missing_source_ref;
pub(super) mod no_annotations;
pub(super) mod no_label_attributes;
pub(super) mod no_valid_label_attributes;
pub(super) mod too_many_bounding_boxes;
pub(super) mod too_many_labels_per_image;
pub(super) mod unannotated_record;
