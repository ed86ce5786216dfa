//! What the service's model says of each operation's input: which members there are, which must be there, how long, how many,
//! how large. A test holds it to the model that AWS publishes.

use holdout_client::arn::{DatasetArn, ProjectArn, is_project_name};
use holdout_client::types::{CustomizationFeature, DatasetType, ProjectAutoUpdate};

/// What a value must be.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A text of so many characters.
    Text { min: Option<u64>, max: Option<u64>, pattern: Option<Pattern> },
    /// One of these texts.
    Enum(&'static [&'static str]),
    /// A whole number.
    Integer { min: i64, max: i64 },
    /// True or false.
    Boolean,
    /// Bytes, in base64: the limits are those of the bytes.
    Blob { min: u64, max: u64 },
    /// A list of so many.
    List { min: u64, max: u64, of: &'static Shape },
    /// Names and values.
    Map { min: u64, max: u64, key: &'static Shape, value: &'static Shape },
    /// Members.
    Structure(&'static [Member]),
}

/// A member of a structure.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Its name.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// What it must be.
    pub shape: &'static Shape,
}

/// A pattern, as the model writes it, and as a function.
#[derive(Clone, Copy, Debug)]
pub struct Pattern {
    /// As the model writes it.
    pub text: &'static str,
    /// Whether a text is of it, all of the text.
    pub matches: fn(&str) -> bool,
}

const fn required(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, required: true, shape }
}

const fn optional(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, required: false, shape }
}

const fn text(min: u64, max: u64) -> Shape {
    Shape::Text { min: Some(min), max: Some(max), pattern: None }
}

const fn pattern(min: u64, max: u64, text: &'static str, matches: fn(&str) -> bool) -> Shape {
    Shape::Text { min: Some(min), max: Some(max), pattern: Some(Pattern { text, matches }) }
}

static PROJECT_NAME: Shape = pattern(1, 255, r"[a-zA-Z0-9_.\-]+", is_project_name);
static PROJECT_ARN: Shape = pattern(
    20,
    2048,
    r"(^arn:[a-z\d-]+:rekognition:[a-z\d-]+:\d{12}:project\/[a-zA-Z0-9_.\-]{1,255}\/[0-9]+$)",
    |text| text.parse::<ProjectArn>().is_ok(),
);
static DATASET_ARN: Shape = pattern(
    20,
    2048,
    r"(^arn:[a-z\d-]+:rekognition:[a-z\d-]+:\d{12}:project\/[a-zA-Z0-9_.\-]{1,255}\/dataset\/(train|test)\/[0-9]+$)",
    |text| text.parse::<DatasetArn>().is_ok(),
);
static RESOURCE_ARN: Shape = text(20, 2048);
static FEATURE: Shape = Shape::Enum(CustomizationFeature::KNOWN);
static FEATURES: Shape = Shape::List { min: 1, max: 2, of: &FEATURE };
static AUTO_UPDATE: Shape = Shape::Enum(ProjectAutoUpdate::KNOWN);
static DATASET_TYPE: Shape = Shape::Enum(DatasetType::KNOWN);
static PROJECT_NAMES: Shape = Shape::List { min: 1, max: 10, of: &PROJECT_NAME };
static PAGE_SIZE: Shape = Shape::Integer { min: 1, max: 100 };
static TOKEN: Shape = Shape::Text { min: None, max: Some(1024), pattern: None };
static TAG_KEY: Shape = pattern(1, 128, r"^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]*$", |text| {
    !text.starts_with("aws:") && text.chars().all(is_tag_character)
});
static TAG_VALUE: Shape =
    pattern(0, 256, r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$", |text| text.chars().all(is_tag_character));
static TAG_KEYS: Shape = Shape::List { min: 0, max: 200, of: &TAG_KEY };
static TAGS: Shape = Shape::Map { min: 0, max: 200, key: &TAG_KEY, value: &TAG_VALUE };
static LABEL: Shape = pattern(1, 255, ".{1,}", |text| !text.contains('\n'));
static LABELS: Shape = Shape::List { min: 1, max: 10, of: &LABEL };
static QUERY: Shape = pattern(1, 2048, r".*\S.*", |text| text.chars().any(|character| !character.is_whitespace()));
static BOOLEAN: Shape = Shape::Boolean;
static BUCKET: Shape = pattern(3, 255, r"[0-9A-Za-z\.\-_]*", |text| {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
});
static OBJECT_NAME: Shape = text(1, 1024);
static S3_OBJECT: Shape =
    Shape::Structure(&[optional("Bucket", &BUCKET), optional("Name", &OBJECT_NAME), optional("Version", &OBJECT_NAME)]);
static MANIFEST: Shape = Shape::Structure(&[optional("S3Object", &S3_OBJECT)]);
static SOURCE: Shape =
    Shape::Structure(&[optional("GroundTruthManifest", &MANIFEST), optional("DatasetArn", &DATASET_ARN)]);
static GROUND_TRUTH: Shape = Shape::Blob { min: 1, max: 5_242_880 };
static CHANGES: Shape = Shape::Structure(&[required("GroundTruth", &GROUND_TRUTH)]);
static DISTRIBUTED: Shape = Shape::Structure(&[required("Arn", &DATASET_ARN)]);
static DISTRIBUTED_PAIR: Shape = Shape::List { min: 2, max: 2, of: &DISTRIBUTED };

/// The operations and their inputs.
pub static INPUTS: [(&str, Shape); 13] = [
    (
        "CreateProject",
        Shape::Structure(&[
            required("ProjectName", &PROJECT_NAME),
            optional("Feature", &FEATURE),
            optional("AutoUpdate", &AUTO_UPDATE),
            optional("Tags", &TAGS),
        ]),
    ),
    (
        "DescribeProjects",
        Shape::Structure(&[
            optional("NextToken", &TOKEN),
            optional("MaxResults", &PAGE_SIZE),
            optional("ProjectNames", &PROJECT_NAMES),
            optional("Features", &FEATURES),
        ]),
    ),
    ("DeleteProject", Shape::Structure(&[required("ProjectArn", &PROJECT_ARN)])),
    (
        "CreateDataset",
        Shape::Structure(&[
            optional("DatasetSource", &SOURCE),
            required("DatasetType", &DATASET_TYPE),
            required("ProjectArn", &PROJECT_ARN),
            optional("Tags", &TAGS),
        ]),
    ),
    ("DescribeDataset", Shape::Structure(&[required("DatasetArn", &DATASET_ARN)])),
    ("UpdateDatasetEntries", Shape::Structure(&[required("DatasetArn", &DATASET_ARN), required("Changes", &CHANGES)])),
    (
        "ListDatasetEntries",
        Shape::Structure(&[
            required("DatasetArn", &DATASET_ARN),
            optional("ContainsLabels", &LABELS),
            optional("Labeled", &BOOLEAN),
            optional("SourceRefContains", &QUERY),
            optional("HasErrors", &BOOLEAN),
            optional("NextToken", &TOKEN),
            optional("MaxResults", &PAGE_SIZE),
        ]),
    ),
    (
        "ListDatasetLabels",
        Shape::Structure(&[
            required("DatasetArn", &DATASET_ARN),
            optional("NextToken", &TOKEN),
            optional("MaxResults", &PAGE_SIZE),
        ]),
    ),
    ("DistributeDatasetEntries", Shape::Structure(&[required("Datasets", &DISTRIBUTED_PAIR)])),
    ("DeleteDataset", Shape::Structure(&[required("DatasetArn", &DATASET_ARN)])),
    ("TagResource", Shape::Structure(&[required("ResourceArn", &RESOURCE_ARN), required("Tags", &TAGS)])),
    ("UntagResource", Shape::Structure(&[required("ResourceArn", &RESOURCE_ARN), required("TagKeys", &TAG_KEYS)])),
    ("ListTagsForResource", Shape::Structure(&[required("ResourceArn", &RESOURCE_ARN)])),
];

/// Letters, numbers and separators of any script, and some signs.
fn is_tag_character(character: char) -> bool {
    character.is_alphanumeric()
        || character.is_whitespace() && !character.is_control()
        || "_.:/=+-@".contains(character)
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
