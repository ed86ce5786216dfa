//! An image that an earlier line names already.

use std::ops::Range;

use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::Problem;

pub(in crate::rules) const RULE: Rule =
    Rule { code: Code::DuplicateSourceRef, place: Where::Removed, severity: Severity::Error, title: "Duplicate image" };

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "An earlier line has the same `source-ref`.",
    why: "The service keeps the first line, removes the others and does not report them.",
    help: "Put all labels of an image on one line.",
    page: page::DATASET_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}
{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"dog","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}
{"source-ref":"s3://bucket/2.jpg","pet":0,"pet-metadata":{"class-name":"dog","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
};

/// The finding on a line that repeats the image of line `first`, counted from 1.
pub(crate) fn problem(span: Range<usize>, first: u64) -> Problem {
    Problem {
        code: RULE.code,
        ..Problem::at(span, format!("the same image as line {first}; the service keeps the first line"))
    }
}
