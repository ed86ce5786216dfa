/**
 * What Holdout reports, as the engine hands it out.
 *
 * This file is generated from the Rust types; `cargo xtask generate` writes it.
 */

/** How near to the share a split comes, and how near any could. */
export interface BalanceSummary {
  /**
   * What `deviation` is at least. It is proven label by label: no split comes below it, and a split that reaches it
   * cannot be bettered.
   */
  bound: number;
  /** What `box_deviation` is at least. */
  boxBound: number;
  /** The same in bounding boxes. */
  boxDeviation: number;
  /** Deviations of all labels, in images, added up without their signs. */
  deviation: number;
  /** Labels whose deviation is the least possible. */
  labelsAtBound: number;
}

/** How many lines name a bucket. */
export interface BucketCount {
  /** Lines whose well-formed `source-ref` names it. */
  lines: number;
  /** Bucket name. */
  name: string;
}

/** Everything it takes to check a split. */
export interface Certificate {
  /** Version of the algorithms. */
  algorithmVersion: number;
  /**
   * xxHash64 of all members above except the submission, in hexadecimal. It also covers options that leave no trace in
   * the split, such as the seed of a split by hash.
   */
  checksum: string;
  /** Lines of the manifest by status. */
  counts: Counts;
  /** The manifest that was split. */
  input: InputFacts;
  /** What was kept of an earlier split, if one was: to make the plan again takes that split as well. */
  keep?: KeepSummary | null;
  /** How each label is divided. */
  labels: LabelBalance[];
  /** What training could have seen of the test set. */
  leak?: LeakSummary;
  /** The options. */
  options: SplitOptions;
  /** What came out. */
  outputs: Outputs;
  /** The manifests of that split. */
  previous?: PreviousFiles | null;
  /** Version of the rules. */
  rulesVersion: number;
  /** Version of this shape. */
  schema: number;
  /** Result of the submission, if the page saved the certificate after one. */
  submission?: SubmissionRecord | null;
}

/** Stable name of a rule. Those that start with `HOLDOUT_` are ours, where the service has a limit but no code. */
export type Code =
  | "HOLDOUT_LINE_TOO_LONG"
  | "ERROR_INVALID_JSON_LINE"
  | "HOLDOUT_BYTE_ORDER_MARK"
  | "HOLDOUT_DUPLICATE_KEY"
  | "ERROR_MISSING_SOURCE_REF"
  | "ERROR_INVALID_SOURCE_REF_FORMAT"
  | "HOLDOUT_DUPLICATE_SOURCE_REF"
  | "WARNING_UNANNOTATED_RECORD"
  | "ERROR_NO_LABEL_ATTRIBUTES"
  | "ERROR_INVALID_LABEL_ATTRIBUTE_METADATA_FORMAT"
  | "ERROR_UNSUPPORTED_USE_CASE_TYPE"
  | "ERROR_INVALID_LABEL_ATTRIBUTE_FORMAT"
  | "ERROR_INVALID_LABEL_NAME_LENGTH"
  | "ERROR_MISSING_BOUNDING_BOX_CONFIDENCE"
  | "ERROR_MISSING_CLASS_MAP_ID"
  | "ERROR_INVALID_IMAGE_DIMENSION"
  | "ERROR_INVALID_IMAGE"
  | "ERROR_TOO_MANY_BOUNDING_BOXES"
  | "ERROR_INVALID_BOUNDING_BOX"
  | "ERROR_BOUNDING_BOX_TOO_SMALL"
  | "ERROR_NO_VALID_ANNOTATIONS"
  | "WARNING_NO_ATTRIBUTE_ANNOTATIONS"
  | "ERROR_NO_VALID_LABEL_ATTRIBUTES"
  | "WARNING_NO_ANNOTATIONS"
  | "HOLDOUT_TOO_MANY_LABELS_PER_IMAGE"
  | "HOLDOUT_IMAGE_EXTENSION"
  | "ERROR_EMPTY_MANIFEST"
  | "ERROR_MANIFEST_INACCESSIBLE_OR_UNSUPPORTED_FORMAT"
  | "ERROR_MANIFEST_SIZE_TOO_LARGE"
  | "ERROR_MANIFEST_ROWS_EXCEEDS_MAXIMUM"
  | "ERROR_TOO_MANY_RECORDS_IN_ERROR"
  | "ERROR_TOO_MANY_INVALID_ROWS_IN_MANIFEST"
  | "ERROR_IMAGES_IN_MULTIPLE_S3_BUCKETS"
  | "ERROR_MANIFEST_TOO_FEW_LABELS"
  | "ERROR_MANIFEST_TOO_MANY_LABELS"
  | "ERROR_MANIFEST_TOO_FEW_USABLE_LABELS"
  | "HOLDOUT_SIMILAR_LABELS"
  | "HOLDOUT_BOX_UNITS"
  | "ERROR_INVALID_PERMISSIONS_MANIFEST_S3_BUCKET"
  | "ERROR_CANNOT_WRITE_OUTPUT_S3_BUCKET"
  | "ERROR_INVALID_PERMISSIONS_IMAGES_S3_BUCKET"
  | "ERROR_INVALID_IMAGES_S3_BUCKET_OWNER"
  | "ERROR_FAILED_IMAGES_S3_COPY"
  | "ERROR_INSUFFICIENT_IMAGES_PER_LABEL_FOR_DISTRIBUTE"
  | "ERROR_INSUFFICIENT_IMAGES_PER_LABEL_FOR_AUTOSPLIT"
  | "ERROR_INSUFFICIENT_LABEL_OVERLAP"
  | "ERROR_INSUFFICIENT_USABLE_LABEL_OVERLAP"
  | "HOLDOUT_IMAGE_ON_BOTH_SIDES"
  | "HOLDOUT_LABEL_ON_ONE_SIDE"
  | "HOLDOUT_GROUP_RULE_MATCHES_NOTHING"
  | "HOLDOUT_PREVIOUS_SPLIT_NOT_FOUND"
  | "HOLDOUT_SAME_FILE_NAME"
  | "HOLDOUT_INVALID_SPLIT_OPTION";

/** All line findings of one code. */
export interface CodeSummary {
  /** The code. */
  code: Code;
  /** What the service does about it, in a few words. */
  consequence: string;
  /** Number of findings. */
  count: number;
  /** The first lines with it, at most ten, counted from 1. */
  firstLines: number[];
  /** Number of lines with at least one. */
  lines: number;
  /** What is wrong, in a few words. */
  title: string;
  /** What it sits on, and so what it costs. */
  where: Where;
}

/** Lines by status; the four add up to the number of lines. */
export interface Counts {
  /** Neither used nor counted as invalid. */
  ignored: number;
  /** Kept by the service, not used, counted towards the limit of 20%. */
  invalid: number;
  /** Taken out of the dataset without a word; counted as invalid too. */
  removed: number;
  /** Usable for training. */
  valid: number;
}

/** One manifest. */
export interface DatasetSummary {
  /** Numbers, from 1, of the lines on which there is an error, in order. */
  errorJsonLineIndices: number[];
  /** Errors of the manifest as a whole. */
  errors: SummaryError[];
  /** Lines that are not used and not counted as invalid. */
  ignoredJsonLines: number;
  /** Lines that are not used and counted as invalid, those that are removed among them. */
  invalidJsonLines: number;
  /** Number of lines. */
  totalJsonLines: number;
  /** What it is used for. */
  useCase: UseCase;
  /** Lines that are used. */
  validJsonLines: number;
}

/** Something that is not what the certificate says. */
export interface Difference {
  /** What the certificate says. */
  certified: string;
  /** What is there. */
  found: string;
  /** What it is. */
  what: string;
}

/** A group of the sample. */
export interface Example {
  /** Lines of the sample. */
  lines: number;
  /** What names it. */
  name: string;
}

/** One thing found on a line. */
export interface Finding {
  /** Index of the annotation it concerns, from 0. */
  annotation?: number | null;
  /** The label attribute it concerns; a name of over 256 characters is cut. */
  attribute?: string | null;
  /** The code. */
  code: Code;
  /** First byte of the place on the line, from 1. */
  column: number;
  /** The same in UTF-16 code units, as JavaScript counts. */
  columnUtf16: number;
  /** Length of the place in bytes; 0 where it is a point. */
  length: number;
  /** The same in UTF-16 code units. */
  lengthUtf16: number;
  /** What, where and what to do, with the actual values. */
  message: string;
  /** What it sits on, and so what it costs. */
  where: Where;
}

/** Groups of lines that stay on one side. */
export interface GroupSummary {
  /** The rule, if there was one. */
  by?: string | null;
  /** Number of groups; each line is its own where no grouping was asked for. */
  count: number;
  /** Groups that stand on both sides, because an earlier split or a person cut them. */
  cut: number;
  /** Lines of the largest group. */
  largest: number;
  /** Usable lines that the rule puts into a group; the others are one each. */
  lines: number;
  /** Whether each group stands on one side. */
  whole: boolean;
}

/** Identity of the input. */
export interface InputFacts {
  /** Size in bytes. */
  bytes: number;
  /** Number of lines. */
  lines: number;
  /** File name, or `-` for standard input. */
  name: string;
  /** SHA-256 of all bytes, in lower-case hexadecimal; absent while it has not been computed. */
  sha256?: string | null;
}

/** What was kept of an earlier split. */
export interface KeepSummary {
  /** New images on the test side. */
  addedTest: number;
  /** New images on the training side. */
  addedTrain: number;
  /** Whether the earlier training images were told. If not, they count as new. */
  knowsTrain: boolean;
  /** Images that changed sides. */
  moved: number;
  /** Images of the earlier test set that are no usable line any more. */
  removedTest: number;
  /** Images of the earlier test set that are on the test side again. */
  test: number;
  /** Images of the earlier training set that are on the training side again. */
  train: number;
}

/** How one label is divided. */
export interface LabelBalance {
  /**
   * What `deviation` is at least, whatever its sign: no split of this size that puts the label on both sides, where
   * that is possible, comes nearer to the target.
   */
  bound: number;
  /** Bounding boxes on the test side. */
  boxesTest: number;
  /** Bounding boxes on the training side. */
  boxesTrain: number;
  /** `test - target`, in images. */
  deviation: number;
  /** Images that carry it. */
  images: number;
  /** Label name. */
  name: string;
  /** Why the label is missing on a side, if it is. */
  oneSided?: OneSided | null;
  /** Images wanted on the test side: `fraction * images`, not rounded. */
  target: number;
  /** Of these, on the test side. */
  test: number;
  /** Of these, on the training side. */
  train: number;
}

/** How often a label occurs on valid lines. */
export interface LabelCount {
  /** Bounding boxes with it. */
  boxes: number;
  /** Images that carry it, as an image-level label or as a box. */
  images: number;
  /** Label name, as written. */
  name: string;
}

/** What training could have seen of the test set. */
export interface LeakSummary {
  /** Images that stand on both sides. */
  imagesOnBothSides: number;
  /** Images whose names say that they belong together, if names tell anything. */
  lookAlikes?: LookAlikes | null;
  /** Whether the names of images were compared: `look_alikes` and `same_file_names` follow from them. */
  namesCompared?: boolean;
  /** File names that are in both subsets, in different folders. */
  sameFileNames?: number;
}

/** One line as a person looks at it. */
export interface LineDetail {
  /** Its length in bytes, ending included. */
  bytes: number;
  /** What was found, in the order of the rules. */
  findings: Finding[];
  /** Labels of a valid line, in order of first appearance, each once; empty for any other line. */
  labels: string[];
  /** Line number, from 1. */
  line: number;
  /** How many lines this is about: more than one for blank lines that follow one another. Absent for one. */
  lines?: number;
  /** What the line itself says was found on it, by the service or by an earlier check; absent where it says nothing. */
  serviceFindings?: ServiceFinding[];
  /** Where the last split put it, if there is one. */
  side?: Side | null;
  /** Offset of its first byte in the manifest. */
  start: number;
  /** What becomes of the line. */
  status: Status;
  /** Its text without the ending, bytes that are no UTF-8 replaced, cut after 64 KiB. */
  text: string;
  /** Whether `text` was cut. */
  truncated: boolean;
}

/** The verdict on one line: an object of the command's `jsonl` output. */
export interface LineVerdict {
  /** What was found, in the order of the rules. */
  findings: Finding[];
  /** Labels of a valid line, in order of first appearance, each once; empty for any other line. */
  labels: string[];
  /** Line number, from 1. */
  line: number;
  /** How many lines this is about: more than one for blank lines that follow one another. Absent for one. */
  lines?: number;
  /** What the line itself says was found on it, by the service or by an earlier check; absent where it says nothing. */
  serviceFindings?: ServiceFinding[];
  /** What becomes of the line. */
  status: Status;
}

/** Groups of images that stand on both sides. */
export interface LookAlikes {
  /** The rule that tells the groups: the one that lines are grouped by, or one that was read off the names. */
  by: string;
  /** Groups in all. */
  groups: number;
  /** Groups that stand on both sides. */
  onBothSides: number;
  /** Test images of these groups: training could have seen their like. */
  test: number;
}

/** A finding on the manifest as a whole, or on a split. */
export interface ManifestFinding {
  /** The code. */
  code: Code;
  /** A command that repairs the file, or another next step; absent where the message says all. */
  help?: string | null;
  /** What, where and what to do, with the actual values. */
  message: string;
  /** Whether the service would refuse for it. */
  severity: Severity;
}

/** The summary of a training manifest, and of a test manifest where there is one. */
export interface ManifestSummary {
  /** What spans both. */
  errors: SummaryError[];
  /** Of each of the two. */
  statistics: Statistics;
}

/** A line that a person puts on a side. */
export interface Move {
  /** Line number, from 1. */
  line: number;
  /** Where it goes: `train` or `test`. */
  side: Side;
}

/** Why a label is on one side only. */
export type OneSided = "single_image" | "one_group" | "kept" | "chance" | "no_room";

/** One of the files that a split wrote. */
export interface OutputFacts {
  /** Size in bytes. */
  bytes: number;
  /** Number of lines. */
  lines: number;
  /** SHA-256 in lower-case hexadecimal. */
  sha256: string;
}

/** The files that a split wrote. */
export interface Outputs {
  /** The lines set aside, if there are any. */
  rejected?: OutputFacts | null;
  /** The test manifest. */
  test: OutputFacts;
  /** The training manifest. */
  train: OutputFacts;
}

/** A training manifest and a test manifest, checked together. */
export interface PairReport {
  /** Whether the service would accept the two: no finding on either or on both is an error. */
  accepted: boolean;
  /** What spans both. */
  both: PairSummary;
  /** The same in three states, over both manifests. */
  outcome: Verdict;
  /** `SCHEMA`(super::SCHEMA). */
  schema: number;
  /** The test manifest. */
  test: Report;
  /** The training manifest. */
  train: Report;
  /** The verdict in one sentence. */
  verdict: string;
}

/** What spans a training manifest and a test manifest. */
export interface PairSummary {
  /** Labels that both have. */
  commonLabels: number;
  /** Findings on the two together. */
  findings: ManifestFinding[];
  /** Images that both name, lines that are removed left out. */
  imagesOnBothSides: number;
  /** Training labels without an image in the test manifest, in order of first appearance. */
  missingInTest: string[];
  /** Test labels without an image in the training manifest, in order of first appearance. */
  missingInTrain: string[];
  /** The first of them, at most ten, in the order of the training manifest. */
  sharedImages: SharedImage[];
  /** What the two are used for: the training manifest tells, unless the user does. */
  useCase: UseCase;
}

/** The manifests of a previous split that was respected. */
export interface PreviousFiles {
  /** The previous test manifest. */
  test: OutputFacts;
  /** The previous training manifest, if it was given. */
  train?: OutputFacts | null;
}

/** Everything that is known of one manifest. */
export interface Report {
  /** Whether the service would accept it: no manifest finding is an error. */
  accepted: boolean;
  /** Buckets named by the lines' `source-ref`, most lines first, then by name. */
  buckets: BucketCount[];
  /** Line findings by code, in the order of the rules. */
  codes: CodeSummary[];
  /** Lines by status. */
  counts: Counts;
  /** Usable lines of the other use case, which training would filter out. */
  filteredOut: number;
  /** Findings on the manifest as a whole. */
  findings: ManifestFinding[];
  /** Which bytes were read. */
  input: InputFacts;
  /** Labels of the valid lines, in order of first appearance. */
  labels: LabelCount[];
  /** Lines that carry findings themselves, which the service or an earlier check wrote; absent where none do. */
  linesWithServiceFindings?: number;
  /** The same in three states: what is accepted may still lose lines, label attributes or boxes. */
  outcome: Verdict;
  /** The region whose limits were applied. */
  region: string;
  /** `SCHEMA`. */
  schema: number;
  /** What the manifest would be used for. */
  useCase: UseCase;
  /** The verdict in one sentence. */
  verdict: string;
}

/** A finding that stands on the line. */
export interface ServiceFinding {
  /** Index of the annotation in which it stands, from 0. */
  annotation?: number | null;
  /** The label attribute in which it stands, or in whose metadata; a name of over 256 characters is cut. */
  attribute?: string | null;
  /** The code, as it is written; it need not be one that is known here. */
  code: string;
  /** What is said; empty where nothing is. */
  message: string;
  /** Whether it stands among the errors or the warnings. */
  severity: Severity;
  /** What the code means, in a few words; absent where it is not known. */
  title?: string | null;
}

/** Whether the service would refuse for it. */
export type Severity = "error" | "warning";

/** An image that both manifests name, by the lines that do, from 1. */
export interface SharedImage {
  /** Line of the test manifest. */
  testLine: number;
  /** Line of the training manifest. */
  trainLine: number;
}

/** Where a line goes. */
export type Side = "train" | "test" | "rejected";

/** What a split is made with, besides the manifest. */
export interface SplitOptions {
  /** Share of the usable lines for the test side: above 0 and below 1. */
  fraction?: number;
  /** The rule by which lines belong together: `folder`, or a pattern; see `GroupBy`(super::GroupBy). */
  groupBy?: string | null;
  /** Lines that a person moves after all else is decided, in order. */
  moves?: Move[];
  /** Seed of all chance. */
  seed?: number;
  /** How sides are chosen. */
  strategy?: Strategy;
}

/** The report of a check with the split added. */
export interface SplitReport {
  /** Whether the service would accept it: no manifest finding is an error. */
  accepted: boolean;
  /** Buckets named by the lines' `source-ref`, most lines first, then by name. */
  buckets: BucketCount[];
  /** Line findings by code, in the order of the rules. */
  codes: CodeSummary[];
  /** Lines by status. */
  counts: Counts;
  /** Usable lines of the other use case, which training would filter out. */
  filteredOut: number;
  /** Findings on the manifest as a whole. */
  findings: ManifestFinding[];
  /** Which bytes were read. */
  input: InputFacts;
  /** Labels of the valid lines, in order of first appearance. */
  labels: LabelCount[];
  /** Lines that carry findings themselves, which the service or an earlier check wrote; absent where none do. */
  linesWithServiceFindings?: number;
  /** The same in three states: what is accepted may still lose lines, label attributes or boxes. */
  outcome: Verdict;
  /** The region whose limits were applied. */
  region: string;
  /** `SCHEMA`. */
  schema: number;
  /** What the split does with it. */
  split: SplitSummary;
  /** What the manifest would be used for. */
  useCase: UseCase;
  /** The verdict in one sentence. */
  verdict: string;
}

/** The split itself. */
export interface SplitSummary {
  /** Version of the algorithm: the same version, input, options and seed give the same split. */
  algorithmVersion: number;
  /** How near to the share all labels are together. */
  balance: BalanceSummary;
  /** Findings on the split. */
  findings: ManifestFinding[];
  /** Share of the usable lines wanted for the test side. */
  fraction: number;
  /** Groups kept together. */
  groups: GroupSummary;
  /** What was kept of an earlier split, if one was. */
  keep?: KeepSummary | null;
  /** One row per label, in order of first appearance. */
  labels: LabelBalance[];
  /** Images that stand on both sides. */
  leak: LeakSummary;
  /** Labels without an image on the test side. */
  missingInTest: string[];
  /** Labels without an image on the training side. */
  missingInTrain: string[];
  /** Lines that a person moved, in order. */
  moves?: Move[];
  /** Lines that the test side was to have: the share of the usable ones, rounded up. */
  quota: number;
  /** Invalid, ignored and removed lines. */
  rejected: number;
  /** The seed. */
  seed: number;
  /** How sides were chosen. */
  strategy: Strategy;
  /** Lines on the test side. */
  test: number;
  /** Lines on the training side. */
  train: number;
}

/** Both manifests. */
export interface Statistics {
  /** The test manifest; one without lines where there is none. */
  testing: DatasetSummary;
  /** The training manifest. */
  training: DatasetSummary;
}

/** What becomes of a line. */
export type Status = "valid" | "invalid" | "ignored" | "removed";

/** How sides are chosen. */
export type Strategy = "stratified" | "random" | "hash";

/** Result of a submission. It cannot be recomputed, so `verify` does not check it. */
export interface SubmissionRecord {
  /** When it was complete, in RFC 3339. */
  createdAt: string;
  /** ARNs of the datasets: training first, then test. */
  datasets: string[];
  /** The endpoint that took it, unless it is the region's own. */
  endpoint?: string | null;
  /** Identifier of the submission. */
  id: string;
  /** How it was submitted: `upload` or `distribute`. */
  mode: string;
}

/** A rule that groups the names, and what it makes of the sample. */
export interface Suggestion {
  /** The rule, as `group_by` takes it. */
  by: string;
  /** Some groups. */
  examples: Example[];
  /** Groups of these lines. */
  groups: number;
  /** Lines of the largest. */
  largest: number;
  /** Of these, lines that the rule puts into a group. */
  lines: number;
  /** Whether the groups are as small as those of images that look alike are: neighbouring frames, crops, copies. */
  lookAlike: boolean;
  /** Lines that were looked at. */
  sampled: number;
  /** What the rule looks at, for people: `scene-####`, `folder`. */
  title: string;
}

/** An error of a manifest. */
export interface SummaryError {
  /** The code. */
  code: Code;
  /** What, where and what to do. */
  message: string;
}

/** What a manifest is used for. */
export type UseCase = "IMAGE_LEVEL_LABELS" | "OBJECT_LOCALIZATION" | "NOT_DETERMINED";

/** What becomes of a manifest. */
export type Verdict = "accepted" | "accepted_with_losses" | "rejected";

/** Whether a split is what its certificate says. */
export interface Verification {
  /** What differs. */
  differences: Difference[];
  /** Version of the shape. */
  schema: number;
  /** Whether nothing differs. */
  verified: boolean;
}

/** What a finding sits on, and so what it costs. */
export type Where =
  | "removed"
  | "line"
  | "attribute"
  | "annotation"
  | "ignored"
  | "warning"
  | "manifest"
  | "split"
  | "service";
