//! What is put into one line, and where.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{MEMBERS, may_carry_findings};
use crate::manifest::{Document, Value};
use crate::order;
use crate::rules::{Code, Problem, Severity, rule};

/// A part of an entry in which findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Line,
    Value,
    Metadata,
    Annotation,
}

/// The part that the service writes findings of that code in.
fn part(code: Code) -> Part {
    match code {
        Code::InvalidLabelAttributeFormat | Code::NoValidAnnotations | Code::WarningNoAttributeAnnotations => {
            Part::Value
        }
        Code::InvalidLabelAttributeMetadataFormat
        | Code::UnsupportedUseCaseType
        | Code::InvalidLabelNameLength
        | Code::MissingBoundingBoxConfidence
        | Code::MissingClassMapId => Part::Metadata,
        Code::InvalidBoundingBox | Code::BoundingBoxTooSmall => Part::Annotation,
        _ => Part::Line,
    }
}

/// An element of `errors` or `warnings`.
#[derive(Serialize)]
struct Element<'p> {
    code: Code,
    message: &'p str,
}

/// A finding, and the end of the object that it goes into.
#[derive(Clone, Copy, Debug)]
struct Place<'p> {
    end: usize,
    is_error: bool,
    problem: &'p Problem,
}

/// The arrays of findings that stand on a line already, by the end of the object they are members of and by their kind.
/// A member that is no array is none: another one of that name is written, and the last wins.
type Known<'d> = BTreeMap<(usize, bool), Option<Value<'d>>>;

/// Puts findings into lines; its buffer is reused.
#[derive(Debug, Default)]
pub(super) struct Insertions {
    text: Vec<u8>,
}

impl Insertions {
    /// A line that holds only these findings.
    pub(super) fn alone(&mut self, problems: &[Problem]) -> &[u8] {
        self.text.clear();
        self.text.push(b'{');
        for is_error in [true, false] {
            let problems: Vec<_> = problems.iter().filter(|problem| error(problem) == is_error).collect();
            if !problems.is_empty() {
                self.comma(b'{');
                self.member(is_error, &problems);
            }
        }
        self.text.push(b'}');
        &self.text
    }

    /// The line `content`, a JSON object, with these findings put in.
    pub(super) fn within(&mut self, content: &[u8], problems: &[Problem], document: &mut Document) -> &[u8] {
        self.text.clear();
        let mut places: Vec<_> =
            problems.iter().map(|problem| place(problem, content.trim_ascii_end().len())).collect();
        // Errors stand before warnings; within both, the order of the rules is kept.
        order::sort_by_key(&mut places, |place| (place.end, !place.is_error));
        let known = known(content, document);
        let mut copied = 0;
        // Whatever goes into an object goes before its bracket; what goes into an array that is there, before the array's.
        let mut inserted: Vec<_> = places
            .chunk_by(|one, other| (one.end, one.is_error) == (other.end, other.is_error))
            .map(|group| {
                let array = known.get(&(group[0].end, group[0].is_error)).copied().flatten();
                (array.map_or(group[0].end, |array| array.span().end), array, group)
            })
            .collect();
        order::sort_by_key(&mut inserted, |&(end, ..)| end);
        for (end, array, group) in inserted {
            let problems: Vec<_> = match array {
                None => group.iter().map(|place| place.problem).collect(),
                Some(array) => {
                    let written = Written::of(array);
                    group.iter().map(|place| place.problem).filter(|problem| !written.has(problem)).collect()
                }
            };
            let (Some(before), false) = (end.checked_sub(1), problems.is_empty()) else { continue };
            self.text.extend_from_slice(&content[copied..before]);
            copied = before;
            if array.is_some() {
                self.comma(b'[');
                self.elements(&problems);
            } else {
                self.comma(b'{');
                self.member(group[0].is_error, &problems);
            }
        }
        self.text.extend_from_slice(&content[copied..]);
        &self.text
    }

    /// A comma, unless what follows is the first in the brackets that `open` opens.
    fn comma(&mut self, open: u8) {
        if self.text.trim_ascii_end().last() != Some(&open) {
            self.text.push(b',');
        }
    }

    fn member(&mut self, is_error: bool, problems: &[&Problem]) {
        self.text.extend_from_slice(if is_error { b"\"errors\":[" } else { b"\"warnings\":[" });
        self.elements(problems);
        self.text.push(b']');
    }

    fn elements(&mut self, problems: &[&Problem]) {
        for (index, problem) in problems.iter().enumerate() {
            if index > 0 {
                self.text.push(b',');
            }
            let element = Element { code: problem.code, message: &problem.message };
            // Writing to memory cannot fail, and an element is two strings.
            let _ = serde_json::to_writer(&mut self.text, &element);
        }
    }
}

fn error(problem: &Problem) -> bool {
    rule(problem.code).severity == Severity::Error
}

/// Where a finding goes: into its part, where that is an object, else into the metadata, else into the line.
fn place(problem: &Problem, line: usize) -> Place<'_> {
    let end = match part(problem.code) {
        Part::Line => None,
        Part::Annotation => Some(problem.span.end),
        Part::Value => problem.ends.value.or(problem.ends.metadata),
        Part::Metadata => problem.ends.metadata,
    };
    Place { end: end.unwrap_or(line), is_error: error(problem), problem }
}

fn known<'d>(content: &'d [u8], document: &'d mut Document) -> Known<'d> {
    let mut known = Known::new();
    if !may_carry_findings(content) {
        return known;
    }
    let Some(root) = std::str::from_utf8(content).ok().and_then(|text| document.parse(text).ok()) else {
        return known;
    };
    let mut look = |object: Value<'d>| {
        for (key, array) in object.members() {
            // Findings are added to `errors`, even where there is `cl-errors`: the one is what is written here.
            let member = MEMBERS.iter().find(|(name, _)| key.is_str(name) && *name != "cl-errors");
            if let Some(&(_, is_error)) = member {
                known.insert((object.span().end, is_error), array.is_array().then_some(array));
            }
        }
    };
    look(root);
    for (_, part) in root.members() {
        look(part);
        for (_, list) in part.members().filter(|(key, _)| key.is_str("annotations")) {
            list.elements().for_each(&mut look);
        }
    }
    known
}

/// Codes and messages of the findings that an array has already, sorted.
struct Written<'d>(Vec<(&'d str, &'d str)>);

impl<'d> Written<'d> {
    fn of(array: Value<'d>) -> Self {
        let text = |element: Value<'d>, name| element.get(name).and_then(|value| value.str()).unwrap_or_default();
        let mut findings: Vec<_> =
            array.elements().map(|element| (text(element, "code"), text(element, "message"))).collect();
        order::sort_by_key(&mut findings, |&finding| finding);
        Self(findings)
    }

    fn has(&self, problem: &Problem) -> bool {
        self.0.binary_search(&(problem.code.as_str(), problem.message.as_str())).is_ok()
    }
}
