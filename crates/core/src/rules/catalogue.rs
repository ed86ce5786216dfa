//! The catalogue: every rule once, in the order of [`Code`].

use super::documentation::{Documentation, Example};
use super::rule::Rule;
use super::{Code, annotation, attribute, line, manifest, service, split};

/// Makes the lists of the catalogue from the modules of the rules.
macro_rules! catalogue {
    ($($part:ident::$module:ident),+ $(,)?) => {
        static RULES: &[Rule] = &[$($part::$module::RULE),+];
        static DOCUMENTATION: &[Documentation] = &[$($part::$module::DOCUMENTATION),+];
        static EXAMPLES: &[Example] = &[$($part::$module::EXAMPLE),+];
    };
}

// In the order in which a line and then a manifest are read.
catalogue![
    line::line_too_long,
    line::invalid_json_line,
    line::byte_order_mark,
    line::duplicate_key,
    line::missing_source_ref,
    line::invalid_source_ref_format,
    line::duplicate_source_ref,
    line::unannotated_record,
    line::no_label_attributes,
    attribute::metadata_format,
    attribute::unsupported_use_case_type,
    attribute::attribute_format,
    attribute::label_name_length,
    attribute::bounding_box_confidence,
    attribute::class_map_id,
    line::invalid_image_dimension,
    line::invalid_image,
    line::too_many_bounding_boxes,
    annotation::invalid_bounding_box,
    annotation::bounding_box_too_small,
    attribute::no_valid_annotations,
    attribute::no_attribute_annotations,
    line::no_valid_label_attributes,
    line::no_annotations,
    line::too_many_labels_per_image,
    line::image_extension,
    manifest::empty_manifest,
    manifest::unsupported_format,
    manifest::size_too_large,
    manifest::rows_exceed_maximum,
    manifest::too_many_records_in_error,
    manifest::too_many_invalid_rows,
    manifest::multiple_buckets,
    manifest::too_few_labels,
    manifest::too_many_labels,
    manifest::too_few_usable_labels,
    manifest::similar_labels,
    manifest::box_units,
    service::manifest_permissions,
    service::output_bucket,
    service::image_permissions,
    service::image_owner,
    service::image_copy,
    split::insufficient_images_for_distribute,
    split::insufficient_images_for_autosplit,
    split::insufficient_label_overlap,
    split::insufficient_usable_label_overlap,
    split::image_on_both_sides,
    split::label_on_one_side,
    split::group_rule,
    split::previous_split,
    split::same_file_name,
    split::invalid_option,
];

/// Returns all rules, in the order in which a line and then a manifest are read.
pub fn all() -> &'static [Rule] {
    RULES
}

/// Returns the rule with that code.
///
/// ```
/// use holdout_core::rules::{Code, rule};
/// assert_eq!(rule(Code::MissingSourceRef).title, "Missing source-ref");
/// ```
pub fn rule(code: Code) -> &'static Rule {
    // The catalogue has one rule per code, in the order of the codes. The test below checks that.
    &RULES[code as usize]
}

/// Returns the texts of the rule with that code.
///
/// ```
/// use holdout_core::rules::{Code, documentation};
/// assert_eq!(documentation(Code::TooManyBoundingBoxes).help, "Remove boxes, or cut the image into several.");
/// ```
pub fn documentation(code: Code) -> &'static Documentation {
    &DOCUMENTATION[code as usize]
}

/// Returns the example of the rule with that code.
pub fn example(code: Code) -> &'static Example {
    &EXAMPLES[code as usize]
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
