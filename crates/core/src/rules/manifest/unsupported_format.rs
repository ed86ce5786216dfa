//! A file that is not JSON Lines.

use super::Facts;
use crate::manifest::{Foreign, Proof, sniff};
use crate::report::ManifestFinding;
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::ManifestInaccessibleOrUnsupportedFormat,
    place: Where::Manifest,
    severity: Severity::Error,
    title: "Not a manifest",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "The file is not JSON Lines in UTF-8 (one JSON object per line), or its name has no extension.",
    why: "The service cannot create a dataset from it.",
    help: "Use a text file with one JSON object per line.",
    page: page::FILE_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"[
{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}},
{"source-ref":"s3://bucket/2.jpg","pet":0,"pet-metadata":{"class-name":"dog","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}
]"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}
{"source-ref":"s3://bucket/2.jpg","pet":0,"pet-metadata":{"class-name":"dog","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
};

/// Reports a file whose name has no extension.
pub(super) fn check(facts: &Facts<'_>) -> Option<ManifestFinding> {
    let name = facts.name.rsplit(['/', '\\']).next().unwrap_or_default();
    let has_extension = name.rfind('.').is_some_and(|dot| dot > 0 && dot + 1 < name.len());
    (facts.lines > 0 && !has_extension && !name.is_empty() && name != "-")
        .then(|| super::error(&RULE, format!("the file name \"{name}\" has no extension; name it \"{name}.manifest\"")))
}

/// Reports a file that is something else than a manifest, with what it is and how to make one of it.
pub(super) fn not_a_manifest(facts: &Facts<'_>) -> Option<ManifestFinding> {
    if facts.lines == 0 {
        return None;
    }
    let proves = |foreign: &Foreign| match foreign.proof() {
        Proof::FirstBytes => true,
        Proof::FewObjects => facts.objects < facts.lines.div_ceil(2),
        Proof::NoValidLine => facts.counts.valid == 0,
    };
    if let Some(foreign) = sniff(facts.head).filter(proves) {
        let message = format!("this isn't a manifest: {}", foreign.cause());
        return Some(ManifestFinding { help: foreign.help(facts.name), ..super::error(&RULE, message) });
    }
    (facts.objects == 0).then(|| {
        let message = "this isn't a manifest: no line is a JSON object; a manifest has one JSON object on each line";
        super::error(&RULE, message.into())
    })
}
