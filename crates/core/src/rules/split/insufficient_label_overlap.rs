//! Training and test share too few labels.

use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, Pair, page};
use crate::rules::rule::{Rule, Severity, Where};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::InsufficientLabelOverlap,
    place: Where::Split,
    severity: Severity::Error,
    title: "Too few labels in both train and test",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "Fewer than half of the training labels are in the test dataset.",
    why: "Training fails.",
    help: "Move images between train and test, or label more images.",
    page: page::CONTENT_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Pair {
    bad: Pair {
        train: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}
{"source-ref":"s3://bucket/2.jpg","pet":0,"pet-metadata":{"class-name":"dog","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}
{"source-ref":"s3://bucket/3.jpg","pet":0,"pet-metadata":{"class-name":"fox","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
        test: r#"{"source-ref":"s3://bucket/4.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}
{"source-ref":"s3://bucket/5.jpg","pet":0,"pet-metadata":{"class-name":"owl","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
    },
    good: Pair {
        train: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}
{"source-ref":"s3://bucket/2.jpg","pet":0,"pet-metadata":{"class-name":"dog","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}
{"source-ref":"s3://bucket/3.jpg","pet":0,"pet-metadata":{"class-name":"fox","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
        test: r#"{"source-ref":"s3://bucket/4.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}
{"source-ref":"s3://bucket/5.jpg","pet":0,"pet-metadata":{"class-name":"dog","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
    },
};
