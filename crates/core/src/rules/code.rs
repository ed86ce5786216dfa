//! The codes, in the order in which a line and then a manifest are read.

use serde::{Deserialize, Deserializer, Serialize, de};

macro_rules! codes {
    ($($name:ident = $text:literal),+ $(,)?) => {
        /// Stable name of a rule. Those that start with `HOLDOUT_` are ours, where the service has a limit but no code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[repr(u8)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = concat!("`", $text, "`")] #[serde(rename = $text)] $name),+
        }

        impl Code {
            /// All codes, in the order of the catalogue.
            pub const ALL: &'static [Code] = &[$(Code::$name),+];

            /// The code as the service writes it.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text),+ }
            }
        }
    };
}

codes! {
    LineTooLong = "HOLDOUT_LINE_TOO_LONG",
    InvalidJsonLine = "ERROR_INVALID_JSON_LINE",
    ByteOrderMark = "HOLDOUT_BYTE_ORDER_MARK",
    DuplicateKey = "HOLDOUT_DUPLICATE_KEY",
    MissingSourceRef = "ERROR_MISSING_SOURCE_REF",
    InvalidSourceRefFormat = "ERROR_INVALID_SOURCE_REF_FORMAT",
    DuplicateSourceRef = "HOLDOUT_DUPLICATE_SOURCE_REF",
    WarningUnannotatedRecord = "WARNING_UNANNOTATED_RECORD",
    NoLabelAttributes = "ERROR_NO_LABEL_ATTRIBUTES",
    InvalidLabelAttributeMetadataFormat = "ERROR_INVALID_LABEL_ATTRIBUTE_METADATA_FORMAT",
    UnsupportedUseCaseType = "ERROR_UNSUPPORTED_USE_CASE_TYPE",
    InvalidLabelAttributeFormat = "ERROR_INVALID_LABEL_ATTRIBUTE_FORMAT",
    InvalidLabelNameLength = "ERROR_INVALID_LABEL_NAME_LENGTH",
    MissingBoundingBoxConfidence = "ERROR_MISSING_BOUNDING_BOX_CONFIDENCE",
    MissingClassMapId = "ERROR_MISSING_CLASS_MAP_ID",
    InvalidImageDimension = "ERROR_INVALID_IMAGE_DIMENSION",
    InvalidImage = "ERROR_INVALID_IMAGE",
    TooManyBoundingBoxes = "ERROR_TOO_MANY_BOUNDING_BOXES",
    InvalidBoundingBox = "ERROR_INVALID_BOUNDING_BOX",
    BoundingBoxTooSmall = "ERROR_BOUNDING_BOX_TOO_SMALL",
    NoValidAnnotations = "ERROR_NO_VALID_ANNOTATIONS",
    WarningNoAttributeAnnotations = "WARNING_NO_ATTRIBUTE_ANNOTATIONS",
    NoValidLabelAttributes = "ERROR_NO_VALID_LABEL_ATTRIBUTES",
    WarningNoAnnotations = "WARNING_NO_ANNOTATIONS",
    TooManyLabelsPerImage = "HOLDOUT_TOO_MANY_LABELS_PER_IMAGE",
    ImageExtension = "HOLDOUT_IMAGE_EXTENSION",
    EmptyManifest = "ERROR_EMPTY_MANIFEST",
    ManifestInaccessibleOrUnsupportedFormat = "ERROR_MANIFEST_INACCESSIBLE_OR_UNSUPPORTED_FORMAT",
    ManifestSizeTooLarge = "ERROR_MANIFEST_SIZE_TOO_LARGE",
    ManifestRowsExceedsMaximum = "ERROR_MANIFEST_ROWS_EXCEEDS_MAXIMUM",
    TooManyRecordsInError = "ERROR_TOO_MANY_RECORDS_IN_ERROR",
    TooManyInvalidRowsInManifest = "ERROR_TOO_MANY_INVALID_ROWS_IN_MANIFEST",
    ImagesInMultipleS3Buckets = "ERROR_IMAGES_IN_MULTIPLE_S3_BUCKETS",
    ManifestTooFewLabels = "ERROR_MANIFEST_TOO_FEW_LABELS",
    ManifestTooManyLabels = "ERROR_MANIFEST_TOO_MANY_LABELS",
    ManifestTooFewUsableLabels = "ERROR_MANIFEST_TOO_FEW_USABLE_LABELS",
    SimilarLabels = "HOLDOUT_SIMILAR_LABELS",
    BoxUnits = "HOLDOUT_BOX_UNITS",
    InvalidPermissionsManifestS3Bucket = "ERROR_INVALID_PERMISSIONS_MANIFEST_S3_BUCKET",
    CannotWriteOutputS3Bucket = "ERROR_CANNOT_WRITE_OUTPUT_S3_BUCKET",
    InvalidPermissionsImagesS3Bucket = "ERROR_INVALID_PERMISSIONS_IMAGES_S3_BUCKET",
    InvalidImagesS3BucketOwner = "ERROR_INVALID_IMAGES_S3_BUCKET_OWNER",
    FailedImagesS3Copy = "ERROR_FAILED_IMAGES_S3_COPY",
    InsufficientImagesPerLabelForDistribute = "ERROR_INSUFFICIENT_IMAGES_PER_LABEL_FOR_DISTRIBUTE",
    InsufficientImagesPerLabelForAutosplit = "ERROR_INSUFFICIENT_IMAGES_PER_LABEL_FOR_AUTOSPLIT",
    InsufficientLabelOverlap = "ERROR_INSUFFICIENT_LABEL_OVERLAP",
    InsufficientUsableLabelOverlap = "ERROR_INSUFFICIENT_USABLE_LABEL_OVERLAP",
    ImageOnBothSides = "HOLDOUT_IMAGE_ON_BOTH_SIDES",
    LabelOnOneSide = "HOLDOUT_LABEL_ON_ONE_SIDE",
    GroupRuleMatchesNothing = "HOLDOUT_GROUP_RULE_MATCHES_NOTHING",
    PreviousSplitNotFound = "HOLDOUT_PREVIOUS_SPLIT_NOT_FOUND",
    SameFileName = "HOLDOUT_SAME_FILE_NAME",
    InvalidSplitOption = "HOLDOUT_INVALID_SPLIT_OPTION",
}

impl Code {
    /// The code of that name, as the service writes it.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }

    /// The code with that place in [`Code::ALL`].
    pub fn from_index(index: u8) -> Option<Self> {
        Self::ALL.get(usize::from(index)).copied()
    }
}

// By the list of all: a derived reader has a comparison for each code twice, which a browser would have to load.
impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::parse(&name).ok_or_else(|| de::Error::custom(format_args!("there is no code `{name}`")))
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.pad(self.as_str())
    }
}
