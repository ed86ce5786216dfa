//! The catalogue: every rule once, in the order of [`Code`].

use super::rule::Rule;
use super::{Code, annotation, attribute, line, manifest, service, split};

/// All rules, in the order in which a line and then a manifest are read.
static RULES: &[Rule] = &[
    line::line_too_long::RULE,
    line::invalid_json_line::RULE,
    line::byte_order_mark::RULE,
    line::duplicate_key::RULE,
    line::missing_source_ref::RULE,
    line::invalid_source_ref_format::RULE,
    line::duplicate_source_ref::RULE,
    line::unannotated_record::RULE,
    line::no_label_attributes::RULE,
    attribute::metadata_format::RULE,
    attribute::unsupported_use_case_type::RULE,
    attribute::attribute_format::RULE,
    attribute::label_name_length::RULE,
    attribute::bounding_box_confidence::RULE,
    attribute::class_map_id::RULE,
    line::invalid_image_dimension::RULE,
    line::invalid_image::RULE,
    line::too_many_bounding_boxes::RULE,
    annotation::invalid_bounding_box::RULE,
    annotation::bounding_box_too_small::RULE,
    attribute::no_valid_annotations::RULE,
    attribute::no_attribute_annotations::RULE,
    line::no_valid_label_attributes::RULE,
    line::no_annotations::RULE,
    line::too_many_labels_per_image::RULE,
    line::image_extension::RULE,
    manifest::empty_manifest::RULE,
    manifest::unsupported_format::RULE,
    manifest::size_too_large::RULE,
    manifest::rows_exceed_maximum::RULE,
    manifest::too_many_records_in_error::RULE,
    manifest::too_many_invalid_rows::RULE,
    manifest::multiple_buckets::RULE,
    manifest::too_few_labels::RULE,
    manifest::too_many_labels::RULE,
    manifest::too_few_usable_labels::RULE,
    manifest::similar_labels::RULE,
    manifest::box_units::RULE,
    service::MANIFEST_PERMISSIONS,
    service::OUTPUT_BUCKET,
    service::IMAGE_PERMISSIONS,
    service::IMAGE_OWNER,
    service::IMAGE_COPY,
    split::insufficient_images_for_distribute::RULE,
    split::insufficient_images_for_autosplit::RULE,
    split::insufficient_label_overlap::RULE,
    split::insufficient_usable_label_overlap::RULE,
    split::image_on_both_sides::RULE,
    split::label_on_one_side::RULE,
    split::group_rule::RULE,
    split::previous_split::RULE,
    split::same_file_name::RULE,
    split::invalid_option::RULE,
];

/// All rules, in the order in which a line and then a manifest are read.
pub fn all() -> &'static [Rule] {
    RULES
}

/// The rule of that code.
///
/// ```
/// use holdout_core::rules::{Code, rule};
/// assert_eq!(rule(Code::MissingSourceRef).title, "No source-ref");
/// ```
pub fn rule(code: Code) -> &'static Rule {
    // The catalogue has one rule for each code, in their order: the test below holds it to that.
    &RULES[code as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_rule_at_its_place() {
        let codes: Vec<_> = RULES.iter().map(|rule| rule.code).collect();
        assert_eq!(codes, Code::ALL);
    }
}
